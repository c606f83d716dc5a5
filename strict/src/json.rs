//! A strict reader of JSON texts (RFC 8259) under the I-JSON profile (RFC 7493).
//!
//! It keeps members in order, with their spans and their spelling, and refuses what two readers could read
//! differently: duplicate names at any depth, lone surrogates, noncharacters, numbers beyond binary64, depth over
//! [`DEPTH_LIMIT`]. It keeps an explicit stack, so that input never recurses. It knows nothing of tokens.

mod document;
mod member;
mod writer;

use std::borrow::Cow;
use std::collections::BinaryHeap;

pub use self::document::{Children, Document, Entry, Kind, Node, Value};
pub use self::member::{Member, Members};
pub use self::writer::Json;
use crate::Wrong;
use crate::lanes;
use crate::number::Decimal;
use crate::text::{is_noncharacter, name_of};

/// How deep arrays and objects may nest (RFC 8259 section 9 lets a reader choose). Real tokens need three.
pub const DEPTH_LIMIT: usize = 64;

/// Why a text was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code.
    pub wrong: Wrong,
    /// Byte offset in the text.
    pub at: usize,
    /// What is meant: the duplicate name, the character, what was expected.
    pub what: String,
}

/// Reads one whole JSON text.
pub fn read(text: &str) -> Result<Document<'_>, Fault> {
    Reader { text, at: 0, typed: false }.document()
}

/// Reads one whole JSON text that the package wrote, or that [`read`] has read before: names are not compared again. Its
/// strings are what a person typed: noncharacters stand as they are, and half of a surrogate pair becomes one, U+FFFF. [`read`]
/// refuses both, so that such a text equals nothing that was read there. The entries of every depth are kept.
pub fn read_typed(text: &str) -> Result<Document<'_>, Fault> {
    Reader { text, at: 0, typed: true }.document()
}

/// An open array or object.
struct Open<'a> {
    start: usize,
    kind: Kind,
    names: Vec<Name<'a>>,
    /// Its place among the entries, if it has one there.
    entry: Option<usize>,
}

/// An object's name, decoded, since escapes could hide that two are one; and where it stands. Its length is in front, so that
/// most are told apart by it.
type Name<'a> = (usize, Cow<'a, str>, usize);

/// Refuses a name that stands twice. Few are compared each with each; more are sorted by a heap, so that no list of names makes
/// that slow, and none is hashed.
fn unique(names: Vec<Name<'_>>) -> Result<(), Fault> {
    const FEW: usize = 24;
    if names.len() <= FEW {
        let mut rest = names.as_slice();
        while let [(length, name, _), behind @ ..] = rest {
            for (other_length, other, at) in behind {
                if length == other_length && name == other {
                    return Err(Fault { wrong: Wrong::DuplicateMember, at: *at, what: other.clone().into_owned() });
                }
            }
            rest = behind;
        }
        return Ok(());
    }
    let mut heap = BinaryHeap::from(names);
    let mut last: Option<Name<'_>> = None;
    while let Some(next) = heap.pop() {
        if let Some((_, name, at)) = last.filter(|(_, name, _)| *name == next.1) {
            return Err(Fault { wrong: Wrong::DuplicateMember, at, what: name.into_owned() });
        }
        last = Some(next);
    }
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    typed: bool,
}

impl<'a> Reader<'a> {
    fn document(mut self) -> Result<Document<'a>, Fault> {
        let mut open: Vec<Open<'a>> = Vec::new();
        // As many as a token has.
        let mut entries = Vec::with_capacity(32);
        let mut name = Cow::Borrowed("");
        loop {
            self.blanks();
            let start = self.at;
            let finished = match self.peek() {
                Some(byte @ (b'{' | b'[')) => {
                    if open.len() >= DEPTH_LIMIT && !self.typed {
                        return Err(self.fault(Wrong::JsonDepth, DEPTH_LIMIT.to_string()));
                    }
                    self.step();
                    let (kind, end) = if byte == b'{' { (Kind::Object, b'}') } else { (Kind::Array, b']') };
                    let value = Value { kind, span: start..start, text: None };
                    let entry = self.keep(&mut entries, open.len(), &mut name, value);
                    let names = Vec::with_capacity(if open.is_empty() { 32 } else { 0 });
                    open.push(Open { start, kind, names, entry });
                    self.blanks();
                    if self.peek() != Some(end) {
                        name = self.name_in(&mut open)?;
                        continue;
                    }
                    None
                }
                _ => Some(self.scalar()?),
            };
            if let Some(value) = finished {
                if open.is_empty() {
                    return self.end(value, entries);
                }
                self.keep(&mut entries, open.len(), &mut name, value);
            }
            // After a value: close what ends here, then go on behind a comma.
            loop {
                self.blanks();
                let Some(inner) = open.last() else { break };
                let kind = inner.kind;
                let end = if kind == Kind::Object { b'}' } else { b']' };
                match self.peek() {
                    Some(b',') => {
                        self.step();
                        self.blanks();
                        name = self.name_in(&mut open)?;
                        break;
                    }
                    Some(byte) if byte == end => {
                        self.step();
                        let Some(closed) = open.pop() else { break };
                        unique(closed.names)?;
                        let span = closed.start..self.at;
                        if open.is_empty() {
                            return self.end(Value { kind, span, text: None }, entries);
                        }
                        if let Some(entry) = closed.entry.and_then(|index| entries.get_mut(index)) {
                            entry.value.span = span;
                        }
                    }
                    _ => return Err(self.syntax(if end == b'}' { "`,` or `}`" } else { "`,` or `]`" })),
                }
            }
        }
    }

    /// Keeps a value that stands in `depth` others, if it is one to be kept, and says where.
    fn keep(
        &self,
        entries: &mut Vec<Entry<'a>>,
        depth: usize,
        name: &mut Cow<'a, str>,
        value: Value<'a>,
    ) -> Option<usize> {
        let name = std::mem::take(name);
        if depth != 1 && !(self.typed && depth > 0) {
            return None;
        }
        entries.push(Entry { name, value, depth });
        entries.len().checked_sub(1)
    }

    /// The name and colon that start a member if an object is open; nothing in an array.
    fn name_in(&mut self, open: &mut [Open<'a>]) -> Result<Cow<'a, str>, Fault> {
        let Some(inner) = open.last_mut().filter(|inner| inner.kind == Kind::Object) else {
            return Ok(Cow::Borrowed(""));
        };
        let at = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.syntax("a member's name in quotation marks"));
        }
        let name = self.string()?;
        if !self.typed {
            inner.names.push((name.len(), name.clone(), at));
        }
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.syntax("`:`"));
        }
        self.step();
        Ok(name)
    }

    fn end(mut self, root: Value<'a>, entries: Vec<Entry<'a>>) -> Result<Document<'a>, Fault> {
        self.blanks();
        if self.at < self.text.len() {
            return Err(self.syntax("the end of the text"));
        }
        Ok(Document { root, entries })
    }

    fn scalar(&mut self) -> Result<Value<'a>, Fault> {
        let start = self.at;
        let (kind, text) = match self.peek() {
            Some(b'"') => (Kind::String, Some(self.string()?)),
            Some(b'-' | b'0'..=b'9') => (Kind::Number, self.number().map(|()| None)?),
            Some(b't') => (Kind::Boolean, self.literal("true").map(|()| None)?),
            Some(b'f') => (Kind::Boolean, self.literal("false").map(|()| None)?),
            Some(b'n') => (Kind::Null, self.literal("null").map(|()| None)?),
            _ => return Err(self.syntax("a value")),
        };
        Ok(Value { kind, span: start..self.at, text })
    }

    fn literal(&mut self, word: &str) -> Result<(), Fault> {
        if self.rest().starts_with(word) {
            self.at = self.at.saturating_add(word.len());
            Ok(())
        } else {
            Err(self.syntax("a value"))
        }
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.step();
        }
        if self.peek() == Some(b'0') {
            self.step();
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.step();
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.step();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.step();
            }
            self.digits()?;
        }
        let spelling = self.text.get(start..self.at).unwrap_or_default();
        // Plain digits, if they are fewer than a binary64's largest number has, stand for a smaller one.
        if spelling.len() < 300 && !spelling.as_bytes().iter().any(|byte| matches!(byte, b'e' | b'E')) {
            return Ok(());
        }
        match Decimal::parse(spelling) {
            Some(decimal) if !decimal.overflows() => Ok(()),
            _ => Err(Fault { wrong: Wrong::NumberRange, at: start, what: crate::text::start(spelling, 40).to_owned() }),
        }
    }

    fn digits(&mut self) -> Result<(), Fault> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.syntax("a digit"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.step();
        }
        Ok(())
    }

    /// A string, its escapes resolved (RFC 8259 section 7).
    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.step();
        let mut decoded = Cow::Borrowed(self.plain());
        loop {
            let at = self.at;
            let meant = match self.peek() {
                Some(b'"') => {
                    self.step();
                    return Ok(decoded);
                }
                Some(b'\\') => {
                    self.step();
                    self.escape(at)?
                }
                Some(0..=0x1f) => return Err(self.syntax("an escape in place of a control character")),
                _ => {
                    let Some(character) = self.rest().chars().next() else {
                        return Err(self.syntax("a closing quotation mark"));
                    };
                    self.at = at.saturating_add(character.len_utf8());
                    character
                }
            };
            if is_noncharacter(meant) && !self.typed {
                return Err(Fault { wrong: Wrong::Noncharacter, at, what: name_of(u32::from(meant)) });
            }
            let decoded = decoded.to_mut();
            decoded.push(meant);
            decoded.push_str(self.plain());
        }
    }

    /// Plain ASCII, which is most of a token.
    fn plain(&mut self) -> &'a str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.at = start.saturating_add(lanes::before_escape_or_beyond_ascii(rest));
        self.text.get(start..self.at).unwrap_or_default()
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
                return char::from_u32(code).ok_or_else(|| self.fault(Wrong::LoneSurrogate, name_of(unit)));
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

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.step();
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn syntax(&self, expected: &str) -> Fault {
        self.fault(Wrong::JsonSyntax, expected.to_owned())
    }

    fn fault(&self, wrong: Wrong, what: String) -> Fault {
        Fault { wrong, at: self.at, what }
    }
}
