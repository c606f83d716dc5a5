//! Reads and writes texts strictly: JSON, base64url, numbers; cuts them at marks. Of tokens it knows how one looks, so that none
//! is quoted, and nothing else.
//!
//! These rooms run for every letter of a token, so they are a crate of their own: the module is compiled for size, and they for
//! speed. It costs 2.6 kB of the download and saves a third of the time.

pub mod base64url;
pub mod json;
pub mod number;
pub mod text;

mod lanes;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod memory;

/// Whether shapes are written with their members' names. From the module they cross without.
const NAMED: bool = cfg!(not(all(target_arch = "wasm32", target_os = "unknown")));

/// What a strict reader refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A character that is no letter of base64url.
    Base64urlCharacter,
    /// A length that no bytes have.
    Base64urlLength,
    /// `=`, which base64url leaves out in a JWS.
    Base64urlPadding,
    /// Bits that belong to no byte.
    Base64urlTrailingBits,
    /// A name that stands twice in an object.
    DuplicateMember,
    /// Arrays and objects nested too deep.
    JsonDepth,
    /// No JSON.
    JsonSyntax,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// A code point that Unicode reserves for no character.
    Noncharacter,
    /// A number that no binary64 holds.
    NumberRange,
}
