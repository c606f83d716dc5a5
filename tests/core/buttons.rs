//! Buttons that an exchange must not have, and what is said in their place: what a job of one's own shows can still be the
//! wrong thing to let in.

use hub_trusted_publishers::{Exchange, HUB, Outcome, Publisher};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, errors, exchange, exchange_raw, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const OWN_GITLAB: &str = "https://git.acme.org";
const BUILDKITE: &str = "https://agent.buildkite.com";
const TERRAFORM: &str = "https://app.terraform.io";
const CODEFRESH: &str = "https://oidc.codefresh.io";

/// A token of the issuer with these claims beside the registered ones.
fn token(issuer: &str, over: &Value) -> String {
    let registered = json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    let mut claims: Map<String, Value> = registered.as_object().unwrap().clone();
    claims.extend(over.as_object().unwrap().clone());
    signed(Value::Object(claims).to_string())
}

/// A push to the branch main of `acme/model` on GitHub, but for what differs.
fn github(over: Value) -> Value {
    const FILE: &str = "acme/model/.github/workflows/publish.yml@refs/heads/main";
    let mut claims = json!({"sub": "repo:acme/model:ref:refs/heads/main", "repository": "acme/model",
        "repository_id": "74", "repository_owner": "acme", "repository_owner_id": "65", "ref": "refs/heads/main",
        "ref_type": "branch", "ref_protected": "true", "event_name": "push", "workflow": "CI", "workflow_ref": FILE,
        "job_workflow_ref": FILE, "runner_environment": "github-hosted", "actor": "alice", "run_id": "17"});
    claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    claims
}

/// A push to the branch main of `acme/model` on GitLab, but for what differs.
fn gitlab(over: Value) -> Value {
    let mut claims = json!({"sub": "project_path:acme/model:ref_type:branch:ref:main", "project_path": "acme/model",
        "project_id": "20", "namespace_path": "acme", "namespace_id": "72", "ref": "main", "ref_type": "branch",
        "ref_path": "refs/heads/main", "ref_protected": "true", "pipeline_source": "push",
        "ci_config_ref_uri": "gitlab.com/acme/model//.gitlab-ci.yml@refs/heads/main"});
    claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    claims
}

fn said(issuer: &str, rule: &[(&str, &str)], claims: &Value) -> Exchange {
    exchange(&token(issuer, claims), &[Publisher::of(issuer, rule.iter().copied())])
}

fn label(exchange: &Exchange) -> Option<&str> {
    exchange.findings.iter().find_map(|finding| finding.fix.as_ref()).map(|fix| fix.label.as_str())
}

/// The help of the first finding.
fn help(exchange: &Exchange) -> String {
    exchange.findings[0].help().unwrap_or_default()
}

#[test]
fn a_subject_that_names_no_project_is_never_offered() {
    let main = ("sub", "repo:acme/model:ref:refs/heads/main");
    for sub in [
        "job_workflow_ref:org/wf/.github/workflows/p.yml@refs/heads/main",
        "repository_owner:acme",
        "ref:refs/heads/main",
        "environment:prod",
        "workflow:CI",
    ] {
        let refused = said(GITHUB, &[main], &github(json!({"sub": sub})));
        assert_eq!((errors(&refused)[0], label(&refused)), ("subject-differs", None), "{sub}");
        // Another claim that stays tells the project; the branch has to be told too.
        let pinned = said(GITHUB, &[main, ("repository_id", "74")], &github(json!({"sub": sub})));
        let fixed = format!("Set sub to {sub}");
        assert_eq!(label(&pinned), (sub == "ref:refs/heads/main").then_some(fixed.as_str()), "{sub}");
    }
    // Where no other claim names a project, the subject is all there is.
    for (issuer, sub) in [
        ("https://accounts.google.com", "112179062720391305885"),
        ("https://kubernetes.acme.org", "system:serviceaccount:ml:publisher"),
        (TERRAFORM, "organization:acme:project:p:workspace:model:run_phase:apply"),
    ] {
        let spaced = format!("{sub} ");
        let refused = said(issuer, &[("sub", spaced.as_str())], &json!({"sub": sub}));
        assert_eq!(label(&refused), Some(format!("Set sub to {sub}")).as_deref(), "{issuer}");
    }
    let by_id = said(GITHUB, &[main], &github(json!({"sub": "repository_id:74:ref:refs/heads/main"})));
    assert_eq!(label(&by_id), Some("Set sub to repository_id:74:ref:refs/heads/main"));
}

#[test]
fn a_misspelt_name_is_mended_and_its_value_kept() {
    let project = ("repository", "acme/model");
    let prod = json!({"environment": "dev"});
    for (issuer, rule, claims, codes, fixed) in [
        (
            GITHUB,
            [project, ("Environment", "prod")],
            github(prod),
            &["claim-name-case", "environment-differs"][..],
            None,
        ),
        (GITHUB, [project, ("tag", "v1.0")], github(json!({})), &["claim-unknown-to-provider", "ref-differs"], None),
        (
            GITHUB,
            [project, ("git_ref", "refs/heads/release")],
            github(json!({})),
            &["claim-unknown-to-provider", "ref-differs"],
            None,
        ),
        (
            GITHUB,
            [project, ("git_ref", "main")],
            github(json!({})),
            &["claim-unknown-to-provider"],
            Some("Compare branch with main"),
        ),
        (
            GITHUB,
            [project, ("workflow_file", "release.yml")],
            github(json!({})),
            &["claim-unknown-to-provider", "workflow-is-path"],
            None,
        ),
        (
            GITHUB,
            [project, ("workflow_file", "publish.yml")],
            github(json!({})),
            &["claim-unknown-to-provider"],
            Some("Compare workflow with publish.yml"),
        ),
        (
            GITLAB,
            [("project_path", "acme/model"), ("tag", "v1")],
            gitlab(json!({})),
            &["claim-unknown-to-provider", "ref-differs"],
            None,
        ),
        (
            GITLAB,
            [("project_path", "acme/model"), ("tag", "v1")],
            gitlab(json!({"ref": "v1", "ref_type": "tag", "ref_path": "refs/tags/v1"})),
            &["claim-unknown-to-provider"],
            Some("Compare ref_path with refs/tags/v1"),
        ),
        (
            GITLAB,
            [("project_path", "acme/model"), ("event_name", "push")],
            gitlab(json!({"pipeline_source": "schedule"})),
            &["claim-unknown-to-provider", "claim-mismatch"],
            None,
        ),
        (
            GITLAB,
            [("project_path", "acme/model"), ("workflow", ".gitlab-ci.yml")],
            gitlab(json!({})),
            &["claim-unknown-to-provider"],
            Some("Compare ci_config_ref_uri with gitlab.com/acme/model//.gitlab-ci.yml@refs/heads/main"),
        ),
    ] {
        let refused = said(issuer, &rule, &claims);
        assert_eq!((errors(&refused).as_slice(), label(&refused)), (codes, fixed), "{rule:?}");
    }
}

#[test]
fn a_label_that_is_none_is_compared_under_its_own_name() {
    let rule = [("project_path", "acme/model"), ("branch", "main")];
    let refused = said(OWN_GITLAB, &rule, &gitlab(json!({})));
    assert_eq!(errors(&refused), ["claim-unknown-to-provider"]);
    assert_eq!(label(&refused), Some("Compare ref_path with refs/heads/main"));
    let (token, publishers) = (
        token(GITHUB, &github(json!({}))),
        [Publisher::of(GITHUB, [("repository", "acme/model"), ("branch", "main")])],
    );
    let refused = exchange_raw(&token, &publishers);
    assert_eq!(errors(&refused), ["claim-unknown-to-provider"]);
    assert_eq!(label(&refused), Some("Compare ref with refs/heads/main"));
}

#[test]
fn who_lets_proposed_code_in_is_told_so() {
    for (issuer, rule, claims) in [
        (GITHUB, &[("repository", "acme/model")][..], github(json!({"event_name": "pull_request"}))),
        (
            GITHUB,
            &[("repository", "acme/model"), ("branch", "main"), ("workflow", "publish.yml")],
            github(json!({"event_name": "pull_request_target"})),
        ),
        (GITLAB, &[("project_path", "acme/model")], gitlab(json!({"pipeline_source": "merge_request_event"}))),
        (
            TERRAFORM,
            &[("terraform_workspace_id", "ws-mbsd5E3Ktt5Rg2Xm")],
            json!({"terraform_workspace_id": "ws-mbsd5E3Ktt5Rg2Xm", "terraform_run_phase": "plan"}),
        ),
        (
            CODEFRESH,
            &[("account_id", "5f30"), ("pipeline_id", "64f0")],
            json!({"account_id": "5f30", "pipeline_id": "64f0", "scm_pull_request_target_branch": "main"}),
        ),
    ] {
        let granted = said(issuer, rule, &claims);
        assert_eq!(granted.outcome, Outcome::GrantedIfGenuine, "{rule:?}");
        assert!(granted.findings.iter().any(|finding| finding.reason.code() == "untrusted-job"), "{rule:?}");
    }
    let pushed = said(GITHUB, &[("repository", "acme/model")], &github(json!({})));
    assert!(pushed.findings.iter().all(|finding| finding.reason.code() != "untrusted-job"));
}

#[test]
fn what_is_to_stay_out_is_not_to_be_written() {
    let queue = json!({"event_name": "merge_group", "ref": "refs/heads/gh-readonly-queue/main/pr-12-5f3c5a"});
    let plan = json!({"terraform_workspace_id": "ws-mbsd5E3Ktt5Rg2Xm", "terraform_run_phase": "plan"});
    let patch = json!({"account_id": "5f30", "pipeline_id": "64f0", "scm_ref": "codefresh-patch-3",
        "scm_pull_request_target_branch": "main"});
    let built = json!({"organization_slug": "acme", "pipeline_slug": "model", "build_number": 1,
        "build_branch": "v1.0.0", "build_tag": "v1.0.0"});
    for (issuer, rule, claims, code) in [
        (GITHUB, &[("repository", "acme/model"), ("branch", "main")][..], github(queue), "ref-differs"),
        (
            TERRAFORM,
            &[("terraform_workspace_id", "ws-mbsd5E3Ktt5Rg2Xm"), ("terraform_run_phase", "apply")],
            plan,
            "claim-mismatch",
        ),
        (
            CODEFRESH,
            &[("account_id", "5f30"), ("pipeline_id", "64f0"), ("scm_ref", "main")],
            patch,
            "ref-is-pull-request",
        ),
        (
            GITLAB,
            &[("project_path", "acme/model"), ("branch", "main")],
            gitlab(json!({"ref": "feature", "pipeline_source": "merge_request_event"})),
            "ref-is-pull-request",
        ),
        (
            GITLAB,
            &[("project_path", "acme/model"), ("ref_protected", "true")],
            gitlab(json!({"ref_protected": "false"})),
            "claim-mismatch",
        ),
        (GITHUB, &[("repository", "acme/model"), ("branch", "main")], github(json!({"ref": ""})), "claim-absent"),
        (
            BUILDKITE,
            &[("organization_slug", "acme"), ("pipeline_slug", "model"), ("build_branch", "main")],
            built,
            "branch-is-tag",
        ),
    ] {
        let refused = said(issuer, rule, &claims);
        assert_eq!((errors(&refused), label(&refused)), (vec![code], None), "{rule:?}");
        let help = help(&refused);
        assert!(!help.contains("rite `") && !help.contains("Remove"), "{rule:?}: {help}");
    }
    let unprotected = said(GITHUB, &[("repository", "acme/model"), ("ref_protected", "true")], &{
        github(json!({"ref_protected": "false"}))
    });
    assert!(help(&unprotected).contains("protect the branch"), "{}", help(&unprotected));
    // A flag of the command brings the claim.
    let rule = [("organization_id", "f892efa9-103e-4d28-97a1-3b8616a0994d"), ("pipeline_slug", "model")];
    let bare =
        said(BUILDKITE, &rule, &json!({"organization_slug": "acme", "pipeline_slug": "model", "build_number": 1}));
    assert!(help(&bare).contains("--claim organization_id"), "{}", help(&bare));
}

#[test]
fn another_project_of_the_same_name_is_told_as_one() {
    for (issuer, rule, claims, code) in [
        (GITHUB, [("repository", "acme/model"), ("repository_id", "1")], github(json!({})), "repository-differs"),
        (GITHUB, [("repository", "acme/model"), ("repository_owner_id", "1")], github(json!({})), "owner-differs"),
        (GITLAB, [("project_path", "acme/model"), ("project_id", "1")], gitlab(json!({})), "repository-differs"),
    ] {
        let refused = said(issuer, &rule, &claims);
        assert_eq!((errors(&refused), label(&refused)), (vec![code], None), "{rule:?}");
        let message = refused.findings[0].message();
        assert!(message.contains("another one of that name"), "{message}");
    }
    // Moved to another owner: the project is the same.
    let rule = [("repository", "old/model"), ("repository_id", "74"), ("repository_owner_id", "64")];
    let moved = said(GITHUB, &rule, &github(json!({})));
    assert_eq!(errors(&moved), ["owner-differs"]);
    assert_eq!(label(&moved), Some("Set repository to acme/model, set repository_owner_id to 65"));
    // Another organisation is another owner, whatever a provider calls it; a group's group is not.
    let other = json!({"organization_slug": "evil", "pipeline_slug": "model", "build_number": 1});
    let stranger = said(BUILDKITE, &[("organization_slug", "acme"), ("pipeline_slug", "model")], &other);
    assert_eq!((errors(&stranger), label(&stranger)), (vec!["owner-differs"], None));
    let nested = gitlab(json!({"namespace_path": "acme/apps", "project_path": "acme/apps/model"}));
    let within = said(GITLAB, &[("namespace_path", "acme"), ("project_path", "acme/apps/model")], &nested);
    assert_eq!(errors(&within), ["claim-mismatch"]);
    assert_eq!(errors(&said(GITLAB, &[("project_path", "acme/model")], &nested)), ["repository-differs"]);
}

#[test]
fn no_button_takes_an_environment_away() {
    let pin = ("repository_id", "74");
    for rest in [
        &[][..],
        &[("branch", "main")],
        &[("branch", "mian")],
        &[("branch", "main"), ("workflow", "publish.yml"), ("event_name", "push")],
    ] {
        let rule = [&[pin, ("environment", "prod")], rest].concat();
        let refused = said(GITHUB, &rule, &github(json!({})));
        assert_eq!(label(&refused), None, "{rule:?}");
        let gate = refused.findings.iter().find(|finding| finding.reason.code() == "environment-absent");
        let help = gate.and_then(|finding| finding.help()).unwrap_or_default();
        assert!(help.starts_with("In the workflow file, set the job's `environment:`"), "{help}");
    }
}

#[test]
fn a_pattern_becomes_a_value_that_fits_it_or_stays() {
    let pin = ("repository", "acme/model");
    for (rule, claims, fixed) in [
        (("ref", "refs/heads/release/v*"), json!({"ref": "refs/heads/sarah/pin"}), None),
        (("ref", "refs/tags/v*"), json!({}), None),
        (("ref", "refs/heads/ma*"), json!({}), Some("Set ref to refs/heads/main")),
        (("sub", "repo:acme/*:ref:refs/heads/*"), json!({"sub": "repo:acme/model:environment:dev"}), None),
    ] {
        let refused = said(GITHUB, &[pin, rule], &github(claims));
        assert_eq!((errors(&refused), label(&refused)), (vec!["value-is-pattern"], fixed), "{rule:?}");
        let message = refused.findings[0].message();
        assert_eq!(message.contains("does not fit it either"), fixed.is_none(), "{message}");
    }
}

#[test]
fn no_button_sets_an_issuer_that_is_not_reached_by_https() {
    for (issuer, found) in [
        ("https://accounts.google.com", "accounts.google.com"),
        ("https://ci.acme.org/oidc", "http://ci.acme.org/oidc"),
    ] {
        let refused = exchange(&token(found, &json!({"sub": "1"})), &[Publisher::of(issuer, [("sub", "1")])]);
        assert_eq!((errors(&refused)[0], label(&refused)), ("issuer-scheme", None), "{found}");
    }
    // The label is one whichever of the two issuers is written wrongly.
    let rule = [("project_path", "acme/model"), ("branch", "main")];
    for (issuer, found) in [(GITLAB, "gitlab.com"), ("gitlab.com", GITLAB), ("https://gitlab.com/", GITLAB)] {
        let refused = exchange(&token(found, &gitlab(json!({}))), &[Publisher::of(issuer, rule)]);
        assert_eq!(errors(&refused).len(), 1, "{issuer} {found}: {:?}", errors(&refused));
    }
}

#[test]
fn a_release_is_no_branch_for_ever() {
    let over = json!({"ref": "refs/tags/v3", "ref_type": "tag", "sub": "repo:acme/model:ref:refs/tags/v3",
        "workflow_ref": "acme/model/.github/workflows/publish.yml@refs/tags/v3"});
    for rule in [
        ("ref", "refs/heads/main"),
        ("branch", "main"),
        ("sub", "repo:acme/model:ref:refs/heads/main"),
        ("workflow_ref", "acme/model/.github/workflows/publish.yml@refs/heads/main"),
    ] {
        let refused = said(GITHUB, &[("repository", "acme/model"), rule], &github(over.clone()));
        assert_eq!((errors(&refused), label(&refused)), (vec!["branch-is-tag"], None), "{rule:?}");
    }
}

#[test]
fn causes_are_told_for_what_they_are() {
    let called = json!({"job_workflow_ref": "acme/workflows/.github/workflows/p.yml@refs/heads/main"});
    let by_commit = "acme/ci/.github/workflows/p.yml@96650f5e5cb8b6bd0ab0ea1a0b3e7f2f0b1d4c33";
    for (issuer, rule, claims, code) in [
        (GITLAB, ("sub", "project_path:acme/model:ref_type:mr:ref:main"), gitlab(json!({})), "subject-differs"),
        (
            GITHUB,
            ("job_workflow_ref", "acme/model/.github/workflows/p.yml@refs/heads/main"),
            github(called),
            "workflow-is-reusable",
        ),
        (
            GITHUB,
            ("job_workflow_ref", "acme/ci/.github/workflows/p.yml@refs/heads/main"),
            github(json!({"job_workflow_ref": by_commit})),
            "claim-mismatch",
        ),
        (GITHUB, ("run_id", "16"), github(json!({})), "per-run-claim"),
        (GITHUB, ("actor", "bob"), github(json!({})), "actor-claim"),
        (GITHUB, ("workflow", "publish"), github(json!({})), "workflow-extension-differs"),
        (GITHUB, ("repository_owner_id", "microsoft"), github(json!({})), "value-never-occurs"),
        (GITLAB, ("branch", "$CI_DEFAULT_BRANCH"), gitlab(json!({})), "value-is-template"),
        (
            GITLAB,
            ("ci_config_ref_uri", "https://gitlab.com/acme/model//.gitlab-ci.yml@refs/heads/main"),
            gitlab(json!({})),
            "repository-is-url",
        ),
        (
            "https://codeberg.org/api/actions",
            ("workflow_ref", "a/b/.github/workflows/p.yml@refs/heads/main"),
            json!({"workflow_ref": "a/b/.forgejo/workflows/p.yml@refs/heads/main"}),
            "claim-mismatch",
        ),
        (
            "https://identity.depot.dev",
            ("workflow_ref", "a/b/.depot/workflows/p.yml@refs/heads/main"),
            json!({"workflow_ref": "a/b/.depot/workflows/q.yml@refs/heads/main"}),
            "workflow-file-differs",
        ),
    ] {
        assert_eq!(errors(&said(issuer, &[rule], &claims)), [code], "{rule:?}");
    }
    // A Jenkins job is an address, with a slash at its end.
    const JENKINS: &str = "https://ci.acme.org/oidc";
    let job = json!({"sub": "https://ci.acme.org/job/model/"});
    let slash = said(JENKINS, &[("sub", "https://ci.acme.org/job/model")], &job);
    assert_eq!((errors(&slash), label(&slash).is_some()), (vec!["subject-differs"], true));
    let other = said(JENKINS, &[("sub", "https://ci.acme.org/job/other/")], &job);
    assert_eq!(label(&other), None);
    assert!(
        other.findings[0].message().contains("`https://ci.acme.org/job/other/`"),
        "{}",
        other.findings[0].message()
    );
    // Issuers that are everybody's, or that nobody reaches, are not to be trusted because a token has one.
    const CLUSTER: &str = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
    for (issuer, found) in [
        (CLUSTER, "https://kubernetes.default.svc.cluster.local"),
        ("https://oidc.vercel.com/acme", "https://oidc.vercel.com"),
    ] {
        let refused = exchange(&token(found, &json!({})), &[Publisher::of(issuer, [("sub", "s")])]);
        assert_eq!((errors(&refused)[0], label(&refused)), ("issuer-tenant", None), "{found}");
        assert!(help(&refused).starts_with("Keep the publisher"), "{}", help(&refused));
    }
    let bare = said(GITHUB, &[("sub", "repo:acme/model")], &github(json!({})));
    assert!(bare.findings[0].message().contains("`repo:acme/model`"), "{}", bare.findings[0].message());
    let slashes = Publisher::of(&format!("{GITHUB}//"), [("repository", "acme/model")]);
    let refused = exchange(&token(GITHUB, &github(json!({}))), &[slashes]);
    assert_eq!((errors(&refused)[0], label(&refused).is_some()), ("issuer-trailing-slash", true));
}
