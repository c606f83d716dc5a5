//! The shapes of an exchange: what it answers, what is left for the platform to verify, the verdict alone.

use super::shape::{self, Texts};
use super::shape_of;
use crate::exchange::{self, Exchange, Outcome, Request, Status, StepName};
use crate::json::Json;
use crate::key_set::Algorithm;
use crate::matching::Labels;
use crate::resource::ResourceKind;
use crate::signature::{Answer, Signed, verify_signature};
use crate::token::Decoded;

/// How long the Hub's token lives, in seconds.
const LIFE: i64 = 3_600;

/// `simulateExchange`: JSON of the contract's `Exchange`.
pub fn simulated(request: &Request<'_>) -> String {
    exchanged(request, &exchange::simulate(request), Texts { pasted: request.token, ..Texts::default() })
}

/// The same for a token that was refused before it was copied here.
pub fn simulated_refusal(request: &Request<'_>, refusal: Decoded) -> String {
    exchanged(request, &exchange::exchange_of(request, refusal, None), Texts::default())
}

/// `verifyExchange`, first half: what the platform must verify, or `null`. The token's parts are given as offsets of the
/// pasted text, in bytes, so that no part of it crosses.
pub fn question(request: &Request<'_>, key_set: &str) -> String {
    let mut question = "null".to_owned();
    exchange::verify(request, key_set, |signed| {
        question = asked(signed);
        Answer::Unavailable
    });
    question
}

/// The same for a signature alone, whatever it signs: how suites of signatures are run on this side of the door.
pub fn question_of_signature(text: &str, key_set: &str) -> String {
    let mut question = "null".to_owned();
    let _ = verify_signature(text, key_set, |signed| {
        question = asked(signed);
        Answer::Unavailable
    });
    question
}

fn asked(signed: &Signed<'_>) -> String {
    let (kty, [first, second]) = match signed.key.algorithm {
        Algorithm::Rs256 => ("RSA", ["n", "e"]),
        Algorithm::Es256 => ("EC", ["x", "y"]),
    };
    let dot = signed.start.saturating_add(signed.message.len());
    Json::text_of(|json| {
        json.table(|json| {
            json.entry("key").table(|json| {
                json.entry("kty").text(kty);
                json.entry(first).text(&signed.key.first);
                json.entry(second).text(&signed.key.second);
                if signed.key.algorithm == Algorithm::Es256 {
                    json.entry("crv").text("P-256");
                }
            });
            json.entry("how").bare(match signed.key.algorithm {
                Algorithm::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
                Algorithm::Es256 => r#"{"name":"ECDSA","hash":"SHA-256","namedCurve":"P-256"}"#,
            });
            json.entry("uses").bare(r#"["verify"]"#);
            json.entry("start").bare(&signed.start.to_string());
            json.entry("dot").bare(&dot.to_string());
            let end = dot.saturating_add(1).saturating_add(signed.signature.len());
            json.entry("end").bare(&end.to_string());
        });
    })
}

/// `verifyExchange`, second half: JSON of the contract's `Exchange`, given what the platform said.
pub fn verified(request: &Request<'_>, key_set: &str, answer: Answer) -> String {
    let exchange = exchange::verify(request, key_set, |_| answer);
    exchanged(request, &exchange, Texts { pasted: request.token, key_set, ..Texts::default() })
}

/// The same for a token that was refused before it was copied here.
pub fn verified_refusal(request: &Request<'_>, key_set: &str, refusal: Decoded) -> String {
    let exchange = exchange::exchange_of(request, refusal, Some((key_set, &mut |_| Answer::Unavailable)));
    exchanged(request, &exchange, Texts { key_set, ..Texts::default() })
}

/// `decideExchange`: JSON of the contract's result.
pub fn decided((outcome, publisher): (Outcome, Option<usize>)) -> String {
    shape_of(|json| {
        json.word("outcome", outcome_name(outcome));
        match publisher {
            Some(publisher) => json.index("publisher", publisher),
            None => json.name("publisher").bare("null"),
        }
    })
}

fn exchanged(request: &Request<'_>, exchange: &Exchange, texts: Texts<'_>) -> String {
    let granted = exchange.outcome.is_granted();
    let is_user = exchange.resource.as_ref().is_some_and(|resource| resource.kind == ResourceKind::User);
    shape_of(|json| {
        json.word("outcome", outcome_name(exchange.outcome));
        json.word("outcomeIfFresh", outcome_name(exchange.outcome_if_fresh));
        json.name("asked").shape(|json| {
            shape::resource(json, exchange.resource.as_ref());
            json.member("audience", request.audience);
            json.number("now", request.now);
            json.word(
                "labels",
                match request.labels {
                    Labels::Documented => "documented",
                    Labels::Raw => "raw",
                },
            );
            json.optional("provider", exchange.provider);
        });
        json.number("status", if granted { 200 } else { 400 });
        json.name("response").shape(|json| match (granted, exchange.invalid_request) {
            (true, _) => {
                // ASCII alone, which the platform reads faster.
                let token = if is_user { r#""hf_oauth_\u2026""# } else { r#""hf_jwt_\u2026""# };
                json.name("access_token").bare(token);
                json.word("token_type", "bearer");
                json.number("expires_in", LIFE);
                json.word("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
            }
            (false, true) => {
                json.word("error", "invalid_request");
                let description = "The request is malformed: resource or subject token cannot be read";
                json.word("error_description", description);
            }
            (false, false) => {
                json.word("error", "invalid_grant");
                let description = "The subject token does not match any trusted publisher of the resource";
                json.word("error_description", description);
            }
        });
        json.name("grant").perhaps(exchange.matched.filter(|_| granted), |json, matched| {
            json.shape(|json| {
                json.word("access", if is_user { "read-gated-repos" } else { "write-repo" });
                shape::resource(json, exchange.resource.as_ref());
                json.number("seconds", LIFE);
                json.index("matched", matched);
            });
        });
        json.name("steps").list(&exchange.steps, |json, step| {
            json.shape(|json| {
                json.word("name", step_name(step.name));
                json.word("status", status(step.status));
                json.member("summary", &step.summary);
            });
        });
        json.name("matches").list(&exchange.matches, shape::one_match);
        shape::findings(json, &exchange.findings, Texts { resource: request.resource, ..texts });
    })
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
