//! Reads base64url strictly, as a JWS writes it (RFC 7515 section 2, RFC 4648 sections 3 and 5): no padding, no other
//! character, no length that no bytes have, no bits that belong to no byte.
//!
//! One pass gives the bytes or the first fault with its place. A decoder that forgives any of these would let two
//! texts be one token.

use crate::reason::Reason;

/// Why a text is no base64url, and the byte offset where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) at: usize,
}

/// What the text stands for.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    // The bits that do not fill a byte yet stand lowest in `bits`; `count` says how many they are.
    let (mut bits, mut count) = (0_u32, 0_u32);
    let mut at: usize = 0;
    // A loop by hand, as in the text room: this runs for every letter of a token.
    while let Some(&character) = text.as_bytes().get(at) {
        let value = match character {
            b'A'..=b'Z' => character.wrapping_sub(b'A'),
            b'a'..=b'z' => character.wrapping_sub(b'a' - 26),
            b'0'..=b'9' => character.wrapping_add(52 - b'0'),
            b'-' => 62,
            b'_' => 63,
            b'=' => return Err(Fault { reason: Reason::Base64urlPadding, at }),
            _ => return Err(Fault { reason: Reason::Base64urlCharacter, at }),
        };
        bits = bits.wrapping_shl(6) | u32::from(value);
        count = count.wrapping_add(6);
        if count >= 8 {
            count = count.wrapping_sub(8);
            // The lowest eight of what is left are the byte: the cast cuts the rest off.
            bytes.push(bits.wrapping_shr(count) as u8);
            bits &= 1_u32.wrapping_shl(count).wrapping_sub(1);
        }
        at = at.saturating_add(1);
    }
    let at = text.len();
    match (count, bits) {
        (6, _) => Err(Fault { reason: Reason::Base64urlLength, at }),
        (_, 1..) => Err(Fault { reason: Reason::Base64urlTrailingBits, at: at.saturating_sub(1) }),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::{Fault, decode};
    use crate::reason::Reason;

    #[test]
    fn the_first_fault_is_named_with_its_place() {
        for (text, reason, at) in [
            ("A", Reason::Base64urlLength, 1),
            ("AAAAA", Reason::Base64urlLength, 5),
            ("AB", Reason::Base64urlTrailingBits, 1),
            ("AAB", Reason::Base64urlTrailingBits, 2),
            ("AA==", Reason::Base64urlPadding, 2),
            ("A+AA", Reason::Base64urlCharacter, 1),
            ("AA\u{200B}A", Reason::Base64urlCharacter, 2),
        ] {
            assert_eq!(decode(text), Err(Fault { reason, at }), "{text}");
        }
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
