//! Reads a compact token (RFC 7515 section 7.1, RFC 7519) without verifying its signature.
//!
//! It knows segments and members. It decides nothing about trust: whoever wrote the text wrote these
//! claims. Header and claims are read independently, so that a bad one never hides the other.

mod segment;

use std::fmt;
use std::ops::Range;

use self::segment::Segment;
use crate::claims;
use crate::evidence::{self, Evidence};
use crate::finding::{Finding, Part, Place, pointer};
use crate::header;
use crate::member::{Member, Members};
use crate::paste::{self, Pasted};
use crate::reason::Reason;
use crate::text::{cut, cut_last, length, parts};

/// The longest token that is read, in characters. Real ones have one to three thousand.
pub(crate) const TOKEN_LIMIT: usize = 16_384;

/// What kind of thing was pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A compact token.
    Jwt,
    /// Claims as a JSON object, without their token.
    ClaimsJson,
    /// Claims as lines, without their token.
    ClaimsList,
    /// Nothing that could be read.
    None,
}

/// A pasted token, read and **not verified**. `Debug` shows no part of it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded {
    /// What kind of thing was pasted.
    pub form: Form,
    /// Where it stands in the pasted text, in bytes.
    pub at: Option<Range<usize>>,
    /// The header's members in order; `None` if it could not be read.
    pub header: Option<Members>,
    /// Where the claims stand in the pasted text, in bytes: the whole segment.
    pub claims_at: Option<Range<usize>>,
    /// The claims in order; `None` if they could not be read.
    pub claims: Option<Members>,
    /// False if claims may be missing, so that absence proves nothing.
    pub complete: bool,
    /// Claims that the token is said not to have, where it is not complete.
    pub missing: Vec<String>,
    /// What is wrong or remarkable; the header's before the claims'.
    pub findings: Vec<Finding>,
}

impl fmt::Debug for Decoded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.at.as_ref().map_or(0, Range::len);
        write!(out, "Decoded({:?}, {length} bytes, {} findings)", self.form, self.findings.len())
    }
}

impl Decoded {
    /// Whether the token, or the claims, can be judged: nothing found so far makes it unreadable.
    pub fn is_sound(&self) -> bool {
        self.form != Form::None && !self.findings.iter().any(Finding::is_error)
    }

    /// A claim by its exact name.
    pub fn claim(&self, name: &str) -> Option<Member<'_>> {
        self.claims.as_ref()?.get(name)
    }

    /// Each claim, in order.
    pub fn each_claim(&self) -> impl Iterator<Item = Member<'_>> {
        self.claims.iter().flat_map(Members::iter)
    }

    /// The first claim that is one.
    pub(crate) fn find(&self, is_one: &dyn Fn(&Member<'_>) -> bool) -> Option<Member<'_>> {
        self.claims.as_ref()?.find(is_one)
    }

    /// The name of the first claim that has this text, and a name that is one.
    pub(crate) fn holder(&self, text: &str, is_one: &dyn Fn(&str) -> bool) -> Option<&str> {
        self.find(&|held| held.text == Some(text) && is_one(held.name)).map(|held| held.name)
    }

    /// A claim's text, if it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claims.as_ref()?.text(name)
    }

    /// The place of a claim.
    pub fn place_of(&self, claim: &str) -> Option<Place> {
        let part = if self.form == Form::Jwt { Part::Claims } else { Part::Text };
        let span = self.claims_at.clone()?;
        Some(Place::Text { part, name: Some(pointer(&[claim])), span })
    }

    /// What is left of a text in which nothing could be read.
    pub(crate) fn nothing(findings: Vec<Finding>) -> Self {
        Self {
            form: Form::None,
            at: None,
            header: None,
            claims_at: None,
            claims: None,
            complete: false,
            missing: Vec::new(),
            findings,
        }
    }
}

/// Reads a pasted ID token, wherever it stands in the text. **Verifies nothing.**
///
/// ```
/// let decoded = hub_trusted_publishers::decode("Authorization: Bearer eyJhbGciOiJub25lIn0.e30.");
/// let codes: Vec<&str> = decoded.findings.iter().map(|finding| finding.reason.code()).collect();
/// assert_eq!(codes, ["surrounding-text", "empty-segment", "algorithm-none", "claim-missing", "claim-missing",
///     "claim-missing", "claim-missing", "claim-missing"]);
/// ```
pub fn decode(text: &str) -> Decoded {
    if let Some(decoded) = alone(text) {
        return decoded;
    }
    let (form, evidence, remark) = match paste::find(text) {
        Err(finding) => return Decoded::nothing(vec![finding]),
        Ok((Pasted::Token(span), remark)) => return compact(text, span, Vec::from_iter(remark)),
        Ok((Pasted::Lines(evidence), remark)) => (Form::ClaimsList, Ok(evidence), remark),
        Ok((Pasted::Claims(span), remark)) => (Form::ClaimsJson, bare_claims(text, span), remark),
    };
    match evidence {
        Ok(evidence) => partial(form, evidence, Vec::from_iter(remark)),
        Err(finding) => Decoded::nothing(vec![finding]),
    }
}

/// A token and nothing else, which is what most callers have. That it is one shows when its parts are read: all their characters are
/// letters of base64url, so that there is nothing else that it could be part of, and it need not be looked for.
fn alone(text: &str) -> Option<Decoded> {
    let span = paste::alone(text).filter(|span| span.len() <= TOKEN_LIMIT)?;
    // Whether a dot stands in the claims, which have most of the letters, shows when they are read.
    let (header, rest) = cut(text.get(span.clone())?, ".")?;
    let (claims, signature) = cut_last(rest, b'.')?;
    let parts = Parts::read(text, span.start, [header, claims, signature]);
    parts.are_letters().then(|| parts.judged(span, Vec::new()))
}

/// A token in compact form: `header.claims.signature`.
fn compact(text: &str, span: Range<usize>, mut findings: Vec<Finding>) -> Decoded {
    let token = text.get(span.clone()).unwrap_or_default();
    if token.len() > TOKEN_LIMIT && length(token) > TOKEN_LIMIT {
        findings.push(paste::too_large("token", length(token), TOKEN_LIMIT, span));
        return Decoded::nothing(findings);
    }
    let all = parts(token, ".");
    let &[header, claims, signature] = all.as_slice() else {
        // Direct encryption leaves the second part of five empty (RFC 7516 section 5.1). A signed token that was pasted twice
        // without a gap has five parts too, and its header at the end of the third.
        let is_twice = all.get(2).zip(all.first()).is_some_and(|(third, header)| third.ends_with(*header));
        let finding = if all.len() == 5 && !is_twice && all.iter().skip(2).all(|part| !part.is_empty()) {
            Finding::new(Reason::EncryptedToken).with("sign", "five parts")
        } else {
            Finding::new(Reason::SegmentCount).count("count", all.len())
        };
        findings.push(finding.at(paste::place(span)));
        return Decoded::nothing(findings);
    };
    Parts::read(text, span.start, [header, claims, signature]).judged(span, findings)
}

/// A token's parts, and the bytes that they stand for.
struct Parts<'a> {
    header: (Segment<'a>, Result<Vec<u8>, Finding>),
    claims: (Segment<'a>, Result<Vec<u8>, Finding>),
    signature: Result<Vec<u8>, Finding>,
}

impl<'a> Parts<'a> {
    /// The parts stand in the text one behind the other, a dot between them.
    fn read(text: &'a str, mut start: usize, [header, claims, signature]: [&str; 3]) -> Self {
        let mut read = |encoded: &str, part, called| {
            let span = start..start.saturating_add(encoded.len());
            start = span.end.saturating_add(1);
            let segment = Segment { text, span, part, called };
            let bytes = segment.bytes();
            (segment, bytes)
        };
        Self {
            header: read(header, Part::Header, "header"),
            claims: read(claims, Part::Claims, "payload"),
            signature: read(signature, Part::Text, "signature").1,
        }
    }

    /// Whether they are made of letters of base64url alone, well formed or not.
    fn are_letters(&self) -> bool {
        [&self.header.1, &self.claims.1, &self.signature].into_iter().all(|bytes| match bytes {
            Ok(_) => true,
            Err(fault) => !matches!(fault.reason, Reason::Base64urlCharacter | Reason::Base64urlPadding),
        })
    }

    /// What they say. Header and claims are read independently, so that a bad one never hides the other.
    fn judged(self, span: Range<usize>, mut findings: Vec<Finding>) -> Decoded {
        let (header, claims) = (self.header.0, self.claims.0);
        let read_header = self.header.1.and_then(|bytes| header.members(bytes));
        let read_claims = self.claims.1.and_then(|bytes| claims.members(bytes));
        findings.extend(self.signature.err());
        let header_members = kept(read_header, &mut findings);
        if let Some(members) = &header_members {
            findings.extend(header::check(members, &header.span));
        }
        let claim_members = kept(read_claims, &mut findings);
        if let Some(members) = &claim_members {
            findings.extend(claims::check(members, Part::Claims, &claims.span, true));
        }
        Decoded {
            form: Form::Jwt,
            at: Some(span),
            header: header_members,
            claims_at: Some(claims.span),
            claims: claim_members,
            complete: true,
            missing: Vec::new(),
            findings,
        }
    }
}

/// Claims as JSON.
fn bare_claims(text: &str, span: Range<usize>) -> Result<Evidence, Finding> {
    let segment = Segment { text, span: span.clone(), part: Part::Text, called: "text" };
    let slice = text.get(span.clone()).unwrap_or_default();
    let mut members = segment.read(slice.to_owned())?;
    if paste::is_claims(slice) == Some(false) {
        let is_known = members.iter().any(|member| evidence::is_claim(member.name));
        let seen =
            if is_known { ": it looks like claims, but without `iss` and `sub`, which every ID token has" } else { "" };
        return Err(Finding::new(Reason::NoToken).with("seen", seen).at(paste::place(span)));
    }
    // What a log masked is there, and not known.
    let mut masked = Vec::new();
    for member in members.iter() {
        if evidence::mask_in(member.json).is_some() {
            masked.push(member.name.to_owned());
        }
    }
    for name in &masked {
        members.remove(name);
    }
    if members.is_empty() {
        return Err(paste::masked(text, span));
    }
    Ok(Evidence { claims: members, span, ..Evidence::default() })
}

/// Claims in the given form, without their token.
fn partial(form: Form, evidence: Evidence, mut findings: Vec<Finding>) -> Decoded {
    let Evidence { claims: members, missing, span, .. } = evidence;
    findings.push(Finding::new(Reason::PartialClaims).at(paste::place(span.clone())));
    findings.extend(claims::check(&members, Part::Text, &span, false));
    Decoded {
        form,
        at: Some(span.clone()),
        header: None,
        claims_at: Some(span),
        claims: Some(members),
        complete: false,
        missing,
        findings,
    }
}

/// What a segment held, its refusal put with the findings.
fn kept(read: Result<Members, Finding>, findings: &mut Vec<Finding>) -> Option<Members> {
    read.map_err(|finding| findings.push(finding)).ok()
}
