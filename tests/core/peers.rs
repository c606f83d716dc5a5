//! What other registries' own tests say of a token and a rule, judged by exact comparison.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hub_trusted_publishers::{HUB, Labels, Outcome, Publisher, Request, simulate};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, RESOURCE, signed};
use crate::suites;

const ISSUER: &str = "https://ci.example.org";

/// The vectors that exact comparison judges.
fn vectors() -> Option<Vec<Value>> {
    let suite = suites::json("cases/peer-vectors.json")?;
    let all = suite["vectors"].as_array().unwrap();
    Some(all.iter().filter(|vector| vector.get("strict_eq").is_some()).cloned().collect())
}

/// Whether a job that presents these claims would be let in by a rule of exactly these values. Issuer and audience have
/// their own place here; what a vector does not speak of is as it must be.
fn lets_in(claims: &Map<String, Value>, rule: &Map<String, Value>) -> bool {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut members = claims.clone();
    let mut rule = rule.clone();
    let issuer = rule.remove("iss").map_or(ISSUER.to_owned(), |issuer| text(&issuer));
    let audience = rule.remove("aud").map_or(HUB.to_owned(), |audience| text(&audience));
    if issuer == ISSUER {
        members.insert("iss".to_owned(), json!(issuer));
    }
    if audience == HUB {
        members.insert("aud".to_owned(), json!(HUB));
    }
    // Peers check times in other ways; here they are the token's own matter.
    members.remove("nbf");
    members.insert("exp".to_owned(), json!(NOW + 300));
    members.insert("iat".to_owned(), json!(NOW));
    members.entry("sub").or_insert_with(|| json!("job"));
    if rule.is_empty() {
        rule.insert("sub".to_owned(), members["sub"].clone());
    }
    let exchange = simulate(&Request {
        token: &signed(Value::Object(members).to_string()),
        resource: RESOURCE,
        publishers: &[Publisher::of(
            &issuer,
            rule.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())),
        )],
        now: NOW,
        audience: &audience,
        labels: Labels::Raw,
    });
    exchange.outcome == Outcome::GrantedIfGenuine
}

#[test]
fn exact_comparison_agrees_with_every_vector() {
    let Some(vectors) = vectors() else { return };
    let mut wrong = Vec::new();
    for vector in &vectors {
        let strict = &vector["strict_eq"];
        let (claims, rule) = (vector["claims"].as_object().unwrap(), strict["rule"].as_object().unwrap());
        if lets_in(claims, rule) != (strict["expected"] == "accept") {
            wrong.push(format!("{}: expected {}", vector["id"], strict["expected"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} vectors agree", vectors.len());
    assert!(!vectors.is_empty());
}

#[test]
fn the_differences_from_peers_are_documented() {
    let Some(vectors) = vectors() else { return };
    let mut differing: BTreeMap<&str, usize> = BTreeMap::new();
    for vector in vectors.iter().filter(|vector| vector["strict_eq"]["same_as_peer"] == false) {
        *differing.entry(vector["peer"].as_str().unwrap()).or_default() += 1;
    }
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/peers.md")).unwrap();
    for (peer, count) in differing {
        let cells = page.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
        let rows = cells.filter(|cells| cells.get(1) == Some(&peer));
        let told: usize = rows.filter_map(|cells| cells[2].split(' ').next()?.parse::<usize>().ok()).sum();
        assert_eq!(told, count, "docs/peers.md tells {told} of {count} differences from {peer}");
    }
}
