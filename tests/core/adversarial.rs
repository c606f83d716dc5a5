//! Hostile tokens and pastes, each really signed, so that a refusal can only come from the property under test.

use hub_trusted_publishers::{Form, Outcome, Publisher, decode, parse_resource};
use serde_json::Value;

use crate::mint::{NOW, errors, exchange};
use crate::suites;

/// What the suite's rules say as a publisher. `@workflow_file` is its word for the documented label `workflow`.
pub(crate) fn publisher(context: &Value, row: &Value) -> Publisher {
    let rules = row["ctx"].get("rules").unwrap_or(&context["rules"]).as_object().unwrap();
    let key = |name: &'_ str| if name == "@workflow_file" { "workflow".to_owned() } else { name.to_owned() };
    let rules: Vec<(String, &str)> = rules.iter().map(|(name, value)| (key(name), value.as_str().unwrap())).collect();
    Publisher::of(context["issuer"].as_str().unwrap(), rules.iter().map(|(name, value)| (name.as_str(), *value)))
}

#[test]
fn hostile_tokens_are_refused_and_good_ones_are_not() {
    // Refusals that only somebody who checks the signature can give; the exchange with a key set has its own test.
    const NEED_THE_KEY: [&str; 3] = ["signature", "no_key", "key_mismatch"];
    let (Some(context), Some(rows)) =
        (suites::json("vectors/adversarial/context.json"), suites::lines("vectors/adversarial/tokens.jsonl"))
    else {
        return;
    };
    assert_eq!(context["now"], NOW);
    let mut wrong = Vec::new();
    let (mut refused, mut granted, mut left) = (0, 0, 0);
    for row in &rows {
        let exchange = exchange(row["token"].as_str().unwrap(), &[publisher(&context, row)]);
        let reason = row["reason"].as_str().unwrap();
        if row["expect"] == "accept" {
            granted += 1;
            if exchange.outcome != Outcome::GrantedIfGenuine {
                wrong.push(format!("{} ({reason}): {:?} {:?}", row["id"], exchange.outcome, errors(&exchange)));
            }
        } else if NEED_THE_KEY.contains(&reason) {
            left += 1;
        } else {
            refused += 1;
            if exchange.outcome != Outcome::Refused || errors(&exchange).is_empty() {
                wrong.push(format!("{} ({reason}): {:?} {:?}", row["id"], exchange.outcome, errors(&exchange)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{refused} hostile tokens refused, {granted} good ones granted, {left} need their key");
    assert!(refused > 0 && granted > 0);
}

#[test]
fn pasted_texts_give_their_token_or_say_why_not() {
    let Some(rows) = suites::lines("vectors/adversarial/paste.jsonl") else { return };
    let mut wrong = Vec::new();
    for row in &rows {
        // A JavaScript string that no Rust text can hold: the package's test pastes it.
        let Some(input) = row["input"].as_str() else { continue };
        let decoded = decode(input);
        let codes: Vec<&str> = decoded.findings.iter().map(|finding| finding.reason.code()).collect();
        let read = decoded.at.as_ref().and_then(|at| input.get(at.clone()));
        let fits = match row["expect"].as_str().unwrap() {
            "token" => decoded.form == Form::Jwt && decoded.is_sound() && read == row["value"].as_str(),
            "masked" => codes == ["token-masked"],
            "truncated" => codes.iter().any(|code| ["segment-count", "token-wrapped"].contains(code)),
            "wrapped" => codes == ["token-wrapped"],
            "encoded" => codes == ["token-encoded"],
            "ambiguous" => codes == ["several-tokens"],
            "json_serialization" => codes == ["json-serialization"],
            "none" => decoded.form == Form::None && !codes.is_empty(),
            other => panic!("unknown expectation {other}"),
        };
        if !fits {
            wrong.push(format!("{}: expected {}, got {codes:?} at {:?}", row["id"], row["expect"], decoded.at));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn base64url_is_read_strictly() {
    let Some(rows) = suites::json("vectors/adversarial/base64url.json") else { return };
    for row in rows.as_array().unwrap() {
        let signature = row["in"].as_str().unwrap();
        let token = format!("eyJhbGciOiJSUzI1NiJ9.e30.{signature}");
        let decoded = decode(&token);
        // Blanks around a paste are no part of the token; everything else is.
        let encoding = ["base64url", "empty-segment", "token-wrapped", "segment-count"];
        let blamed = |code: &str| encoding.iter().any(|start| code.starts_with(start));
        let refused = decoded.findings.iter().any(|finding| blamed(finding.reason.code()));
        let expected = row["expect"] == "reject" && signature.trim_ascii_end() == signature;
        assert_eq!(refused, expected, "{signature:?}: {:?}", decoded.findings);
    }
}

#[test]
fn resources_are_read_strictly() {
    let Some(rows) = suites::json("vectors/adversarial/resource.json") else { return };
    for row in rows.as_array().unwrap() {
        let kind = match parse_resource(row["in"].as_str().unwrap()) {
            Ok(resource) if resource.name.is_none() => "user",
            Ok(_) => "repo",
            Err(_) => "reject",
        };
        assert_eq!(kind, row["expect"], "{}", row["in"]);
    }
}

#[test]
fn the_workflow_file_is_read_from_workflow_ref() {
    let Some(rows) = suites::json("vectors/adversarial/workflow_ref.json") else { return };
    for row in rows.as_array().unwrap() {
        let read = hub_trusted_publishers::provider::github::workflow_file(row["in"].as_str().unwrap());
        assert_eq!(read, row["expect"].as_str(), "{}", row["in"]);
    }
}
