//! Why no publisher matched: one finding for each claim that differs, the nearest publisher's first.
//!
//! It explains verdicts that are made already, and changes none.

use crate::difference;
use crate::finding::{Finding, Place, pointer};
use crate::json::Kind;
use crate::judgement::Judgement;
use crate::matching::{ClaimMatch, Match, Verdict};
use crate::member::kind_in_words;
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::token::Decoded;

/// Whether some publisher trusts the token's issuer.
pub(crate) fn issuer(publishers: &[Publisher], decoded: &Decoded, matches: &[Match]) -> Judgement {
    let trusting = matches.iter().filter(|candidate| candidate.issuer == Verdict::Match).count();
    let verdict = matches.iter().map(|candidate| candidate.issuer).min().unwrap_or(Verdict::Mismatch);
    let (summary, finding) = match decoded.text("iss") {
        Some(found) => (
            format!("Trusted by {trusting} of {} publishers: `{found}`.", publishers.len()),
            (verdict != Verdict::Match).then(|| issuer_differs(found, decoded, matches)),
        ),
        None => ("The issuer is not known.".to_owned(), None),
    };
    Judgement { verdict, summary, findings: Vec::from_iter(finding) }
}

/// Why no publisher trusts the token's issuer.
fn issuer_differs(found: &str, decoded: &Decoded, matches: &[Match]) -> Finding {
    let Some(nearest) = matches.first() else {
        let finding = Finding::new(Reason::NoPublishers).with("issuer", found);
        return Finding { at: decoded.place_of("iss"), ..finding };
    };
    let near = matches.iter().find_map(|candidate| {
        let reason = difference::of_issuers(&candidate.issuer_expected, found)?;
        Some((reason, candidate))
    });
    let (reason, candidate) = near.unwrap_or((Reason::NoPublisherForIssuer, nearest));
    Finding::new(reason)
        .with("found", found)
        .with("expected", candidate.issuer_expected.as_str())
        .at(Place::Publisher { publisher: candidate.publisher, path: "/issuerUrl".to_owned() })
}

/// Whether all claims of one publisher match, and why not.
pub(crate) fn claims(publishers: &[Publisher], decoded: &Decoded, matches: &[Match]) -> Judgement {
    let nearest = matches.first();
    let verdict = nearest.map_or(Verdict::Mismatch, |nearest| nearest.verdict);
    let summary = match (verdict, nearest) {
        (Verdict::Match, Some(nearest)) => {
            format!("Every claim of publisher {} matches.", nearest.publisher.saturating_add(1))
        }
        (Verdict::Undetermined, _) => "The pasted claims are too few to tell.".to_owned(),
        _ => "No publisher is left to compare with.".to_owned(),
    };
    let mut findings = Vec::new();
    if verdict != Verdict::Match {
        let trusting = matches.iter().filter(|candidate| candidate.issuer != Verdict::Mismatch);
        for candidate in trusting {
            if let Some(publisher) = publishers.get(candidate.publisher) {
                publisher_differs(publisher, candidate, decoded, &mut findings);
            }
        }
    }
    Judgement { verdict, summary, findings }
}

/// Why one publisher does not match, claim by claim.
fn publisher_differs(publisher: &Publisher, candidate: &Match, decoded: &Decoded, findings: &mut Vec<Finding>) {
    let at = |path: &[&str]| Place::Publisher { publisher: candidate.publisher, path: pointer(path) };
    if publisher.claims.is_empty() {
        let finding = Finding::new(Reason::NoClaims).with("issuer", publisher.issuer_url.as_str());
        findings.push(finding.at(at(&["claims"])));
    }
    for (claim, (name, rule)) in candidate.claims.iter().zip(&publisher.claims) {
        if !rule.is_eq() {
            let finding = Finding::new(Reason::UnknownRuleKind).with("claim", name.as_str());
            findings.push(finding.with("kind", rule.kind.as_str()).at(at(&["claims", name, "kind"])));
        } else if claim.verdict != Verdict::Match {
            findings.push(of_claim(claim, decoded).at(at(&["claims", name, "value"])));
        }
    }
}

/// How one claim differs.
fn of_claim(claim: &ClaimMatch, decoded: &Decoded) -> Finding {
    let read = claim.read_from.first().map_or("", String::as_str);
    let finding = |reason, found: &str| {
        Finding::new(reason)
            .with("claim", claim.claim.as_str())
            .with("expected", claim.expected.as_str())
            .with("found", found)
            .with("read", read)
    };
    let differing = |found: &str| {
        let (reason, position) = difference::of_texts(&claim.expected, found);
        finding(reason, found).count("position", position)
    };
    // A label can be absent though the claim that it is read from is there: what that holds is the telling part.
    let source = claim.read_from.first().and_then(|name| decoded.text(name));
    match (&claim.found, claim.kind) {
        _ if claim.verdict == Verdict::Undetermined => finding(Reason::ClaimsIncomplete, ""),
        (Some(found), Some(Kind::String)) => differing(found),
        (Some(found), Some(kind)) => finding(Reason::ClaimTypeDiffers, found).with("type", kind_in_words(kind)),
        _ if claim.claim == "environment" => finding(Reason::EnvironmentAbsent, ""),
        _ => source.map_or_else(|| finding(Reason::ClaimAbsent, ""), differing),
    }
}
