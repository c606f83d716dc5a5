//! The serde twins of the contract's shapes, and how each is made.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::claims::REGISTERED;
use crate::exchange::{Outcome, Status, StepName};
use crate::finding::{Effect, Finding, Part, Place};
use crate::json::Kind;
use crate::matching::{Match, Verdict};
use crate::member::Member;
use crate::provider::{Provider, Tenancy};
use crate::publisher::{ClaimRule, Publisher};
use crate::resource::Resource;

/// A JSON text. Writing plain data to memory cannot fail; the fallback is there so that nothing can panic.
pub(super) fn json<T: Serialize>(shape: &T) -> String {
    serde_json::to_string(shape).unwrap_or_else(|_| "null".to_owned())
}

/// An offset in UTF-16 code units, which JavaScript counts in. Offsets into a text that was refused before it was
/// copied are counted so already.
pub(super) fn utf16(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(byte, |before| before.encode_utf16().count())
}

/// Declares a shape that is only written: public names in camelCase.
macro_rules! shapes {
    ($($(#[$meta:meta])* struct $name:ident$(<$life:lifetime>)? { $($(#[$rename:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(serde::Serialize)]
            #[serde(rename_all = "camelCase")]
            pub(super) struct $name$(<$life>)? { $($(#[$rename])* pub(super) $field: $type,)* }
        )*
    };
}

shapes! {
    struct WireSpan { start: usize, end: usize, }
    struct WireFinding<'a> {
        code: &'static str,
        severity: &'static str,
        message: String,
        help: Option<String>,
        values: Vec<WireValue<'a>>,
        at: Option<WirePlace<'a>>,
        fix: Option<WireFix<'a>>,
    }
    struct WireValue<'a> { name: &'a str, value: &'a str, }
    struct WireFix<'a> { label: &'a str, publisher: WirePublisher<'a>, effect: &'static str, }
    struct WireMember<'a> {
        name: &'a str,
        #[serde(rename = "type")]
        kind: &'static str,
        json: &'a str,
        text: Option<&'a str>,
        role: &'static str,
        about: Option<&'static str>,
    }
    struct WireDecoded<'a> {
        form: &'static str,
        at: Option<WireSpan>,
        header: Option<Vec<WireMember<'a>>>,
        claims: Option<Vec<WireMember<'a>>>,
        complete: bool,
        provider: Option<&'static str>,
        findings: Vec<WireFinding<'a>>,
    }
    struct WireResource<'a> { kind: &'static str, namespace: &'a str, name: Option<&'a str>, }
    struct WireParsedResource<'a> { resource: Option<WireResource<'a>>, findings: Vec<WireFinding<'a>>, }
    struct WireAsked<'a> {
        resource: Option<WireResource<'a>>,
        audience: &'a str,
        now: i64,
        labels: &'static str,
        provider: Option<&'static str>,
    }
    struct WireGrant<'a> { access: &'static str, resource: WireResource<'a>, seconds: u32, matched: usize, }
    struct WireStep<'a> { name: &'static str, status: &'static str, summary: &'a str, }
    struct WireIssuerMatch<'a> { expected: &'a str, found: Option<&'a str>, verdict: &'static str, }
    struct WireClaimMatch<'a> {
        claim: &'a str,
        read_from: &'a [String],
        expected: &'a str,
        found: Option<&'a str>,
        verdict: &'static str,
    }
    struct WireMatch<'a> {
        publisher: usize,
        verdict: &'static str,
        issuer: WireIssuerMatch<'a>,
        claims: Vec<WireClaimMatch<'a>>,
    }
    struct WireExchange<'a> {
        outcome: &'static str,
        outcome_if_fresh: &'static str,
        asked: WireAsked<'a>,
        status: u16,
        response: WireResponse,
        grant: Option<WireGrant<'a>>,
        steps: Vec<WireStep<'a>>,
        matches: Vec<WireMatch<'a>>,
        findings: Vec<WireFinding<'a>>,
    }
    struct WireAudience { selectable: bool, how: &'static str, }
    struct WireField {
        id: &'static str,
        label: &'static str,
        claims: &'static [&'static str],
        required: bool,
        placeholder: &'static str,
        help: &'static str,
    }
    struct WireProvider {
        id: &'static str,
        name: &'static str,
        preset: bool,
        issuers: &'static [&'static str],
        key_set_url: Option<&'static str>,
        tenancy: &'static str,
        fields: Vec<WireField>,
        audience: WireAudience,
        docs_url: &'static str,
    }
    struct WirePublisher<'a> { issuer_url: &'a str, claims: WireClaims<'a>, }
    struct WireRule<'a> { kind: &'a str, value: &'a str, }
    struct WireBuilt<'a> { publisher: Option<WirePublisher<'a>>, findings: Vec<WireFinding<'a>>, }
    struct WireFieldValue { id: &'static str, value: String, }
    struct WireFields { provider: &'static str, fields: Vec<WireFieldValue>, rest: Vec<String>, }
}

/// A publisher's claims: the one object that is keyed by claims' names, in their order.
pub(super) struct WireClaims<'a>(&'a [(String, ClaimRule)]);

impl Serialize for WireClaims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, rule) in self.0 {
            map.serialize_entry(name, &WireRule { kind: &rule.kind, value: &rule.value })?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
#[serde(untagged)]
pub(super) enum WireResponse {
    Token { access_token: &'static str, token_type: &'static str, expires_in: u32, issued_token_type: &'static str },
    Error { error: &'static str, error_description: &'static str },
}

#[derive(serde::Serialize)]
#[serde(untagged)]
pub(super) enum WirePlace<'a> {
    Text {
        #[serde(rename = "in")]
        part: &'static str,
        name: Option<&'a str>,
        start: usize,
        end: usize,
    },
    Publisher {
        #[serde(rename = "in")]
        part: &'static str,
        publisher: usize,
        path: &'a str,
    },
}

impl<'a> WirePublisher<'a> {
    pub(super) fn of(publisher: &'a Publisher) -> Self {
        Self { issuer_url: &publisher.issuer_url, claims: WireClaims(&publisher.claims) }
    }
}

/// Findings with their words; `text` and `resource` are the texts that their places lie in.
pub(super) fn wire_findings<'a>(findings: &'a [Finding], text: &str, resource: &str) -> Vec<WireFinding<'a>> {
    let one = |finding: &'a Finding| WireFinding {
        code: finding.reason.code(),
        severity: finding.severity.name(),
        message: finding.message(),
        help: finding.help(),
        values: finding.values.iter().map(|(name, value)| WireValue { name, value }).collect(),
        at: finding.at.as_ref().map(|at| wire_place(at, text, resource)),
        fix: finding.fix.as_ref().map(|fix| WireFix {
            label: &fix.label,
            publisher: WirePublisher::of(&fix.publisher),
            effect: match fix.effect {
                Effect::Same => "same",
                Effect::Narrower => "narrower",
                Effect::Wider => "wider",
                Effect::Different => "different",
            },
        }),
    };
    findings.iter().map(one).collect()
}

fn wire_place<'a>(place: &'a Place, text: &str, resource: &str) -> WirePlace<'a> {
    match place {
        Place::Publisher { publisher, path } => WirePlace::Publisher { part: "publisher", publisher: *publisher, path },
        Place::Text { part, name, span } => {
            let (part, within) = match part {
                Part::Text => ("text", text),
                Part::Header => ("header", text),
                Part::Claims => ("claims", text),
                Part::Resource => ("resource", resource),
            };
            WirePlace::Text {
                part,
                name: name.as_deref(),
                start: utf16(within, span.start),
                end: utf16(within, span.end),
            }
        }
    }
}

pub(super) fn wire_member<'a>(member: &'a Member, provider: Option<&'static Provider>) -> WireMember<'a> {
    let (role, about) = match provider {
        Some(provider) => claim_role(&member.name, provider),
        None => header_role(&member.name),
    };
    WireMember {
        name: &member.name,
        kind: match member.kind {
            Kind::String => "string",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Null => "null",
            Kind::Array => "array",
            Kind::Object => "object",
        },
        json: &member.json,
        text: member.text.as_deref(),
        role,
        about,
    }
}

/// What a claim is: registered (RFC 7519 section 4.1), one that the provider documents, or unknown.
fn claim_role(name: &str, provider: &'static Provider) -> (&'static str, Option<&'static str>) {
    let registered = match name {
        "iss" => Some("Who issued the token; the publisher's issuer must equal it."),
        "sub" => Some("Whom the token is about."),
        "aud" => Some("Whom the token is for; it must be the Hub alone."),
        "exp" => Some("When the token expires, in Unix seconds."),
        "nbf" => Some("From when on the token is valid, in Unix seconds."),
        "iat" => Some("When the token was issued, in Unix seconds."),
        "jti" => Some("The token's own ID; changes with every token."),
        _ => None,
    };
    let known = provider.about(name);
    let role = match (REGISTERED.contains(&name), known) {
        (true, _) => "registered",
        (false, Some(_)) => "known",
        (false, None) => "unknown",
    };
    (role, known.or(registered))
}

/// What a member of the header is (RFC 7515 section 4.1).
fn header_role(name: &str) -> (&'static str, Option<&'static str>) {
    let about = match name {
        "alg" => "How the token is signed.",
        "kid" => "Which of the issuer's keys signed it.",
        "typ" => "What kind of token it is.",
        "x5t" | "x5t#S256" => "A digest of the key's certificate.",
        "cty" => "What kind of thing the token holds.",
        "crit" => "Extensions that a reader must understand.",
        "jwk" | "jku" | "x5u" | "x5c" => "A key that the token brings itself; never used.",
        _ => return ("unknown", None),
    };
    ("registered", Some(about))
}

pub(super) fn wire_resource(resource: &Resource) -> WireResource<'_> {
    WireResource { kind: resource.kind.name(), namespace: &resource.namespace, name: resource.name.as_deref() }
}

pub(super) fn wire_match(found: &Match) -> WireMatch<'_> {
    WireMatch {
        publisher: found.publisher,
        verdict: verdict_name(found.verdict),
        issuer: WireIssuerMatch {
            expected: &found.issuer_expected,
            found: found.issuer_found.as_deref(),
            verdict: verdict_name(found.issuer),
        },
        claims: found
            .claims
            .iter()
            .map(|claim| WireClaimMatch {
                claim: &claim.claim,
                read_from: &claim.read_from,
                expected: &claim.expected,
                found: claim.found.as_deref(),
                verdict: verdict_name(claim.verdict),
            })
            .collect(),
    }
}

pub(super) fn wire_provider(provider: &Provider) -> WireProvider {
    WireProvider {
        id: provider.id,
        name: provider.name,
        preset: provider.preset,
        issuers: provider.issuers,
        key_set_url: provider.key_set_url,
        tenancy: match provider.tenancy {
            Tenancy::Shared => "shared",
            Tenancy::Tenant => "tenant",
            Tenancy::Instance => "instance",
        },
        fields: provider
            .fields
            .iter()
            .map(|field| WireField {
                id: field.id,
                label: field.label,
                claims: field.claims,
                required: field.required,
                placeholder: field.placeholder,
                help: field.help,
            })
            .collect(),
        audience: WireAudience { selectable: provider.audience_selectable, how: provider.audience_how },
        docs_url: provider.docs_url,
    }
}

fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "match",
        Verdict::Undetermined => "undetermined",
        Verdict::Mismatch => "mismatch",
    }
}

pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::GrantedIfGenuine => "granted-if-genuine",
        Outcome::Refused => "refused",
        Outcome::Undetermined => "undetermined",
    }
}

pub(super) fn step_name(name: StepName) -> &'static str {
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

pub(super) fn status_name(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Unchecked => "unchecked",
        Status::Skipped => "skipped",
    }
}
