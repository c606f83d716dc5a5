//! The exports to JavaScript: plain values in, one JSON text out, which the package's loaders parse.
//!
//! Text never throws: what a person pasted comes back as findings. A programmer's mistake throws an Error.

use js_sys::{JsString, Object};
use wasm_bindgen::prelude::*;

use crate::argument::{Call, is_well_formed, read};
use crate::exchange::{HUB, Request};
use crate::finding::Finding;
use crate::paste::{self, TEXT_LIMIT};
use crate::reason::Reason;
use crate::stored::shortened;
use crate::text::name_of;
use crate::token::Decoded;
use crate::{provider, wire};

/// Smaller than the standard library's allocator, and no slower for what lives as short as things live here.
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Reads a pasted ID token. Verifies nothing.
#[wasm_bindgen(js_name = decodeToken)]
pub fn decode_token(text: &JsValue) -> Result<String, JsError> {
    Ok(match pasted(Call("decodeToken").string(text, "text")?) {
        Ok(text) => wire::decoded(&text),
        Err(refusal) => wire::refused(&refusal),
    })
}

/// Reads a resource.
#[wasm_bindgen(js_name = parseResource)]
pub fn parse_resource(text: &JsValue) -> Result<String, JsError> {
    Ok(wire::resource(&Call("parseResource").text(text, "text")?))
}

/// Says what the Hub would answer.
#[wasm_bindgen(js_name = simulateExchange)]
pub fn simulate_exchange(request: &JsValue) -> Result<String, JsError> {
    const KEYS: [&str; 6] = ["token", "resource", "publishers", "now", "audience", "labels"];
    let call = Call("simulateExchange");
    let object = call.object(request, "request", &KEYS)?;
    let token = read(object, "token");
    let text = pasted(call.string(&token, "token")?);
    let resource = call.text(&read(object, "resource"), "resource")?;
    let publishers = call.publishers(&read(object, "publishers"), "publishers")?;
    let now = call.moment(&read(object, "now"), "now")?;
    let audience = read(object, "audience");
    let audience = if audience.is_undefined() { HUB.to_owned() } else { call.text(&audience, "audience")? };
    let labels = call.labels(&read(object, "labels"), "labels")?;
    let token = text.as_deref().unwrap_or_default();
    let request = Request { token, resource: &resource, publishers: &publishers, now, audience: &audience, labels };
    Ok(match text.as_ref().err() {
        None => wire::simulated(&request),
        Some(refusal) => wire::simulated_refusal(&request, refusal.clone()),
    })
}

/// The providers and their forms.
#[wasm_bindgen]
pub fn providers() -> String {
    wire::providers()
}

/// The publisher that a filled-in form means.
#[wasm_bindgen(js_name = publisherFromFields)]
pub fn publisher_from_fields(provider: &JsValue, fields: &JsValue) -> Result<String, JsError> {
    let call = Call("publisherFromFields");
    let id = call.text(provider, "provider")?;
    let provider =
        provider::by_id(&id).ok_or_else(|| call.mistake(&format!("`provider` is unknown: `{}`", shortened(&id))))?;
    let known: Vec<&str> = provider.fields.iter().map(|field| field.id).collect();
    let object: &Object = call.object(fields, "fields", &known)?;
    let mut filled = Vec::new();
    for id in known {
        let value = read(object, id);
        if !value.is_undefined() {
            filled.push((id, call.text(&value, &format!("fields.{id}"))?));
        }
    }
    let filled: Vec<(&str, &str)> = filled.iter().map(|(id, value)| (*id, value.as_str())).collect();
    Ok(wire::publisher_from_fields(provider, &filled))
}

/// A stored publisher as a form.
#[wasm_bindgen(js_name = fieldsFromPublisher)]
pub fn fields_from_publisher(publisher: &JsValue) -> Result<String, JsError> {
    let publisher = Call("fieldsFromPublisher").publisher(publisher, "publisher")?;
    Ok(wire::fields_from_publisher(&publisher))
}

/// A text that a person pasted. It is copied only if it can be read: not too long, and well-formed UTF-16. The places
/// of a refusal are in UTF-16 code units, since the text was not copied.
fn pasted(text: &JsString) -> Result<String, Decoded> {
    let length = usize::try_from(text.length()).unwrap_or(usize::MAX);
    if length > TEXT_LIMIT {
        let finding = Finding::new(Reason::TokenTooLarge).with("characters", length.to_string());
        let finding = finding.with("limit", TEXT_LIMIT.to_string()).at(paste::place(0..length));
        return Err(Decoded::nothing(vec![finding]));
    }
    if !is_well_formed(text) {
        return Err(Decoded::nothing(vec![lone_surrogate(text)]));
    }
    Ok(String::from(text))
}

/// Where the first half of a pair stands alone in a text that has one.
fn lone_surrogate(text: &JsString) -> Finding {
    let decoded = char::decode_utf16(text.iter());
    let mut at: usize = 0;
    for character in decoded {
        match character {
            Ok(character) => at = at.saturating_add(character.len_utf16()),
            Err(lone) => {
                let name = name_of(u32::from(lone.unpaired_surrogate()));
                let finding = Finding::new(Reason::LoneSurrogate).with("segment", "text").with("character", name);
                return finding.at(paste::place(at..at.saturating_add(1)));
            }
        }
    }
    Finding::new(Reason::LoneSurrogate).with("segment", "text").with("character", "one")
}
