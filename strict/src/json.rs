//! A strict reader of JSON texts (RFC 8259) under the I-JSON profile (RFC 7493).
//!
//! It keeps members in order, with their spans and their spelling, and refuses what two readers could read
//! differently: duplicate names at any depth, lone surrogates, noncharacters, numbers beyond binary64, depth over
//! [`DEPTH_LIMIT`]. It keeps an explicit stack, so that input never recurses. It knows nothing of tokens.

mod document;
mod member;
mod names;
mod string;
mod writer;

pub use self::document::{Children, Document, Entries, Kind, Node};
use self::document::{Place, Texts, mark_of};
pub use self::member::{Member, Members};
pub use self::writer::Json;
use crate::Wrong;
use crate::number::Decimal;

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
    Reader::of(text, false).document()
}

/// Reads one whole JSON text that the package wrote, or that [`read`] has read before: names are not compared again. Its
/// strings are what a person typed: noncharacters stand as they are, and half of a surrogate pair becomes one, U+FFFF. [`read`]
/// refuses both, so that such a text equals nothing that was read there. The entries of every depth are kept.
pub fn read_typed(text: &str) -> Result<Document<'_>, Fault> {
    Reader::of(text, true).document()
}

/// An open array or object.
struct Open {
    /// What is known of it so far: all but its end.
    place: Place,
    /// Which entry it is, if it is one that is kept.
    entry: Option<usize>,
    /// Where the entries start that stand in it.
    inner_from: usize,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    typed: bool,
    open: Vec<Open>,
    entries: Vec<Place>,
    /// What escapes stand for; names and texts that have some lie here.
    resolved: String,
}

impl<'a> Reader<'a> {
    fn of(text: &'a str, typed: bool) -> Self {
        // As many entries as a text of this length has that is read often.
        let entries = Vec::with_capacity((text.len() / 16).min(32));
        // What was pasted is flat, mostly; what is kept to every depth is nested.
        let open = Vec::with_capacity(if typed { 5 } else { 1 });
        Self { text, at: 0, typed, open, entries, resolved: String::new() }
    }

    fn document(mut self) -> Result<Document<'a>, Fault> {
        loop {
            self.blanks();
            let mut value = self.value_ahead()?;
            match self.peek() {
                Some(byte @ (b'{' | b'[')) => {
                    value.kind = if byte == b'{' { Kind::Object } else { Kind::Array };
                    if self.open(value)? {
                        continue;
                    }
                }
                _ => {
                    self.scalar(&mut value)?;
                    if self.open.is_empty() {
                        return self.end(value);
                    }
                    self.keep(value);
                }
            }
            if let Some(root) = self.go_on()? {
                return self.end(root);
            }
        }
    }

    /// Opens an array or object; says whether something stands in it.
    fn open(&mut self, value: Place) -> Result<bool, Fault> {
        if self.open.len() >= DEPTH_LIMIT && !self.typed {
            return Err(self.fault(Wrong::JsonDepth, DEPTH_LIMIT.to_string()));
        }
        self.step();
        let end = end_of(value.kind);
        let entry = self.keep(value.clone());
        self.open.push(Open { place: value, entry, inner_from: self.entries.len() });
        self.blanks();
        Ok(self.peek() != Some(end))
    }

    /// Behind a value: closes what ends there, and steps over a comma. Gives the outermost value if that is what ends.
    fn go_on(&mut self) -> Result<Option<Place>, Fault> {
        while let Some(kind) = self.open.last().map(|inner| inner.place.kind) {
            self.blanks();
            match self.peek() {
                Some(b',') => {
                    self.step();
                    break;
                }
                Some(byte) if byte == end_of(kind) => {
                    self.step();
                    if let Some(root) = self.close()? {
                        return Ok(Some(root));
                    }
                }
                _ if kind == Kind::Object => return Err(self.syntax("`,` or `}`")),
                _ => return Err(self.syntax("`,` or `]`")),
            }
        }
        Ok(None)
    }

    /// Closes the innermost array or object; gives it back if it is the outermost.
    fn close(&mut self) -> Result<Option<Place>, Fault> {
        let Some(Open { mut place, entry, inner_from }) = self.open.pop() else { return Ok(None) };
        place.json.end = self.at;
        if !self.typed && place.kind == Kind::Object {
            self.unique(self.entries.get(inner_from..).unwrap_or_default())?;
        }
        if self.open.is_empty() {
            return Ok(Some(place));
        }
        if !self.typed {
            self.entries.truncate(inner_from);
        }
        if let Some(entry) = entry.and_then(|index| self.entries.get_mut(index)) {
            entry.json.end = self.at;
        }
        Ok(None)
    }

    /// Refuses a name that stands twice.
    fn unique(&self, entries: &[Place]) -> Result<(), Fault> {
        let texts = Texts { written: self.text, resolved: &self.resolved };
        match names::repeated(entries, texts) {
            Some(Place { start, name, .. }) => {
                Err(Fault { wrong: Wrong::DuplicateMember, at: *start, what: texts.at(name).to_owned() })
            }
            None => Ok(()),
        }
    }

    /// Where a value starts that is still to be read. If an object is open, its name and a colon are read first.
    fn value_ahead(&mut self) -> Result<Place, Fault> {
        let start = self.at;
        let mut name = 0..0;
        if self.open.last().is_some_and(|inner| inner.place.kind == Kind::Object) {
            if self.peek() != Some(b'"') {
                return Err(self.syntax("a member's name in quotation marks"));
            }
            name = self.string()?;
            self.blanks();
            if self.peek() != Some(b':') {
                return Err(self.syntax("`:`"));
            }
            self.step();
            self.blanks();
        }
        let json = self.at..self.at;
        let mut value = Place { kind: Kind::Null, name, mark: 0, json, text: 0..0, start, depth: self.open.len() };
        value.mark = mark_of(Texts { written: self.text, resolved: &self.resolved }.bytes(&value.name));
        Ok(value)
    }

    /// Keeps a value if it is one to be kept, and says where. Names are needed at any depth, until they have been compared.
    fn keep(&mut self, value: Place) -> Option<usize> {
        let inner = self.open.last()?;
        if value.depth > 1 && !self.typed && inner.place.kind != Kind::Object {
            return None;
        }
        self.entries.push(value);
        self.entries.len().checked_sub(1)
    }

    #[inline(never)]
    fn end(mut self, root: Place) -> Result<Document<'a>, Fault> {
        self.blanks();
        if self.at < self.text.len() {
            return Err(self.syntax("the end of the text"));
        }
        Ok(Document { text: self.text, root, entries: self.entries, resolved: self.resolved })
    }

    fn scalar(&mut self, value: &mut Place) -> Result<(), Fault> {
        value.kind = match self.peek() {
            Some(b'"') => {
                value.text = self.string()?;
                Kind::String
            }
            Some(b'-' | b'0'..=b'9') => self.number().map(|()| Kind::Number)?,
            Some(b't') => self.literal("true").map(|()| Kind::Boolean)?,
            Some(b'f') => self.literal("false").map(|()| Kind::Boolean)?,
            Some(b'n') => self.literal("null").map(|()| Kind::Null)?,
            _ => return Err(self.syntax("a value")),
        };
        value.json.end = self.at;
        Ok(())
    }

    fn literal(&mut self, word: &str) -> Result<(), Fault> {
        if self.rest().starts_with(word) {
            self.at = self.at.saturating_add(word.len());
            Ok(())
        } else {
            Err(self.syntax("a value"))
        }
    }

    #[inline(never)]
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

    #[cold]
    #[inline(never)]
    fn syntax(&self, expected: &str) -> Fault {
        self.fault(Wrong::JsonSyntax, expected.to_owned())
    }

    fn fault(&self, wrong: Wrong, what: String) -> Fault {
        Fault { wrong, at: self.at, what }
    }
}

/// What closes an array or object.
fn end_of(kind: Kind) -> u8 {
    if kind == Kind::Object { b'}' } else { b']' }
}
