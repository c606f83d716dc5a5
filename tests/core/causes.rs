//! Causes that are easily taken for another one, and what an owner is told to do then.

use hub_trusted_publishers::{Exchange, HUB, Publisher};
use serde_json::{Value, json};

use crate::mint::{NOW, errors, exchange_raw, signed};
use crate::namesakes::{offered, pushed, refused};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const BUILDKITE: &str = "https://agent.buildkite.com";
const MAIN: &str = "refs/heads/main";

fn said(issuer: &str, rule: &[(&str, &str)], claims: &Value) -> Exchange {
    refused(issuer, issuer, rule, claims)
}

fn first(exchange: &Exchange) -> (&'static str, String, String) {
    let finding = &exchange.findings[0];
    (finding.reason.code(), finding.message(), finding.help().unwrap_or_default())
}

#[test]
fn the_ref_of_a_called_file_is_not_the_jobs() {
    let called = |at: &str| format!("acme/ci/.github/workflows/up.yml@refs/{at}");
    let job = pushed("acme/model", MAIN, json!({"job_workflow_ref": called("tags/v2")}));
    for wanted in ["heads/main", "tags/v1"] {
        let rule = [("repository", "acme/model"), ("job_workflow_ref", &called(wanted))];
        let (code, message, help) = first(&said(GITHUB, &rule, &job));
        assert_eq!(code, "claim-mismatch", "{wanted}");
        assert!(!message.contains("the job ran on"), "{message}");
        assert!(message.contains(&called(wanted)) && message.contains(&called("tags/v2")), "{message}");
        assert!(help.contains("where `job_workflow_ref` is"), "{help}");
    }
}

#[test]
fn what_a_called_file_hides_is_named() {
    let called = "acme/ci/.github/workflows/up.yml@refs/heads/main";
    let job = pushed("acme/model", MAIN, json!({"job_workflow_ref": called}));
    let rule = [("repository", "acme/model"), ("workflow", "up.yml")];
    let (code, _, help) = first(&said(GITHUB, &rule, &job));
    assert_eq!(code, "workflow-is-reusable");
    assert!(help.starts_with("Write `p.yml`, the file that was started"), "{help}");
    let rule = [("repository", "acme/model"), ("workflow_ref", called)];
    let (_, _, help) = first(&said(GITHUB, &rule, &job));
    assert!(help.starts_with("Compare the file that was started (`workflow_ref`)"), "{help}");
    // Null is no other type: the job has none.
    let untagged = json!({"organization_slug": "acme", "pipeline_slug": "model", "build_tag": null});
    let (code, message, _) = first(&said(BUILDKITE, &[("pipeline_slug", "model"), ("build_tag", "v1")], &untagged));
    assert_eq!(code, "claim-type-differs");
    assert!(message.contains("the job has none"), "{message}");
}

#[test]
fn a_bare_name_is_completed_where_the_owner_is_known_and_asked_about_elsewhere() {
    let name = ("repository", "model");
    let mallory = pushed("mallory/model", MAIN, json!({}));
    let (code, _, help) = first(&said(GITHUB, &[name, ("branch", "main")], &mallory));
    assert_eq!(code, "repository-is-url");
    assert!(help.contains("if that owner is you"), "{help}");
    let own = pushed("acme/model", MAIN, json!({}));
    let owner = ("repository_owner", "acme");
    assert_eq!(offered(GITHUB, GITHUB, &[name, owner], &own).as_deref(), Some("Set repository to acme/model"));
    assert_eq!(offered(GITHUB, GITHUB, &[name, owner], &mallory), None);
    assert_eq!(offered(GITHUB, GITHUB, &[name], &own), None);
    let other = pushed("acme/other", MAIN, json!({}));
    assert_eq!(offered(GITHUB, GITHUB, &[name, owner], &other), None);
    let id = [("repository_id", "acme/model"), ("ref", MAIN)];
    assert_eq!(offered(GITHUB, GITHUB, &id, &own).as_deref(), Some("Set repository_id to 99"));
    // Two slips that mean one thing are one change.
    let twice = [("repo", "acme/model"), ("repository_owner", "acme/model")];
    assert_eq!(offered(GITHUB, GITHUB, &twice, &own).as_deref(), Some("Compare repository with acme/model"));
    // Named under the owner alone.
    let rule = [("repository_owner", "acme/model"), ("ref", MAIN)];
    assert_eq!(first(&said(GITHUB, &rule, &own)).0, "value-never-occurs");
    let compare = "Compare repository with acme/model";
    assert_eq!(offered(GITHUB, GITHUB, &rule, &own).as_deref(), Some(compare));
    assert_eq!(offered(GITHUB, GITHUB, &rule, &mallory), None);
}

#[test]
fn another_ones_id_is_not_to_be_written() {
    let namesake = pushed("acme/model", MAIN, json!({}));
    let rule = [("repository", "acme/model"), ("repository_id", "74"), ("repository_owner_id", "65")];
    let all = said(GITHUB, &rule, &namesake);
    assert_eq!(errors(&all), ["repository-differs", "owner-differs"]);
    let (_, message, help) = first(&all);
    assert!(message.contains("another one of that name") && !help.contains("or write"), "{message} {help}");
    // Where no name is compared it is said whose the other one is.
    let stranger = pushed("mallory/x", MAIN, json!({}));
    let (_, _, help) = first(&said(GITHUB, &[("repository_id", "74"), ("branch", "main")], &stranger));
    assert!(help.contains("`99` (`mallory/x`)"), "{help}");
}

#[test]
fn a_guard_is_not_exchanged_for_another_by_a_button() {
    let repository = ("repository", "acme/model");
    let environment = |name: &str| {
        let sub = format!("repo:acme/model:environment:{name}");
        pushed("acme/model", MAIN, json!({"environment": name, "sub": sub}))
    };
    let preview = environment("preview-pr-12");
    let production = ("environment", "production");
    assert_eq!(offered(GITHUB, GITHUB, &[repository, production], &preview), None);
    let subject = ("sub", "repo:acme/model:environment:production");
    assert_eq!(offered(GITHUB, GITHUB, &[subject], &preview), None);
    for name in ["mr-7", "PR 7", "pr/7", "acme-pr7", "review7", "merge-7"] {
        assert_eq!(offered(GITHUB, GITHUB, &[repository, production], &environment(name)), None, "{name}");
    }
    // What is no proposal's, the owner may choose.
    let set = |label: Option<String>| label.is_some_and(|label| label.starts_with("Set "));
    for name in ["Production", "release", "prod", "mriya"] {
        assert!(set(offered(GITHUB, GITHUB, &[repository, production], &environment(name))));
        assert!(set(offered(GITHUB, GITHUB, &[subject], &environment(name))));
    }
    // Not even a slip in writing makes a review's environment one's own.
    let review = ("environment", "review/*");
    assert_eq!(offered(GITHUB, GITHUB, &[repository, review], &environment("review/x")), None);
    // A pipeline that another one starts can be a merge request's.
    let child = json!({"project_id": "20", "project_path": "acme/model", "pipeline_source": "parent_pipeline",
        "ref": "feat", "ref_type": "branch", "ref_path": "refs/heads/feat"});
    let rule = [("project_id", "20"), ("pipeline_source", "push")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &child), None);
    let mut by_hand = child.clone();
    by_hand["pipeline_source"] = "web".into();
    assert!(set(offered(GITLAB, GITLAB, &rule, &by_hand)));
    // A tag is of one release.
    let release = pushed("acme/model", "refs/tags/v1.0.1", json!({"ref_type": "tag"}));
    for wanted in ["refs/tags/v1.0.0", "refs/tags/v*"] {
        assert_eq!(offered(GITHUB, GITHUB, &[repository, ("ref", wanted)], &release), None, "{wanted}");
    }
}

#[test]
fn an_id_beside_it_takes_no_guard_away() {
    let environment = |name: &str| {
        let sub = format!("repo:acme@98/model@99:environment:{name}");
        pushed("acme/model", MAIN, json!({"environment": name, "sub": sub}))
    };
    let (repository, id) = (("repository", "acme/model"), ("repository_id", "99"));
    let preview = environment("pr-7");
    let release = pushed("acme/model", "refs/tags/v2", json!({"ref_type": "tag"}));
    for (rule, job) in [
        (&[repository, id, ("environment", "production")][..], &preview),
        (&[("sub", "repo:acme@98/model@99:environment:production")], &preview),
        (&[id, ("environment", "prod-*")], &environment("prod-eu")),
        (&[id, ("ref", "refs/tags/v1")], &release),
        (&[("sub", "repo:acme/model:ref:refs/tags/v1")], &release),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, rule, job), None, "{rule:?}");
    }
    // One tag can end in another one, and a subject can go on behind it.
    let tag = |tag: &str, sub: &str| {
        let git_ref = format!("refs/tags/{tag}");
        pushed("acme/model", &git_ref, json!({"ref_type": "tag", "sub": sub}))
    };
    let two = tag("2.0", "repo:acme/model:ref:refs/tags/2.0");
    assert_eq!(offered(GITHUB, GITHUB, &[repository, ("ref", "refs/tags/1.2.0")], &two), None);
    assert_eq!(offered(GITHUB, GITHUB, &[("sub", "repo:acme/model:ref:refs/tags/1.2.0")], &two), None);
    let longer = |tag: &str| format!("repo:acme/model:ref:refs/tags/{tag}:environment:production");
    assert_eq!(offered(GITHUB, GITHUB, &[("sub", &longer("v1"))], &tag("v2", &longer("v2"))), None);
    // What is called as a tag is no tag elsewhere.
    let latest = tag("latest", "repo:acme/model:environment:latest");
    let mut in_environment = latest.clone();
    in_environment["environment"] = "latest".into();
    assert!(offered(GITHUB, GITHUB, &[repository, ("environment", "lastest")], &in_environment).is_some());
    let tagged = json!({"project_path": "acme/model", "project_id": "20", "ref": "v2", "ref_type": "tag",
        "ref_path": "refs/tags/v2"});
    let rule = [("project_id", "20"), ("ref", "v1"), ("ref_type", "tag")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &tagged), None);
    let ids = json!({"organization_id": "f892efa9-103e-4d28-97a1-3b8616a0994d",
        "pipeline_id": "0184990a-4782-42b5-afc1-16715b10b1f0", "build_source": "trigger_job", "build_branch": "main"});
    let rule = [("pipeline_id", "0184990a-4782-42b5-afc1-16715b10b1f0"), ("build_source", "schedule")];
    assert_eq!(offered(BUILDKITE, BUILDKITE, &rule, &ids), None);
}

#[test]
fn a_slip_in_writing_is_mended_where_another_value_would_not_be() {
    let sub = "repo:acme/model:environment:preview";
    let preview = pushed("acme/model", MAIN, json!({"environment": "preview", "sub": sub}));
    assert!(offered(GITHUB, GITHUB, &[("sub", "repo:Acme/model:environment:preview")], &preview).is_some());
    let vercel = "https://oidc.vercel.com/acme";
    let job = json!({"sub": "owner:acme:project:site:environment:production", "owner": "acme", "project": "site",
        "environment": "production"});
    let rule = ("sub", "owner:acme:project:site:environment:Production");
    assert!(offered(vercel, vercel, &[rule], &job).is_some());
    let hook = json!({"organization_slug": "acme", "pipeline_slug": "model", "build_source": "webhook",
        "build_branch": "main", "pipeline_id": "0184990a-4782-42b5-afc1-16715b10b1f0"});
    let rule = [("pipeline_id", "0184990a-4782-42b5-afc1-16715b10b1f0"), ("build_source", "Webhook")];
    assert!(offered(BUILDKITE, BUILDKITE, &rule, &hook).is_some());
    let terraform = "https://app.terraform.io";
    let job = json!({"sub": "s", "terraform_organization_name": "my-org", "terraform_workspace_name": "my-workspace"});
    let rule = [("terraform_organization_name", "my-org"), ("terraform_workspace_name", "My-Workspace")];
    assert!(offered(terraform, terraform, &rule, &job).is_some());
}

#[test]
fn who_has_taken_an_owners_name_over_is_told_as_that() {
    let taken = pushed("acme/model", MAIN, json!({}));
    let (_, message, help) =
        first(&said(GITHUB, &[("repository_owner", "acme"), ("repository_owner_id", "65")], &taken));
    assert!(message.contains("another one of that name") && !help.contains("Write"), "{message} {help}");
    // Two pipelines of one owner can build the same repository.
    let codefresh = "https://oidc.codefresh.io";
    let repository = ("scm_repo_url", "https://github.com/acme/model");
    let job = json!({"scm_repo_url": repository.1, "account_id": "64f0a1b2c3d4e5f601234566", "pipeline_id": "64f0a1b2c3d4e5f601234577"});
    let (_, message, _) = first(&said(codefresh, &[repository, ("pipeline_id", "64f0a1b2c3d4e5f601234566")], &job));
    assert!(!message.contains("another one of that name"), "{message}");
    // Nobody is told to write a fork's owner.
    let request = pushed("evil/model", MAIN, json!({"event_name": "pull_request"}));
    let (code, _, help) = first(&said(GITHUB, &[("repository", "acme/model")], &request));
    assert!(code == "owner-differs" && !help.contains("Write"), "{help}");
}

#[test]
fn a_file_is_named_where_a_workflow_has_its_files_name() {
    let forgejo = "https://codeberg.org/api/actions";
    let job = pushed("acme/model", MAIN, json!({"workflow": "publish.yml"}));
    let rule = [("repository", "acme/model"), ("workflow", "release.yml")];
    assert_eq!(first(&said(forgejo, &rule, &job)).0, "workflow-file-differs");
    let depot = "https://identity.depot.dev";
    let job_there = pushed("acme/model", MAIN, json!({"workflow": ".depot/workflows/ci.yaml"}));
    let rule = [("repository", "acme/model"), ("workflow", "ci.yml")];
    assert_eq!(first(&said(depot, &rule, &job_there)).0, "workflow-extension-differs");
    let called = |file: &str| format!("acme/ci/.github/workflows/{file}@refs/heads/main");
    let job = pushed("acme/model", MAIN, json!({"job_workflow_ref": called("release.yml")}));
    let (code, _, help) =
        first(&said(GITHUB, &[("repository", "acme/model"), ("job_workflow_ref", &called("Release"))], &job));
    assert!(code == "workflow-is-display-name" && help.contains("`release.yml`"), "{code} {help}");
}

#[test]
fn a_mended_issuer_has_its_labels_at_once() {
    let job = pushed("acme/model", MAIN, json!({}));
    let rule = [("repository", "acme/model"), ("branch", MAIN)];
    let slash = format!("{GITHUB}/");
    let label = offered(&slash, GITHUB, &rule, &job).unwrap();
    assert!(label.ends_with("set branch to main"), "{label}");
    // A server of one's own has none.
    let own = "https://git.acme.org";
    let job = json!({"project_path": "acme/model", "project_id": "20", "ref": "main", "ref_type": "branch",
        "ref_path": "refs/heads/main", "ci_config_ref_uri": "git.acme.org/acme/model//.gitlab-ci.yml@refs/heads/main"});
    let rule = [("project_path", "acme/model"), ("CI_COMMIT_REF_NAME", "main")];
    assert!(offered(own, own, &rule, &job).is_some());
}

#[test]
fn a_namespace_is_completed_with_its_groups_where_the_project_is_named() {
    let job = json!({"project_path": "acme/sub/model", "namespace_path": "acme/sub", "project_id": "20"});
    let rule = [("namespace_path", "acme"), ("project_path", "acme/sub/model")];
    let set = "Set namespace_path to acme/sub";
    assert_eq!(offered(GITLAB, GITLAB, &rule, &job).as_deref(), Some(set));
    let rule = [("namespace_path", "acme"), ("ref", "main")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &job), None);
}

#[test]
fn a_forks_build_on_buildkite_is_told() {
    let fork = json!({"organization_slug": "acme", "pipeline_slug": "model", "build_branch": "mallory:main"});
    let rule = [("organization_slug", "acme"), ("pipeline_slug", "model")];
    let let_in = said(BUILDKITE, &rule, &fork);
    assert!(let_in.findings.iter().any(|finding| finding.reason.code() == "untrusted-job"));
    let (_, _, help) = first(&said(BUILDKITE, &[rule[0], rule[1], ("build_branch", "main")], &fork));
    assert!(!help.contains("or write"), "{help}");
}

#[test]
fn a_files_name_where_the_raw_name_is_compared_is_told_that_way_round() {
    let job = pushed("acme/model", MAIN, json!({"workflow": "Publish"}));
    let token = signed({
        let mut all = job.clone();
        let registered = json!({"iss": GITHUB, "aud": HUB, "exp": NOW + 300, "iat": NOW});
        all.as_object_mut().unwrap().extend(registered.as_object().unwrap().clone());
        all.to_string()
    });
    let publishers = [Publisher::of(GITHUB, [("repository", "acme/model"), ("workflow", "p.yml")])];
    let (code, message, help) = first(&exchange_raw(&token, &publishers));
    assert_eq!(code, "workflow-is-display-name");
    assert!(message.contains("`p.yml` is the name of a file, where"), "{message}");
    assert!(help.contains("`workflow_ref`"), "{help}");
}

#[test]
fn a_label_is_kept_where_the_publisher_means_it() {
    let job = pushed("acme/model", MAIN, json!({}));
    let repository = ("repository", "acme/model");
    for (name, value, label) in [
        ("branch", MAIN, "Set branch to main"),
        ("workflow_filename", "p.yml", "Compare workflow with p.yml"),
        ("branch_name", "main", "Compare branch with main"),
        ("ref_name", "main", "Compare branch with main"),
        ("branch", "heads/main", "Set branch to main"),
        ("branch", "origin/main", "Set branch to main"),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &[repository, (name, value)], &job).as_deref(), Some(label), "{name}");
    }
    // Another kind of ref is no slip in writing.
    assert_eq!(offered(GITHUB, GITHUB, &[repository, ("branch", "refs/tags/main")], &job), None);
}

#[test]
fn a_subject_that_no_job_keeps_is_not_to_be_written_in_full() {
    let circleci = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    let sub = "org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e/project/3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c/user/";
    let job = json!({"sub": format!("{sub}5d6e7f80-9a1b-4c2d-8e3f-4a5b6c7d8e9f")});
    let (code, _, help) = first(&said(circleci, &[("sub", &format!("{sub}*"))], &job));
    assert_eq!(code, "value-is-pattern");
    assert!(help.contains("compare the project") && !help.contains("Write the exact value"), "{help}");
    let address = ("sub", "repo:https://github.com/acme/model:ref:refs/heads/main");
    let (code, message, _) = first(&said(GITHUB, &[address], &pushed("acme/model", MAIN, json!({}))));
    assert_eq!(code, "subject-differs");
    assert!(message.contains(address.1), "{message}");
}

#[test]
fn proposed_code_is_the_cause_whatever_else_differs() {
    let request =
        json!({"ref": "refs/pull/7/merge", "event_name": "pull_request", "sub": "repo:acme/model:pull_request"});
    let job = pushed("acme/model", "refs/pull/7/merge", request);
    let rule = [("repository", "Acme/Model"), ("branch", "main")];
    assert_eq!(errors(&said(GITHUB, &rule, &job))[..2], ["ref-is-pull-request", "differs-in-case"]);
}

#[test]
fn another_project_of_the_same_group_is_no_other_owner() {
    let job = json!({"project_path": "group/model", "job_project_path": "group/model", "namespace_path": "group"});
    let rule = [("project_path", "group/model"), ("job_project_path", "group/templates")];
    assert_eq!(first(&said(GITLAB, &rule, &job)).0, "repository-differs");
    let rule = [("project_path", "group/model"), ("job_project_path", "other/model")];
    assert_eq!(first(&said(GITLAB, &rule, &job)).0, "owner-differs");
}

#[test]
fn what_never_occurs_is_told_beside_what_the_token_has() {
    let own = pushed("acme/model", MAIN, json!({"repository_owner_id": "4242"}));
    let rule = [("repository", "acme/model"), ("repository_owner_id", "acme-labs")];
    let (code, message, _) = first(&said(GITHUB, &rule, &own));
    assert_eq!(code, "value-never-occurs");
    assert!(message.contains("`acme-labs`") && message.contains("`4242`"), "{message}");
    // What the form of a value does not show is not told as its form.
    let vercel = "https://oidc.vercel.com/acme";
    let job = json!({"owner": "acme", "owner_id": "team_1", "project": "model", "project_id": "prj_1"});
    let (_, message, _) = first(&said(vercel, &[("owner_id", "acme"), ("project_id", "prj_1")], &job));
    assert!(!message.contains("letters, digits"), "{message}");
    // Names in the place of both IDs are the token's.
    let both = [("owner_id", "acme"), ("project_id", "model")];
    let label = offered(vercel, vercel, &both, &job);
    assert_eq!(label.as_deref(), Some("Set owner_id to team_1, set project_id to prj_1"));
    let strangers = json!({"owner": "evil", "owner_id": "team_2", "project": "model", "project_id": "prj_2"});
    assert_eq!(offered(vercel, vercel, &both, &strangers), None);
    // A file with its ref is a path, and another file is another one.
    for (file, code) in [("p.yml@v1", "workflow-is-path"), ("other.yml@v1", "workflow-file-differs")] {
        assert_eq!(first(&said(GITHUB, &[("repository", "acme/model"), ("workflow", file)], &own)).0, code, "{file}");
    }
}
