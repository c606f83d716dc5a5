//! An object's members, each with its spelling.

use std::fmt;
use std::ops::Range;

use super::Kind;
use super::document::{Document, Entries, Place, Texts, mark_of};
use crate::text::quote;

/// A member of an object, as it was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its decoded name.
    pub name: &'a str,
    /// Its type.
    pub kind: Kind,
    /// Exactly as written.
    pub json: &'a str,
    /// The decoded text of a string.
    pub text: Option<&'a str>,
}

impl fmt::Debug for Member<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Member({:?}, {} bytes)", self.kind, self.json.len())
    }
}

/// An object's members in their order. All their texts lie in one: a token has dozens of members, and memory for each of their
/// texts would be half the work of reading them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Members {
    texts: String,
    places: Vec<Place>,
}

impl fmt::Debug for Members {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Members({})", self.len())
    }
}

impl Members {
    /// The members of an object that [`read`](super::read) has read.
    pub fn of(object: Document<'_>) -> Self {
        Self::within(object.text.to_owned(), object.entries())
    }

    /// The same of an object whose text needs no copy.
    pub fn within(mut text: String, entries: Entries) -> Self {
        text.push_str(&entries.resolved);
        Self { texts: text, places: entries.places }
    }

    /// Adds one.
    pub fn push(&mut self, member: Member<'_>) {
        let start = self.texts.len();
        let mark = mark_of(member.name.as_bytes());
        let name = self.keep(member.name);
        let json = self.keep(member.json);
        let text = self.keep(member.text.unwrap_or_default());
        self.places.push(Place { kind: member.kind, name, mark, json, text, start, depth: 1 });
    }

    /// Adds one that is a text.
    pub fn push_text(&mut self, name: &str, text: &str) {
        let mut json = String::new();
        quote(&mut json, text);
        self.push(Member { name, kind: Kind::String, json: &json, text: Some(text) });
    }

    /// Takes those of this name away.
    pub fn remove(&mut self, name: &str) {
        let texts = &self.texts;
        self.places.retain(|place| texts.get(place.name.clone()) != Some(name));
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.texts.len();
        self.texts.push_str(text);
        start..self.texts.len()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A member by its exact name.
    pub fn get(&self, name: &str) -> Option<Member<'_>> {
        Some(self.texts().member(self.place(name)?))
    }

    /// The text of the member of this name, if it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        let place = self.place(name).filter(|place| place.kind == Kind::String)?;
        Some(self.texts().at(&place.text))
    }

    fn place(&self, name: &str) -> Option<&Place> {
        let mark = mark_of(name.as_bytes());
        self.places.iter().find(|place| place.mark == mark && self.texts().bytes(&place.name) == name.as_bytes())
    }

    /// The first text of this start that is one.
    pub fn starting(&self, start: &str, is_one: fn(&str) -> bool) -> Option<Member<'_>> {
        for place in &self.places {
            if place.kind == Kind::String && self.texts().bytes(&place.text).starts_with(start.as_bytes()) {
                let member = self.texts().member(place);
                if member.text.is_some_and(is_one) {
                    return Some(member);
                }
            }
        }
        None
    }

    /// The first that is one. Not generic: each use of [`Self::iter`] would be a loop of its own.
    #[inline(never)]
    pub fn find(&self, is_one: &dyn Fn(&Member<'_>) -> bool) -> Option<Member<'_>> {
        self.iter().find(is_one)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Member<'_>> {
        self.places.iter().map(|place| self.texts().member(place))
    }

    fn texts(&self) -> Texts<'_> {
        Texts { written: &self.texts, resolved: "" }
    }
}
