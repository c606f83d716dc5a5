//! Buttons that would open what a publisher, as it is written or meant, kept out: pull requests, forks, other branches,
//! strangers. None of them may be there.

use hub_trusted_publishers::{
    ClaimRule, Context, Effect, Exchange, Finding, HUB, Labels, Publisher, Verdict, check, preview,
};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, errors, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const BUILDKITE: &str = "https://agent.buildkite.com";

type Rule<'a> = &'a [(&'a str, &'a str)];

fn with(claims: &Value, over: &Value) -> Value {
    let mut all: Map<String, Value> = claims.as_object().unwrap().clone();
    all.extend(over.as_object().unwrap().clone());
    Value::Object(all)
}

fn token(issuer: &str, claims: &Value) -> String {
    let registered = json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    signed(with(&registered, claims).to_string())
}

/// A push to the branch main of `acme/model` on GitHub, but for what differs.
fn github(over: &Value) -> Value {
    const FILE: &str = "acme/model/.github/workflows/publish.yml@refs/heads/main";
    let claims = json!({"sub": "repo:acme/model:ref:refs/heads/main", "repository": "acme/model", "repository_id": "74",
        "repository_owner": "acme", "repository_owner_id": "65", "ref": "refs/heads/main", "ref_type": "branch",
        "ref_protected": "true", "event_name": "push", "workflow": "CI", "workflow_ref": FILE, "job_workflow_ref": FILE,
        "runner_environment": "github-hosted"});
    with(&claims, over)
}

/// A push to the branch main of `acme/model` on GitLab, but for what differs.
fn gitlab(over: &Value) -> Value {
    let claims = json!({"sub": "project_path:acme/model:ref_type:branch:ref:main", "project_path": "acme/model",
        "project_id": "20", "namespace_path": "acme", "namespace_id": "72", "ref": "main", "ref_type": "branch",
        "ref_path": "refs/heads/main", "ref_protected": "true", "pipeline_source": "push",
        "ci_config_ref_uri": "gitlab.com/acme/model//.gitlab-ci.yml@refs/heads/main"});
    with(&claims, over)
}

fn said(issuer: &str, rule: Rule<'_>, claims: &Value) -> Exchange {
    exchange(&token(issuer, claims), &[Publisher::of(issuer, rule.iter().copied())])
}

/// What the buttons say.
fn labels(findings: &[Finding]) -> Vec<&str> {
    findings.iter().filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.label.as_str()).collect()
}

fn checked(issuer: &str, rule: Rule<'_>) -> Vec<Finding> {
    check(&Publisher::of(issuer, rule.iter().copied()), Context::default())
}

/// A publisher of `acme/model` whose last claim has this kind.
fn of_kind(kind: &str, name: &str, value: &str) -> Publisher {
    let mut publisher = Publisher::of(GITHUB, [("repository", "acme/model"), ("repository_id", "74")]);
    publisher.claims.push((name.to_owned(), ClaimRule::of(kind, value)));
    publisher
}

#[test]
fn a_kind_that_may_mean_the_reverse_stays() {
    for kind in ["neq", "ne", "not", "!=", "not_eq", "in", "contains", "prefix", "regex", "glob", "EQ!", "not eq"] {
        for (name, value) in [("event_name", "push"), ("event_name", "pull_request"), ("ref", "refs/heads/dev")] {
            let publisher = of_kind(kind, name, value);
            let found = check(&publisher, Context::default());
            let codes: Vec<&str> = found.iter().map(|finding| finding.reason.code()).collect();
            assert!(
                codes.contains(&"unknown-rule-kind") && !codes.contains(&"pull-request-allowed"),
                "{kind}: {codes:?}"
            );
            assert!(labels(&found).iter().all(|label| !label.contains("equality")), "{kind}: {found:?}");
            let refused = exchange(&token(GITHUB, &github(&json!({}))), &[publisher]);
            assert_eq!((errors(&refused), labels(&refused.findings).len()), (vec!["unknown-rule-kind"], 0), "{kind}");
        }
    }
    for kind in ["", "EQ", "Eq", " eq ", "equals", "==", "="] {
        let found = check(&of_kind(kind, "ref", "refs/heads/main"), Context::default());
        assert!(labels(&found).contains(&"Compare for equality"), "{kind:?}: {found:?}");
        let refused = exchange(&token(GITHUB, &github(&json!({}))), &[of_kind(kind, "ref", "refs/heads/main")]);
        assert_eq!(labels(&refused.findings), ["Set ref to refs/heads/main"], "{kind:?}");
        // What only a mended kind would let in is nobody's to let in.
        let found = check(&of_kind(kind, "event_name", "pull_request"), Context::default());
        assert!(labels(&found).iter().all(|label| !label.contains("equality")), "{kind:?}: {found:?}");
    }
}

#[test]
fn a_kind_of_ref_is_changed_only_beside_a_ref() {
    let tag = json!({"ref": "refs/tags/v1", "ref_type": "tag", "ref_path": "refs/tags/v1"});
    for (issuer, rule, claims) in [
        (GITHUB, [("repository_id", "74"), ("ref_type", "tag")], github(&json!({}))),
        (GITHUB, [("repository_id", "74"), ("ref_type", "branch")], github(&tag)),
        (GITHUB, [("repository_id", "74"), ("ref_type", "Tag")], github(&json!({}))),
        (GITLAB, [("project_id", "20"), ("ref_type", "tag")], gitlab(&json!({}))),
        (GITLAB, [("project_id", "20"), ("ref_type", "branch")], gitlab(&tag)),
    ] {
        let refused = said(issuer, &rule, &claims);
        assert_eq!((errors(&refused).len(), labels(&refused.findings).len()), (1, 0), "{rule:?}");
    }
    let beside = said(GITLAB, &[("project_id", "20"), ("ref", "main"), ("ref_type", "tag")], &gitlab(&json!({})));
    assert_eq!(labels(&beside.findings), ["Set ref_type to branch"]);
    let written = said(GITHUB, &[("repository_id", "74"), ("ref_type", "Branch ")], &github(&json!({})));
    assert_eq!(labels(&written.findings), ["Set ref_type to branch"]);
}

#[test]
fn a_guard_is_never_compared_with_being_off() {
    for written in ["true", "True", "TRUE", "yes", "1", "on", "protected", "false "] {
        for (issuer, pin, guard, claims) in [
            (GITHUB, ("repository_id", "74"), "ref_protected", github(&json!({"ref_protected": "false"}))),
            (GITLAB, ("project_id", "20"), "ref_protected", gitlab(&json!({"ref_protected": "false"}))),
            (GITLAB, ("project_id", "20"), "environment_protected", {
                gitlab(&json!({"environment": "prod", "environment_protected": "false"}))
            }),
        ] {
            let refused = said(issuer, &[pin, (guard, written)], &claims);
            assert_eq!(labels(&refused.findings), [""; 0], "{guard} {written}");
            let help = refused.findings[0].help().unwrap_or_default();
            if written != "false " {
                assert!(!help.contains("false") && help.contains("protect the branch"), "{written}: {help}");
            }
        }
    }
    // That a guard is on is what it was compared for.
    let on = said(GITHUB, &[("repository_id", "74"), ("ref_protected", "yes")], &github(&json!({})));
    assert_eq!(labels(&on.findings), ["Set ref_protected to true"]);
}

#[test]
fn the_started_file_is_not_given_up_for_the_called_one() {
    const CALLED: &str = "acme/ci/.github/workflows/release.yml@refs/heads/main";
    const STARTED: &str = "acme/model/.github/workflows/publish.yml@refs/heads/main";
    let calls = github(&json!({"job_workflow_ref": CALLED}));
    let pin = ("repository", "acme/model");
    let refused = said(GITHUB, &[pin, ("job_workflow_ref", STARTED)], &calls);
    assert_eq!(errors(&refused), ["workflow-is-reusable"]);
    assert_eq!(labels(&refused.findings), [format!("Compare workflow_ref with {STARTED}")]);
    for other in [
        "acme/model/.github/workflows/publish.yml@refs/heads/dev",
        "acme/model/.github/workflows/other.yml@refs/heads/main",
    ] {
        let refused = said(GITHUB, &[pin, ("job_workflow_ref", other)], &calls);
        assert_eq!((errors(&refused), labels(&refused.findings).len()), (vec!["workflow-is-reusable"], 0), "{other}");
    }
}

#[test]
fn a_subject_keeps_what_it_tells_jobs_apart_by() {
    const MAIN: &str = "repo:acme/model:ref:refs/heads/main";
    const PROD: &str = "repo:acme/model:environment:prod";
    for (rule, over, code) in [
        (&[("sub", PROD)][..], json!({}), "subject-lacks-environment"),
        (&[("sub", PROD), ("repository_id", "74")], json!({}), "subject-lacks-environment"),
        (&[("sub", MAIN), ("repository_id", "74")], json!({"sub": "repository_owner:acme"}), "subject-differs"),
    ] {
        let refused = said(GITHUB, rule, &github(&over));
        assert_eq!((errors(&refused)[0], labels(&refused.findings).len()), (code, 0), "{rule:?} {over}");
    }
    // Where an environment took the ref's place, that is compared beside it. One can be called as a subject's key is.
    for name in ["prod", "ref"] {
        let sub = format!("repo:acme/model:environment:{name}");
        for rule in [&[("sub", MAIN)][..], &[("sub", MAIN), ("repository_id", "74")]] {
            let refused = said(GITHUB, rule, &github(&json!({"sub": sub, "environment": name})));
            assert_eq!(errors(&refused)[0], "subject-has-environment", "{rule:?}");
            let label = format!("Set sub to {sub}, compare ref with refs/heads/main");
            assert_eq!(labels(&refused.findings), [label], "{rule:?}");
        }
    }
}

#[test]
fn no_button_sets_an_issuer_that_is_not_to_be_trusted() {
    let claims = github(&json!({}));
    for issuer in [
        "https://actions-public-oidc.depot.dev",
        "https://oauth2.sigstore.dev/auth",
        "https://kubernetes.default.svc",
        "https://ci.internal",
        "http://ci.acme.org",
    ] {
        for trusted in [format!("{issuer}/"), issuer.to_uppercase(), issuer.to_owned(), GITHUB.to_owned()] {
            let publisher =
                Publisher::of(&trusted, [("repository", "Acme/model"), ("sub", claims["sub"].as_str().unwrap())]);
            let refused = exchange(&token(issuer, &claims), &[publisher]);
            assert_eq!(labels(&refused.findings), [""; 0], "{trusted} {issuer}");
        }
    }
}

#[test]
fn no_value_is_mended_that_alone_kept_strangers_out() {
    for (issuer, rule) in [
        (BUILDKITE, &[("pipeline_slug", "x"), ("build_branch", "refs/heads/main")][..]),
        (GITLAB, &[("job_project_path", "acme/train"), ("ref", "refs/heads/main")]),
        (GITHUB, &[("ref", "origin/main")]),
        (GITHUB, &[("branch", "refs/heads/main")]),
    ] {
        for finding in checked(issuer, rule) {
            let Some(fix) = &finding.fix else { continue };
            let opened: Vec<&str> = preview(&fix.publisher, Labels::Documented)
                .iter()
                .filter(|job| job.meant == "deny" && job.verdict == Verdict::Match)
                .map(|job| job.id)
                .collect();
            assert!(opened.is_empty(), "{rule:?}: {} lets in {opened:?}", fix.label);
        }
    }
}

#[test]
fn a_guard_that_is_compared_wrongly_is_mended_and_not_added() {
    for written in ["yes", "True", "1"] {
        let found = checked(GITLAB, &[("project_path", "acme/model"), ("ref", "main"), ("ref_protected", written)]);
        assert!(found.iter().all(|finding| finding.reason.code() != "ref-unprotected"), "{found:?}");
        let wrong = found.iter().find(|finding| finding.values.contains(&("expected", written.to_owned()))).unwrap();
        let fix = wrong.fix.as_ref().map(|fix| (fix.label.as_str(), fix.effect));
        assert_eq!(fix, Some(("Set ref_protected to true", Effect::Different)), "{written}: {found:?}");
    }
    let off = checked(GITLAB, &[("project_path", "acme/model"), ("ref", "main"), ("ref_protected", "false")]);
    assert!(!labels(&off).iter().any(|label| label.contains("ref_protected")), "{off:?}");
}
