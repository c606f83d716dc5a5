//! Cuts texts at a mark, and names characters so that a reader can recognise them, also those that do not print.
//!
//! The standard library's search for a text in a text is quicker on long ones and brings its whole apparatus with it,
//! some 8 kB of wasm. The texts here are short.

/// What stands before and behind the first place of the mark.
pub(crate) fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = text.as_bytes().windows(mark.len()).position(|window| window == mark.as_bytes())?;
    Some((text.get(..at)?, text.get(at.saturating_add(mark.len())..)?))
}

/// Whether the mark stands in the text.
pub(crate) fn holds(text: &str, mark: &str) -> bool {
    cut(text, mark).is_some()
}

/// Code points that Unicode reserves for no character, which I-JSON forbids (RFC 7493 section 2.1).
pub(crate) fn is_noncharacter(character: char) -> bool {
    matches!(u32::from(character), 0xFDD0..=0xFDEF) || matches!(u32::from(character) & 0xFFFF, 0xFFFE | 0xFFFF)
}

/// `U+200B` and the like.
pub(crate) fn name_of(code: u32) -> String {
    format!("U+{code:04X}")
}

/// A character as it stands if it is plain ASCII that prints, else its code point.
pub(crate) fn describe(character: char) -> String {
    if character.is_ascii_graphic() { format!("`{character}`") } else { name_of(u32::from(character)) }
}
