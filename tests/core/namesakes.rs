//! Strangers whom a button could take for the owner: a namesake, a fork, a review, somebody who is called as something else in
//! the publisher is. Beside each stands the owner's own job, which does get its button.

use hub_trusted_publishers::{Context, Exchange, HUB, Publisher, check};
use serde_json::{Value, json};

use crate::mint::{NOW, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const FORGEJO: &str = "https://codeberg.org/api/actions";

/// What is said where a token of these claims is refused by a publisher.
pub(crate) fn refused(issuer: &str, theirs: &str, rule: &[(&str, &str)], claims: &Value) -> Exchange {
    let mut all = json!({"iss": theirs, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    let publishers = [Publisher::of(issuer, rule.iter().copied())];
    exchange(&signed(all.to_string()), &publishers)
}

/// What is offered then.
pub(crate) fn offered(issuer: &str, theirs: &str, rule: &[(&str, &str)], claims: &Value) -> Option<String> {
    let said = refused(issuer, theirs, rule, claims);
    said.findings.iter().find_map(|finding| finding.fix.as_ref()).map(|fix| fix.label.clone())
}

/// A push to GitHub or Forgejo.
pub(crate) fn pushed(repository: &str, git_ref: &str, over: Value) -> Value {
    let owner = repository.split('/').next().unwrap();
    let mut claims = json!({"sub": format!("repo:{repository}:ref:{git_ref}"), "repository": repository,
        "repository_id": "99", "repository_owner": owner, "repository_owner_id": "98", "ref": git_ref,
        "ref_type": "branch", "event_name": "push",
        "workflow_ref": format!("{repository}/.github/workflows/p.yml@{git_ref}")});
    claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    claims
}

/// A push to GitLab.
fn pushed_to_gitlab(path: &str, over: Value) -> Value {
    let mut claims = json!({"sub": format!("project_path:{path}:ref_type:branch:ref:main"), "project_path": path,
        "project_id": "99", "namespace_path": path.rsplit_once('/').unwrap().0, "namespace_id": "98", "ref": "main",
        "ref_type": "branch", "ref_path": "refs/heads/main", "pipeline_source": "push",
        "ci_config_ref_uri": format!("gitlab.com/{path}//.gitlab-ci.yml@refs/heads/main")});
    claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    claims
}

#[test]
fn what_a_publisher_says_of_something_else_names_no_project_and_no_owner() {
    const MAIN: &str = "refs/heads/main";
    let repository = ("repository", "acme/model");
    let path = ("project_path", "acme/model");
    let branch = pushed("release/v1", "refs/heads/release/v1", json!({}));
    assert_eq!(offered(GITHUB, GITHUB, &[repository, ("branch", "release/v1")], &branch), None);
    let environment = pushed("eu/prod", MAIN, json!({"environment": "eu/prod"}));
    assert_eq!(offered(GITHUB, GITHUB, &[repository, ("environment", "eu/prod")], &environment), None);
    let review = pushed_to_gitlab("review/app", json!({"environment": "review/app"}));
    assert_eq!(offered(GITLAB, GITLAB, &[path, ("environment", "review/app")], &review), None);
    let heads = pushed_to_gitlab("refs/heads/main", json!({}));
    let rule = [("project", "acme/model"), ("ref_path", "refs/heads/main")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &heads), None);
    // Owner and name by two claims each.
    for (issuer, owner, name, place) in [
        ("https://oidc.vercel.com", "owner", "project", "environment"),
        ("https://agent.buildkite.com", "organization_slug", "pipeline_slug", "build_branch"),
        ("https://app.terraform.io", "terraform_organization_name", "terraform_workspace_name", "terraform_run_phase"),
        ("https://oidc.buddyusercontent.com", "workspace_domain", "project_name", "ref"),
        ("https://oidc.codefresh.io", "account_name", "pipeline_name", "scm_ref"),
    ] {
        let rule = [(owner, "acme"), (name, "model"), (place, "apply")];
        for taken in ["model", "apply"] {
            let claims = json!({owner: taken, name: "model", place: "apply"});
            assert_eq!(offered(issuer, issuer, &rule, &claims), None, "{issuer} {taken}");
        }
    }
}

#[test]
fn a_recreated_namesake_is_known_by_its_ids() {
    const MAIN: &str = "refs/heads/main";
    let with_ids = [("sub", "repo:acme@1/model@2:ref:refs/heads/main")];
    let own = json!({"repository_id": "2", "repository_owner_id": "1"});
    let set = |sub: &str| Some(format!("Set sub to {sub}"));
    assert_eq!(offered(GITHUB, GITHUB, &with_ids, &pushed("acme/model", MAIN, json!({}))), None);
    let plain = "repo:acme/model:ref:refs/heads/main";
    // The ID that a plain subject leaves out is compared beside it.
    let beside = format!("{plain}, compare repository_id with 2");
    assert_eq!(offered(GITHUB, GITHUB, &with_ids, &pushed("acme/model", MAIN, own.clone())), set(&beside));
    let with_both = [with_ids[0], ("repository_id", "2")];
    assert_eq!(offered(GITHUB, GITHUB, &with_both, &pushed("acme/model", MAIN, own.clone())), set(plain));
    // A customised subject beside a project that is named has to be the same one too.
    let custom = pushed("acme/model", MAIN, json!({"sub": "environment:prod"}));
    assert_eq!(offered(GITHUB, GITHUB, &[with_ids[0], ("repository", "acme/model")], &custom), None);
    // Forgejo's hyphens: anybody's name can have them.
    let named = "repo:acme/model:ref:refs/heads/main";
    let numbered = "repo:acme-5/model-7:ref:refs/heads/main";
    let stranger = pushed("acme-5/model-7", MAIN, json!({}));
    assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", named)], &stranger), None);
    let other_branch = [("sub", "repo:acme-5/model-7:ref:refs/heads/dev")];
    assert_eq!(offered(FORGEJO, FORGEJO, &other_branch, &stranger), None);
    let job = |over: Value| {
        let mut ids = json!({"repository_id": "7", "repository_owner_id": "5"});
        ids.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        pushed("acme/model", MAIN, ids)
    };
    assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", named)], &job(json!({"sub": numbered}))), set(numbered));
    assert_eq!(
        offered(FORGEJO, FORGEJO, &[("sub", numbered)], &job(json!({}))),
        set(&format!("{named}, compare repository_id with 7"))
    );
    let moved = "repo:acme-5/model-7:ref:refs/heads/v2";
    assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", numbered)], &job(json!({"sub": moved}))), set(moved));
}

#[test]
fn what_one_publisher_knows_of_a_name_holds_for_all() {
    const MAIN: &str = "refs/heads/main";
    let to = |over: &[&str], first: &[(&str, &str)], other: &[(&str, &str)], claims: &Value| {
        let issuer = over[0];
        let mut all = json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let others = over.last().unwrap();
        let publishers = [Publisher::of(issuer, first.iter().copied()), Publisher::of(others, other.iter().copied())];
        let said = exchange(&signed(all.to_string()), &publishers);
        said.findings.iter().find_map(|finding| finding.fix.as_ref()).map(|fix| fix.label.clone())
    };
    let job = pushed("acme/model", MAIN, json!({}));
    let typo = [("repository", "acme/modle"), ("ref", MAIN)];
    let mended = Some("Set repository to acme/model".to_owned());
    // The job has the IDs 99 and 98. What the other publisher wants beside them keeps it from being the nearest.
    for (other, fixed) in [
        (&[("repository", "acme/model"), ("repository_id", "74")][..], false),
        (&[("repository", "ACME/Model"), ("repository_id", "74")], false),
        (&[("workflow_ref", "acme/model/.github/workflows/p.yml@refs/heads/x"), ("repository_id", "74")], false),
        (&[("repository", "acme/tools"), ("repository_owner_id", "65")], false),
        (&[("repository_owner", "acme"), ("repository_owner_id", "65")], false),
        (&[("sub", "repo:acme@65/model@74:ref:refs/heads/x")], false),
        (&[("repository", "ACME/Model"), ("repository_id", "99")], true),
        // Of another project, another owner, and of nobody by name.
        (&[("repository", "acme/tools"), ("repository_id", "74")], true),
        (&[("repository", "corp/model"), ("repository_owner_id", "65")], true),
        (&[("repository_id", "74")], true),
    ] {
        let far: Vec<(&str, &str)> = other.iter().copied().chain([("x_project", "x"), ("y_project", "y")]).collect();
        assert_eq!(to(&[GITHUB], &typo, &far, &job), mended.clone().filter(|_| fixed), "{other:?}");
    }
    // Whatever the issuer is that stands there, it is the same provider's; another one has names and IDs of its own.
    let named = [("repository", "acme/model"), ("repository_id", "74")];
    for issuer in [format!("{GITHUB}/acme"), format!("{GITHUB}/"), "https://github.com".to_owned()] {
        assert_eq!(to(&[GITHUB, &issuer], &typo, &named, &job), None, "{issuer}");
    }
    assert_eq!(to(&[GITHUB, FORGEJO], &typo, &named, &job), mended);
    let (path, claims) = ([("project_path", "acme/modle")], pushed_to_gitlab("acme/model", json!({})));
    for (id, fixed) in [("20", false), ("99", true)] {
        let other = [("project_path", "acme/model"), ("project_id", id), ("x_project", "x"), ("y_project", "y")];
        assert_eq!(to(&[GITLAB], &path, &other, &claims).is_some(), fixed, "{id}");
    }
}

#[test]
fn an_address_names_what_its_provider_has_there() {
    const MAIN: &str = "refs/heads/main";
    for (value, repository, fixed) in [
        ("https://github.com/acme/model", "acme/model", true),
        ("git@github.com:acme/model.git", "acme/model", true),
        ("https://gitlab.com/acme/model", "acme/model", false),
        ("https://git.acme.example/acme/model", "acme/model", false),
        ("https://github.com/acme/tools/tree/main/evil/model", "evil/model", false),
        ("аcme-l/model", "acme-l/model", true),
        ("acme–l/model", "acme-1/model", false),
        ("аcme-l/model", "acme-1/model", false),
        ("acme-ı/model", "acme-1/model", false),
    ] {
        let said = offered(GITHUB, GITHUB, &[("repository", value)], &pushed(repository, MAIN, json!({})));
        assert_eq!(said, fixed.then(|| format!("Set repository to {repository}")), "{value}");
    }
    for (value, path, fixed) in [
        ("https://gitlab.com/group/sub/project", "group/sub/project", true),
        ("https://gitlab.com/group/sub/project", "sub/project", false),
        ("https://github.com/acme/model", "github.com/acme/model", false),
    ] {
        let said = offered(GITLAB, GITLAB, &[("project_path", value)], &pushed_to_gitlab(path, json!({})));
        assert_eq!(said.is_some(), fixed, "{value}");
    }
    const BUILDKITE: &str = "https://agent.buildkite.com";
    let rule = [("organization_slug", "https://buildkite.com/acme/model"), ("pipeline_slug", "model")];
    let taken = json!({"organization_slug": "model", "pipeline_slug": "model"});
    assert_eq!(offered(BUILDKITE, BUILDKITE, &rule, &taken), None);
    const ORIGIN: &str = "oidc.circleci.com/vcs-origin";
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    for (value, fixed) in [("https://gitlab.com/github.com/evil/model", false), ("https://github.com/evil/model", true)]
    {
        let said = offered(CIRCLE, CIRCLE, &[(ORIGIN, value)], &json!({ORIGIN: "github.com/evil/model"}));
        assert_eq!(said.is_some(), fixed, "{value}");
    }
    // The website's page of a customer is that customer's alone.
    let theirs = "https://oidc.vercel.com/model";
    let rule = [("owner", "acme"), ("project", "model")];
    for claims in [json!({"owner": "model", "project": "model"}), json!({"owner": "acme", "project": "model"})] {
        assert_eq!(offered("https://vercel.com/acme/model", theirs, &rule, &claims), None);
    }
}

#[test]
fn a_guard_is_not_exchanged_for_an_open_one() {
    const MAIN: &str = "refs/heads/main";
    let repository = ("repository", "acme/model");
    let path = ("project_path", "acme/model");
    for event in ["issues", "fork", "discussion_comment", "issue_comment", "watch"] {
        let claims = pushed("acme/model", MAIN, json!({"event_name": event}));
        for pin in [repository, ("repository_id", "99")] {
            assert_eq!(offered(GITHUB, GITHUB, &[pin, ("event_name", "push")], &claims), None, "{event}");
        }
    }
    for claim in ["enterprise", "enterprise_id", "environment_node_id"] {
        let claims = pushed("acme/model", MAIN, json!({claim: "666"}));
        assert_eq!(offered(GITHUB, GITHUB, &[repository, (claim, "1")], &claims), None, "{claim}");
    }
    for (claim, value) in [
        ("job_project_id", "666"),
        ("job_project_path", "evil/model"),
        ("job_namespace_id", "666"),
        ("job_namespace_path", "evil"),
    ] {
        let claims = pushed_to_gitlab("acme/model", json!({claim: value}));
        assert_eq!(offered(GITLAB, GITLAB, &[path, (claim, "1")], &claims), None, "{claim}");
    }
    let file = ("ci_config_ref_uri", ".gitlab-ci.yml");
    for (held, fixed) in [
        ("gitlab.com/acme/model//.gitlab-ci.yml@refs/heads/main", true),
        ("gitlab.com/evil/model//.gitlab-ci.yml@refs/heads/main", false),
    ] {
        let claims = pushed_to_gitlab("acme/model", json!({"ci_config_ref_uri": held}));
        assert_eq!(offered(GITLAB, GITLAB, &[path, file], &claims).is_some(), fixed, "{held}");
    }
    // Another project's jobs can have the same file, whoever's they are.
    let shared = "gitlab.com/acme/ci//p.yml@refs/heads/main";
    let claims = pushed_to_gitlab("evil/model", json!({"ci_config_ref_uri": shared, "environment": "dev"}));
    let rule = [("ci_config_ref_uri", shared), ("environment", "prod")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &claims), None);
    // A job of one's own that runs somebody else's file does what that one says; one's own may have moved.
    let called = |file: &str| pushed("acme/model", MAIN, json!({"job_workflow_ref": file}));
    let rule = [("repository_id", "99"), ("job_workflow_ref", "old/model/.github/workflows/r.yml@refs/heads/main")];
    for (file, fixed) in [
        ("evil/ci/.github/workflows/r.yml@refs/heads/main", false),
        ("acme/model/.github/workflows/r.yml@refs/heads/main", true),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &rule, &called(file)).is_some(), fixed, "{file}");
    }
    let proposed = json!({"sub": "repo:acme/model:ref:refs/pull/12/merge", "repository": "acme/model"});
    assert_eq!(offered(GITHUB, GITHUB, &[("sub", "repo:acme/model:ref:refs/heads/main")], &proposed), None);
}

#[test]
fn a_fork_a_review_and_a_namesake_get_no_button() {
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    const PROJECT: &str = "d2a5e6b8-3c44-4a53-9a0b-7c3e0a2f1b11";
    let circle = |over: Value| {
        let mut claims = json!({"oidc.circleci.com/project-id": PROJECT, "oidc.circleci.com/vcs-ref": "refs/heads/main",
            "oidc.circleci.com/vcs-origin": "github.com/acme/model"});
        claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        claims
    };
    let project = ("oidc.circleci.com/project-id", PROJECT);
    let of = |rule: (&str, &str), over: Value| offered(CIRCLE, CIRCLE, &[project, rule], &circle(over));
    let origin = ("oidc.circleci.com/vcs-origin", "github.com/acme/model");
    assert_eq!(of(origin, json!({"oidc.circleci.com/vcs-origin": "github.com/evil/model"})), None);
    assert!(of(("oidc.circleci.com/vcs-origin", "https://github.com/acme/model"), json!({})).is_some());
    let main = ("oidc.circleci.com/vcs-ref", "refs/heads/main");
    assert_eq!(of(main, json!({"oidc.circleci.com/vcs-ref": "refs/merge-requests/7/head"})), None);
    assert_eq!(of(main, json!({"oidc.circleci.com/vcs-ref": "pull-requests/7"})), None);
    assert!(of(main, json!({"oidc.circleci.com/vcs-ref": "refs/heads/dev"})).is_some());
    // An ID beside a name says which of that name is meant.
    let again = pushed("acme/model", "refs/heads/main", json!({}));
    for rule in [
        ("sub", "repo:acme@1/model:ref:refs/heads/main"),
        ("sub", "repo:acme/model@2:ref:refs/heads/main"),
        ("sub", "repo:acme@/model@2:ref:refs/heads/main"),
        ("repository", "acme/model@2"),
        ("repository", "acme/model 2"),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &[rule], &again), None, "{rule:?}");
    }
    let enterprise = format!("{GITHUB}/acme");
    let rule = [("repository", "acme/model")];
    assert_eq!(offered(&enterprise, GITHUB, &rule, &again), None);
    assert!(offered(GITHUB, &enterprise, &rule, &again).is_some());
    // A path says more than its file.
    let path = "acme/model/.github/workflows/p.yml";
    let pinned = format!("{path}@refs/heads/main");
    let whole = format!("Compare workflow_ref with {pinned}");
    for (workflow, label) in [
        (pinned.as_str(), Some(whole.as_str())),
        ("acme/model/.github/workflows/p.yml@refs/heads/dev", None),
        (path, Some("Set workflow to p.yml")),
        ("other/x/.github/workflows/p.yml", None),
    ] {
        let rule = [("repository", "acme/model"), ("workflow", workflow)];
        assert_eq!(offered(GITHUB, GITHUB, &rule, &again).as_deref(), label, "{workflow}");
    }
    for rule in [[("branch", "main"), ("workflow", path)], [("repository", "acme/model"), ("workflow", &pinned)]] {
        let found = check(&Publisher::of(GITHUB, rule), Context::default());
        let mut fixes = found.iter().filter_map(|finding| finding.fix.as_ref());
        assert!(!fixes.any(|fix| fix.publisher.claims[1].1.value == "p.yml"), "{rule:?}");
    }
}
