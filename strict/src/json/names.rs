//! Finds the first name that stands twice in an object. No list of names makes that slow, and none is hashed.

use std::collections::BinaryHeap;

use super::document::{Place, Texts};

/// The first entry whose name an entry before it has.
#[inline(never)]
pub(super) fn repeated<'p>(entries: &'p [Place], texts: Texts<'_>) -> Option<&'p Place> {
    const FEW: usize = 32;
    let index = if entries.len() <= FEW { of_few(entries, texts) } else { of_many(entries, texts) };
    entries.get(index?)
}

/// Compares each with each. Most names differ from all before them by their length and last letter, and need no look at them.
fn of_few(entries: &[Place], texts: Texts<'_>) -> Option<usize> {
    let mut seen: u64 = 0;
    for (index, entry) in entries.iter().enumerate() {
        let name = texts.at(&entry.name);
        let last = name.as_bytes().last().map_or(0, |last| u32::from(*last));
        // Of the sum only the lowest six bits count: the cast loses nothing.
        let mark = 1_u64.wrapping_shl(last.wrapping_add(name.len() as u32));
        if seen & mark != 0 && entries.iter().take(index).any(|other| texts.at(&other.name) == name) {
            return Some(index);
        }
        seen |= mark;
    }
    None
}

/// Sorts them by a heap, which gives the greatest name first, and of equal ones the last.
fn of_many(entries: &[Place], texts: Texts<'_>) -> Option<usize> {
    let mut heap = BinaryHeap::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        heap.push((texts.at(&entry.name), index));
    }
    let (mut repeated, mut behind) = (None, heap.pop()?);
    while let Some(next) = heap.pop() {
        if next.0 == behind.0 {
            repeated = Some(repeated.unwrap_or(behind.1).min(behind.1));
        }
        behind = next;
    }
    repeated
}
