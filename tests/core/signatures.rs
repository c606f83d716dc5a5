//! Signatures, really verified: hostile key sets, hostile tokens with their key set, Wycheproof.

use hub_trusted_publishers::{Answer, HUB, Labels, Outcome, Request, decide, simulate, verify, verify_signature};
use serde_json::{Value, json};

use crate::adversarial::publisher;
use crate::mint::{NOW, RESOURCE, errors};
use crate::suites;
use crate::verifier::ring;

/// A request of the hostile suite: its clock, issuer and rules.
fn request<'a>(token: &'a str, publishers: &'a [hub_trusted_publishers::Publisher]) -> Request<'a> {
    Request { token, resource: RESOURCE, publishers, now: NOW, audience: HUB, labels: Labels::Documented }
}

#[test]
fn hostile_tokens_with_their_key_set_are_refused_and_good_ones_are_granted() {
    let (Some(context), Some(rows)) =
        (suites::json("vectors/adversarial/context.json"), suites::lines("vectors/adversarial/tokens.jsonl"))
    else {
        return;
    };
    let key_set = context["jwks"].to_string();
    let mut wrong = Vec::new();
    let mut granted = 0;
    for row in &rows {
        let publishers = [publisher(&context, row)];
        let exchange = verify(&request(row["token"].as_str().unwrap(), &publishers), &key_set, ring);
        let accepted = exchange.outcome == Outcome::Granted;
        granted += i32::from(accepted);
        if accepted != (row["expect"] == "accept") || accepted != errors(&exchange).is_empty() {
            wrong.push(format!("{} ({}): {:?} {:?}", row["id"], row["reason"], exchange.outcome, errors(&exchange)));
        }
        let codes: &[&str] = match row["reason"].as_str().unwrap() {
            "signature" => &["signature-invalid"],
            "no_key" => &["key-not-found"],
            "key_mismatch" => &["key-ineligible"],
            _ => continue,
        };
        assert!(codes.contains(&errors(&exchange)[0]), "{}: {:?}", row["id"], errors(&exchange));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} hostile and good tokens with their key set, {granted} granted", rows.len());
    assert!(granted > 0);
}

#[test]
fn hostile_key_sets_are_refused_and_good_ones_grant() {
    let (Some(context), Some(rows)) =
        (suites::json("vectors/adversarial/context.json"), suites::lines("vectors/adversarial/jwks.jsonl"))
    else {
        return;
    };
    let mut wrong = Vec::new();
    for row in &rows {
        let publishers = [publisher(&context, &json!({"ctx": {}}))];
        let exchange =
            verify(&request(row["token"].as_str().unwrap(), &publishers), row["jwks"].as_str().unwrap(), ring);
        let codes: &[&str] = match row["reason"].as_str().unwrap() {
            "" => &[],
            "jwks" => &["key-set-syntax"],
            "private_key" => &["private-key"],
            "alg" => &["algorithm-unsupported"],
            _ => &["key-ineligible"],
        };
        let told = errors(&exchange);
        if (exchange.outcome == Outcome::Granted) != codes.is_empty() || told.first() != codes.first() {
            wrong.push(format!("{} ({}): {:?} {told:?}", row["id"], row["reason"], exchange.outcome));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} key sets", rows.len());
}

/// Where a strict reader must part from Wycheproof, or from the profile that was noted beside it.
const DIFFERENCES: &[(&str, u64, bool, &str)] = &[
    ("json_web_key_test", 7, true, "a key that ROCA weakens looks like any other; nothing here detects it"),
    ("json_web_crypto_test", 46, true, "a key that ROCA weakens looks like any other; nothing here detects it"),
    ("json_web_signature_test", 259, false, "an empty payload is no set of claims"),
];

#[test]
fn wycheproof_agrees_but_for_what_is_listed() {
    let Some(expected) = suites::json("vectors/wycheproof/expected_strict.json") else { return };
    let mut wrong = Vec::new();
    let (mut run, mut accepted) = (0, 0);
    for file in ["json_web_signature_test", "json_web_key_test", "json_web_crypto_test"] {
        let suite = suites::json(&format!("vectors/wycheproof/{file}.json")).unwrap();
        for group in suite["testGroups"].as_array().unwrap() {
            let keys = group.get("public").unwrap_or(&group["private"]).to_string();
            for case in group["tests"].as_array().unwrap() {
                let Some(jws) = case["jws"]
                    .as_str()
                    .map(ToOwned::to_owned)
                    .or_else(|| case.get("jws").filter(|jws| jws.is_object()).map(Value::to_string))
                else {
                    continue;
                };
                let id = case["tcId"].as_u64().unwrap();
                let row = expected["expected"].as_array().unwrap().iter();
                let row = row.clone().find(|row| row["file"] == file && row["tcId"] == id);
                // RS256 and ES256 alone are checked here: the Hub's presets use nothing else.
                let ours = verify_signature(&jws, &keys, ring).is_ok();
                let listed = DIFFERENCES.iter().find(|row| row.0 == file && row.1 == id).map(|row| row.2);
                let should = listed.unwrap_or_else(|| {
                    let strict = row.map_or("reject", |row| row["strict"].as_str().unwrap());
                    strict == "accept" && ["RS256", "ES256"].iter().any(|alg| algorithm(&jws) == *alg)
                });
                run += 1;
                accepted += u32::from(ours);
                if ours != should {
                    wrong.push(format!("{file} {id} ({}): accepted {ours}, {row:?}", case["comment"]));
                }
                assert!(!ours || case["result"] != "invalid" || listed == Some(true), "{file} {id}: a false yes");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{run} Wycheproof signatures, {accepted} accepted");
    assert!(run > 400 && accepted > 5);
}

/// The algorithm that a token's header names, read without care.
fn algorithm(jws: &str) -> String {
    use base64::Engine;
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(jws.split('.').next().unwrap());
    let header: Value = serde_json::from_slice(&header.unwrap_or_default()).unwrap_or_default();
    header["alg"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn only_a_plain_yes_grants() {
    let (Some(context), Some(rows)) =
        (suites::json("vectors/adversarial/context.json"), suites::lines("vectors/adversarial/tokens.jsonl"))
    else {
        return;
    };
    let row = rows.iter().find(|row| row["id"] == "ok-rs256").unwrap();
    let publishers = [publisher(&context, row)];
    let (request, key_set) = (request(row["token"].as_str().unwrap(), &publishers), context["jwks"].to_string());
    for (answer, outcome, code) in [
        (Answer::Genuine, Outcome::Granted, None),
        (Answer::Forged, Outcome::Refused, Some("signature-invalid")),
        (Answer::KeyRefused, Outcome::Refused, Some("key-ineligible")),
        (Answer::Unavailable, Outcome::GrantedIfGenuine, Some("crypto-unavailable")),
    ] {
        let exchange = verify(&request, &key_set, |_| answer);
        assert_eq!(exchange.outcome, outcome, "{answer:?}");
        assert_eq!(exchange.findings.first().map(|finding| finding.reason.code()), code, "{answer:?}");
    }
    assert_eq!(simulate(&request).outcome, Outcome::GrantedIfGenuine);
}

#[test]
fn no_key_is_tried_for_a_token_that_no_publisher_trusts() {
    let (Some(context), Some(rows)) =
        (suites::json("vectors/adversarial/context.json"), suites::lines("vectors/adversarial/tokens.jsonl"))
    else {
        return;
    };
    let key_set = context["jwks"].to_string();
    let token = rows.iter().find(|row| row["id"] == "ok-rs256").unwrap()["token"].as_str().unwrap();
    let stranger = [hub_trusted_publishers::Publisher::of("https://gitlab.com", [("project_id", "1")])];
    let exchange = verify(&request(token, &stranger), &key_set, |_| panic!("nobody trusts this issuer"));
    assert_eq!(exchange.outcome, Outcome::Refused);
    let broken = format!("{}x", token);
    verify(&request(&broken, &stranger), &key_set, |_| panic!("the token is not well formed"));
}

#[test]
fn deciding_and_simulating_agree() {
    let (Some(context), Some(rows)) =
        (suites::json("vectors/adversarial/context.json"), suites::lines("vectors/adversarial/tokens.jsonl"))
    else {
        return;
    };
    for row in &rows {
        let publishers = [publisher(&context, row)];
        let request = request(row["token"].as_str().unwrap(), &publishers);
        let simulated = simulate(&request);
        assert_eq!(decide(&request), (simulated.outcome, simulated.matched), "{}", row["id"]);
    }
}
