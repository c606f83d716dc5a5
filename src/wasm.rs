//! The exports to JavaScript: plain values in, JSON texts out.
//!
//! It knows JavaScript's values and nothing of tokens. Text never throws: what a person pasted comes back as findings.
//! A programmer's mistake throws an Error that names the key and never quotes a value.

use js_sys::{JsString, Object, Reflect};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use wasm_bindgen::prelude::*;

use crate::exchange::{HUB, Request};
use crate::matching::Labels;
use crate::number::LATEST_SECOND;
use crate::paste::TEXT_LIMIT;
use crate::publisher::{ClaimRule, Publisher};
use crate::token::{self, Decoded};
use crate::{provider, wire};

#[wasm_bindgen]
extern "C" {
    /// JavaScript strings may hold halves of surrogate pairs, which no Rust text can.
    #[wasm_bindgen(js_namespace = ["String", "prototype", "isWellFormed"], js_name = call)]
    fn is_well_formed(text: &JsString) -> bool;
}

/// Reads a pasted ID token. Verifies nothing.
#[wasm_bindgen(js_name = decodeToken)]
pub fn decode_token(text: &JsValue) -> Result<String, JsError> {
    Ok(match pasted(string(text, "decodeToken", "text")?) {
        Ok(text) => wire::decoded(&text),
        Err(refusal) => wire::refused(&refusal),
    })
}

/// Reads a resource.
#[wasm_bindgen(js_name = parseResource)]
pub fn parse_resource(text: &JsValue) -> Result<String, JsError> {
    Ok(wire::resource(&typed(string(text, "parseResource", "text")?)))
}

/// Says what the Hub would answer.
#[wasm_bindgen(js_name = simulateExchange)]
pub fn simulate_exchange(request: &JsValue) -> Result<String, JsError> {
    const FUNCTION: &str = "simulateExchange";
    const KEYS: [&str; 6] = ["token", "resource", "publishers", "now", "audience", "labels"];
    let object = object(request, FUNCTION, "request")?;
    for key in Object::keys(object).iter().filter_map(|key| key.as_string()) {
        if !KEYS.contains(&key.as_str()) {
            return Err(mistake(FUNCTION, &format!("the request has an unknown key `{}`", shortened(&key))));
        }
    }
    let read = |key: &str| Reflect::get(request, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
    let token = read("token");
    let resource = typed(string(&read("resource"), FUNCTION, "resource")?);
    let text = pasted(string(&token, FUNCTION, "token")?);
    let publishers: Vec<WirePublisher> = argument(read("publishers"), FUNCTION, "publishers")?;
    let publishers: Vec<Publisher> = publishers.into_iter().map(Into::into).collect();
    let now = moment(&read("now")).ok_or_else(|| mistake(FUNCTION, "`now` must be whole Unix seconds"))?;
    let audience = read("audience");
    let audience =
        if audience.is_undefined() { HUB.to_owned() } else { typed(string(&audience, FUNCTION, "audience")?) };
    let labels = read("labels");
    let labels = match labels.as_string().as_deref() {
        None if labels.is_undefined() => Labels::Documented,
        Some("documented") => Labels::Documented,
        Some("raw") => Labels::Raw,
        _ => return Err(mistake(FUNCTION, "`labels` must be \"documented\" or \"raw\"")),
    };
    let token = text.as_deref().unwrap_or_default();
    let request = Request { token, resource: &resource, publishers: &publishers, now, audience: &audience, labels };
    Ok(match &text {
        Ok(_) => wire::simulated(&request),
        Err(refusal) => wire::simulated_refusal(&request, refusal.clone()),
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
    const FUNCTION: &str = "publisherFromFields";
    let id = typed(string(provider, FUNCTION, "provider")?);
    let provider = provider::by_id(&id)
        .ok_or_else(|| mistake(FUNCTION, &format!("`provider` is unknown: `{}`", shortened(&id))))?;
    let mut filled = Vec::new();
    for entry in Object::entries(object(fields, FUNCTION, "fields")?).iter() {
        let entry = js_sys::Array::from(&entry);
        let name = entry.get(0).as_string().unwrap_or_default();
        if !provider.fields.iter().any(|field| field.id == name) {
            return Err(mistake(FUNCTION, &format!("`fields` has an unknown key `{}`", shortened(&name))));
        }
        if !entry.get(1).is_undefined() {
            let value = typed(string(&entry.get(1), FUNCTION, &format!("fields.{name}"))?);
            filled.push((name, value));
        }
    }
    let filled: Vec<(&str, &str)> = filled.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
    Ok(wire::publisher_from_fields(provider, &filled))
}

/// A stored publisher as a form.
#[wasm_bindgen(js_name = fieldsFromPublisher)]
pub fn fields_from_publisher(publisher: JsValue) -> Result<String, JsError> {
    let publisher: WirePublisher = argument(publisher, "fieldsFromPublisher", "publisher")?;
    Ok(wire::fields_from_publisher(&publisher.into()))
}

/// A text that a person typed: a half of a surrogate pair becomes U+FFFD, which no rule of the Hub allows either.
fn typed(text: &JsString) -> String {
    String::from(text)
}

/// A text that a person pasted, copied only if it can be read: first its length, then its form.
fn pasted(text: &JsString) -> Result<String, Decoded> {
    let length = usize::try_from(text.length()).unwrap_or(usize::MAX);
    if length > TEXT_LIMIT {
        return Err(token::too_large(length));
    }
    if !is_well_formed(text) {
        let surrogate = text.iter().find(|unit| (0xD800..=0xDFFF).contains(unit)).unwrap_or(0xD800);
        return Err(token::ill_formed(u32::from(surrogate)));
    }
    Ok(String::from(text))
}

fn string<'a>(value: &'a JsValue, function: &str, key: &str) -> Result<&'a JsString, JsError> {
    value.dyn_ref::<JsString>().ok_or_else(|| wrong(value, function, key, "a string"))
}

fn object<'a>(value: &'a JsValue, function: &str, key: &str) -> Result<&'a Object, JsError> {
    value.dyn_ref::<Object>().ok_or_else(|| wrong(value, function, key, "an object"))
}

fn wrong(value: &JsValue, function: &str, key: &str, expected: &str) -> JsError {
    let what = if value.is_undefined() {
        format!("`{key}` is missing; {expected} is expected")
    } else {
        format!("`{key}` must be {expected}")
    };
    mistake(function, &what)
}

fn mistake(function: &str, what: &str) -> JsError {
    JsError::new(&format!("{function}: {what}"))
}

/// Enough of a programmer's key to recognise it; a key is no place for a token, and none is quoted at length.
fn shortened(key: &str) -> String {
    const SHORT: usize = 15;
    key.chars().take(SHORT).collect()
}

/// The given moment, or the platform's clock if none is given; `None` if it is no whole second of a believable year.
fn moment(now: &JsValue) -> Option<i64> {
    let seconds = if now.is_undefined() { (js_sys::Date::now() / 1_000.0).floor() } else { now.as_f64()? };
    let latest = LATEST_SECOND as f64;
    (seconds.fract() == 0.0 && (0.0..=latest).contains(&seconds)).then_some(seconds as i64)
}

/// An argument of structure. serde's messages may quote values, so only the key's path and what was expected are told.
fn argument<T: for<'de> Deserialize<'de>>(value: JsValue, function: &str, key: &str) -> Result<T, JsError> {
    if value.is_undefined() {
        return Err(mistake(function, &format!("`{key}` is missing")));
    }
    let deserializer = serde_wasm_bindgen::Deserializer::from(value);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        let at = match path.as_str() {
            "." => key.to_owned(),
            path if path.starts_with('[') => format!("{key}{path}"),
            path => format!("{key}.{path}"),
        };
        match message.split_once("missing field ") {
            Some((_, field)) => mistake(function, &format!("`{at}` lacks the key {}", field.trim())),
            None => mistake(
                function,
                &format!(
                    "`{at}` must be {}",
                    message
                        .rsplit(", expected ")
                        .next()
                        .filter(|_| message.contains(", expected "))
                        .unwrap_or("of another type")
                ),
            ),
        }
    })
}

/// A publisher as the Hub stores it. Keys that the Hub adds are ignored.
#[derive(Deserialize)]
struct WirePublisher {
    #[serde(rename = "issuerUrl")]
    issuer_url: String,
    claims: WireClaims,
}

#[derive(Deserialize)]
struct WireRule {
    kind: String,
    value: String,
}

/// Claims in their order.
struct WireClaims(Vec<(String, WireRule)>);

impl<'de> Deserialize<'de> for WireClaims {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = WireClaims;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("an object of claims")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<WireClaims, A::Error> {
                let mut claims = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    claims.push(entry);
                }
                Ok(WireClaims(claims))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl From<WirePublisher> for Publisher {
    fn from(publisher: WirePublisher) -> Self {
        let rule = |(name, rule): (String, WireRule)| (name, ClaimRule { kind: rule.kind, value: rule.value });
        Self { issuer_url: publisher.issuer_url, claims: publisher.claims.0.into_iter().map(rule).collect() }
    }
}
