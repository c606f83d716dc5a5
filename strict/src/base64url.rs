//! Reads base64url strictly, as a JWS writes it (RFC 7515 section 2, RFC 4648 sections 3 and 5): no padding, no other
//! character, no length that no bytes have, no bits that belong to no byte.
//!
//! One pass gives the bytes or the first fault with its place. A decoder that forgives any of these would let two
//! texts be one token.

use crate::Wrong;

/// Why a text is no base64url, and the byte offset where.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub wrong: Wrong,
    /// Where, in bytes of the text.
    pub at: usize,
}

/// Marks what is no letter of the alphabet; a value has six bits.
const NO_LETTER: u32 = 1 << 31;

/// What each byte stands for as the last of four letters, and the same six bits further up for those before it.
static VALUES: [[u32; 256]; 4] = [values(0), values(6), values(12), values(18)];

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "computed when the crate is compiled")]
const fn values(raised: u32) -> [u32; 256] {
    let mut values = [NO_LETTER; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut value: u32 = 0;
    while value < 64 {
        values[alphabet[value as usize] as usize] = value << raised;
        value += 1;
    }
    values
}

#[expect(clippy::indexing_slicing, reason = "a byte is less than 256, a place less than 4")]
fn value(byte: u8, place: usize) -> u32 {
    VALUES[place][usize::from(byte)]
}

/// The three bytes of four letters, in the lower 24 bits.
fn three([first, second, third, fourth]: [u8; 4]) -> u32 {
    value(first, 3) | value(second, 2) | value(third, 1) | value(fourth, 0)
}

/// Whether a byte is a letter of the alphabet.
pub fn is_letter(byte: u8) -> bool {
    value(byte, 0) < 64
}

/// What the text stands for.
pub fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    let mut rest = text.as_bytes();
    // Eight letters are six bytes. Whether all are letters is looked at once: few texts have a fault.
    let (eights, last) = rest.as_chunks::<8>();
    let whole = eights.len().saturating_mul(6);
    // The last letters stand for five bytes at most.
    let mut bytes = Vec::with_capacity(whole.saturating_add(5));
    bytes.resize(whole, 0);
    let mut all = 0;
    for (eight, six) in eights.iter().zip(bytes.as_chunks_mut::<6>().0) {
        let [first, second, third, fourth, fifth, sixth, seventh, eighth] = *eight;
        let (upper, lower) = (three([first, second, third, fourth]), three([fifth, sixth, seventh, eighth]));
        all |= upper | lower;
        let bits = u64::from(upper) << 24 | u64::from(lower);
        let [_, _, bytes @ ..] = bits.to_be_bytes();
        *six = bytes;
    }
    if all & NO_LETTER != 0 {
        bytes.clear();
    } else {
        rest = last;
    }
    // The last ones, or all up to the fault. Of the bits those that do not fill a byte yet stand lowest; `count` says how
    // many they are.
    let (mut bits, mut count) = (0_u32, 0_u32);
    while let [letter, behind @ ..] = rest {
        let value = value(*letter, 0);
        if value > 63 {
            let padding = *letter == b'=';
            let wrong = if padding { Wrong::Base64urlPadding } else { Wrong::Base64urlCharacter };
            return Err(Fault { wrong, at: text.len().saturating_sub(rest.len()) });
        }
        bits = bits << 6 | value;
        count = count.wrapping_add(6);
        if count >= 8 {
            count = count.wrapping_sub(8);
            // The lowest eight of what is left are the byte: the cast cuts the rest off.
            bytes.push(bits.wrapping_shr(count) as u8);
            bits &= 1_u32.wrapping_shl(count).wrapping_sub(1);
        }
        rest = behind;
    }
    let at = text.len();
    match (count, bits) {
        (6, _) => Err(Fault { wrong: Wrong::Base64urlLength, at }),
        (_, 1..) => Err(Fault { wrong: Wrong::Base64urlTrailingBits, at: at.saturating_sub(1) }),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::{Fault, decode, is_letter};
    use crate::Wrong;

    #[test]
    fn the_first_fault_is_named_with_its_place() {
        for (text, wrong, at) in [
            ("A", Wrong::Base64urlLength, 1),
            ("AAAAA", Wrong::Base64urlLength, 5),
            ("AB", Wrong::Base64urlTrailingBits, 1),
            ("AAB", Wrong::Base64urlTrailingBits, 2),
            ("AA==", Wrong::Base64urlPadding, 2),
            ("A+AA", Wrong::Base64urlCharacter, 1),
            ("AA\u{200B}A", Wrong::Base64urlCharacter, 2),
        ] {
            assert_eq!(decode(text), Err(Fault { wrong, at }), "{text}");
        }
    }

    #[test]
    fn its_alphabet_has_64_letters() {
        let letters: Vec<u8> = (0..=u8::MAX).filter(|byte| is_letter(*byte)).collect();
        assert_eq!(letters, b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_base64_crate(text in "[A-Za-z0-9_=+/ -]{0,40}|[A-Za-z0-9_-]{0,400}") {
            prop_assert_eq!(decode(&text).ok(), URL_SAFE_NO_PAD.decode(&text).ok());
        }

        #[test]
        fn every_byte_comes_back(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&URL_SAFE_NO_PAD.encode(&bytes)), Ok(bytes));
        }
    }
}
