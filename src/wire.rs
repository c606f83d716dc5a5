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
use crate::key_set::Algorithm;
use crate::lint::{Context, check};
use crate::matching::Labels;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::resource::{self, ResourceKind};
use crate::signature::{Answer, Signed, verify_signature};
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
        shape::findings(json, &decoded.findings, Texts { pasted: text, ..Texts::default() });
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
        shape::findings(json, finding.as_slice(), Texts { resource: text, ..Texts::default() });
    })
}

/// `simulateExchange`: JSON of the contract's `Exchange`.
pub fn simulated(request: &Request<'_>) -> String {
    exchanged(request, &exchange::simulate(request), Texts { pasted: request.token, ..Texts::default() })
}

/// The same for a token that was refused before it was copied here.
pub fn simulated_refusal(request: &Request<'_>, refusal: Decoded) -> String {
    exchanged(request, &exchange::judged(request, refusal, None), Texts::default())
}

/// `verifyExchange`, first half: what the platform must verify, or `null`. The token's parts are given as offsets of the
/// pasted text, so that no part of it crosses.
pub fn question(request: &Request<'_>, key_set: &str) -> String {
    let mut question = "null".to_owned();
    exchange::verify(request, key_set, |signed| {
        question = asked(request.token, signed);
        Answer::Unavailable
    });
    question
}

/// The same for a signature alone, whatever it signs: how suites of signatures are run on this side of the door.
pub fn question_of_signature(text: &str, key_set: &str) -> String {
    let mut question = "null".to_owned();
    let _ = verify_signature(text, key_set, |signed| {
        question = asked(text, signed);
        Answer::Unavailable
    });
    question
}

fn asked(text: &str, signed: &Signed<'_>) -> String {
    let (algorithm, kty, [first, second]) = match signed.key.algorithm {
        Algorithm::Rs256 => ("RSASSA-PKCS1-v1_5", "RSA", ["n", "e"]),
        Algorithm::Es256 => ("ECDSA", "EC", ["x", "y"]),
    };
    object(|json| {
        json.member("algorithm", algorithm);
        json.name("key").object(|json| {
            json.member("kty", kty);
            json.member(first, &signed.key.first);
            json.member(second, &signed.key.second);
            if signed.key.algorithm == Algorithm::Es256 {
                json.member("crv", "P-256");
            }
        });
        let start = shape::utf16(text, signed.start);
        // From here on it is ASCII: one unit a byte.
        let dot = start.saturating_add(signed.message.len());
        json.index("start", start);
        json.index("dot", dot);
        json.index("end", dot.saturating_add(1).saturating_add(signed.signature.len()));
    })
}

/// `verifyExchange`, second half: JSON of the contract's `Exchange`, given what the platform said.
pub fn verified(request: &Request<'_>, key_set: &str, answer: Answer) -> String {
    let exchange = exchange::verify(request, key_set, |_| answer);
    exchanged(request, &exchange, Texts { pasted: request.token, key_set, ..Texts::default() })
}

/// The same for a token that was refused before it was copied here.
pub fn verified_refusal(request: &Request<'_>, key_set: &str, refusal: Decoded) -> String {
    let exchange = exchange::judged(request, refusal, Some((key_set, &mut |_| Answer::Unavailable)));
    exchanged(request, &exchange, Texts { key_set, ..Texts::default() })
}

/// `decideExchange`: JSON of the contract's result.
pub fn decided((outcome, publisher): (Outcome, Option<usize>)) -> String {
    object(|json| {
        json.member("outcome", outcome_name(outcome));
        json.name("publisher");
        match publisher {
            Some(publisher) => json.bare(&publisher.to_string()),
            None => json.bare("null"),
        }
    })
}

fn exchanged(request: &Request<'_>, exchange: &Exchange, texts: Texts<'_>) -> String {
    let granted = exchange.outcome.is_granted();
    let is_user = exchange.resource.as_ref().is_some_and(|resource| resource.kind == ResourceKind::User);
    object(|json| {
        json.member("outcome", outcome_name(exchange.outcome));
        json.member("outcomeIfFresh", outcome_name(exchange.outcome_if_fresh));
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
        shape::findings(json, &exchange.findings, Texts { resource: request.resource, ..texts });
    })
}

/// `providers`: JSON of the contract's list.
pub fn providers() -> String {
    Json::text_of(|json| json.list(&provider::ALL, shape::provider))
}

/// `checkPublisher`: JSON of the contract's list.
pub fn checked(publisher: &Publisher, context: Context<'_>) -> String {
    Json::text_of(|json| shape::list_of_findings(json, &check(publisher, context), Texts::default()))
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

/// `parsePublishers`: JSON of the contract's result. A text that was not handed over holds none.
pub fn parsed_publishers(text: &str, refusal: Option<Decoded>) -> String {
    let refused = |refusal: Decoded| (Vec::new(), refusal.findings);
    let (publishers, findings) = refusal.map_or_else(|| stored::parse(text), refused);
    object(|json| {
        json.name("publishers").list(&publishers, shape::publisher);
        shape::findings(json, &findings, Texts { pasted: text, ..Texts::default() });
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
                shape::findings(json, &suggestion.findings, Texts::default());
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
        shape::findings(json, &file.findings, Texts { resource, ..Texts::default() });
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
        shape::findings(json, &findings, Texts::default());
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

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "granted",
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
