//! Cuts texts at a mark, and names characters so that a reader can recognise them, also those that do not print.
//!
//! The standard library's searches in a text are quicker on long ones and bring their whole apparatus with them, some
//! 12 kB of wasm. They look through eight bytes at a time here.

use crate::lanes;

/// What stands before and behind the first place of the mark.
pub fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let (first, others) = mark.as_bytes().split_first()?;
    let mut from: usize = 0;
    loop {
        let at = from.saturating_add(lanes::before(text.as_bytes().get(from..)?, *first));
        from = at.saturating_add(1);
        if others.is_empty() || text.as_bytes().get(from..)?.starts_with(others) {
            return Some((text.get(..at)?, text.get(at.saturating_add(mark.len())..)?));
        }
    }
}

/// What stands before and behind the last place of a mark of one byte.
pub fn cut_last(text: &str, mark: u8) -> Option<(&str, &str)> {
    let (before, behind) = text.split_at_checked(lanes::before_last(text.as_bytes(), mark)?)?;
    Some((before, behind.get(1..)?))
}

/// How many characters a text has.
#[inline(never)]
pub fn length(text: &str) -> usize {
    let mut length: usize = 0;
    for byte in text.as_bytes() {
        // Each has one byte that continues none.
        length = length.saturating_add(usize::from(byte & 0xC0 != 0x80));
    }
    length
}

/// As many characters of the text's start.
pub fn start(text: &str, length: usize) -> &str {
    // Most are shorter in bytes already.
    if text.len() <= length {
        return text;
    }
    let end = text.char_indices().nth(length).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}

/// The text, or its start and a mark if it has more characters.
pub fn cut_short(text: &str, length: usize) -> String {
    let start = start(text, length);
    if start.len() < text.len() { joined(&[start, "…"], "") } else { text.to_owned() }
}

/// Texts of their own.
pub fn owned(texts: &[&str]) -> Vec<String> {
    let mut owned = Vec::with_capacity(texts.len());
    for text in texts {
        owned.push((*text).to_owned());
    }
    owned
}

/// Whether the mark stands in the text.
pub fn holds(text: &str, mark: &str) -> bool {
    cut(text, mark).is_some()
}

/// What stands between the marks; the whole text if there is none.
pub fn parts<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, behind)) = cut(rest, mark) {
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

/// Whether one of what stands between the marks is such.
pub fn any_part(text: &str, mark: &str, is_it: &dyn Fn(&str) -> bool) -> bool {
    let mut rest = text;
    while let Some((part, behind)) = cut(rest, mark) {
        if is_it(part) {
            return true;
        }
        rest = behind;
    }
    is_it(rest)
}

/// The texts in one, with a mark between each two.
pub fn joined<T: AsRef<str>>(texts: &[T], mark: &str) -> String {
    let mut length: usize = 0;
    for text in texts {
        length = length.saturating_add(text.as_ref().len()).saturating_add(mark.len());
    }
    let mut joined = String::with_capacity(length);
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            joined.push_str(mark);
        }
        joined.push_str(text.as_ref());
    }
    joined
}

/// Whether a token stands in the text, or the better part of one: `eyJ`, and a dot behind what can be a header.
pub fn holds_token(text: &str) -> bool {
    const SHORTEST_HEADER: usize = 12;
    // A part by itself, as where a line was broken at its dots.
    const SHORTEST_PART: usize = 24;
    let mut rest = text;
    while let Some((_, behind)) = cut(rest, "eyJ") {
        let run = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let length = behind.as_bytes().iter().take_while(|byte| run(byte)).count();
        let is_header = length >= SHORTEST_HEADER && behind.as_bytes().get(length) == Some(&b'.');
        if is_header || length >= SHORTEST_PART {
            return true;
        }
        // What starts inside this run ends where it does.
        rest = behind.get(length..).unwrap_or_default();
    }
    false
}

/// Writes a text as a JSON string (RFC 8259 section 7).
pub fn quote(into: &mut String, text: &str) {
    into.push('"');
    let mut rest = text;
    loop {
        let (plain, behind) = rest.split_at_checked(lanes::before_escape(rest.as_bytes())).unwrap_or((rest, ""));
        into.push_str(plain);
        let mut characters = behind.chars();
        match characters.next() {
            None => break,
            Some('"') => into.push_str("\\\""),
            Some('\\') => into.push_str("\\\\"),
            Some(control) => {
                let code = u32::from(control);
                into.push_str("\\u00");
                for digit in [code >> 4, code & 15] {
                    into.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
        }
        rest = characters.as_str();
    }
    into.push('"');
}

/// Code points that Unicode reserves for no character, which I-JSON forbids (RFC 7493 section 2.1).
pub fn is_noncharacter(character: char) -> bool {
    matches!(u32::from(character), 0xFDD0..=0xFDEF) || matches!(u32::from(character) & 0xFFFF, 0xFFFE | 0xFFFF)
}

/// `U+200B` and the like.
pub fn name_of(code: u32) -> String {
    format!("U+{code:04X}")
}

/// A character as it stands if it is plain ASCII that prints, else its code point.
pub fn describe(character: char) -> String {
    if character.is_ascii_graphic() { format!("`{character}`") } else { name_of(u32::from(character)) }
}
