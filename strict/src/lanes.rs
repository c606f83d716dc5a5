//! Looks through bytes, eight at a time: a token has thousands.
//!
//! Eight bytes lie in one number, in lanes. A lane's highest bit is set where its byte is looked for. What is borrowed from a lane
//! can only mark those above it wrongly, so that the lowest mark is always true.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = ONES.wrapping_mul(0x80);

/// How many bytes stand before the first of this value; all of them if there is none.
pub(crate) fn before(bytes: &[u8], wanted: u8) -> usize {
    first(bytes, |lanes| equal(lanes, wanted))
}

/// How many bytes stand before the last of this value, if there is one.
pub(crate) fn before_last(bytes: &[u8], wanted: u8) -> Option<usize> {
    let mut rest = bytes;
    while let Some((front, eight)) = rest.split_last_chunk()
        && equal(u64::from_le_bytes(*eight), wanted) & HIGHEST == 0
    {
        rest = front;
    }
    rest.iter().rposition(|byte| *byte == wanted)
}

/// Marks the lanes of this byte.
fn equal(lanes: u64, byte: u8) -> u64 {
    below(differing(lanes, byte), 1) & !differing(lanes, byte)
}

/// How many bytes stand before the first that JSON escapes in a string (RFC 8259 section 7).
pub(crate) fn before_escape(bytes: &[u8]) -> usize {
    first(bytes, |lanes| escaped(lanes) & !lanes)
}

/// How many bytes stand before the first that JSON escapes, or that is not ASCII.
pub(crate) fn before_escape_or_beyond_ascii(bytes: &[u8]) -> usize {
    first(bytes, |lanes| escaped(lanes) | lanes)
}

/// Marks among ASCII what JSON escapes; what it says of other bytes is nothing.
fn escaped(lanes: u64) -> u64 {
    below(lanes, b' ') | below(differing(lanes, b'"'), 1) | below(differing(lanes, b'\\'), 1)
}

/// Zero in the lanes of this byte.
fn differing(lanes: u64, byte: u8) -> u64 {
    lanes ^ ONES.wrapping_mul(u64::from(byte))
}

/// Marks the lanes below a limit, and some that are above 127.
fn below(lanes: u64, limit: u8) -> u64 {
    lanes.wrapping_sub(ONES.wrapping_mul(u64::from(limit)))
}

fn first(bytes: &[u8], marked: impl Fn(u64) -> u64) -> usize {
    let (eights, _) = bytes.as_chunks();
    let mut index: usize = 0;
    while let Some(eight) = eights.get(index) {
        let marks = marked(u64::from_le_bytes(*eight)) & HIGHEST;
        if marks != 0 {
            return index.saturating_mul(8).saturating_add(lowest(marks));
        }
        index = index.saturating_add(1);
    }
    let (behind, eight) = last_eight(bytes);
    let marks = marked(eight) & HIGHEST;
    lowest(marks).min(behind).saturating_add(bytes.len().saturating_sub(behind))
}

/// The last bytes, and how many they are: eight, those that were looked through before among them, or all if there are fewer.
#[inline(never)]
fn last_eight(bytes: &[u8]) -> (usize, u64) {
    if let Some(eight) = bytes.last_chunk() {
        return (8, u64::from_le_bytes(*eight));
    }
    let mut lanes = [0; 8];
    for (lane, byte) in lanes.iter_mut().zip(bytes) {
        *lane = *byte;
    }
    (bytes.len(), u64::from_le_bytes(lanes))
}

/// The lane of the lowest mark. A number has 64 bits: the cast loses nothing.
fn lowest(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{before, before_escape, before_escape_or_beyond_ascii, before_last};

    proptest! {
        #[test]
        fn it_finds_what_a_plain_loop_finds(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x1e..0x24_u8, 0x5a..0x5f_u8, Just(0x80)], 0..40), wanted: u8) {
            let first = |is: &dyn Fn(u8) -> bool| bytes.iter().position(|byte| is(*byte)).unwrap_or(bytes.len());
            let escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
            prop_assert_eq!(before(&bytes, wanted), first(&|byte| byte == wanted));
            prop_assert_eq!(before_last(&bytes, wanted), bytes.iter().rposition(|byte| *byte == wanted));
            prop_assert_eq!(before_escape(&bytes), first(&escaped));
            prop_assert_eq!(before_escape_or_beyond_ascii(&bytes), first(&|byte| escaped(byte) || byte >= 0x80));
        }
    }
}
