//! The export to JavaScript that everything goes through, WebCrypto aside. What it checks and answers is [`crate::door`]'s.

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};
use wasm_bindgen::prelude::*;
use zeroizing_alloc::ZeroAlloc;

use crate::door;

/// Smaller than the standard library's allocator, and no slower for what lives as short as things live here. What is given
/// back is overwritten with zeros first: between two calls nothing of a pasted token is left in the module's memory.
#[global_allocator]
static MEMORY: ZeroAlloc<WasmDynamicTalc> = ZeroAlloc(new_wasm_dynamic_allocator());

/// Answers a call of one of the package's functions: with a JSON text, or with the sentence of a programmer's mistake,
/// which starts with the function's name. As a plain text, so that no JavaScript value crosses.
#[wasm_bindgen]
pub fn answer(function: &str, text: &str, aside: &str, arguments: &str) -> String {
    door::answer(function, text, aside, arguments).unwrap_or_else(|mistake| mistake)
}
