//! The publisher that a refused job shows was meant: everything in it that can be repaired, at once.
//!
//! It proposes and decides nothing: a proposal is compared again before it is offered. Nothing is proposed where the
//! job may be a stranger's: a pull request's, or another owner's repository whose ID does not say that it is the same.

use crate::cause::{near_issuer, same_by_id};
use crate::difference::{self, Meaning};
use crate::finding::{Effect, Fix};
use crate::json::Kind;
use crate::matching::{ClaimMatch, Labels, Match, Verdict, compare};
use crate::provider::{self, Claim, Provider};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;
use crate::subject::Subject;
use crate::text::{cut, is_spelt_like, joined};
use crate::token::Decoded;

/// Whether the job ran for a pull or merge request, or for code that was only proposed otherwise, which presents its token.
pub(crate) fn is_pull_request(decoded: &Decoded) -> bool {
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
        || holds("sub", |sub| sub.ends_with(":pull_request"))
        || provider::of_token(decoded).is_some_and(called_so)
}

/// The repaired publisher, if all that keeps it from matching can be repaired.
pub(crate) fn repaired(publisher: &Publisher, decoded: &Decoded, matches: &[Match], labels: Labels) -> Option<Fix> {
    let mut fixed = publisher.clone();
    let mut changes = Vec::new();
    let issuer = decoded.text("iss")?;
    if fixed.issuer_url != issuer {
        near_issuer(issuer, matches).filter(|(_, near)| near.issuer_expected == publisher.issuer_url)?;
        fixed.issuer_url = issuer.to_owned();
        changes.push(format!("set the issuer to {issuer}"));
    }
    let compared = compare(0, &fixed, decoded, labels);
    let known = same_by_id(&fixed, decoded);
    let mut claims = Vec::new();
    for ((name, rule), claim) in std::mem::take(&mut fixed.claims).into_iter().zip(&compared.claims) {
        match repaired_claim(&name, &rule, claim, decoded, known)? {
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

/// What is to be done with one claim.
enum Repair {
    Keep,
    Set(String),
    Rename(String, String),
    Remove,
}

fn repaired_claim(name: &str, rule: &ClaimRule, claim: &ClaimMatch, decoded: &Decoded, known: bool) -> Option<Repair> {
    if claim.verdict != Verdict::Mismatch {
        return Some(Repair::Keep);
    }
    match (&claim.found, claim.kind) {
        (Some(found), Some(Kind::String)) => {
            if !may_be_set(name, rule, found, decoded, known) {
                return None;
            }
            let reasons: Vec<Reason> = match Meaning::of(name, false) {
                Meaning::Subject => {
                    difference::of_subjects(&rule.value, found).iter().map(|part| part.reason).collect()
                }
                meaning => vec![difference::of_texts(meaning, &rule.value, found).reason],
            };
            let stranger = reasons.contains(&Reason::OwnerDiffers) && !known;
            (!stranger && !found.is_empty()).then(|| Repair::Set(found.clone()))
        }
        (Some(_), _) => None,
        (None, _) => {
            let spelt = decoded.claims.iter().flatten().find(|member| is_spelt_like(&member.name, name));
            let own = spelt.map(|member| member.name.as_str()).or_else(|| {
                let provider = provider::of_token(decoded)?;
                (!provider.sends(name) && provider.label(name).is_none()).then(|| provider.own_name(name))?
            });
            match own.and_then(|own| Some((own, decoded.text(own)?))) {
                Some((own, value)) => Some(Repair::Rename(own.to_owned(), value.to_owned())),
                None if Meaning::of(name, false) == Meaning::Environment && decoded.complete => Some(Repair::Remove),
                None => None,
            }
        }
    }
}

/// Whether a claim may be set to what the token holds: not to another owner's or project's identity, unless an ID says that
/// it is the same one; not to what changes with every run, or names a person; and no guard is taken away.
fn may_be_set(name: &str, rule: &ClaimRule, found: &str, decoded: &Decoded, known: bool) -> bool {
    const NAMES: [&str; 2] = ["repository", "project_path"];
    if rule.value == "true" && found == "false" {
        return false;
    }
    let meaning = Meaning::of(name, false);
    let claim = provider::of_token(decoded).and_then(|provider| provider.claim(name));
    // Of a free text, only what a label reads out of another claim can be meant.
    let is_loose =
        |claim: &Claim| claim.is("run") || claim.is("person") || claim.is("free") && decoded.text(name) == Some(found);
    if claim.as_ref().is_some_and(is_loose) {
        return false;
    }
    if known || differs_in_writing(difference::of_texts(meaning, &rule.value, found).reason) {
        return true;
    }
    let is_project = NAMES.iter().any(|name| decoded.text(name) == Some(&rule.value));
    if meaning != Meaning::Subject {
        let is_identity = |claim: Claim| {
            claim.is("id") || ["owner", "owner_id", "id", "organization"].iter().any(|held| claim.is_just(held))
        };
        return is_project || !claim.is_some_and(is_identity);
    }
    let Some(wanted) = Subject::parse(&rule.value) else { return true };
    let plain = wanted.plain_repository();
    match Subject::parse(found) {
        Some(held) if held.plain_repository().eq_ignore_ascii_case(&plain) || wanted.is_like(&held) => {
            wanted.ids().is_none() || held.ids().is_none() || wanted.ids() == held.ids()
        }
        Some(held) => same_owner(&wanted, &held),
        None => NAMES.iter().any(|name| decoded.text(name) == Some(&plain)),
    }
}

/// Whether both subjects are of one owner, as far as they tell: another repository of the owner's may be meant.
fn same_owner(wanted: &Subject<'_>, held: &Subject<'_>) -> bool {
    let owner = |subject: &Subject<'_>| cut(&subject.plain_repository(), "/").map(|(owner, _)| owner.to_owned());
    let id = |subject: &Subject<'_>| subject.ids().map(|(owner, _)| owner.to_owned());
    let ids = id(wanted).is_none() || id(held).is_none() || id(wanted) == id(held);
    ids && owner(wanted) == owner(held)
}

/// Whether two texts are one but for how it is written.
fn differs_in_writing(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::DiffersInWhitespace
            | Reason::DiffersInvisibly
            | Reason::DiffersInCase
            | Reason::LooksAlike
            | Reason::ValueIsQuoted
            | Reason::ValueIsEmpty
            | Reason::ValueIsTemplate
            | Reason::RepositoryIsUrl
    )
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
