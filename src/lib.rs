//! Says what the Hugging Face Hub's [Trusted Publishers] exchange (`POST /oauth/token`) would answer to a CI job's ID token, and why.
//! The token is read strictly, every claim of every publisher is compared exactly, and what differs is named, with what to do.
//!
//! Three functions take a [`Request`]: the token, the resource, its publishers, the moment.
//!
//! - [`verify`] judges the signature too. It alone says [`Outcome::Granted`], and it is the one for whoever hands out tokens.
//! - [`simulate`] gives the same reasons without a key set.
//! - [`decide`] gives the verdict of `simulate` alone, for audits of many tokens.
//!
//! Of the latter two [`Outcome::GrantedIfGenuine`] is the best answer, and never enough to hand out a token: anybody can write the
//! claims of a token.
//!
//! ```
//! use hub_trusted_publishers::{Algorithm, Answer, HUB, Labels, Outcome, Publisher, Request, Signed, decide, verify};
//! use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
//!
//! /// A cryptographic library's word on one signature, with a key that the crate has judged: `ring`'s here.
//! fn genuine(signed: &Signed<'_>) -> Answer {
//!     let (message, signature) = (signed.message.as_bytes(), signed.signature_bytes());
//!     let (first, second) = signed.key.numbers();
//!     let verified = match signed.key.algorithm {
//!         Algorithm::Rs256 => RsaPublicKeyComponents { n: first, e: second }
//!             .verify(&RSA_PKCS1_2048_8192_SHA256, message, &signature),
//!         Algorithm::Es256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, [&[4][..], &first, &second].concat())
//!             .verify(message, &signature),
//!     };
//!     if verified.is_ok() { Answer::Genuine } else { Answer::Forged }
//! }
//!
//! let issuer = "https://token.actions.githubusercontent.com";
//! let publishers = [Publisher::of(issuer, [("repository", "acme/awesome-model-training"), ("branch", "main")])];
//! let request = |token| Request {
//!     token,
//!     resource: "acme/awesome-model",
//!     publishers: &publishers,
//!     now: 1_767_225_600, // Unix seconds: the crate has no clock
//!     audience: HUB,
//!     labels: Labels::Documented,
//! };
//!
//! // A server: the issuer's key set is its text, as the server fetched it.
//! let key_set = r#"{"keys": []}"#;
//! let exchange = verify(&request("not a token"), key_set, genuine);
//! assert_ne!(exchange.outcome, Outcome::Granted);
//! assert_eq!(exchange.findings[0].message(), "There is no ID token in this text.");
//!
//! // An audit: which of the publishers would these claims match?
//! let claims = r#"{"iss": "https://token.actions.githubusercontent.com", "repository": "acme/another"}"#;
//! assert_eq!(decide(&request(claims)), (Outcome::Refused, None));
//! ```
//!
//! [`check`] and [`preview`] look at a publisher before any token, [`suggest`] makes one from a token, [`ci_workflow`] writes the pipeline
//! file.
//!
//! The crate knows no network, environment or randomness, has no unsafe code, and does not panic on any input. It is for native use, WASI
//! included; on `wasm32-unknown-unknown` it is the npm package's module, with an allocator and exports of that one's own. It needs Rust
//! 1.95. Whatever gains members is `#[non_exhaustive]`.
//!
//! [Trusted Publishers]: https://huggingface.co/docs/hub/trusted-publishers

// A module names only those above it; a test holds that.

// What an owner wrote, and what we say of it.
mod text;
mod secret;
mod template;
mod publisher;
mod reason;
mod finding;
// What was pasted.
mod member;
mod header;
mod claims;
mod evidence;
mod paste;
mod token;
mod key_set;
mod subject;
// Who may publish.
mod resource;
mod stored;
pub mod provider;
mod meaning;
// The verdict.
mod matching;
mod difference;
mod issuer;
mod judgement;
mod signature;
mod cause;
mod repair;
// A publisher before any token.
mod described;
mod job;
mod lint;
mod suggestion;
mod workflow;
mod form;
// What the Hub would answer.
mod exchange;
// The door.
pub mod wire;
pub mod door;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod subtle;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod wasm;

/// The README's Rust runs too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

use strict::{base64url, json, number};

pub use exchange::{Exchange, Outcome, Request, Status, Step, StepName, decide, simulate, verify};
pub use finding::{Effect, Finding, Fix, Observed, Part, Place};
pub use form::{fields_of, publisher_of};
pub use job::{Scenario, preview};
pub use json::Kind;
pub use judgement::HUB;
pub use key_set::{Algorithm, Key};
pub use lint::{Context, check};
pub use matching::{ClaimMatch, Labels, Match, Verdict};
pub use member::{Member, Members};
pub use publisher::{ClaimRule, Publisher};
pub use reason::{Reason, Severity};
pub use resource::{Resource, ResourceKind, parse as parse_resource};
pub use signature::{Answer, Signed, verify_signature};
pub use stored::parse as parse_publishers;
pub use suggestion::{Suggestion, suggest};
pub use token::{Decoded, Form, decode};
pub use workflow::{Workflow, ci_workflow};
