//! What one key must be: of the algorithm's type, meant for signatures, whole and strong.
//!
//! It knows nothing of the set that the key stands in.

use std::ops::RangeInclusive;

use super::Algorithm;
use crate::base64url;
use crate::json::{self, Kind};
use crate::member::{Member, Members};
use crate::text::start;

/// Bits of an RSA modulus: at least what RFC 7518 section 3.3 demands, at most what does not stop a browser.
const MODULUS_BITS: RangeInclusive<usize> = 2_048..=16_384;

/// A key's two numbers in base64url, if it is of the algorithm's type, meant for signatures, whole and strong; else why not.
pub(super) fn numbers_of(key: &Members, algorithm: Algorithm) -> Result<(&str, &str), String> {
    let (name, kty, first, second) = match algorithm {
        Algorithm::Rs256 => ("RS256", "RSA", "n", "e"),
        Algorithm::Es256 => ("ES256", "EC", "x", "y"),
    };
    for &(member_name, wanted) in &[("kty", kty), ("alg", name), ("use", "sig"), ("crv", "P-256")] {
        let must = member_name == "kty" || member_name == "crv" && algorithm == Algorithm::Es256;
        let found = key.get(member_name);
        if (found.is_some() || must) && key.text(member_name) != Some(wanted) {
            let found = start(found.map_or("nothing", |found| found.json), 40);
            return Err(format!("its `{member_name}` is {found}, and {name} needs \"{wanted}\""));
        }
    }
    if key.get("key_ops").is_some_and(|operations| !may_verify(operations)) {
        return Err("its `key_ops` does not list \"verify\", or lists what does not go with it".to_owned());
    }
    let number = |part: &str| {
        let text = key.text(part).ok_or_else(|| format!("it has no text `{part}`"))?;
        match base64url::decode(text).unwrap_or_default() {
            bytes if bytes.is_empty() => Err(format!("its `{part}` is no number in base64url")),
            bytes => Ok((text, bytes)),
        }
    };
    let ((first, one), (second, other)) = (number(first)?, number(second)?);
    let fault = match algorithm {
        Algorithm::Rs256 => weak_rsa(&one, &other),
        Algorithm::Es256 => bad_point(&one, &other),
    };
    fault.map_or(Ok((first, second)), Err)
}

/// RFC 7517 section 4.3: a list of distinct operations, of which those that go with `"use": "sig"` may stand together.
fn may_verify(operations: Member<'_>) -> bool {
    let Some(list) = json::read(operations.json).ok().filter(|list| list.root().kind() == Kind::Array) else {
        return false;
    };
    let (mut verifies, mut signs) = (false, false);
    for operation in list.root().children() {
        let listed = match operation.text() {
            Some("verify") => &mut verifies,
            Some("sign") => &mut signs,
            _ => return false,
        };
        if std::mem::replace(listed, true) {
            return false;
        }
    }
    verifies
}

/// RFC 7518 sections 3.3 and 6.3.1, and what makes an exponent weak: 1 signs nothing, an even one has no inverse.
fn weak_rsa(modulus: &[u8], exponent: &[u8]) -> Option<String> {
    for &(bytes, name) in &[(modulus, "n"), (exponent, "e")] {
        if bytes.first() == Some(&0) {
            return Some(format!("its `{name}` starts with a zero byte"));
        }
    }
    let leading = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = modulus.len().saturating_mul(8).saturating_sub(leading);
    if !MODULUS_BITS.contains(&bits) {
        let (least, most) = (MODULUS_BITS.start(), MODULUS_BITS.end());
        return Some(format!("its modulus has {bits} bits; {least} to {most} are taken"));
    }
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
    if !odd(modulus) {
        return Some("its modulus is even".to_owned());
    }
    let weak = !odd(exponent) || exponent == [1] || exponent.len() > 4;
    weak.then(|| "its exponent is weak: an odd number from 3 to below 2^32 is taken".to_owned())
}

/// RFC 7518 section 6.2.1: both coordinates have the curve's full length. Whether the point lies on the curve is the
/// platform's to say when it takes the key.
fn bad_point(x: &[u8], y: &[u8]) -> Option<String> {
    if x.len() != 32 || y.len() != 32 {
        return Some("its coordinates are not 32 bytes each".to_owned());
    }
    let is_zero = |number: &[u8]| number.iter().all(|byte| *byte == 0);
    (is_zero(x) && is_zero(y)).then(|| "its point is not on the curve".to_owned())
}
