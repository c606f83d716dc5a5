//! A JSON text that was read: values with their places, members in order.

use std::ops::Range;

use super::Member;

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

/// Where a value and its name lie, in bytes of the text that was read. What escapes stand for lies behind that text's end.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) kind: Kind,
    /// Its decoded name; empty if it is an array's item.
    pub(super) name: Range<usize>,
    /// What tells its name from most others without a look at it.
    pub(super) mark: u32,
    /// Exactly as written.
    pub(super) json: Range<usize>,
    /// The decoded text of a string.
    pub(super) text: Range<usize>,
    /// Where it starts, its name included.
    pub(super) start: usize,
    /// In how many arrays and objects it stands.
    pub(super) depth: usize,
}

/// What tells a name from most others: how long it is, and its first and last letter. Of the length, the cast keeps what it needs.
pub(super) fn mark_of(name: &[u8]) -> u32 {
    let letter = |letter: Option<&u8>| letter.copied().unwrap_or_default();
    u32::from_le_bytes([name.len() as u8, letter(name.last()), letter(name.first()), 0])
}

/// The two texts that places lie in, one behind the other.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) written: &'a str,
    pub(super) resolved: &'a str,
}

impl<'a> Texts<'a> {
    #[inline(never)]
    pub(super) fn at(self, place: &Range<usize>) -> &'a str {
        let length = self.written.len();
        let text = if place.end > length {
            self.resolved.get(place.start.saturating_sub(length)..place.end.saturating_sub(length))
        } else {
            self.written.get(place.clone())
        };
        text.unwrap_or_default()
    }

    /// The same where it need not be looked at as a text.
    pub(super) fn bytes(self, place: &Range<usize>) -> &'a [u8] {
        let length = self.written.len();
        let bytes = if place.end > length {
            self.resolved.as_bytes().get(place.start.saturating_sub(length)..place.end.saturating_sub(length))
        } else {
            self.written.as_bytes().get(place.start..place.end)
        };
        bytes.unwrap_or_default()
    }

    pub(super) fn member(self, place: &Place) -> Member<'a> {
        let text = (place.kind == Kind::String).then(|| self.at(&place.text));
        Member { name: self.at(&place.name), kind: place.kind, json: self.at(&place.json), text }
    }
}

/// A whole text, and where what stands in it lies: the outermost value, and the entries of its array or object. Of a pasted text
/// deeper ones are checked, and read by reading their text again; of what the package wrote itself they are kept, each behind the
/// one that holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) root: Place,
    pub(super) entries: Vec<Place>,
    /// What escapes stand for.
    pub(super) resolved: String,
}

impl Document<'_> {
    /// The outermost value with what stands in it.
    pub fn root(&self) -> Node<'_> {
        let texts = Texts { written: self.text, resolved: &self.resolved };
        Node { texts, place: &self.root, inner: &self.entries }
    }

    /// A value in the outermost one, by its exact name.
    pub fn entry(&self, name: &str) -> Option<Node<'_>> {
        self.root().child(name)
    }

    /// The names, and places in lists, that lead to what stands at this byte; of a text whose entries of every depth were kept.
    pub fn path_to(&self, at: usize) -> Vec<String> {
        let (mut path, mut node) = (Vec::new(), self.root());
        while node.span().contains(&at) {
            let (mut children, mut index) = (node.children(), 0_usize);
            let child = loop {
                let Some(child) = children.next() else { return path };
                if child.span().end > at {
                    break child;
                }
                index = index.saturating_add(1);
            };
            path.push(if node.kind() == Kind::Array { index.to_string() } else { child.name().to_owned() });
            node = child;
        }
        path
    }

    /// Where its entries lie, without the text.
    pub fn entries(self) -> Entries {
        Entries { places: self.entries, resolved: self.resolved }
    }

    /// How many entries were kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Where a document's entries lie, and what their escapes stand for.
pub struct Entries {
    pub(super) places: Vec<Place>,
    pub(super) resolved: String,
}

/// A value of a document with what stands in it.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    texts: Texts<'a>,
    place: &'a Place,
    inner: &'a [Place],
}

impl<'a> Node<'a> {
    /// Its name in the object that holds it.
    pub fn name(self) -> &'a str {
        self.texts.at(&self.place.name)
    }

    /// Its type.
    pub fn kind(self) -> Kind {
        self.place.kind
    }

    /// Exactly as written.
    pub fn json(self) -> &'a str {
        self.texts.at(&self.place.json)
    }

    /// The decoded text of a string.
    pub fn text(self) -> Option<&'a str> {
        (self.kind() == Kind::String).then(|| self.texts.at(&self.place.text))
    }

    /// Where it stands, in bytes of the text.
    pub fn span(self) -> Range<usize> {
        self.place.json.clone()
    }

    /// Its members or items.
    pub fn children(self) -> Children<'a> {
        Children { texts: self.texts, rest: self.inner, depth: self.place.depth.saturating_add(1) }
    }

    /// A member by its exact name.
    pub fn child(self, name: &str) -> Option<Node<'a>> {
        let mut children = self.children();
        loop {
            let child = children.next()?;
            if child.name() == name {
                return Some(child);
            }
        }
    }
}

/// The members or items of a value, in order.
pub struct Children<'a> {
    texts: Texts<'a>,
    rest: &'a [Place],
    depth: usize,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let (place, behind) = self.rest.split_first()?;
        let mut end: usize = 0;
        while behind.get(end).is_some_and(|inner| inner.depth > self.depth) {
            end = end.saturating_add(1);
        }
        let (inner, rest) = behind.split_at_checked(end)?;
        self.rest = rest;
        Some(Node { texts: self.texts, place, inner })
    }
}
