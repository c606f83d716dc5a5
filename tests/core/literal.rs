//! What is compared as it stands and meant otherwise: placeholders, patterns, lists, letters of other scripts. No job has it, and
//! none is shown as let in.

use hub_trusted_publishers::{Context, Labels, Publisher, Verdict, check, parse_publishers, preview};

use crate::slips::findings;

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";

fn assert_matches_nothing(issuer: &str, rule: &[(&str, &str)]) {
    let jobs = preview(&Publisher::of(issuer, rule.iter().copied()), Labels::Documented);
    assert!(jobs.iter().all(|job| job.verdict != Verdict::Match), "{issuer} {rule:?} lets a job in");
}

#[test]
fn what_instructions_have_in_place_of_a_name_matches_nothing() {
    const JENKINS: &str = "https://jenkins.example.com/oidc";
    const CODEFRESH: &str = "https://oidc.codefresh.io";
    for (issuer, name, value, code) in [
        (JENKINS, "sub", "https://jenkins.example.com/job/*/", "value-is-pattern"),
        (JENKINS, "sub", "https://jenkins.example.com/job/<name>/", "value-is-template"),
        (CODEFRESH, "scm_repo_url", "https://github.com/acme/*", "value-is-pattern"),
        (GITHUB, "repository", "YOUR_ORG/your-repo", "value-is-template"),
        (GITHUB, "repository", "OWNER/REPO", "value-is-template"),
        (GITHUB, "branch", "{branch}", "value-is-template"),
        (GITHUB, "environment", "<environment>", "value-is-template"),
    ] {
        let found = findings(issuer, &[(name, value)]);
        assert!(found.contains(&(code, None)), "{value}: {found:?}");
        assert_matches_nothing(issuer, &[(name, value)]);
    }
}

#[test]
fn a_subject_that_no_job_has_lets_none_in() {
    for (issuer, subject, code) in [
        (GITLAB, "project_path:g/p:ref_type:branch:ref:refs/heads/main", "ref-is-full"),
        (GITHUB, "repo:o/r:ref:main", "ref-is-short"),
        (GITHUB, "repo:o/r:pull_request_target", "value-never-occurs"),
        (GITHUB, "repo:o/r:refs/heads/main", "value-never-occurs"),
        (GITHUB, "repo:o/r:env:prod", "value-never-occurs"),
        (GITHUB, "repo:o/r:branch:main", "value-never-occurs"),
        (GITHUB, "repo:o/r:push", "value-never-occurs"),
        (GITHUB, "Repo:o/r:ref:refs/heads/main", "value-never-occurs"),
        (GITHUB, "repo:o/r.git:ref:refs/heads/main", "value-never-occurs"),
        (GITHUB, "repo:o/r@7:ref:refs/heads/main", "value-never-occurs"),
        (GITLAB, "g/p:ref_type:branch:ref:main", "value-never-occurs"),
        (GITLAB, "project_path:p:ref_type:branch:ref:main", "value-never-occurs"),
        (GITLAB, "project_path:g/p:ref_type:merge_request:ref:main", "value-never-occurs"),
        (GITHUB, "project_path:g/p:ref_type:branch:ref:main", "value-never-occurs"),
        (GITHUB, "repo:o@x/r@y:ref:refs/heads/main", "value-never-occurs"),
        (GITHUB, "repo:o@6/r:ref:refs/heads/main", "value-never-occurs"),
        (GITHUB, "repo:https://github.com/o/r:ref:refs/heads/main", "value-never-occurs"),
    ] {
        let found = findings(issuer, &[("sub", subject)]);
        assert_eq!(found[0].0, code, "{subject}: {found:?}");
        assert_matches_nothing(issuer, &[("sub", subject)]);
    }
    assert_eq!(
        findings(GITHUB, &[("sub", "repo:o@6/r@7:ref:refs/heads/main")])
            .iter()
            .filter(|(code, _)| *code == "value-never-occurs")
            .count(),
        0
    );
}

#[test]
fn a_subject_that_its_owner_customised_is_one() {
    for (issuer, subject) in [
        (GITHUB, "repo:o/r:environment:prod:job_workflow_ref:o/r/.github/workflows/p.yml@refs/heads/main"),
        (GITHUB, "repo:o/r:event_name:push"),
        (GITHUB, "repository_id:74:environment:prod"),
        (GITHUB, "repository_owner:o:ref:refs/heads/main"),
        (GITLAB, "project_path:g/p:ref_type:branch:ref:main:environment_protected:true"),
        (GITLAB, "project_path:g/p:ref_type:branch"),
        (GITHUB, "repo:o@6/r@7"),
        (GITHUB, "repo:o/r:environment:pull-requests"),
    ] {
        let found = findings(issuer, &[("sub", subject)]);
        assert!(found.iter().all(|(code, _)| *code != "value-never-occurs"), "{subject}: {found:?}");
    }
    // A pull request's ref in it is proposed code's.
    let found = findings(GITHUB, &[("sub", "repo:o/r:ref:refs/pull/1/merge")]);
    assert_eq!(found[0].0, "pull-request-allowed", "{found:?}");
}

#[test]
fn a_workflows_name_is_told_as_that() {
    let found = check(
        &Publisher::of(GITHUB, [("repository_id", "74"), ("workflow", "Publish to the Hub")]),
        Context::default(),
    );
    let told = found.iter().find(|finding| finding.reason.code() == "workflow-is-display-name").unwrap();
    assert!(told.message().ends_with("where its file's is compared."), "{}", told.message());
    assert!(told.help().unwrap().contains("something like `publish.yml`"), "{:?}", told.help());
    assert_matches_nothing(GITHUB, &[("workflow", "Publish to the Hub")]);
}

#[test]
fn what_a_pasted_publisher_lacks_is_said_to_be_missing() {
    for (json, said) in [
        (r#"{"issuer":"https://gitlab.com","claims":{}}"#, ".issuerUrl is missing: it must be a string"),
        (r#"{"issuerUrl":7,"claims":{}}"#, ".issuerUrl must be a string"),
        (r#"{"issuerUrl":"https://gitlab.com"}"#, ".claims is missing: it must be an object of claims"),
    ] {
        let (_, findings) = parse_publishers(json);
        assert!(findings[0].message().contains(said), "{}", findings[0].message());
    }
}

#[test]
fn a_commit_is_no_branch() {
    const PROJECT: (&str, &str) = ("repository_id", "74");
    let labels = |name: &str, value: &str| {
        let found = findings(GITHUB, &[PROJECT, (name, value)]);
        found
            .into_iter()
            .filter_map(|(code, label)| label.filter(|_| code != "pull-request-target"))
            .collect::<Vec<_>>()
    };
    for name in ["0123456", "a1b2c3d4", "9f3182061f1e2cca4702c368cbc039b7dc9d4485", "HEAD"] {
        assert!(labels("ref", name).is_empty(), "{name}: {:?}", labels("ref", name));
        let called = format!("o/r/.github/workflows/p.yml@{name}");
        assert!(labels("job_workflow_ref", &called).is_empty(), "{name}");
    }
    assert_eq!(labels("ref", "main"), ["Set ref to refs/heads/main"]);
}

#[test]
fn what_tells_nobody_lets_everybody_in() {
    for (issuer, name, value) in [
        ("https://accounts.google.com", "email_verified", "true"),
        (GITLAB, "groups_direct", "acme"),
        (GITHUB, "jti", "x"),
        (GITHUB, "exp", "1"),
    ] {
        let found = findings(issuer, &[(name, value)]);
        assert!(found.iter().any(|(code, _)| *code == "shared-issuer-unpinned"), "{issuer} {name}: {found:?}");
    }
}

#[test]
fn two_refs_in_one_are_a_list_and_a_pull_requests_ref_is_no_branch() {
    let found = findings(GITHUB, &[("repository", "acme/model"), ("ref", "main,dev")]);
    assert_eq!(found[0], ("value-is-list", None), "{found:?}");
    let found = findings(GITHUB, &[("repository", "acme/model"), ("ref", "pull/3/merge")]);
    assert!(found.iter().all(|(_, label)| label.as_ref().is_none_or(|label| !label.contains("pull/3"))), "{found:?}");
    let found = findings(GITHUB, &[("repository", "acme/model"), ("branch", "main"), ("workflow", "Publish.YML")]);
    assert!(found.iter().all(|(code, _)| *code != "workflow-is-path"), "{found:?}");
}

#[test]
fn letters_of_another_script_in_a_plain_word_are_told() {
    for (issuer, name, value, plain) in [
        (GITHUB, "branch", "m\u{430}in", "main"),
        (GITHUB, "ref", "refs/heads/m\u{430}in", "refs/heads/main"),
        (GITHUB, "environment", "pr\u{43e}d", "prod"),
        (GITHUB, "workflow", "\u{440}ublish.yml", "publish.yml"),
        (GITLAB, "ref_path", "refs/heads/m\u{430}in", "refs/heads/main"),
    ] {
        let found = findings(issuer, &[(name, value)]);
        assert!(found.contains(&("value-never-occurs", Some(format!("Set {name} to {plain}")))), "{value}: {found:?}");
    }
    for value in
        ["größe", "прод", "café", "日本", "main", "Ωmega", "⚙\u{fe0f} production", "👨\u{200d}💻", "می\u{200c}خواهم"]
    {
        let found = findings(GITHUB, &[("repository_id", "74"), ("environment", value)]);
        assert!(found.iter().all(|(code, _)| !code.starts_with("value-")), "{value}: {found:?}");
    }
}

#[test]
fn a_branch_as_a_clone_names_it_is_told() {
    for (issuer, name) in [(GITHUB, "branch"), (GITLAB, "branch"), (GITLAB, "ref")] {
        for text in ["origin/main", "remotes/origin/main", "heads/main"] {
            let found = findings(issuer, &[("repository_id", "74"), ("project_id", "20"), (name, text)]);
            assert!(found.contains(&("ref-is-full", Some(format!("Set {name} to main")))), "{name} {text}: {found:?}");
        }
    }
}

#[test]
fn what_pins_one_thing_is_not_told_to_open_more() {
    const AWS: &str = "https://0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f.tokens.sts.global.api.aws";
    const HARNESS: &str = "https://app.harness.io/ng/api/oidc/account/abcDEF123";
    const TEAMCITY: &str = "https://teamcity.example.com";
    let codes =
        |issuer, rule: &[(&str, &str)]| findings(issuer, rule).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert!(!codes(AWS, &[("sub", "arn:aws:iam::123456789012:user/ci-publisher")]).contains(&"owner-only"));
    let harness = codes(HARNESS, &[("account_id", "abcDEF123"), ("organization_id", "default"), ("project_id", "ml")]);
    assert!(harness.contains(&"any-workflow") && !harness.contains(&"owner-only"), "{harness:?}");
    let teamcity = codes(TEAMCITY, &[("sub", "project:project7:build_type:bt42:branch:refs/heads/main")]);
    assert!(!teamcity.contains(&"any-ref") && !teamcity.contains(&"mutable-name-only"), "{teamcity:?}");
    // An issuer with a slash too many signs nothing.
    assert_matches_nothing("https://gitlab.example.com/", &[("project_path", "g/p"), ("project_id", "20")]);
}

#[test]
fn what_starts_a_job_is_written_as_its_provider_does() {
    for (issuer, pinned, name, value, label) in [
        (GITHUB, "repository_id", "event_name", "Push", Some("Set event_name to push")),
        (GITHUB, "repository_id", "event_name", "workflow-dispatch", Some("Set event_name to workflow_dispatch")),
        (GITLAB, "project_id", "pipeline_source", "Push", Some("Set pipeline_source to push")),
        // Mended it would let proposed code in.
        (GITHUB, "repository_id", "event_name", "pull-request", None),
    ] {
        let rule = [(pinned, "74"), (name, value)];
        let found = findings(issuer, &rule);
        assert!(found.contains(&("value-never-occurs", label.map(ToOwned::to_owned))), "{value}: {found:?}");
        assert_matches_nothing(issuer, &rule);
    }
    assert!(
        findings(GITHUB, &[("repository_id", "74"), ("event_name", "push")])
            .iter()
            .all(|(code, _)| *code != "value-never-occurs")
    );
}
