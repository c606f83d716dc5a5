//! The job that was refused, and which of its claims a publisher may be given.

use crate::cause::same_by_id;
use crate::difference::{Meaning, at_folder, fits_pattern, is_pattern, is_written_otherwise};
use crate::matching::{ClaimMatch, Match, Verdict};
use crate::provider::{self, Claim, Provider, Tenancy};
use crate::publisher::Publisher;
use crate::subject::Subject;
use crate::text::parts;
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
    /// What claims of the publisher have that match.
    matched: Vec<String>,
}

impl<'a> Job<'a> {
    pub(super) fn of(publisher: &Publisher, compared: &Match, decoded: &'a Decoded) -> Self {
        let provider = provider::of_token(decoded).unwrap_or(provider::custom());
        let known = same_by_id(publisher, decoded);
        let matches = |claim: &&ClaimMatch| claim.verdict == Verdict::Match;
        let names = || compared.claims.iter().filter(matches).map(|claim| claim.claim.as_str());
        let is_just = |name: &str, held: &[&str]| {
            provider.claim(name).is_some_and(|claim| held.iter().any(|held| claim.is_just(held)))
        };
        let anchored =
            known || names().any(|name| Meaning::of(name, false) == Meaning::Repository || is_just(name, &["id"]));
        let owned = anchored
            || provider.tenancy() == Tenancy::Tenant
            || names().any(|name| is_just(name, &["owner", "owner_id", "organization"]));
        let mut matched = Vec::new();
        for claim in compared.claims.iter().filter(matches) {
            matched.push(claim.expected.clone());
        }
        Self { decoded, provider, known, anchored, owned, matched }
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
        let is_bad = || self.provider.bad().iter().any(|bad| bad.claim == name && bad.is(found));
        let opens = expected == "true" && found == "false" || found == "self-hosted";
        // What fits no pattern of the owner's was not meant by it.
        let misfits = || is_pattern(expected) && fits_pattern(expected, found) != Some(true);
        if found.is_empty() || opens || claim.as_ref().is_some_and(is_loose) || is_bad() || misfits() {
            return false;
        }
        if self.known || self.has(found) || is_written_otherwise(expected, found) {
            return true;
        }
        match Meaning::of(name, false) {
            Meaning::Repository => is_of_same_owner(expected, found),
            Meaning::Owner => false,
            Meaning::WorkflowRef => match (at_folder(expected), at_folder(found)) {
                (Some((expected, _)), Some((found, _))) => is_of_same_owner(expected, found),
                (expected, _) => expected.is_none() && self.anchored && name != "job_workflow_ref",
            },
            Meaning::Subject => self.may_have_subject(expected, found),
            Meaning::Other => {
                let is_just = |held: &str| claim.as_ref().is_some_and(|claim| claim.is_just(held));
                // An ID in whose place a name stands, which is the token's.
                let named =
                    || ["repository", "project_path"].iter().any(|name| self.decoded.text(name) == Some(expected));
                let identity = ["owner", "owner_id", "id", "organization"].iter().any(|held| is_just(held))
                    || claim.as_ref().is_none_or(|claim| claim.is("id"));
                if identity { is_just("id") && named() } else { !is_just("name") || self.owned }
            }
            _ => true,
        }
    }

    /// Whether a claim of the publisher that matches has this value.
    pub(super) fn has(&self, found: &str) -> bool {
        self.matched.iter().any(|matched| matched == found)
    }

    fn may_have_subject(&self, expected: &str, found: &str) -> bool {
        let (wanted, held) = (Subject::parse(expected), Subject::parse(found));
        match (wanted, held) {
            (Some(wanted), Some(held)) => {
                let id = |subject: &Subject<'_>| subject.ids().map(|(owner, _)| owner.to_owned());
                let same_ids = wanted.ids().is_none() || held.ids().is_none() || wanted.ids() == held.ids();
                let same_owner_id = id(&wanted).is_none() || id(&held).is_none() || id(&wanted) == id(&held);
                let plain = [wanted.plain_repository(), held.plain_repository()];
                let [one, other] = &plain;
                if one.eq_ignore_ascii_case(other) {
                    same_ids
                } else if wanted.is_like(&held) {
                    // On GitHub anybody can have a name with a number behind it.
                    self.provider.id() == "forgejo-actions"
                } else {
                    same_owner_id && is_of_same_owner(one, other)
                }
            }
            (Some(wanted), None) => {
                let plain = wanted.plain_repository();
                ["repository", "project_path"].iter().any(|name| self.decoded.text(name) == Some(&plain))
            }
            // Subjects of other forms: of the same keys, and different in what is no identity.
            (None, _) => {
                const LOOSE: [&str; 6] = ["ref", "ref_type", "environment", "run_phase", "branch", "event_name"];
                let (wanted, held) = (parts(expected, ":"), parts(found, ":"));
                let pairs = wanted.chunks(2).zip(held.chunks(2));
                let fits = |(one, other): (&[&str], &[&str])| {
                    one == other || one.first() == other.first() && one.first().is_some_and(|key| LOOSE.contains(key))
                };
                wanted.len() == held.len()
                    && wanted.len() > 2
                    && pairs.clone().any(|(one, other)| one == other)
                    && pairs.clone().all(fits)
            }
        }
    }
}

/// Whether two projects' paths are the same but for their last part.
fn is_of_same_owner(one: &str, other: &str) -> bool {
    let owner = |path: &str| {
        let last = parts(path, "/").last().map_or(0, |last| last.len());
        path.get(..path.len().saturating_sub(last)).unwrap_or_default().to_owned()
    };
    let owners = [owner(one), owner(other)];
    let [one, other] = &owners;
    !one.is_empty() && one.eq_ignore_ascii_case(other)
}
