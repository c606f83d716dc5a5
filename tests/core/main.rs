//! The native crate, tested as its users call it: stories, outside suites, laws, and the shape of the house.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test says what went wrong by panicking"
)]

mod adversarial;
mod alone;
mod authoring;
mod buttons;
mod catalogue;
mod differences;
mod documentation;
mod elsewhere;
mod forms;
mod helps;
mod house;
mod issuers;
mod json_suite;
mod laws;
mod literal;
mod mint;
mod namesakes;
mod openings;
mod pastes;
mod peers;
mod pipelines;
mod previews;
mod providers;
mod real_cases;
mod repairs;
mod requirements;
mod rules;
mod security;
mod signatures;
mod slips;
mod steps;
mod stories;
mod strangers;
mod suites;
mod surfaces;
mod traps;
mod verifier;
mod words;
