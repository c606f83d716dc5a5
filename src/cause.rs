//! Why no publisher matched: the nearest publisher's reasons first, the cause before what follows from it.
//!
//! It explains verdicts that are made already, and changes none.

mod beside;
mod claim;

pub(crate) use self::beside::{own_name, same_by_id};
use self::claim::{Unmatched, of_first_unlike};
use crate::difference::{self, with_plain_host};
use crate::finding::{Finding, Place};
use crate::issuer::{is_fit, is_root, unfetchable};
use crate::judgement::Judgement;
use crate::matching::{Labels, Match, Verdict, compare, label_of};
use crate::provider::{self, host_of};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::text::joined;
use crate::token::Decoded;

/// Whether some publisher trusts the token's issuer.
pub(crate) fn issuer(publishers: &[Publisher], decoded: &Decoded, matches: &[Match]) -> Judgement {
    let trusting = matches.iter().filter(|candidate| candidate.issuer == Verdict::Match).count();
    let verdict = matches.iter().map(|candidate| candidate.issuer).min().unwrap_or(Verdict::Mismatch);
    let (summary, finding) = match decoded.text("iss") {
        Some(found) => {
            let (trusting, count) = (trusting.to_string(), publishers.len().to_string());
            (
                joined(&["Trusted by ", &trusting, " of ", &count, " publishers: `", found, "`."], ""),
                (verdict != Verdict::Match).then(|| issuer_differs(found, publishers, decoded, matches)),
            )
        }
        None => ("The issuer is not known.".to_owned(), None),
    };
    let trusted = matches.iter().find(|candidate| candidate.issuer == Verdict::Match);
    if let Some((trusted, fault)) = trusted.zip(decoded.text("iss").and_then(unfetchable)) {
        let finding =
            Finding::new(fault.reason).with("expected", &trusted.issuer_expected).with("found", &fault.better);
        let finding = finding.at(Place::in_publisher(trusted.publisher, &["issuerUrl"]));
        return Judgement { verdict: Verdict::Mismatch, summary: summary.into(), findings: vec![finding] };
    }
    Judgement { verdict, summary: summary.into(), findings: Vec::from_iter(finding) }
}

/// The publisher whose issuer is nearly the token's, and how it differs.
pub(crate) fn near_issuer<'a>(found: &str, matches: &'a [Match]) -> Option<(Reason, &'a Match)> {
    // No issuer's address is that long: what is, is compared with none of a thousand.
    const LONGEST: usize = 1_000;
    let found = Some(found).filter(|found| found.len() <= LONGEST)?;
    let mut unlike = matches.iter().filter(|candidate| candidate.issuer != Verdict::Match);
    unlike.find_map(|candidate| Some((difference::of_issuers(&candidate.issuer_expected, found)?, candidate)))
}

/// Why no publisher trusts the token's issuer.
fn issuer_differs(found: &str, publishers: &[Publisher], decoded: &Decoded, matches: &[Match]) -> Finding {
    let Some(nearest) = matches.first() else {
        let finding = Finding::new(Reason::NoPublishers).with("issuer", found);
        return finding.perhaps_at(decoded.place_of("iss"));
    };
    let same_tenant = || {
        // A server of somebody's own is known by its claims alone, be it the publisher's or the token's.
        let provider = provider::of_token(decoded)?;
        let is_same = |candidate: &&Match| {
            let trusted = publishers.get(candidate.publisher).and_then(provider::of_publisher);
            trusted.is_some_and(|known| known.is(provider))
        };
        Some((Reason::IssuerTenant, matches.iter().find(is_same)?))
    };
    let (reason, candidate) =
        near_issuer(found, matches).or_else(same_tenant).unwrap_or((Reason::NoPublisherForIssuer, nearest));
    // One that is everybody's, or that the Hub does not reach, is nobody's to trust.
    let how = if is_root(found) {
        "Keep the publisher, and have the tokens made by your organization's own issuer"
    } else if !is_fit(found) {
        "Keep the publisher, and have the tokens made by an issuer of your own that the internet reaches"
    } else if reason == Reason::NoPublisherForIssuer {
        &joined(&["Add a publisher whose issuer is `", found, "`, if that is your CI"], "")
    } else {
        "Set the issuer to the token's, if it is yours"
    };
    let expected = candidate.issuer_expected.as_str();
    let problem = if with_plain_host(expected).as_deref() == Some(found) {
        "the same host, written otherwise"
    } else if provider::of_issuer(expected).is_none() && host_of(expected) == host_of(found) {
        "no issuer of that provider"
    } else if is_root(found) {
        "the same provider, and everybody's issuer"
    } else {
        "the same provider, another tenant"
    };
    of_first_unlike(Finding::new(reason), &candidate.issuer_expected, found)
        .with("claim", "iss")
        .with("problem", problem)
        .with("how", how)
        .with("found", found)
        .with("expected", &candidate.issuer_expected)
        .at(Place::in_publisher(candidate.publisher, &["issuerUrl"]))
}

/// Of how many publishers every difference is told: the nearest. How the others compare stands in the matches.
const EXPLAINED: usize = 20;

/// Whether all claims of one publisher match, and why not.
pub(crate) fn claims(publishers: &[Publisher], decoded: &Decoded, matches: &[Match], labels: Labels) -> Judgement {
    let nearest = matches.first();
    let verdict = nearest.map_or(Verdict::Mismatch, |nearest| nearest.verdict);
    let summary = match (verdict, nearest) {
        (Verdict::Match, Some(nearest)) => {
            joined(&["Every claim of publisher ", &nearest.publisher.saturating_add(1).to_string(), " matches."], "")
        }
        (Verdict::Undetermined, _) => "The pasted claims are too few to tell.".to_owned(),
        _ => "No publisher is left to compare with.".to_owned(),
    };
    let mut findings = Vec::new();
    if verdict != Verdict::Match {
        findings.extend(all_but_issuer(publishers, decoded, matches, labels));
        for candidate in matches.iter().filter(|candidate| candidate.issuer != Verdict::Mismatch).take(EXPLAINED) {
            if let Some(publisher) = publishers.get(candidate.publisher) {
                publisher_differs(publisher, candidate, decoded, labels, &mut findings);
            }
        }
        // A publisher whose issuer is one slash off is still the one that was meant: its other faults are told too.
        let near = decoded.text("iss").filter(|_| findings.is_empty()).and_then(|found| near_issuer(found, matches));
        if let Some((_, candidate)) = near
            && let Some(publisher) = publishers.get(candidate.publisher)
        {
            let mut meant = publisher.clone();
            // Labels are read as the one of the two issuers has them that is of jobs.
            if provider::of_issuer(&publisher.issuer_url).is_none_or(|known| known.strangers().is_some()) {
                meant.issuer_url = decoded.text("iss").unwrap_or_default().to_owned();
            }
            let candidate = compare(candidate.publisher, &meant, decoded, labels);
            publisher_differs(&meant, &candidate, decoded, labels, &mut findings);
        }
    }
    Judgement { verdict, summary: summary.into(), findings }
}

/// Where another publisher trusts the token's issuer, and this one would match if its own were not nearly that: it was meant.
fn all_but_issuer(publishers: &[Publisher], decoded: &Decoded, matches: &[Match], labels: Labels) -> Option<Finding> {
    let issuer = decoded.text("iss").filter(|_| matches.iter().any(|candidate| candidate.issuer == Verdict::Match))?;
    matches.iter().filter(|candidate| candidate.issuer == Verdict::Mismatch).take(EXPLAINED).find_map(|candidate| {
        near_issuer(issuer, std::slice::from_ref(candidate))?;
        let mut meant = publishers.get(candidate.publisher)?.clone();
        issuer.clone_into(&mut meant.issuer_url);
        let is_meant = compare(candidate.publisher, &meant, decoded, labels).verdict == Verdict::Match;
        is_meant.then(|| issuer_differs(issuer, publishers, decoded, std::slice::from_ref(candidate)))
    })
}

/// Claims that follow from others, or are checked elsewhere: what differs in them comes after the rest, and is told only
/// if it is not told of those already.
const DERIVED: [&str; 11] = [
    "iss",
    "aud",
    "sub",
    "workflow_ref",
    "job_workflow_ref",
    "repository_owner",
    "repository_owner_id",
    "namespace_path",
    "namespace_id",
    "ref_path",
    "ref_type",
];

/// Why one publisher does not match, claim by claim.
fn publisher_differs(
    publisher: &Publisher,
    candidate: &Match,
    decoded: &Decoded,
    labels: Labels,
    findings: &mut Vec<Finding>,
) {
    let at = |path: &[&str]| Place::in_publisher(candidate.publisher, path);
    let start = findings.len();
    if publisher.claims.is_empty() {
        findings.push(Finding::new(Reason::NoClaims).with("issuer", &publisher.issuer_url).at(at(&["claims"])));
    }
    let provider = provider::of_issuer(&publisher.issuer_url).or_else(|| provider::of_token(decoded));
    let provider = provider.unwrap_or(provider::custom());
    let mut told: Vec<Reason> = Vec::new();
    // What nothing tells more of can follow from the rest: a branch that is not protected, from its being another one.
    let mut left = Vec::new();
    for &derived in &[false, true] {
        for (claim, (name, rule)) in candidate.claims.iter().zip(&publisher.claims) {
            if claim.verdict == Verdict::Match || DERIVED.contains(&name.as_str()) != derived {
                continue;
            }
            if !rule.is_eq() {
                let finding = Finding::new(Reason::UnknownRuleKind).with("claim", name).with("kind", &rule.kind);
                findings.push(finding.at(at(&["claims", name, "kind"])));
                continue;
            }
            let is_label = label_of(name, publisher, labels).is_some();
            for finding in (Unmatched { claim, is_label, publisher, decoded, provider }).findings() {
                let fault = fault(finding.reason);
                if !derived || fault == Reason::RegisteredClaim || !told.contains(&fault) {
                    told.push(fault);
                    let finding = finding.at(at(&["claims", name, "value"]));
                    match finding.reason {
                        // Curing the rest does not let proposed code in.
                        Reason::RefIsPullRequest | Reason::SubjectIsPullRequest => findings.insert(start, finding),
                        Reason::ClaimMismatch => left.push(finding),
                        _ => findings.push(finding),
                    }
                }
            }
        }
    }
    findings.append(&mut left);
}

/// The fault that a reason tells of: several claims can show one.
fn fault(reason: Reason) -> Reason {
    match reason {
        Reason::EnvironmentAbsent
        | Reason::EnvironmentDiffers
        | Reason::SubjectHasEnvironment
        | Reason::SubjectLacksEnvironment => Reason::EnvironmentDiffers,
        Reason::RefIsShort
        | Reason::RefIsFull
        | Reason::RefIsPullRequest
        | Reason::SubjectIsPullRequest
        | Reason::BranchIsTag
        | Reason::TagIsBranch
        | Reason::RefDiffers => Reason::RefDiffers,
        other => other,
    }
}
