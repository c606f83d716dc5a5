//! The native crate, tested as its users call it: stories, outside suites, laws, and the shape of the house.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test says what went wrong by panicking"
)]

// What is pasted, and how strictly it is read.
mod adversarial;
mod json_suite;
mod pastes;
mod requirements;

// What an exchange answers, and why.
mod causes;
mod differences;
mod elsewhere;
mod helps;
mod issuers;
mod laws;
mod peers;
mod real_cases;
mod signatures;
mod steps;
mod stories;
mod traps;
mod verifier;
mod words;

// The buttons of an exchange: what is offered, and what must not be.
mod buttons;
mod identities;
mod misplaced;
mod namesakes;
mod openings;
mod parts;
mod repairs;
mod strangers;
mod tempted;

// A publisher before any token: what is said of it, which jobs it lets in.
mod alone;
mod authoring;
mod literal;
mod previews;
mod rules;
mod seen_alone;
mod slips;

// Providers: their sheets, forms and pipeline files.
mod catalogue;
mod forms;
mod pipelines;
mod providers;

// The house itself: its documents, its order, what other surfaces hold it to.
mod documentation;
mod house;
mod security;
mod suites;
mod surfaces;

// What the tests share.
mod mint;
