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
fn an_issuer_that_stands_in_a_sheet_is_that_sheets() {
    for provider in &provider::ALL {
        for issuer in provider.issuers().into_iter().filter(|issuer| !issuer.contains('{')) {
            assert_eq!(provider::of_issuer(issuer).map(provider::Provider::id), Some(provider.id()), "{issuer}");
        }
    }
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
    // The publisher of the job's own project, also where as many claims of another project's differ.
    let own = |name: &str, value: &str| of(&[("project", "acme/model"), (name, value)]);
    let other = of(&[("project", "acme/other"), ("a", "1"), ("b", "2")]);
    let project = signed(
        json!({"iss": ISSUER, "sub": "s", "aud": "https://huggingface.co", "exp": 1_767_225_900, "iat": 1_767_225_590,
            "project": "acme/model", "a": "1", "b": "2"})
        .to_string(),
    );
    let first = exchange(&project, &[other, own("a", "x")]).matches[0].publisher;
    assert_eq!(first, 1);
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

/// What a form reads a text as, and the codes of what it says.
fn read(id: &str, field: &str, typed: &str) -> (String, Vec<&'static str>) {
    let provider = provider::by_id(id).unwrap();
    let fields = provider.fields();
    let filled: Vec<(&str, &str)> = fields
        .iter()
        .map(|known| (known.id, if known.id == field { typed } else { known.placeholder.as_str() }))
        .collect();
    let (publisher, findings) = publisher_of(provider, &filled);
    let codes = findings.iter().map(|finding| finding.reason.code()).collect();
    // Nobody's issuer makes no publisher.
    let Some(publisher) = publisher else { return (String::new(), codes) };
    let key = fields.iter().find(|known| known.id == field).unwrap().key;
    let value = key
        .map_or(&publisher.issuer_url, |key| &publisher.claims.iter().find(|(name, _)| name == key).unwrap().1.value);
    (value.clone(), codes)
}

#[test]
fn a_form_reads_addresses_and_what_certainly_lacks_its_frame() {
    const UUID: &str = "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d";
    let upper = UUID.to_ascii_uppercase();
    for (id, field, typed, meant) in [
        ("github-actions", "repository", "https://github.com/acme/train?tab=readme-ov-file", "acme/train"),
        ("github-actions", "repository", "https://github.com/acme/train/actions/runs/123", "acme/train"),
        ("github-actions", "repository", "https://www.github.com/acme/train#readme", "acme/train"),
        ("vercel", "team", "https://vercel.com/acme/site", "https://oidc.vercel.com/acme"),
        (
            "bitbucket-pipelines",
            "workspace",
            "https://bitbucket.org/acme",
            "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
        ),
        ("bitbucket-pipelines", "repository", &upper, "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}"),
        ("circleci", "project", &upper, UUID),
        ("forgejo-actions", "instance", "https://git.example.org:3000/", "https://git.example.org:3000/api/actions"),
        ("forgejo-actions", "ref", "main", "refs/heads/main"),
        ("depot-ci", "ref", "main", "refs/heads/main"),
        ("teamcity", "branch", "main", "refs/heads/main"),
        ("buddy", "ref", "main", "refs/heads/main"),
        ("kubernetes", "sub", "ml-release:publisher", "system:serviceaccount:ml-release:publisher"),
    ] {
        assert_eq!(read(id, field, typed), (meant.to_owned(), vec!["input-normalised"]), "{typed}");
    }
    for (id, field, typed) in [
        // A branch or a tag; a ref in part; an account's page.
        ("depot-ci", "ref", "v1.0"),
        ("depot-ci", "ref", "tags/v1"),
        ("github-actions", "repository", "https://github.com/orgs/acme/repositories"),
        ("forgejo-actions", "instance", "https://codeberg.org/acme/train"),
    ] {
        assert_eq!(read(id, field, typed).1, ["value-never-occurs"], "{typed}");
    }
    for (id, field, typed) in [
        ("forgejo-actions", "instance", "https://codeberg.org/acme/train"),
        ("trigger-dev", "organization", "https://cloud.trigger.dev/orgs/acme"),
        ("harness", "account", "https://app.harness.io/ng/account/abc/home"),
    ] {
        assert_eq!(read(id, field, typed).0, "", "{id}: no issuer within an issuer");
    }
    let (port, codes) = read("forgejo-actions", "instance", "git.example.org:3000");
    assert_eq!((port.as_str(), codes.len()), ("https://git.example.org:3000/api/actions", 0));
}

#[test]
fn another_servers_project_is_never_looked_for_on_the_shared_one() {
    for (id, field, typed) in [
        ("gitlab-ci", "project", "https://gitlab.acme.io/g/p"),
        ("gitlab-ci", "project", "git@gitlab.acme.io:g/p.git"),
        ("github-actions", "repository", "https://gitlab.acme.io/g/p"),
    ] {
        let provider = provider::by_id(id).unwrap();
        let (publisher, findings) = publisher_of(provider, &[(field, typed)]);
        assert_eq!(publisher.unwrap().claims[0].1.value, typed, "the path alone may be a stranger's here");
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert!(finding.is_error());
        let help = finding.help().unwrap();
        assert!(
            help.contains("the issuer of https://gitlab.acme.io, if that is yours.") && !help.contains("acme/"),
            "{help}"
        );
    }
}
