//! Reads a pasted JSON Web Key Set strictly and chooses the one key that may check a token (RFC 7517, RFC 7518 section 6).
//!
//! It knows what a public key must be, and refuses what platforms let pass: short or huge moduli, weak exponents, stray
//! characters and zeros, keys made for another purpose, secrets. It computes no signature and fetches nothing: a token's
//! `kid` only names a key of the set that was pasted.

use std::fmt;
use std::ops::Range;

use crate::base64url;
use crate::finding::{Finding, Part, Place};
use crate::json::{self, Document, Kind};
use crate::member::{Member, kind_in_words, member, members};
use crate::reason::Reason;
use crate::text::{joined, start};
use strict::Wrong;

/// The longest key set that is read, in bytes, and the most keys. Issuers publish a handful.
const TEXT_LIMIT: usize = 262_144;
const KEY_LIMIT: usize = 100;
const ENTRY_LIMIT: usize = 10_000;

/// Bits of an RSA modulus: at least what RFC 7518 section 3.3 demands, at most what does not stop a browser.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2_048..=16_384;

/// Members of secret keys (RFC 7518 sections 6.2.2, 6.3.2 and 6.4; `priv` of newer kinds).
const SECRETS: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// The signature algorithms that are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).
    Rs256,
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    Es256,
}

/// A public key that may check a token: of the right kind, strong enough, and meant for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// What it checks.
    pub algorithm: Algorithm,
    /// RSA's modulus `n`, or the point's `x`: base64url without padding, as JWK writes it.
    pub first: String,
    /// RSA's exponent `e`, or the point's `y`.
    pub second: String,
    /// What findings call it: its `kid` in backticks, or its number in the set.
    pub name: String,
}

impl Key {
    /// The two numbers as bytes, the most significant first.
    pub fn numbers(&self) -> (Vec<u8>, Vec<u8>) {
        let bytes = |text: &str| base64url::decode(text).unwrap_or_default();
        (bytes(&self.first), bytes(&self.second))
    }
}

/// A key set that could be read. `Debug` tells how many keys it has.
pub(crate) struct KeySet {
    keys: Vec<Vec<Member>>,
    /// One key was pasted, not a set.
    bare: bool,
    length: usize,
}

impl fmt::Debug for KeySet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeySet({} keys)", self.keys.len())
    }
}

/// Reads a key set, or one key that was pasted by itself.
pub(crate) fn read(text: &str) -> Result<KeySet, Finding> {
    let refuse = |what: &str| refusal(Reason::KeySetSyntax, 0..text.len(), what);
    if text.len() > TEXT_LIMIT {
        return Err(refuse("it is longer than 256 KiB"));
    }
    // Every entry costs memory, which a page never gets back: far more of them than so many keys have are not read.
    if text.as_bytes().iter().filter(|byte| **byte == b',').count() > ENTRY_LIMIT {
        return Err(refuse(&format!("it has more than {ENTRY_LIMIT} entries")));
    }
    let root = object(text, 0, "it")?;
    let (keys, bare) = match root.entry("keys") {
        Some(list) if list.value.kind == Kind::Array => (items(text, list.value.span.clone())?, false),
        Some(list) => return Err(refuse(&format!("its `keys` is {}, not a list", kind_in_words(list.value.kind)))),
        None if root.entry("kty").is_some() => (vec![members(root, text)], true),
        None => return Err(refuse("it has no `keys`")),
    };
    if keys.is_empty() || keys.len() > KEY_LIMIT {
        return Err(refuse(&format!("it has {} keys; 1 to {KEY_LIMIT} are read", keys.len())));
    }
    let set = KeySet { keys, bare, length: text.len() };
    for (index, key) in set.keys.iter().enumerate() {
        let secret = SECRETS.iter().find(|name| member(key, name).is_some());
        let what = match secret {
            Some(name) => format!("`{name}`"),
            None if string(key, "kty") == Some("oct") => "a shared secret".to_owned(),
            None => continue,
        };
        return Err(set.refusal(Reason::PrivateKey, &what).with("key", &set.name(index)));
    }
    for (index, key) in set.keys.iter().enumerate() {
        let kid = string(key, "kid");
        let same = set.keys.iter().filter(|other| kid.is_some() && string(other, "kid") == kid);
        if same.count() > 1 {
            return Err(set.ineligible(index, "another key of the set has the same name"));
        }
    }
    Ok(set)
}

impl KeySet {
    /// What the set is called in a sentence.
    pub(crate) fn what(&self) -> &'static str {
        if self.bare { "key" } else { "key set" }
    }

    /// The one key that may check a token with this header, whose `alg` and `kid` were judged already.
    pub(crate) fn choose(&self, header: &[Member]) -> Result<Key, Finding> {
        let algorithm = match string(header, "alg") {
            Some("RS256") => Algorithm::Rs256,
            Some("ES256") => Algorithm::Es256,
            _ => return Err(self.refusal(Reason::KeyNotFound, "its algorithm is not checked here")),
        };
        if let Some(wanted) = string(header, "kid") {
            let found = self.keys.iter().position(|key| string(key, "kid") == Some(wanted));
            return match found {
                Some(index) => self.judged(index, algorithm),
                None => Err(self.refusal(Reason::KeyNotFound, &format!("it names `{wanted}`, and {}", self.names()))),
            };
        }
        let mut good = None;
        for index in 0..self.keys.len() {
            match self.judged(index, algorithm) {
                Ok(_) if good.is_some() => return Err(self.unnamed("more than one")),
                Ok(key) => good = Some(key),
                Err(finding) if self.keys.len() == 1 => return Err(finding),
                Err(_) => {}
            }
        }
        good.ok_or_else(|| self.unnamed("none"))
    }

    /// A key, if it is of the algorithm's type, meant for signatures, whole and strong.
    fn judged(&self, index: usize, algorithm: Algorithm) -> Result<Key, Finding> {
        let key = self.keys.get(index).map(Vec::as_slice).unwrap_or_default();
        let (first, second) = numbers_of(key, algorithm).map_err(|what| self.ineligible(index, &what))?;
        Ok(Key { algorithm, first: first.to_owned(), second: second.to_owned(), name: self.name(index) })
    }

    /// A key that the platform does not take.
    pub(crate) fn refused(&self, name: &str) -> Finding {
        self.refusal(Reason::KeyIneligible, "the platform does not take it, or its point is not on the curve")
            .with("key", name)
    }

    fn name(&self, index: usize) -> String {
        let kid = self.keys.get(index).and_then(|key| string(key, "kid"));
        kid.map_or_else(|| format!("number {}", index.saturating_add(1)), |kid| format!("`{kid}`"))
    }

    /// What the set has, for somebody whose key is not there.
    fn names(&self) -> String {
        const SHOWN: usize = 5;
        let mut names = Vec::new();
        for index in 0..self.keys.len().min(SHOWN) {
            names.push(self.name(index));
        }
        let more = if self.keys.len() > SHOWN { ", …" } else { "" };
        format!("the {} has {}{more}", self.what(), joined(&names, ", "))
    }

    fn unnamed(&self, found: &str) -> Finding {
        let what = format!("it names none (`kid`), and {found} of the set's {} would do", self.keys.len());
        self.refusal(Reason::KeyNotFound, &what)
    }

    fn ineligible(&self, index: usize, what: &str) -> Finding {
        self.refusal(Reason::KeyIneligible, what).with("key", &self.name(index))
    }

    fn refusal(&self, reason: Reason, what: &str) -> Finding {
        refusal(reason, 0..self.length, what)
    }
}

fn refusal(reason: Reason, span: Range<usize>, what: &str) -> Finding {
    Finding::new(reason).with("what", what).at(Place::Text { part: Part::KeySet, name: None, span })
}

/// An object that stands alone in a text, which starts at `from` of the pasted one.
fn object(text: &str, from: usize, what: &str) -> Result<Document, Finding> {
    let refuse = |at: usize, what: &str| {
        let at = from.saturating_add(at);
        refusal(Reason::KeySetSyntax, at..at, what)
    };
    let document = json::read(text).map_err(|fault| {
        let what = match fault.wrong {
            Wrong::JsonSyntax => format!("{} is expected at byte {}", fault.what, from.saturating_add(fault.at)),
            Wrong::DuplicateMember => format!("`{}` stands in it twice", fault.what),
            _ => "it is not strict JSON".to_owned(),
        };
        refuse(fault.at, &what)
    })?;
    match document.root.kind {
        Kind::Object => Ok(document),
        other => Err(refuse(0, &format!("{what} is {}, not an object", kind_in_words(other)))),
    }
}

/// The keys in the list that stands at `span`.
fn items(text: &str, span: Range<usize>) -> Result<Vec<Vec<Member>>, Finding> {
    // The list was read as a part of the whole already: it cannot be at fault.
    let list = text.get(span.clone()).unwrap_or_default();
    let entries = json::read(list).map(|list| list.entries).unwrap_or_default();
    let mut keys = Vec::new();
    for entry in entries.iter().take(KEY_LIMIT.saturating_add(1)) {
        let from = span.start.saturating_add(entry.value.span.start);
        let item = list.get(entry.value.span.clone()).unwrap_or_default();
        keys.push(members(object(item, from, "a key")?, item));
    }
    Ok(keys)
}

fn string<'a>(key: &'a [Member], name: &str) -> Option<&'a str> {
    member(key, name).and_then(|member| member.text.as_deref())
}

/// A key's two numbers in base64url, if it is of the algorithm's type, meant for signatures, whole and strong; else why not.
fn numbers_of(key: &[Member], algorithm: Algorithm) -> Result<(&str, &str), String> {
    let (name, kty, first, second) = match algorithm {
        Algorithm::Rs256 => ("RS256", "RSA", "n", "e"),
        Algorithm::Es256 => ("ES256", "EC", "x", "y"),
    };
    for &(member_name, wanted) in &[("kty", kty), ("alg", name), ("use", "sig"), ("crv", "P-256")] {
        let must = member_name == "kty" || member_name == "crv" && algorithm == Algorithm::Es256;
        let found = member(key, member_name);
        if (found.is_some() || must) && string(key, member_name) != Some(wanted) {
            let found = start(found.map_or("nothing", |found| &found.json), 40);
            return Err(format!("its `{member_name}` is {found}, and {name} needs \"{wanted}\""));
        }
    }
    if member(key, "key_ops").is_some_and(|operations| !may_verify(operations)) {
        return Err("its `key_ops` does not list \"verify\", or lists what does not go with it".to_owned());
    }
    let number = |part: &str| {
        let text = string(key, part).unwrap_or_default();
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
fn may_verify(operations: &Member) -> bool {
    let list = json::read(&operations.json).ok().filter(|list| list.root.kind == Kind::Array);
    let (mut verifies, mut signs) = (false, false);
    for entry in &list.map(|list| list.entries).unwrap_or_default() {
        let listed = match entry.value.text.as_deref() {
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
