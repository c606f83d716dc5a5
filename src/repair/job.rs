//! The job that was refused, and which of its claims a publisher may be given.

use crate::cause::same_by_id;
use crate::claims::OF_ONE_TOKEN;
use crate::difference::{Meaning, at_folder, fits_pattern, is_pattern, is_written_otherwise, owner_in};
use crate::judgement::{self, is_strangers_to_start};
use crate::matching::{Match, Verdict};
use crate::provider::{self, Claim, Label, Provider, Tells, Tenancy};
use crate::publisher::Publisher;
use crate::subject::Subject;
use crate::template::is_of;
use crate::text::{any_part, before, cut, holds, holds_one, joined, last, parts, without_end, without_start};
use crate::token::Decoded;

/// A job whose token was refused, and what of the publisher it has.
pub(super) struct Job<'a> {
    pub(super) decoded: &'a Decoded,
    pub(super) provider: &'static Provider,
    /// An ID in the publisher is the token's.
    known: bool,
    /// The publisher names the token's project exactly, by another claim.
    anchored: bool,
    /// The publisher names the token's owner exactly, or its issuer is that owner's alone.
    owned: bool,
    /// The publisher has the owner's ID.
    owner_known: bool,
}

impl<'a> Job<'a> {
    pub(super) fn of(publisher: &Publisher, compared: &Match, decoded: &'a Decoded) -> Self {
        let provider = provider::of_token(decoded).unwrap_or(provider::custom());
        let known = same_by_id(publisher, decoded);
        let (mut told, mut owner_known) = (Tells::Nothing, false);
        for claim in &compared.claims {
            if claim.verdict == Verdict::Match && provider.is_nobody_elses(&claim.claim, &claim.expected) {
                told = told.max(provider.tells(&claim.claim));
                owner_known |= provider.claim(&claim.claim).is_some_and(|known| known.is_owner_id());
            }
        }
        let anchored = known || told == Tells::Project;
        let owned = anchored || provider.tenancy() == Tenancy::Tenant || told == Tells::Owner;
        Self { decoded, provider, known, anchored, owned, owner_known }
    }

    /// Whether a claim may be set to what the token holds: not to another owner's project, unless an ID says that it is the
    /// same one; not to what changes with every run, names a person or can be anybody's; not to what proposed code has; and
    /// no guard is taken away.
    pub(super) fn may_have(&self, name: &str, expected: &str, found: &str) -> bool {
        let claim = self.provider.claim(name);
        // Of a free text, only what a label reads out of another claim can be meant.
        let is_loose = |claim: &Claim| {
            claim.is("run") || claim.is("person") || claim.is("free") && self.decoded.text(name) == Some(found)
        };
        let opens = matches!(found, "false" | "self-hosted");
        let is_event =
            Meaning::of(name, false) == Meaning::Event || claim.is_some_and(|claim| claim.holds_value("event"));
        let is_slip = is_written_otherwise(self.provider, name, expected, found);
        let opens = opens || is_event && is_strangers_to_start(found) && !is_slip;
        // What fits no pattern of the owner's was not meant by it.
        let misfits = || is_pattern(expected) && fits_pattern(expected, found) != Some(true);
        if found.is_empty()
            || OF_ONE_TOKEN.contains(&name)
            || opens
            || claim.as_ref().is_some_and(is_loose)
            || self.provider.calls_bad(name, found)
            || misfits()
        {
            return false;
        }
        let meaning = Meaning::of(name, false);
        if is_unmerged(found)
            || meaning == Meaning::Ref && holds(found, ":")
            || meaning == Meaning::Subject
                && (loses_gate(expected, found) || is_in_proposals(found) && !is_in_proposals(expected))
            || self.loses_place(name, expected)
        {
            return false;
        }
        // A job of the project that is known can run somebody else's file, or build a fork.
        let guards = self.provider.words("guards").contains(&name);
        // A tag is of one release: another one is nobody's to choose for good.
        let holds_ref =
            matches!(meaning, Meaning::Ref | Meaning::Subject | Meaning::WorkflowRef) || name == "build_tag";
        let is_other = |tag: &str| names_tag(found, tag) && !names_tag(expected, tag);
        let is_other_tag = holds_ref && self.tag().is_some_and(is_other);
        if self.known && !guards && !is_other_tag && !matches!(meaning, Meaning::WorkflowRef | Meaning::Environment) {
            return true;
        }
        let tells = self.provider.tells(name) != Tells::Nothing || meaning == Meaning::Subject;
        if tells && !self.keeps_numbers(expected, found) {
            return false;
        }
        // Names that differ in case may be two owners', where nobody says that they are not.
        let is_name = match meaning {
            Meaning::Repository | Meaning::Owner => self.is_unknown(),
            Meaning::Subject => !["repository", "project_path"].iter().any(|name| self.provider.sends(name)),
            Meaning::Other => {
                self.provider.tells(name) >= Tells::Owner && !claim.is_some_and(|claim| claim.is_any_id())
            }
            _ => false,
        };
        if is_slip && (!is_name || holds(expected, found.strip_suffix('/').unwrap_or(found))) {
            return true;
        }
        if guards || is_other_tag {
            return false;
        }
        match meaning {
            // Of an owner that an ID tells, whatever the owner is called by now.
            Meaning::Repository => {
                self.is_of_same_owner(expected, found)
                    || self.owner_known && last(expected, "/") == last(found, "/")
                    || self.owned && expected == last(found, "/")
            }
            Meaning::WorkflowRef => at_folder(found).is_some_and(|(found, _)| {
                // GitLab names the server before it.
                let bare = || cut(found, "/").is_some_and(|(_, bare)| self.is_own(bare));
                at_folder(expected).is_some_and(|(expected, _)| self.is_of_same_owner(expected, found))
                    || self.anchored && (self.is_own(found) || bare())
            }),
            Meaning::Subject => self.may_have_subject(expected, found),
            Meaning::Environment => !is_of_proposals(found) && !holds(expected, "*"),
            Meaning::Owner | Meaning::Other => match self.provider.tells(name) {
                // An ID in whose place a name stands, which is the token's.
                Tells::Project => {
                    claim.is_some_and(|claim| claim.is_id())
                        && (self.is_own(expected) || self.owned && self.is_named(name, expected))
                }
                // The group of a group's project, which is named.
                Tells::Owner => self.anchored && found.strip_prefix(expected).is_some_and(|rest| rest.starts_with('/')),
                Tells::Name => self.owned,
                Tells::Nothing => claim.is_some_and(|claim| !claim.is("id") && !claim.is("name")),
            },
            _ => true,
        }
    }

    /// The claim that names the token's project, where the publisher names it so as the owner. What stands under any other name can
    /// be a stranger's project, too.
    pub(super) fn misplaced(&self, name: &str, expected: &str, publisher: &Publisher) -> Option<&'static str> {
        let is_owner = Meaning::of(name, false) == Meaning::Owner;
        let is_meant = |own: &&str| self.decoded.text(own) == Some(expected) && publisher.wants(own).is_none();
        ["repository", "project_path"].into_iter().find(is_meant).filter(|_| is_owner)
    }

    /// The label of the Hub's form that reads this value from a claim of the token.
    pub(super) fn label_of(&self, own: &str, value: &str) -> Option<&'static str> {
        let provider = self.provider;
        let reads = |label: &Label| {
            label.claims.first() == Some(&own) && provider.read_label(label, self.decoded).as_deref() == Some(value)
        };
        ["branch", "workflow"].iter().find_map(|key| provider.label(key).filter(reads)).map(|label| label.key)
    }

    /// The token's claim that holds the full ref which the publisher compares with the bare one; none if the publisher tells the kind
    /// of ref by another claim.
    pub(super) fn full_ref(&self, name: &str, expected: &str, found: &str, publisher: &Publisher) -> Option<&'a str> {
        let is_ref = |name: &str| Meaning::of(name, false) == Meaning::Ref;
        let is_bare = is_ref(name) && expected != found && expected.starts_with("refs/") && expected.ends_with(found);
        if !is_bare || publisher.wants("ref_type").is_some() {
            return None;
        }
        for claim in self.decoded.each_claim() {
            if claim.name != name && is_ref(claim.name) && claim.text == Some(expected) {
                return Some(claim.name);
            }
        }
        None
    }

    /// Whether a value of the token keeps the kind of ref that the publisher names, however it is written there: no tag comes in a
    /// branch's place, and no bare ref, which is a branch's and a tag's, in that of a full one.
    pub(super) fn keeps_kind(&self, name: &str, expected: &str, found: &str, publisher: &Publisher) -> bool {
        let wanted = expected.trim().to_ascii_lowercase();
        let meaning = Meaning::of(name, false);
        if !matches!(meaning, Meaning::Ref | Meaning::RefType | Meaning::Subject | Meaning::WorkflowRef) {
            return true;
        }
        let is_tag = |text: &str| holds_one(text, &["refs/tags/", "ref_type:tag"]) || matches!(text, "tag" | "tags");
        let is_branch = |text: &str| {
            holds_one(text, &["heads/", "refs/head/", "ref_type:branch"]) || matches!(text, "branch" | "heads")
        };
        // What the token says beside a bare ref.
        let kind = self.decoded.text("ref_type").filter(|_| meaning == Meaning::Ref);
        let is_bare = meaning == Meaning::Ref && !is_tag(found) && !is_branch(found);
        let is_left_open = is_bare && kind.is_some() && publisher.wants("ref_type").is_none();
        if is_branch(&wanted) {
            !(is_tag(found) || kind == Some("tag") || is_left_open)
        } else {
            !(is_tag(&wanted) && is_bare && (is_left_open || kind.is_none()))
        }
    }

    /// Whether the job stands in a called file, and the publisher names the one that was started, or its project, in its place.
    pub(super) fn calls(&self, expected: &str, called: &str) -> bool {
        let started = self.decoded.text("workflow_ref").unwrap_or_default();
        let file = |text| before(text, "@");
        let project = |text| at_folder(text).map(|(project, _)| project);
        file(expected) != file(called)
            && (file(expected) == file(started)
                || project(expected) != project(called) && project(expected) == project(started))
    }

    /// Whether a path in place of a workflow's file tells a project or a ref that nothing else in the publisher does.
    fn loses_place(&self, name: &str, expected: &str) -> bool {
        let place = at_folder(expected).filter(|_| name == "workflow");
        place.is_some_and(|(project, file)| holds(file, "@") || !(self.anchored && self.is_own(project)))
    }

    /// Whether every number in what names a project is still there, or is an ID of the token: one that somebody put beside a name
    /// must not get lost.
    fn keeps_numbers(&self, expected: &str, found: &str) -> bool {
        const IDS: [&str; 4] = ["repository_id", "repository_owner_id", "project_id", "namespace_id"];
        let project =
            |text| Subject::parse(text).filter(|_| !holds(text, "_id:")).map_or(text, |subject| subject.repository);
        let held = numbers(project(found));
        let is_id =
            |number: &[u8]| IDS.iter().any(|id| self.decoded.text(id).is_some_and(|id| id.as_bytes() == number));
        numbers(project(expected)).iter().all(|number| held.contains(number) || is_id(number))
    }

    /// Whether nothing is known of the provider: not even that it tells no owners apart by the case of their letters.
    fn is_unknown(&self) -> bool {
        self.provider.id() == "custom"
    }

    fn is_same_name(&self, one: &str, other: &str) -> bool {
        if self.is_unknown() { one == other } else { one.eq_ignore_ascii_case(other) }
    }

    /// Whether two projects' paths are the same but for their last part.
    fn is_of_same_owner(&self, one: &str, other: &str) -> bool {
        let (one, other) = (owner_in(one), owner_in(other));
        !one.is_empty() && self.is_same_name(one, other)
    }

    /// Whether this is the token's project.
    fn is_own(&self, path: &str) -> bool {
        ["repository", "project_path"].iter().any(|name| self.decoded.text(name) == Some(path))
    }

    /// The tag that the job ran on.
    fn tag(&self) -> Option<&str> {
        let text = |name| self.decoded.text(name).filter(|text| !text.is_empty());
        let bare = || text("ref").filter(|_| text("ref_type") == Some("tag"));
        let full = self.decoded.each_claim().find_map(|held| held.text?.strip_prefix("refs/tags/"));
        full.or_else(bare).or_else(|| text("build_tag"))
    }

    /// Whether another claim of the token names its project so.
    fn is_named(&self, name: &str, value: &str) -> bool {
        for claim in self.decoded.each_claim() {
            if claim.name != name
                && claim.text == Some(value)
                && matches!(self.provider.tells(claim.name), Tells::Name | Tells::Project)
            {
                return true;
            }
        }
        false
    }

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

    fn may_have_subject(&self, expected: &str, found: &str) -> bool {
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

/// Whether a ref, or a subject with one, is of code that nobody has merged: of a pull or merge request, or of a review.
fn is_unmerged(text: &str) -> bool {
    const SHORT: [&str; 3] = ["pull/", "pull-requests/", "merge-requests/"];
    any_part(text, ":", &judgement::is_unmerged_ref) || without_start(text, &SHORT).is_some()
}

/// Whether an environment's name says that it is of proposed code: one for each request, or for looking at them.
fn is_of_proposals(environment: &str) -> bool {
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

/// Whether a subject names such an environment.
fn is_in_proposals(subject: &str) -> bool {
    cut(subject, "environment:").is_some_and(|(_, rest)| is_of_proposals(before(rest, ":")))
}

/// Whether a subject lacks what the other one tells some jobs of a project by from the rest: its ref, its environment, its file.
fn loses_gate(expected: &str, found: &str) -> bool {
    let (wanted, held) = (parts(expected, ":"), parts(found, ":"));
    let is_gate = |key: &str| {
        let meaning = Meaning::of(key, true);
        !matches!(meaning, Meaning::Repository | Meaning::Owner | Meaning::Subject | Meaning::Other)
    };
    let mut keys = wanted.iter().step_by(2);
    keys.any(|key| is_gate(key) && !held.iter().step_by(2).any(|other| other == key))
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
