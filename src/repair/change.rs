//! Which claims of a publisher may be set to what a refused job has: never to what can be a stranger's, or takes a guard away.

use super::job::Job;
use super::subjects::{is_in_proposals, loses_gate};
use crate::claims::OF_ONE_TOKEN;
use crate::difference::{Meaning, at_folder, fits_pattern, is_list, is_pattern, is_written_otherwise, lists, tail_of};
use crate::judgement;
use crate::provider::{Claim, Tells};
use crate::subject::Subject;
use crate::text::{any_part, cut, holds, holds_one, joined, last, without_end, without_start};

/// What a publisher wants of a claim, and what the refused job has there.
struct Change<'c> {
    job: &'c Job<'c>,
    name: &'c str,
    expected: &'c str,
    found: &'c str,
    meaning: Meaning,
    /// As the job's provider sends it.
    claim: Option<&'c Claim>,
    /// Of whose a job is.
    tells: Tells,
    /// Both are the same, written otherwise.
    is_slip: bool,
}

impl Job<'_> {
    /// Whether a claim may be set to what the token holds: not to another owner's project, unless an ID says that it is the
    /// same one; not to what changes with every run, names a person or can be anybody's; not to what proposed code has; and
    /// no guard is taken away.
    pub(super) fn may_have(&self, name: &str, expected: &str, found: &str) -> bool {
        let (provider, meaning) = (self.provider, Meaning::of(name, false));
        let is_slip = is_written_otherwise(provider, name, expected, found);
        let (claim, tells) = (provider.claim(name), provider.tells(name));
        let change = Change { job: self, name, expected, found, meaning, claim, tells, is_slip };
        if change.is_anybodys() || change.is_proposed() || change.misfits() || change.loses_place() {
            return false;
        }
        // What keeps forks' builds out, and a tag, which is of one release, are nobody's to choose for good.
        let is_open = claim.is_some_and(Claim::is_open);
        let is_held = is_open || provider.words("guards").contains(&name) || change.is_of_another_tag();
        // A job of the project that is known can run somebody else's file, or in an environment without rules.
        if self.known && !is_held && !matches!(meaning, Meaning::WorkflowRef | Meaning::Environment) {
            return true;
        }
        let tells_whose = tells != Tells::Nothing || meaning == Meaning::Subject;
        if tells_whose && !change.keeps_numbers() {
            return false;
        }
        is_slip && !change.can_be_two_names() || !is_held && change.is_meant()
    }
}

impl Change<'_> {
    fn is(&self, flag: &str) -> bool {
        self.claim.is_some_and(|claim| claim.is(flag))
    }

    /// Whether the job's value changes with every run, names a person, or can be had by anybody who starts a job.
    fn is_anybodys(&self) -> bool {
        // Of a free text, only what a label reads out of another claim can be meant.
        let is_loose = self.is("run")
            || self.is("person")
            || self.is("free") && self.job.decoded.text(self.name) == Some(self.found);
        let is_event = self.meaning == Meaning::Event || self.claim.is_some_and(|claim| claim.holds_value("event"));
        // Who signed claims that were pasted alone is not known: their IDs can be another server's.
        let has_ids = || Subject::parse(self.found).is_some_and(|subject| subject.ids().is_some());
        let is_id = || self.claim.is_some_and(Claim::is_any_id) || self.meaning == Meaning::Subject && has_ids();
        let is_unsaid = self.job.decoded.text("iss").is_none() && is_id();
        is_loose
            || is_unsaid
            || OF_ONE_TOKEN.contains(&self.name)
            || matches!(self.found, "" | "false" | "self-hosted")
            || is_event && !self.is_slip && !self.job.provider.is_owners_to_start(self.found)
            || self.job.provider.calls_bad(self.name, self.found)
    }

    /// Whether the job has it for code that was only proposed.
    fn is_proposed(&self) -> bool {
        is_unmerged(self.found)
            || self.meaning == Meaning::Subject && is_in_proposals(self.found) && !is_in_proposals(self.expected)
    }

    /// Whether it is nothing that the owner can have meant: no ref, what fits no pattern of his own, a subject with less in it.
    fn misfits(&self) -> bool {
        let (expected, found) = (self.expected, self.found);
        is_pattern(expected) && fits_pattern(expected, found) != Some(true)
            || self.meaning == Meaning::Ref && holds(found, ":")
            || self.meaning == Meaning::Subject
                && loses_gate(expected, found, self.job.ref_lost(self.name, expected, found).is_some())
            || is_list(expected) && !lists(expected, found)
    }

    /// Whether a path in place of a name tells a project or a ref that nothing else in the publisher does.
    fn loses_place(&self) -> bool {
        let (job, expected) = (self.job, self.expected);
        let is_elsewhere = |(project, _): (&str, &str)| !(job.anchored && job.is_own(project));
        self.name == "workflow" && at_folder(expected).is_some_and(is_elsewhere)
            || tail_of(self.name, expected, self.found).is_some()
                && job.ref_lost(self.name, expected, self.found).is_none()
    }

    /// Whether the job ran on a tag that the publisher does not name.
    fn is_of_another_tag(&self) -> bool {
        let holds_ref =
            matches!(self.meaning, Meaning::Ref | Meaning::Subject | Meaning::WorkflowRef) || self.name == "build_tag";
        let is_other = |tag: &str| names_tag(self.found, tag) && !names_tag(self.expected, tag);
        holds_ref && self.job.tag().is_some_and(is_other)
    }

    /// Whether every number in what names a project is still there, or is an ID of the token: one that somebody put beside a name
    /// must not get lost.
    fn keeps_numbers(&self) -> bool {
        const IDS: [&str; 4] = ["repository_id", "repository_owner_id", "project_id", "namespace_id"];
        let project =
            |text| Subject::parse(text).filter(|_| !holds(text, "_id:")).map_or(text, |subject| subject.repository);
        let held = numbers(project(self.found));
        let is_id =
            |number: &[u8]| IDS.iter().any(|id| self.job.decoded.text(id).is_some_and(|id| id.as_bytes() == number));
        numbers(project(self.expected)).iter().all(|number| held.contains(number) || is_id(number))
    }

    /// Whether names that differ in how they are written may be two owners', since nobody says that they are not.
    fn can_be_two_names(&self) -> bool {
        let provider = self.job.provider;
        let is_name = match self.meaning {
            Meaning::Repository | Meaning::Owner => self.job.is_unknown(),
            Meaning::Subject => !["repository", "project_path"].iter().any(|name| provider.sends(name)),
            Meaning::Other => self.tells >= Tells::Owner && !self.claim.is_some_and(|claim| claim.is_any_id()),
            _ => false,
        };
        is_name && !holds(self.expected, self.found.strip_suffix('/').unwrap_or(self.found))
    }

    /// Whether the owner can have meant what the job has, from all that the publisher says of him.
    fn is_meant(&self) -> bool {
        let (job, expected, found) = (self.job, self.expected, self.found);
        match self.meaning {
            // Of an owner that an ID tells, whatever the owner is called by now.
            Meaning::Repository => {
                job.is_of_same_owner(expected, found)
                    || job.owner_known && last(expected, "/") == last(found, "/")
                    || (job.owned || job.owner_named) && expected == last(found, "/")
            }
            Meaning::WorkflowRef => at_folder(found).is_some_and(|(found, _)| {
                // GitLab names the server before it.
                let bare = || cut(found, "/").is_some_and(|(_, bare)| job.is_own(bare));
                at_folder(expected).is_some_and(|(expected, _)| job.is_of_same_owner(expected, found))
                    || job.anchored && (job.is_own(found) || bare())
            }),
            Meaning::Subject => job.may_have_subject(expected, found),
            Meaning::Environment => !is_of_proposals(found) && !holds(expected, "*"),
            Meaning::Owner | Meaning::Other => match self.tells {
                // An ID in whose place a name stands, which is the token's.
                Tells::Project => {
                    self.claim.is_some_and(|claim| claim.is_id())
                        && (job.is_own(expected)
                            || (job.owned || job.owner_named)
                                && job.is_named(self.name, expected, &[Tells::Name, Tells::Project]))
                }
                // An owner's ID likewise; the group of a group's project, or the one within it, where the project is named.
                Tells::Owner if self.claim.is_some_and(|claim| claim.is_owner_id()) => {
                    job.is_named(self.name, expected, &[Tells::Owner])
                }
                Tells::Owner => {
                    job.anchored && holds(&joined(&["/", found, "/"], ""), &joined(&["/", expected, "/"], ""))
                }
                Tells::Name => job.owned,
                Tells::Nothing => self.claim.is_some_and(|claim| !claim.is("id") && !claim.is("name")),
            },
            _ => true,
        }
    }
}

/// Whether a ref, or a subject with one, is of code that nobody has merged: of a pull or merge request, or of a review.
fn is_unmerged(text: &str) -> bool {
    const SHORT: [&str; 3] = ["pull/", "pull-requests/", "merge-requests/"];
    any_part(text, ":", &judgement::is_unmerged_ref) || without_start(text, &SHORT).is_some()
}

/// Whether an environment's name says that it is of proposed code: one for each request, or for looking at them.
pub(super) fn is_of_proposals(environment: &str) -> bool {
    let lower = environment.to_ascii_lowercase();
    for part in lower.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()) {
        let mut bare = part;
        while let [rest @ .., last] = bare
            && last.is_ascii_digit()
        {
            bare = rest;
        }
        if matches!(bare, b"pr" | b"prs" | b"mr" | b"mrs" | b"merge" | b"mergerequest") {
            return true;
        }
    }
    holds_one(&lower, &["review", "pull"])
}

/// Whether a ref, or a subject with one, names this tag: as a whole, since `1.2.0` is not `2.0`.
fn names_tag(text: &str, tag: &str) -> bool {
    let is_whole = |start: &str| start.is_empty() || without_end(start, &["@", "tags/", "tag/", "origin/"]).is_some();
    any_part(text, ":", &|part| part.strip_suffix(tag).is_some_and(is_whole))
}

/// The runs of digits in a text.
fn numbers(text: &str) -> Vec<&[u8]> {
    let mut numbers = Vec::new();
    for run in text.as_bytes().split(|byte| !byte.is_ascii_digit()) {
        if !run.is_empty() {
            numbers.push(run);
        }
    }
    numbers
}
