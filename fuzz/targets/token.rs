//! Any three parts as a token: reading, judging and deciding agree, and encoding what was read gives the token again.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_trusted_publishers::{Form, HUB, Labels, Outcome, Publisher, Request, decide, decode, simulate, wire};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|parts: (&str, &str, &[u8], bool)| {
    let (header, claims, signature, encoded) = parts;
    let token = if encoded {
        [header.as_bytes(), claims.as_bytes(), signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
    } else {
        format!("{header}.{claims}.{}", String::from_utf8_lossy(signature))
    };
    let publishers = [Publisher::of("https://gitlab.com", [("project_path", "acme/model"), ("ref", "main")])];
    let request = Request {
        token: &token,
        resource: "acme/model",
        publishers: &publishers,
        now: 1_767_225_600,
        audience: HUB,
        labels: Labels::Documented,
    };
    let exchange = simulate(&request);
    assert_eq!(decide(&request), (exchange.outcome, exchange.matched));
    assert_ne!(exchange.outcome, Outcome::Granted, "nobody verified anything");
    let refused = exchange.outcome == Outcome::Refused;
    assert_eq!(
        refused,
        exchange.findings.iter().any(|finding| finding.is_error() && finding.reason.code() != "match-but-expired")
    );
    serde_json::from_str::<serde_json::Value>(&wire::simulated(&request)).expect("the answer is JSON");
    let decoded = decode(&token);
    if decoded.form == Form::Jwt && decoded.is_sound() && decoded.at == Some(0..token.len()) {
        let canonical: Vec<String> = token
            .split('.')
            .map(|part| URL_SAFE_NO_PAD.encode(URL_SAFE_NO_PAD.decode(part).expect("a sound token is base64url")))
            .collect();
        assert_eq!(canonical.join("."), token, "two texts are one token");
    }
});
