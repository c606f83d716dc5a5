//! The public shapes: what the contract (`api.d.ts`) calls them, as JSON texts, with offsets in UTF-16 code units.
//!
//! It translates and decides nothing. Inside, spans are bytes; only here they become what `String.slice` takes.

mod json;
mod shape;

use self::json::Json;
use self::shape::Texts;
use crate::exchange::{self, Exchange, Outcome, Request, Status, StepName};
use crate::form;
use crate::job::preview;
use crate::lint::{Context, check};
use crate::matching::Labels;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::resource::{self, ResourceKind};
use crate::stored;
use crate::suggestion::suggest;
use crate::token::{Decoded, Form, decode};
use crate::workflow::ci_workflow;

/// How long the Hub's token lives, in seconds.
const LIFE: i64 = 3_600;

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
    object(|json| {
        json.member(
            "form",
            match decoded.form {
                Form::Jwt => "jwt",
                Form::ClaimsJson => "claims-json",
                Form::ClaimsList => "claims-list",
                Form::None => "none",
            },
        );
        json.name("at");
        match &decoded.at {
            Some(span) => json.object(|json| {
                json.index("start", shape::utf16(text, span.start));
                json.index("end", shape::utf16(text, span.end));
            }),
            None => json.bare("null"),
        }
        shape::members(json.name("header"), decoded.header.as_deref(), None);
        let known = provider.unwrap_or(provider::custom());
        shape::members(json.name("claims"), decoded.claims.as_deref(), Some(known));
        json.truth("complete", decoded.complete);
        json.optional("provider", provider.map(|provider| provider.id()));
        shape::findings(json, &decoded.findings, Texts { pasted: text, resource: "" });
    })
}

/// `parseResource`: JSON of the contract's result.
pub fn resource(text: &str) -> String {
    let (resource, finding) = match resource::parse(text) {
        Ok(resource) => (Some(resource), None),
        Err(finding) => (None, Some(finding)),
    };
    object(|json| {
        shape::resource(json, resource.as_ref());
        shape::findings(json, finding.as_slice(), Texts { pasted: "", resource: text });
    })
}

/// `simulateExchange`: JSON of the contract's `Exchange`.
pub fn simulated(request: &Request<'_>) -> String {
    exchanged(request, &exchange::simulate(request), request.token)
}

/// The same for a token that was refused before it was copied here.
pub fn simulated_refusal(request: &Request<'_>, refusal: Decoded) -> String {
    exchanged(request, &exchange::simulate_decoded(request, refusal), "")
}

fn exchanged(request: &Request<'_>, exchange: &Exchange, text: &str) -> String {
    let granted = exchange.outcome == Outcome::GrantedIfGenuine;
    let is_user = exchange.resource.as_ref().is_some_and(|resource| resource.kind == ResourceKind::User);
    object(|json| {
        json.member("outcome", outcome(exchange.outcome));
        json.member("outcomeIfFresh", outcome(exchange.outcome_if_fresh));
        json.name("asked").object(|json| {
            shape::resource(json, exchange.resource.as_ref());
            json.member("audience", request.audience);
            json.number("now", request.now);
            json.member(
                "labels",
                match request.labels {
                    Labels::Documented => "documented",
                    Labels::Raw => "raw",
                },
            );
            json.optional("provider", exchange.provider);
        });
        json.number("status", if granted { 200 } else { 400 });
        json.name("response").object(|json| match (granted, exchange.invalid_request) {
            (true, _) => {
                json.member("access_token", if is_user { "hf_oauth_…" } else { "hf_jwt_…" });
                json.member("token_type", "bearer");
                json.number("expires_in", LIFE);
                json.member("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
            }
            (false, true) => {
                json.member("error", "invalid_request");
                let description = "The request is malformed: resource or subject token cannot be read";
                json.member("error_description", description);
            }
            (false, false) => {
                json.member("error", "invalid_grant");
                let description = "The subject token does not match any trusted publisher of the resource";
                json.member("error_description", description);
            }
        });
        json.name("grant");
        match exchange.matched.filter(|_| granted) {
            Some(matched) => json.object(|json| {
                json.member("access", if is_user { "read-gated-repos" } else { "write-repo" });
                shape::resource(json, exchange.resource.as_ref());
                json.number("seconds", LIFE);
                json.index("matched", matched);
            }),
            None => json.bare("null"),
        }
        json.name("steps").list(&exchange.steps, |json, step| {
            json.object(|json| {
                json.member("name", step_name(step.name));
                json.member("status", status(step.status));
                json.member("summary", &step.summary);
            });
        });
        json.name("matches").list(&exchange.matches, shape::one_match);
        shape::findings(json, &exchange.findings, Texts { pasted: text, resource: request.resource });
    })
}

/// `providers`: JSON of the contract's list.
pub fn providers() -> String {
    Json::text_of(|json| json.list(&provider::ALL, shape::provider))
}

/// `checkPublisher`: JSON of the contract's list.
pub fn checked(publisher: &Publisher, context: Context<'_>) -> String {
    Json::text_of(|json| shape::list_of_findings(json, &check(publisher, context), Texts { pasted: "", resource: "" }))
}

/// `previewPublisher`: JSON of the contract's list.
pub fn previewed(publisher: &Publisher, labels: Labels) -> String {
    Json::text_of(|json| {
        json.list(&preview(publisher, labels), |json, scenario| {
            json.object(|json| {
                json.member("id", scenario.id);
                json.member("title", &scenario.title);
                json.member("meant", scenario.meant);
                json.member("verdict", shape::verdict(scenario.verdict));
                json.name("refusedBy").list(&scenario.refused_by, |json, name| json.text(name));
            });
        });
    })
}

/// `parsePublishers`: JSON of the contract's result.
pub fn parsed_publishers(text: &str) -> String {
    let (publishers, findings) = stored::parse(text);
    object(|json| {
        json.name("publishers").list(&publishers, shape::publisher);
        shape::findings(json, &findings, Texts { pasted: text, resource: "" });
    })
}

/// `suggestPublishers`: JSON of the contract's list.
pub fn suggested(text: &str) -> String {
    Json::text_of(|json| {
        json.list(&suggest(text), |json, suggestion| {
            json.object(|json| {
                json.member("title", suggestion.title);
                json.member("why", suggestion.why);
                json.name("publisher");
                shape::publisher(json, &suggestion.publisher);
                shape::findings(json, &suggestion.findings, Texts { pasted: "", resource: "" });
            });
        });
    })
}

/// `ciWorkflow`: JSON of the contract's result.
pub fn workflow(provider: &'static Provider, resource: &str, publisher: Option<&Publisher>) -> String {
    let file = ci_workflow(provider, resource, publisher);
    object(|json| {
        json.member("path", &file.path);
        json.member("language", file.language);
        json.member("text", &file.text);
        shape::findings(json, &file.findings, Texts { pasted: "", resource });
    })
}

/// `publisherFromFields`: JSON of the contract's result.
pub fn publisher_from_fields(provider: &Provider, fields: &[(&str, &str)]) -> String {
    let (publisher, findings) = form::publisher_of(provider, fields);
    object(|json| {
        json.name("publisher");
        match &publisher {
            Some(publisher) => shape::publisher(json, publisher),
            None => json.bare("null"),
        }
        shape::findings(json, &findings, Texts { pasted: "", resource: "" });
    })
}

/// `fieldsFromPublisher`: JSON of the contract's result.
pub fn fields_from_publisher(publisher: &Publisher) -> String {
    let (provider, fields, rest) = form::fields_of(publisher);
    object(|json| {
        json.member("provider", provider.id());
        json.name("fields").list(&fields, |json, (id, value)| {
            json.object(|json| {
                json.member("id", id);
                json.member("value", value);
            });
        });
        json.name("rest").list(&rest, |json, name| json.text(name));
    })
}

fn object(members: impl FnOnce(&mut Json)) -> String {
    Json::text_of(|json| json.object(members))
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::GrantedIfGenuine => "granted-if-genuine",
        Outcome::Refused => "refused",
        Outcome::Undetermined => "undetermined",
    }
}

fn step_name(name: StepName) -> &'static str {
    match name {
        StepName::Resource => "resource",
        StepName::Token => "token",
        StepName::Issuer => "issuer",
        StepName::Signature => "signature",
        StepName::Audience => "audience",
        StepName::Time => "time",
        StepName::Claims => "claims",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Unchecked => "unchecked",
        Status::Skipped => "skipped",
    }
}
