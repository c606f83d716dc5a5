//! Any pasted text: it is read or refused, every place lies in it, and no finding repeats a stretch of the token.
#![no_main]

use hub_trusted_publishers::{Finding, Place, decode, suggest, wire};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let decoded = decode(text);
    assert!(decoded.is_sound() || !decoded.findings.is_empty(), "a refusal without a reason");
    for finding in &decoded.findings {
        lies_in(text, finding);
    }
    if let Some(token) = decoded.at.as_ref().and_then(|at| text.get(at.clone())) {
        let said: String =
            decoded.findings.iter().map(|finding| format!("{}{:?}", finding.message(), finding.help())).collect();
        let signature = token.rsplit('.').next().unwrap_or_default();
        assert!(signature.len() < 16 || !said.contains(signature), "a finding repeats the signature");
    }
    serde_json::from_str::<serde_json::Value>(&wire::decoded(text)).expect("the answer is JSON");
    suggest(text);
});

fn lies_in(text: &str, finding: &Finding) {
    if let Some(Place::Text { span, .. }) = &finding.at {
        assert!(text.get(span.clone()).is_some(), "{span:?} does not lie in the text");
    }
}
