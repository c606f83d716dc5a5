//! Any bytes as a token's claims: what we read, serde_json reads too, to the same members; what we alone refuse has one of
//! the reasons that I-JSON and this reader's limits give.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_trusted_publishers::{Reason, decode};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

/// Why a text that serde_json reads may be refused here.
const STRICTER: [Reason; 6] = [
    Reason::DuplicateMember,
    Reason::Noncharacter,
    Reason::NumberRange,
    Reason::JsonDepth,
    Reason::ByteOrderMark,
    Reason::NotAnObject,
];

fuzz_target!(|bytes: &[u8]| {
    if bytes.is_empty() || bytes.len() > 8_000 {
        return;
    }
    let token = format!("eyJhbGciOiJSUzI1NiJ9.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(bytes));
    let decoded = decode(&token);
    let theirs = serde_json::from_slice::<Map<String, Value>>(bytes);
    match (&decoded.claims, theirs) {
        (Some(ours), Ok(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            for member in ours.iter() {
                let value = theirs.get(member.name).expect("both read the same names");
                assert_eq!(member.text, value.as_str(), "{}", member.name);
                // The spelling of a number is kept; as JSON it is the same value.
                assert_eq!(&serde_json::from_str::<Value>(member.json).expect("a member is JSON"), value);
            }
        }
        (Some(_), Err(error)) => panic!("serde_json refuses what was read here: {error}"),
        (None, Ok(_)) => {
            let reason =
                decoded.findings.iter().find(|finding| finding.is_error()).expect("a refusal has a reason").reason;
            assert!(STRICTER.contains(&reason), "{reason:?} for what serde_json reads");
        }
        (None, Err(_)) => {}
    }
});
