//! The export to JavaScript that everything goes through, WebCrypto aside. What it checks and answers is [`crate::door`]'s.

use wasm_bindgen::prelude::*;

use crate::door;

/// Answers a call of one of the package's functions: with a JSON text, or with the sentence of a programmer's mistake,
/// which starts with the function's name. As a plain text, so that no JavaScript value crosses.
#[wasm_bindgen]
pub fn answer(function: &str, text: &str, aside: &str, arguments: &str) -> String {
    door::answer(function, text, aside, arguments).unwrap_or_else(|mistake| mistake)
}
