//! What each step says, and that none is left out.

use hub_trusted_publishers::{Exchange, HUB, Labels, Outcome, Publisher, Request, Status, simulate};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, errors, exchange, exchange_at, signed};

const ISSUER: &str = "https://ci.example.org";

fn token(over: &Value) -> String {
    let job = json!({"iss": ISSUER, "sub": "s", "aud": HUB, "exp": NOW + 300, "nbf": NOW - 10, "iat": NOW - 10, "project": "model"});
    let mut claims: Map<String, Value> = job.as_object().unwrap().clone();
    for (name, value) in over.as_object().unwrap() {
        claims.insert(name.clone(), value.clone());
    }
    claims.retain(|_, value| !value.is_null());
    signed(Value::Object(claims).to_string())
}

fn publishers() -> [Publisher; 3] {
    let strange = || Publisher::of("https://gitlab.com", [("project_path", "a/b")]);
    [strange(), Publisher::of(ISSUER, [("project", "model")]), strange()]
}

/// The statuses by their first letters, in the order of the steps.
fn statuses(exchange: &Exchange) -> String {
    let letter = |status| match status {
        Status::Pass => 'p',
        Status::Fail => 'f',
        Status::Unchecked => 'u',
        Status::Skipped => 's',
    };
    exchange.steps.iter().map(|step| letter(step.status)).collect()
}

fn summary(exchange: &Exchange, step: usize) -> &str {
    &exchange.steps[step].summary
}

#[test]
fn a_match_passes_every_step_but_the_signature() {
    let exchange = exchange(&token(&json!({})), &publishers());
    assert_eq!((statuses(&exchange).as_str(), exchange.matched), ("pppuppp", Some(1)));
    for (step, said) in [
        (0, "The model `acme/awesome-model`."),
        (1, "A signed token in compact form, well formed."),
        (2, "Trusted by 1 of 3 publishers: `https://ci.example.org`."),
        (3, "No key set was given."),
        (4, "The token is for `https://huggingface.co`."),
        (5, "Valid for another 5 minutes."),
        (6, "Every claim of publisher 2 matches."),
    ] {
        assert_eq!(summary(&exchange, step), said);
    }
}

#[test]
fn each_step_fails_by_itself() {
    for (over, expected) in [
        (json!({"iss": "https://elsewhere.example.org"}), "ppfuppf"),
        (json!({"aud": "pypi"}), "pppufpp"),
        (json!({"aud": []}), "pppufpp"),
        (json!({"exp": NOW}), "pppupfp"),
        (json!({"nbf": NOW + 1}), "pppupfp"),
        (json!({"iat": NOW + 1}), "pppupfp"),
        (json!({"project": "other"}), "pppuppf"),
        (json!({"nbf": null}), "pppuppp"),
        (json!({"exp": null}), "pfpupfp"),
    ] {
        let exchange = exchange(&token(&over), &publishers());
        assert_eq!(statuses(&exchange), expected, "{over}");
        assert_eq!(exchange.outcome == Outcome::GrantedIfGenuine, !expected.contains('f'), "{over}");
    }
    assert_eq!(statuses(&exchange("no token", &publishers())), "pfsssss");
}

/// OpenID Connect Core section 2: an issuer is an https address without query and fragment; and the Hub fetches its keys there.
#[test]
fn an_issuer_whose_keys_nobody_can_fetch_lets_nobody_in() {
    for (issuer, code) in [
        ("http://ci.example.org", "issuer-insecure"),
        ("https://ci.example.org?tenant=1", "issuer-syntax"),
        ("https://ci.example.org#a", "issuer-syntax"),
        ("https://me@ci.example.org", "issuer-syntax"),
        ("ci.example.org", "issuer-syntax"),
        ("javascript:1", "issuer-syntax"),
        ("https://localhost:8080", "issuer-unreachable"),
        ("https://10.0.0.1/oidc", "issuer-unreachable"),
        ("https://kubernetes.default.svc", "issuer-unreachable"),
        ("https://kubernetes.default.svc.cluster.local", "issuer-unreachable"),
    ] {
        let publishers = [Publisher::of(issuer, [("project", "model")])];
        let exchange = exchange(&token(&json!({"iss": issuer})), &publishers);
        assert_eq!(exchange.outcome, Outcome::Refused, "{issuer}");
        assert_eq!(errors(&exchange), [code], "{issuer}");
        assert_eq!(statuses(&exchange), "ppfuppp", "{issuer}");
    }
}

#[test]
fn what_lines_of_claims_show_is_checked_and_the_rest_is_open() {
    for (pasted, expected) in [
        (format!("* iss: {ISSUER}\n* project_id: 1\n* sub: s"), "pupuuuu"),
        (format!("* iss: {ISSUER}\n* aud: pypi"), "pupufuu"),
        (format!("* iss: {ISSUER}\n* aud: {HUB}\n* exp: {}\n* iat: {NOW}", NOW + 60), "pupuppu"),
        (format!("* iss: {ISSUER}\n* exp: {NOW}\n* iat: {}", NOW - 60), "pupuufu"),
        ("* sub: s\n* ref: refs/heads/main".to_owned(), "puuuuuu"),
        (format!("* iss: {ISSUER}\n* exp: {}", NOW + 60), "pupuuuu"),
        (format!("* iss: {ISSUER}\n* iat: {NOW}"), "pupuuuu"),
        (format!("* iss: {ISSUER}\n* iat: {NOW}\n* exp: {}\n* nbf: {NOW}", NOW + 60), "pupuupu"),
    ] {
        let exchange = exchange(&pasted, &publishers()[1..2]);
        assert_eq!(statuses(&exchange), expected, "{pasted}");
        assert_eq!(summary(&exchange, 6), "The pasted claims are too few to tell.");
    }
}

#[test]
fn distances_are_told_in_words() {
    let said = |over: Value, now: i64| summary(&exchange_at(now, &token(&over), &publishers()), 5).to_owned();
    for (over, now, words) in [
        (json!({}), NOW + 300, "The token expired less than a second ago (a server may allow as much)."),
        (json!({}), NOW + 301, "The token expired 1 second ago (a server may allow as much)."),
        (json!({}), NOW + 300 + 7_300, "The token expired 2 hours ago."),
        (json!({}), NOW + 300 + 200_000, "The token expired 2 days ago."),
        (json!({"nbf": NOW + 90}), NOW, "The token is not valid before 90 seconds from now (`nbf`)."),
        (json!({"iat": NOW + 120}), NOW, "The token was issued 2 minutes in the future (`iat`)."),
        (json!({"exp": NOW + 1}), NOW, "Valid for another 1 second."),
    ] {
        assert_eq!(said(over, now), words);
    }
}

#[test]
fn an_audience_is_the_providers_default_or_another() {
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    for (iss, aud, code) in [
        ("https://token.actions.githubusercontent.com", json!("https://github.com/acme"), "audience-default"),
        (
            "https://token.actions.githubusercontent.com",
            json!("c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e"),
            "audience-mismatch",
        ),
        (CIRCLE, json!("c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e"), "audience-default"),
        (CIRCLE, json!("c9035eb6-6eb2-4c85-8a81-d9ed6a1d1dxx"), "audience-mismatch"),
        (CIRCLE, json!("c9035eb6-6eb2-4c85-8a81"), "audience-mismatch"),
        (CIRCLE, json!("3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c"), "audience-mismatch"),
        (ISSUER, json!([HUB, HUB]), "audience-several"),
        (ISSUER, json!(["pypi"]), "audience-mismatch"),
        (ISSUER, json!("https://huggingface.co/"), "audience-mismatch"),
    ] {
        let exchange =
            exchange(&token(&json!({"iss": iss, "aud": aud})), &[Publisher::of(iss, [("project", "model")])]);
        assert_eq!(crate::mint::errors(&exchange), [code], "{iss} {aud}");
    }
    let said = summary(&exchange(&token(&json!({"aud": []})), &publishers()), 4).to_owned();
    assert_eq!(said, "The token is for nobody (`aud` is an empty list), not for `https://huggingface.co`.");
}

#[test]
fn the_other_reading_of_labels_is_spoken_of_only_where_it_matters() {
    let github = "https://token.actions.githubusercontent.com";
    let claims = json!({"iss": github, "ref": "refs/heads/main", "ref_type": "branch"});
    let told = |publisher: Publisher, labels| {
        let (token, publishers) = (token(&claims), [publisher]);
        let request =
            Request { token: &token, resource: "a/b", publishers: &publishers, now: NOW, audience: HUB, labels };
        let exchange = simulate(&request);
        let said = exchange.findings.iter().find(|finding| finding.reason.code() == "hub-undocumented");
        (exchange.outcome, said.map(|finding| finding.message().contains("as branch and workflow file and")))
    };
    let label = || Publisher::of(github, [("branch", "main")]);
    assert_eq!(told(label(), Labels::Documented), (Outcome::GrantedIfGenuine, Some(false)));
    assert_eq!(told(label(), Labels::Raw).0, Outcome::Refused);
    assert!(told(label(), Labels::Raw).1.is_some());
    assert_eq!(told(Publisher::of(github, [("project", "model")]), Labels::Raw), (Outcome::GrantedIfGenuine, None));
    // Of an issuer that is not the token's, no reading matters.
    assert_eq!(told(Publisher::of("https://gitlab.com", [("branch", "main")]), Labels::Raw), (Outcome::Refused, None));
}
