//! A JSON text that was read: values with their places, members in order.

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
pub(crate) struct Value {
    /// Its type.
    pub kind: Kind,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// The decoded text of a string.
    pub text: Option<String>,
}

/// An object's member or an array's item (whose name is empty).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The decoded name.
    pub name: String,
    /// The value.
    pub value: Value,
    /// In how many arrays and objects it stands.
    pub(super) depth: usize,
}

/// A whole text, with the entries of its outermost array or object. Of a pasted text deeper ones are checked, and read by
/// reading their span again; of what the package wrote itself they are kept, each behind the one that holds it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// The outermost value.
    pub root: Value,
    /// Its entries.
    pub entries: Vec<Entry>,
}

impl Document {
    /// An entry by its exact name.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.depth == 1 && entry.name == name)
    }

    /// The outermost value with what stands in it.
    pub(crate) fn node(&self) -> Node<'_> {
        Node { name: "", value: &self.root, inner: &self.entries, depth: 0 }
    }
}

/// A value of a document with what stands in it.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    /// Its name in the object that holds it.
    pub name: &'a str,
    /// The value.
    pub value: &'a Value,
    inner: &'a [Entry],
    depth: usize,
}

impl<'a> Node<'a> {
    /// Its members or items.
    pub(crate) fn children(self) -> Vec<Node<'a>> {
        let depth = self.depth.saturating_add(1);
        let mut children = Vec::new();
        let mut rest = self.inner;
        while let Some((entry, behind)) = rest.split_first() {
            let end = behind.iter().position(|other| other.depth <= depth).unwrap_or(behind.len());
            let (inner, next) = behind.split_at(end);
            children.push(Node { name: &entry.name, value: &entry.value, inner, depth });
            rest = next;
        }
        children
    }

    /// A member by its exact name.
    pub(crate) fn child(self, name: &str) -> Option<Node<'a>> {
        self.children().into_iter().find(|child| child.name == name)
    }
}
