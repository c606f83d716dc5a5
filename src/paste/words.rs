//! The words of a pasted text, one after the other. It knows what stands between words, and nothing of tokens.

use std::ops::Range;

/// The stretches between delimiters, from a byte on that stands between words. Terminal colours (ESC `[` … letter) delimit as
/// a whole. They are not kept in a list: a text of a megabyte can have half a million.
pub(super) fn words(text: &str, at: usize) -> Words<'_> {
    Words { text, at }
}

pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let mut start = None;
        let mut colour = false;
        // A byte order mark in front of a word is no part of it. Each byte of a character is judged as the whole.
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let at = self.at;
            let outside = if colour {
                colour = !byte.is_ascii_alphabetic();
                true
            } else {
                colour = byte == 0x1b;
                match character_at(self.text, at) {
                    _ if colour || byte.is_ascii() => colour || delimits(byte),
                    Some('\u{feff}') => start.is_none(),
                    // The quotation marks of all kinds that word processors set.
                    character => matches!(character, Some('«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}')),
                }
            };
            match (start, outside) {
                // The delimiter is looked at again, since it may start a colour.
                (Some(from), true) => return Some(from..at),
                (None, false) => start = Some(at),
                _ => {}
            }
            self.at = at.saturating_add(1);
        }
        start.map(|from| from..self.text.len())
    }
}

/// Whether a byte ends a word in running text, in code or in JSON. A NUL does not: what a reader of C strings
/// would cut off there must be seen and refused.
fn delimits(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(
            byte,
            b'"' | b'\''
                | b'`'
                | b'<'
                | b'>'
                | b'('
                | b')'
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b','
                | b';'
                | b'|'
                | b'\\'
                | b'&'
        )
}

/// The character that a byte belongs to.
fn character_at(text: &str, at: usize) -> Option<char> {
    (0..4).find_map(|back| text.get(at.checked_sub(back)?..))?.chars().next()
}
