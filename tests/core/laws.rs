//! Laws that hold for any token and any publishers.

use hub_trusted_publishers::{ClaimRule, Exchange, Outcome, Publisher};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::mint::{NOW, exchange, signed};

const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// Names and values that meet often enough to match, and that differ in every way that is told apart.
fn name() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "repository",
        "repository_owner",
        "ref",
        "ref_type",
        "workflow_ref",
        "workflow",
        "branch",
        "environment",
        "event_name",
        "repository_id",
        "Repository",
        "project_path",
        "__proto__",
        "note",
    ])
    .prop_map(ToOwned::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "acme/model",
        "Acme/model",
        "acme/model ",
        "mallory/model",
        "acme",
        "refs/heads/main",
        "refs/tags/main",
        "refs/pull/1/merge",
        "main",
        "branch",
        "tag",
        "publish.yml",
        "publish.yaml",
        "release",
        "push",
        "74",
        "*",
        "",
        "acme/model/.github/workflows/publish.yml@refs/heads/main",
        "\u{430}cme/model",
        "acme/\u{200b}model",
    ])
    .prop_map(ToOwned::to_owned);
    prop_oneof![8 => known, 1 => "\\PC{0,6}"]
}

fn claims() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::vec((name(), value()), 0..6).prop_map(|mut claims| {
        claims.sort();
        claims.dedup_by(|one, other| one.0 == other.0);
        claims
    })
}

fn token_of(claims: &[(String, String)]) -> String {
    let mut members: Map<String, Value> = serde_json::from_value(json!({
        "iss": ISSUER, "sub": "repo:acme/model:ref:refs/heads/main", "aud": "https://huggingface.co",
        "exp": NOW + 300, "iat": NOW - 5,
    }))
    .unwrap();
    members.extend(claims.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))));
    signed(Value::Object(members).to_string())
}

fn publisher_of(claims: &[(String, String)]) -> Publisher {
    Publisher::of(ISSUER, claims.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn publishers() -> impl Strategy<Value = Vec<Publisher>> {
    proptest::collection::vec(claims().prop_map(|claims| publisher_of(&claims)), 0..4)
}

fn granted(exchange: &Exchange) -> bool {
    exchange.outcome == Outcome::GrantedIfGenuine
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_further_claim_never_lets_in(token in claims(), rules in claims(), further in name(), wanted in value()) {
        let before = publisher_of(&rules);
        prop_assume!(!before.claims.is_empty() && before.claims.iter().all(|(name, _)| *name != further));
        let mut after = before.clone();
        after.claims.push((further, ClaimRule::eq(wanted)));
        let token = token_of(&token);
        prop_assert!(granted(&exchange(&token, &[before])) || !granted(&exchange(&token, &[after])));
    }

    #[test]
    fn the_order_of_publishers_decides_nothing(token in claims(), publishers in publishers()) {
        let token = token_of(&token);
        let forwards = exchange(&token, &publishers);
        let backwards: Vec<Publisher> = publishers.iter().rev().cloned().collect();
        prop_assert_eq!(forwards.outcome, exchange(&token, &backwards).outcome);
    }

    #[test]
    fn the_order_of_claims_and_members_decides_nothing(token in claims(), rules in claims()) {
        let publisher = publisher_of(&rules);
        let turned = Publisher { claims: publisher.claims.iter().rev().cloned().collect(), ..publisher.clone() };
        let reversed: Vec<(String, String)> = token.iter().rev().cloned().collect();
        let outcome = exchange(&token_of(&token), &[publisher]).outcome;
        prop_assert_eq!(outcome, exchange(&token_of(&reversed), &[turned]).outcome);
    }

    #[test]
    fn one_publisher_must_match_alone(token in claims(), publishers in publishers()) {
        let token = token_of(&token);
        let alone = publishers.iter().any(|publisher| granted(&exchange(&token, std::slice::from_ref(publisher))));
        prop_assert_eq!(granted(&exchange(&token, &publishers)), alone);
    }

    #[test]
    fn a_changed_character_never_matches(value in "[a-z/.:-]{1,12}", at in 0_usize..12, other in any::<char>()) {
        let token = token_of(&[("note".to_owned(), value.clone())]);
        prop_assert!(granted(&exchange(&token, &[publisher_of(&[("note".to_owned(), value.clone())])])));
        let mut characters: Vec<char> = value.chars().collect();
        let at = at % characters.len();
        prop_assume!(characters[at] != other);
        characters[at] = other;
        let changed: String = characters.into_iter().collect();
        prop_assert!(!granted(&exchange(&token, &[publisher_of(&[("note".to_owned(), changed)])])));
    }

    #[test]
    fn a_fix_is_the_first_errors_alone_and_works(token in claims(), publishers in publishers()) {
        let token = token_of(&token);
        let exchanged = exchange(&token, &publishers);
        for (index, finding) in exchanged.findings.iter().enumerate() {
            let Some(fix) = &finding.fix else { continue };
            prop_assert_eq!(index, 0);
            let Some(hub_trusted_publishers::Place::Publisher { publisher, .. }) = finding.at else { panic!("no place") };
            let mut mended = publishers.clone();
            mended[publisher] = fix.publisher.clone();
            prop_assert!(exchange(&token, &mended).outcome != Outcome::Refused, "{}", fix.label);
        }
    }

    #[test]
    fn every_refusal_has_an_error_and_every_grant_none(token in claims(), publishers in publishers()) {
        let exchanged = exchange(&token_of(&token), &publishers);
        let errors = exchanged.findings.iter().filter(|finding| finding.is_error()).count();
        prop_assert_eq!(granted(&exchanged), errors == 0);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,60}|[ey.JA-Za-z0-9_{}\":,*\n -]{0,80}") {
        let exchanged = exchange(&text, &[]);
        prop_assert_eq!(exchanged.outcome, Outcome::Refused);
    }
}
