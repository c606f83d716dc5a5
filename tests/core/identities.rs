//! What tells an owner, and what only looks like it: IDs that a button must keep, names and addresses that can be anybody's.

use hub_trusted_publishers::{Context, Publisher, check};
use serde_json::json;

use crate::namesakes::{offered, pushed, refused};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";

#[test]
fn no_help_says_to_leave_an_id_out() {
    let with_ids = [("sub", "repo:acme@1/model@2:ref:refs/heads/main")];
    let namesake = pushed("acme/model", "refs/heads/main", json!({"repository_id": "9", "repository_owner_id": "8"}));
    let said = refused(GITHUB, GITHUB, &with_ids, &namesake);
    let first = &said.findings[0];
    assert_eq!((first.reason.code(), first.fix.is_none()), ("repository-differs", true));
    assert!(first.message().contains("the IDs do not"), "{}", first.message());
    assert!(!first.help().unwrap().contains("write"), "{:?}", first.help());
}

#[test]
fn an_id_under_another_name_stays_an_id() {
    for (issuer, name, id, claim) in [
        ("https://agent.buildkite.com", "organization", "f892efa9-103e-4d28-97a1-3b8616a0994d", "organization_id"),
        ("https://agent.buildkite.com", "pipeline", "0184990a-4782-42b5-afc1-16715b10b1f0", "pipeline_id"),
        (GITHUB, "owner", "583231", "repository_owner_id"),
        (GITLAB, "namespace", "72", "namespace_id"),
        ("https://app.terraform.io", "workspace", "ws-mbsd5E3Ktt5Rg2Xm", "terraform_workspace_id"),
        ("https://identity.depot.dev", "owner", "65", "repository_owner_id"),
    ] {
        let publisher = Publisher::of(issuer, [(name, id)]);
        let found = check(&publisher, Context::default());
        let unknown = found.iter().find(|finding| finding.reason.code() == "claim-unknown-to-provider").unwrap();
        assert!(unknown.help().unwrap().contains(&format!("`{claim}`")), "{:?}", unknown.help());
        // Nobody's chosen name is compared with the ID.
        let fixed = unknown.fix.as_ref().map(|fix| fix.publisher.claims[0].0.clone());
        assert!(fixed.is_none_or(|fixed| fixed == claim), "{issuer} {name}");
    }
}

#[test]
fn a_name_of_digits_becomes_nobodys_id() {
    for (name, button) in [("repo", false), ("project", false), ("owner", false), ("repo_id", true)] {
        let publisher = Publisher::of(GITHUB, [(name, "2048"), ("ref", "refs/heads/main")]);
        let found = check(&publisher, Context::default());
        let unknown = found.iter().find(|finding| finding.reason.code() == "claim-unknown-to-provider").unwrap();
        assert_eq!(unknown.fix.is_some(), button, "{name}: {:?}", unknown.fix);
    }
}

#[test]
fn an_owner_is_known_by_an_id_alone() {
    let fork = json!({"repository": "stranger/m", "repository_owner": "acme"});
    for (issuer, rule) in [
        ("https://acme.semaphoreci.com", &[("repository", "acme/m"), ("sub", "s")][..]),
        ("https://ci.example.com", &[("repository", "acme/m"), ("repository_owner", "acme"), ("sub", "s")]),
    ] {
        assert_eq!(offered(issuer, issuer, rule, &fork), None, "{issuer}");
    }
}

#[test]
fn no_issuer_of_another_customer_is_taken() {
    const TRIGGER: &str = "https://oidc.trigger.dev";
    for (trusted, theirs) in [
        (format!("{TRIGGER}/acme/model"), format!("{TRIGGER}/model")),
        (format!("{TRIGGER}/org/acme"), format!("{TRIGGER}/org")),
        (format!("{GITHUB}/keys"), GITHUB.to_owned()),
        ("https://oidc.vercel.com/acme/model".to_owned(), "https://oidc.vercel.com/model".to_owned()),
    ] {
        let job = pushed("acme/model", "refs/heads/main", json!({"sub": "s"}));
        for rule in [&[("sub", "s")][..], &[("repository", "acme/model"), ("sub", "s")]] {
            assert_eq!(offered(&trusted, &theirs, rule, &job), None, "{trusted}");
        }
    }
    // Nor is an enterprise that the publisher names as a claim.
    let pinned = format!("{GITHUB}/acme-enterprise");
    let rule = [("iss", pinned.as_str()), ("repository", "acme/model"), ("ref", "refs/heads/main")];
    assert_eq!(offered(GITHUB, GITHUB, &rule, &pushed("acme/model", "refs/heads/main", json!({}))), None);
}

#[test]
fn no_button_writes_a_secret() {
    let secret = format!("ghp_{}", "A1b2".repeat(9));
    let job = pushed("acme/model", "refs/heads/main", json!({"environment": secret}));
    let rule = [("repository_id", "99"), ("environment", "prod")];
    let said = refused(GITHUB, GITHUB, &rule, &job);
    let words = format!("{:?} {:?} {:?}", said.findings, said.steps, said.findings[0].help());
    assert!(said.findings[0].fix.is_none() && !words.contains(&secret), "{words}");
}
