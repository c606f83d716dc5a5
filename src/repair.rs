//! The publisher that a refused job shows was meant: everything in it that can be repaired, at once.
//!
//! It proposes and decides nothing: a proposal is compared again before it is offered. Nothing is proposed where the
//! job may be a stranger's: a pull request's, or another owner's repository whose ID does not say that it is the same.

use crate::cause::{near_issuer, same_by_id};
use crate::difference::{self, Meaning, at_folder};
use crate::finding::{Effect, Fix};
use crate::json::Kind;
use crate::matching::{ClaimMatch, Labels, Match, Verdict, compare};
use crate::provider::{self, Claim, Provider, Tenancy};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;
use crate::subject::Subject;
use crate::template::capture;
use crate::text::{cut, holds, is_spelt_like, joined, parts};
use crate::token::Decoded;

/// Whether the job ran for a pull or merge request, or for code that was only proposed otherwise, which presents its token.
pub(crate) fn runs_proposed_code(decoded: &Decoded) -> bool {
    let holds = |claim: &str, test: fn(&str) -> bool| decoded.text(claim).is_some_and(test);
    let called_so = |provider: &'static Provider| {
        provider.bad().into_iter().any(|bad| {
            bad.reason == Reason::PullRequestAllowed && decoded.text(bad.claim).is_some_and(|text| bad.is(text))
        })
    };
    holds("event_name", |event| event.starts_with("pull_request"))
        || holds("pipeline_source", |source| source == "merge_request_event" || source == "external_pull_request_event")
        || holds("ref", |name| name.starts_with("refs/pull/"))
        || holds("ref_path", |name| name.starts_with("refs/merge-requests/"))
        || holds("sub", |sub| parts(sub, ":").contains(&"pull_request"))
        || provider::of_token(decoded).is_some_and(called_so)
}

/// The repaired publisher, if all that keeps it from matching can be repaired.
pub(crate) fn repaired(publisher: &Publisher, decoded: &Decoded, matches: &[Match], labels: Labels) -> Option<Fix> {
    let mut fixed = publisher.clone();
    let mut changes = Vec::new();
    let issuer = decoded.text("iss")?;
    if fixed.issuer_url != issuer {
        let (reason, near) = near_issuer(issuer, matches)?;
        if near.issuer_expected != publisher.issuer_url || !is_same_issuer(reason, &publisher.issuer_url, issuer) {
            return None;
        }
        fixed.issuer_url = issuer.to_owned();
        changes.push(format!("set the issuer to {issuer}"));
    }
    let compared = compare(0, &fixed, decoded, labels);
    let job = Job::of(&fixed, &compared, decoded);
    let mut claims = Vec::new();
    for ((name, rule), claim) in std::mem::take(&mut fixed.claims).into_iter().zip(&compared.claims) {
        match repaired_claim(&name, &rule, claim, &job)? {
            Repair::Keep => claims.push((name, rule)),
            Repair::Set(value) => {
                changes.push(format!("set {name} to {value}"));
                claims.push((name, ClaimRule::eq(value)));
            }
            Repair::Rename(own, value) => {
                changes.push(format!("compare {own} with {value}"));
                claims.retain(|(other, _)| *other != own);
                claims.push((own, ClaimRule::eq(value)));
            }
            Repair::Remove => changes.push(format!("remove {name}")),
        }
    }
    fixed.claims = claims;
    if changes.is_empty() || !is_pinned(&fixed) || compare(0, &fixed, decoded, labels).verdict == Verdict::Mismatch {
        return None;
    }
    let mut label = joined(&changes, ", ");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let effect = effect(publisher, &fixed);
    Some(Fix { label, publisher: fixed, effect })
}

/// Whether an issuer may be set to the token's: where it is the same but for how it is written; where what stands there is
/// nobody's, and the token's is one that a provider has for everybody, or of the customer that is named already. Another tenant
/// can have a project of the same name, but for those of github.com, whose names are its own whatever the enterprise.
fn is_same_issuer(reason: Reason, expected: &str, found: &str) -> bool {
    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    if !matches!(reason, Reason::IssuerTenant | Reason::NoPublisherForIssuer) {
        return true;
    }
    let is_github =
        |issuer: &str| issuer.strip_prefix(GITHUB).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if is_github(expected) && is_github(found) {
        return true;
    }
    let (Some(provider), None) = (provider::of_issuer(found), provider::of_issuer(expected)) else { return false };
    let customer = provider.issuers().iter().find_map(|form| capture(form, found)).unwrap_or_default();
    provider.issuers().contains(&found)
        || !customer.is_empty() && customer.iter().all(|(_, name)| parts(expected, "/").contains(&name.as_str()))
}

/// What is to be done with one claim.
enum Repair {
    Keep,
    Set(String),
    Rename(String, String),
    Remove,
}

fn repaired_claim(name: &str, rule: &ClaimRule, claim: &ClaimMatch, job: &Job<'_>) -> Option<Repair> {
    if claim.verdict != Verdict::Mismatch {
        return Some(Repair::Keep);
    }
    let decoded = job.decoded;
    match (&claim.found, claim.kind) {
        (Some(found), Some(Kind::String)) => job.may_have(name, &rule.value, found).then(|| Repair::Set(found.clone())),
        (Some(_), _) => None,
        (None, _) => {
            let spelt = decoded.claims.iter().flatten().find(|member| is_spelt_like(&member.name, name));
            let own = spelt.map(|member| member.name.as_str()).or_else(|| {
                let provider = job.provider;
                (!provider.sends(name) && provider.label(name).is_none()).then(|| provider.own_name(name))?
            });
            match own.and_then(|own| Some((own, decoded.text(own)?))) {
                Some((own, value)) => {
                    let may = rule.value == value || job.may_have(own, &rule.value, value);
                    may.then(|| Repair::Rename(own.to_owned(), value.to_owned()))
                }
                None if Meaning::of(name, false) == Meaning::Environment && decoded.complete => Some(Repair::Remove),
                None => None,
            }
        }
    }
}

/// A job whose token was refused, and what of the publisher it has.
struct Job<'a> {
    decoded: &'a Decoded,
    provider: &'static Provider,
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
    fn of(publisher: &Publisher, compared: &Match, decoded: &'a Decoded) -> Self {
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
        let matched = compared.claims.iter().filter(matches).map(|claim| claim.expected.clone()).collect();
        Self { decoded, provider, known, anchored, owned, matched }
    }

    /// Whether a claim may be set to what the token holds: not to another owner's project, unless an ID says that it is the
    /// same one; not to what changes with every run, names a person or can be anybody's; not to what proposed code has; and
    /// no guard is taken away.
    fn may_have(&self, name: &str, expected: &str, found: &str) -> bool {
        let claim = self.provider.claim(name);
        // Of a free text, only what a label reads out of another claim can be meant.
        let is_loose = |claim: &Claim| {
            claim.is("run") || claim.is("person") || claim.is("free") && self.decoded.text(name) == Some(found)
        };
        let is_bad = || self.provider.bad().iter().any(|bad| bad.claim == name && bad.is(found));
        let opens = expected == "true" && found == "false" || found == "self-hosted";
        if found.is_empty() || opens || claim.as_ref().is_some_and(is_loose) || is_bad() {
            return false;
        }
        let said = self.matched.iter().any(|matched| matched == found);
        if self.known || said || is_written_otherwise(expected, found) {
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
                let identity = ["owner", "owner_id", "id", "organization"].into_iter().any(is_just)
                    || claim.as_ref().is_none_or(|claim| claim.is("id"));
                if identity { is_just("id") && named() } else { !is_just("name") || self.owned }
            }
            _ => true,
        }
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

/// Whether two texts are one but for how it is written.
fn is_written_otherwise(expected: &str, found: &str) -> bool {
    let names_it = || {
        let behind =
            |rest: &str| rest.is_empty() || [".git", "/", "@", "?", "#"].iter().any(|end| rest.starts_with(end));
        cut(expected, found).is_some_and(|(before, rest)| {
            behind(rest)
                && (before.is_empty()
                    || before.ends_with(['/', ':']) && (holds(before, "://") || holds(before, "git@")))
        })
    };
    match difference::of_texts(Meaning::Other, expected, found).reason {
        Reason::DiffersInWhitespace | Reason::DiffersInvisibly | Reason::DiffersInCase | Reason::ValueIsQuoted => true,
        // Owners and projects have plain letters: what has others is nobody's.
        Reason::LooksAlike => found.is_ascii() && !expected.is_ascii(),
        _ => names_it(),
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

/// Whether a publisher tells one repository or project from all others: by one claim, or by owner and name.
fn is_pinned(publisher: &Publisher) -> bool {
    let provider = provider::of_publisher(publisher).unwrap_or(provider::custom());
    let compares = |held: &str| {
        let mut claims = publisher.claims.iter().filter_map(|(name, _)| provider.claim(name));
        claims.any(|claim| claim.is_just(held))
    };
    publisher.claims.iter().any(|(name, _)| pins(name)) || compares("owner") && compares("name")
}

/// Whether a claim tells one repository or project from all others.
fn pins(name: &str) -> bool {
    matches!(Meaning::of(name, false), Meaning::Repository | Meaning::Subject | Meaning::WorkflowRef)
        || name.ends_with("_id")
        || name.ends_with("-id")
        || name.ends_with("Id")
        || name.ends_with("Uuid")
        || name == "email"
}

/// Which jobs the one publisher lets in, compared with the other: each further claim lets in fewer.
pub(crate) fn effect(before: &Publisher, after: &Publisher) -> Effect {
    let within = |inner: &Publisher, outer: &Publisher| inner.claims.iter().all(|claim| outer.claims.contains(claim));
    match (within(before, after), within(after, before)) {
        _ if before.issuer_url != after.issuer_url => Effect::Different,
        (true, true) => Effect::Same,
        (true, false) => Effect::Narrower,
        (false, true) => Effect::Wider,
        (false, false) => Effect::Different,
    }
}
