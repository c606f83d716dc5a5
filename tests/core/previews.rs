//! Typical jobs: each has what such a job can have, and what is warned of agrees with the jobs that get in.

use hub_trusted_publishers::{Context, Finding, HUB, Labels, Place, Publisher, Severity, Verdict, check, preview};
use serde_json::json;

use crate::mint::{NOW, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const DEPOT: &str = "https://identity.depot.dev";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
const UUID: &str = "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c";

type Rule<'a> = &'a [(&'a str, &'a str)];

fn findings(issuer: &str, rule: Rule<'_>) -> Vec<Finding> {
    check(&Publisher::of(issuer, rule.iter().copied()), Context::default())
}

fn codes(issuer: &str, rule: Rule<'_>) -> Vec<&'static str> {
    findings(issuer, rule).iter().map(|finding| finding.reason.code()).collect()
}

/// How grave a finding of this code is, if there is one.
fn severity(issuer: &str, rule: Rule<'_>, code: &str) -> Option<Severity> {
    findings(issuer, rule).iter().find(|finding| finding.reason.code() == code).map(|finding| finding.severity)
}

fn let_in(issuer: &str, rule: Rule<'_>) -> Vec<&'static str> {
    let jobs = preview(&Publisher::of(issuer, rule.iter().copied()), Labels::Documented);
    jobs.into_iter().filter(|job| job.verdict == Verdict::Match).map(|job| job.id).collect()
}

/// Of these jobs, those that a rule lets in.
fn among<'j>(jobs: &[&'j str], issuer: &str, rule: Rule<'_>) -> Vec<&'j str> {
    let open = let_in(issuer, rule);
    jobs.iter().copied().filter(|job| open.contains(job)).collect()
}

#[test]
fn a_job_has_a_ref_that_such_a_job_can_have() {
    const COMMIT: &str = "a/b/.github/workflows/p.yml@0123456789abcdef0123456789abcdef01234567";
    let jobs = ["pull-request", "pull-request-target", "schedule", "manual", "push-other-branch"];
    for (issuer, rule, open) in [
        (GITHUB, [("repository", "a/b"), ("ref", "refs/pull/12/merge")], &["pull-request"][..]),
        (GITHUB, [("repository_id", "1"), ("sub", "repo:a/b:pull_request")], &["pull-request"]),
        (GITHUB, [("repository_id", "1"), ("workflow_ref", COMMIT)], &[]),
        // Schedules run on the default branch.
        (GITHUB, [("repository_id", "1"), ("ref", "refs/tags/v1")], &["manual"]),
        (DEPOT, [("repository_id", "1"), ("ref", "refs/pull/1/merge")], &["pull-request"]),
        ("https://codeberg.org/api/actions", [("repository_id", "1"), ("ref", "refs/pull/1/head")], &["pull-request"]),
        ("https://ci.acme.io", [("build_type_internal_id", "bt1"), ("branch", "refs/pull/1/head")], &["pull-request"]),
    ] {
        assert_eq!(among(&jobs, issuer, &rule), open, "{rule:?}");
        assert!(!codes(issuer, &rule).contains(&"pull-request-target"), "{rule:?}");
    }
}

#[test]
fn a_pull_request_s_ref_is_not_protected() {
    let rule = [("repository", "a/b"), ("repository_id", "1"), ("ref_protected", "true")];
    let proposed = ["pull-request", "pull-request-from-fork"];
    assert_eq!(among(&proposed, GITHUB, &rule), [""; 0]);
    let open = [("repository", "a/b"), ("repository_id", "1"), ("ref_protected", "false")];
    assert_eq!(among(&proposed, GITHUB, &open), proposed);
}

#[test]
fn what_may_be_a_guard_leaves_a_word_on_other_refs() {
    let definition = ("oidc.circleci.com/pipeline-definition-id", UUID);
    let origin = ("oidc.circleci.com/vcs-origin", "github.com/a/b");
    for (issuer, rule) in [
        (CIRCLE, [definition, origin]),
        (GITHUB, [("repository_id", "1"), ("ref_protected", "true")]),
        ("https://gitlab.com", [("project_id", "1"), ("ref_protected", "true")]),
    ] {
        assert_eq!(among(&["push-other-branch", "tag"], issuer, &rule), ["push-other-branch", "tag"], "{rule:?}");
        assert_eq!(severity(issuer, &rule, "any-ref"), Some(Severity::Info), "{rule:?}");
    }
    for rule in [&[origin][..], &[("oidc.circleci.com/project-id", UUID), origin]] {
        assert_eq!(severity(CIRCLE, rule, "any-ref"), Some(Severity::Warning), "{rule:?}");
    }
    let environment = [("repository_id", "1"), ("environment", "prod"), ("ref_type", "tag")];
    assert_eq!(severity(GITHUB, &environment, "any-ref"), None);
}

#[test]
fn an_environment_s_id_is_of_one_project() {
    let bitbucket = ("deploymentEnvironmentUuid", "{d4c3b2a1-0f9e-4d8c-b7a6-958473625140}");
    let others = ["strangers-repository", "other-repository", "recreated-repository", "other-environment"];
    for (issuer, id) in [(BITBUCKET, bitbucket), (GITHUB, ("environment_node_id", "EN_kwDOA1b2c84AAAAB"))] {
        assert_eq!(among(&others, issuer, &[id]), [""; 0], "{id:?}");
        assert!(let_in(issuer, &[id]).contains(&"push-default-branch"), "{id:?}");
        let told = codes(issuer, &[id]);
        assert!(told.iter().all(|code| ["environment-unprotected", "pull-request-target"].contains(code)), "{told:?}");
        assert_eq!(
            severity(issuer, &[id], "environment-unprotected"),
            Some(Severity::Info),
            "as with an environment's name"
        );
    }
    // An enterprise is one customer's, and has many repositories.
    let enterprise = [("enterprise_id", "2"), ("ref", "refs/heads/main")];
    assert_eq!(among(&others, GITHUB, &enterprise), ["other-repository", "other-environment"]);
    assert_eq!(codes(GITHUB, &enterprise)[0], "owner-only");
    assert!(findings(GITHUB, &enterprise).iter().all(|finding| !finding.is_error()));
}

#[test]
fn a_customised_subject_is_read_part_by_part() {
    let jobs = ["recreated-repository", "push-other-branch", "pull-request", "pull-request-target", "schedule"];
    for (subject, open) in [
        ("repo:a/b:event_name:push", &jobs[..2]),
        ("event_name:push:repo:a/b", &jobs[..2]),
        ("repo:a/b", &jobs),
        ("repo:a@65/b@74:event_name:push", &jobs[1..2]),
        ("repo:a/b:repository_id:74:event_name:push", &jobs[1..2]),
        ("repo:a/b:ref:refs/heads/main:event_name:push", &jobs[..1]),
        // An organization can give its repositories other names there.
        ("repo:anything at all:event_name:push", &jobs[..2]),
    ] {
        let rule = [("sub", subject)];
        assert_eq!(among(&jobs, GITHUB, &rule), open, "{subject}");
        assert_eq!(among(&["strangers-repository", "other-repository"], GITHUB, &rule), [""; 0], "{subject}");
        let warned = codes(GITHUB, &rule).contains(&"mutable-name-only");
        assert_eq!(warned, open.contains(&"recreated-repository"), "{subject}");
    }
}

#[test]
fn a_granted_job_says_who_else_would_be_granted() {
    const MAIN: (&str, &str) = ("ref", "refs/heads/main");
    let claims = |issuer: &str, exp: i64| {
        signed(
            json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": exp, "iat": NOW - 600, "repository": "acme/model",
            "repository_id": "74", "ref": "refs/heads/main", "ref_type": "branch"})
            .to_string(),
        )
    };
    let fork = "https://actions-public-oidc.depot.dev";
    for (issuer, rule, code) in [
        (GITHUB, &[MAIN][..], Some("shared-issuer-unpinned")),
        (GITHUB, &[("repository_id", "74"), MAIN], None),
        (fork, &[("repository_id", "74"), MAIN], Some("issuer-admits-strangers")),
        ("https://ci.example.org", &[MAIN], None),
    ] {
        // Also of a token that has expired, which most are that people paste.
        for exp in [NOW + 300, NOW - 1] {
            let elsewhere = Publisher::of("https://gitlab.com", [("project_id", "20")]);
            let told = exchange(&claims(issuer, exp), &[elsewhere, Publisher::of(issuer, rule.iter().copied())]);
            assert!(told.outcome_if_fresh.is_granted());
            let open = ["shared-issuer-unpinned", "issuer-admits-strangers"];
            let mut warned = told.findings.iter().filter(|finding| open.contains(&finding.reason.code()));
            assert_eq!(warned.clone().map(|finding| finding.reason.code()).next(), code, "{rule:?}");
            assert!(warned.all(|finding| {
                let of_second = matches!(finding.at, Some(Place::Publisher { publisher: 1, .. }));
                finding.severity == Severity::Warning && finding.fix.is_none() && of_second
            }));
        }
    }
    // A job that is refused is told why, and not what its publisher lacks.
    let other = exchange(&claims(GITHUB, NOW + 300), &[Publisher::of(GITHUB, [("ref", "refs/heads/dev")])]);
    assert!(other.findings.iter().all(|finding| finding.reason.code() != "shared-issuer-unpinned"));
}

#[test]
fn two_branches_in_one_value_are_a_list() {
    let repository = ("repositoryUuid", "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}");
    for (issuer, pin, claim, value, code) in [
        (BITBUCKET, repository, "branchName", "{main,dev}", Some("value-is-list")),
        (BITBUCKET, repository, "branch", "{main,dev}", Some("value-is-list")),
        (BITBUCKET, repository, "branchName", "main|dev", Some("value-is-list")),
        (BITBUCKET, repository, "branchName", "release/*", Some("value-is-pattern")),
        (BITBUCKET, repository, "branchName", "release/1.0", None),
        ("https://gitlab.com", ("project_id", "20"), "ref", "main,dev", Some("value-is-list")),
        (GITHUB, ("repository_id", "74"), "environment", "blue|green", None),
    ] {
        let told = codes(issuer, &[pin, (claim, value)]);
        let written: Vec<&str> = told.into_iter().filter(|code| code.starts_with("value-")).collect();
        assert_eq!(written.first().copied(), code, "{claim} {value}");
    }
}

#[test]
fn what_a_publisher_describes_can_be_proposed_code() {
    let first = |issuer: &str, rule: Rule<'_>| {
        let jobs = preview(&Publisher::of(issuer, rule.iter().copied()), Labels::Documented);
        (jobs[0].id, jobs[0].meant, jobs[0].verdict)
    };
    let github = ("repository", "acme/model");
    let workspace =
        [("terraform_organization_name", "a"), ("terraform_workspace_name", "b"), ("terraform_run_phase", "plan")];
    for (issuer, rule, meant) in [
        (GITHUB, &[("sub", "repo:acme/model:pull_request")][..], "deny"),
        (GITHUB, &[github, ("event_name", "pull_request")], "deny"),
        (GITHUB, &[github, ("event_name", "push")], "allow"),
        (GITHUB, &[github], "allow"),
        ("https://gitlab.com", &[("project_path", "acme/model"), ("pipeline_source", "merge_request_event")], "deny"),
        ("https://app.terraform.io", &workspace, "deny"),
    ] {
        assert_eq!(first(issuer, rule), ("push-default-branch", meant, Verdict::Match), "{rule:?}");
    }
}
