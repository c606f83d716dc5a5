//! WebCrypto, through `web-sys`: a key that [`crate::key_set`] judged, and a signature over the very bytes that were pasted.
//!
//! The platform is handed in, so that the module can reach nothing by itself. Promises are awaited outside: a trap cannot
//! leave one open. No view of the module's memory is handed out: its bytes are another call's soon.

use js_sys::{Object, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::base64url;

/// A JWK in the platform's form. The promise fails for a key that the platform does not take; there is none if the platform
/// throws at once.
#[wasm_bindgen(js_name = importKey)]
pub fn import_key(subtle: &SubtleCrypto, key: &Object, how: &Object, uses: &JsValue) -> Option<Promise> {
    subtle.import_key_with_object("jwk", key, how, false, uses).ok()
}

/// The signed bytes, which stand from `start` to `dot` of the text, in bytes, and behind them those of the signature, which
/// stands from `dot` to `end`: a copy, which the caller wipes.
#[wasm_bindgen(js_name = signedBytes)]
pub fn signed_bytes(text: &str, start: usize, dot: usize, end: usize) -> Vec<u8> {
    let mut bytes = text.get(start..dot).unwrap_or_default().as_bytes().to_vec();
    let signature = text.get(dot.saturating_add(1)..end).unwrap_or_default();
    // Strictly read already: a signature that is none would be empty, and genuine for nobody.
    bytes.append(&mut base64url::decode(signature).unwrap_or_default());
    bytes
}

/// Whether the key made the signature of the message. Nothing but `true` means yes; there is no promise if the platform throws
/// at once.
#[wasm_bindgen]
pub fn verify(
    subtle: &SubtleCrypto,
    key: &CryptoKey,
    how: &Object,
    signature: &Uint8Array,
    message: &Uint8Array,
) -> Option<Promise> {
    subtle.verify_with_object_and_js_u8_array_and_js_u8_array(how, key, signature, message).ok()
}
