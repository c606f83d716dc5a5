//! Pipeline files: what they start, what they publish, and what is said where their job would be refused.

use hub_trusted_publishers::{Publisher, Severity, Workflow, ci_workflow, provider};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const FORGEJO: &str = "https://codeberg.org/api/actions";
const DEPOT: &str = "https://identity.depot.dev";
const BUILDKITE: &str = "https://agent.buildkite.com";

fn file(id: &str, issuer: &str, rule: &[(&str, &str)]) -> Workflow {
    let publisher = Publisher::of(issuer, rule.iter().copied());
    ci_workflow(provider::by_id(id).unwrap(), "a/m", Some(&publisher))
}

/// The claims that the file's job is said not to have.
fn refused(file: &Workflow) -> Vec<&str> {
    let told = file.findings.iter().filter(|finding| finding.reason.code() == "file-refused");
    told.map(|finding| {
        assert_eq!(finding.severity, Severity::Warning);
        finding.values.iter().find(|(name, _)| *name == "claim").unwrap().1.as_str()
    })
    .collect()
}

#[test]
fn a_job_that_is_not_the_publishers_is_never_written_silently() {
    const UUID: &str = "0184990a-4782-42b5-afc1-16715b10b1f0";
    let github = |rule: (&'static str, &'static str)| (GITHUB, "github-actions", vec![("repository", "a/b"), rule]);
    let branch = ("branch", "main");
    let gitlab = |rule: (&'static str, &'static str)| (GITLAB, "gitlab-ci", vec![("project_path", "g/p"), rule]);
    let buildkite = |rule: (&'static str, &'static str)| (BUILDKITE, "buildkite", vec![("pipeline_id", UUID), rule]);
    for ((issuer, id, mut rule), more, claims) in [
        (github(("workflow", "Build and Publish")), None, vec!["workflow"]),
        (github(("workflow", "Build and Publish.yml")), None, vec![]),
        (github(("sub", "repo:a/b:pull_request")), None, vec!["sub"]),
        (github(("sub", "repo:a/b:ref:refs/heads/main")), None, vec![]),
        (github(("event_name", "pull_request")), Some(branch), vec!["branch"]),
        (github(("event_name", "release")), Some(branch), vec!["branch"]),
        (github(("event_name", "release")), Some(("ref", "refs/tags/v1")), vec![]),
        (github(("event_name", "schedule")), Some(branch), vec![]),
        (github(("event_name", "workflow_dispatch")), Some(("ref", "refs/heads/dev")), vec![]),
        (github(("ref", "refs/pull/7/merge")), None, vec!["ref"]),
        (github(("sha", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3")), None, vec!["sha"]),
        (github(("run_id", "7")), Some(branch), vec!["run_id"]),
        (github(("runner_environment", "self-hosted")), Some(("environment", "prod")), vec![]),
        (github(("environment_node_id", "EN_1")), None, vec!["environment_node_id"]),
        (github(("environment_node_id", "EN_1")), Some(("environment", "prod")), vec![]),
        (github(("repository_visibility", "private")), Some(("ref_protected", "true")), vec![]),
        (gitlab(("branch", "\"main\"")), None, vec!["branch"]),
        (gitlab(("pipeline_source", "merge_request_event")), Some(branch), vec!["branch"]),
        (gitlab(("pipeline_source", "merge_request_event")), None, vec![]),
        (gitlab(("pipeline_source", "web")), Some(branch), vec![]),
        (gitlab(("ref_type", "tag")), Some(("pipeline_source", "push")), vec![]),
        (gitlab(("deployment_tier", "production")), Some(branch), vec![]),
        (gitlab(("ci_config_ref_uri", "gitlab.com/g/other//p.yml@refs/heads/main")), None, vec!["ci_config_ref_uri"]),
        (buildkite(("sub", UUID)), None, vec!["sub"]),
        (buildkite(("agent_tag:queue", "gpu")), None, vec!["agent_tag:queue"]),
        (buildkite(("step_key", "publish")), Some(("cluster_name", "default")), vec![]),
        (buildkite(("build_source", "schedule")), Some(("build_branch", "main")), vec![]),
        (("https://oidc.buddyusercontent.com", "buddy", vec![("ref", "refs/heads/main")]), None, vec![]),
        (("https://oidc.vercel.com/a", "vercel", vec![("environment", "production")]), None, vec![]),
        (("https://app.terraform.io", "hcp-terraform", vec![("terraform_run_phase", "apply")]), None, vec![]),
        (
            ("https://gitlab.acme.io", "gitlab-ci", vec![("project_id", "20"), ("ref_path", "refs/heads/x")]),
            None,
            vec![],
        ),
        (("https://gitlab.acme.io", "gitlab-ci", vec![("project_id", "20"), ("environment", "x")]), None, vec![]),
        (("https://k8s.acme.io", "kubernetes", vec![("sub", "system:serviceaccount:ml:publisher")]), None, vec![]),
        (
            ("https://ci.acme.io/jenkins/oidc", "jenkins", vec![("sub", "https://ci.acme.io/jenkins/job/a/")]),
            None,
            vec![],
        ),
        (("https://ci.example.org", "custom", vec![("sub", "x")]), None, vec![]),
        (("https://ci.acme.io", "teamcity", vec![("branch", "refs/heads/x")]), None, vec![]),
    ] {
        rule.extend(more);
        let file = file(id, issuer, &rule);
        assert_eq!(refused(&file), claims, "{rule:?}: {}\n{}", file.path, file.text);
        let proposed = ["pull_request", "merge_request", "refs/pull/"];
        let is_proposed = rule.iter().any(|(_, value)| proposed.iter().any(|part| value.contains(part)));
        let told = file.findings.iter().filter(|finding| finding.reason.code() == "pull-request-allowed").count();
        assert_eq!(told > 0, is_proposed, "{rule:?}");
        assert!(file.findings.len() == claims.len() + told, "{rule:?}: {:?}", file.findings);
    }
}

#[test]
fn a_publisher_that_no_job_satisfies_gets_no_file_silently() {
    let codes = |issuer: &str, rule: &[(&str, &str)]| -> Vec<&str> {
        let file = file("gitlab-ci", issuer, rule);
        file.findings.iter().map(|finding| finding.reason.code()).collect()
    };
    assert_eq!(codes(GITLAB, &[]), ["no-claims"]);
    assert_eq!(codes("http://gitlab.com", &[("project_path", "g/p")]), ["file-refused"]);
    assert_eq!(codes("https://gitlab.com/", &[("project_path", "g/p")]), ["file-refused"]);
    assert_eq!(codes("https://gitlab.acme.io", &[("project_path", "g/p")]), [""; 0]);
    assert_eq!(codes(GITLAB, &[("repository", "g/p")]), ["file-refused"]);
}

#[test]
fn what_is_recommended_is_what_its_file_does() {
    for provider in &provider::ALL {
        for claims in provider.recommended() {
            let publisher = provider.example_of(&claims);
            let file = ci_workflow(provider, "a/m", Some(&publisher));
            assert_eq!(refused(&file), [""; 0], "{} {claims:?}\n{}", provider.id(), file.text);
        }
    }
}

#[test]
fn a_called_file_is_called_where_it_is_another_ones() {
    let called = |repository: &str, more: &[(&str, &str)]| {
        let text = format!("{repository}/.github/workflows/hf.yml@refs/heads/dev");
        let mut rule = vec![("repository", "a/b"), ("job_workflow_ref", text.as_str())];
        rule.extend(more);
        file("github-actions", GITHUB, &rule)
    };
    let own = called("a/b", &[]);
    assert_eq!(own.path, ".github/workflows/hf.yml");
    assert!(own.text.contains(r#"branches: ["dev"]"#) && !own.text.contains("uses: \"a/b"), "{}", own.text);
    for (other, path) in [
        (called("org/ci", &[]), "publish.yml"),
        (called("a/b", &[("workflow", "start.yml")]), "start.yml"),
        (called("a/b", &[("branch", "main")]), "publish.yml"),
    ] {
        assert_eq!(other.path, format!(".github/workflows/{path}"));
        let call = other.text.lines().find(|line| line.starts_with("    uses: ")).unwrap();
        assert!(call.contains("/.github/workflows/hf.yml@refs/heads/dev\""), "{}", other.text);
        assert!(other.text.contains("id-token: write") && !other.text.contains("steps:"), "{}", other.text);
        assert_eq!(refused(&other), [""; 0]);
    }
    // The caller cannot name an environment for the called job.
    assert_eq!(refused(&called("org/ci", &[("environment", "prod")])), ["environment"]);
}

#[test]
fn nothing_but_what_is_meant_is_published() {
    // These check the project out; elsewhere a job may stand in any folder, such as the root.
    const CHECKED_OUT: [&str; 10] = [
        "github-actions",
        "gitlab-ci",
        "circleci",
        "bitbucket-pipelines",
        "buildkite",
        "codefresh",
        "depot-ci",
        "forgejo-actions",
        "jenkins",
        "teamcity",
    ];
    for provider in provider::ALL.iter().filter(|provider| !CHECKED_OUT.contains(&provider.id())) {
        let text = ci_workflow(provider, "acme/model", None).text;
        let named = ["workingDir: /data ", "cd \"${1:?", "cwd: \"publish\""].iter().any(|way| text.contains(way));
        assert!(named, "{}: {text}", provider.id());
    }
    // Where a checkout keeps its credentials.
    let bucket = ci_workflow(provider::by_id("github-actions").unwrap(), "buckets/acme/b", None).text;
    assert!(bucket.contains("hf sync . hf://buckets/acme/b --exclude '.git/*'"), "{bucket}");
}

#[test]
fn a_file_starts_on_what_the_publisher_names_alone() {
    let forgejo = |rule: (&str, &str)| file("forgejo-actions", FORGEJO, &[("repository_id", "1"), rule]);
    let depot = |rule: (&str, &str)| file("depot-ci", DEPOT, &[("org_id", "o"), rule]);
    for file in [forgejo(("ref", "refs/tags/v1.0")), depot(("ref", "refs/tags/v1.0"))] {
        assert!(file.text.contains("  push:\n    tags: [\"v1.0\"]\n"), "{}", file.text);
    }
    assert!(depot(("ref_type", "tag")).text.contains("    tags: [\"v*\"]\n"));
    let github_folder = forgejo(("workflow_ref", "a/b/.github/workflows/hf.yml@refs/heads/main"));
    assert_eq!(github_folder.path, ".github/workflows/hf.yml");
    assert_eq!(forgejo(("workflow", "release.yml")).path, ".forgejo/workflows/release.yml");
    assert_eq!(depot(("workflow", ".depot/workflows/release.yml")).path, ".depot/workflows/release.yml");
    let codefresh = file("codefresh", "https://oidc.codefresh.io", &[("account_id", "1"), ("scm_ref", "dev")]);
    assert!(codefresh.text.contains("when: { branch: { only: [\"dev\"] } }"), "{}", codefresh.text);
}

#[test]
fn a_file_asks_for_the_claims_that_are_not_sent_unasked() {
    let told = |rule: &[(&str, &str)]| file("buildkite", BUILDKITE, rule).text;
    let text = told(&[("step_key", "hub"), ("cluster_name", "default"), ("queue_key", "gpu"), ("build_tag", "v1")]);
    for line in [
        "    key: \"hub\"\n",
        "    if: >-\n      build.tag == \"v1\"\n    ",
        "--claim cluster_name \\\n",
        "--claim queue_key \\\n",
        "agents: { queue: \"gpu\" }",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(!text.contains("queue_id"), "{text}");
    let timer = told(&[("build_branch", "main"), ("build_source", "schedule")]);
    assert!(timer.contains("      build.branch == \"main\"\n      && build.source == \"schedule\"\n"), "{timer}");
    let gitlab = |rule: &[(&str, &str)]| file("gitlab-ci", GITLAB, rule).text;
    let tier = gitlab(&[("environment", "prod"), ("deployment_tier", "production")]);
    assert!(tier.contains(r#"environment: { name: "prod", deployment_tier: "production" }"#), "{tier}");
    assert!(gitlab(&[("deployment_tier", "staging")]).contains("environment: \"staging\"\n"));
    assert!(gitlab(&[("runner_environment", "self-hosted")]).contains("tags: [self-hosted]"));
    let proposed = gitlab(&[("project_path", "g/p"), ("pipeline_source", "merge_request_event")]);
    assert!(proposed.contains("- if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"), "{proposed}");
    let elsewhere = gitlab(&[("ci_config_ref_uri", "gitlab.com/g/p//ci/pub.yml@refs/heads/main")]);
    assert!(elsewhere.starts_with("# If it is not .gitlab-ci.yml, name this file under Settings"), "{elsewhere}");
    assert!(gitlab(&[("project_path", "g/p")]).starts_with("publish:"));
    let tags = gitlab(&[("project_path", "g/p"), ("ref_type", "tag")]);
    assert!(tags.contains("- if: $CI_COMMIT_TAG =~ /^v/ && $CI_PIPELINE_SOURCE == \"push\"\n"), "{tags}");
    // Terraform runs provisioners when it applies, and never when it plans.
    for (claim, text) in
        [("terraform_run_phase", "plan"), ("sub", "organization:o:project:p:workspace:w:run_phase:plan")]
    {
        let plan =
            file("hcp-terraform", "https://app.terraform.io", &[("terraform_workspace_id", "ws-1"), (claim, text)]);
        assert_eq!(refused(&plan), [claim], "{}", plan.text);
        let told: Vec<&str> = plan.findings.iter().map(|finding| finding.reason.code()).collect();
        assert_eq!(told, ["file-refused", "pull-request-allowed"]);
    }
    let preview = file("vercel", "https://oidc.vercel.com/a", &[("project_id", "prj_a"), ("environment", "preview")]);
    assert_eq!(preview.findings[0].reason.code(), "pull-request-allowed");
}

#[test]
fn a_publisher_of_another_issuer_is_said_where_the_provider_has_its_own() {
    let codes = |id: &str, issuer: &str| -> Vec<&str> {
        file(id, issuer, &[("sub", "x")]).findings.iter().map(|finding| finding.reason.code()).collect()
    };
    assert_eq!(codes("custom", "https://ci.example.org"), [""; 0]);
    assert_eq!(codes("custom", GITHUB), [""; 0]);
    assert_eq!(codes("jenkins", "https://ci.example.org"), ["issuer-unlike-provider"]);
    let foreign = file("teamcity", GITHUB, &[("sub", "x")]);
    assert!(!foreign.findings[0].message().contains("``"), "{}", foreign.findings[0].message());
}

#[test]
fn an_event_has_what_it_needs() {
    for (id, issuer) in [("github-actions", GITHUB), ("depot-ci", DEPOT)] {
        let after = file(id, issuer, &[("repository_id", "74"), ("event_name", "workflow_run")]);
        assert!(after.text.contains("  workflow_run:\n    workflows: [\"Build\"]"), "{}", after.text);
        let release = file(id, issuer, &[("repository_id", "74"), ("event_name", "release")]);
        assert!(release.text.contains("  release:\n    types: [published]\n"), "{}", release.text);
        for rule in [&[("repository_id", "74")][..], &[("repository_id", "74"), ("event_name", "push")]] {
            let text = file(id, issuer, rule).text;
            assert!(!text.contains("workflows: [") && !text.contains("types: ["), "{text}");
        }
    }
}

#[test]
fn the_file_of_a_root_issuer_says_that_its_job_has_another() {
    let issuer = "https://oidc.vercel.com";
    let publisher = Publisher::of(issuer, [("project_id", "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c")]);
    let file = ci_workflow(provider::by_id("vercel").unwrap(), "acme/model", Some(&publisher));
    let found: Vec<String> = file.findings.iter().map(hub_trusted_publishers::Finding::message).collect();
    assert!(found.iter().any(|said| said.contains("`iss`") && said.contains(issuer)), "{found:?}");
}
