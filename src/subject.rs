//! Subjects, part by part: what a provider packs into `sub`, and how two of them differ.
//!
//! GitHub writes `repo:owner/name:context`, since July 2026 with IDs (`owner@1/name@2`), the context being a ref, an
//! environment or `pull_request`; GitLab writes `project_path:…:ref_type:…:ref:…`. Other forms are compared as texts.
//! Nothing here decides: subjects are compared exactly, elsewhere.

use crate::difference::{Difference, Meaning, of_refs, of_repositories, of_texts};
use crate::reason::Reason;
use crate::text::cut;

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
        let rest = text.strip_prefix("repo:").or_else(|| text.strip_prefix("project_path:"))?;
        let (repository, context) = cut(rest, ":").unwrap_or((rest, ""));
        Some(Self { repository, context })
    }

    /// The environment, if it is the context.
    pub(crate) fn environment(&self) -> Option<&'a str> {
        self.context.strip_prefix("environment:")
    }

    /// The ref, if it is the context: full on GitHub, bare on GitLab.
    pub(crate) fn git_ref(&self) -> Option<&'a str> {
        self.context.strip_prefix("ref:").or_else(|| cut(self.context, ":ref:").map(|(_, name)| name))
    }

    /// GitLab's kind of ref.
    pub(crate) fn ref_type(&self) -> Option<&'a str> {
        cut(self.context.strip_prefix("ref_type:")?, ":").map(|(kind, _)| kind)
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

/// How two subjects differ, in every part that does: the repository's first.
pub(crate) fn of_subjects<'a>(expected: &'a str, found: &'a str) -> Vec<Difference<'a>> {
    let (Some(wanted), Some(held)) = (Subject::parse(expected), Subject::parse(found)) else {
        let general = of_texts(Meaning::Other, expected, found);
        let reason = if general.reason == Reason::ClaimMismatch { Reason::SubjectDiffers } else { general.reason };
        return vec![Difference { reason, ..general }];
    };
    let mut differences = Vec::new();
    if wanted.repository != held.repository {
        differences.push(if wanted.plain_repository() == held.plain_repository() {
            Difference { reason: Reason::SubjectHasIds, expected, found }
        } else {
            let general = of_texts(Meaning::Repository, wanted.repository, held.repository);
            if general.reason == Reason::ClaimMismatch {
                of_repositories(wanted.repository, held.repository)
            } else {
                general
            }
        });
    }
    if wanted.context != held.context {
        let (expected, found) = (wanted.context, held.context);
        let reason = match (wanted.environment(), held.environment(), wanted.git_ref(), held.git_ref()) {
            _ if found == "pull_request" => Reason::SubjectIsPullRequest,
            (Some(wanted), Some(held), ..) => of_texts(Meaning::Environment, wanted, held).reason,
            (None, Some(_), ..) => Reason::SubjectHasEnvironment,
            (Some(_), None, ..) => Reason::SubjectLacksEnvironment,
            _ if (wanted.ref_type(), held.ref_type()) == (Some("branch"), Some("tag")) => Reason::BranchIsTag,
            _ if (wanted.ref_type(), held.ref_type()) == (Some("tag"), Some("branch")) => Reason::TagIsBranch,
            (_, _, Some(wanted), Some(held)) => match of_texts(Meaning::Ref, wanted, held).reason {
                Reason::ClaimMismatch => of_refs(wanted, held),
                reason => reason,
            },
            _ => Reason::SubjectDiffers,
        };
        differences.push(Difference { reason, expected, found });
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::of_subjects;

    #[test]
    fn every_part_is_told_once() {
        for (expected, found, codes) in [
            ("repo:a/b:ref:refs/heads/main", "repo:a@1/b@2:ref:refs/heads/main", &["subject-has-ids"][..]),
            (
                "repo:a@1/b@2:ref:refs/heads/main",
                "repo:a/b:environment:x",
                &["subject-has-ids", "subject-has-environment"],
            ),
            ("repo:a/b:environment:x", "repo:a/b:ref:refs/heads/main", &["subject-lacks-environment"]),
            ("repo:a/b:environment:x", "repo:a/b:environment:y", &["environment-differs"]),
            ("repo:a/b:environment:x", "repo:a/b:environment:X", &["differs-in-case"]),
            ("repo:a/b:ref:refs/heads/main", "repo:a/b:pull_request", &["subject-is-pull-request"]),
            ("repo:a/b", "repo:a/b:pull_request", &["subject-is-pull-request"]),
            ("repo:a/b:pull_request", "repo:a/b:ref:refs/heads/main", &["subject-differs"]),
            ("repo:a/b:ref:refs/heads/1", "repo:a/b:ref:refs/tags/1", &["branch-is-tag"]),
            ("repo:a/b:ref:refs/heads/main", "repo:c/b:ref:refs/heads/dev", &["owner-differs", "ref-differs"]),
            ("repo:a/b:ref:refs/tags/*", "repo:a/b:ref:refs/tags/1", &["value-is-pattern"]),
            ("project_path:a/b:ref_type:branch:ref:main", "project_path:a/b:ref_type:branch:ref:dev", &["ref-differs"]),
            ("org/1/project/2", "org/1/project/3", &["subject-differs"]),
        ] {
            let told: Vec<&str> =
                of_subjects(expected, found).iter().map(|difference| difference.reason.code()).collect();
            assert_eq!(told, codes, "{expected} against {found}");
        }
    }
}
