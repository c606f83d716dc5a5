//! The public shapes: what the contract (`api.d.ts`) calls them, as JSON texts, with offsets in UTF-16 code units.
//!
//! Natively they are objects. From the module an answer crosses as the one list of all its values, which the platform reads in two
//! fifths of the time, and the package's `shapes.js`, which knows the same order, gives the names back.
//!
//! It translates and decides nothing. Inside, spans are bytes; only here they become what `String.slice` takes.

mod exchange;
mod shape;

pub use self::exchange::{
    decided, question, question_of_signature, simulated, simulated_refusal, verified, verified_refusal,
};

use self::shape::Texts;
use crate::form;
use crate::job::preview;
use crate::json::Json;
use crate::lint::{Context, check};
use crate::matching::Labels;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::resource;
use crate::stored;
use crate::suggestion::suggest;
use crate::token::{Decoded, Form, decode};
use crate::workflow::ci_workflow;

/// `decodeToken`: a pasted text, read. JSON of the contract's `Decoded`.
pub fn decoded(text: &str) -> String {
    decoded_of(text, &decode(text))
}

/// The same for a text that was refused before it was copied here.
pub fn refused(refusal: &Decoded) -> String {
    decoded_of("", refusal)
}

fn decoded_of(text: &str, decoded: &Decoded) -> String {
    let provider = provider::of_token(decoded);
    shape_of(|json| {
        json.member(
            "form",
            match decoded.form {
                Form::Jwt => "jwt",
                Form::ClaimsJson => "claims-json",
                Form::ClaimsList => "claims-list",
                Form::None => "none",
            },
        );
        json.name("at").perhaps(decoded.at.as_ref(), |json, span| {
            json.shape(|json| {
                json.index("start", shape::utf16(text, span.start));
                json.index("end", shape::utf16(text, span.end));
            });
        });
        shape::members(json.name("header"), decoded.header.as_ref(), None);
        let known = provider.unwrap_or(provider::custom());
        shape::members(json.name("claims"), decoded.claims.as_ref(), Some(known));
        json.truth("complete", decoded.complete);
        json.optional("provider", provider.map(|provider| provider.id()));
        shape::findings(json, &decoded.findings, Texts { pasted: text, ..Texts::default() });
    })
}

/// `parseResource`: JSON of the contract's result.
pub fn resource(text: &str) -> String {
    let (resource, finding) = match resource::parse(text) {
        Ok(resource) => (Some(resource), None),
        Err(finding) => (None, Some(finding)),
    };
    shape_of(|json| {
        shape::resource(json, resource.as_ref());
        shape::findings(json, finding.as_slice(), Texts { resource: text, ..Texts::default() });
    })
}

/// `providers`: JSON of the contract's list.
pub fn providers() -> String {
    Json::answer_of(|json| json.list(&provider::ALL, shape::provider))
}

/// `checkPublisher`: JSON of the contract's list.
pub fn checked(publisher: &Publisher, context: Context<'_>) -> String {
    Json::answer_of(|json| shape::list_of_findings(json, &check(publisher, context), Texts::default()))
}

/// `previewPublisher`: JSON of the contract's list.
pub fn previewed(publisher: &Publisher, labels: Labels) -> String {
    Json::answer_of(|json| {
        json.list(&preview(publisher, labels), |json, scenario| {
            json.shape(|json| {
                json.member("id", scenario.id);
                json.member("title", &scenario.title);
                json.word("meant", scenario.meant);
                json.word("verdict", shape::verdict(scenario.verdict));
                json.name("refusedBy").texts(&scenario.refused_by);
            });
        });
    })
}

/// `parsePublishers`: JSON of the contract's result. A text that was not handed over holds none.
pub fn parsed_publishers(text: &str, refusal: Option<Decoded>) -> String {
    let refused = |refusal: Decoded| (Vec::new(), refusal.findings);
    let (publishers, findings) = refusal.map_or_else(|| stored::parse(text), refused);
    shape_of(|json| {
        json.name("publishers").list(&publishers, shape::publisher);
        shape::findings(json, &findings, Texts { pasted: text, ..Texts::default() });
    })
}

/// `suggestPublishers`: JSON of the contract's list.
pub fn suggested(text: &str) -> String {
    Json::answer_of(|json| {
        json.list(&suggest(text), |json, suggestion| {
            json.shape(|json| {
                json.member("title", suggestion.title);
                json.member("why", suggestion.why);
                json.name("publisher");
                shape::publisher(json, &suggestion.publisher);
                shape::findings(json, &suggestion.findings, Texts::default());
            });
        });
    })
}

/// `ciWorkflow`: JSON of the contract's result.
pub fn workflow(provider: &'static Provider, resource: &str, publisher: Option<&Publisher>) -> String {
    let file = ci_workflow(provider, resource, publisher);
    shape_of(|json| {
        json.member("path", &file.path);
        json.member("language", file.language);
        json.member("text", &file.text);
        shape::findings(json, &file.findings, Texts { resource, ..Texts::default() });
    })
}

/// `publisherFromFields`: JSON of the contract's result.
pub fn publisher_from_fields(provider: &Provider, fields: &[(&str, &str)]) -> String {
    let (publisher, findings) = form::publisher_of(provider, fields);
    shape_of(|json| {
        json.name("publisher").perhaps(publisher.as_ref(), shape::publisher);
        shape::findings(json, &findings, Texts::default());
    })
}

/// `fieldsFromPublisher`: JSON of the contract's result.
pub fn fields_from_publisher(publisher: &Publisher) -> String {
    let (provider, fields, rest) = form::fields_of(publisher);
    shape_of(|json| {
        json.member("provider", provider.id());
        json.name("fields").list(&fields, |json, (id, value)| {
            json.shape(|json| {
                json.member("id", id);
                json.member("value", value);
            });
        });
        json.name("rest").texts(&rest);
    })
}

fn shape_of(members: impl FnOnce(&mut Json)) -> String {
    Json::answer_of(|json| json.shape(members))
}
