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

/// Compares each with each that has its mark.
fn of_few(entries: &[Place], texts: Texts<'_>) -> Option<usize> {
    let (mut odd, mut even): (u64, u64) = (0, 0);
    for (index, entry) in entries.iter().enumerate() {
        // One of 128, by the highest bits of what multiplying mixes: most names are the first of theirs.
        let mixed = entry.mark.wrapping_mul(0x9E37_79B1) >> 25;
        let (bit, seen) = (1_u64.wrapping_shl(mixed >> 1), if mixed & 1 == 1 { &mut odd } else { &mut even });
        if *seen & bit != 0 {
            let is_it = |other: &Place| other.mark == entry.mark && texts.at(&other.name) == texts.at(&entry.name);
            if entries.iter().take(index).any(is_it) {
                return Some(index);
            }
        }
        *seen |= bit;
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
