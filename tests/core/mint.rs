//! Makes the tokens and publishers that tests speak of. The signatures are not real: nothing here checks them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_trusted_publishers::{ClaimRule, Exchange, HUB, Labels, Publisher, Request, decide, simulate};
use serde_json::Value;

/// The clock of the suites and stories: 2026-01-01T00:00:00Z.
pub(crate) const NOW: i64 = 1_767_225_600;

/// A resource that is always well formed.
pub(crate) const RESOURCE: &str = "acme/awesome-model";

pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token of the given header and claims, as written.
pub(crate) fn token(header: &str, claims: impl AsRef<[u8]>) -> String {
    format!("{}.{}.{}", base64url(header), base64url(claims), base64url("not a signature"))
}

/// A token with an ordinary header.
pub(crate) fn signed(claims: impl AsRef<[u8]>) -> String {
    token(r#"{"alg":"RS256","typ":"JWT","kid":"k1"}"#, claims)
}

/// A publisher in the Hub's wire form.
pub(crate) fn publisher(wire: &Value) -> Publisher {
    let rule = |rule: &Value| ClaimRule::of(&text(&rule["kind"]), &text(&rule["value"]));
    let claims = wire["claims"].as_object().unwrap().iter().map(|(name, wire)| (name.clone(), rule(wire)));
    Publisher { issuer_url: text(&wire["issuerUrl"]), claims: claims.collect() }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// An exchange with everything but token and publishers as usual.
pub(crate) fn exchange(token: &str, publishers: &[Publisher]) -> Exchange {
    exchange_at(NOW, token, publishers)
}

pub(crate) fn exchange_at(now: i64, token: &str, publishers: &[Publisher]) -> Exchange {
    exchange_by(Labels::Documented, now, token, publishers)
}

/// The same where labels are read as names of claims.
pub(crate) fn exchange_raw(token: &str, publishers: &[Publisher]) -> Exchange {
    exchange_by(Labels::Raw, NOW, token, publishers)
}

fn exchange_by(labels: Labels, now: i64, token: &str, publishers: &[Publisher]) -> Exchange {
    let request = Request { token, resource: RESOURCE, publishers, now, audience: HUB, labels };
    let exchange = simulate(&request);
    assert_eq!(decide(&request), (exchange.outcome, exchange.matched), "deciding and explaining agree");
    exchange
}

/// The codes of the errors, in their order.
pub(crate) fn errors(exchange: &Exchange) -> Vec<&'static str> {
    exchange.findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.reason.code()).collect()
}
