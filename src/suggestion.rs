//! Publishers that a token would satisfy, made from its own claims.
//!
//! It knows which claims of a provider are worth comparing, from the provider's sheet: never one that changes with every
//! run or names a person. Each proposal is compared and checked like any other publisher before it is made.

use crate::finding::Finding;
use crate::judgement::proposed;
use crate::lint::{Context, check};
use crate::matching::{Labels, Verdict, compare};
use crate::provider::{self, Bad};
use crate::publisher::{Publisher, add_claim};
use crate::reason::Reason;
use crate::text::parts;
use crate::token::decode;

/// A publisher that the token satisfies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggestion {
    /// Which jobs it lets in, in a few words.
    pub title: &'static str,
    /// Why it is a good one.
    pub why: &'static str,
    /// The publisher itself.
    pub publisher: Publisher,
    /// What there is to say of it, as [`check`] says it; no error.
    pub findings: Vec<Finding>,
}

/// Publishers that this token would satisfy, the safest sensible one first. None for the job of a pull request: what
/// proposed code presents is no ground for trust. None for a person either.
///
/// ```
/// let claims = r#"{"iss":"https://gitlab.com","project_path":"acme/model","project_id":"20","ref_path":"refs/heads/main"}"#;
/// let suggestions = hub_trusted_publishers::suggest(claims);
/// assert_eq!(suggestions[0].title, "One branch");
/// assert_eq!(suggestions[0].publisher.claims.len(), 3);
/// ```
pub fn suggest(text: &str) -> Vec<Suggestion> {
    let decoded = decode(text);
    let provider = provider::of_token(&decoded);
    let Some(issuer) = decoded.text("iss").filter(|_| proposed(&decoded, provider).is_none()) else {
        return Vec::new();
    };
    let provider = provider.unwrap_or(provider::custom());
    // A person, or whoever else, is no job.
    let is_strangers = |bad: &Bad| {
        bad.reason == Reason::IssuerAdmitsStrangers && decoded.text(bad.claim).is_some_and(|text| bad.is(text))
    };
    if provider.bad().iter().any(is_strangers) {
        return Vec::new();
    }
    let full = decoded.claims.as_ref().and_then(|claims| claims.starting("refs/tags/", |_| true));
    let on_tag = full.is_some() || decoded.text("ref_type") == Some("tag");
    let mut suggestions: Vec<Suggestion> = Vec::new();
    let spare = provider.body_lines(if on_tag { "spare-tags" } else { "spare" });
    let mut rules = provider.body_lines(if on_tag { "tags" } else { "rule" });
    rules.extend_from_slice(&spare);
    for line in &rules {
        if spare.contains(line) && !suggestions.is_empty() {
            break;
        }
        let columns = parts(line, "|");
        let [claims, title, why] = columns.as_slice() else { continue };
        let mut publisher = Publisher { issuer_url: issuer.to_owned(), claims: Vec::new() };
        let mut lacks = false;
        for name in &parts(claims, " ") {
            let (name, needed) = name.strip_suffix('?').map_or((*name, true), |name| (name, false));
            // A guard that is off guards nothing, and what strangers can start is no ground for trust.
            let counts = |text: &&str| match name {
                "event_name" => provider.is_owners_to_start(text),
                _ => !(text.is_empty() || name.ends_with("_protected") && *text == "false"),
            };
            match decoded.text(name).filter(counts) {
                Some(text) => add_claim(&mut publisher.claims, name, text),
                None => lacks |= needed,
            }
        }
        // What is bad in the token's account is told where it is compared.
        let is_told = |bad: &Bad| {
            bad.reason != Reason::OwnerOnly
                || publisher.wants(bad.claim).is_some()
                || !decoded.text(bad.claim).is_some_and(|text| bad.is(text))
        };
        lacks |= !provider.bad().iter().all(is_told);
        let satisfied = compare(0, &publisher, &decoded, Labels::Documented).verdict == Verdict::Match;
        if lacks || !satisfied {
            continue;
        }
        let findings = check(&publisher, Context::default());
        if !findings.iter().any(Finding::is_error) {
            suggestions.push(Suggestion { title, why, publisher, findings });
        }
    }
    suggestions
}
