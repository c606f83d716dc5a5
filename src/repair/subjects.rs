//! The subjects of a refused job and of a publisher: whether both are of one project, and what would get lost between them.

use super::change::is_of_proposals;
use super::job::Job;
use crate::difference::Meaning;
use crate::subject::Subject;
use crate::template::is_of;
use crate::text::{before, cut, joined, last, parts};

impl<'a> Job<'a> {
    /// The project's ID, which a subject tells and the one in its place does not.
    pub(super) fn id_lost(&self, expected: &str, found: &str) -> Option<&'a str> {
        let tells = |subject: &str, id: &str| {
            Subject::parse(subject).is_some_and(|subject| {
                let plain = subject.plain_repository();
                subject.ids().is_some_and(|(_, told)| told == id) || is_numbered(&plain) && last(&plain, "-") == id
            })
        };
        self.decoded.text("repository_id").filter(|id| tells(expected, id) && !tells(found, id))
    }

    /// Whether a publisher's subject may be set to the job's.
    pub(super) fn may_have_subject(&self, expected: &str, found: &str) -> bool {
        let text = |name: &str| self.decoded.text(name);
        let (wanted, held) = (Subject::parse(expected), Subject::parse(found));
        let own = text("repository_owner_id").zip(text("repository_id"));
        let ids = held.as_ref().and_then(Subject::ids).or(own);
        let Some(wanted) = wanted else { return is_like_but_for_the_place(expected, found) };
        // Names can be somebody else's by now: where one subject has IDs, the job has the same.
        let same_owner = wanted.ids().is_none_or(|(owner, _)| ids.is_some_and(|(other, _)| owner == other));
        let same = wanted.ids().is_none_or(|wanted| ids == Some(wanted));
        let plain = wanted.plain_repository();
        let Some(held) = held else { return same && self.is_own(&plain) };
        let other = held.plain_repository();
        // Forgejo puts a hyphen before an ID; but anybody can have names with a hyphen and a number.
        let names = text("repository").and_then(|repository| cut(repository, "/"));
        let with_ids = names
            .zip(own)
            .map(|((owner, name), (owner_id, id))| joined(&[owner, "-", owner_id, "/", name, "-", id], ""));
        let is_own = |path: &String| self.is_own(path) || with_ids.as_ref() == Some(path);
        if is_numbered(&plain) && is_own(&other) {
            with_ids.as_ref() == Some(&plain)
        } else if self.is_same_name(&plain, &other) {
            same
        } else {
            is_own(&plain) && is_own(&other) || same_owner && self.is_of_same_owner(&plain, &other)
        }
    }
}

/// Whether a subject names such an environment.
pub(super) fn is_in_proposals(subject: &str) -> bool {
    cut(subject, "environment:").is_some_and(|(_, rest)| is_of_proposals(before(rest, ":")))
}

/// Whether a subject lacks what the other one tells some jobs of a project by from the rest: its ref, unless that is kept beside it,
/// its environment, its file.
pub(super) fn loses_gate(expected: &str, found: &str, keeps_ref: bool) -> bool {
    let (wanted, held) = (parts(expected, ":"), parts(found, ":"));
    let is_gate = |key: &str| {
        let meaning = Meaning::of(key, true);
        !matches!(meaning, Meaning::Repository | Meaning::Owner | Meaning::Subject | Meaning::Other)
    };
    let mut keys = wanted.iter().step_by(2);
    keys.any(|key| is_gate(key) && !(keeps_ref && *key == "ref") && !held.iter().step_by(2).any(|other| other == key))
}

/// Whether each part of a path ends in a hyphen and a number.
fn is_numbered(path: &str) -> bool {
    parts(path, "/").iter().all(|part| is_of("{name/}-{id#}", part))
}

/// Whether two subjects of other forms have the same keys, and differ in what is no identity.
fn is_like_but_for_the_place(expected: &str, found: &str) -> bool {
    const LOOSE: [&str; 6] = ["ref", "ref_type", "environment", "run_phase", "branch", "event_name"];
    let (wanted, held) = (parts(expected, ":"), parts(found, ":"));
    let (mut rest, mut same) = ((wanted.as_slice(), held.as_slice()), false);
    while let ([key, wanted, left @ ..], [other_key, held, right @ ..]) = rest {
        rest = (left, right);
        if key != other_key || wanted != held && !LOOSE.contains(key) {
            return false;
        }
        same |= wanted == held;
    }
    // A last key can be without a value.
    rest.0 == rest.1 && (same || !rest.0.is_empty()) && wanted.len() > 2
}
