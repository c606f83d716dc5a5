//! The contract's shapes that stand in several answers: findings with their places, members, publishers, matches.

use crate::finding::{Effect, Finding, Part, Place};
use crate::json::{Json, Kind};
use crate::matching::{Match, Verdict};
use crate::member::{Member, Members};
use crate::provider::{Provider, Tenancy};
use crate::publisher::Publisher;
use crate::resource::Resource;
use crate::template::shown;

/// The texts that places lie in.
#[derive(Clone, Copy, Default)]
pub(super) struct Texts<'a> {
    pub(super) pasted: &'a str,
    pub(super) resource: &'a str,
    pub(super) key_set: &'a str,
}

/// An offset in UTF-16 code units, which JavaScript counts in. Offsets into a text that was refused before it was
/// copied are counted so already.
pub(super) fn utf16(text: &str, byte: usize) -> usize {
    let Some(before) = text.get(..byte) else { return byte };
    let mut units: usize = 0;
    if before.is_ascii() {
        return byte;
    }
    for byte in before.as_bytes() {
        // The first byte of a character counts for it, and that of one with four once more.
        units = units.saturating_add(usize::from(byte & 0xC0 != 0x80)).saturating_add(usize::from(*byte >= 0xF0));
    }
    units
}

/// Findings with their words.
pub(super) fn findings(json: &mut Json, findings: &[Finding], texts: Texts<'_>) {
    list_of_findings(json.name("findings"), findings, texts);
}

pub(super) fn list_of_findings(json: &mut Json, findings: &[Finding], texts: Texts<'_>) {
    json.list(findings, |json, finding| {
        json.shape(|json| {
            json.word("code", finding.reason.code());
            json.word("severity", finding.severity.name());
            json.member("message", &finding.message());
            json.optional("help", finding.help().as_deref());
            json.name("values").list(&finding.values, |json, (name, value)| {
                json.shape(|json| {
                    json.member("name", name);
                    json.member("value", value);
                });
            });
            json.name("at").perhaps(finding.at.as_ref(), |json, at| json.shape(|json| place(json, at, texts)));
            json.name("fix").perhaps(finding.fix.as_ref(), |json, fix| {
                json.shape(|json| {
                    json.member("label", &fix.label);
                    json.name("publisher");
                    publisher(json, &fix.publisher);
                    json.word("effect", effect(fix.effect));
                });
            });
        });
    });
}

fn place(json: &mut Json, place: &Place, texts: Texts<'_>) {
    match place {
        Place::Publisher { publisher, path } => {
            json.word("in", "publisher");
            json.index("publisher", *publisher);
            json.member("path", path);
        }
        Place::Text { part, name, span } => {
            let (part, text) = match part {
                Part::Text => ("text", texts.pasted),
                Part::Header => ("header", texts.pasted),
                Part::Claims => ("claims", texts.pasted),
                Part::Resource => ("resource", texts.resource),
                Part::KeySet => ("key-set", texts.key_set),
                Part::Publishers => ("publishers", texts.pasted),
            };
            json.word("in", part);
            json.optional("name", name.as_deref());
            json.index("start", utf16(text, span.start));
            json.index("end", utf16(text, span.end));
        }
    }
}

/// A publisher as the Hub stores it: its claims are the one object that is keyed by claims' names, in their order.
pub(super) fn publisher(json: &mut Json, publisher: &Publisher) {
    json.shape(|json| {
        json.member("issuerUrl", &publisher.issuer_url);
        json.name("claims").table(|json| {
            for (name, rule) in &publisher.claims {
                json.entry(name).table(|json| {
                    json.entry("kind").text(&rule.kind);
                    json.entry("value").text(&rule.value);
                });
            }
        });
    });
}

/// The members of a header, or the claims of a provider.
pub(super) fn members(json: &mut Json, members: Option<&Members>, provider: Option<&Provider>) {
    json.perhaps(members, |json, members| {
        json.list(&members.iter().collect::<Vec<Member<'_>>>(), |json, member| {
            let (role, about) = match provider {
                Some(provider) => claim_role(member.name, provider),
                None => header_role(member.name),
            };
            json.shape(|json| {
                json.member("name", member.name);
                json.word("type", kind(member.kind));
                json.member("json", member.json);
                json.optional("text", member.text);
                json.word("role", role);
                json.optional("about", about);
            });
        });
    });
}

/// What a claim is: registered (RFC 7519 section 4.1), one that the provider documents, or unknown.
fn claim_role(name: &str, provider: &Provider) -> (&'static str, Option<&'static str>) {
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
    let known = provider.claim(name);
    let role = match (registered, known) {
        (Some(_), _) => "registered",
        (None, Some(_)) => "known",
        (None, None) => "unknown",
    };
    (role, known.and_then(|claim| claim.about()).or(registered))
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

/// A resource as it was understood, or null.
pub(super) fn resource(json: &mut Json, resource: Option<&Resource>) {
    json.name("resource").perhaps(resource, |json, resource| {
        json.shape(|json| {
            json.word("kind", resource.kind.name());
            json.member("namespace", &resource.namespace);
            json.optional("name", resource.name.as_deref());
        });
    });
}

/// How one publisher compares.
pub(super) fn one_match(json: &mut Json, found: &Match) {
    json.shape(|json| {
        json.index("publisher", found.publisher);
        json.word("verdict", verdict(found.verdict));
        json.name("issuer").shape(|json| {
            json.member("expected", &found.issuer_expected);
            json.optional("found", found.issuer_found.as_deref());
            json.word("verdict", verdict(found.issuer));
        });
        json.name("claims").list(&found.claims, |json, claim| {
            json.shape(|json| {
                json.member("claim", &claim.claim);
                json.name("readFrom").texts(&claim.read_from);
                json.member("expected", &claim.expected);
                json.optional("found", claim.found.as_deref());
                json.word("verdict", verdict(claim.verdict));
            });
        });
    });
}

/// A provider with its form.
pub(super) fn provider(json: &mut Json, provider: &Provider) {
    json.shape(|json| {
        json.member("id", provider.id());
        json.member("name", provider.name());
        json.truth("preset", provider.preset());
        json.name("issuers").list(&provider.issuers(), |json, issuer| json.text(&shown(issuer)));
        json.optional("keySetUrl", provider.key_set_url());
        json.word("tenancy", tenancy(provider.tenancy()));
        json.name("fields").list(&provider.fields(), |json, field| {
            json.shape(|json| {
                json.member("id", field.id);
                json.optional("key", field.key);
                json.member("label", &field.label);
                json.name("claims").texts(&field.claims);
                json.truth("required", field.required);
                json.member("placeholder", &field.placeholder);
                json.member("help", field.help);
            });
        });
        json.name("audience").shape(|json| {
            json.truth("selectable", provider.audience_selectable());
            json.member("how", provider.audience_how());
        });
        json.member("docsUrl", provider.docs_url());
    });
}

fn tenancy(tenancy: Tenancy) -> &'static str {
    match tenancy {
        Tenancy::Shared => "shared",
        Tenancy::Tenant => "tenant",
        Tenancy::Instance => "instance",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "string",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Null => "null",
        Kind::Array => "array",
        Kind::Object => "object",
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Same => "same",
        Effect::Narrower => "narrower",
        Effect::Wider => "wider",
        Effect::Different => "different",
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "match",
        Verdict::Undetermined => "undetermined",
        Verdict::Mismatch => "mismatch",
    }
}
