//! Why no publisher matched: one finding for each claim that differs, the nearest publisher's first.
//!
//! It explains verdicts that are made already, and changes none.

use crate::difference;
use crate::finding::{Finding, Place, pointer};
use crate::json::Kind;
use crate::matching::{ClaimMatch, Match, Verdict};
use crate::member::kind_in_words;
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::token::Decoded;

/// Why no publisher trusts the token's issuer.
pub(crate) fn of_issuer(publishers: &[Publisher], decoded: &Decoded, matches: &[Match]) -> Option<Finding> {
    let found = decoded.text("iss")?;
    if publishers.is_empty() {
        let finding = Finding::new(Reason::NoPublishers).with("issuer", format!("`{found}`"));
        return Some(Finding { at: decoded.place_of("iss"), ..finding });
    }
    let near = matches.iter().find_map(|candidate| {
        let reason = difference::of_issuers(&candidate.issuer_expected, found)?;
        Some((reason, candidate))
    });
    let place = |publisher| Place::Publisher { publisher, path: "/issuerUrl".to_owned() };
    Some(match near {
        Some((reason, candidate)) => Finding::new(reason)
            .with("found", found)
            .with("expected", candidate.issuer_expected.clone())
            .at(place(candidate.publisher)),
        None => {
            let mut trusted: Vec<String> =
                matches.iter().map(|candidate| format!("`{}`", candidate.issuer_expected)).collect();
            trusted.dedup();
            let finding = Finding::new(Reason::NoPublisherForIssuer).with("found", found);
            let finding = finding.with("expected", trusted.join(", "));
            match matches.first() {
                Some(nearest) => finding.at(place(nearest.publisher)),
                None => finding,
            }
        }
    })
}

/// Why no publisher that trusts the issuer matches with all its claims.
pub(crate) fn of_claims(publishers: &[Publisher], decoded: &Decoded, matches: &[Match]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for candidate in matches.iter().filter(|candidate| candidate.issuer != Verdict::Mismatch) {
        let Some(publisher) = publishers.get(candidate.publisher) else { continue };
        let at = |path| Place::Publisher { publisher: candidate.publisher, path };
        if publisher.claims.is_empty() {
            let finding = Finding::new(Reason::NoClaims).with("issuer", publisher.issuer_url.clone());
            findings.push(finding.at(at("/claims".to_owned())));
        }
        for (claim, (name, rule)) in candidate.claims.iter().zip(&publisher.claims) {
            if !rule.is_eq() {
                let finding = Finding::new(Reason::UnknownRuleKind).with("claim", name.clone());
                findings.push(finding.with("kind", rule.kind.clone()).at(at(pointer(&["claims", name, "kind"]))));
            } else if claim.verdict != Verdict::Match {
                findings.push(of_claim(claim, decoded).at(at(pointer(&["claims", name, "value"]))));
            }
        }
    }
    findings
}

/// How one claim differs.
fn of_claim(claim: &ClaimMatch, decoded: &Decoded) -> Finding {
    let read = claim.read_from.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
    let finding = |reason, found: &str| {
        Finding::new(reason)
            .with("claim", claim.claim.clone())
            .with("expected", claim.expected.clone())
            .with("found", found)
            .with("read", read.clone())
    };
    let differing = |found: &str| {
        let (reason, position) = difference::of_texts(&claim.expected, found);
        finding(reason, found).with("position", position.to_string())
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
