//! The job that was refused: what of the publisher it has, and under which claims it has what the publisher means.

use crate::cause::same_by_id;
use crate::difference::{Meaning, at_folder, home_of, is_like_a_ref, owner_in, ref_in, tail_of};
use crate::matching::{Match, Verdict};
use crate::member::Member;
use crate::provider::{self, Label, Provider, Tells, Tenancy};
use crate::publisher::{ClaimRule, Publisher};
use crate::subject::Subject;
use crate::text::{any_part, before, cut, holds_one};
use crate::token::Decoded;

/// A job whose token was refused, and what of the publisher it has.
pub(super) struct Job<'a> {
    pub(super) decoded: &'a Decoded,
    pub(super) provider: &'static Provider,
    /// An ID in the publisher is the token's.
    pub(super) known: bool,
    /// The publisher names the token's project exactly, by another claim.
    pub(super) anchored: bool,
    /// The publisher names the token's owner exactly, or its issuer is that owner's alone.
    pub(super) owned: bool,
    /// The publisher has the owner's ID.
    pub(super) owner_known: bool,
    /// The publisher names the token's owner, under whatever name for one.
    pub(super) owner_named: bool,
}

impl<'a> Job<'a> {
    pub(super) fn of(publisher: &Publisher, compared: &Match, decoded: &'a Decoded) -> Self {
        let provider = provider::of_job(decoded);
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
        let names_owner = |(name, rule): &(String, ClaimRule)| {
            const NAMES: [&str; 4] = ["owner", "org", "organization", "repo_owner"];
            let is_owner = |name: &str| provider.tells(name) == Tells::Owner;
            let is_named = NAMES.contains(&name.as_str()) || provider.sends(name) && is_owner(name);
            let is_safe = |held: &str| is_owner(held) && provider.is_nobody_elses(held, &rule.value);
            is_named && decoded.holder(&rule.value, &is_safe).is_some()
        };
        let owner_named = publisher.claims.iter().any(names_owner);
        Self { decoded, provider, known, anchored, owned, owner_known, owner_named }
    }

    /// The claim of the token that has the value, where the one that is compared never does, or names an owner. What stands under
    /// any other name can be a stranger's project, too.
    pub(super) fn misplaced(&self, name: &str, expected: &str, publisher: &Publisher) -> Option<&'static str> {
        let is_meant = |own: &&str| self.decoded.text(own) == Some(expected) && publisher.wants(own).is_none();
        let is_id = self.provider.has_id(name);
        let home = home_of(self.provider, name, expected).filter(|own| !is_id && is_meant(own));
        let is_owner = Meaning::of(name, false) == Meaning::Owner && !is_like_a_ref(expected);
        home.or_else(|| ["repository", "project_path"].into_iter().find(|own| is_owner && is_meant(own)))
    }

    /// Whether the token has what the publisher compares here under another claim: an ID of its own, a full ref. It says something there
    /// that is not to be written over.
    pub(super) fn has_elsewhere(&self, name: &str, expected: &str) -> bool {
        let is_id = |name: &str| self.provider.has_id(name);
        let is_ref = |name: &str| Meaning::of(name, false) == Meaning::Ref;
        let is_full = expected.starts_with("refs/");
        let holder = self.decoded.holder(expected, &|held| is_id(held) || is_full && is_ref(held));
        // A branch can be called almost anything.
        !is_id(name) && !is_ref(name) && holder.is_some()
    }

    /// Whether it ran on a branch that a bot makes for what it proposes.
    pub(super) fn is_bots(&self) -> bool {
        let is_one = |held: &Member<'_>| {
            let text = held.text.unwrap_or_default();
            let bare = Some(text).filter(|_| Meaning::of(held.name, false) == Meaning::Ref);
            let branch = cut(text, "refs/heads/").map(|(_, branch)| branch).or(bare);
            let branch = branch.or_else(|| Subject::parse(text)?.git_ref());
            branch.is_some_and(|branch| any_part(BOTS, " ", &|start| is_start(branch, start)))
        };
        self.decoded.find(&is_one).is_some()
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
        self.decoded.holder(expected, &|held| held != name && is_ref(held))
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

    /// The claim with the ref that the job ran on, which a file with its ref and a subject tell, and what is set in their place does
    /// not. A full one, where the token has it: a bare one is a branch's and a tag's.
    pub(super) fn ref_lost(&self, name: &str, expected: &str, found: &str) -> Option<(&'static str, &'a str)> {
        let told = match name {
            "sub" if Subject::parse(found)?.git_ref().is_none() => Subject::parse(expected)?.git_ref(),
            _ => ref_in(tail_of(name, expected, found)?),
        };
        let own = if self.decoded.text("ref_path").is_some() { "ref_path" } else { "ref" };
        let is_same = |git_ref: &&str| {
            told.is_some_and(|told| *git_ref == told || git_ref.strip_prefix("refs/heads/") == Some(told))
        };
        self.decoded.text(own).filter(is_same).map(|git_ref| (own, git_ref))
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

    /// Whether nothing is known of the provider: not even that it tells no owners apart by the case of their letters.
    pub(super) fn is_unknown(&self) -> bool {
        self.provider.is(provider::custom())
    }

    pub(super) fn is_same_name(&self, one: &str, other: &str) -> bool {
        if self.is_unknown() { one == other } else { one.eq_ignore_ascii_case(other) }
    }

    /// Whether this is the token's project.
    pub(super) fn is_own(&self, path: &str) -> bool {
        ["repository", "project_path"].iter().any(|name| self.decoded.text(name) == Some(path))
    }

    /// Whether two projects' paths are the same but for their last part.
    pub(super) fn is_of_same_owner(&self, one: &str, other: &str) -> bool {
        let (one, other) = (owner_in(one), owner_in(other));
        !one.is_empty() && self.is_same_name(one, other)
    }

    /// The tag that the job ran on.
    pub(super) fn tag(&self) -> Option<&str> {
        let text = |name| self.decoded.text(name).filter(|text| !text.is_empty());
        let bare = || text("ref").filter(|_| text("ref_type") == Some("tag"));
        let full = self.decoded.claims.as_ref().and_then(|claims| claims.starting("refs/tags/", |_| true));
        let full = full.and_then(|held| held.text?.strip_prefix("refs/tags/"));
        full.or_else(bare).or_else(|| text("build_tag"))
    }

    /// Whether another claim of the token names its project so, or its owner.
    pub(super) fn is_named(&self, name: &str, value: &str, as_one_of: &[Tells]) -> bool {
        let is_one = |held: &str| {
            let tells = self.provider.tells(held);
            held != name && as_one_of.contains(&tells) && self.provider.is_nobody_elses(held, value)
        };
        self.decoded.holder(value, &is_one).is_some()
    }
}

/// How the branches start that bots make for what they propose.
const BOTS: &str = "dependabot/ dependabot- renovate/ renovate- copilot/ claude/ codex/ cursor/ devin/ jules/ gemini/ openhands/ sweep/ snyk- \
    snyk/ pre-commit-ci- release-please-- changeset-release/ create-pull-request/ whitesource-remediate/ depfu/ imgbot greenkeeper/ pyup- \
    all-contributors/";

/// Whether a branch starts so, in whatever letters.
fn is_start(branch: &str, start: &str) -> bool {
    branch.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
}
