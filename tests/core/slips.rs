//! Slips of people who write a publisher without a token: what they are told, offered and shown.

use hub_trusted_publishers::{
    ClaimRule, Context, Finding, HUB, Labels, Publisher, Verdict, check, ci_workflow, parse_resource, preview,
    provider, publisher_of, suggest,
};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const BUILDKITE: &str = "https://agent.buildkite.com";
const TERRAFORM: &str = "https://app.terraform.io";

/// What is said of a rule: each code with its button's label.
pub(crate) fn findings(issuer: &str, rule: &[(&str, &str)]) -> Vec<(&'static str, Option<String>)> {
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
        (
            GITLAB,
            ("project_path", "https://gitlab.com/acme/model"),
            "repository-is-url",
            Some("Set project_path to acme/model"),
        ),
        (
            GITLAB,
            ("namespace_path", "https://gitlab.com/acme"),
            "repository-is-url",
            Some("Set namespace_path to acme"),
        ),
        // A group can be called github.com.
        (GITLAB, ("project_path", "https://github.com/acme/model"), "value-never-occurs", None),
        (GITLAB, ("namespace_path", "https://github.com/acme"), "value-never-occurs", None),
        (GITLAB, ("project_path", "gitlab.com/g/p"), "repository-is-url", None),
        // What alone names no project would, once it is mended, let a stranger's job or a fork's in.
        (GITHUB, ("ref", "origin/main"), "ref-is-short", None),
        (GITHUB, ("ref", "heads/main"), "ref-is-short", None),
        (
            GITLAB,
            ("ci_config_ref_uri", "https://gitlab.com/g/p//.gitlab-ci.yml@refs/heads/main"),
            "repository-is-url",
            None,
        ),
        (
            GITHUB,
            ("workflow_ref", "a/b/.github/workflows/c.yml@main"),
            "ref-is-short",
            Some("Set workflow_ref to a/b/.github/workflows/c.yml@refs/heads/main"),
        ),
        (
            GITHUB,
            ("sub", "repo:acme/model:ref:main"),
            "ref-is-short",
            Some("Set sub to repo:acme/model:ref:refs/heads/main"),
        ),
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
    for (issuer, rule, mended) in [
        (GITHUB, [("repository", "acme/model"), ("ref", "origin/main")], "refs/heads/main"),
        (GITHUB, [("repository", "acme/model"), ("ref", "heads/main")], "refs/heads/main"),
        (
            GITLAB,
            [("project_id", "20"), ("ci_config_ref_uri", "https://gitlab.com/g/p//.gitlab-ci.yml@refs/heads/main")],
            "gitlab.com/g/p//.gitlab-ci.yml@refs/heads/main",
        ),
    ] {
        let found = findings(issuer, &rule);
        assert_eq!(found[0].1, Some(format!("Set {} to {mended}", rule[1].0)), "{found:?}");
    }
}

#[test]
fn a_large_publisher_is_refused_and_names_are_no_secrets() {
    let large: Vec<(String, String)> = (0..32).map(|index| (format!("x{index}"), "a".repeat(1_000))).collect();
    let rule: Vec<(&str, &str)> = large.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(findings(GITHUB, &rule), [("publisher-syntax", None)]);
    for name in ["hf_upload", "hf_team/model", "hf_push_to_the_hub_now"] {
        assert!(findings(GITHUB, &[("branch", name)]).iter().all(|(code, _)| *code != "secret-in-publisher"), "{name}");
    }
    let secret = format!("hf_{}", "aB3".repeat(12));
    assert_eq!(findings(GITHUB, &[("branch", &secret)]), [("secret-in-publisher", None)]);
    // However much else is wrong with it.
    let mut many: Vec<(String, String)> = (0..40).map(|index| (format!("x{index}"), "a".to_owned())).collect();
    many.push(("branch".to_owned(), secret.clone()));
    let rule: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(findings(GITHUB, &rule), [("secret-in-publisher", None)]);
    for other in ["Bearer ", "https://x:", "TOKEN="] {
        for secret in
            [&secret, "ghp_A1b2C3d4E5f6G7h8I9j0A1b2C3d4E5f6G7h8", "glpat-A1b2C3d4E5f6G7h8I9j0", "AKIAIOSFODNN7EXAMPLE"]
        {
            let value = format!("{other}{secret}");
            assert_eq!(findings(GITHUB, &[("repository", &value)]), [("secret-in-publisher", None)], "{value}");
            // Nor is it said where it stands otherwise.
            let publisher = Publisher::of(GITHUB, [("repository", value.as_str())]);
            let said = exchange(&signed(json!({"iss": GITHUB, "repository": "a/b"}).to_string()), &[publisher]);
            let words: Vec<String> =
                said.findings.iter().map(|finding| format!("{} {finding:?}", finding.message())).collect();
            assert!(!words.concat().contains(secret), "{words:?}");
            let refused = parse_resource(secret).unwrap_err();
            assert!(["hub-token", "other-secret"].contains(&refused.reason.code()), "{secret}");
            assert!(!format!("{} {refused:?}", refused.message()).contains(secret));
        }
    }
    // Wherever a token was put, no finding repeats it.
    let token = signed(json!({ "iss": GITHUB }).to_string());
    for rule in [[(token.as_str(), "main")], [("branch", token.as_str())]] {
        let found = check(&Publisher::of(GITHUB, rule), Context::default());
        assert_eq!(found.iter().map(|finding| finding.reason.code()).collect::<Vec<_>>(), ["secret-in-publisher"]);
        assert!(!format!("{found:?}").contains(&token));
    }
    let kind = ClaimRule::of(&token, "main");
    let publisher = Publisher { issuer_url: GITHUB.to_owned(), claims: vec![("ref".to_owned(), kind)] };
    let found = check(&publisher, Context::default());
    assert!(found.len() == 1 && !format!("{found:?}").contains(&token), "{found:?}");
    // Nothing between braces was meant.
    for value in ["refs/tags/v1.0", "refs/pull/7/merge"] {
        let found = findings(GITHUB, &[("repository_id", "74"), ("branch", value)]);
        assert!(found.iter().all(|(_, label)| label.as_ref().is_none_or(|label| !label.contains('{'))), "{found:?}");
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
    let tagged = text("github-actions", GITHUB, &[("repository", "a/b"), ("ref", "refs/tags/v1.0+build")]);
    assert!(tagged.contains(r#"tags: ["v1.0\\+build"]"#), "{tagged}");
    let tag = |rule: (&str, &str)| text("gitlab-ci", GITLAB, &[("project_path", "g/p"), rule]);
    assert!(tag(("ref_path", "refs/tags/v1.0")).contains(r#"- if: $CI_COMMIT_TAG == "v1.0""#));
    assert!(tag(("ref_type", "tag")).contains("- if: $CI_COMMIT_TAG =~ /^v/ && $CI_PIPELINE_SOURCE == \"push\""));
    // What starts it, where it runs, and which file it is.
    let job = |rule: (&str, &str)| text("github-actions", GITHUB, &[("repository", "a/b"), rule]);
    let (push, timer) = (job(("event_name", "push")), job(("event_name", "schedule")));
    assert!(push.contains("  push:\n") && !push.contains("workflow_dispatch"), "{push}");
    assert!(timer.contains("    - cron: ") && !timer.contains("push:"), "{timer}");
    assert!(job(("event_name", "release")).contains("on:\n  release:\n"));
    assert!(job(("runner_environment", "self-hosted")).contains("runs-on: self-hosted\n"));
    assert!(job(("ref_type", "branch")).contains("runs-on: ubuntu-latest\n"));
    let gitlab = |rule: (&str, &str)| Publisher::of(GITLAB, [("project_path", "g/p"), rule]);
    let timer = gitlab(("pipeline_source", "schedule"));
    let own = provider::by_id("gitlab-ci").unwrap();
    assert!(ci_workflow(own, "a/m", Some(&timer)).text.contains(r#"$CI_PIPELINE_SOURCE == "schedule""#));
    let file = gitlab(("ci_config_ref_uri", "gitlab.com/g/p//ci/pub.yml@refs/heads/main"));
    assert_eq!(ci_workflow(own, "a/m", Some(&file)).path, "ci/pub.yml");
    assert_eq!(ci_workflow(own, "a/m", None).path, ".gitlab-ci.yml");
    assert!(text("entra-id", "https://login.microsoftonline.com/x/v2.0", &[]).contains("# No job gets a token for"));
}

#[test]
fn a_claim_that_no_token_has_is_renamed_or_left() {
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
    let told = |issuer: &str, rule: &[(&str, &str)], labels: Labels| {
        let publisher = Publisher::of(issuer, rule.iter().copied());
        let found = check(&publisher, Context { labels, ..Context::default() });
        let last = ("claim", rule.last().unwrap().0.to_owned());
        let is_unknown =
            |finding: &Finding| finding.reason.code() == "claim-unknown-to-provider" && finding.values.contains(&last);
        let unknown = found.into_iter().find(is_unknown);
        unknown.map(|finding| {
            let own = finding.values.iter().find(|(name, _)| *name == "own").unwrap().1.clone();
            (own, finding.fix.as_ref().map(|fix| fix.publisher.claims.last().unwrap().clone()))
        })
    };
    for (issuer, name, value, own, fixed) in [
        (GITHUB, "branch_name", "main", "ref", Some("refs/heads/main")),
        (GITHUB, "tag", "v1", "ref", Some("refs/tags/v1")),
        (GITHUB, "env", "prod", "environment", Some("prod")),
        (GITHUB, "environment_name", "prod", "environment", Some("prod")),
        (GITHUB, "event", "push", "event_name", Some("push")),
        (GITHUB, "subject", "repo:a/b:ref:refs/heads/main", "sub", Some("repo:a/b:ref:refs/heads/main")),
        (GITHUB, "repo_id", "7", "repository_id", Some("7")),
        (
            GITHUB,
            "token.actions.githubusercontent.com:sub",
            "repo:a/b:ref:refs/heads/main",
            "sub",
            Some("repo:a/b:ref:refs/heads/main"),
        ),
        (GITLAB, "branch_name", "main", "ref_path", Some("refs/heads/main")),
        (GITLAB, "tag", "v1", "ref_path", Some("refs/tags/v1")),
        (GITLAB, "CI_COMMIT_REF_NAME", "main", "ref", Some("main")),
        (GITLAB, "enviroment", "prod", "environment", Some("prod")),
        (GITLAB, "protected", "true", "ref_protected", Some("true")),
        (CIRCLE, "oidc.circleci.com/branch", "main", "oidc.circleci.com/vcs-ref", Some("refs/heads/main")),
        (BITBUCKET, "BITBUCKET_BRANCH", "main", "branchName", Some("main")),
        (BUILDKITE, "BUILDKITE_BRANCH", "main", "build_branch", Some("main")),
        (BUILDKITE, "pipeline", "model", "pipeline_slug", Some("model")),
        (TERRAFORM, "run_phase", "apply", "terraform_run_phase", Some("apply")),
        (TERRAFORM, "workspace", "model", "terraform_workspace_name", Some("model")),
        ("https://oidc.vercel.com/acme", "target", "production", "environment", Some("production")),
        // What no claim holds is nothing to take away.
        ("https://codeberg.org/api/actions", "environment", "prod", "", None),
        ("https://identity.depot.dev", "environment", "prod", "", None),
        (GITHUB, "team", "ml", "", None),
    ] {
        let pin = if issuer == GITHUB { ("repository_owner_id", "65") } else { ("project_id", "20") };
        let (named, fix) = told(issuer, &[pin, (name, value)], Labels::Documented).unwrap();
        assert!(own.is_empty() || named == format!("`{own}`"), "{name}: {named}");
        let fix = fix.as_ref().map(|(name, rule)| (name.as_str(), rule.value.as_str()));
        assert_eq!(fix, fixed.map(|value| (own, value)), "{name}");
    }
    let rule = [("repository", "acme/model"), ("branch", "main")];
    assert!(told(GITHUB, &rule, Labels::Raw).is_some());
    // An issuer that is nearly a preset's has its labels.
    for issuer in ["https://gitlab.com/", "http://gitlab.com", "gitlab.com"] {
        assert_eq!(told(issuer, &[("project_path", "acme/model"), ("branch", "main")], Labels::Documented), None);
        let publisher = Publisher::of(issuer, [("project_path", "acme/model"), ("branch", "main")]);
        let found = check(&publisher, Context::default());
        assert!(found[0].fix.is_some(), "{issuer}: {found:?}");
    }
}

#[test]
fn words_show_an_example_where_nothing_better_is_known() {
    for (issuer, name, value, shown) in [
        (GITLAB, "project_path", "my-project", "`my-group/my-project`"),
        (GITHUB, "runner_environment", "gitlab_hosted", "github-hosted"),
        ("https://codeberg.org/api/actions", "sub", "repo:a@1/b@2:ref:refs/heads/main", "`repo:a-1/b-2:ref:"),
    ] {
        let found = check(&Publisher::of(issuer, [(name, value)]), Context::default());
        let wrong = found.iter().find(|finding| finding.values.contains(&("expected", value.to_owned())));
        let told = wrong.map(|finding| format!("{} {}", finding.message(), finding.help().unwrap_or_default()));
        let told = told.unwrap_or_default();
        assert!(told.contains(shown) && !told.contains("``") && !told.contains("{instance}"), "{value}: {told}");
    }
}
