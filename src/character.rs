//! Names characters so that a reader can recognise them, also those that do not print.

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
