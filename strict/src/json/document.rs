//! A JSON text that was read: values with their places, members in order.

use std::borrow::Cow;
use std::ops::Range;

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    String,
    /// A number; its spelling is its value.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// A list.
    Array,
    /// A map.
    Object,
}

/// A value as it stands in its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Value<'a> {
    /// Its type.
    pub kind: Kind,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// The decoded text of a string.
    pub text: Option<Cow<'a, str>>,
}

/// An object's member or an array's item (whose name is empty).
#[derive(Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The decoded name.
    pub name: Cow<'a, str>,
    /// The value.
    pub value: Value<'a>,
    /// In how many arrays and objects it stands.
    pub(super) depth: usize,
}

/// A whole text, with the entries of its outermost array or object. Of a pasted text deeper ones are checked, and read by
/// reading their span again; of what the package wrote itself they are kept, each behind the one that holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document<'a> {
    /// The outermost value.
    pub root: Value<'a>,
    /// Its entries.
    pub entries: Vec<Entry<'a>>,
}

impl<'a> Document<'a> {
    /// An entry by its exact name.
    pub fn entry(&self, name: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.depth == 1 && entry.name == name)
    }

    /// The outermost value with what stands in it.
    pub fn node(&self) -> Node<'_> {
        Node { name: "", value: &self.root, inner: &self.entries, depth: 0 }
    }
}

/// A value of a document with what stands in it.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    /// Its name in the object that holds it.
    pub name: &'a str,
    /// The value.
    pub value: &'a Value<'a>,
    inner: &'a [Entry<'a>],
    depth: usize,
}

impl<'a> Node<'a> {
    /// Its members or items.
    pub fn children(self) -> Children<'a> {
        Children { rest: self.inner, depth: self.depth.saturating_add(1) }
    }

    /// A member by its exact name.
    pub fn child(self, name: &str) -> Option<Node<'a>> {
        let mut children = self.children();
        loop {
            let child = children.next()?;
            if child.name == name {
                return Some(child);
            }
        }
    }
}

/// The members or items of a value, in order.
pub struct Children<'a> {
    rest: &'a [Entry<'a>],
    depth: usize,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let (entry, behind) = self.rest.split_first()?;
        let mut end: usize = 0;
        while behind.get(end).is_some_and(|inner| inner.depth > self.depth) {
            end = end.saturating_add(1);
        }
        let (inner, rest) = behind.split_at_checked(end)?;
        self.rest = rest;
        Some(Node { name: &entry.name, value: &entry.value, inner, depth: self.depth })
    }
}
