//! Writes one JSON text, member by member.
//!
//! It knows RFC 8259 section 7 and nothing of what is written. A derived serialiser would first build a twin of every
//! shape and then walk it; writing straight from the shapes is a tenth of the module smaller.

use crate::NAMED;
use crate::lanes::before_escape;
use crate::text::quote;

/// A JSON text that is being written. Commas come by themselves: one behind every value, until what holds it ends.
pub struct Json(String);

impl Json {
    /// A text of what `write` puts into it.
    pub fn text_of(write: impl FnOnce(&mut Self)) -> String {
        let mut json = Self::new();
        write(&mut json);
        json.drop_comma();
        json.0
    }

    /// A text of one shape, or of one list of shapes. Without names it is one list of all values, as deep as they stand.
    pub fn answer_of(write: impl FnOnce(&mut Self)) -> String {
        Self::text_of(|json| {
            if !NAMED {
                json.begin('[');
            }
            write(json);
            if !NAMED {
                json.end(']');
            }
        })
    }

    #[inline(never)]
    fn new() -> Self {
        // An exchange that is told needs not more: what is given back is overwritten, unused or not.
        Self(String::with_capacity(1_536))
    }

    /// A shape of what `members` puts into it: always the same, in the same order.
    pub fn shape(&mut self, members: impl FnOnce(&mut Self)) {
        if NAMED {
            self.begin('{');
        }
        members(self);
        if NAMED {
            self.end('}');
        }
    }

    /// An object of what `entries` puts into it, whose names always stand in it.
    pub fn table(&mut self, entries: impl FnOnce(&mut Self)) {
        self.begin('{');
        entries(self);
        self.end('}');
    }

    /// A list of one value an item. Without names, how many there are stands before them.
    pub fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Self, &T)) {
        self.begin_list(items.len());
        for item in items {
            one(self, item);
        }
        if NAMED {
            self.end(']');
        }
    }

    /// A list of texts.
    pub fn texts<T: AsRef<str>>(&mut self, texts: &[T]) {
        self.list(texts, |json, text| json.text(text.as_ref()));
    }

    /// The name of a shape's member, in which nothing needs an escape; its value must follow.
    pub fn name(&mut self, name: &'static str) -> &mut Self {
        if NAMED {
            for part in ["\"", name, "\":"] {
                self.0.push_str(part);
            }
        }
        self
    }

    /// The name of a table's entry; its value must follow.
    pub fn entry(&mut self, name: &str) -> &mut Self {
        quote(&mut self.0, name);
        self.0.push(':');
        self
    }

    /// A string.
    pub fn text(&mut self, text: &str) {
        quote(&mut self.0, text);
        self.0.push(',');
    }

    /// What is JSON already: a number, `true`, `false`, `null`.
    #[inline(never)]
    pub fn bare(&mut self, json: &str) {
        self.0.push_str(json);
        self.0.push(',');
    }

    /// A number. There are dozens in an answer: written digit by digit, none takes memory of its own.
    #[inline(never)]
    fn count(&mut self, number: i64) {
        if number < 0 {
            self.0.push('-');
        }
        digits(&mut self.0, number.unsigned_abs());
        self.0.push(',');
    }

    /// The shape or the list that `write` writes of a thing, or null if there is none. Without names, a mark stands before it.
    pub fn perhaps<T>(&mut self, thing: Option<T>, write: impl FnOnce(&mut Self, T)) {
        let Some(thing) = thing else { return self.bare("null") };
        if !NAMED {
            self.bare("1");
        }
        write(self, thing);
    }

    /// A shape's member that is a string.
    pub fn member(&mut self, name: &'static str, text: &str) {
        self.name(name).text(text);
    }

    /// A shape's member that is a word of ours, in which nothing needs an escape.
    #[inline(never)]
    pub fn word(&mut self, name: &'static str, word: &'static str) {
        debug_assert_eq!(before_escape(word.as_bytes()), word.len(), "{word}");
        self.name(name);
        for part in ["\"", word, "\","] {
            self.0.push_str(part);
        }
    }

    /// A member that is a string, or null if it is absent.
    pub fn optional(&mut self, name: &'static str, text: Option<&str>) {
        self.name(name);
        match text {
            Some(text) => self.text(text),
            None => self.bare("null"),
        }
    }

    /// A member that is a number.
    pub fn number(&mut self, name: &'static str, number: i64) {
        self.name(name).count(number);
    }

    /// A member that is an offset or an index.
    pub fn index(&mut self, name: &'static str, index: usize) {
        self.number(name, i64::try_from(index).unwrap_or(i64::MAX));
    }

    /// A member that is true or false.
    pub fn truth(&mut self, name: &'static str, truth: bool) {
        self.name(name).bare(if truth { "true" } else { "false" });
    }

    #[inline(never)]
    fn begin_list(&mut self, length: usize) {
        if NAMED {
            self.begin('[');
        } else {
            self.count(i64::try_from(length).unwrap_or(i64::MAX));
        }
    }

    /// Writes how an array or object starts.
    fn begin(&mut self, start: char) {
        self.0.push(start);
    }

    /// Writes how it ends.
    #[inline(never)]
    fn end(&mut self, end: char) {
        self.drop_comma();
        self.0.push(end);
        self.0.push(',');
    }

    /// Takes the last value's comma away, if there is a value.
    fn drop_comma(&mut self) {
        if self.0.ends_with(',') {
            self.0.pop();
        }
    }
}

fn digits(into: &mut String, number: u64) {
    let (rest, digit) = (number / 10, number % 10);
    if rest > 0 {
        digits(into, rest);
    }
    into.push(char::from(b'0'.saturating_add(digit as u8)));
}
