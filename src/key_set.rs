//! Reads a pasted JSON Web Key Set strictly and chooses the one key that may check a token (RFC 7517, RFC 7518 section 6).
//!
//! It refuses what platforms let pass: short or huge moduli, weak exponents, stray characters and zeros, keys made for another
//! purpose ([`key`] judges each), secrets. It computes no signature and fetches nothing: a token's `kid` only names a key of the
//! set that was pasted.

mod key;

use std::ops::Range;

use self::key::numbers_of;
use crate::base64url;
use crate::finding::{Finding, Part, Place, counted};
use crate::json::{self, Document, Kind};
use crate::member::{Members, kind_in_words};
use crate::reason::Reason;
use crate::text::{holds, joined, ticked};
use strict::Wrong;

/// The longest key set that is read, in bytes, and the most keys. Issuers publish a handful.
const TEXT_LIMIT: usize = 262_144;
const KEY_LIMIT: usize = 100;
const ENTRY_LIMIT: usize = 10_000;

/// Members of secret keys (RFC 7518 sections 6.2.2, 6.3.2 and 6.4; `priv` of newer kinds).
const SECRETS: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// The signature algorithms that are checked. Another one is a breaking change: whoever checks signatures must learn it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).
    Rs256,
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    Es256,
}

/// A public key that may check a token: of the right kind, strong enough, and meant for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// A key set that could be read.
pub(crate) struct KeySet {
    keys: Vec<Members>,
    /// One key was pasted, not a set.
    bare: bool,
    length: usize,
}

/// How texts start that are pasted in a key set's place, and what they are.
const OTHERS: [(&str, &str); 4] = [
    ("-----BEGIN", "it is PEM"),
    ("http", "it is an address; open it, and paste what it shows"),
    ("<", "it is a web page"),
    ("eyJ", "it is a token"),
];

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
    if holds(text, "PRIVATE KEY-----") {
        let finding = refusal(Reason::PrivateKey, 0..text.len(), "its private part");
        return Err(finding.with("key", "in PEM"));
    }
    if text.trim_ascii().is_empty() {
        return Err(refuse("it is empty"));
    }
    // Behind a byte order mark, which editors write.
    let unmarked = text.trim_start_matches('\u{feff}');
    let mark = text.len().saturating_sub(unmarked.len());
    if let Some((_, what)) = OTHERS.iter().find(|(start, _)| unmarked.trim_ascii_start().starts_with(start)) {
        return Err(refuse(what));
    }
    let root = object(unmarked, mark, "it")?;
    if root.entry("jwks_uri").is_some() {
        return Err(refuse("it is the issuer's metadata; the key set lies at the address that `jwks_uri` has in it"));
    }
    let (keys, bare) = match root.entry("keys") {
        Some(list) if list.kind() == Kind::Array => {
            (items(list.json(), mark.saturating_add(list.span().start))?, false)
        }
        Some(list) => return Err(refuse(&format!("its `keys` is {}, not a list", kind_in_words(list.kind())))),
        None if root.entry("kty").is_some() => (vec![Members::of(root)], true),
        None => return Err(refuse("it has no `keys`")),
    };
    if keys.is_empty() || keys.len() > KEY_LIMIT {
        return Err(refuse(&format!("it has {} keys; 1 to {KEY_LIMIT} are read", keys.len())));
    }
    let set = KeySet { keys, bare, length: text.len() };
    for (index, key) in set.keys.iter().enumerate() {
        let secret = SECRETS.iter().find(|name| key.get(name).is_some());
        let what = match secret {
            Some(name) => ticked(name),
            None if key.text("kty") == Some("oct") => "a shared secret".to_owned(),
            None => continue,
        };
        return Err(set.refusal(Reason::PrivateKey, &what).with("key", &set.name(index)));
    }
    for (index, key) in set.keys.iter().enumerate() {
        let kid = key.text("kid");
        let same = set.keys.iter().filter(|other| kid.is_some() && other.text("kid") == kid);
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
    pub(crate) fn choose(&self, header: &Members) -> Result<Key, Finding> {
        let algorithm = match header.text("alg") {
            Some("RS256") => Algorithm::Rs256,
            Some("ES256") => Algorithm::Es256,
            _ => return Err(self.refusal(Reason::KeyNotFound, "its algorithm is not checked here")),
        };
        if let Some(wanted) = header.text("kid") {
            let found = self.keys.iter().enumerate().find(|(_, key)| key.text("kid") == Some(wanted));
            return match found {
                Some(found) => self.judged(found, algorithm),
                None => Err(self.refusal(Reason::KeyNotFound, &format!("it names `{wanted}`, and {}", self.names()))),
            };
        }
        let mut good = None;
        for found in self.keys.iter().enumerate() {
            match self.judged(found, algorithm) {
                Ok(_) if good.is_some() => return Err(self.unnamed("more than one")),
                Ok(key) => good = Some(key),
                Err(finding) if self.keys.len() == 1 => return Err(finding),
                Err(_) => {}
            }
        }
        good.ok_or_else(|| self.unnamed("none"))
    }

    /// A key, if it is of the algorithm's type, meant for signatures, whole and strong.
    fn judged(&self, (index, key): (usize, &Members), algorithm: Algorithm) -> Result<Key, Finding> {
        let (first, second) = numbers_of(key, algorithm).map_err(|what| self.ineligible(index, &what))?;
        Ok(Key { algorithm, first: first.to_owned(), second: second.to_owned(), name: self.name(index) })
    }

    /// A key that the platform does not take.
    pub(crate) fn refused(&self, name: &str) -> Finding {
        self.refusal(Reason::KeyIneligible, "the platform does not take it, or its point is not on the curve")
            .with("key", name)
    }

    fn name(&self, index: usize) -> String {
        let kid = self.keys.get(index).and_then(|key| key.text("kid"));
        kid.map_or_else(|| format!("number {}", index.saturating_add(1)), ticked)
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
fn object<'a>(text: &'a str, from: usize, what: &str) -> Result<Document<'a>, Finding> {
    let refuse = |at: usize, what: &str| {
        let at = from.saturating_add(at);
        refusal(Reason::KeySetSyntax, at..at, what)
    };
    let document = json::read(text).map_err(|fault| {
        let what = match fault.wrong {
            Wrong::JsonSyntax => format!("{} is expected at {}", fault.what, counted(text, fault.at)),
            Wrong::DuplicateMember => format!("`{}` stands in it twice", fault.what),
            _ => "it is not strict JSON".to_owned(),
        };
        refuse(fault.at, &what)
    })?;
    let root = document.root();
    match root.kind() {
        Kind::Object => Ok(document),
        other => Err(refuse(root.span().start, &format!("{what} is {}, not an object", kind_in_words(other)))),
    }
}

/// The keys in a list, which starts at `from` of the pasted text.
fn items(list: &str, from: usize) -> Result<Vec<Members>, Finding> {
    let mut keys = Vec::new();
    // The list was read as a part of the whole already: it cannot be at fault.
    let Ok(list) = json::read(list) else { return Ok(keys) };
    for item in list.root().children().take(KEY_LIMIT.saturating_add(1)) {
        keys.push(Members::of(object(item.json(), from.saturating_add(item.span().start), "a key")?));
    }
    Ok(keys)
}
