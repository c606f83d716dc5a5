//! Strangers who were let in by a button that meant well: by a value under a wrong claim, by an address of a website, by a name behind
//! a colon. Beside each stands what is still offered.

use hub_trusted_publishers::{Context, Publisher, check, fields_of, provider, publisher_of};
use serde_json::json;

use crate::mint::exchange;
use crate::namesakes::{offered, pushed, refused};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const MAIN: &str = "refs/heads/main";

/// What a check of the rule alone offers for an error.
fn alone(issuer: &str, rule: &[(&str, &str)]) -> Vec<String> {
    let found = check(&Publisher::of(issuer, rule.iter().copied()), Context::default());
    let errors = found.iter().filter(|finding| finding.is_error());
    errors.filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.label.clone()).collect()
}

#[test]
fn what_is_no_project_becomes_none_under_another_claim() {
    for (name, value) in [
        ("head_ref", "feature/x"),
        ("base_ref", "release/1.0"),
        ("workflow", "build/publish"),
        ("workflow", "workflows/publish.yml"),
        ("sub", "environment/production"),
        ("repository_owner", "origin/main"),
        ("repository_owner", "heads/main"),
    ] {
        let rule = [(name, value), ("branch", "main")];
        let moved = |label: &String| label.contains("ompare repository");
        assert!(!alone(GITHUB, &rule).iter().any(moved), "{name} {value}");
        let strangers = pushed(value, MAIN, json!({}));
        let label = offered(GITHUB, GITHUB, &rule, &strangers);
        assert!(!label.as_ref().is_some_and(moved), "{name} {value} {label:?}");
    }
    let codefresh = "https://oidc.codefresh.io";
    let repository = "https://github.com/acme/model";
    let job = json!({"account_id": "1", "account_name": "mallory", "pipeline_id": "2", "scm_repo_url": repository, "scm_ref": "main"});
    let rule = [("account_name", repository), ("scm_ref", "main")];
    assert_eq!(offered(codefresh, codefresh, &rule, &job), None);
    assert!(alone(codefresh, &[("scm_pull_request_target_branch", repository)]).is_empty());
    let circle = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    assert!(alone(circle, &[("oidc.circleci.com/org-id", "github.com/acme/model")]).is_empty());
    let plan = [("sub", "organization:my-org:project:default:workspace:my-workspace")];
    assert!(!alone("https://app.terraform.io", &plan).iter().any(|label| label.contains("terraform_full_workspace")));
}

#[test]
fn a_page_of_a_website_is_no_tenants_of_another_server() {
    let rule = [("repository", "acme/model")];
    let job = pushed("acme/model", MAIN, json!({}));
    for (page, theirs) in [
        ("https://github.com/login/oauth", "https://token.actions.login.ghe.com"),
        ("https://github.com/orgs/acme", "https://token.actions.orgs.ghe.com"),
        ("https://github.com/acme/model", "https://token.actions.acme.ghe.com"),
        ("https://token.actions.{subdomain}.ghe.com", GITHUB),
        ("https://{hostname}/_services/token", GITHUB),
    ] {
        assert_eq!(offered(page, theirs, &rule, &job), None, "{page}");
    }
    let project = json!({"owner": "templates", "owner_id": "team_1", "project": "next", "project_id": "prj_1"});
    let rule = [("project", "next"), ("owner", "templates")];
    let templates = "https://oidc.vercel.com/templates";
    assert_eq!(offered("https://vercel.com/templates/next", templates, &rule, &project), None);
    let rule = [("project", "next"), ("owner", "acme")];
    let project = json!({"owner": "acme", "owner_id": "team_1", "project": "next", "project_id": "prj_1"});
    assert!(offered("https://vercel.com/acme/next", "https://oidc.vercel.com/acme", &rule, &project).is_some());
}

#[test]
fn claims_without_their_issuer_bring_no_id() {
    for (issuer, id, claims) in [
        (
            GITLAB,
            "project_id",
            json!({"sub": "project_path:acme/model:ref_type:branch:ref:main", "project_path": "acme/model",
            "project_id": "20", "namespace_id": "7", "namespace_path": "acme", "ref": "main", "ref_type": "branch"}),
        ),
        (GITHUB, "repository_id", pushed("acme/model", MAIN, json!({}))),
    ] {
        let rule = Publisher::of(issuer, [(id, "acme/model"), ("ref_type", "branch")]);
        let said = exchange(&claims.to_string(), &[rule]);
        assert!(said.findings.iter().all(|finding| finding.fix.is_none()), "{:?}", said.findings);
    }
}

#[test]
fn a_name_before_a_colon_makes_no_project() {
    let read = |id: &str, field: &str, typed: &str| {
        let provider = provider::by_id(id).unwrap();
        let (publisher, _) = publisher_of(provider, &[(field, typed)]);
        publisher.map(|publisher| fields_of(&publisher).1)
    };
    for (id, field, typed, bare) in [
        ("github-actions", "repository", "environment:prod/eu", "prod/eu"),
        ("github-actions", "repository", "head_ref:fix/typo", "fix/typo"),
        ("github-actions", "repository", "refs/heads/feature/x", "feature/x"),
        ("github-actions", "repository", "job_workflow_ref:other/automation", "other/automation"),
        ("vercel", "team", "environment:production", "production"),
        ("depot-ci", "org_id", "actor:mallory", "mallory"),
    ] {
        let fields = read(id, field, typed);
        assert!(!format!("{fields:?}").contains(&format!("\"{bare}\"")), "{id} {typed} {fields:?}");
    }
    for rule in [
        ("repository_owner", "actor:mallory"),
        ("repository_owner", "refs/heads/main"),
        ("event_name", "refs/heads/main"),
    ] {
        let name = format!("Set {} to", rule.0);
        assert!(alone(GITHUB, &[rule]).iter().all(|label| !label.starts_with(&name)), "{rule:?}");
    }
    let strangers = pushed("prod/eu", MAIN, json!({}));
    assert_eq!(offered(GITHUB, GITHUB, &[("repository", "environment:prod/eu"), ("ref", MAIN)], &strangers), None);
    let own = pushed("acme/model", MAIN, json!({}));
    for typed in ["repo:acme/model", "repository:acme/model"] {
        assert!(offered(GITHUB, GITHUB, &[("repository", typed)], &own).is_some(), "{typed}");
    }
}

#[test]
fn an_owner_is_named_by_an_owners_name() {
    for (name, owner) in [("cost:owner", "platform-team"), ("namespace", "production")] {
        let strangers = pushed(&format!("{owner}/model"), MAIN, json!({}));
        assert_eq!(offered(GITHUB, GITHUB, &[(name, owner), ("repository", "model")], &strangers), None, "{name}");
    }
}

#[test]
fn no_branch_of_a_bot_is_taken_behind_a_file() {
    for branch in
        ["dependabot/npm/x", "copilot/fix", "claude/fix", "snyk-fix-1", "pre-commit-ci-update-config", "Renovate/all"]
    {
        let bots = pushed("acme/model", &format!("refs/heads/{branch}"), json!({"environment": "production"}));
        let file = ("workflow_ref", "acme/model/.github/workflows/p.yml@refs/heads/main");
        for rule in [vec![file], vec![file, ("environment", "production")], vec![file, ("repository_id", "99")]] {
            assert_eq!(offered(GITHUB, GITHUB, &rule, &bots), None, "{branch} {rule:?}");
        }
    }
}

#[test]
fn what_another_claim_has_is_not_written_over() {
    let own = pushed("acme/model", MAIN, json!({"environment": "production"}));
    let pin = [("repository", "acme/model"), ("ref", MAIN)];
    for (name, id) in [("job_workflow_ref", "98"), ("event_name", "99"), ("environment", "99"), ("workflow", "99")] {
        let job = pushed(
            "acme/model",
            MAIN,
            json!({"environment": "production",
            "job_workflow_ref": "acme/model/.github/workflows/p.yml@refs/heads/main"}),
        );
        assert_eq!(offered(GITHUB, GITHUB, &[pin[0], pin[1], (name, id)], &job), None, "{name}");
    }
    for name in ["event_name", "environment"] {
        assert_eq!(offered(GITHUB, GITHUB, &[pin[0], (name, MAIN)], &own), None, "{name}");
    }
    for (repository, label) in [
        ("acme/model@refs/heads/main", Some("Set repository to acme/model, compare ref with refs/heads/main")),
        (
            "https://github.com/acme/model/tree/main",
            Some("Set repository to acme/model, compare ref with refs/heads/main"),
        ),
        ("acme/model@refs/heads/dev", None),
        ("@acme/model@dev", None),
        ("acme/model#dev", None),
        ("acme/model:dev", None),
        ("acme/model (dev)", None),
        ("https://github.com/acme/model?ref=dev", None),
        ("https://github.com/acme/model/commits/dev", None),
        ("https://github.com/acme/model", Some("Set repository to acme/model")),
        ("git@github.com:acme/model.git", Some("Set repository to acme/model")),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &[("repository", repository)], &own).as_deref(), label, "{repository}");
        let is_whole = !repository.contains("main") && !repository.contains("dev");
        assert_eq!(!alone(GITHUB, &[("repository", repository)]).is_empty(), is_whole, "{repository}");
    }
    let path = "https://github.com/acme/model/.github/workflows/p.yml@refs/heads/main";
    let label = offered(GITHUB, GITHUB, &[pin[0], ("event_name", "push"), ("namespace_path", path)], &own);
    assert_eq!(label, None);
    let job = json!({"sub": "project_path:acme/model:ref_type:branch:ref:main", "project_path": "acme/model",
        "project_id": "20", "namespace_id": "72", "environment": "production", "ref": "main", "ref_type": "branch"});
    let rule = [("sub", "project_path:acme/model:ref_type:branch:ref:main"), ("environment", "72")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &job), None);
}

#[test]
fn a_strangers_file_is_not_to_be_written() {
    let strangers =
        pushed("mallory/x", MAIN, json!({"workflow_ref": "mallory/x/.github/workflows/evil.yml@refs/heads/main"}));
    let said = refused(GITHUB, GITHUB, &[("repository", "acme/model"), ("workflow", "Publish")], &strangers);
    for finding in said.findings.iter().filter(|finding| finding.message().contains("evil.yml")) {
        let help = finding.help().unwrap();
        assert!(!help.contains("`evil.yml`.") || help.contains("if that"), "{help}");
    }
}

#[test]
fn a_guard_of_a_known_project_is_not_set_to_a_forks() {
    let fork = json!({"project_path": "g/p", "project_id": "20", "namespace_path": "g", "namespace_id": "72",
        "job_project_id": "21", "job_project_path": "mallory/fork", "job_namespace_path": "mallory", "ref": "main",
        "ref_type": "branch", "pipeline_source": "push", "deployment_tier": "development", "job_source": "merge_request_event"});
    for guard in [
        ("job_project_path", "g/p"),
        ("job_namespace_path", "g"),
        ("job_project_id", "20"),
        ("deployment_tier", "production"),
        ("job_source", "push"),
    ] {
        for pin in [("project_id", "20"), ("project_path", "g/p")] {
            assert_eq!(offered(GITLAB, GITLAB, &[pin, guard], &fork), None, "{guard:?}");
        }
    }
    let job = pushed(
        "acme/model",
        MAIN,
        json!({"enterprise": "mallory", "enterprise_id": "7", "environment_node_id": "EN_2",
        "repo_property_tier": "dev", "repository_visibility": "private"}),
    );
    for guard in [
        ("enterprise", "acme"),
        ("enterprise_id", "6"),
        ("environment_node_id", "EN_1"),
        ("repo_property_tier", "prod"),
        ("repository_visibility", "public"),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &[("repository_id", "99"), guard], &job), None, "{guard:?}");
    }
}

#[test]
fn a_bots_job_is_offered_nothing() {
    let file = "acme/model/.github/workflows/ci.yml@refs/heads/dependabot/npm/x";
    let bots = pushed("acme/model", "refs/heads/dependabot/npm/x", json!({"workflow_ref": file, "environment": "ci"}));
    for other in [("workflow", "publish.yml"), ("environment", "production"), ("event_name", "workflow_dispatch")] {
        assert_eq!(offered(GITHUB, GITHUB, &[("repository", "acme/model"), other], &bots), None, "{other:?}");
    }
}

#[test]
fn an_id_beside_a_name_is_not_cut_off() {
    let own = pushed("acme/model", MAIN, json!({"repository_owner_id": "65", "repository_id": "74"}));
    for rule in [
        [("repository", "acme/model"), ("repository_owner", "acme@65")],
        [("repository", "acme/model#74"), ("ref", MAIN)],
        [("repository", "acme/model (74)"), ("ref", MAIN)],
        [("repository", "acme/model:65"), ("ref", MAIN)],
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &rule, &own), None, "{rule:?}");
        assert!(alone(GITHUB, &rule).is_empty(), "{rule:?}");
    }
}
