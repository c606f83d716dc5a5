//! Judges a token's header (RFC 7515 section 4): algorithm, type, and what must make a reader refuse.
//!
//! It knows members and never uses a key that a header brings. The signature is not its matter.

use std::ops::Range;

use crate::finding::{Finding, Part, Place, pointer};
use crate::json::Kind;
use crate::member::{Member, Members, kind_in_words};
use crate::reason::Reason;
use crate::text::{joined, ticked};

/// The algorithms that are read, compared byte for byte. The Hub's own list is not documented; RS256 is what its four
/// presets sign with, ES256 what other issuers do.
const ALGORITHMS: [&str; 2] = ["RS256", "ES256"];

/// Members of encrypted tokens (RFC 7516 section 4.1), which have no place in a signed one.
const ENCRYPTION: [&str; 8] = ["enc", "zip", "epk", "apu", "apv", "p2s", "p2c", "tag"];

/// Members that bring or name a key of the token's own (RFC 7515 sections 4.1.2 to 4.1.6).
const KEYS: [&str; 4] = ["jwk", "jku", "x5u", "x5c"];

/// What is wrong or remarkable in a header whose segment stands at `span`.
pub(crate) fn check(header: &Members, span: &Range<usize>) -> Vec<Finding> {
    let finding = |reason, name: &str| {
        let place = Place::Text { part: Part::Header, name: Some(pointer(&[name])), span: span.clone() };
        Finding::new(reason).with("name", name).at(place)
    };
    let mut findings = Vec::new();
    let remark = |findings: &mut Vec<Finding>, reason, names: &[&str]| {
        for name in names {
            if header.get(name).is_some() {
                findings.push(finding(reason, name).with("sign", &joined(&["`", name, "` in its header"], "")));
            }
        }
    };
    remark(&mut findings, Reason::EncryptedToken, &ENCRYPTION);
    if let Some(reason) = algorithm(header) {
        let alg = header.get("alg");
        let found = alg.map_or("nothing", |alg| alg.text.unwrap_or(alg.json));
        findings.push(finding(reason, "alg").with("found", found));
    }
    remark(&mut findings, Reason::CriticalHeader, &["crit"]);
    remark(&mut findings, Reason::UnencodedPayload, &["b64"]);
    remark(&mut findings, Reason::NestedToken, &["cty"]);
    if let Some(typ) = header.get("typ").filter(|typ| !is_jwt_type(*typ)) {
        let found = typ.text.map_or_else(|| kind_in_words(typ.kind).to_owned(), ticked);
        findings.push(finding(Reason::TypeUnexpected, "typ").with("found", &found));
    }
    if let Some(kid) = header.get("kid").filter(|kid| kid.kind != Kind::String) {
        let wrong = finding(Reason::HeaderType, "kid").with("found", kind_in_words(kid.kind));
        findings.push(wrong.with("expected", "a text"));
    }
    remark(&mut findings, Reason::EmbeddedKey, &KEYS);
    findings
}

/// What is wrong with `alg`, which is compared in exactly its letters (RFC 7515 section 4.1.1).
fn algorithm(header: &Members) -> Option<Reason> {
    let Some(alg) = header.get("alg") else { return Some(Reason::AlgorithmMissing) };
    let Some(name) = alg.text else { return Some(Reason::AlgorithmUnsupported) };
    if ALGORITHMS.contains(&name) {
        return None;
    }
    Some(if name.trim().eq_ignore_ascii_case("none") {
        Reason::AlgorithmNone
    } else if name.get(..2).is_some_and(|family| family.eq_ignore_ascii_case("HS")) {
        Reason::AlgorithmSymmetric
    } else {
        Reason::AlgorithmUnsupported
    })
}

/// `JWT` or `application/jwt`, in any letter case (RFC 7515 section 4.1.9).
fn is_jwt_type(typ: Member<'_>) -> bool {
    let text = typ.text.unwrap_or_default();
    text.eq_ignore_ascii_case("JWT") || text.eq_ignore_ascii_case("application/jwt")
}
