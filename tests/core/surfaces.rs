//! What the native crate says of every suite, written down for the other surfaces: `tests/surfaces.test.mjs` asks the module
//! in Node, in Chromium and in Firefox the same, and every answer must be the same.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_trusted_publishers::{HUB, Labels, Request, decode, verify, verify_signature};
use serde_json::{Map, Value, json};

use crate::adversarial::publisher;
use crate::mint::{NOW, RESOURCE};
use crate::suites;
use crate::verifier::ring;

fn codes<'a>(findings: impl IntoIterator<Item = &'a hub_trusted_publishers::Finding>) -> Vec<&'static str> {
    findings.into_iter().map(|finding| finding.reason.code()).collect()
}

#[test]
fn what_is_said_here_is_written_down_for_the_other_surfaces() {
    let Some(context) = suites::json("vectors/adversarial/context.json") else { return };
    let mut said = Map::new();
    let exchanged = |row: &Value, token: &str, key_set: &str| {
        let publishers = [publisher(&context, row)];
        let labels = Labels::Documented;
        let request = Request { token, resource: RESOURCE, publishers: &publishers, now: NOW, audience: HUB, labels };
        let exchange = verify(&request, key_set, ring);
        json!([format!("{:?}", exchange.outcome), codes(&exchange.findings)])
    };
    for row in suites::lines("vectors/adversarial/tokens.jsonl").unwrap() {
        let told = exchanged(&row, row["token"].as_str().unwrap(), &context["jwks"].to_string());
        said.insert(format!("token {}", row["id"].as_str().unwrap()), told);
    }
    for row in suites::lines("vectors/adversarial/jwks.jsonl").unwrap() {
        let told = exchanged(&json!({"ctx": {}}), row["token"].as_str().unwrap(), row["jwks"].as_str().unwrap());
        said.insert(format!("key set {}", row["id"].as_str().unwrap()), told);
    }
    for row in suites::lines("vectors/adversarial/paste.jsonl").unwrap() {
        let Some(text) = row["input"].as_str() else { continue };
        let decoded = decode(text);
        let told = json!([format!("{:?}", decoded.form), codes(&decoded.findings)]);
        said.insert(format!("paste {}", row["id"].as_str().unwrap()), told);
    }
    let folder = suites::folder("vectors/JSONTestSuite/test_parsing").unwrap();
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        let claims = URL_SAFE_NO_PAD.encode(fs::read(&file).unwrap());
        let decoded = decode(&format!("eyJhbGciOiJSUzI1NiJ9.{claims}.c2lnbmF0dXJl"));
        let told = json!([decoded.claims.is_some().to_string(), codes(&decoded.findings)]);
        said.insert(format!("json {}", file.file_name().unwrap().to_string_lossy()), told);
    }
    for file in ["json_web_signature_test", "json_web_key_test", "json_web_crypto_test"] {
        let suite = suites::json(&format!("vectors/wycheproof/{file}.json")).unwrap();
        for group in suite["testGroups"].as_array().unwrap() {
            let keys = group.get("public").unwrap_or(&group["private"]).to_string();
            for case in group["tests"].as_array().unwrap() {
                if let Some(jws) = case["jws"].as_str() {
                    let genuine = verify_signature(jws, &keys, ring).is_ok();
                    said.insert(format!("{file} {}", case["tcId"]), json!(genuine));
                }
            }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artefacts");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("suites-native.json"), Value::Object(said).to_string()).unwrap();
}
