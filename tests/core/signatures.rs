//! Signatures, really verified: hostile key sets, hostile tokens with their key set, Wycheproof.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_trusted_publishers::{
    Answer, HUB, Labels, Outcome, Part, Place, Publisher, Request, decide, simulate, verify, verify_signature,
};
use serde_json::{Value, json};

use crate::adversarial::publisher;
use crate::mint::{NOW, RESOURCE, base64url, errors};
use crate::requirements::{ISSUER, hold};
use crate::suites;
use crate::verifier::ring;

/// A request of the hostile suite: its clock, issuer and rules.
fn request<'a>(token: &'a str, publishers: &'a [Publisher]) -> Request<'a> {
    Request { token, resource: RESOURCE, publishers, now: NOW, audience: HUB, labels: Labels::Documented }
}

/// A hostile suite beside its clock, issuer, rules and key set; `None` where it is absent.
fn hostile(name: &str) -> Option<(Value, Vec<Value>)> {
    let rows = suites::lines(&format!("vectors/adversarial/{name}.jsonl"))?;
    Some((suites::json("vectors/adversarial/context.json")?, rows))
}

#[test]
fn hostile_tokens_with_their_key_set_are_refused_and_good_ones_are_granted() {
    let Some((context, rows)) = hostile("tokens") else { return };
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
    let Some((context, rows)) = hostile("jwks") else { return };
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
    let header = URL_SAFE_NO_PAD.decode(jws.split('.').next().unwrap());
    let header: Value = serde_json::from_slice(&header.unwrap_or_default()).unwrap_or_default();
    header["alg"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn only_a_plain_yes_grants() {
    let Some((context, rows)) = hostile("tokens") else { return };
    let row = rows.iter().find(|row| row["id"] == "ok-rs256").unwrap();
    let publishers = [publisher(&context, row)];
    let (request, key_set) = (request(row["token"].as_str().unwrap(), &publishers), context["jwks"].to_string());
    for (answer, outcome, code) in [
        (Answer::Genuine, Outcome::Granted, None),
        (Answer::Forged, Outcome::Refused, Some("signature-invalid")),
        (Answer::KeyRefused, Outcome::Refused, Some("key-ineligible")),
        (Answer::Unavailable, Outcome::GrantedIfGenuine, Some("crypto-unavailable")),
    ] {
        let exchange = verify(&request, &key_set, |signed| {
            // What is handed out to be verified shows nothing of the token by itself.
            let shown = format!("{signed:?}");
            assert!(!shown.contains("eyJ") && shown.len() < 60, "{shown}");
            answer
        });
        assert_eq!(exchange.outcome, outcome, "{answer:?}");
        assert_eq!(exchange.findings.first().map(|finding| finding.reason.code()), code, "{answer:?}");
    }
    assert_eq!(simulate(&request).outcome, Outcome::GrantedIfGenuine);
}

#[test]
fn no_key_is_tried_for_a_token_that_no_publisher_trusts() {
    let Some((context, rows)) = hostile("tokens") else { return };
    let key_set = context["jwks"].to_string();
    let token = rows.iter().find(|row| row["id"] == "ok-rs256").unwrap()["token"].as_str().unwrap();
    let stranger = [Publisher::of("https://gitlab.com", [("project_id", "1")])];
    let exchange = verify(&request(token, &stranger), &key_set, |_| panic!("nobody trusts this issuer"));
    assert_eq!(exchange.outcome, Outcome::Refused);
    let broken = format!("{}x", token);
    verify(&request(&broken, &stranger), &key_set, |_| panic!("the token is not well formed"));
}

#[test]
fn deciding_and_simulating_agree() {
    let Some((context, rows)) = hostile("tokens") else { return };
    for row in &rows {
        let publishers = [publisher(&context, row)];
        let request = request(row["token"].as_str().unwrap(), &publishers);
        let simulated = simulate(&request);
        assert_eq!(decide(&request), (simulated.outcome, simulated.matched), "{}", row["id"]);
    }
}

/// The genuine tokens and key sets of the stories, as they are and changed.
#[test]
fn no_altered_signature_passes() {
    let story = |name: &str| -> Value {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/{name}.json"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    for name in ["signature-genuine", "signature-genuine-by-a-bare-key"] {
        let story = story(name);
        let (token, key_set) = (story["paste"].as_str().unwrap(), story["keySet"].as_str().unwrap());
        let publishers = [Publisher::of(ISSUER, [("repository", "acme/awesome-model-training")])];
        let outcome = |token: &str| {
            let labels = Labels::Documented;
            let request =
                Request { token, resource: RESOURCE, publishers: &publishers, now: NOW, audience: HUB, labels };
            assert_ne!(simulate(&request).outcome, Outcome::Granted, "S-06: no key set, no grant");
            let exchange = verify(&request, key_set, ring);
            (exchange.outcome, errors(&exchange).first().copied())
        };
        assert_eq!(outcome(token), (Outcome::Granted, None), "{name}");
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let mut flipped = bytes.clone();
        flipped[40] ^= 1;
        let swapped: Vec<u8> = bytes[32..].iter().chain(&bytes[..32]).copied().collect();
        for (row, changed) in [
            ("S-03 a bit", flipped),
            ("S-03 truncated", bytes[1..].to_vec()),
            ("F-13 longer", [&bytes[..], &[0]].concat()),
            ("F-13 a zero in front", [&[0], &bytes[..]].concat()),
            ("S-03 zeros", vec![0; bytes.len()]),
            ("S-03 ones", vec![255; bytes.len()]),
            ("S-04 r and s swapped", swapped),
            ("S-04 s is zero", [&bytes[..32], &[0; 32]].concat()),
            ("S-04 one byte", vec![1]),
        ] {
            let changed = format!("{signed}.{}", base64url(changed));
            assert_eq!(outcome(&changed), (Outcome::Refused, Some("signature-invalid")), "{row}, {name}");
        }
        // S-01: the same members in another spelling are another text.
        let (header, claims) = signed.split_once('.').unwrap();
        let spaced = String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap().replacen(':', ": ", 1);
        let respelt = format!("{}.{claims}.{signature}", base64url(spaced));
        assert_eq!(outcome(&respelt), (Outcome::Refused, Some("signature-invalid")), "S-01, {name}");
    }
}

#[test]
fn what_is_pasted_in_a_key_sets_place_is_named() {
    for (pasted, said) in [
        ("", "it is empty"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n", "it is PEM"),
        ("https://gitlab.com/oauth/discovery/keys", "it is an address"),
        ("<!doctype html>", "it is a web page"),
        (r#"{"issuer":"https://gitlab.com","jwks_uri":"https://gitlab.com/keys"}"#, "`jwks_uri`"),
        ("{\"keys\":[", "is expected at line 1, character 10"),
    ] {
        let Err(finding) = verify_signature("eyJhbGciOiJSUzI1NiJ9.e30.AAAA", pasted, ring) else { panic!("{pasted}") };
        assert!(finding.message().contains(said), "{pasted}: {}", finding.message());
    }
}

/// A key set's fault, told by its code; the set is that of a story with its keys changed.
#[test]
fn a_key_set_is_judged_strictly() {
    let path = |name: &str| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/{name}.json"));
    let story: Value = serde_json::from_str(&std::fs::read_to_string(path("signature-genuine")).unwrap()).unwrap();
    let set: Value = serde_json::from_str(story["keySet"].as_str().unwrap()).unwrap();
    let [ec, rsa] = [&set["keys"][0], &set["keys"][1]];
    let told = |key_set: &str| {
        let publishers = [Publisher::of(ISSUER, [("repository", "acme/awesome-model-training")])];
        let labels = Labels::Documented;
        let token = story["paste"].as_str().unwrap();
        let request = Request { token, resource: RESOURCE, publishers: &publishers, now: NOW, audience: HUB, labels };
        let exchange = verify(&request, key_set, ring);
        let code = errors(&exchange).first().copied().unwrap_or("none").to_owned();
        if exchange.outcome == Outcome::Granted { "granted".to_owned() } else { code }
    };
    let keys = |keys: &[&Value]| told(&serde_json::json!({ "keys": keys }).to_string());
    let changed = |name: &str, value: Value| {
        let mut key = rsa.clone();
        key[name] = value;
        keys(&[&key])
    };
    let number = |bytes: Vec<u8>| Value::from(base64url(bytes));
    let n = rsa["n"].as_str().unwrap();
    hold([
        ("K-01 nothing", told(""), "key-set-syntax"),
        ("K-01 page", told("<html></html>"), "key-set-syntax"),
        ("K-01 list", told("[]"), "key-set-syntax"),
        ("K-01 null", told("null"), "key-set-syntax"),
        ("K-01 no keys", told(r#"{"keys":[]}"#), "key-set-syntax"),
        ("K-01 texts", told(r#"{"keys":["x"]}"#), "key-set-syntax"),
        ("K-01 twice", told(r#"{"keys":[],"keys":[{}]}"#), "key-set-syntax"),
        ("K-01 twice in a key", told(r#"{"keys":[{"kty":"RSA","kty":"RSA"}]}"#), "key-set-syntax"),
        ("K-01 one key", told(&rsa.to_string()), "granted"),
        ("K-02 1024 bits", changed("n", number([&[0x81][..], &[0x55; 127]].concat())), "key-ineligible"),
        ("K-02 2047 bits", changed("n", number([&[0x7f][..], &[0x55; 255]].concat())), "key-ineligible"),
        ("K-02 32,768 bits", changed("n", number(vec![0xff; 4096])), "key-ineligible"),
        ("K-02 even", changed("n", number(vec![0xfe; 256])), "key-ineligible"),
        ("K-03 one", changed("e", "AQ".into()), "key-ineligible"),
        ("K-03 two", changed("e", "Ag".into()), "key-ineligible"),
        ("K-03 even", changed("e", "AQAA".into()), "key-ineligible"),
        ("K-03 2^32 + 1", changed("e", "AQAAAAE".into()), "key-ineligible"),
        ("K-04 padding", changed("n", format!("{n}==").into()), "key-ineligible"),
        ("K-04 blank", changed("n", format!("{} {}", &n[..9], &n[9..]).into()), "key-ineligible"),
        (
            "K-04 zero in front",
            changed("n", number([vec![0], URL_SAFE_NO_PAD.decode(n).unwrap()].concat())),
            "key-ineligible",
        ),
        ("K-04 empty", changed("n", "".into()), "key-ineligible"),
        ("K-04 number", changed("n", 5.into()), "key-ineligible"),
        ("K-04 null", changed("e", Value::Null), "key-ineligible"),
        ("K-06 encrypt", changed("use", "enc".into()), "key-ineligible"),
        ("K-06 operations", changed("key_ops", serde_json::json!(["encrypt"])), "key-ineligible"),
        ("K-06 inconsistent", changed("key_ops", serde_json::json!(["verify", "encrypt"])), "key-ineligible"),
        ("K-06 twice", changed("key_ops", serde_json::json!(["verify", "verify"])), "key-ineligible"),
        ("K-06 text", changed("key_ops", "verify".into()), "key-ineligible"),
        ("K-06 verify", changed("key_ops", serde_json::json!(["verify"])), "granted"),
        ("K-07 secret", changed("d", "AQAB".into()), "private-key"),
        ("K-07 PEM", told("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), "private-key"),
        ("K-01 mark", told(&format!("\u{feff}{set}")), "granted"),
        ("K-07 shared secret", keys(&[rsa, &serde_json::json!({"kty": "oct", "k": "AAAA"})]), "private-key"),
        ("K-08 twice", keys(&[rsa, rsa]), "key-ineligible"),
        ("K-09 PSS", changed("alg", "PS256".into()), "key-ineligible"),
        ("K-09 512", changed("alg", "RS512".into()), "key-ineligible"),
        ("K-10 unknown type", keys(&[&serde_json::json!({"kty": "AKP", "kid": "new", "pub": "AA"}), rsa]), "granted"),
        ("K-13 case", changed("kty", "rsa".into()), "key-ineligible"),
        ("K-14 101 keys", keys(&[rsa; 101]), "key-set-syntax"),
        ("K-14 size", told(&format!("{}{}", " ".repeat(262_144), set)), "key-set-syntax"),
        ("H-09 no key of the name", keys(&[ec]), "key-not-found"),
        ("S-05 another type", changed("kty", "EC".into()), "key-ineligible"),
    ]);
    // K-05, on the other curve's story.
    let story: Value =
        serde_json::from_str(&std::fs::read_to_string(path("signature-genuine-by-a-bare-key")).unwrap()).unwrap();
    let key: Value = serde_json::from_str(story["keySet"].as_str().unwrap()).unwrap();
    for (row, name, value) in [
        ("K-05 short", "x", number(vec![1; 31])),
        ("K-05 long", "x", number(vec![1; 33])),
        ("K-05 curve", "crv", "P-384".into()),
        ("K-05 curve", "crv", Value::Null),
        ("K-05 off the curve", "y", number(vec![1; 32])),
    ] {
        let mut key = key.clone();
        key[name] = value;
        let publishers = [Publisher::of(ISSUER, [("repository", "acme/awesome-model-training")])];
        let labels = Labels::Documented;
        let token = story["paste"].as_str().unwrap();
        let request = Request { token, resource: RESOURCE, publishers: &publishers, now: NOW, audience: HUB, labels };
        assert_eq!(verify(&request, &key.to_string(), ring).outcome, Outcome::Refused, "{row}");
    }
}

#[test]
fn a_key_sets_fault_is_shown_where_it_stands() {
    for (pasted, said, at) in [
        ("{\"keys\":[{]}", "at line 1, character 11", 10),
        ("{\"keys\":[{]}\n\n\n\n", "at line 1, character 11", 10),
        ("\n\n{\"keys\":[{]}", "at line 3, character 11", 12),
        ("\u{feff}{\"keys\":[{]}", "at line 1, character 11", 13),
        ("\u{feff} {\"keys\":[7]} ", "a key is a number", 13),
        (" [] ", "it is a list", 1),
    ] {
        let Err(finding) = verify_signature("eyJhbGciOiJSUzI1NiJ9.e30.AAAA", pasted, ring) else { panic!("{pasted}") };
        assert!(finding.message().contains(said), "{pasted}: {}", finding.message());
        assert_eq!(finding.at, Some(Place::Text { part: Part::KeySet, name: None, span: at..at }), "{pasted}");
    }
}
