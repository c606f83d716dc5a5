//! The publisher that a refused job shows was meant: everything in it that can be repaired, at once.
//!
//! It proposes and decides nothing: a proposal is compared again before it is offered. Nothing is proposed where the
//! job may be a stranger's: a pull request's, or another owner's repository whose ID does not say that it is the same.

use crate::cause::{near_issuer, same_by_id};
use crate::difference::{self, Meaning};
use crate::finding::{Effect, Fix};
use crate::json::Kind;
use crate::matching::{ClaimMatch, Labels, Match, Verdict, compare};
use crate::provider;
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;
use crate::text::joined;
use crate::token::Decoded;

/// Whether the job ran for a pull or merge request, so that proposed code presents its token.
pub(crate) fn is_pull_request(decoded: &Decoded) -> bool {
    let holds = |claim: &str, test: fn(&str) -> bool| decoded.text(claim).is_some_and(test);
    holds("event_name", |event| event.starts_with("pull_request"))
        || holds("pipeline_source", |source| source == "merge_request_event" || source == "external_pull_request_event")
        || holds("ref", |name| name.starts_with("refs/pull/"))
        || holds("ref_path", |name| name.starts_with("refs/merge-requests/"))
        || holds("sub", |sub| sub.ends_with(":pull_request"))
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
    let pinned = fixed.claims.iter().any(|(name, _)| pins(name));
    if changes.is_empty() || !pinned || compare(0, &fixed, decoded, labels).verdict == Verdict::Mismatch {
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
            let spelt = decoded.claims.iter().flatten().find(|member| member.name.eq_ignore_ascii_case(name));
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

/// Whether a claim tells one repository or project from all others.
fn pins(name: &str) -> bool {
    matches!(Meaning::of(name, false), Meaning::Repository | Meaning::Subject | Meaning::WorkflowRef)
        || name.ends_with("_id")
        || name.ends_with("-id")
        || name.ends_with("Uuid")
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
