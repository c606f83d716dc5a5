//! The claims that every ID token has (RFC 7519 section 4.1, OpenID Connect Core section 2), and their types.
//!
//! It knows presence, type and range. Whether the values are the wanted ones is the exchange's to say. A claim of the
//! wrong type never counts as absent, and `null` is a wrong type.

use std::ops::Range;

use crate::finding::{Finding, Part, Place, pointer};
use crate::json::{self, Kind};
use crate::member::{Member, Members, kind_in_words};
use crate::number::{Decimal, whole_second};
use crate::reason::Reason;
use crate::text::{joined, length, start};

/// The registered claims (RFC 7519 section 4.1).
pub(crate) const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// The registered claims that an ID token must have (OpenID Connect Core section 2).
const REQUIRED: [&str; 5] = ["iss", "sub", "aud", "exp", "iat"];

/// Claims that are another token's with every token (RFC 7519 section 4.1).
pub(crate) const OF_ONE_TOKEN: [&str; 4] = ["exp", "iat", "nbf", "jti"];

/// The longest subject that OpenID Connect Core section 2 allows.
const SUBJECT_LIMIT: usize = 255;

/// A life that no CI token has: longer than a day.
const LONG_LIFE: i64 = 86_400;

/// What is wrong or remarkable in the registered claims. `required` is false where claims may have been left out.
pub(crate) fn check(claims: &Members, part: Part, span: &Range<usize>, required: bool) -> Vec<Finding> {
    let finding = |reason, name: &str| {
        let place = Place::Text { part, name: Some(pointer(&[name])), span: span.clone() };
        Finding::new(reason).with("claim", name).at(place)
    };
    let mut findings = Vec::new();
    let (mut subject, mut issued, mut expires) = (None, None, None);
    for &name in &REGISTERED {
        let Some(claim) = claims.get(name) else {
            if required && REQUIRED.contains(&name) {
                findings.push(finding(Reason::ClaimMissing, name));
            }
            continue;
        };
        match name {
            "sub" => subject = claim.text,
            "iat" => issued = ceil(Some(claim)),
            "exp" => expires = floor(Some(claim)),
            _ => {}
        }
        let (sound, expected) = match name {
            "exp" | "nbf" | "iat" => (claim.kind == Kind::Number, "a number"),
            "aud" => (claim.text.is_some() || audiences(claim).is_some(), "a text or a list of texts"),
            "iss" | "sub" => (claim.text.is_some_and(|text| !text.is_empty()), "a text of at least one character"),
            _ => (claim.kind == Kind::String, "a text"),
        };
        if !sound {
            let found = match claim.kind {
                Kind::Array if name == "aud" => "a list of more than texts",
                Kind::String if claim.text == Some("") => "an empty text",
                kind => kind_in_words(kind),
            };
            findings.push(finding(Reason::ClaimType, name).with("found", found).with("expected", expected));
        } else if claim.kind == Kind::Number && ceil(Some(claim)).is_none() {
            let limits = "Times are Unix seconds up to the year 9999; a value this large is often milliseconds";
            let finding = finding(Reason::NumberRange, name).with("found", start(claim.json, 40));
            findings.push(finding.with("of", &joined(&[", the claim `", name, "`,"], "")).with("limits", limits));
        }
    }
    // Most are shorter in bytes already.
    let characters = subject.filter(|subject| subject.len() > SUBJECT_LIMIT).map_or(0, length);
    if characters > SUBJECT_LIMIT {
        findings.push(finding(Reason::SubjectLong, "sub").count("characters", characters));
    }
    if let (Some(issued), Some(expires)) = (issued, expires) {
        let life = expires.saturating_sub(issued);
        if life > LONG_LIFE {
            findings.push(finding(Reason::LifetimeLong, "exp").with("duration", &in_words(life)));
        }
    }
    findings
}

/// Whether a claim is checked by itself, and is the same in every job that gets so far.
pub(crate) fn is_checked_by_itself(name: &str) -> bool {
    matches!(name, "iss" | "aud")
}

/// The audiences of an `aud`: a text, or a list of texts (RFC 7519 section 4.1.3). `None` if it is neither.
pub(crate) fn audiences(aud: Member<'_>) -> Option<Vec<String>> {
    match aud.kind {
        Kind::String => Some(vec![aud.text?.to_owned()]),
        Kind::Array => {
            let mut audiences = Vec::new();
            for item in json::read(aud.json).ok()?.root().children() {
                audiences.push(item.text()?.to_owned());
            }
            Some(audiences)
        }
        _ => None,
    }
}

/// A time rounded down: for `exp`, whose second must not have begun to be over.
pub(crate) fn floor(claim: Option<Member<'_>>) -> Option<i64> {
    seconds(claim, |time| time.floor())
}

/// A time rounded up: for `nbf` and `iat`, whose moment must have come.
pub(crate) fn ceil(claim: Option<Member<'_>>) -> Option<i64> {
    seconds(claim, |time| time.ceil())
}

fn seconds(claim: Option<Member<'_>>, rounded: fn(&Decimal<'_>) -> Option<i64>) -> Option<i64> {
    let spelling = claim.filter(|claim| claim.kind == Kind::Number)?.json;
    whole_second(spelling).or_else(|| rounded(&Decimal::parse(spelling)?))
}

/// A duration in words, in its largest unit: `3 minutes`.
pub(crate) fn in_words(seconds: i64) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let seconds = seconds.unsigned_abs();
    let (size, name) = *UNITS.iter().find(|(size, _)| seconds >= size.saturating_mul(2)).unwrap_or(&(1, "second"));
    if seconds == 0 {
        return "less than a second".to_owned();
    }
    let count = seconds.checked_div(size).unwrap_or(seconds);
    joined(&[count.to_string().as_str(), " ", name, if count == 1 { "" } else { "s" }], "")
}
