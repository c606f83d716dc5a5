//! A provider's claims and labels: which forms their values have, what they mean, whether they can change.

use crate::json::Kind;
use crate::reason::Reason;
use crate::template::{Template, has_named_form, is_of};
use crate::text::{cut, holds, holds_one, joined, parts};

/// A key that the Hub's form offers, as the Hub's documentation describes it.
#[derive(Debug)]
pub struct Label {
    /// The key in the publisher.
    pub key: &'static str,
    /// The token's claims that it is read from.
    pub claims: Vec<&'static str>,
    pub(super) templates: &'static str,
}

/// A claim that a provider is known to send.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Its name; may hold a blank.
    pub(crate) name: &'static str,
    /// What is to be known of it: `run` (changes with every run), `person`, `free` (anybody can set it), `id`, `name`,
    /// `open` (other forms occur), or its type if it is no text.
    pub(crate) flags: &'static str,
    pub(super) templates: &'static str,
    meaning: &'static str,
}

/// What a claim tells of whose a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tells {
    Nothing,
    /// A project's name, which other owners' projects can have too.
    Name,
    Owner,
    /// One project, beside all others of the issuer.
    Project,
}

impl Tells {
    /// What a value of this form tells.
    pub(super) fn of(form: &str) -> Self {
        let has = |blanks: &[&str]| holds_one(form, blanks);
        let has_name = has(&["{name", "{project"]);
        let has_owner = has(&["{owner", "{own*", "{organization", "{account"]);
        if has(&["{id", "{repository", "{=repository", "{=project_path"]) || has_name && has_owner {
            Self::Project
        } else if has_owner {
            Self::Owner
        } else if has_name {
            Self::Name
        } else {
            Self::Nothing
        }
    }
}

/// What a provider's sheet calls bad in a claim.
#[derive(Clone, Debug)]
pub(crate) struct Bad {
    pub(crate) reason: Reason,
    pub(crate) claim: &'static str,
    forms: Vec<Template<'static>>,
    /// The forms that are well for all that.
    but: Vec<Template<'static>>,
}

impl Bad {
    pub(super) fn read(line: &'static str) -> Option<Self> {
        let (code, rest) = cut(line, " ")?;
        Self::of(Reason::of_code(code)?, rest)
    }

    pub(super) fn of(reason: Reason, line: &'static str) -> Option<Self> {
        let (claim, forms) = cut(line, " ")?;
        let (forms, but) = cut(forms, " unless ").map_or((forms, Vec::new()), |(forms, but)| (forms, named_forms(but)));
        Some(Self { reason, claim, forms: named_forms(forms), but })
    }

    /// Whether no job has such a value.
    pub(crate) fn never_occurs(&self) -> bool {
        matches!(self.reason, Reason::ValueNeverOccurs | Reason::RefIsShort | Reason::RefIsFull)
    }

    /// Whether a value is.
    pub(crate) fn is(&self, text: &str) -> bool {
        let has = |forms: &[Template<'_>]| forms.iter().any(|form| form.is_of(text));
        !text.is_empty() && has(&self.forms) && !has(&self.but)
    }
}

/// The forms that a sheet's line names, taken apart.
pub(super) fn named_forms(line: &'static str) -> Vec<Template<'static>> {
    let mut forms = Vec::new();
    for form in parts(line, " or ") {
        forms.push(Template::of(form));
    }
    forms
}

impl Label {
    /// The forms that its value has.
    pub(crate) fn forms(&self) -> Vec<&'static str> {
        parts(self.templates, " or ")
    }
}

impl Claim {
    pub(super) fn read(line: &'static str) -> Self {
        let (head, meaning) = cut(line, ";").unwrap_or((line, ""));
        let (head, templates) = cut(head, " = ").unwrap_or((head, ""));
        let (name, flags) = cut(head, " ").unwrap_or((head, ""));
        Self { name, flags, templates, meaning }
    }

    /// Whether several claims have such a name.
    pub(crate) fn is_open(&self) -> bool {
        holds(self.name, "{")
    }

    /// Whether this is the claim's name.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.is_open() && is_of(self.name, name)
    }

    /// The forms that its value has; none if they are not known.
    pub(crate) fn forms(&self) -> Vec<&'static str> {
        if self.templates.is_empty() { Vec::new() } else { parts(self.templates, " or ") }
    }

    /// Whether a value has one of its forms.
    pub(crate) fn fits(&self, text: &str) -> bool {
        !self.templates.is_empty() && has_named_form(text, self.templates)
    }

    /// What each of its forms tells.
    pub(crate) fn tells(&self) -> Tells {
        self.forms().iter().map(|form| Tells::of(form)).min().unwrap_or(Tells::Nothing)
    }

    /// Whether its value is a project's ID and nothing else.
    pub(crate) fn is_id(&self) -> bool {
        matches!(self.templates, "{id}" | "{id#}" | "{id%}" | "{{id%}}")
    }

    /// Whether its value is an owner's ID and nothing else.
    pub(crate) fn is_owner_id(&self) -> bool {
        matches!(self.templates, "{owner_id}" | "{owner_id#}" | "{owner_id%}" | "{{owner_id%}}")
    }

    /// Whether its value is a project's or an owner's ID and nothing else.
    pub(crate) fn is_any_id(&self) -> bool {
        self.is_id() || self.is_owner_id()
    }

    /// Whether its value holds this one.
    pub(crate) fn holds_value(&self, name: &str) -> bool {
        // A letter or `_` behind it is another one's name.
        let goes_on = |rest: &str| rest.starts_with(|next: char| next.is_ascii_lowercase() || next == '_');
        let (start, mut rest) = (joined(&["{", name], ""), self.templates);
        while let Some((_, behind)) = cut(rest, &start) {
            if !goes_on(behind) {
                return true;
            }
            rest = behind;
        }
        false
    }

    /// Its type, if it is no text.
    pub(crate) fn kind(&self) -> Option<Kind> {
        const KINDS: [(&str, Kind); 5] = [
            ("number", Kind::Number),
            ("boolean", Kind::Boolean),
            ("list", Kind::Array),
            ("object", Kind::Object),
            ("null", Kind::Null),
        ];
        KINDS.iter().find(|(flag, _)| self.is(flag)).map(|(_, kind)| *kind)
    }

    pub(crate) fn is(&self, flag: &str) -> bool {
        holds(self.flags, flag)
    }

    /// What it means and whether it can change, in one line.
    pub fn about(&self) -> Option<&'static str> {
        const BY_FLAG: [(&str, &str); 5] = [
            ("run", "Changes with every run."),
            ("person", "Names a person."),
            ("free", "Anybody who starts a job can set it."),
            ("id", "It never changes."),
            ("name", "It can be renamed."),
        ];
        let general = || BY_FLAG.iter().find(|(flag, _)| self.is(flag)).map(|(_, about)| *about);
        if self.meaning.is_empty() { general() } else { Some(self.meaning) }
    }
}
