//! Reads publishers from JSON, in the form in which the Hub stores them (the body of its
//! `POST …/settings/trusted-publishers`).
//!
//! It knows that form alone. Keys that the Hub adds are ignored; what is missing or of another type is named by its
//! path and never quoted.

use crate::finding::{Finding, Part, Place, pointer};
use crate::json::{self, Document, Entry, Kind};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;

/// A publisher as the Hub stores it.
const EXAMPLE: &str =
    r#"{"issuerUrl":"https://gitlab.com","claims":{"project_path":{"kind":"eq","value":"acme/model"}}}"#;

/// What is read of a pasted text, in bytes, and of a list: a resource has a handful of publishers.
const TEXT_LIMIT: usize = 262_144;
const LIST_LIMIT: usize = 1_000;

/// What does not fit, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// A path as JavaScript writes it, such as `[0].claims.ref.value`; empty for the whole.
    pub(crate) path: String,
    /// What is expected there.
    pub(crate) expected: &'static str,
}

/// Reads publishers pasted as JSON, one or a list of them, strictly. What can be read is kept beside what cannot.
///
/// ```
/// let text = r#"{"issuerUrl":"https://gitlab.com","claims":{"project_id":{"kind":"eq","value":"20"}}}"#;
/// let (publishers, findings) = hub_trusted_publishers::parse_publishers(text);
/// assert_eq!((publishers.len(), findings.len()), (1, 0));
/// ```
pub fn parse(text: &str) -> (Vec<Publisher>, Vec<Finding>) {
    let whole = |reason| {
        let place = Place::Text { part: Part::Publishers, name: None, span: 0..text.len() };
        Finding::new(reason).with("segment", "list of publishers").at(place)
    };
    let unfit = |problem: &str| whole(Reason::PublisherSyntax).with("problem", problem).with("example", EXAMPLE);
    if text.len() > TEXT_LIMIT {
        return (Vec::new(), vec![unfit("it is longer than 256 KiB")]);
    }
    let document = match json::read(text) {
        Ok(document) if document.entries.len() > LIST_LIMIT => {
            return (Vec::new(), vec![unfit("it has more than 1,000 entries")]);
        }
        Ok(document) => document,
        Err(fault) => {
            let expected = if fault.reason == Reason::JsonSyntax { "expected" } else { "name" };
            let finding = whole(fault.reason).with(expected, &fault.what).with("character", &fault.what);
            return (Vec::new(), vec![finding.count("offset", fault.at).count("limit", json::DEPTH_LIMIT)]);
        }
    };
    let is_list = document.root.kind == Kind::Array;
    let written_as = |item: &Entry| written(text, item);
    let items = if is_list { document.entries.iter().map(written_as).collect() } else { vec![text] };
    let (mut publishers, mut findings) = (Vec::new(), Vec::new());
    for (index, item) in items.into_iter().enumerate() {
        let path = if is_list { format!("[{index}]") } else { String::new() };
        match publisher_at(item, &path) {
            Ok(publisher) => publishers.push(publisher),
            Err(Misfit { path, expected }) => {
                let problem = format!("{} must be {expected}", if path.is_empty() { "it" } else { &path });
                findings.push(unfit(&problem));
            }
        }
    }
    for (index, publisher) in publishers.iter().enumerate() {
        for (name, rule) in publisher.claims.iter().filter(|(_, rule)| !rule.is_eq()) {
            let place = Place::Publisher { publisher: index, path: pointer(&["claims", name, "kind"]) };
            findings.push(Finding::new(Reason::UnknownRuleKind).with("claim", name).with("kind", &rule.kind).at(place));
        }
    }
    (publishers, findings)
}

/// Reads a list of publishers.
pub(crate) fn publishers(text: &str) -> Result<Vec<Publisher>, Misfit> {
    let list = read(text, Kind::Array, "", "an array of publishers")?;
    let mut publishers = Vec::with_capacity(list.entries.len());
    for (index, item) in list.entries.iter().enumerate() {
        publishers.push(publisher_at(written(text, item), &format!("[{index}]"))?);
    }
    Ok(publishers)
}

/// Reads one publisher.
pub(crate) fn publisher(text: &str) -> Result<Publisher, Misfit> {
    publisher_at(text, "")
}

fn publisher_at(text: &str, path: &str) -> Result<Publisher, Misfit> {
    let publisher = read(text, Kind::Object, path, "a publisher: an object with issuerUrl and claims")?;
    let issuer_url = string(&publisher, path, "issuerUrl")?;
    let claims_path = format!("{path}.claims");
    let claims_text = publisher.entry("claims").map_or("", |claims| written(text, claims));
    let claims = read(claims_text, Kind::Object, &claims_path, "an object of claims")?;
    let mut rules = Vec::with_capacity(claims.entries.len());
    for entry in &claims.entries {
        let path = format!("{claims_path}.{}", shortened(&entry.name));
        let rule = read(written(claims_text, entry), Kind::Object, &path, "a rule: an object with kind and value")?;
        let rule = ClaimRule { kind: string(&rule, &path, "kind")?, value: string(&rule, &path, "value")? };
        rules.push((entry.name.clone(), rule));
    }
    Ok(Publisher { issuer_url, claims: rules })
}

/// A value of the given kind. What is absent is an empty text here, which is no value of any kind.
fn read(text: &str, kind: Kind, path: &str, expected: &'static str) -> Result<Document, Misfit> {
    let misfit = || Misfit { path: path.to_owned(), expected };
    json::read_typed(text).ok().filter(|document| document.root.kind == kind).ok_or_else(misfit)
}

fn string(object: &Document, path: &str, name: &str) -> Result<String, Misfit> {
    let text = object.entry(name).and_then(|entry| entry.value.text.clone());
    text.ok_or_else(|| Misfit { path: format!("{path}.{name}"), expected: "a string" })
}

fn written<'a>(text: &'a str, entry: &Entry) -> &'a str {
    text.get(entry.value.span.clone()).unwrap_or_default()
}

/// Enough of a key to recognise it. A key is no place for a token, and none is quoted at length.
pub(crate) fn shortened(key: &str) -> String {
    const SHORT: usize = 15;
    let start: String = key.chars().take(SHORT).collect();
    if start.len() < key.len() { format!("{start}…") } else { start }
}

#[cfg(test)]
mod tests {
    use super::{Misfit, publisher, publishers};

    #[test]
    fn a_misfit_is_named_by_its_path() {
        for (text, path) in [
            ("7", ""),
            ("[7]", "[0]"),
            (r#"[{"claims":{}}]"#, "[0].issuerUrl"),
            (r#"[{"issuerUrl":7,"claims":{}}]"#, "[0].issuerUrl"),
            (r#"[{"issuerUrl":"i"}]"#, "[0].claims"),
            (r#"[{"issuerUrl":"i","claims":[]}]"#, "[0].claims"),
            (r#"[{"issuerUrl":"i","claims":{}},{"issuerUrl":"i","claims":{"ref":"main"}}]"#, "[1].claims.ref"),
            (r#"[{"issuerUrl":"i","claims":{"ref":{"kind":"eq"}}}]"#, "[0].claims.ref.value"),
            (r#"[{"issuerUrl":"i","claims":{"ref":{"kind":"eq","value":null}}}]"#, "[0].claims.ref.value"),
        ] {
            let misfit = publishers(text).map_err(|Misfit { path, .. }| path);
            assert_eq!(misfit, Err(path.to_owned()), "{text}");
        }
    }

    #[test]
    fn order_is_kept_and_further_keys_are_ignored() {
        let text = r#"{"id":1,"claims":{"z":{"kind":"eq","value":"1","note":{}},"a":{"value":"2","kind":"eq"}},"issuerUrl":"i"}"#;
        let read = publisher(text).map(|publisher| publisher.claims.into_iter().map(|(name, _)| name).collect());
        assert_eq!(read, Ok(vec!["z".to_owned(), "a".to_owned()]));
    }

    #[test]
    fn what_no_token_can_hold_is_read_and_never_equal() {
        let text = r#"{"issuerUrl":"i","claims":{"ref":{"kind":"eq","value":"\ud83e\u0061\uffff"}}}"#;
        let read = publisher(text).map(|publisher| publisher.claims.into_iter().map(|(_, rule)| rule.value).collect());
        assert_eq!(read, Ok(vec!["\u{FFFF}a\u{FFFF}".to_owned()]));
    }
}
