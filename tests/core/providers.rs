//! Which provider a token or an issuer is of, and what its form fills in.

use hub_trusted_publishers::{Publisher, decode, fields_of, provider, publisher_of};
use serde_json::{Value, json};

use crate::mint::{exchange, signed};
use crate::suites;

fn provider_of(claims: &Value) -> Option<&'static str> {
    let read = decode(&signed(claims.to_string()));
    provider::of_token(&read).map(|provider| provider.id())
}

#[test]
fn each_presets_sample_is_recognised() {
    let Some(facts) = suites::json("facts/providers.json") else { return };
    let mut seen = 0;
    for provider in facts["providers"].as_array().unwrap() {
        let id = provider["id"].as_str().unwrap();
        if provider["hf_preset"] != true {
            continue;
        }
        seen += 1;
        let sample = &provider["sample"];
        let claims = sample.get("payload").unwrap_or(sample);
        assert_eq!(provider_of(claims), Some(id));
        // Also from an issuer that nobody knows, by what it alone sends together.
        let mut elsewhere = claims.clone();
        elsewhere["iss"] = json!("https://ci.example.org");
        assert_eq!(provider_of(&elsewhere), Some(id), "{id} by its claims");
    }
    assert_eq!(seen, 4);
}

#[test]
fn an_issuer_fits_a_template_or_does_not() {
    const CIRCLE: &str = "https://oidc.circleci.com/org/";
    for (issuer, id) in [
        ("https://token.actions.githubusercontent.com", Some("github-actions")),
        ("https://token.actions.githubusercontent.com/acme-inc", Some("github-actions")),
        ("https://token.actions.acme.ghe.com", Some("github-actions")),
        ("https://token.actions.githubusercontent.com/", None),
        ("https://token.actions.githubusercontent.com/a/b", None),
        ("https://token.actions.githubusercontent.com/a?b", None),
        ("https://oidc.circleci.com", Some("circleci")),
        (CIRCLE, None),
        ("https://gitlab.com", Some("gitlab-ci")),
        ("https://gitlab.com.example.org", None),
        ("https://evil.example/https://gitlab.com", None),
    ] {
        assert_eq!(provider::of_issuer(issuer).map(|provider| provider.id()), id, "{issuer}");
    }
}

#[test]
fn a_subject_alone_tells_its_provider_and_a_whole_token_needs_more() {
    for (pasted, id) in [
        ("repo:acme/model:pull_request", Some("github-actions")),
        ("project_path:acme/model:ref_type:branch:ref:main", Some("gitlab-ci")),
        (r#"{"sub":"org/1/project/2"}"#, None),
    ] {
        assert_eq!(provider::of_token(&decode(pasted)).map(|provider| provider.id()), id, "{pasted}");
    }
    assert_eq!(provider_of(&json!({"iss": "https://ci.example.org", "sub": "repo:acme/model:pull_request"})), None);
}

#[test]
fn a_form_is_read_back_as_it_was_filled_in() {
    for provider in &provider::ALL {
        let fields = provider.fields();
        let example =
            |placeholder: &str| if placeholder.is_empty() { "copied".to_owned() } else { placeholder.to_owned() };
        let filled: Vec<(&str, String)> = fields.iter().map(|field| (field.id, example(&field.placeholder))).collect();
        let typed: Vec<(&str, &str)> = filled.iter().map(|(id, value)| (*id, value.as_str())).collect();
        let (publisher, findings) = publisher_of(provider, &typed);
        assert!(findings.is_empty(), "{}: {findings:?}", provider.id());
        let publisher = publisher.unwrap();
        let (read, values, rest) = fields_of(&publisher);
        if fields.is_empty() {
            continue;
        }
        assert_eq!((read.id(), values, rest), (provider.id(), filled, Vec::new()));
        let keys: Vec<&str> = fields.iter().filter_map(|field| field.key).collect();
        let names: Vec<&str> = publisher.claims.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(keys, names, "each field but the issuer's names the claim that it fills in");
    }
}

#[test]
fn a_claim_of_no_field_is_left_over() {
    let publisher = Publisher::of("https://gitlab.com", [("project_path", "acme/model"), ("ref_protected", "true")]);
    let (provider, fields, rest) = fields_of(&publisher);
    assert_eq!((provider.id(), rest), ("gitlab-ci", vec!["ref_protected".to_owned()]));
    assert_eq!(fields, [("project", "acme/model".to_owned())]);
}

#[test]
fn the_nearest_publisher_comes_first() {
    const ISSUER: &str = "https://ci.example.org";
    let token = signed(
        json!({"iss": ISSUER, "sub": "s", "aud": "https://huggingface.co", "exp": 1_767_225_900,
        "iat": 1_767_225_590, "a": "1", "b": "2", "c": "3"})
        .to_string(),
    );
    let ranked = |publishers: &[Publisher]| -> Vec<usize> {
        exchange(&token, publishers).matches.iter().map(|candidate| candidate.publisher).collect()
    };
    let of = |claims: &[(&str, &str)]| Publisher::of(ISSUER, claims.iter().copied());
    let [two_off, one_off] = [of(&[("a", "x"), ("b", "x"), ("c", "3")]), of(&[("a", "1"), ("b", "x")])];
    let [one_off_more, matching] = [of(&[("a", "1"), ("b", "x"), ("c", "3")]), of(&[("a", "1")])];
    let elsewhere = Publisher::of("https://other.example.org", [("a", "1")]);
    assert_eq!(ranked(&[two_off, elsewhere, one_off, one_off_more, matching]), [4, 3, 2, 0, 1]);
    // Of equals the earlier one.
    assert_eq!(ranked(&[of(&[("a", "x")]), of(&[("b", "x")])]), [0, 1]);
}

#[test]
fn debug_output_holds_nothing_of_the_token() {
    let token = signed(json!({"iss": "https://ci.example.org", "sub": "a-secret-subject"}).to_string());
    let exchange = exchange(&token, &[Publisher::of("https://ci.example.org", [("sub", "another")])]);
    let request = hub_trusted_publishers::Request {
        token: &token,
        resource: "a/b",
        publishers: &[],
        now: 0,
        audience: hub_trusted_publishers::HUB,
        labels: hub_trusted_publishers::Labels::Raw,
    };
    let told = format!("{:?} {:?} {request:?}", decode(&token), exchange.matches);
    assert!(told.contains("Match(publisher 0") && told.contains("Decoded(Jwt"), "{told}");
    assert!(told.ends_with(&format!("Request({} bytes of text, 0 publishers)", token.len())), "{told}");
    for held in ["a-secret-subject", &token[..16], &token[token.len() - 16..]] {
        assert!(!told.contains(held), "{told}");
    }
}
