//! WebCrypto, through `web-sys`: a key that [`crate::key_set`] judged, and a signature over the very bytes that were pasted.
//!
//! The platform is handed in, so that the module can reach nothing by itself. Promises are awaited outside: a trap cannot
//! leave one open. The bytes are lent to the platform, which takes its own copy before it returns (Web Cryptography API,
//! section 14.3); ours are wiped then.

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::base64url;

/// A JWK in the platform's form. The promise fails for a key that the platform does not take.
///
/// # Errors
/// What the platform throws, though it should rather give a promise that fails.
#[wasm_bindgen(js_name = importKey)]
pub fn import_key(subtle: &SubtleCrypto, key: &Object, how: &Object, uses: &JsValue) -> Result<Promise, JsValue> {
    subtle.import_key_with_object("jwk", key, how, false, uses)
}

/// Whether the key made the signature that stands from `dot` to `end` of the text, in bytes, over what stands from `start` to
/// `dot`. Nothing but `true` means yes.
///
/// # Errors
/// What the platform throws, though it should rather give a promise that fails.
#[wasm_bindgen]
pub fn verify(
    subtle: &SubtleCrypto,
    key: &CryptoKey,
    how: &Object,
    text: &str,
    start: usize,
    dot: usize,
    end: usize,
) -> Result<Promise, JsValue> {
    let message = text.get(start..dot).unwrap_or_default();
    let signature = text.get(dot.saturating_add(1)..end).unwrap_or_default();
    // Strictly read already: a signature that is none would be empty, and genuine for nobody.
    let signature = base64url::decode(signature).unwrap_or_default();
    subtle.verify_with_object_and_u8_array_and_u8_array(how, key, &signature, message.as_bytes())
}
