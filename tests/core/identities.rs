//! What tells an owner, and what only looks like it: IDs that a button must keep, names and addresses that can be anybody's.

use hub_trusted_publishers::{Context, HUB, Labels, Publisher, check, preview};
use serde_json::json;

use crate::mint::{NOW, exchange, signed};
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

#[test]
fn an_enterprise_and_a_path_are_no_slip_in_writing() {
    let job = pushed("acme/model", "refs/heads/main", json!({}));
    let rule = [("repository", "acme/model"), ("branch", "main")];
    let at = |path: &str| format!("{GITHUB}/{path}");
    for (trusted, theirs) in [
        (at("acme-corp"), at("evil-corp")),
        (
            "https://app.harness.io/ng/api/oidc/account/abcDEF123".to_owned(),
            "https://app.harness.io/ng/api/oidc/account/ABCdef123".to_owned(),
        ),
        ("https://ci.example.com/t/acme".to_owned(), "https://ci.example.com/t/ACME".to_owned()),
    ] {
        assert_eq!(offered(&trusted, &theirs, &rule, &job), None, "{trusted}");
    }
    // An ID says that it is the same project; a host has no case.
    let set = |label: Option<String>| label.is_some_and(|label| label.starts_with("Set the issuer to"));
    let known = [("repository_id", "99"), ("branch", "main")];
    assert!(set(offered(&at("acme-corp"), &at("acme-inc"), &known, &job)));
    assert!(set(offered(GITHUB, &at("acme-corp"), &rule, &job)));
    assert!(set(offered("https://Token.Actions.githubusercontent.com", GITHUB, &rule, &job)));
}

#[test]
fn who_is_called_so_in_other_letters_is_another_one_where_nobody_says_otherwise() {
    const OWN: &str = "https://ci.example.com";
    let shouted = pushed("ACME/model", "refs/heads/main", json!({}));
    for rule in [("repository", "acme/model"), ("sub", "repo:acme/model:ref:refs/heads/main")] {
        assert_eq!(offered(OWN, OWN, &[rule, ("ref", "refs/heads/main")], &shouted), None, "{rule:?}");
        // GitHub has but one owner of a name, however it is written.
        assert!(offered(GITHUB, GITHUB, &[rule, ("branch", "main")], &shouted).is_some(), "{rule:?}");
    }
}

#[test]
fn an_id_in_a_wrong_place_still_keeps_others_out() {
    let buildkite = json!({"organization_slug": "acme", "organization_id": "f892efa9-103e-4d28-97a1-3b8616a0994d",
        "pipeline_slug": "model", "pipeline_id": "0184990a-4782-42b5-afc1-16715b10b1f0", "build_branch": "main"});
    let vercel = json!({"owner": "acme", "project": "site", "owner_id": "team_666", "project_id": "prj_777",
        "environment": "production"});
    let recreated = pushed("acme/model", "refs/heads/main", json!({}));
    for (issuer, rule, claims) in [
        (
            "https://agent.buildkite.com",
            &[
                ("organization_slug", "acme"),
                ("pipeline_slug", "model"),
                ("build_branch", "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"),
            ][..],
            &buildkite,
        ),
        (
            "https://oidc.vercel.com/acme",
            &[("owner", "acme"), ("project", "site"), ("environment", "prj_7Gw5ZMBpQA8h9GF832KGp7nwbuh3")],
            &vercel,
        ),
        (GITHUB, &[("repository", "acme/model"), ("event_name", "74")], &recreated),
        (GITHUB, &[("repository", "acme/model"), ("ref", "74")], &recreated),
    ] {
        assert_eq!(offered(issuer, issuer, rule, claims), None, "{rule:?}");
    }
}

#[test]
fn a_number_is_no_projects_id_where_its_name_speaks_of_an_owner() {
    let evil = pushed("evil/x", "refs/heads/main", json!({"repository_id": "65", "repository_owner_id": "9"}));
    for name in ["org_id", "user_id", "group_id", "id", "repo_owner_id", "project_owner_id", "approver_id", "report_id"]
    {
        assert_eq!(offered(GITHUB, GITHUB, &[(name, "65"), ("branch", "main")], &evil), None, "{name}");
        let said = refused(GITHUB, GITHUB, &[(name, "65")], &evil);
        assert!(!said.findings[0].help().unwrap().contains("`repository_id`"), "{:?}", said.findings[0].help());
    }
}

#[test]
fn an_organization_of_other_letters_is_another_one_wherever_it_is_named() {
    const TERRAFORM: &str = "https://app.terraform.io";
    let job = json!({"sub": "organization:ACME:project:P:workspace:w:run_phase:apply",
        "terraform_organization_name": "ACME", "terraform_organization_id": "org-6", "terraform_workspace_name": "w",
        "terraform_full_workspace": "organization:ACME:project:P:workspace:w"});
    for rule in [
        &[("sub", "organization:acme:project:P:workspace:w:run_phase:apply")][..],
        &[("terraform_organization_name", "acme"), ("terraform_workspace_name", "w")],
        &[("terraform_full_workspace", "organization:acme:project:P:workspace:w")],
    ] {
        assert_eq!(offered(TERRAFORM, TERRAFORM, rule, &job), None, "{rule:?}");
    }
}

#[test]
fn a_slip_beside_it_does_not_make_an_id_unsaid() {
    let recreated = pushed("acme/model", "refs/heads/main", json!({}));
    let names = Publisher::of(GITHUB, [("repository", "acme/model"), ("ref", "refs/heads/mian")]);
    let offered = |rule: &[(&str, &str)]| {
        let mut claims = json!({"iss": GITHUB, "aud": HUB, "exp": NOW + 300, "iat": NOW});
        claims.as_object_mut().unwrap().extend(recreated.as_object().unwrap().clone());
        let publishers = [Publisher::of(GITHUB, rule.iter().copied()), names.clone()];
        let said = exchange(&signed(claims.to_string()), &publishers);
        said.findings.iter().find_map(|finding| finding.fix.as_ref()).map(|fix| fix.label.clone())
    };
    for rule in [
        &[("repository", "acme/model"), ("repository_id", "74")][..],
        &[("repository", "acme/model"), ("repository_id", "74 ")],
        &[("repository", "acme/model"), ("repository_id", "\"74\"")],
        &[("repository", "https://github.com/acme/model"), ("repository_id", "74")],
        &[("repository", "acme/model.git"), ("repository_id", "74")],
        &[("repository", " acme/model"), ("repository_id", "74")],
        &[("repository", "acme/model"), ("repositoryId", "74")],
        &[("repository", "acme/model"), ("repo_id", "74")],
        &[("sub", "repo:acme@65/model@74:*")],
        &[("sub", "repo:acme@65/model@74")],
        &[("sub", "REPO:acme@65/model@74:ref:refs/heads/main")],
        &[("sub", "repository:acme/model:repository_id:74")],
        &[("repository_owner", "acme"), ("repository", "model"), ("repository_id", "74")],
        &[("repository_owner", "acme/model"), ("repository_id", "74")],
        &[("repository", "model"), ("repository_id", "74")],
        &[("repository", "acme/model"), ("repository_id", "#74")],
        &[("repository", "acme/model"), ("repository_id", "74.0")],
    ] {
        assert_eq!(offered(rule), None, "{rule:?}");
    }
    // What is no ID keeps nobody out.
    for rule in [("repository_id", "TODO"), ("repository_id", "acme/model")] {
        assert!(offered(&[("repository", "acme/model"), rule, ("environment", "x")]).is_some(), "{rule:?}");
    }
    // Where the ID is the job's own, the other one's slip is mended.
    assert!(offered(&[("repository", "acme/model"), ("repository_id", "99 "), ("environment", "x")]).is_some());
}

#[test]
fn no_title_of_a_job_says_a_secret() {
    let secret = format!("glpat-{}", "A1b2".repeat(9));
    for (issuer, name) in [(GITHUB, "branch"), (GITLAB, "branch"), (GITLAB, "environment")] {
        let publisher = Publisher::of(issuer, [("repository", "a/b"), ("project_path", "a/b"), (name, &secret)]);
        for scenario in preview(&publisher, Labels::Documented) {
            assert!(!scenario.title.contains(&secret), "{}", scenario.title);
        }
    }
}

#[test]
fn who_comes_to_an_address_is_no_part_of_a_project() {
    const CIRCLECI: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    for scheme in ["https://", ""] {
        let address = format!("{scheme}user:correcthorsebattery9@github.com/acme/model");
        let publisher = Publisher::of(CIRCLECI, [("oidc.circleci.com/vcs-origin", address.as_str())]);
        let found = check(&publisher, Context::default());
        let fixed = found.iter().find_map(|finding| finding.fix.as_ref());
        assert_eq!(fixed.map(|fix| fix.publisher.claims[0].1.value.as_str()), Some("github.com/acme/model"));
        let words: String = found.iter().map(|one| one.message() + &one.help().unwrap_or_default()).collect();
        assert!(!words.contains("correcthorse"), "{words}");
    }
}

#[test]
fn whose_names_end_in_anothers_ids_is_not_that_one() {
    const FORGEJO: &str = "https://codeberg.org/api/actions";
    let sub = |owner: &str| format!("repo:{owner}/model-74:ref:refs/heads/main");
    let job = |sub: &str| pushed("acme-lab-65/model-74", "refs/heads/evil", json!({"sub": sub}));
    for theirs in
        ["repo:acme-lab-65/model-74:ref:refs/heads/evil", "repo:acme-lab-65-98/model-74-99:ref:refs/heads/evil"]
    {
        assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", &sub("acme-lab-65"))], &job(theirs)), None, "{theirs}");
    }
}
