//! Tokens as GitHub's jobs get them, of any size, each one another.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// How many different tokens are judged in turn.
pub const COUNT: usize = 64;

/// The moment of the exchange.
pub const NOW: i64 = 1_767_225_600;

/// Tokens whose claims are about as long as this, in bytes.
pub fn tokens(length: usize) -> Vec<String> {
    let header = r#"{"typ":"JWT","alg":"RS256","x5t":"yEy8Ebnp0OcIRE8nXyz3bXbTEno","kid":"38826b17-6a30-5f9b-b169-8beb8202f723"}"#;
    let signature = URL_SAFE_NO_PAD.encode([0xA5; 256]);
    (0..COUNT)
        .map(|index| {
            let claims = format!(
                r#"{{"jti":"{index}","sub":"repo:acme/awesome-model-training:ref:refs/heads/main","aud":"https://huggingface.co","ref":"refs/heads/main","sha":"{index:040}","repository":"acme/awesome-model-training","repository_owner":"acme","repository_owner_id":"65","run_id":"{}","run_number":"10","run_attempt":"2","repository_visibility":"public","repository_id":"74","actor_id":"12","actor":"octocat","workflow":"Publish","head_ref":"","base_ref":"","event_name":"push","ref_protected":"true","ref_type":"branch","workflow_ref":"acme/awesome-model-training/.github/workflows/publish.yml@refs/heads/main","workflow_sha":"{index:040}","iss":"https://token.actions.githubusercontent.com","nbf":{},"exp":{},"iat":{},"padding":""#,
                1_000_000_000 + index,
                NOW - 5,
                NOW + 300,
                NOW - 5,
            );
            let padding = "x".repeat(length.saturating_sub(claims.len() + 2));
            let encoded = [header, &format!("{claims}{padding}\"}}")].map(|part| URL_SAFE_NO_PAD.encode(part));
            format!("{}.{}.{signature}", encoded[0], encoded[1])
        })
        .collect()
}
