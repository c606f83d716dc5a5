//! What people write and what their jobs present, where the obvious explanation or the obvious repair is a trap.

use hub_trusted_publishers::{Form, HUB, Publisher, decode};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, errors, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const BUILDKITE: &str = "https://agent.buildkite.com";
const TERRAFORM: &str = "https://app.terraform.io";

/// The first error of a job with these claims, and the label of its button.
fn told(issuer: &str, rule: &[(&str, &str)], claims: &Value) -> (Option<&'static str>, Option<String>) {
    let registered = json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    let mut members: Map<String, Value> = registered.as_object().unwrap().clone();
    members.extend(claims.as_object().unwrap().clone());
    let exchange =
        exchange(&signed(Value::Object(members).to_string()), &[Publisher::of(issuer, rule.iter().copied())]);
    let label = exchange.findings.first().and_then(|finding| finding.fix.as_ref()).map(|fix| fix.label.clone());
    (errors(&exchange).first().copied(), label)
}

#[test]
fn the_first_error_is_the_cause() {
    let sub = |text: &str| json!({"sub": text});
    let main = "repo:acme/model:ref:refs/heads/main";
    for (issuer, rule, claims, code) in [
        // A pattern is the cause, whatever stands in its place.
        (GITHUB, ("sub", "repo:acme/model:*"), sub(main), "value-is-pattern"),
        (GITHUB, ("sub", "repo:acme/model:*"), sub("repo:acme/model:environment:x"), "value-is-pattern"),
        (GITHUB, ("sub", "repo:acme/*"), sub("repo:acme@1/model@2:ref:refs/heads/main"), "value-is-pattern"),
        (GITHUB, ("sub", "repo:acme/model:ref:refs/heads/(main|dev)"), sub(main), "value-is-pattern"),
        (GITLAB, ("sub", "project_path:g/p:*"), sub("project_path:g/p:ref_type:branch:ref:main"), "value-is-pattern"),
        (GITHUB, ("sub", "repo:mallory/model:*"), sub(main), "owner-differs"),
        // IDs in subjects: on one side, on both, and as others write them.
        (
            GITHUB,
            ("sub", "repo:Acme/model:ref:refs/heads/main"),
            sub("repo:acme@1/model@2:ref:refs/heads/main"),
            "subject-has-ids",
        ),
        (
            GITHUB,
            ("sub", "repo:acme-1/model-2:ref:refs/heads/main"),
            sub("repo:acme@1/model@2:ref:refs/heads/main"),
            "subject-has-ids",
        ),
        (
            GITHUB,
            ("sub", "repo:acme/model-7:ref:refs/heads/main"),
            sub("repo:acme/model-8:ref:refs/heads/main"),
            "repository-differs",
        ),
        (
            GITHUB,
            ("sub", "repo:acme@1/model@2:ref:refs/heads/main"),
            sub("repo:acme@1/model@9:ref:refs/heads/main"),
            "repository-differs",
        ),
        (GITHUB, ("sub", main), sub("repo:new@1/model@2:ref:refs/heads/main"), "owner-differs"),
        // Other forms of a subject are no other ref.
        (GITHUB, ("sub", main), sub("repo:acme/model:ref:refs/heads/main:job_workflow_ref:x"), "subject-differs"),
        (
            GITLAB,
            ("sub", "repo:g/p:ref:refs/heads/main"),
            sub("project_path:g/p:ref_type:branch:ref:main"),
            "subject-differs",
        ),
        // Called workflows have two files.
        (
            GITHUB,
            ("job_workflow_ref", "acme/model/.github/workflows/a.yml@refs/heads/main"),
            json!({"workflow_ref": "acme/model/.github/workflows/a.yml@refs/heads/main",
                "job_workflow_ref": "acme/ci/.github/workflows/b.yml@refs/tags/v3"}),
            "workflow-is-reusable",
        ),
        (
            GITHUB,
            ("workflow_ref", "acme/ci/.github/workflows/b.yml@refs/tags/v3"),
            json!({"workflow_ref": "acme/model/.github/workflows/a.yml@refs/heads/main",
                "job_workflow_ref": "acme/ci/.github/workflows/b.yml@refs/tags/v3"}),
            "workflow-is-reusable",
        ),
        (
            GITLAB,
            ("ci_config_ref_uri", "gitlab.com/g/p//a.yml@refs/heads/main"),
            json!({"ci_config_ref_uri": "gitlab.com/g/p//b.yml@refs/heads/main"}),
            "workflow-file-differs",
        ),
        (
            GITLAB,
            ("ci_config_ref_uri", "gitlab.com/g/p//a.yml@refs/heads/main"),
            json!({"ci_config_ref_uri": "gitlab.com/g/p//a.yml@refs/tags/v1"}),
            "branch-is-tag",
        ),
        // Refs and repositories as people copy them.
        (GITHUB, ("ref", "origin/main"), json!({"ref": "refs/heads/main"}), "ref-is-short"),
        (GITHUB, ("repository", "acme/model@main"), json!({"repository": "acme/model"}), "repository-is-url"),
        (GITHUB, ("repository", "acme/model/"), json!({"repository": "acme/model"}), "repository-is-url"),
        (
            CIRCLE,
            ("oidc.circleci.com/vcs-origin", "https://github.com/acme/model"),
            json!({"oidc.circleci.com/vcs-origin": "github.com/acme/model"}),
            "repository-is-url",
        ),
        (
            CIRCLE,
            ("oidc.circleci.com/vcs-origin", "github.com/acme/model"),
            json!({"oidc.circleci.com/vcs-origin": "github.com/mallory/model"}),
            "owner-differs",
        ),
        // A name is a name however it is spelt.
        (GITHUB, ("repositoryId", "74"), json!({"repository_id": "74"}), "claim-name-case"),
    ] {
        assert_eq!(told(issuer, &[rule], &claims).0, Some(code), "{rule:?} {claims}");
    }
    // GitLab's bare refs: their kind is told by another claim.
    let rule = [("ref", "main"), ("ref_type", "branch")];
    assert_eq!(told(GITLAB, &rule, &json!({"ref": "v1", "ref_type": "tag"})).0, Some("branch-is-tag"));
}

#[test]
fn an_issuer_of_the_same_provider_or_host_is_another_tenant() {
    let claims = json!({"iss": GITLAB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW, "project_path": "g/p",
        "ci_config_ref_uri": "git.acme.org/g/p//a.yml@refs/heads/main"});
    for (expected, found, code, fixed) in [
        (GITLAB, "https://git.acme.org", "issuer-tenant", false),
        ("https://gitlab.com/g", GITLAB, "issuer-tenant", true),
        ("https://gitlab.com ", GITLAB, "differs-in-whitespace", true),
        ("https://github.com", GITHUB, "no-publisher-for-issuer", true),
        (GITHUB, "https://evil.example/_services/token", "issuer-tenant", false),
        (GITHUB, "https://token.actions.evil.ghe.com", "issuer-tenant", false),
        ("https://oidc.circleci.com/org", CIRCLE, "issuer-tenant", false),
        // github.com's names are its own, whatever the enterprise; and a customer that is named stays the same.
        (GITHUB, "https://token.actions.githubusercontent.com/acme", "issuer-tenant", true),
        ("https://codeberg.org", "https://codeberg.org/api/actions", "issuer-tenant", true),
        ("https://vercel.com/acme", "https://oidc.vercel.com/acme", "no-publisher-for-issuer", true),
        // A customer whose name stands in the address by chance is another one.
        ("https://vercel.com/acme", "https://oidc.vercel.com/com", "no-publisher-for-issuer", false),
        ("https://circleci.com/acme", CIRCLE, "no-publisher-for-issuer", false),
    ] {
        let mut claims = claims.clone();
        claims["iss"] = json!(found);
        let said = exchange(&signed(claims.to_string()), &[Publisher::of(expected, [("project_path", "g/p")])]);
        assert_eq!(errors(&said).first().copied(), Some(code), "{expected} {found}");
        assert_eq!(said.findings[0].fix.is_some(), fixed, "{expected} {found}");
    }
}

#[test]
fn no_button_lets_a_stranger_or_proposed_code_in() {
    let sub = |text: &str| json!({"sub": text});
    let main = ("sub", "repo:acme/model:ref:refs/heads/main");
    for (issuer, rule, claims) in [
        (GITHUB, main, sub("repo:mallory@66/model@777:ref:refs/heads/main")),
        (GITHUB, main, sub("repository_owner:mallory:ref:refs/heads/main")),
        (
            GITHUB,
            ("sub", "repo:acme@1/model@2:ref:refs/heads/main"),
            sub("repo:mallory@66/model@777:ref:refs/heads/main"),
        ),
        // The same names with other IDs: made again, by whomever.
        (GITHUB, ("sub", "repo:acme@1/model@2:ref:refs/heads/main"), sub("repo:acme@1/model@9:ref:refs/heads/main")),
        (GITHUB, ("repository_id", "74"), json!({"repository_id": "999", "repository_owner": "mallory"})),
        (
            BUILDKITE,
            ("organization_id", "f892efa9-103e-4d28-97a1-3b8616a0994d"),
            json!({"organization_id": "00000000-103e-4d28-97a1-3b8616a0994d"}),
        ),
        (
            CIRCLE,
            ("oidc.circleci.com/vcs-origin", "github.com/acme/model"),
            json!({"oidc.circleci.com/vcs-origin": "github.com/mallory/model"}),
        ),
        // What is proposed only.
        (GITHUB, ("repository", "acme/modle"), json!({"repository": "acme/model", "event_name": "workflow_run"})),
        (
            TERRAFORM,
            ("terraform_workspace_id", "ws-mbsd5E3Ktt5Rg2Xm "),
            json!({"terraform_workspace_id": "ws-mbsd5E3Ktt5Rg2Xm", "terraform_run_phase": "plan"}),
        ),
        // What holds once: the commit, and subjects that change with every run.
        (BUILDKITE, ("sub", "organization:a:pipeline:b:ref:main"), sub("organization:a:pipeline:b:ref:main:commit:c")),
    ] {
        let (code, label) = told(issuer, &[rule, ("note", "x")], &{
            let mut claims = claims.clone();
            claims["note"] = json!("x");
            claims
        });
        assert!(code.is_some(), "{rule:?} {claims}");
        assert_eq!(label, None, "{rule:?} {claims}");
    }
    // Another owner's project, wholly: as a name, a file, a subject, under another spelling of the claim.
    let job = |repository: &str, over: Value| {
        let file = format!("{repository}/.github/workflows/p.yml@refs/heads/main");
        let mut claims = json!({"repository": repository, "repository_id": "999", "repository_owner_id": "998",
            "ref": "refs/heads/main", "ref_type": "branch", "event_name": "push", "actor": "mallory", "run_id": "5",
            "ref_protected": "false", "runner_environment": "github-hosted", "workflow_ref": file,
            "job_workflow_ref": file, "sub": format!("repo:{repository}:ref:refs/heads/main")});
        claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        claims
    };
    let ours = "acme/model/.github/workflows/p.yml@refs/heads/main";
    for (rule, claims) in [
        (&[("repository", "acme/model")][..], job("evil/other", json!({}))),
        (&[("repository", "https://github.com/acme/model")], job("evil/other", json!({}))),
        (&[("repository", "model")], job("evil/model", json!({}))),
        (&[("repository", "acme/mode1")], job("acrne/model", json!({}))),
        (&[("workflow_ref", ours)], job("evil/other", json!({}))),
        (&[("job_workflow_ref", ours)], job("evil/other", json!({}))),
        (
            &[("repository", "acme/model"), ("job_workflow_ref", ours)],
            job("acme/model", json!({"job_workflow_ref": "evil/ci/.github/workflows/p.yml@refs/heads/main"})),
        ),
        (&[("Repository", "acme/model")], job("evil/other", json!({}))),
        (&[("repo", "acme/model")], job("evil/other", json!({}))),
        (&[("project_path", "acme/model")], job("evil/model", json!({}))),
        (&[("repository-id", "74")], job("evil/other", json!({}))),
        (&[("repository", "acme/model"), ("Ref-Protected", "true")], job("acme/model", json!({}))),
        (&[("repository", "acme/model"), ("Actor", "alice")], job("acme/model", json!({}))),
        (&[("repository", "acme/model"), ("Run_Id", "4")], job("acme/model", json!({}))),
        (
            &[("repository", "acme/model"), ("runner_environment", "github-hosted")],
            job("acme/model", json!({"runner_environment": "self-hosted"})),
        ),
        (&[main], job("acme-1/model-2", json!({}))),
        (&[("sub", "repo:acme-1/model-2:ref:refs/heads/main")], job("acme/model", json!({}))),
        (
            &[("sub", "repository_id:74:ref:refs/heads/main")],
            job("a/b", json!({"sub": "repository_id:999:ref:refs/heads/main"})),
        ),
        (
            &[("repository", "acme/model"), ("ref", "refs/heads/main")],
            job("acme/model", json!({"ref": "refs/heads/gh-readonly-queue/main/pr-1-abc"})),
        ),
        (&[main], json!({"sub": "repo:acme/model:pull_request:actor:evil"})),
    ] {
        let (code, label) = told(GITHUB, rule, &claims);
        assert!(code.is_some() && label.is_none(), "{rule:?}: {code:?} {label:?}");
    }
    let guarded = [("project_path", "g/p"), ("ref_protected", "true")];
    assert_eq!(told(GITLAB, &guarded, &json!({"project_path": "g/p", "ref_protected": "false"})).1, None);
    let pull = [
        ("oidc.circleci.com/project-id", "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c"),
        ("oidc.circleci.com/vcs-ref", "refs/heads/main"),
    ];
    let claims = json!({"oidc.circleci.com/project-id": pull[0].1, "oidc.circleci.com/vcs-ref": "refs/pull/9/head"});
    assert_eq!(told(CIRCLE, &pull, &claims), (Some("ref-is-pull-request"), None));
    // Where the IDs agree, the owner was renamed, and the button is the right one.
    let (code, label) = told(
        GITHUB,
        &[("sub", "repo:acme@1/model@2:ref:refs/heads/main")],
        &sub("repo:new@1/model@2:ref:refs/heads/main"),
    );
    assert_eq!((code, label.is_some()), (Some("owner-differs"), true));
}

#[test]
fn claims_are_found_in_what_people_paste_beside_them() {
    let claims =
        r#"{"iss":"https://gitlab.com","sub":"project_path:g/p:ref_type:branch:ref:main","aud":"x","exp":1,"iat":1}"#;
    for text in [
        format!("2026-01-01T00:00:00Z Token claims: {claims} (decoded)"),
        format!("{{\n  \"alg\": \"RS256\",\n  \"typ\": \"JWT\"\n}}\n{claims}"),
        format!("{{}} {{}} {claims}"),
    ] {
        let decoded = decode(&text);
        assert_eq!(decoded.text("iss"), Some("https://gitlab.com"), "{text}");
        assert_eq!(decoded.form, Form::ClaimsJson);
        assert_eq!(decoded.findings[0].reason.code(), "surrounding-text");
    }
    let azure = "Federated token details:\n issuer - https://token.actions.githubusercontent.com\n \
        subject claim - repo:acme/model:environment:prod\n audience - api://AzureADTokenExchange";
    assert_eq!(decode(azure).text("sub"), Some("repo:acme/model:environment:prod"));
    assert_eq!(decode(azure).text("aud"), Some("api://AzureADTokenExchange"));
    let refusal = "AADSTS700213: No matching federated identity record found for presented assertion subject \
        'repo:acme/model:ref:refs/heads/main'. Check your federated identity credential.";
    assert_eq!(decode(refusal).text("sub"), Some("repo:acme/model:ref:refs/heads/main"));
    let body = format!("grant_type=x&subject_token={}&resource=acme/model", signed(claims));
    assert_eq!(decode(&body).form, Form::Jwt);
    assert_eq!(decode("{\"a\":1} and {\"b\":2}").form, Form::None);
    // Braces in strings, beside the claims, and around them.
    let braces = r#"{"environment":"}","sub":"s","iss":"https://gitlab.com","job_config":{"exp":1}}"#;
    assert_eq!(decode(braces).text("sub"), Some("s"));
    for text in [format!("time=1 {{\"msg\":\"x\",\"claims\":{claims}}}"), format!("Error in {{ handler\n{claims}")] {
        assert_eq!(decode(&text).text("iss"), Some("https://gitlab.com"), "{text}");
    }
    // A fault of the whole is not hidden by an object inside.
    let faulty = decode(r#"{"iss":"x","iss":"y","act":{"iss":"z"}}"#);
    assert_eq!(faulty.findings[0].reason.code(), "duplicate-member");
    // A secret in the next line is no more of the token.
    let beside = decode(&format!("{}\nhf_abcdefghijklmnopqrstuvwx", signed(claims)));
    assert_eq!((beside.form, beside.findings[0].reason.code()), (Form::Jwt, "surrounding-text"));
    let subs = decode("sub: 'repo:a/b:ref:refs/heads/main'").claims.unwrap_or_default();
    assert_eq!(subs.len(), 1);
}
