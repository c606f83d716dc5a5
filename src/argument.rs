//! Reads what JavaScript passes in: its values become ours, or a programmer's mistake is named.
//!
//! It knows JavaScript's values and nothing of tokens. A mistake is an Error that names the key and what was expected
//! there; no Error quotes a value. Text is never a mistake: what a person typed is taken as it is.

use js_sys::{JsString, Object, Reflect};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};
use wasm_bindgen::prelude::*;

use crate::matching::Labels;
use crate::number::LATEST_SECOND;
use crate::publisher::{ClaimRule, Publisher};

#[wasm_bindgen]
extern "C" {
    /// JavaScript strings may hold halves of surrogate pairs, which no Rust text can.
    #[wasm_bindgen(js_namespace = ["String", "prototype", "isWellFormed"], js_name = call)]
    pub(crate) fn is_well_formed(text: &JsString) -> bool;
}

/// The function that was called, for the words of its mistakes.
#[derive(Clone, Copy)]
pub(crate) struct Call(pub(crate) &'static str);

impl Call {
    pub(crate) fn string<'a>(self, value: &'a JsValue, key: &str) -> Result<&'a JsString, JsError> {
        value.dyn_ref::<JsString>().ok_or_else(|| self.wrong(value, key, "a string"))
    }

    pub(crate) fn text(self, value: &JsValue, key: &str) -> Result<String, JsError> {
        self.string(value, key).map(typed)
    }

    /// An object with no other keys than the given ones.
    pub(crate) fn object<'a>(self, value: &'a JsValue, key: &str, known: &[&str]) -> Result<&'a Object, JsError> {
        if !value.is_object() {
            return Err(self.wrong(value, key, "an object"));
        }
        let object = value.unchecked_ref::<Object>();
        for name in Object::keys(object).iter().filter_map(|name| name.as_string()) {
            if !known.contains(&name.as_str()) {
                return Err(self.mistake(&format!("`{key}` has an unknown key `{}`", shortened(&name))));
            }
        }
        Ok(object)
    }

    pub(crate) fn publisher(self, value: JsValue, key: &str) -> Result<Publisher, JsError> {
        self.structure::<WirePublisher>(value, key).map(Into::into)
    }

    pub(crate) fn publishers(self, value: JsValue, key: &str) -> Result<Vec<Publisher>, JsError> {
        let publishers: Vec<WirePublisher> = self.structure(value, key)?;
        Ok(publishers.into_iter().map(Into::into).collect())
    }

    /// The given moment, or the platform's clock if none is given.
    pub(crate) fn moment(self, value: &JsValue, key: &str) -> Result<i64, JsError> {
        let seconds = if value.is_undefined() { Some((js_sys::Date::now() / 1_000.0).floor()) } else { value.as_f64() };
        let believable = |seconds: &f64| seconds.fract() == 0.0 && (0.0..=LATEST_SECOND as f64).contains(seconds);
        match seconds.filter(believable) {
            Some(seconds) => Ok(seconds as i64),
            None => Err(self.wrong(value, key, "whole Unix seconds, up to the year 9999")),
        }
    }

    pub(crate) fn labels(self, value: &JsValue, key: &str) -> Result<Labels, JsError> {
        match value.as_string().as_deref() {
            None if value.is_undefined() => Ok(Labels::Documented),
            Some("documented") => Ok(Labels::Documented),
            Some("raw") => Ok(Labels::Raw),
            _ => Err(self.wrong(value, key, "\"documented\" or \"raw\"")),
        }
    }

    pub(crate) fn mistake(self, what: &str) -> JsError {
        JsError::new(&format!("{}: {what}", self.0))
    }

    fn wrong(self, value: &JsValue, key: &str, expected: &str) -> JsError {
        self.mistake(&if value.is_undefined() {
            format!("`{key}` is missing; {expected} is expected")
        } else {
            format!("`{key}` must be {expected}")
        })
    }

    /// An argument with parts of its own. serde's messages may quote a value, so only the path to the key and what was
    /// expected there are told.
    fn structure<T: for<'de> Deserialize<'de>>(self, value: JsValue, key: &str) -> Result<T, JsError> {
        if value.is_undefined() {
            return Err(self.wrong(&value, key, "it"));
        }
        serde_path_to_error::deserialize(serde_wasm_bindgen::Deserializer::from(value)).map_err(|error| {
            let path = error.path().to_string();
            let at = match path.as_str() {
                "." => key.to_owned(),
                path if path.starts_with('[') => format!("{key}{path}"),
                path => format!("{key}.{path}"),
            };
            let message = error.inner().to_string();
            match (message.split_once("missing field "), message.rsplit_once(", expected ")) {
                (Some((_, field)), _) => self.mistake(&format!("`{at}` lacks the key {}", field.trim())),
                (None, Some((_, expected))) => self.mistake(&format!("`{at}` must be {expected}")),
                (None, None) => self.mistake(&format!("`{at}` is of another type than expected")),
            }
        })
    }
}

/// A key's value; `undefined` if it is absent, or if reading it throws.
pub(crate) fn read(object: &Object, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// A text that a person typed. Half of a surrogate pair becomes U+FFFF: a noncharacter, which no token that is read
/// can hold, so that such a text never matches.
fn typed(text: &JsString) -> String {
    let copied = String::from(text);
    // Copying turns halves into U+FFFD; a text without that character has lost none.
    if copied.contains('\u{FFFD}') && !is_well_formed(text) { copied.replace('\u{FFFD}', "\u{FFFF}") } else { copied }
}

/// Enough of a programmer's key to recognise it. A key is no place for a token, and none is quoted at length.
pub(crate) fn shortened(key: &str) -> String {
    const SHORT: usize = 15;
    key.chars().take(SHORT).collect()
}

/// A publisher as the Hub stores it. Keys that the Hub adds are ignored.
#[derive(serde::Deserialize)]
struct WirePublisher {
    #[serde(rename = "issuerUrl")]
    issuer_url: Text,
    claims: WireClaims,
}

#[derive(serde::Deserialize)]
struct WireRule {
    kind: Text,
    value: Text,
}

/// A string of JavaScript, taken as [`typed`] says.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value: JsValue = serde_wasm_bindgen::preserve::deserialize(deserializer)?;
        match value.dyn_ref::<JsString>() {
            Some(text) => Ok(Self(typed(text))),
            None => Err(D::Error::invalid_type(Unexpected::Other("another value"), &"a string")),
        }
    }
}

/// Claims in their order.
struct WireClaims(Vec<(Text, WireRule)>);

impl<'de> Deserialize<'de> for WireClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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
        let rule = |(name, rule): (Text, WireRule)| (name.0, ClaimRule { kind: rule.kind.0, value: rule.value.0 });
        Self { issuer_url: publisher.issuer_url.0, claims: publisher.claims.0.into_iter().map(rule).collect() }
    }
}
