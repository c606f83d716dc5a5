//! The words of a pasted text, one after the other. It knows what stands between words, and of tokens only how they start.

use std::ops::Range;

use super::STARTS;
use crate::text::without_start;

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
        let (mut colour, mut dots) = (false, 0_usize);
        // Each byte of a character is judged as the whole.
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let at = self.at;
            let outside = if colour {
                colour = !byte.is_ascii_alphabetic();
                true
            } else {
                colour = byte == 0x1b;
                match character_at(self.text, at) {
                    _ if colour || byte.is_ascii() => colour || delimits(byte),
                    // The quotation marks of all kinds that word processors set.
                    Some('«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}') => true,
                    // What was never meant as a token's own letter, as an emoji or a blank that does not break, is no part of a word in front of one, nor in front of
                    // a token; inside a token it is that one's fault, and so is a Latin letter with an accent.
                    Some('\u{a0}' | '\u{250}'..) => start.is_none() || dots != 1 && starts_behind(self.text, at),
                    _ => false,
                }
            };
            match (start, outside) {
                // The delimiter is looked at again, since it may start a colour.
                (Some(from), true) => return Some(from..at),
                (None, false) => start = Some(at),
                _ => {}
            }
            dots = dots.saturating_add(usize::from(byte == b'.'));
            self.at = at.saturating_add(1);
        }
        start.map(|from| from..self.text.len())
    }
}

/// Whether a token starts behind the character of which the first byte is here.
fn starts_behind(text: &str, at: usize) -> bool {
    let mut rest = text.get(at..).unwrap_or_default().chars();
    rest.next();
    without_start(rest.as_str(), &STARTS).is_some()
}

/// Whether a byte ends a word in running text, in code or in JSON. A NUL does not: what a reader of C strings
/// would cut off there must be seen and refused.
fn delimits(byte: u8) -> bool {
    // Within the ranges lie the single quotation mark, the backslash and the bar.
    byte.is_ascii_whitespace()
        || matches!(byte, b'"' | b'&'..=b')' | b',' | b';' | b'<' | b'>' | b'['..=b']' | b'`' | b'{'..=b'}')
}

/// The character that a byte belongs to.
fn character_at(text: &str, at: usize) -> Option<char> {
    (0..4).find_map(|back| text.get(at.checked_sub(back)?..))?.chars().next()
}
