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

/// How many bytes stand before the first that JSON escapes in a string (RFC 8259 section 7).
pub(crate) fn before_escape(bytes: &[u8]) -> usize {
    first(bytes, escaped)
}

/// How many bytes stand before the first that JSON escapes, or that is not ASCII.
pub(crate) fn before_escape_or_beyond_ascii(bytes: &[u8]) -> usize {
    first(bytes, |lanes| escaped(lanes) | lanes & HIGHEST)
}

fn escaped(lanes: u64) -> u64 {
    below(lanes, b' ') | equal(lanes, b'"') | equal(lanes, b'\\')
}

fn equal(lanes: u64, byte: u8) -> u64 {
    below(lanes ^ ONES.wrapping_mul(u64::from(byte)), 1)
}

fn below(lanes: u64, limit: u8) -> u64 {
    lanes.wrapping_sub(ONES.wrapping_mul(u64::from(limit))) & !lanes & HIGHEST
}

fn first(bytes: &[u8], marked: impl Fn(u64) -> u64) -> usize {
    let mut rest = bytes;
    loop {
        let done = bytes.len().saturating_sub(rest.len());
        let (lanes, behind) = match rest.split_first_chunk() {
            Some((eight, behind)) => (*eight, Some(behind)),
            None => (filled_up(rest), None),
        };
        let marks = marked(u64::from_le_bytes(lanes));
        // A number has 64 bits: the cast loses nothing.
        let at = done.saturating_add((marks.trailing_zeros() / 8) as usize);
        match behind {
            Some(behind) if marks == 0 => rest = behind,
            _ => return at.min(bytes.len()),
        }
    }
}

/// The last bytes, with zeros behind them.
fn filled_up(bytes: &[u8]) -> [u8; 8] {
    let mut lanes = [0; 8];
    for (lane, byte) in lanes.iter_mut().zip(bytes) {
        *lane = *byte;
    }
    lanes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{before, before_escape, before_escape_or_beyond_ascii};

    proptest! {
        #[test]
        fn it_finds_what_a_plain_loop_finds(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x1e..0x24_u8, 0x5a..0x5f_u8, Just(0x80)], 0..40), wanted: u8) {
            let first = |is: &dyn Fn(u8) -> bool| bytes.iter().position(|byte| is(*byte)).unwrap_or(bytes.len());
            let escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
            prop_assert_eq!(before(&bytes, wanted), first(&|byte| byte == wanted));
            prop_assert_eq!(before_escape(&bytes), first(&escaped));
            prop_assert_eq!(before_escape_or_beyond_ascii(&bytes), first(&|byte| escaped(byte) || byte >= 0x80));
        }
    }
}
