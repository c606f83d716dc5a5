//! Reads the strings of a JSON text (RFC 8259 section 7): where each lies, in the text or, with escapes, behind it.

use std::ops::Range;

use super::{Fault, Reader};
use crate::Wrong;
use crate::lanes;
use crate::text::{is_noncharacter, name_of};

impl Reader<'_> {
    /// A string, its escapes resolved.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Range<usize>, Fault> {
        self.step();
        // Most have nothing but plain ASCII.
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let length = lanes::before_escape_or_beyond_ascii(rest);
        let end = start.saturating_add(length);
        if rest.get(length) == Some(&b'"') {
            self.at = end.saturating_add(1);
            return Ok(start..end);
        }
        self.resolved_string()
    }

    #[inline(never)]
    fn resolved_string(&mut self) -> Result<Range<usize>, Fault> {
        let before = self.resolved.len();
        // What is written from here on is what is meant, and not among what is resolved yet.
        let mut start = self.at;
        loop {
            // Plain ASCII, which is most of a token.
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            self.at = self.at.saturating_add(lanes::before_escape_or_beyond_ascii(rest));
            let at = self.at;
            match self.peek() {
                Some(b'"') => {
                    self.step();
                    if self.resolved.len() == before {
                        return Ok(start..at);
                    }
                    self.resolve(start, at);
                    let behind = |length: usize| self.text.len().saturating_add(length);
                    return Ok(behind(before)..behind(self.resolved.len()));
                }
                Some(b'\\') => {
                    self.resolve(start, at);
                    self.step();
                    let meant = self.escape(at)?;
                    self.character(meant, at)?;
                    self.resolved.push(meant);
                    start = self.at;
                }
                Some(0..=0x1f) => return Err(self.syntax("an escape in place of a control character")),
                _ => {
                    let Some(character) = self.rest().chars().next() else {
                        return Err(self.syntax("a closing quotation mark"));
                    };
                    self.character(character, at)?;
                    self.at = at.saturating_add(character.len_utf8());
                }
            }
        }
    }

    /// Puts what is meant as it is written to what is resolved.
    fn resolve(&mut self, start: usize, end: usize) {
        self.resolved.push_str(self.text.get(start..end).unwrap_or_default());
    }

    /// Refuses what is no character (RFC 7493 section 2.1).
    fn character(&self, character: char, at: usize) -> Result<(), Fault> {
        if is_noncharacter(character) && !self.typed {
            return Err(Fault { wrong: Wrong::Noncharacter, at, what: name_of(u32::from(character)) });
        }
        Ok(())
    }

    fn escape(&mut self, at: usize) -> Result<char, Fault> {
        let Some(byte) = self.peek() else { return Err(self.syntax("an escape")) };
        self.step();
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.four_digits()?;
                return self.scalar_of(unit, at);
            }
            _ => {
                self.at = at;
                return Err(self.syntax("an escape of RFC 8259"));
            }
        })
    }

    /// The character of a `\u` escape, with the second half of a pair if one is needed.
    fn scalar_of(&mut self, unit: u32, at: usize) -> Result<char, Fault> {
        let first = self.at;
        if let (Some(high @ 0..=0x3FF), true) = (unit.checked_sub(0xD800), self.rest().starts_with("\\u")) {
            self.step();
            self.step();
            if let Some(low @ 0..=0x3FF) = self.four_digits()?.checked_sub(0xDC00) {
                let code = high.saturating_mul(0x400).saturating_add(low).saturating_add(0x1_0000);
                // Two such halves make a character, whichever they are.
                return Ok(char::from_u32(code).unwrap_or_default());
            }
            self.at = first;
        }
        match char::from_u32(unit) {
            Some(character) => Ok(character),
            None if self.typed => Ok('\u{FFFF}'),
            None => Err(Fault { wrong: Wrong::LoneSurrogate, at, what: name_of(unit) }),
        }
    }

    fn four_digits(&mut self) -> Result<u32, Fault> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(self.syntax("four hexadecimal digits"));
        };
        self.at = self.at.saturating_add(4);
        Ok(unit)
    }
}
