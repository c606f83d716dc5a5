//! What the token's other claims say of a difference: that the job is a pull request's, that another file holds it, that its
//! project was renamed.

use super::claim::Unmatched;
use crate::difference::{self, Difference, Meaning, at_folder, owner_in};
use crate::judgement::proposed;
use crate::provider::{self, Bad, Claim, Provider, Tells, github};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;
use crate::subject::Subject;
use crate::text::{before, cut, holds, holds_one, is_spelt_like, joined};
use crate::token::Decoded;

/// Whose another project, owner or ID is, as far as IDs tell.
pub(super) enum Kin<'a> {
    /// The same one's, and how that is known.
    Renamed(&'static str),
    /// Somebody else's of that name.
    Namesake,
    /// The ID stands under this claim of the token.
    Other(&'a str),
    Unknown,
}

impl Kin<'_> {
    /// What is said of it behind the two values.
    pub(super) fn in_words(&self, expected: &str) -> String {
        match *self {
            Kin::Renamed(how) => how.to_owned(),
            Kin::Namesake => ": the names agree and the IDs do not, so it is another one of that name".to_owned(),
            Kin::Other(own) => joined(&["; `", expected, "` is the token's `", own, "`"], ""),
            Kin::Unknown => String::new(),
        }
    }
}

impl Unmatched<'_> {
    /// How the ref differs of a job that ran on no branch, or on one whose ref is not read as such.
    pub(super) fn of_branch(&self, source: &str) -> Reason {
        let expected = self.claim.expected.as_str();
        let full = joined(&["refs/heads/", expected], "");
        let wanted = if source.starts_with("refs/") { &full } else { expected };
        match difference::of_refs(wanted, source) {
            _ if expected.is_empty() && wanted != source => Reason::ValueIsEmpty,
            _ if difference::is_pattern(expected) => Reason::ValueIsPattern,
            _ if self.decoded.text("ref_type") == Some("tag") => Reason::BranchIsTag,
            Reason::RefDiffers if self.is_request() => Reason::RefIsPullRequest,
            reason => reason,
        }
    }

    /// A reason in the light of the other claims.
    pub(super) fn refined(&self, name: &str, meaning: Meaning, reason: Reason, expected: &str, found: &str) -> Reason {
        let decoded = self.decoded;
        let claim = self.provider.claim(name).filter(|_| !self.is_label);
        // What others mean tells more of themselves.
        let is_plain = matches!(meaning, Meaning::Other | Meaning::Subject);
        let tells = claim.filter(|_| is_plain).map(|claim| claim.tells());
        let never = |bad: &Bad| bad.reason == Reason::ValueNeverOccurs && bad.claim == name && bad.is(expected);
        let is_none = |claim: &Claim| !claim.fits(expected) || self.provider.bad().iter().any(never);
        let misfits = || claim.is_some_and(|claim| !claim.is("open") && claim.fits(found) && is_none(claim));
        match reason {
            Reason::WorkflowFileDiffers | Reason::WorkflowExtensionDiffers if is_called_file(expected, decoded) => {
                Reason::WorkflowIsReusable
            }
            Reason::WorkflowFileDiffers | Reason::WorkflowExtensionDiffers
                if decoded.text("workflow") == Some(expected) =>
            {
                Reason::WorkflowIsDisplayName
            }
            // A full ref of no kind; a short one is told as that.
            Reason::RefDiffers if expected.starts_with("refs/") && misfits() => Reason::ValueNeverOccurs,
            Reason::RefDiffers if self.is_request() => Reason::RefIsPullRequest,
            Reason::RefDiffers if name == "branch" && found.starts_with("refs/tags/") => Reason::BranchIsTag,
            Reason::RefDiffers if meaning == Meaning::Ref => self.of_ref_types(found).unwrap_or(reason),
            Reason::SubjectDiffers if self.proposed().is_some_and(|(claim, held)| claim == "sub" && held == found) => {
                Reason::SubjectIsPullRequest
            }
            Reason::ClaimMismatch | Reason::SubjectDiffers | Reason::EnvironmentDiffers if misfits() => {
                Reason::ValueNeverOccurs
            }
            Reason::RepositoryDiffers | Reason::OwnerDiffers | Reason::SubjectDiffers
                if difference::home_of(self.provider, name, &self.claim.expected).is_some() =>
            {
                Reason::ValueNeverOccurs
            }
            Reason::SubjectHasIds if self.has_other_ids(expected, found) => Reason::RepositoryDiffers,
            Reason::ClaimMismatch if tells == Some(Tells::Project) => Reason::RepositoryDiffers,
            Reason::ClaimMismatch if tells == Some(Tells::Owner) => {
                let is_same = !owner_in(expected).is_empty() && owner_in(expected) == owner_in(found);
                if is_same { Reason::RepositoryDiffers } else { Reason::OwnerDiffers }
            }
            other => other,
        }
    }

    /// What the IDs say of another project or owner.
    pub(super) fn kin(&self, name: &str, reason: Reason, expected: &str, found: &str) -> Kin<'_> {
        let is_owner_id = |name: &str| self.provider.claim(name).is_some_and(|claim| claim.is_owner_id());
        let owners_agree = || {
            let mut claims = self.publisher.claims.iter();
            claims.any(|(name, rule)| is_owner_id(name) && self.decoded.text(name) == Some(&rule.value))
        };
        let guards = self.provider.words("guards").contains(&name);
        if let Some(own) = self.other_id(name, expected) {
            Kin::Other(own)
        } else if same_by_id(self.publisher, self.decoded) && !guards {
            Kin::Renamed("; the project's IDs agree, so it was renamed or moved")
        } else if self.is_namesake(name, expected, found) {
            Kin::Namesake
        } else if reason == Reason::OwnerDiffers && owners_agree() {
            Kin::Renamed("; the owner's ID agrees, so the owner was renamed")
        } else {
            Kin::Unknown
        }
    }

    /// The claim of the token that has this ID, where the publisher has it for that of something else.
    fn other_id(&self, name: &str, expected: &str) -> Option<&str> {
        let is_id = |name: &str| self.provider.has_id(name);
        self.decoded.holder(expected, &|held| held != name && is_id(held)).filter(|_| is_id(name))
    }

    /// Whether the names agree and this ID does not: the project, or its owner, is another one of that name.
    pub(super) fn is_namesake(&self, name: &str, expected: &str, found: &str) -> bool {
        // What guards a pipeline names what it builds: two pipelines of one owner can build the same.
        let guards = self.provider.words("guards");
        let agrees = |id: &Claim, (name, rule): &(String, ClaimRule)| {
            let is_name = |claim: &Claim| !claim.is_any_id() && claim.tells() >= id.tells();
            let held = self.decoded.text(name);
            let plain = |text| Subject::parse(text).map(|subject| subject.plain_repository());
            let is_same = |held| {
                held == rule.value || name == "sub" && plain(held).is_some_and(|one| plain(&rule.value) == Some(one))
            };
            held.is_some_and(is_same)
                && !guards.contains(&name.as_str())
                && self.provider.claim(name).is_some_and(is_name)
        };
        let id = self.provider.claim(name).filter(|claim| claim.is_any_id());
        self.has_other_ids(expected, found)
            || self.other_id(name, expected).is_none()
                && id.is_some_and(|id| self.publisher.claims.iter().any(|other| agrees(id, other)))
    }

    /// What to write in place of a called file.
    pub(super) fn of_started_file(&self) -> String {
        match github::workflow_file(self.started()).filter(|_| self.is_label) {
            Some(file) => joined(&["Write `", file, "`, the file that was started,"], ""),
            None => "Compare the file that was started (`workflow_ref`)".to_owned(),
        }
    }

    /// The workflow's file that was started, with its repository and ref.
    pub(super) fn started(&self) -> &str {
        self.decoded.text("workflow_ref").unwrap_or_default()
    }

    /// What differs in the ref of a called file is no ref that the job ran on: it is told as a whole.
    pub(super) fn of_called_file<'t>(&'t self, told: Difference<'t>, found: &'t str) -> Difference<'t> {
        let is_ref = matches!(told.reason, Reason::RefDiffers | Reason::BranchIsTag | Reason::TagIsBranch);
        if self.claim.claim != "job_workflow_ref" || !is_ref || before(self.started(), "@") == before(found, "@") {
            return told;
        }
        Difference { reason: Reason::ClaimMismatch, expected: &self.claim.expected, found }
    }

    /// Whether two subjects, or the repositories in them, have the same names and different IDs. Where one leaves them out, the job
    /// tells them by claims of their own.
    pub(super) fn has_other_ids(&self, expected: &str, found: &str) -> bool {
        let subject = |text| Subject::parse(text).unwrap_or(Subject { repository: text, context: "" });
        let (wanted, held) = (subject(expected), subject(found));
        let own = self.decoded.text("repository_owner_id").zip(self.decoded.text("repository_id"));
        let differ = wanted.ids().zip(held.ids().or(own)).is_some_and(|(wanted, held)| wanted != held);
        // What the publisher says of the IDs beside a subject without them.
        let contradicts = |(name, rule): &(String, ClaimRule)| {
            self.provider.has_id(name)
                && self.decoded.text(name).is_some_and(|id| id != rule.value)
                && self.other_id(name, &rule.value).is_none()
        };
        let differ = differ || held.ids().is_some() && self.publisher.claims.iter().any(contradicts);
        differ && wanted.plain_repository() == held.plain_repository()
    }

    /// By what the job shows that its code is only proposed.
    pub(super) fn proposed(&self) -> Option<(&str, &str)> {
        proposed(self.decoded, provider::of_token(self.decoded))
    }

    /// Whether the job ran for a pull or merge request.
    fn is_request(&self) -> bool {
        self.proposed().is_some_and(|(claim, found)| holds(claim, "_request") || holds(found, "_request"))
    }

    /// Whether the publisher names the other one of the two files that a job with a called workflow has, or the other one's
    /// repository.
    pub(super) fn is_other_file(&self, found: &str) -> bool {
        let (decoded, expected) = (self.decoded, self.claim.expected.as_str());
        let other = match self.claim.claim.as_str() {
            "workflow_ref" => "job_workflow_ref",
            "job_workflow_ref" => "workflow_ref",
            "repository" => {
                let called = cut(decoded.text("job_workflow_ref").unwrap_or_default(), "/.github/workflows/");
                return called.is_some_and(|(repository, _)| repository == expected)
                    && decoded.text("workflow_ref").and_then(at_folder).is_some_and(|(own, _)| own == found);
            }
            _ => return false,
        };
        let Some(other) = decoded.text(other) else { return false };
        let repository = |text| at_folder(text).map(|(repository, _)| repository);
        let (wanted, project) = (before(expected, "@"), repository(expected));
        wanted != before(found, "@")
            && (before(other, "@") == wanted
                || project.is_some() && project != repository(found) && project == repository(other))
    }

    /// How the kinds of ref differ that publisher and token name, beside bare refs.
    fn of_ref_types(&self, found: &str) -> Option<Reason> {
        if self.decoded.text("build_tag") == Some(found) {
            return Some(Reason::BranchIsTag);
        }
        match (self.publisher.wants("ref_type")?, self.decoded.text("ref_type")?) {
            ("branch", "tag") => Some(Reason::BranchIsTag),
            ("tag", "branch") => Some(Reason::TagIsBranch),
            _ => None,
        }
    }
}

/// The name under which a token that lacks a claim has it, as far as can be told: in another spelling, or as its provider sends
/// what other ones call so.
pub(crate) fn own_name<'d>(
    decoded: &'d Decoded,
    provider: &Provider,
    (name, expected): (&str, &str),
    is_label: bool,
) -> Option<&'d str> {
    match decoded.find(&|member| member.name != name && is_spelt_like(member.name, name)) {
        Some(member) => Some(member.name),
        None if is_label || !provider.knows_no(name) => None,
        None => provider.own_name(name).or_else(|| holder(decoded, provider, (name, expected))),
    }
}

/// The one project's ID that has this value, where the name speaks of a project and of no owner: their IDs are counted apart. Names
/// are everybody's to choose.
fn holder<'d>(decoded: &'d Decoded, provider: &Provider, (name, value): (&str, &str)) -> Option<&'d str> {
    const PROJECTS: [&str; 7] = ["repo", "project", "pipeline", "workspace", "site", "app_", "build_type"];
    const OTHERS: [&str; 9] = ["owner", "org", "group", "namespace", "team", "account", "user", "report", "approve"];
    let lower = name.to_ascii_lowercase();
    if !holds_one(&lower, &PROJECTS) || holds_one(&lower, &OTHERS) {
        return None;
    }
    let is_id = |held: &str| provider.claim(held).is_some_and(|known| known.is_id());
    let first = decoded.holder(value, &is_id)?;
    decoded.holder(value, &|held| held != first && is_id(held)).is_none().then_some(first)
}

/// Whether the publisher names the file that holds the job, where the one that called it is compared.
fn is_called_file(expected: &str, decoded: &Decoded) -> bool {
    let called = decoded.text("job_workflow_ref");
    called != decoded.text("workflow_ref") && called.and_then(github::workflow_file) == Some(expected)
}

/// Whether an ID in the publisher is the token's, so that a differing name is a renamed one.
pub(crate) fn same_by_id(publisher: &Publisher, decoded: &Decoded) -> bool {
    let provider = provider::of_job(decoded);
    let is_id = |name: &str| provider.claim_like(name).is_some_and(|claim| claim.is_id());
    publisher.claims.iter().any(|(name, rule)| match (name.as_str(), decoded.text(name)) {
        ("sub", Some(held)) => project_id(held).is_some_and(|id| project_id(&rule.value) == Some(id)),
        (name, held) => held == Some(&rule.value) && is_id(name),
    })
}

/// The ID of the project that a subject has.
fn project_id(subject: &str) -> Option<&str> {
    Some(Subject::parse(subject)?.ids()?.1)
}
