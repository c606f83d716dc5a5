//! The functions that JavaScript calls: a name, the pasted text, and the other arguments as one JSON text go in; one
//! JSON text comes out, or a programmer's mistake. The package's `door.js` is the other side.
//!
//! A mistake names the key and what is expected there, and quotes no value. Text is never a mistake: what a person
//! typed comes back as findings. Nothing here is JavaScript's, so that all of it is tested natively.

use crate::exchange::{self, Request};
use crate::finding::Finding;
use crate::json::{self, Document, Kind, Node};
use crate::judgement::HUB;
use crate::lint::Context;
use crate::matching::Labels;
use crate::number::{Decimal, LATEST_SECOND};
use crate::paste;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::signature::Answer;
use crate::stored::{self, Misfit, shortened};
use crate::token::Decoded;
use crate::wire;

/// Answers one call of the package.
///
/// - `function`: its name in the declarations, such as `simulateExchange`.
/// - `text`: what was pasted or typed, where the function takes such a text; else empty.
/// - `arguments`: the caller's, as one JSON object. The package wrote it, so that no name stands in it twice.
/// - `aside`: the package's own word, as a JSON object that no caller can write into, or empty:
///   - `length`, in UTF-16 code units, of a text that is too long to be handed over;
///   - `at` and `half`, such as `U+D800`, of half a surrogate pair, which kept a text from being handed over;
///   - `keySet`: the pasted JSON Web Key Set;
///   - `answer`: what the platform said of a signature.
///
/// Gives the answer as JSON, from the module without its names: `pkg/shapes.js` puts them in.
///
/// # Errors
/// A sentence that says what is wrong with the arguments.
pub fn answer(function: &str, text: &str, aside: &str, arguments: &str) -> Result<String, String> {
    let Ok(document) = json::read_typed(arguments) else {
        return Err(format!("{function}: the arguments are no JSON"));
    };
    let aside = Aside(if aside.is_empty() { None } else { json::read_typed(aside).ok() });
    let call = Call { function, arguments: document };
    let refusal = aside.refusal();
    match function {
        "decodeToken" => Ok(match refusal {
            Some(refusal) => wire::refused(&refusal),
            None => wire::decoded(text),
        }),
        "parseResource" => Ok(wire::resource(text)),
        "simulateExchange" | "decideExchange" | "verifyExchange" => call.exchange(text, &aside),
        "verifySignature" => Ok(wire::question_of_signature(text, aside.word("keySet").unwrap_or_default())),
        "providers" => Ok(wire::providers()),
        "publisherFromFields" => call.publisher_from_fields(),
        "checkPublisher" => call.check_publisher(),
        "previewPublisher" => {
            call.only("context", &["publisher", "labels"])?;
            Ok(wire::previewed(&call.publisher("publisher")?, call.labels()?))
        }
        "parsePublishers" => Ok(wire::parsed_publishers(text, refusal)),
        // A text that was not handed over has no claims.
        "suggestPublishers" => Ok(wire::suggested(text)),
        "ciWorkflow" => call.ci_workflow(),
        "fieldsFromPublisher" => Ok(wire::fields_from_publisher(&call.publisher("publisher")?)),
        _ => Err(format!("{function} is no function")),
    }
}

/// What the package itself says beside a call.
struct Aside<'a>(Option<Document<'a>>);

impl Aside<'_> {
    fn word(&self, name: &str) -> Option<&str> {
        self.0.as_ref()?.entry(name)?.text()
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.0.as_ref()?.entry(name)?.json().parse().ok()
    }

    /// What stands in place of a text that was not handed over.
    fn refusal(&self) -> Option<Decoded> {
        let finding = match (self.number("length"), self.number("at"), self.word("half")) {
            (_, Some(at), Some(half)) => Finding::new(Reason::LoneSurrogate)
                .with("segment", "text")
                .with("character", half)
                .at(paste::place(at..at.saturating_add(1))),
            (Some(length), ..) => paste::too_long(length),
            _ => return None,
        };
        Some(Decoded::nothing(vec![finding]))
    }
}

/// The first half of `verifyExchange`, to which the platform has said nothing yet, asks it; the second tells.
fn verified(request: &Request<'_>, refusal: Option<Decoded>, aside: &Aside<'_>) -> String {
    let key_set = aside.word("keySet").unwrap_or_default();
    let answer = match aside.word("answer") {
        None if refusal.is_some() => return "null".to_owned(),
        None => return wire::question(request, key_set),
        Some("genuine") => Answer::Genuine,
        Some("key-refused") => Answer::KeyRefused,
        Some("unavailable") => Answer::Unavailable,
        Some(_) => Answer::Forged,
    };
    match refusal {
        Some(refusal) => wire::verified_refusal(request, key_set, refusal),
        None => wire::verified(request, key_set, answer),
    }
}

/// A call with its arguments.
struct Call<'a> {
    function: &'a str,
    arguments: Document<'a>,
}

impl Call<'_> {
    fn exchange(&self, text: &str, aside: &Aside<'_>) -> Result<String, String> {
        self.only("request", &["resource", "publishers", "now", "audience", "labels"])?;
        let (resource, audience) = (self.string("resource")?, self.string_or("audience", HUB)?);
        let (publishers, labels) = (self.publishers("publishers")?, self.labels()?);
        let request =
            Request { token: text, resource, publishers: &publishers, now: self.moment("now")?, audience, labels };
        Ok(match (self.function, aside.refusal()) {
            ("decideExchange", Some(refusal)) => wire::decided(exchange::decide_decoded(&request, &refusal)),
            ("decideExchange", None) => wire::decided(exchange::decide(&request)),
            ("verifyExchange", refusal) => verified(&request, refusal, aside),
            (_, Some(refusal)) => wire::simulated_refusal(&request, refusal),
            (_, None) => wire::simulated(&request),
        })
    }

    fn check_publisher(&self) -> Result<String, String> {
        self.only("context", &["publisher", "resource", "others", "labels"])?;
        let resource = self.string_or("resource", "")?;
        let others = if self.written("others").is_empty() { Vec::new() } else { self.publishers("others")? };
        let context = Context { resource, others: &others, labels: self.labels()? };
        Ok(wire::checked(&self.publisher("publisher")?, context))
    }

    fn ci_workflow(&self) -> Result<String, String> {
        self.only("request", &["provider", "resource", "publisher"])?;
        let given = !self.written("publisher").is_empty();
        let publisher = if given { Some(self.publisher("publisher")?) } else { None };
        Ok(wire::workflow(self.provider()?, self.string("resource")?, publisher.as_ref()))
    }

    fn provider(&self) -> Result<&'static Provider, String> {
        let id = self.string("provider")?;
        provider::by_id(id).ok_or_else(|| self.mistake("provider", "the id of a provider"))
    }

    fn labels(&self) -> Result<Labels, String> {
        match self.string_or("labels", "documented")? {
            "documented" => Ok(Labels::Documented),
            "raw" => Ok(Labels::Raw),
            _ => Err(self.mistake("labels", "\"documented\" or \"raw\"")),
        }
    }

    fn publishers(&self, key: &str) -> Result<Vec<Publisher>, String> {
        stored::publishers(self.arguments.entry(key)).map_err(|misfit| self.misfit(key, &misfit))
    }

    fn publisher_from_fields(&self) -> Result<String, String> {
        let provider = self.provider()?;
        let fields = self.arguments.entry("fields").filter(|fields| fields.kind() == Kind::Object);
        let Some(fields) = fields else { return Err(self.mistake("fields", "an object of strings")) };
        let mut filled = Vec::new();
        for field in fields.children() {
            let name = field.name();
            if !provider.fields().iter().any(|known| known.id == name) {
                return Err(self.unknown("fields", name));
            }
            let value = field.text();
            filled.push((name, value.ok_or_else(|| self.wrong(&format!("fields.{name}"), "a string", false))?));
        }
        Ok(wire::publisher_from_fields(provider, &filled))
    }

    fn publisher(&self, key: &str) -> Result<Publisher, String> {
        stored::publisher(self.arguments.entry(key)).map_err(|misfit| self.misfit(key, &misfit))
    }

    /// Refuses keys that the function does not know.
    fn only(&self, whose: &str, known: &[&str]) -> Result<(), String> {
        match self.arguments.root().children().find(|argument| !known.contains(&argument.name())) {
            Some(argument) => Err(self.unknown(whose, argument.name())),
            None => Ok(()),
        }
    }

    /// An argument as it is written; empty if it is absent.
    fn written(&self, key: &str) -> &str {
        self.arguments.entry(key).map_or("", Node::json)
    }

    fn string(&self, key: &str) -> Result<&str, String> {
        let text = self.arguments.entry(key).and_then(Node::text);
        text.ok_or_else(|| self.mistake(key, "a string"))
    }

    fn string_or<'s>(&'s self, key: &str, default: &'s str) -> Result<&'s str, String> {
        if self.written(key).is_empty() { Ok(default) } else { self.string(key) }
    }

    fn moment(&self, key: &str) -> Result<i64, String> {
        let moment = Decimal::parse(self.written(key)).filter(|moment| moment.floor() == moment.ceil());
        let moment = moment.and_then(|moment| moment.floor()).filter(|moment| (0..=LATEST_SECOND).contains(moment));
        moment.ok_or_else(|| self.mistake(key, "whole Unix seconds, up to the year 9999"))
    }

    fn misfit(&self, key: &str, misfit: &Misfit) -> String {
        self.wrong(&format!("{key}{}", misfit.path), misfit.expected, misfit.missing)
    }

    fn mistake(&self, key: &str, expected: &str) -> String {
        self.wrong(key, expected, self.written(key).is_empty())
    }

    fn wrong(&self, key: &str, expected: &str, absent: bool) -> String {
        let what = if absent { "is missing; it must be" } else { "must be" };
        format!("{}: `{key}` {what} {expected}", self.function)
    }

    fn unknown(&self, key: &str, name: &str) -> String {
        format!("{}: `{key}` has an unknown key `{}`", self.function, shortened(name))
    }
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn a_mistake_names_the_key() {
        let rest = r#""resource":"a/b","publishers":[],"now":1"#;
        for (function, arguments, named) in [
            ("simulateExchange", "{}".to_owned(), "`resource` is missing"),
            ("simulateExchange", r#"{"resource":7}"#.to_owned(), "`resource` must be a string"),
            ("simulateExchange", r#"{"resource":"a/b"}"#.to_owned(), "`publishers` is missing"),
            (
                "simulateExchange",
                r#"{"resource":"a/b","publishers":[{}],"now":1}"#.to_owned(),
                "`publishers[0].issuerUrl`",
            ),
            ("simulateExchange", format!("{{{rest},\"publisher\":[]}}"), "unknown key `publisher`"),
            ("simulateExchange", format!("{{{rest},\"labels\":\"neither\"}}"), "`labels` must be"),
            ("simulateExchange", r#"{"resource":"a/b","publishers":[],"now":null}"#.to_owned(), "`now` must be"),
            ("simulateExchange", r#"{"resource":"a/b","publishers":[],"now":1.5}"#.to_owned(), "`now` must be"),
            ("publisherFromFields", r#"{"provider":"gitub","fields":{}}"#.to_owned(), "`provider` must be"),
            ("publisherFromFields", r#"{"provider":"github-actions"}"#.to_owned(), "`fields` is missing"),
            (
                "publisherFromFields",
                r#"{"provider":"custom","fields":{"issuer":""}}"#.to_owned(),
                "unknown key `issuer`",
            ),
            (
                "publisherFromFields",
                r#"{"provider":"custom","fields":{"issuerUrl":1}}"#.to_owned(),
                "`fields.issuerUrl`",
            ),
            (
                "checkPublisher",
                r#"{"publisher":{"issuerUrl":"i","claims":{}},"other":[]}"#.to_owned(),
                "unknown key `other`",
            ),
            ("checkPublisher", r#"{"publisher":{"issuerUrl":"i","claims":{}},"others":[7]}"#.to_owned(), "`others[0]`"),
            ("previewPublisher", "{}".to_owned(), "`publisher` is missing"),
            ("ciWorkflow", r#"{"provider":"gitlab-ci"}"#.to_owned(), "`resource` is missing"),
            (
                "fieldsFromPublisher",
                r#"{"publisher":{"issuerUrl":"i"}}"#.to_owned(),
                "`publisher.claims` is missing; it must be an object of claims",
            ),
            (
                "fieldsFromPublisher",
                r#"{"publisher":{"issuerUrl":"i","claims":[]}}"#.to_owned(),
                "`publisher.claims` must be an object of claims",
            ),
            ("fieldsFromPublisher", "{}".to_owned(), "`publisher` is missing; it must be a publisher"),
            ("fieldsFromPublisher", r#"{"publisher":7}"#.to_owned(), "`publisher` must be a publisher"),
            (
                "checkPublisher",
                r#"{"publisher":{"issuerUrl":"i","claims":{}},"others":7}"#.to_owned(),
                "`others` must be",
            ),
        ] {
            let mistake = answer(function, "", "", &arguments).err().unwrap_or_default();
            assert!(mistake.contains(named) && mistake.starts_with(function), "{function} {arguments}: {mistake}");
        }
    }
}
