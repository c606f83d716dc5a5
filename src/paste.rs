//! Finds the ID token in whatever was pasted: a header line, an assignment, a JSON answer, a log.
//!
//! It decides which stretch of the text is meant, and repairs nothing: a token that is broken by white
//! space, masked or doubled is refused with its reason. What the stretch holds is the token room's to read.

mod object;
mod words;

use std::ops::Range;

pub(crate) use self::object::is_claims;
use self::object::{claims_within, closing, has_member, payload_in};
use self::words::words;
use crate::base64url::{self, is_letter};
use crate::evidence::{self, Evidence, mask_in};
use crate::finding::{Finding, Part, Place};
use crate::json::{self, Kind};
use crate::reason::Reason;
use crate::secret;
use crate::text::{self, before, holds, joined, without_start};

/// The longest text that is looked at, in UTF-16 code units. A log excerpt is far shorter; the limit bounds memory.
pub(crate) const TEXT_LIMIT: usize = 1_048_576;

/// The longest text that is read as claims without their token, in bytes: ten times what a token can hold. Every claim costs
/// memory, which a page never gets back.
const CLAIMS_LIMIT: usize = 131_072;

/// How a compact token starts: base64url of `{"`, or of `{` and a blank; or of a byte order mark, to be refused as that.
const STARTS: [&str; 6] = ["eyJ", "eyA", "ewo", "ew0", "ewk", "77u_"];

/// How a token starts that was encoded as base64 once more, or twice.
const ENCODED_STARTS: [&str; 2] = ["ZXlK", "WlhsS"];

/// Members that tell a JWS in JSON form (RFC 7515 section 7.2) from claims or an answer that carries a token.
const SERIALIZATION: [&str; 4] = ["payload", "protected", "signature", "signatures"];

/// What the pasted text holds.
pub(crate) enum Pasted {
    /// A token in compact form, or what is close enough to be read and refused as one.
    Token(Range<usize>),
    /// Claims as a JSON object, without their token.
    Claims(Range<usize>),
    /// Claims as lines, without their token.
    Lines(Evidence),
}

/// Finds what is meant as a token, and a remark on it; or says why there is none.
pub(crate) fn find(text: &str) -> Result<(Pasted, Option<Finding>), Finding> {
    let whole = trimmed(text);
    let refuse = |reason| Err(Finding::new(reason).at(place(whole.clone())));
    if text.len() > TEXT_LIMIT {
        let length = text.encode_utf16().count();
        if length > TEXT_LIMIT {
            return Err(too_long(length).at(place(0..text.len())));
        }
    }
    if whole.is_empty() {
        return refuse(Reason::NoToken);
    }
    let trimmed_text = text.get(whole.clone()).unwrap_or_default();
    let is_object = trimmed_text.starts_with('{');
    let refuse_large = || Err(too_large("text", text::length(text), CLAIMS_LIMIT, whole.clone()));
    // Characters count, of which there are no more than bytes.
    let is_large = text.len() > CLAIMS_LIMIT && text::length(text) > CLAIMS_LIMIT;
    if is_large && is_object {
        return refuse_large();
    }
    if is_json_serialization(trimmed_text) {
        return refuse(Reason::JsonSerialization);
    }
    let (mut found, mut secret): (Option<Range<usize>>, _) = (None, None);
    for word in words(text, 0) {
        secret = secret.or_else(|| other_secret(text, word.clone()));
        let Some(next) = candidate(text, word) else { continue };
        if found.as_ref().is_some_and(|first| text.get(first.clone()) != text.get(next.clone())) {
            return Err(several("token", &whole));
        }
        found = found.or(Some(next));
    }
    if let Some(found) = found {
        return match wrapped(text, &found) {
            Some(wrapped) => Err(wrapped),
            None => {
                let remark = surrounding(text, &whole, &found);
                Ok((Pasted::Token(found), remark))
            }
        };
    }
    if let Some(finding) = secret {
        return Err(finding);
    }
    if !is_large {
        // What another language prints is no JSON that was changed.
        let is_json = is_object && trimmed_text.get(1..).is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
        // An object that is the whole text is judged as that, its faults too.
        if is_json && closing(text, whole.start) == Some(whole.end) && is_claims(trimmed_text) != Some(false) {
            return Ok((Pasted::Claims(whole), None));
        }
        if let Some(payload) = payload_in(trimmed_text) {
            let span = payload.start.saturating_add(whole.start)..payload.end.saturating_add(whole.start);
            let remark = surrounding(text, &whole, &span);
            return Ok((Pasted::Claims(span), remark));
        }
        match claims_within(text) {
            (_, true) => return Err(several("set of claims", &whole)),
            // An object that is a claim's value is not the claims.
            (Some(span), _) if !has_lines_around(text, &span) => {
                let remark = surrounding(text, &whole, &span);
                return Ok((Pasted::Claims(span), remark));
            }
            _ => {}
        }
        // What a log masked can be more than a value.
        if is_json && mask_in(text).is_none() {
            return Ok((Pasted::Claims(whole), None));
        }
        if let Some(told) = evidence::read(text) {
            // Those of two jobs, or what was wanted beside what was found.
            return match &told.differing {
                Some(claim) => Err(several(&joined(&["value of `", claim, "`"], ""), &whole)),
                None => Ok((Pasted::Lines(told), None)),
            };
        }
    }
    match partial(text) {
        Some(finding) => Err(finding),
        None if is_object => Ok((Pasted::Claims(whole), None)),
        None if is_large => refuse_large(),
        None => refuse(Reason::NoToken),
    }
}

/// Whether lines around an object tell the issuer or the subject: then it is the value of one of them.
fn has_lines_around(text: &str, span: &Range<usize>) -> bool {
    let around = [text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default()];
    let (told, _) = evidence::told(&joined(&around, ""));
    ["iss", "sub"].iter().any(|name| told.claims.get(name).is_some())
}

/// The refusal of a text in which two things stand where one is meant.
fn several(what: &str, whole: &Range<usize>) -> Finding {
    Finding::new(Reason::SeveralTokens).with("what", what).at(place(whole.clone()))
}

/// What stands between white space, if it starts like a token.
pub(crate) fn alone(text: &str) -> Option<Range<usize>> {
    let inner = text.trim_ascii();
    let start = text.len().saturating_sub(text.trim_ascii_start().len());
    let starts = text.len() <= TEXT_LIMIT && token_start(inner) == Some(0);
    starts.then(|| start..start.saturating_add(inner.len()))
}

/// That text around what was read is left aside, if there is some.
fn surrounding(text: &str, whole: &Range<usize>, inner: &Range<usize>) -> Option<Finding> {
    if whole == inner {
        return None;
    }
    let length = |from: usize, to: usize| text::length(text.get(from..to).unwrap_or_default());
    let around = length(whole.start, inner.start).saturating_add(length(inner.end, whole.end));
    Some(Finding::new(Reason::SurroundingText).count("characters", around).at(place(whole.clone())))
}

/// The refusal of a text that is longer than [`TEXT_LIMIT`].
pub(crate) fn too_long(length: usize) -> Finding {
    too_large("text", length, TEXT_LIMIT, 0..length)
}

/// The refusal of what is longer than its limit.
pub(crate) fn too_large(what: &str, length: usize, limit: usize, span: Range<usize>) -> Finding {
    let finding = Finding::new(Reason::TokenTooLarge).with("what", what);
    finding.count("characters", length).count("limit", limit).at(place(span))
}

/// The place of a stretch of the pasted text.
#[inline(never)]
pub(crate) fn place(span: Range<usize>) -> Place {
    Place::Text { part: Part::Text, name: None, span }
}

/// A secret of another kind, which must never be treated as a token.
fn other_secret(text: &str, word: Range<usize>) -> Option<Finding> {
    let kind = secret::of_pasted(text.get(word.clone())?)?;
    Some(of_secret(kind).at(place(word)))
}

/// What is said of a secret that stands where it does not belong.
pub(crate) fn of_secret(kind: &secret::Kind) -> Finding {
    let reason = if kind.service == "the Hub" { Reason::HubToken } else { Reason::OtherSecret };
    Finding::new(reason).with("prefix", kind.prefix).with("service", kind.service)
}

/// The text without the white space around it, and without a byte order mark in front.
fn trimmed(text: &str) -> Range<usize> {
    let outside: &dyn Fn(char) -> bool = &|at| at.is_whitespace() || at == '\u{feff}';
    let start = text.len().saturating_sub(text.trim_start_matches(outside).len());
    start..start.saturating_add(text::trimmed(text, outside).len())
}

/// Whether the text is a JWS in JSON form, also if it is not well formed: a reader that looks for dots inside it would
/// see other claims than a reader of JSON.
fn is_json_serialization(text: &str) -> bool {
    if !text.starts_with('{') {
        return false;
    }
    let names = || SERIALIZATION.iter().filter(|name| holds(text, &joined(&["\"", name, "\""], "")));
    has_member(text, &SERIALIZATION).unwrap_or_else(|| names().count() > 1)
}

/// The part of a word that is meant as a token: behind `NAME=` or `name:` if that is in front, with two dots in
/// it or more, so that it can be refused as what it is; one with fewer is refused in [`partial`].
fn candidate(text: &str, word: Range<usize>) -> Option<Range<usize>> {
    let stretch = text.get(word.clone())?;
    let from = token_start(stretch).or_else(|| has_header(stretch).then_some(0))?;
    let meant = stretch.get(from..)?;
    (dots_in(meant) >= 2 && mask_in(meant).is_none()).then(|| word.start.saturating_add(from)..word.end)
}

/// Whether a text is three segments whose first is JSON, however that starts: what is wrong with such a header is told of it.
fn has_header(text: &str) -> bool {
    let header = || {
        let header = String::from_utf8(base64url::decode(before(text, ".")).ok()?).ok()?;
        json::read(&header).ok().map(|header| header.root().kind() != Kind::Number)
    };
    is_token_text(text) && dots_in(text) == 2 && header() == Some(true)
}

/// Where a token starts in a word: at its front, or behind an assignment. A dot first stands for an empty header.
fn token_start(word: &str) -> Option<usize> {
    let starts = |rest: &str| {
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        without_start(rest, &STARTS).is_some()
    };
    if starts(word) {
        return Some(0);
    }
    let (at, _) = word.char_indices().find(|(at, character)| {
        matches!(character, '=' | ':') && word.get(at.saturating_add(1)..).is_some_and(starts)
    })?;
    Some(at.saturating_add(1))
}

/// How many dots there are.
fn dots_in(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'.').count()
}

/// Whether a word is made of a token's characters alone.
fn is_token_text(word: &str) -> bool {
    word.bytes().all(|byte| byte == b'.' || is_letter(byte))
}

/// A found token whose signature goes on in the next line: a line of base64url alone that is too long for a word.
fn wrapped(text: &str, found: &Range<usize>) -> Option<Finding> {
    const SHORTEST_PIECE: usize = 16;
    let next = words(text, found.end).next()?;
    let between = text.get(found.end..next.start)?;
    let piece = text.get(next.clone())?;
    let goes_on = !between.is_empty()
        && between.trim_ascii().is_empty()
        && piece.len() >= SHORTEST_PIECE
        && !holds(piece, ".")
        && is_token_text(piece)
        && other_secret(text, next).is_none();
    goes_on.then(|| broken(text, found))
}

fn broken(text: &str, first: &Range<usize>) -> Finding {
    let characters = text::length(text.get(first.clone()).unwrap_or_default());
    Finding::new(Reason::TokenWrapped).count("characters", characters).at(place(first.clone()))
}

/// The refusal of a text in which a log put a mask in a token's place.
pub(crate) fn masked(text: &str, span: Range<usize>) -> Finding {
    Finding::new(Reason::TokenMasked).with("found", mask_in(text).unwrap_or_default()).at(place(span))
}

/// What is no whole token but was one: masked, wrapped, cut off, or encoded once more.
fn partial(text: &str) -> Option<Finding> {
    if mask_in(text).is_some() {
        return Some(masked(text, trimmed(text)));
    }
    let mut encoded = None;
    for word in words(text, 0) {
        let stretch = text.get(word.clone())?;
        if encoded.is_none() && without_start(stretch, &ENCODED_STARTS).is_some() {
            encoded = Some(word.clone());
        }
        let Some(from) = token_start(stretch) else { continue };
        let start = word.start.saturating_add(from);
        let own = dots_in(stretch);
        let mut dots = own;
        for piece in words(text, word.end) {
            let piece = text.get(piece)?;
            if dots >= 2 || !is_token_text(piece) {
                break;
            }
            dots = dots.saturating_add(dots_in(piece));
        }
        if dots >= 2 {
            return Some(broken(text, &(start..word.end)));
        }
        let segments = own.saturating_add(1);
        return Some(Finding::new(Reason::SegmentCount).count("count", segments).at(place(start..word.end)));
    }
    encoded.map(|word| Finding::new(Reason::TokenEncoded).at(place(word)))
}
