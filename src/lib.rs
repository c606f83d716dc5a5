#![doc = include_str!("../README.md")]

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
#[cfg(target_arch = "wasm32")]
pub mod subtle;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

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
