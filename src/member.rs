//! A member of a token's header or claims, as it was written.

use crate::json::Kind;
pub use crate::json::{Member, Members};

/// A member's type in words, as a sentence needs it.
pub(crate) fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "a text",
        Kind::Number => "a number",
        Kind::Boolean => "true or false",
        Kind::Null => "null",
        Kind::Array => "a list",
        Kind::Object => "an object",
    }
}
