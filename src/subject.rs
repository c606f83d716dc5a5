//! Subjects, part by part: what a provider packs into `sub`.
//!
//! GitHub writes `repo:owner/name:context`, since July 2026 with IDs (`owner@1/name@2`), the context being a ref, an
//! environment or `pull_request`; GitLab writes `project_path:…:ref_type:…:ref:…`. Other forms have no parts here.
//! Nothing here decides: subjects are compared exactly, elsewhere.

use crate::text::{before, cut, is_number, without_start};

/// The parts of a subject that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject<'a> {
    /// Owner and name, with IDs if they are written.
    pub(crate) repository: &'a str,
    /// What follows: `ref:refs/heads/main`, `environment:release`, `pull_request`, or GitLab's `ref_type:…:ref:…`.
    pub(crate) context: &'a str,
}

impl<'a> Subject<'a> {
    /// Reads a subject of GitHub or GitLab.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let rest = without_start(text, &["repo:", "project_path:"])?;
        let (repository, context) = cut(rest, ":").unwrap_or((rest, ""));
        Some(Self { repository, context })
    }

    /// The environment, if the context starts with it. GitHub writes a colon in its name as `%3A`.
    pub(crate) fn environment(&self) -> Option<&'a str> {
        self.context.strip_prefix("environment:").map(|rest| before(rest, ":"))
    }

    /// The ref, if it is the context, or what the context starts with: full on GitHub, bare on GitLab. No ref holds a colon.
    pub(crate) fn git_ref(&self) -> Option<&'a str> {
        let rest = self.context.strip_prefix("ref:").or_else(|| cut(self.context, ":ref:").map(|(_, name)| name));
        rest.map(|rest| before(rest, ":"))
    }

    /// Whether other claims follow the environment or the ref, as in a subject that its owner has customised.
    pub(crate) fn goes_on(&self) -> bool {
        let told = self.environment().or(self.git_ref());
        told.is_some_and(|told| !self.context.ends_with(told))
    }

    /// GitLab's kind of ref.
    pub(crate) fn ref_type(&self) -> Option<&'a str> {
        cut(self.context.strip_prefix("ref_type:")?, ":").map(|(kind, _)| kind)
    }

    /// The owner's and the repository's ID, if both are written.
    pub(crate) fn ids(&self) -> Option<(&'a str, &'a str)> {
        let (owner, name) = cut(self.repository, "/")?;
        let id = |part: &'a str| cut(part, "@").map(|(_, id)| id).filter(|id| is_number(id));
        Some((id(owner)?, id(name)?))
    }

    /// Whether both name one repository, and write its IDs in different ways or on one side only. It decides nothing.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let plain = [self.plain_repository(), other.plain_repository()];
        let [one, two] = &plain;
        // Forgejo, and people, put a hyphen before an ID.
        let by_hyphens = |long: &str, short: &str, ids: Option<(&str, &str)>| {
            let (Some((owner, name)), Some((bare_owner, bare_name))) = (cut(long, "/"), cut(short, "/")) else {
                return false;
            };
            fn id<'t>(text: &'t str, bare: &str) -> Option<&'t str> {
                text.strip_prefix(bare)?.strip_prefix('-').filter(|id| is_number(id))
            }
            match (id(owner, bare_owner), id(name, bare_name)) {
                (Some(owner), Some(name)) => ids.is_none_or(|ids| ids == (owner, name)),
                _ => false,
            }
        };
        let ids = (self.ids(), other.ids());
        ids.0.is_some() != ids.1.is_some() && one.eq_ignore_ascii_case(two)
            || by_hyphens(one, two, ids.1)
            || by_hyphens(two, one, ids.0)
    }

    /// Owner and name without their IDs.
    pub(crate) fn plain_repository(&self) -> String {
        let mut plain = String::new();
        let mut in_id = false;
        for character in self.repository.chars() {
            in_id = character == '@' || in_id && character != '/';
            if !in_id {
                plain.push(character);
            }
        }
        plain
    }
}
