//! The public shapes: what the contract (`api.d.ts`) calls them, as JSON texts, with offsets in UTF-16 code units.
//!
//! It translates and decides nothing. Inside, spans are bytes; only here they become what `String.slice` takes.

mod shape;

use crate::exchange::{self, Exchange, Outcome, Request};
use crate::form;
use crate::matching::Labels;
use crate::member::Member;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::resource::{self, ResourceKind};
use crate::token::{Decoded, Form, decode};
use shape::*;

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
    json(&WireDecoded {
        form: match decoded.form {
            Form::Jwt => "jwt",
            Form::ClaimsJson => "claims-json",
            Form::None => "none",
        },
        at: decoded.at.as_ref().map(|span| WireSpan { start: utf16(text, span.start), end: utf16(text, span.end) }),
        header: members(decoded.header.as_deref(), None),
        claims: members(decoded.claims.as_deref(), provider.or(Some(&provider::custom::PROVIDER))),
        complete: decoded.complete,
        provider: provider.map(|provider| provider.id),
        findings: wire_findings(&decoded.findings, text, ""),
    })
}

fn members<'a>(members: Option<&'a [Member]>, provider: Option<&'static Provider>) -> Option<Vec<WireMember<'a>>> {
    members.map(|members| members.iter().map(|member| wire_member(member, provider)).collect())
}

/// `parseResource`: JSON of the contract's result.
pub fn resource(text: &str) -> String {
    let (resource, findings) = match resource::parse(text) {
        Ok(resource) => (Some(resource), Vec::new()),
        Err(finding) => (None, vec![finding]),
    };
    json(&WireParsedResource {
        resource: resource.as_ref().map(wire_resource),
        findings: wire_findings(&findings, "", text),
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
    let resource = exchange.resource.as_ref();
    let is_user = resource.is_some_and(|resource| resource.kind == ResourceKind::User);
    let response = if granted {
        WireResponse::Token {
            access_token: if is_user { "hf_oauth_…" } else { "hf_jwt_…" },
            token_type: "bearer",
            expires_in: LIFE,
            issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
        }
    } else if exchange.invalid_request {
        WireResponse::Error {
            error: "invalid_request",
            error_description: "The request is malformed: resource or subject token cannot be read",
        }
    } else {
        WireResponse::Error {
            error: "invalid_grant",
            error_description: "The subject token does not match any trusted publisher of the resource",
        }
    };
    let grant = resource.zip(exchange.matched).filter(|_| granted).map(|(resource, matched)| WireGrant {
        access: if is_user { "read-gated-repos" } else { "write-repo" },
        resource: wire_resource(resource),
        seconds: LIFE,
        matched,
    });
    json(&WireExchange {
        outcome: outcome_name(exchange.outcome),
        outcome_if_fresh: outcome_name(exchange.outcome_if_fresh),
        asked: WireAsked {
            resource: resource.map(wire_resource),
            audience: request.audience,
            now: request.now,
            labels: match request.labels {
                Labels::Documented => "documented",
                Labels::Raw => "raw",
            },
            provider: exchange.provider,
        },
        status: if granted { 200 } else { 400 },
        response,
        grant,
        steps: exchange
            .steps
            .iter()
            .map(|step| WireStep {
                name: step_name(step.name),
                status: status_name(step.status),
                summary: &step.summary,
            })
            .collect(),
        matches: exchange.matches.iter().map(wire_match).collect(),
        findings: wire_findings(&exchange.findings, text, request.resource),
    })
}

/// `providers`: JSON of the contract's list.
pub fn providers() -> String {
    json(&provider::ALL.map(wire_provider))
}

/// `publisherFromFields`: JSON of the contract's result.
pub fn publisher_from_fields(provider: &Provider, fields: &[(&str, &str)]) -> String {
    let (publisher, findings) = form::publisher_of(provider, fields);
    json(&WireBuilt {
        publisher: publisher.as_ref().map(WirePublisher::of),
        findings: wire_findings(&findings, "", ""),
    })
}

/// `fieldsFromPublisher`: JSON of the contract's result.
pub fn fields_from_publisher(publisher: &Publisher) -> String {
    let (provider, fields, rest) = form::fields_of(publisher);
    let fields = fields.into_iter().map(|(id, value)| WireFieldValue { id, value }).collect();
    json(&WireFields { provider: provider.id, fields, rest })
}

/// How long the Hub's token lives, in seconds.
const LIFE: u32 = 3_600;
