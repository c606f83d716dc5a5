#![doc = "Says what the Hugging Face Hub's Trusted Publishers exchange would answer to a CI job's ID token, and why."]

// What we say.
mod finding;
mod reason;
// What was pasted.
mod claims;
mod header;
mod json;
mod number;
mod paste;
mod token;
// Who may publish.
mod form;
pub mod provider;
mod publisher;
mod resource;
// The verdict.
mod cause;
mod difference;
mod exchange;
mod judgement;
mod matching;
// The door.
#[cfg(target_arch = "wasm32")]
mod argument;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
pub mod wire;

pub use exchange::{Exchange, HUB, Outcome, Request, Status, Step, StepName, simulate};
pub use finding::{Effect, Finding, Fix, Part, Place};
pub use form::{fields_of, publisher_of};
pub use json::Kind;
pub use matching::{ClaimMatch, Labels, Match, Verdict};
pub use publisher::{ClaimRule, Publisher};
pub use reason::{Reason, Severity};
pub use resource::{Resource, ResourceKind, parse as parse_resource};
pub use token::{Decoded, Form, Member, decode};
