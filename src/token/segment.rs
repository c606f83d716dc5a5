//! One part of a token: from base64url over UTF-8 and JSON to its members, each step strictly.

use std::ops::Range;
use std::string::FromUtf8Error;

use crate::base64url;
use crate::finding::{Finding, Part, Place, of_fault, pointer};
use crate::json::{self, Kind};
use crate::member::Members;
use crate::paste;
use crate::reason::Reason;
use crate::text::describe;
use strict::Wrong;

/// One part of a token, or the pasted claims.
pub(super) struct Segment<'a> {
    pub(super) text: &'a str,
    pub(super) span: Range<usize>,
    pub(super) part: Part,
    /// What findings call it.
    pub(super) called: &'static str,
}

impl Segment<'_> {
    fn finding(&self, reason: Reason) -> Finding {
        Finding::new(reason).with("segment", self.called).at(self.place(None))
    }

    fn place(&self, name: Option<String>) -> Place {
        Place::Text { part: self.part, name, span: self.span.clone() }
    }

    /// What base64url stands for, strictly (RFC 7515 section 2, RFC 4648 section 3.5).
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Finding> {
        let encoded = self.text.get(self.span.clone()).unwrap_or_default();
        if encoded.is_empty() {
            return Err(self.finding(Reason::EmptySegment));
        }
        base64url::decode(encoded).map_err(|base64url::Fault { wrong, at }| {
            let start = self.span.start.saturating_add(at);
            let character = encoded.get(at..).and_then(|rest| rest.chars().next());
            let end = start.saturating_add(character.map_or(0, char::len_utf8));
            Finding::new(wrong.into())
                .with("segment", self.called)
                .with("character", &character.map(describe).unwrap_or_default())
                .count("characters", encoded.len())
                .at(paste::place(start..end))
        })
    }

    pub(super) fn members(&self, bytes: Vec<u8>) -> Result<Members, Finding> {
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            return Err(self.finding(Reason::ByteOrderMark));
        }
        let offset = |error: FromUtf8Error| error.utf8_error().valid_up_to();
        let decoded = String::from_utf8(bytes);
        self.read(decoded.map_err(|error| self.finding(Reason::NotUtf8).count("offset", offset(error)))?)
    }

    pub(super) fn read(&self, decoded: String) -> Result<Members, Finding> {
        let document = json::read(&decoded).map_err(|fault| {
            // What is read no further than here can still be walked through, if the rest is JSON.
            let path = || match json::read_typed(&decoded) {
                Ok(document) => document.path_to(fault.at),
                Err(_) => vec![fault.what.clone()],
            };
            let name = (fault.wrong == Wrong::DuplicateMember).then(|| pointer(&path()));
            of_fault(&fault, &decoded, self.called).at(self.place(name))
        })?;
        if document.root().kind() != Kind::Object {
            return Err(self.finding(Reason::NotAnObject));
        }
        let entries = document.entries();
        Ok(Members::within(decoded, entries))
    }
}
