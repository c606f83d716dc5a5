//! One observation about what was pasted or typed: a reason, what fills its blanks, and the place.
//!
//! It knows nothing of words: those stand in [`crate::reason`].

use std::error::Error;
use std::fmt;
use std::ops::{Deref, DerefMut, Range};

use crate::json;
use crate::publisher::Publisher;
use crate::reason::{Reason, Severity};
use crate::secret;
use crate::template;
use crate::text::{cut, cut_short, holds, joined, length, parts, ticked};

/// The longest value that is said whole, in characters. Subjects of real tokens have 255 at most.
const LONGEST_SAID: usize = 500;

/// One observation: what is wrong, where, and what to do. It is as wide as a pointer, and what it holds is read through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(Box<Observed>);

/// What a [`Finding`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observed {
    /// What was observed; carries the stable code and the words.
    pub reason: Reason,
    /// How grave it is here. Some codes are an error in one setting and a warning in another.
    pub severity: Severity,
    /// What fills the blanks of the message and of the help, by name.
    pub values: Vec<(&'static str, String)>,
    /// Where it was seen, if it was seen at a place.
    pub at: Option<Place>,
    /// A repaired publisher, if there is one.
    pub fix: Option<Box<Fix>>,
}

impl Finding {
    /// A finding of the reason's usual severity, with no blanks filled yet.
    #[inline(never)]
    pub fn new(reason: Reason) -> Self {
        Self(Box::new(Observed { reason, severity: reason.severity(), values: Vec::new(), at: None, fix: None }))
    }

    /// Fills one blank of the message or the help, if they have it. A secret in it, wherever somebody put one, is left out, and
    /// of a very long one the start is said.
    // Called in a hundred places: kept out of line, for the size of the wasm module.
    #[inline(never)]
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let blank = joined(&["{", name, "}"], "");
        if holds(self.reason.words(), &blank) {
            self.values.push((name, cut_short(&secret::left_out(value), LONGEST_SAID)));
        }
        // What was found is to be written, unless it is a part of that.
        let has_whole = || template::value(&self.values, "whole").is_some();
        if name == "found" && !has_whole() { self.with("whole", value) } else { self }
    }

    /// Fills one blank with a number.
    #[inline(never)]
    #[must_use]
    pub fn count(self, name: &'static str, number: usize) -> Self {
        self.with(name, &number.to_string())
    }

    /// Names the place.
    #[must_use]
    #[inline(never)]
    pub fn at(mut self, place: Place) -> Self {
        self.at = Some(place);
        self
    }

    /// Names the place, if it is known.
    #[must_use]
    #[inline(never)]
    pub(crate) fn perhaps_at(mut self, place: Option<Place>) -> Self {
        self.at = place;
        self
    }

    /// The same observation where it may be meant so.
    #[must_use]
    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Where the words show an example to write: what the button writes in its place.
    pub(crate) fn show_fix(&mut self) {
        let field = template::value(&self.values, "field");
        let written = field.zip(self.fix.as_ref()).and_then(|(field, fix)| fix.publisher.wants(field));
        let Some(example) = written.map(ticked) else { return };
        if let Some((_, shown)) = self.values.iter_mut().find(|(known, _)| *known == "placeholder") {
            *shown = example;
        }
    }

    /// Whether this alone makes the Hub refuse.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> String {
        fill(self.reason.message(), &self.values)
    }

    /// What to do, in one imperative line.
    pub fn help(&self) -> Option<String> {
        let help = self.reason.help();
        (!help.is_empty()).then(|| fill(help, &self.values))
    }
}

/// Its message.
impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message())
    }
}

impl Error for Finding {}

impl Deref for Finding {
    type Target = Observed;

    fn deref(&self) -> &Observed {
        &self.0
    }
}

impl DerefMut for Finding {
    fn deref_mut(&mut self) -> &mut Observed {
        &mut self.0
    }
}

/// Where a finding was seen. Spans are bytes of the text that the caller passed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A stretch of one of the texts.
    Text {
        /// Which text, and which part of it.
        part: Part,
        /// JSON Pointer into the decoded object.
        name: Option<String>,
        /// The stretch, in bytes.
        span: Range<usize>,
    },
    /// A value of a publisher.
    Publisher {
        /// Index into the request's publishers.
        publisher: usize,
        /// JSON Pointer into the publisher, such as `/claims/ref/value`.
        path: String,
    },
}

impl Place {
    /// The value of a publisher to which these names lead.
    #[inline(never)]
    pub(crate) fn in_publisher(publisher: usize, names: &[&str]) -> Self {
        Self::Publisher { publisher, path: pointer(names) }
    }
}

/// The text, or the part of the token, that a place lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The pasted text.
    Text,
    /// The token's header segment.
    Header,
    /// The token's claims segment.
    Claims,
    /// The resource's text.
    Resource,
    /// The pasted key set.
    KeySet,
    /// Publishers pasted as JSON.
    Publishers,
}

/// A repaired publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Imperative, fit for a button.
    pub label: String,
    /// The publisher after the repair.
    pub publisher: Publisher,
    /// Which jobs it lets in, compared with the one it replaces.
    pub effect: Effect,
}

/// Which jobs a repaired publisher lets in, compared with the one it replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The same jobs.
    Same,
    /// Fewer jobs.
    Narrower,
    /// More jobs.
    Wider,
    /// Other jobs.
    Different,
}

/// A JSON Pointer (RFC 6901) made of the given names.
pub(crate) fn pointer<T: AsRef<str>>(names: &[T]) -> String {
    let mut path = String::new();
    for name in names {
        path.push('/');
        let name = secret::left_out(name.as_ref());
        for character in name.chars() {
            match character {
                '~' => path.push_str("~0"),
                '/' => path.push_str("~1"),
                other => path.push(other),
            }
        }
    }
    path
}

/// A place in a text as a person counts it: by lines and characters, each from 1.
pub(crate) fn counted(text: &str, at: usize) -> String {
    let lines = parts(text.get(..at).unwrap_or(text), "\n");
    let character = lines.last().map_or(0, |line| length(line)).saturating_add(1);
    joined(&["line ", &lines.len().to_string(), ", character ", &character.to_string()], "")
}

/// Which numbers JSON may hold here (RFC 8259 section 6).
const NUMBERS: &str = "Write a number that a double can hold: its largest is about 1.8e308";

/// Why a JSON text could not be read, but for where it lies. What its words do not have of this falls away.
pub(crate) fn of_fault(fault: &json::Fault, text: &str, segment: &str) -> Finding {
    let finding = Finding::new(fault.wrong.into()).with("segment", segment).with("expected", &fault.what);
    let finding = finding.with("name", &fault.what).with("character", &fault.what).with("found", &fault.what);
    finding.with("limits", NUMBERS).with("place", &counted(text, fault.at)).count("limit", json::DEPTH_LIMIT)
}

/// Puts the values into a template's `{blanks}`. What a value holds is never read as a template again.
fn fill(template: &str, values: &[(&'static str, String)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = cut(rest, "{") {
        filled.push_str(before);
        let Some((name, tail)) = cut(after, "}") else { return filled };
        rest = tail;
        let Some(value) = template::value(values, name) else { continue };
        // A message is one line from left to right: what would break or turn it is written out. `pkg/report.js` knows these too.
        for at in value.chars() {
            if at.is_control() || matches!(at, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                filled.extend(at.escape_unicode());
            } else {
                filled.push(at);
            }
        }
        // Between backticks nobody sees that there is nothing.
        if value.is_empty()
            && filled.ends_with('`')
            && let Some(behind) = tail.strip_prefix('`')
        {
            filled.pop();
            filled.push_str("(an empty text)");
            rest = behind;
        }
    }
    filled.push_str(rest);
    filled
}
