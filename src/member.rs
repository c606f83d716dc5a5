//! A member of a token's header or claims, as it was written.

use std::fmt;

use crate::json::{Document, Entry, Kind};

/// A member of the header or of the claims.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// Its decoded name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Exactly as written.
    pub json: String,
    /// The decoded text of a string.
    pub text: Option<String>,
}

impl fmt::Debug for Member {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Member({:?}, {} bytes)", self.kind, self.json.len())
    }
}

/// The members of an object that stands in this text.
pub(crate) fn members(object: Document, text: &str) -> Vec<Member> {
    let written = |entry: &Entry| text.get(entry.value.span.clone()).unwrap_or_default().to_owned();
    let entries = object.entries.into_iter();
    entries
        .map(|entry| Member { json: written(&entry), name: entry.name, kind: entry.value.kind, text: entry.value.text })
        .collect()
}

/// A member by its exact name.
pub(crate) fn member<'a>(members: &'a [Member], name: &str) -> Option<&'a Member> {
    members.iter().find(|member| member.name == name)
}

/// A member's type in words, as a sentence needs it.
pub(crate) fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "a text",
        Kind::Number => "a number",
        Kind::Boolean => "true or false",
        Kind::Null => "null",
        Kind::Array => "a list",
        Kind::Object => "an object",
    }
}
