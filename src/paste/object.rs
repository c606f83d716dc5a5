//! Claims as an object of JSON somewhere in a text: where it starts and ends. What it holds is judged elsewhere.

use std::ops::Range;

use crate::claims::REGISTERED;
use crate::evidence::is_claim;
use crate::json::{self, Kind, Node};
use crate::text::cut;

/// The object of JSON in a text that is claims, behind a header or in the line of a log; and whether there is another one,
/// so that nobody knows whose they are.
pub(super) fn claims_within(text: &str) -> (Option<Range<usize>>, bool) {
    // So many objects are tried at most, so that no text takes long.
    const TRIES: usize = 64;
    let mut found: Option<Range<usize>> = None;
    let mut from = 0;
    for _ in 0..TRIES {
        let Some((before, _)) = cut(text.get(from..).unwrap_or_default(), "{") else { break };
        let start = before.len().saturating_add(from);
        // What is wanted may stand inside it.
        from = start.saturating_add(1);
        let Some(end) = closing(text, start) else { continue };
        let object = text.get(start..end).unwrap_or_default();
        if is_claims(object) != Some(true) {
            continue;
        }
        match &found {
            None => found = Some(start..end),
            Some(first) if text.get(first.clone()) == Some(object) => {}
            Some(_) => return (found, true),
        }
        from = end;
    }
    (found, false)
}

/// Whether an object is claims: it has one that every token has, or two texts that claims are called as. `None` if it is not well
/// formed.
pub(crate) fn is_claims(object: &str) -> Option<bool> {
    let object = json::read(object).ok()?;
    let mut known: usize = 0;
    for member in object.root().children() {
        if REGISTERED.contains(&member.name()) {
            return Some(true);
        }
        known = known.saturating_add(usize::from(member.kind() == Kind::String && is_claim(member.name())));
    }
    Some(known > 1)
}

/// The payload of an object that a decoder made of a whole token.
pub(super) fn payload_in(object: &str) -> Option<Range<usize>> {
    let object = json::read(object).ok()?;
    let payload = object.root().child("payload").filter(|payload| payload.kind() == Kind::Object)?;
    object.root().child("header").map(|_| payload.span())
}

/// Whether an object has a member of one of these names that is no object itself, and its payload is not decoded already; `None` if it is not well formed.
pub(super) fn has_member(object: &str, names: &[&str]) -> Option<bool> {
    let object = json::read(object).ok()?;
    let is_read = object.root().child("payload").is_some_and(|payload| payload.kind() == Kind::Object);
    let is_one = |member: Node<'_>| names.contains(&member.name()) && member.kind() != Kind::Object;
    // What stands beside a decoded payload says nothing of the token.
    let is_read = is_read && !object.root().children().any(|member| REGISTERED.contains(&member.name()));
    Some(!is_read && object.root().children().any(is_one))
}

/// Behind the brace that closes the one at `start`; braces in strings do not count.
pub(super) fn closing(text: &str, start: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (index, byte) in text.as_bytes().get(start..)?.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth = depth.saturating_add(1),
            b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(start.saturating_add(index).saturating_add(1));
        }
    }
    None
}
