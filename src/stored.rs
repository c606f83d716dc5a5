//! Reads publishers from JSON, in the form in which the Hub stores them (the body of its
//! `POST …/settings/trusted-publishers`).
//!
//! It knows that form alone. Keys that the Hub adds are ignored; what is missing or of another type is named by its
//! path and never quoted.

use std::ops::Range;

use crate::finding::{Finding, Part, Place, of_fault};
use crate::json::{self, Kind, Node};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;
use crate::text::{cut_short, joined};

/// A publisher as the Hub stores it.
pub(crate) const EXAMPLE: &str =
    r#"{"issuerUrl":"https://gitlab.com","claims":{"project_path":{"kind":"eq","value":"acme/model"}}}"#;

/// What is read of a pasted text, in bytes, and of a list: a resource has a handful of publishers, and each costs memory.
const TEXT_LIMIT: usize = 131_072;
const LIST_LIMIT: usize = 1_000;

/// What does not fit, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// A path as JavaScript writes it, such as `[0].claims.ref.value`; empty for the whole.
    pub(crate) path: String,
    /// What is expected there.
    pub(crate) expected: &'static str,
    /// Whether nothing stands there.
    pub(crate) missing: bool,
}

/// Where something is read: in which publisher of a list, and in which of its claims.
#[derive(Clone, Copy, Default)]
struct Spot<'a> {
    index: Option<usize>,
    claim: Option<&'a str>,
}

impl Spot<'_> {
    fn misfit(self, member: &str, expected: &'static str) -> Misfit {
        let mut path = self.index.map_or(String::new(), |index| format!("[{index}]"));
        if let Some(claim) = self.claim {
            path.push_str(".claims.");
            path.push_str(&shortened(claim));
        }
        path.push_str(member);
        Misfit { path, expected, missing: false }
    }

    fn missing(self, member: &str, expected: &'static str) -> Misfit {
        Misfit { missing: true, ..self.misfit(member, expected) }
    }

    fn of_kind<'n>(
        self,
        node: Option<Node<'n>>,
        kind: Kind,
        member: &str,
        expected: &'static str,
    ) -> Result<Node<'n>, Misfit> {
        let node = node.ok_or_else(|| self.missing(member, expected))?;
        if node.kind() == kind { Ok(node) } else { Err(self.misfit(member, expected)) }
    }

    fn string<'n>(self, object: Node<'n>, name: &str) -> Result<&'n str, Misfit> {
        let node = object.child(name);
        node.and_then(Node::text).ok_or_else(|| {
            let member = joined(&[".", name], "");
            if node.is_some() { self.misfit(&member, "a string") } else { self.missing(&member, "a string") }
        })
    }
}

/// Reads publishers pasted as JSON, one or a list of them, strictly. What can be read is kept beside what cannot.
///
/// ```
/// let text = r#"{"issuerUrl":"https://gitlab.com","claims":{"project_id":{"kind":"eq","value":"20"}}}"#;
/// let (publishers, findings) = hub_trusted_publishers::parse_publishers(text);
/// assert_eq!((publishers.len(), findings.len()), (1, 0));
/// ```
pub fn parse(text: &str) -> (Vec<Publisher>, Vec<Finding>) {
    // Editors put a byte order mark in front.
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = text.len().saturating_sub(json.len());
    let place = |span: Range<usize>| {
        let span = span.start.saturating_add(mark)..span.end.saturating_add(mark);
        Place::Text { part: Part::Publishers, name: None, span }
    };
    let unfit = |problem: &str, span| {
        let finding = Finding::new(Reason::PublisherSyntax).with("problem", problem);
        finding.with("example", EXAMPLE).at(place(span))
    };
    let whole = 0..json.len();
    if text.len() > TEXT_LIMIT {
        return (Vec::new(), vec![unfit("it is longer than 128 KiB", whole)]);
    }
    if json.trim_ascii().is_empty() {
        return (Vec::new(), vec![unfit("it is empty", 0..json.len())]);
    }
    match json::read(json) {
        Ok(document) if document.len() > LIST_LIMIT => {
            return (Vec::new(), vec![unfit("it has more than 1,000 entries", whole)]);
        }
        Ok(_) => {}
        Err(fault) => {
            let finding = of_fault(&fault, json, "list of publishers");
            return (Vec::new(), vec![finding.at(place(fault.at..json.len()))]);
        }
    };
    // What was read strictly is read again with all that stands in it.
    let Ok(document) = json::read_typed(json) else { return (Vec::new(), Vec::new()) };
    let root = document.root();
    let (mut publishers, mut findings) = (Vec::new(), Vec::new());
    let mut add = |node: Node<'_>, index| match publisher_at(Some(node), index) {
        Ok(publisher) => publishers.push(publisher),
        Err(Misfit { path, expected, missing }) => {
            let path = if path.is_empty() { "it" } else { &path };
            let what = if missing { " is missing: it must be " } else { " must be " };
            findings.push(unfit(&joined(&[path, what, expected], ""), node.span()));
        }
    };
    if root.kind() == Kind::Array {
        for (index, item) in root.children().enumerate() {
            add(item, Some(index));
        }
    } else {
        add(root, None);
    }
    for (index, publisher) in publishers.iter().enumerate() {
        for (name, rule) in publisher.claims.iter().filter(|(_, rule)| !rule.is_eq()) {
            let finding = Finding::new(Reason::UnknownRuleKind).with("claim", name).with("kind", &rule.kind);
            findings.push(finding.at(Place::in_publisher(index, &["claims", name, "kind"])));
        }
    }
    (publishers, findings)
}

/// Reads a list of publishers, from what the package wrote as JSON. What is absent is no value of any kind.
pub(crate) fn publishers(list: Option<Node<'_>>) -> Result<Vec<Publisher>, Misfit> {
    let whole = Spot::default();
    let mut publishers = Vec::new();
    for item in whole.of_kind(list, Kind::Array, "", "an array of publishers")?.children() {
        let index = publishers.len();
        if index == LIST_LIMIT {
            return Err(whole.misfit("", "an array of at most 1,000 publishers"));
        }
        publishers.push(publisher_at(Some(item), Some(index))?);
    }
    Ok(publishers)
}

/// Reads one publisher.
pub(crate) fn publisher(node: Option<Node<'_>>) -> Result<Publisher, Misfit> {
    publisher_at(node, None)
}

fn publisher_at(node: Option<Node<'_>>, index: Option<usize>) -> Result<Publisher, Misfit> {
    let spot = Spot { index, claim: None };
    let publisher = spot.of_kind(node, Kind::Object, "", "a publisher: an object with issuerUrl and claims")?;
    let issuer_url = spot.string(publisher, "issuerUrl")?.to_owned();
    let mut claims = Vec::new();
    let listed = publisher.child("claims");
    for claim in spot.of_kind(listed, Kind::Object, ".claims", "an object of claims")?.children() {
        let spot = Spot { index, claim: Some(claim.name()) };
        let rule = spot.of_kind(Some(claim), Kind::Object, "", "a rule: an object with kind and value")?;
        let rule = ClaimRule::of(spot.string(rule, "kind")?, spot.string(rule, "value")?);
        claims.push((claim.name().to_owned(), rule));
    }
    Ok(Publisher { issuer_url, claims })
}

/// Enough of a key to recognise it. A key is no place for a token, and none is quoted at length.
pub(crate) fn shortened(key: &str) -> String {
    const SHORT: usize = 15;
    cut_short(key, SHORT)
}

#[cfg(test)]
#[allow(clippy::panic, reason = "a test says what went wrong by panicking")]
mod tests {
    use super::{Misfit, publisher, publishers};
    use crate::json::read_typed;

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
            let list = read_typed(text).unwrap_or_else(|_| panic!("{text}"));
            let misfit = publishers(Some(list.root())).map_err(|Misfit { path, .. }| path);
            assert_eq!(misfit, Err(path.to_owned()), "{text}");
        }
    }

    #[test]
    fn order_is_kept_and_further_keys_are_ignored() {
        let text = r#"{"id":1,"claims":{"z":{"kind":"eq","value":"1","note":{}},"a":{"value":"2","kind":"eq"}},"issuerUrl":"i"}"#;
        let text = read_typed(text).unwrap_or_else(|_| panic!("{text}"));
        let read =
            publisher(Some(text.root())).map(|publisher| publisher.claims.into_iter().map(|(name, _)| name).collect());
        assert_eq!(read, Ok(vec!["z".to_owned(), "a".to_owned()]));
    }

    #[test]
    fn what_no_token_can_hold_is_read_and_never_equal() {
        let text = r#"{"issuerUrl":"i","claims":{"ref":{"kind":"eq","value":"\ud83e\u0061\uffff"}}}"#;
        let text = read_typed(text).unwrap_or_else(|_| panic!("{text}"));
        let read = publisher(Some(text.root()))
            .map(|publisher| publisher.claims.into_iter().map(|(_, rule)| rule.value).collect());
        assert_eq!(read, Ok(vec!["\u{FFFF}a\u{FFFF}".to_owned()]));
    }
}
