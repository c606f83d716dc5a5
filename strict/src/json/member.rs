//! An object's members, each with its spelling.

use std::fmt;

use super::{Document, Kind};

/// A member of an object, as it was written.
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
pub fn members(object: Document, text: &str) -> Vec<Member> {
    let mut members = Vec::with_capacity(object.entries.len());
    for entry in object.entries {
        let json = text.get(entry.value.span).unwrap_or_default().to_owned();
        members.push(Member { name: entry.name, kind: entry.value.kind, json, text: entry.value.text });
    }
    members
}

/// A member by its exact name.
pub fn member<'a>(members: &'a [Member], name: &str) -> Option<&'a Member> {
    members.iter().find(|member| member.name == name)
}
