//! Issuers that are nearly right: the address of the keys, a port, a host that is another machine everywhere.

use hub_trusted_publishers::{Context, HUB, Outcome, Publisher, check};
use serde_json::{Value, json};

use crate::mint::{NOW, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";

fn token(issuer: &str, claims: &Value) -> String {
    let mut all = json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    signed(all.to_string())
}

#[test]
fn the_address_of_keys_is_no_issuer() {
    for (url, issuer) in [
        ("https://gitlab.example.com/oauth/discovery/keys", "https://gitlab.example.com"),
        ("https://gitlab.com/-/jwks", "https://gitlab.com"),
        ("https://jenkins.example.com/oidc/jwks", "https://jenkins.example.com/oidc"),
        (
            "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF/keys",
            "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
        ),
        ("https://token.actions.githubusercontent.com/jwks", GITHUB),
        ("https://ci.example.org/oauth2/v1/keys", "https://ci.example.org"),
        ("https://ci.example.org/jwks.json", "https://ci.example.org"),
    ] {
        let found = check(&Publisher::of(url, [("sub", "x")]), Context::default());
        let told = found.iter().find(|finding| finding.reason.code() == "issuer-is-discovery-url");
        let fixed = told.and_then(|told| told.fix.as_ref()).map(|fix| fix.publisher.issuer_url.as_str());
        assert!(fixed.is_none_or(|fixed| fixed == issuer) && told.is_some(), "{url}: {found:?}");
        assert!(told.unwrap().message().contains(issuer), "{}", told.unwrap().message());
        let said = exchange(&token(issuer, &json!({"sub": "x"})), &[Publisher::of(url, [("sub", "x")])]);
        assert_eq!(said.findings[0].reason.code(), "issuer-is-discovery-url", "{url}");
    }
    // Nor is an address with more behind the keys' the issuer's.
    let found = check(&Publisher::of("https://ci.example.org/a?b=/jwks", [("sub", "x")]), Context::default());
    assert_eq!(found[0].reason.code(), "issuer-syntax");
}

#[test]
fn a_known_host_is_known_by_whatever_is_written_around_it() {
    for (url, issuer) in [
        ("https://token.actions.githubusercontent.com:443", GITHUB),
        ("https://www.gitlab.com", "https://gitlab.com"),
        ("https://gitlab.com.", "https://gitlab.com"),
        ("https://app.terraform.io.:443", "https://app.terraform.io"),
    ] {
        let publisher = Publisher::of(url, [("repository_id", "74"), ("project_id", "20")]);
        let found = check(&publisher, Context::default());
        let told = found.iter().find(|finding| finding.reason.code() == "issuer-unlike-provider");
        assert!(told.is_some_and(|told| told.message().contains(issuer)), "{url}: {found:?}");
        let said = exchange(&token(issuer, &json!({"repository_id": "74", "project_id": "20"})), &[publisher]);
        let first = &said.findings[0];
        assert_eq!((said.outcome, first.reason.code()), (Outcome::Refused, "issuer-tenant"), "{url}");
        assert_eq!(first.fix.as_ref().map(|fix| fix.publisher.issuer_url.as_str()), Some(issuer), "{url}");
    }
}

#[test]
fn a_private_host_is_one_however_it_is_written() {
    for (host, is_private) in [
        ("ci.corp.LOCAL", true),
        ("ci.corp.local.", true),
        ("CI.corp.Internal:8443", true),
        ("[::1]", true),
        ("[fd00::1]", true),
        ("[FE80::1]:8443", true),
        ("[::ffff:10.0.0.1]", true),
        ("[2606:4700::1111]", false),
        ("local.example.com", false),
        ("10.example.com", false),
    ] {
        let issuer = format!("https://{host}/oidc");
        let found = check(&Publisher::of(&issuer, [("sub", "x")]), Context::default());
        let told = found.iter().any(|finding| finding.reason.code() == "issuer-unreachable");
        assert_eq!(told, is_private, "{host}: {found:?}");
        let said = exchange(&token(&issuer, &json!({"sub": "x"})), &[Publisher::of(&issuer, [("sub", "x")])]);
        assert_eq!(said.outcome.is_granted(), !is_private, "{host}");
    }
}

#[test]
fn an_organization_that_was_renamed_is_known_by_its_ids() {
    let issuer = |slug: &str| format!("https://api.bitbucket.org/2.0/workspaces/{slug}/pipelines-config/identity/oidc");
    let id = "{a1b2c3d4-1234-1234-1234-123456789abc}";
    let claims = json!({"repositoryUuid": id, "branchName": "main"});
    for (rule, trusted, is_fixed) in [
        (("repositoryUuid", id), issuer("old"), true),
        (("branchName", "main"), issuer("old"), false),
        // The end is what is missing, and the workspace is the same.
        (("repositoryUuid", id), issuer("new").trim_end_matches("/oidc").to_owned(), true),
        (("repositoryUuid", id), issuer("old").trim_end_matches("/oidc").to_owned(), false),
    ] {
        let said = exchange(&token(&issuer("new"), &claims), &[Publisher::of(&trusted, [rule])]);
        let fixed = said.findings[0].fix.as_ref().map(|fix| fix.publisher.issuer_url.clone());
        assert_eq!(fixed, is_fixed.then(|| issuer("new")), "{trusted} {rule:?}");
    }
}
