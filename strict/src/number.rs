//! Exact decimals of JSON numbers (RFC 8259 section 6), read from their spelling and never through binary64.
//!
//! It knows magnitude and whole seconds. Spelling is kept by the reader; no arithmetic is done here.

use std::borrow::Cow;

use crate::text::cut;

/// The largest NumericDate that is believed: 9999-12-31T23:59:59Z. Later ones are milliseconds or nonsense.
pub const LATEST_SECOND: i64 = 253_402_300_799;

/// The leading digits of the largest binary64, 1.7976931348623157e308.
const LARGEST_DIGITS: &[u8] = b"17976931348623157";
/// Its decimal exponent, counted for a value written as 0.d₁d₂d₃… × 10^exponent.
const LARGEST_EXPONENT: i64 = 309;

/// A number of the JSON grammar as sign, digits and exponent: 0.d₁d₂d₃… × 10^exponent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal<'a> {
    negative: bool,
    /// From the first that is not zero to the last.
    digits: Cow<'a, [u8]>,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    /// Reads a spelling that the JSON reader has accepted; anything else gives `None`.
    pub fn parse(spelling: &'a str) -> Option<Self> {
        let (negative, rest) = match spelling.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, spelling),
        };
        // Whole seconds, as tokens have them, are not searched for marks.
        let is_whole = rest.as_bytes().iter().all(u8::is_ascii_digit);
        let cut = |text, mark| if is_whole { None } else { cut(text, mark) };
        let (mantissa, power) = match cut(rest, "e").or_else(|| cut(rest, "E")) {
            Some((mantissa, power)) => (mantissa, saturating(power)?),
            None => (rest, 0),
        };
        let (whole, fraction) = cut(mantissa, ".").unwrap_or((mantissa, ""));
        let places = i64::try_from(whole.len()).ok().filter(|places| *places > 0)?;
        let digits = match fraction {
            "" => Cow::Borrowed(whole.as_bytes()),
            fraction => Cow::Owned([whole.as_bytes(), fraction.as_bytes()].concat()),
        };
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let (digits, leading) = match digits {
            Cow::Borrowed(digits) => {
                let (digits, leading) = significant(digits);
                (Cow::Borrowed(digits), leading)
            }
            Cow::Owned(digits) => {
                let (digits, leading) = significant(&digits);
                (Cow::Owned(digits.to_owned()), leading)
            }
        };
        let exponent = if digits.is_empty() { 0 } else { places.saturating_sub(leading).saturating_add(power) };
        Some(Self { negative, digits, exponent })
    }

    /// Whether the value is beyond what a binary64 holds (RFC 8259 section 6 lets a reader set that limit). A last
    /// unit that would still round down is refused too.
    pub fn overflows(&self) -> bool {
        self.exponent > LARGEST_EXPONENT || (self.exponent == LARGEST_EXPONENT && &*self.digits > LARGEST_DIGITS)
    }

    /// The largest whole second that is not above the value, or `None` beyond ±[`LATEST_SECOND`].
    pub fn floor(&self) -> Option<i64> {
        self.whole(self.negative)
    }

    /// The smallest whole second that is not below the value, or `None` beyond ±[`LATEST_SECOND`].
    pub fn ceil(&self) -> Option<i64> {
        self.whole(!self.negative)
    }

    /// The whole part, away from zero if there is a fraction and `outward` says so.
    fn whole(&self, outward: bool) -> Option<i64> {
        let places = usize::try_from(self.exponent.clamp(0, 13)).ok()?;
        if self.exponent > 12 {
            return None;
        }
        let mut value: i64 = 0;
        for place in 0..places {
            let digit = self.digits.get(place).map_or(0, |digit| i64::from(digit.saturating_sub(b'0')));
            value = value.checked_mul(10)?.checked_add(digit)?;
        }
        if outward && self.digits.len() > places {
            value = value.checked_add(1)?;
        }
        if value > LATEST_SECOND {
            return None;
        }
        Some(if self.negative { value.checked_neg()? } else { value })
    }
}

/// The digits without the zeros around them, and how many zeros stand in front.
fn significant(digits: &[u8]) -> (&[u8], i64) {
    let (mut inner, mut leading): (_, i64) = (digits, 0);
    while let [b'0', rest @ ..] = inner {
        (inner, leading) = (rest, leading.saturating_add(1));
    }
    while let [rest @ .., b'0'] = inner {
        inner = rest;
    }
    (inner, leading)
}

/// The second that a spelling without fraction and exponent stands for, as almost every token has them, if the JSON reader has
/// accepted it; `None` for all others, which [`Decimal`] reads.
pub fn whole_second(spelling: &str) -> Option<i64> {
    saturating(spelling).filter(|second| second.unsigned_abs() <= LATEST_SECOND.unsigned_abs())
}

/// The value of digits with a sign, held at the ends of its range instead of wrapping.
#[inline(never)]
fn saturating(spelling: &str) -> Option<i64> {
    let (negative, digits) = match spelling.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    // Far beyond any place count that a 16 KiB token can hold and beyond the latest second, and far from i64's end.
    const FAR: i64 = 1_000_000_000_000;
    let mut value: i64 = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit)).min(FAR);
    }
    Some(if negative { value.saturating_neg() } else { value })
}

#[cfg(test)]
mod tests {
    use super::{Decimal, whole_second};

    fn decimal(spelling: &str) -> Decimal<'_> {
        Decimal::parse(spelling).unwrap_or(Decimal { negative: true, digits: vec![b'9'; 40].into(), exponent: 40 })
    }

    #[test]
    fn fractions_round_as_asked_on_both_sides_of_zero() {
        assert_eq!((decimal("1.5").floor(), decimal("1.5").ceil()), (Some(1), Some(2)));
        assert_eq!((decimal("-1.5").floor(), decimal("-1.5").ceil()), (Some(-2), Some(-1)));
        assert_eq!((decimal("1e-300").floor(), decimal("1e-300").ceil()), (Some(0), Some(1)));
        assert_eq!((decimal("-0").floor(), decimal("-0.0e5").ceil()), (Some(0), Some(0)));
    }

    #[test]
    fn a_whole_second_is_what_the_decimal_is() {
        for spelling in ["0", "-0", "1767225900", "-62135596800", "253402300799", "-253402300799"] {
            assert_eq!(whole_second(spelling), decimal(spelling).floor(), "{spelling}");
            assert_eq!(whole_second(spelling), decimal(spelling).ceil(), "{spelling}");
        }
        for spelling in ["", "-", "1.0", "1e9", "253402300800", "9223372036854775807", "99999999999999999999999999"] {
            assert_eq!(whole_second(spelling), None, "{spelling}");
        }
    }

    #[test]
    fn exponents_are_numbers_too() {
        assert_eq!(decimal("1.7672259e9").floor(), Some(1_767_225_900));
        assert_eq!(decimal("17672259E+2").ceil(), Some(1_767_225_900));
        assert_eq!(decimal("0.00017672259e13").floor(), Some(1_767_225_900));
    }

    #[test]
    fn milliseconds_and_beyond_are_no_second() {
        for spelling in ["1767225900000", "253402300800", "9223372036854775808", "1e308", "1e999999999999999999999"] {
            assert_eq!(decimal(spelling).floor(), None, "{spelling}");
        }
        assert_eq!(decimal("253402300799").floor(), Some(253_402_300_799));
        assert_eq!(decimal("253402300799.5").floor(), Some(253_402_300_799));
        assert_eq!(decimal("-253402300800").floor(), None);
    }

    #[test]
    fn overflow_is_that_of_binary64() {
        for spelling in ["1e309", "-1e400", "1.7976931348623159e308", "2e308", "0.4e99999999999999999999"] {
            assert!(decimal(spelling).overflows(), "{spelling}");
        }
        for spelling in ["1e308", "1.7976931348623157e308", "0e400", "1e-99999999999999999999", "0.0001e312"] {
            assert!(!decimal(spelling).overflows(), "{spelling}");
        }
    }
}
