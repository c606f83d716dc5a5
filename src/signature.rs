//! Whether a token is its issuer's: what must be verified, by whom it is asked, and what the answer means.
//!
//! It computes nothing cryptographic. A platform does (WebCrypto, or a library of the caller's), on exactly the bytes that
//! were received, with a key that [`crate::key_set`] judged; only its plain yes makes the [`Proof`] that "granted" needs.

use std::fmt;

use crate::base64url;
use crate::finding::{Finding, Part, Place};
use crate::judgement::{Judgement, Summary};
use crate::key_set::{self, Algorithm, Key, KeySet};
use crate::matching::Verdict;
use crate::paste::place;
use crate::reason::Reason;
use crate::token::{Decoded, Form, decode};

/// A signature that a platform is to verify. `Debug` shows nothing of the token.
#[non_exhaustive]
pub struct Signed<'a> {
    /// The key, judged.
    pub key: Key,
    /// The signed text: header and claims as they were received, with the dot between them.
    pub message: &'a str,
    /// The signature: strict base64url of as many bytes as the key makes.
    pub signature: &'a str,
    /// Where the message starts in the pasted text, in bytes. The signature stands one dot behind it.
    pub start: usize,
}

impl Signed<'_> {
    /// The signature's bytes: RS256's as one number, ES256's as `r` and `s` of 32 bytes each (RFC 7518 section 3.4).
    pub fn signature_bytes(&self) -> Vec<u8> {
        base64url::decode(self.signature).unwrap_or_default()
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signed({:?}, {} bytes)", self.key.algorithm, self.message.len())
    }
}

/// What the platform says of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The key made it.
    Genuine,
    /// The key did not make it.
    Forged,
    /// The platform does not take the key: its point is not on the curve, for one.
    KeyRefused,
    /// There is nobody to ask.
    Unavailable,
}

/// That a platform found a signature genuine. Nothing but [`judge`] makes one.
#[derive(Debug)]
pub(crate) struct Proof(());

/// The verdict on the signature.
pub(crate) struct Judged {
    pub(crate) judgement: Judgement,
    /// There if, and only if, the signature is genuine.
    pub(crate) proof: Option<Proof>,
    /// Nothing was left to ask: an earlier step failed.
    pub(crate) skipped: bool,
}

impl Judged {
    fn of(verdict: Verdict, summary: impl Into<Summary>, findings: Vec<Finding>) -> Self {
        Self { judgement: Judgement { verdict, summary: summary.into(), findings }, proof: None, skipped: false }
    }

    fn failed(finding: Finding) -> Self {
        Self::of(Verdict::Mismatch, "", vec![finding])
    }

    fn skipped(summary: &'static str) -> Self {
        Self { skipped: true, ..Self::of(Verdict::Undetermined, summary, Vec::new()) }
    }
}

/// Whether the signature of a compact JWS is one of the key set's, whatever it signs: claims are not looked at.
///
/// `check` is called at most once, and must say [`Answer::Genuine`] for nothing but a true signature.
///
/// # Errors
/// The first thing that stands against it.
pub fn verify_signature(
    text: &str,
    key_set: &str,
    mut check: impl FnMut(&Signed<'_>) -> Answer,
) -> Result<(), Finding> {
    let mut decoded = decode(text);
    let set = key_set::read(key_set)?;
    let of_claims = |finding: &Finding| matches!(finding.at, Some(Place::Text { part: Part::Claims, .. }));
    let against =
        |finding: &Finding| finding.is_error() && (finding.reason == Reason::EmptySegment || !of_claims(finding));
    if let Some(index) = decoded.findings.iter().position(against) {
        return Err(decoded.findings.swap_remove(index));
    }
    let Some(header) = &decoded.header else {
        return Err(Finding::new(Reason::NoToken).at(place(0..text.len())));
    };
    let judged = asked(&decoded, text, set.choose(header)?, &set, &mut check);
    match (judged.proof, judged.judgement.findings.into_iter().next()) {
        (Some(_), _) => Ok(()),
        (None, finding) => Err(finding.unwrap_or_else(|| Finding::new(Reason::SignatureUnchecked))),
    }
}

/// Nobody gave a key set.
pub(crate) fn unasked() -> Judged {
    Judged::of(Verdict::Undetermined, "No key set was given.", Vec::new())
}

/// Judges the signature of a token by a pasted key set. `sound` is the token's own verdict, `trusted` whether some
/// publisher names its issuer: for a stranger's token no key is tried.
pub(crate) fn judge(
    decoded: &Decoded,
    text: &str,
    (sound, trusted): (bool, bool),
    key_set: &str,
    check: &mut dyn FnMut(&Signed<'_>) -> Answer,
) -> Judged {
    let set = match key_set::read(key_set) {
        Ok(set) => set,
        Err(finding) => return Judged::failed(finding),
    };
    if decoded.form != Form::Jwt {
        return Judged::skipped("Claims without their token have no signature.");
    }
    // A token without a header is none.
    let Some(header) = decoded.header.as_ref().filter(|_| sound) else {
        return Judged::skipped("The token is not well formed.");
    };
    if !trusted {
        return Judged::skipped("No publisher trusts the token's issuer, so that its keys do not matter.");
    }
    match set.choose(header) {
        Ok(key) => asked(decoded, text, key, &set, check),
        Err(finding) => Judged::failed(finding),
    }
}

fn asked(
    decoded: &Decoded,
    text: &str,
    key: Key,
    set: &KeySet,
    check: &mut dyn FnMut(&Signed<'_>) -> Answer,
) -> Judged {
    let token = decoded.at.clone().unwrap_or(0..0);
    let end = decoded.claims_at.clone().map_or(0, |claims| claims.end);
    let message = text.get(token.start..end).unwrap_or_default();
    let signature = text.get(end.saturating_add(1)..token.end).unwrap_or_default();
    let name = key.name.clone();
    let forged = |what: &str| {
        let finding = Finding::new(Reason::SignatureInvalid).with("key", &name).with("what", what);
        let span = place(end.saturating_add(1)..token.end);
        Judged::failed(finding.at(span))
    };
    // RFC 7518: RS256's signature is as long as the modulus, ES256's has 64 bytes.
    let wanted = match key.algorithm {
        Algorithm::Rs256 => key.numbers().0.len(),
        Algorithm::Es256 => 64,
    };
    let found = signature.len().saturating_mul(3) / 4;
    if found != wanted {
        return forged(&format!("it has {found} bytes, and the key makes {wanted}"));
    }
    match check(&Signed { key, message, signature, start: token.start }) {
        Answer::Genuine => {
            let issuer = decoded.text("iss").unwrap_or_default();
            let what = set.what();
            let summary = format!("Genuine by the key {name} of the {what} that you pasted as that of `{issuer}`.");
            Judged { proof: Some(Proof(())), ..Judged::of(Verdict::Match, summary, Vec::new()) }
        }
        Answer::Forged => forged("the token was changed, or somebody else signed it"),
        Answer::KeyRefused => Judged::failed(set.refused(&name)),
        Answer::Unavailable => {
            let finding = Finding::new(Reason::CryptoUnavailable);
            Judged::of(Verdict::Undetermined, "There is no WebCrypto here.", vec![finding])
        }
    }
}
