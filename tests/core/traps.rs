//! What people write and what their jobs present, where the obvious explanation or the obvious repair is a trap.

use hub_trusted_publishers::{
    Context, Form, HUB, Labels, Publisher, Verdict, check, ci_workflow, decode, preview, provider, publisher_of,
    suggest,
};
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

fn findings(issuer: &str, rule: &[(&str, &str)]) -> Vec<(&'static str, Option<String>)> {
    let found = check(&Publisher::of(issuer, rule.iter().copied()), Context::default());
    found.iter().map(|finding| (finding.reason.code(), finding.fix.as_ref().map(|fix| fix.label.clone()))).collect()
}

#[test]
fn no_button_takes_away_what_tells_the_project() {
    for name in ["repository_nmae", "team", "Repo-URL"] {
        let found = findings(GITHUB, &[(name, "acme/model"), ("branch", "main")]);
        assert!(found.contains(&("shared-issuer-unpinned", None)), "{found:?}");
        assert!(
            found.iter().all(|(_, label)| label.as_ref().is_none_or(|label| !label.starts_with("Remove"))),
            "{found:?}"
        );
    }
    for (issuer, name, value, own) in [
        (GITHUB, "repositoryId", "74", "repository_id"),
        (GITHUB, "repository ", "acme/model", "repository"),
        (GITHUB, "Repo", "acme/model", "repository"),
        (GITHUB, "repository_name", "acme/model", "repository"),
        (GITLAB, "project-id", "20", "project_id"),
    ] {
        let found = findings(issuer, &[(name, value)]);
        assert!(found.iter().any(|(_, label)| *label == Some(format!("Compare {own} instead"))), "{name}: {found:?}");
    }
}

#[test]
fn a_value_is_mended_into_what_was_meant_or_left() {
    for (issuer, rule, code, label) in [
        (GITHUB, ("repository", "tiny-model"), "repository-is-url", None),
        (GITLAB, ("project_path", "model"), "repository-is-url", None),
        (GITLAB, ("project_path", "gitlab.com/g/p"), "repository-is-url", None),
        (GITHUB, ("ref", "origin/main"), "ref-is-short", Some("Write refs/heads/main")),
        (GITHUB, ("ref", "heads/main"), "ref-is-short", Some("Write refs/heads/main")),
        (
            GITLAB,
            ("ci_config_ref_uri", "https://gitlab.com/g/p//.gitlab-ci.yml@refs/heads/main"),
            "repository-is-url",
            Some("Write gitlab.com/g/p//.gitlab-ci.yml@refs/heads/main"),
        ),
        (
            GITHUB,
            ("workflow_ref", "a/b/.github/workflows/c.yml@main"),
            "ref-is-short",
            Some("Write a/b/.github/workflows/c.yml@refs/heads/main"),
        ),
        (GITHUB, ("sub", "repo:acme/model:ref:main"), "ref-is-short", None),
        (GITHUB, ("sub", "repo:acme/model:pull-request"), "value-never-occurs", None),
        (BUILDKITE, ("pipeline_slug", "model"), "shared-issuer-unpinned", None),
        (TERRAFORM, ("terraform_workspace_name", "model"), "shared-issuer-unpinned", None),
        (
            "https://token.action.githubusercontent.com",
            ("repository_id", "74"),
            "issuer-unlike-provider",
            Some("Set the issuer to https://token.actions.githubusercontent.com"),
        ),
        (GITHUB, ("branch", "main,dev"), "value-is-list", None),
        (GITHUB, ("branch", "main|dev"), "value-is-list", None),
        (
            "https://github.com",
            ("repository", "acme/model"),
            "issuer-unlike-provider",
            Some("Set the issuer to https://token.actions.githubusercontent.com"),
        ),
    ] {
        let found = findings(issuer, &[rule]);
        let wanted = (code, label.map(ToOwned::to_owned));
        assert!(found.contains(&wanted), "{rule:?}: {found:?}");
    }
}

#[test]
fn rare_and_good_publishers_have_no_error() {
    const COMMIT: &str = "acme/ci/.github/workflows/hf.yml@6c1c0f0a5a6f4a1c7d9c3b1e2f30a1b2c3d4e5f6";
    for (issuer, rule) in [
        (GITHUB, &[("repository", "acme/model"), ("branch", "main"), ("job_workflow_ref", COMMIT)][..]),
        (GITHUB, &[("sub", "repository_owner_id:55:repository_id:74:environment:prod")]),
        (GITHUB, &[("sub", "repository_id:74:ref:refs/heads/main")]),
        (GITHUB, &[("sub", "repo:acme/model:job_workflow_ref:acme/ci/.github/workflows/hf.yml@refs/tags/v1")]),
        (GITLAB, &[("sub", "project_id:20:ref_type:branch:ref:main")]),
        (
            BUILDKITE,
            &[
                ("organization_slug", "acme"),
                ("pipeline_slug", "model"),
                ("build_branch", "main"),
                ("step_key", "publish"),
            ],
        ),
        (
            "https://git.acme.org/api/actions",
            &[
                ("repository", "a/b"),
                ("ref", "refs/heads/main"),
                ("workflow_ref", "a/b/.github/workflows/p.yml@refs/heads/main"),
            ],
        ),
    ] {
        let found = check(&Publisher::of(issuer, rule.iter().copied()), Context::default());
        let errors: Vec<String> =
            found.iter().filter(|finding| finding.is_error()).map(|finding| finding.message()).collect();
        assert!(errors.is_empty(), "{rule:?}: {errors:?}");
    }
    // Only where `ref` is compared can a tag of that name pass for it.
    assert!(findings(GITLAB, &[("project_id", "20")]).iter().all(|(code, _)| *code != "ref-kind-open"));
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
}

fn shown(publisher: &Publisher) -> Vec<&'static str> {
    let denied = preview(publisher, Labels::Documented);
    denied.iter().filter(|job| job.meant == "deny" && job.verdict == Verdict::Match).map(|job| job.id).collect()
}

#[test]
fn previews_agree_with_what_tokens_would_get() {
    // The run of a pull request is on no tag.
    let tags = [("repository_id", "74"), ("environment", "prod"), ("ref_type", "tag")];
    assert_eq!(shown(&Publisher::of(GITHUB, tags)), [""; 0]);
    assert_eq!(
        shown(&Publisher::of(GITLAB, [("project_id", "20"), ("ref_type", "tag"), ("ref_protected", "true")])),
        [""; 0]
    );
    // CircleCI's root issuer signs for every organization, and a public repository can be built by another.
    let open = [("oidc.circleci.com/vcs-origin", "github.com/a/b"), ("oidc.circleci.com/vcs-ref", "refs/heads/main")];
    assert!(shown(&Publisher::of("https://oidc.circleci.com", open)).contains(&"other-organization"));
    assert!(!shown(&Publisher::of(CIRCLE, open)).contains(&"other-organization"));
    // The Hub knows no labels of a server of somebody's own, and no token of it has them.
    let own = findings("https://gitlab.example.com", &[("project_path", "g/p"), ("branch", "main")]);
    assert!(own.iter().any(|(code, _)| *code == "claim-unknown-to-provider"), "{own:?}");
    // Git allows a quotation mark in a branch.
    let quoted = check(&Publisher::of(GITHUB, [("repository", "a/b"), ("branch", "o'brien")]), Context::default());
    assert!(!quoted.iter().any(|finding| finding.is_error()), "{quoted:?}");
}

#[test]
fn a_form_reads_what_was_meant_and_nothing_else() {
    for (id, field, typed, meant) in [
        ("github-actions", "branch", "https://github.com/a/b/tree/main", Some("main")),
        ("github-actions", "repository", "https://github.com/a/b/tree/main", Some("a/b")),
        ("gitlab-ci", "branch", "https://gitlab.com/a/b/-/tree/main", Some("main")),
        ("gitlab-ci", "project", "https://gitlab.com/a/b/-/tree/feature/x", Some("a/b")),
        ("gitlab-ci", "project", "gitlab.com/a/b", Some("a/b")),
        ("gitlab-ci", "project", "/a/b", Some("a/b")),
        ("circleci", "origin", "git@github.com:a/b.git", Some("github.com/a/b")),
        // A tag is no branch, another server's project no project of this one, and some texts no ref at all.
        ("github-actions", "branch", "refs/tags/v1", None),
        ("gitlab-ci", "project", "https://gitlab.example.com/a/b", None),
        ("gitlab-ci", "project", "https://github.com/a/b", None),
        ("github-actions", "branch", "a..b", None),
        ("github-actions", "branch", "a.lock", None),
        ("github-actions", "branch", "@", None),
    ] {
        let (_, findings) = publisher_of(provider::by_id(id).unwrap(), &[(field, typed)]);
        let refused = findings.iter().any(|finding| finding.reason.code() == "value-never-occurs");
        let read = findings.iter().find(|finding| finding.reason.code() == "input-normalised");
        let read = read.and_then(|finding| finding.values.iter().find(|(name, _)| *name == "expected"));
        assert_eq!(read.map(|(_, text)| text.as_str()), meant, "{typed}: {findings:?}");
        assert_eq!(refused, meant.is_none(), "{typed}: {findings:?}");
    }
}

#[test]
fn nothing_is_suggested_that_guards_nothing() {
    let titles = |over: Value| -> Vec<&'static str> {
        let job = json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW, "repository": "a/b",
            "repository_id": "74", "repository_owner_id": "65", "ref": "refs/heads/main", "ref_type": "branch",
            "event_name": "push", "workflow_ref": "a/b/.github/workflows/p.yml@refs/heads/main"});
        let mut claims: Map<String, Value> = job.as_object().unwrap().clone();
        claims.extend(over.as_object().unwrap().clone());
        suggest(&signed(Value::Object(claims).to_string())).iter().map(|suggestion| suggestion.title).collect()
    };
    assert!(titles(json!({})).contains(&"One file on one branch, started one way"));
    assert!(!titles(json!({"event_name": "fork"})).contains(&"One file on one branch, started one way"));
    assert_eq!(
        titles(json!({"ref": "refs/heads/gh-readonly-queue/main/pr-1-abc",
        "workflow_ref": "a/b/.github/workflows/p.yml@refs/heads/gh-readonly-queue/main/pr-1-abc"})),
        [""; 0]
    );
    assert_eq!(titles(json!({"ref": "refs/tags/v1", "ref_type": "tag"})), ["Tags of whoever may push one"]);
    let open = json!({"iss": GITLAB, "project_path": "g/p", "project_id": "20", "ref_path": "refs/heads/main",
        "ref_protected": "false", "environment": "prod", "environment_protected": "false"});
    let open: Vec<&str> = suggest(&open.to_string()).iter().map(|suggestion| suggestion.title).collect();
    assert_eq!(open, ["One branch"]);
}

#[test]
fn a_pipeline_file_runs_for_what_the_publisher_names() {
    let text = |id: &str, issuer: &str, rule: &[(&str, &str)]| {
        let publisher = Publisher::of(issuer, rule.iter().copied());
        ci_workflow(provider::by_id(id).unwrap(), "a/m", Some(&publisher)).text
    };
    // GitHub reads branches as patterns, GitLab compares.
    let branch = |name| text("github-actions", GITHUB, &[("repository", "a/b"), ("branch", name)]);
    assert!(branch("c++").contains(r#"branches: ["c\\+\\+"]"#), "{}", branch("c++"));
    assert!(branch("o'brien").contains(r#"branches: ["o'brien"]"#), "{}", branch("o'brien"));
    let tag = |rule: (&str, &str)| text("gitlab-ci", GITLAB, &[("project_path", "g/p"), rule]);
    assert!(tag(("ref_path", "refs/tags/v1.0")).contains(r#"- if: $CI_COMMIT_TAG == "v1.0""#));
    assert!(tag(("ref_type", "tag")).contains("- if: $CI_COMMIT_TAG # v*"));
    assert!(text("entra-id", "https://login.microsoftonline.com/x/v2.0", &[]).contains("# No job gets a token for"));
}
