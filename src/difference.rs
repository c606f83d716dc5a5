//! How a claim that does not match differs from the text that a publisher wants.
//!
//! It only explains: exact comparison has decided before it is asked. It returns the most telling reason there is.

use crate::reason::Reason;
use crate::text::cut;

/// How two texts that are not equal differ. The number is the first differing character, counted from 1.
pub(crate) fn of_texts(expected: &str, found: &str) -> (Reason, usize) {
    let same = expected.chars().zip(found.chars()).take_while(|(one, other)| one == other).count();
    let position = same.saturating_add(1);
    let reason = if without_blanks(expected) == without_blanks(found) {
        Reason::DiffersInWhitespace
    } else if expected.eq_ignore_ascii_case(found) {
        Reason::DiffersInCase
    } else {
        Reason::ClaimMismatch
    };
    (reason, position)
}

/// How a token's issuer differs from the one that a publisher trusts, if they are nearly the same.
pub(crate) fn of_issuers(expected: &str, found: &str) -> Option<Reason> {
    let bare = |url: &str| cut(url, "://").map_or(url.to_owned(), |(_, rest)| rest.to_owned());
    let tenant = || {
        let provider = crate::provider::of_issuer(found)?;
        crate::provider::of_issuer(expected).filter(|other| other.id == provider.id)
    };
    if expected.strip_suffix("/").unwrap_or(expected) == found.strip_suffix("/").unwrap_or(found) {
        Some(Reason::IssuerTrailingSlash)
    } else if expected.strip_prefix(found).is_some_and(|tail| tail.starts_with("/.well-known/")) {
        Some(Reason::IssuerIsDiscoveryUrl)
    } else if expected.eq_ignore_ascii_case(found) {
        Some(Reason::IssuerCase)
    } else if bare(expected) == bare(found) {
        Some(Reason::IssuerScheme)
    } else {
        tenant().map(|_| Reason::IssuerTenant)
    }
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|at| !at.is_whitespace()).collect()
}
