//! Reads what JavaScript passes in: its values become ours, or a programmer's mistake is named.
//!
//! It knows JavaScript's values and nothing of tokens. A mistake is an Error that names the key and what was expected
//! there; no Error quotes a value. Text is never a mistake: what a person typed is taken as it is.

use js_sys::{JSON, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::matching::Labels;
use crate::number::LATEST_SECOND;
use crate::publisher::Publisher;
use crate::stored::{self, Misfit, shortened};
use crate::text::holds;

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

    pub(crate) fn publisher(self, value: &JsValue, key: &str) -> Result<Publisher, JsError> {
        stored::publisher(&self.json(value, key)?).map_err(|misfit| self.misfit(key, &misfit))
    }

    pub(crate) fn publishers(self, value: &JsValue, key: &str) -> Result<Vec<Publisher>, JsError> {
        stored::publishers(&self.json(value, key)?).map_err(|misfit| self.misfit(key, &misfit))
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

    /// An argument with parts of its own crosses as one JSON text: the platform writes it faster than its parts could
    /// be fetched one by one.
    fn json(self, value: &JsValue, key: &str) -> Result<String, JsError> {
        if !value.is_object() {
            return Err(self.wrong(value, key, "an object"));
        }
        let text = JSON::stringify(value).map_err(|_| self.mistake(&format!("`{key}` is no plain data")))?;
        Ok(String::from(text))
    }

    fn misfit(self, key: &str, misfit: &Misfit) -> JsError {
        self.mistake(&format!("`{key}{}` is missing or mistyped; {} is expected", misfit.path, misfit.expected))
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
    if holds(&copied, "\u{FFFD}") && !is_well_formed(text) { copied.replace('\u{FFFD}', "\u{FFFF}") } else { copied }
}
