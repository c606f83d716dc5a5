//! Jobs of other providers than GitHub: the first error is the cause, its help can be followed there, and its button is safe.

use hub_trusted_publishers::{HUB, Publisher};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, exchange, signed};

const GITLAB: &str = "https://gitlab.com";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/my-workspace/pipelines-config/identity/oidc";
const BUILDKITE: &str = "https://agent.buildkite.com";
const TERRAFORM: &str = "https://app.terraform.io";
const DEPOT: &str = "https://identity.depot.dev";
const FORGEJO: &str = "https://codeberg.org/api/actions";

/// The first finding of a job: its code, its message, its help, and the label of its button.
fn first(trusted: &str, rule: &[(&str, &str)], issuer: &str, claims: &Value) -> [String; 4] {
    let registered = json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    let mut members: Map<String, Value> = registered.as_object().unwrap().clone();
    members.extend(claims.as_object().unwrap().clone());
    let token = signed(Value::Object(members).to_string());
    let exchange = exchange(&token, &[Publisher::of(trusted, rule.iter().copied())]);
    let finding = &exchange.findings[0];
    let label = finding.fix.as_ref().map(|fix| fix.label.clone());
    [finding.reason.code().to_owned(), finding.message(), finding.help().unwrap_or_default(), label.unwrap_or_default()]
}

fn gitlab(changes: Value) -> Value {
    let mut claims = json!({
        "project_id": "20", "project_path": "my-group/my-project", "namespace_id": "7", "namespace_path": "my-group",
        "ref": "main", "ref_type": "branch", "ref_path": "refs/heads/main", "ref_protected": "true",
        "pipeline_source": "push", "sub": "project_path:my-group/my-project:ref_type:branch:ref:main",
        "ci_config_ref_uri": "gitlab.com/my-group/my-project//.gitlab-ci.yml@refs/heads/main",
    });
    claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    claims
}

#[test]
fn the_ref_is_told_before_what_follows_from_it() {
    let rule = [("project_id", "20"), ("ref_protected", "true"), ("ref_path", "refs/heads/main")];
    for (changes, code) in [
        (json!({"ref": "dev", "ref_path": "refs/heads/dev", "ref_protected": "false"}), "ref-differs"),
        (
            json!({"ref": "v1", "ref_type": "tag", "ref_path": "refs/tags/v1", "ref_protected": "false"}),
            "branch-is-tag",
        ),
        (
            json!({"ref": "dev", "ref_path": "refs/heads/dev", "ref_protected": "false", "pipeline_source": "merge_request_event"}),
            "ref-is-pull-request",
        ),
    ] {
        let [found, ..] = first(GITLAB, &rule, GITLAB, &gitlab(changes));
        assert_eq!(found, code);
    }
}

#[test]
fn no_issuer_of_everybody_is_recommended() {
    for issuer in
        ["https://actions-public-oidc.depot.dev", "https://github.com/login/oauth", "https://oauth2.sigstore.dev/auth"]
    {
        let [code, _, help, label] =
            first(DEPOT, &[("repository", "my-org/my-repo")], issuer, &json!({"repository": "my-org/my-repo"}));
        assert_eq!(code, "no-publisher-for-issuer");
        assert!(help.starts_with("Keep the publisher") && label.is_empty(), "{help} {label}");
    }
    let [code, message, help, label] = first(
        CIRCLE,
        &[("oidc.circleci.com/project-id", "p")],
        "https://oidc.circleci.com",
        &json!({"oidc.circleci.com/project-id": "p"}),
    );
    assert_eq!(code, "issuer-tenant");
    assert!(
        message.contains("everybody's") && help.contains("your organization's own issuer") && label.is_empty(),
        "{message} {help}"
    );
}

#[test]
fn nobody_is_told_to_write_what_proposed_code_has_or_who_somebody_else_is() {
    let [code, _, help, _] = first(
        TERRAFORM,
        &[("terraform_organization_id", "org-1"), ("terraform_workspace_id", "ws-1"), ("terraform_run_phase", "run")],
        TERRAFORM,
        &json!({"terraform_organization_id": "org-1", "terraform_workspace_id": "ws-1", "terraform_run_phase": "plan"}),
    );
    assert_eq!((code.as_str(), help.as_str()), ("value-never-occurs", "Write it as in `apply`."));
    let own = "c7b6a594-8372-4160-9f5e-4d3c2b1a0f9e";
    let [code, _, help, label] = first(
        BITBUCKET,
        &[("workspaceUuid", own), ("branchName", "main")],
        BITBUCKET,
        &json!({"workspaceUuid": "{99999999-8372-4160-9f5e-4d3c2b1a0f9e}", "branchName": "main"}),
    );
    assert_eq!(code, "value-never-occurs");
    assert!(help.contains(own) && label.is_empty(), "{help} {label}");
    // The IDs in Forgejo's subject stand behind hyphens: others are another repository's.
    let [code, _, _, label] = first(
        FORGEJO,
        &[("sub", "repo:my-org@123456/my-repo@456789:ref:refs/heads/main")],
        FORGEJO,
        &json!({"sub": "repo:my-org-2000/my-repo-1000:ref:refs/heads/main", "repository": "my-org/my-repo",
            "repository_id": "1000", "repository_owner_id": "2000", "repository_owner": "my-org"}),
    );
    assert_eq!((code.as_str(), label.as_str()), ("repository-differs", ""));
}

#[test]
fn another_organization_of_the_ci_is_no_renamed_one() {
    let rule = [("org_id", "org_xxxxxxxxxxxxxxxxxxxx"), ("repository_id", "123456789"), ("ref", "refs/heads/main")];
    let claims = json!({"org_id": "org_yyyyyyyyyyyyyyyyyyyy", "repository_id": "123456789", "ref": "refs/heads/main", "event_name": "push"});
    let [code, message, _, label] = first(DEPOT, &rule, DEPOT, &claims);
    assert_eq!((code.as_str(), label.as_str()), ("owner-differs", ""));
    assert!(!message.contains("renamed"), "{message}");
}

#[test]
fn a_bare_ref_does_not_take_a_tag_for_a_branch() {
    let [code, _, _, label] =
        first(GITLAB, &[("project_id", "20"), ("ref", "refs/heads/main")], GITLAB, &gitlab(json!({})));
    assert_eq!((code.as_str(), label.as_str()), ("ref-is-full", "Compare ref_path with refs/heads/main"));
}

#[test]
fn braces_are_put_on() {
    let id = "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d";
    for name in ["repositoryUuid", "deploymentEnvironmentUuid"] {
        let claims = json!({"repositoryUuid": format!("{{{id}}}"), "branchName": "main", "deploymentEnvironmentUuid": format!("{{{id}}}")});
        let with_braces = format!("{{{id}}}");
        let pinned = ("repositoryUuid", with_braces.as_str());
        let rule =
            if name == "repositoryUuid" { vec![(name, id), ("branchName", "main")] } else { vec![pinned, (name, id)] };
        let [code, _, _, label] = first(BITBUCKET, &rule, BITBUCKET, &claims);
        assert_eq!((code.as_str(), label), ("value-never-occurs", format!("Set {name} to {{{id}}}")));
    }
}

#[test]
fn an_address_of_the_repository_is_one_however_git_writes_it() {
    for address in [
        "git@github.com:octo-org/octo-repo.git",
        "ssh://git@github.com/octo-org/octo-repo.git",
        "https://github.com/octo-org/octo-repo",
    ] {
        let claims = json!({"oidc.circleci.com/project-id": "p", "oidc.circleci.com/vcs-origin": "github.com/octo-org/octo-repo"});
        let [code, _, help, _] = first(
            CIRCLE,
            &[("oidc.circleci.com/project-id", "p"), ("oidc.circleci.com/vcs-origin", address)],
            CIRCLE,
            &claims,
        );
        assert_eq!(code, "repository-is-url", "{address}");
        assert!(!help.contains("one slash"), "{help}");
    }
}

#[test]
fn a_value_without_any_of_the_forms_is_told_as_that() {
    for (name, value) in [
        ("ref_path", "refs/head/main"),
        ("ref_type", "heads"),
        ("project_path", "20"),
        ("ci_config_ref_uri", "gitlab.com/my-group/my-project/.gitlab-ci.yml@refs/heads/main"),
    ] {
        let [code, ..] = first(GITLAB, &[("project_id", "20"), (name, value)], GITLAB, &gitlab(json!({})));
        assert_eq!(code, "value-never-occurs", "{name}");
    }
    for issuer in ["https://oidc.circleci.com/org/<org-uuid>", "https://oidc.circleci.com/org/{organization}"] {
        let [code, _, _, label] = first(
            issuer,
            &[("oidc.circleci.com/project-id", "p")],
            CIRCLE,
            &json!({"oidc.circleci.com/project-id": "p"}),
        );
        assert_eq!((code.as_str(), label.as_str()), ("issuer-is-template", ""));
    }
}

#[test]
fn what_stands_under_another_name_is_found_there() {
    let claims = json!({"terraform_organization_id": "org-1", "terraform_organization_name": "acme", "terraform_workspace_id": "ws-1",
        "terraform_workspace_name": "model", "terraform_run_phase": "apply"});
    let pinned = ("terraform_organization_id", "org-1");
    let [code, _, help, label] = first(TERRAFORM, &[pinned, ("workspace_id", "ws-1")], TERRAFORM, &claims);
    assert_eq!(
        (code.as_str(), label.as_str()),
        ("claim-unknown-to-provider", "Compare terraform_workspace_id with ws-1")
    );
    assert!(help.starts_with("Compare `terraform_workspace_id` instead"), "{help}");
    // A name in the ID's place, of an owner who is known.
    let [code, _, _, label] = first(TERRAFORM, &[pinned, ("terraform_workspace_id", "model")], TERRAFORM, &claims);
    assert_eq!((code.as_str(), label.as_str()), ("value-never-occurs", "Set terraform_workspace_id to ws-1"));
    // Of one who is not, a workspace of that name can be anybody's.
    let [_, _, _, label] = first(TERRAFORM, &[("terraform_workspace_id", "model")], TERRAFORM, &claims);
    assert_eq!(label, "");
}

#[test]
fn a_help_can_be_followed_where_the_job_runs() {
    let circle = |rule: &[(&str, &str)], claims: Value| first(CIRCLE, rule, CIRCLE, &claims);
    let [code, _, help, _] = circle(
        &[("oidc.circleci.com/project-id", "p"), ("oidc.circleci.com/vcs-ref", "refs/heads/main")],
        json!({"oidc.circleci.com/project-id": "p", "oidc.circleci.com/vcs-ref": "refs/tags/v1"}),
    );
    assert_eq!(code, "branch-is-tag");
    assert!(!help.contains("environment"), "{help}");
    let [code, _, help, _] = circle(
        &[("oidc.circleci.com/project-id", "p"), ("oidc.circleci.com/vcs-ref", "refs/heads/main")],
        json!({"oidc.circleci.com/project-id": "p"}),
    );
    assert_eq!(code, "claim-absent");
    assert!(!help.contains("pull request"), "{help}");
    // A subject that is new with every run is nothing to write.
    let [_, _, help, _] =
        first(DEPOT, &[("repository_id", "1"), ("sub", "x")], DEPOT, &json!({"repository_id": "1", "sub": "y"}));
    assert!(!help.contains("in the publisher if") && help.contains("`sub` changes"), "{help}");
    // Nobody knows the package's names of blanks.
    let [_, message, ..] = first(
        BUILDKITE,
        &[("organization_id", "o"), ("pipeline_slug", "a/b")],
        BUILDKITE,
        &json!({"organization_id": "o", "pipeline_slug": "ab"}),
    );
    assert!(!message.contains('{'), "{message}");
}

#[test]
fn what_a_job_shows_as_proposed_is_told_as_that() {
    let jenkins = "https://jenkins.example.com/oidc";
    let [code, ..] = first(
        jenkins,
        &[("sub", "https://jenkins.example.com/job/model/job/main/")],
        jenkins,
        &json!({"sub": "https://jenkins.example.com/job/model/job/PR-12/"}),
    );
    assert_eq!(code, "subject-is-pull-request");
    let [code, ..] = first(
        GITLAB,
        &[("project_id", "20"), ("pipeline_source", "push")],
        GITLAB,
        &gitlab(json!({"pipeline_source": "external_pull_request_event"})),
    );
    assert_eq!(code, "ref-is-pull-request");
}

#[test]
fn an_organizations_own_issuer_takes_the_place_of_everybodys() {
    const ROOT: &str = "https://oidc.circleci.com";
    let job = |id: &str| json!({"oidc.circleci.com/project-id": id, "oidc.circleci.com/vcs-ref": "refs/heads/main"});
    let rule = [("oidc.circleci.com/project-id", "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c")];
    let [_, _, _, label] = first(ROOT, &rule, CIRCLE, &job(rule[0].1));
    assert_eq!(label, format!("Set the issuer to {CIRCLE}"));
    // Without the project's ID it can be anybody's organization.
    let [_, _, _, label] = first(ROOT, &rule, CIRCLE, &job("00000000-0d4e-4f6a-8b7c-9d0e1f2a3b4c"));
    assert_eq!(label, "");
    let [_, _, _, label] = first(ROOT, &[("oidc.circleci.com/vcs-ref", "refs/heads/main")], CIRCLE, &job(rule[0].1));
    assert_eq!(label, "");
}

#[test]
fn what_a_label_is_read_from_is_there_as_another_type() {
    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    for (rule, claims) in [(("branch", "main"), json!({"ref": 5})), (("workflow", "p.yml"), json!({"workflow_ref": 5}))]
    {
        let [code, message, ..] = first(GITHUB, &[rule], GITHUB, &claims);
        assert_eq!(code, "claim-type-differs", "{message}");
        assert!(message.contains("is a number in the token"), "{message}");
    }
}

#[test]
fn who_calls_himself_by_anothers_id_is_a_stranger() {
    const CODEFRESH: &str = "https://oidc.codefresh.io";
    const ORGANIZATION: &str = "f892efa9-103e-4d28-97a1-3b8616a0994d";
    let uuid = |digit: &str| format!("{}-103e-4d28-97a1-3b8616a0994d", digit.repeat(8));
    let buildkite = json!({"organization_slug": ORGANIZATION, "organization_id": uuid("1"), "pipeline_slug": "app",
        "pipeline_id": uuid("2"), "build_branch": "main"});
    let terraform = json!({"terraform_organization_name": "org-GRNbCjYNpBB6NEBH", "terraform_organization_id": "org-Evil0000Evil0000",
        "terraform_workspace_name": "model", "terraform_workspace_id": "ws-Evil0000Evil0000", "terraform_run_phase": "apply"});
    // One of sixteen of HCP's IDs has no digit.
    let without_digits = json!({"terraform_organization_name": "org-GRNbCjYNpBBkNEBH", "terraform_organization_id": "org-Evil0000Evil0000",
        "terraform_workspace_name": "model", "terraform_workspace_id": "ws-Evil0000Evil0000", "terraform_run_phase": "apply"});
    let codefresh = json!({"account_name": "5f30ebd30312313ae7008", "account_id": "64eeeeee0312313ae7008", "pipeline_name": "oidc/run",
        "pipeline_id": "64eeeeee00aafd1455566", "scm_repo_url": "https://github.com/acme/model"});
    for (issuer, rule, claims) in [
        (BUILDKITE, vec![("organization", ORGANIZATION), ("pipeline_slug", "app")], &buildkite),
        (BUILDKITE, vec![("org_id", ORGANIZATION), ("pipeline_slug", "app")], &buildkite),
        (BUILDKITE, vec![("organization_slug", ORGANIZATION), ("pipeline_id", "app")], &buildkite),
        (BUILDKITE, vec![("organization_slug", ORGANIZATION), ("pipeline_slug", "other")], &buildkite),
        (TERRAFORM, vec![("org_id", "org-GRNbCjYNpBB6NEBH"), ("terraform_workspace_name", "model")], &terraform),
        (TERRAFORM, vec![("organization", "org-GRNbCjYNpBB6NEBH"), ("terraform_workspace_name", "model")], &terraform),
        (
            TERRAFORM,
            vec![("terraform_organization_name", "org-GRNbCjYNpBB6NEBH"), ("terraform_workspace_id", "model")],
            &terraform,
        ),
        (
            TERRAFORM,
            vec![("organization", "org-GRNbCjYNpBBkNEBH"), ("terraform_workspace_name", "model")],
            &without_digits,
        ),
        (CODEFRESH, vec![("account", "5f30ebd30312313ae7008"), ("pipeline_name", "oidc/run")], &codefresh),
        (CODEFRESH, vec![("account_name", "5f30ebd30312313ae7008"), ("pipeline_id", "oidc/run")], &codefresh),
        // Anybody can build a public repository.
        (CODEFRESH, vec![("scm_repo_url", "https://github.com/acme/model"), ("pipeline_id", "oidc/run")], &codefresh),
        (
            CODEFRESH,
            vec![("scm_repo_url", "https://github.com/acme/model"), ("pipeline_name", "other/run")],
            &codefresh,
        ),
    ] {
        let [code, _, _, label] = first(issuer, &rule, issuer, claims);
        assert_eq!(label, "", "{rule:?}: {code}");
    }
}

#[test]
fn a_slip_of_the_pen_makes_no_branch_a_tag() {
    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    let tag = json!({"repository_id": "74", "ref": "refs/tags/main", "ref_type": "tag", "event_name": "push"});
    for text in [" refs/heads/main", "REFS/HEADS/main", "'refs/heads/main'", "heads/main", "refs/head/main"] {
        let [_, _, _, label] = first(GITHUB, &[("repository_id", "74"), ("ref", text)], GITHUB, &tag);
        assert_eq!(label, "", "{text}");
    }
    let tag = gitlab(json!({"ref": "main", "ref_type": "tag", "ref_path": "refs/tags/main", "ref_protected": "false"}));
    let branch = gitlab(json!({"ref": "v1", "ref_path": "refs/heads/v1", "ref_protected": "false"}));
    for (rule, claims) in [
        (vec![("ref", "refs/heads/main")], &tag),
        (vec![("ref", "refs/heads/main"), ("ref_type", "branch")], &tag),
        (vec![("ref", "refs/heads/main"), ("ref_path", "refs/heads/main")], &tag),
        (vec![("ref", "main"), ("ref_type", "Branch")], &tag),
        (vec![("ref_path", "heads/main")], &tag),
        (vec![("ref", "refs/tags/v1")], &branch),
        (vec![("ref", "refs/heads/main")], &branch),
    ] {
        let rule = [vec![("project_id", "20")], rule].concat();
        let [_, _, _, label] = first(GITLAB, &rule, GITLAB, claims);
        assert_eq!(label, "", "{rule:?}");
    }
    let bare = json!({"organization_id": "f892efa9-103e-4d28-97a1-3b8616a0994d", "pipeline_slug": "app", "build_branch": "main"});
    let rule = [
        ("organization_id", "f892efa9-103e-4d28-97a1-3b8616a0994d"),
        ("pipeline_slug", "app"),
        ("build_branch", "refs/tags/main"),
    ];
    assert_eq!(first(BUILDKITE, &rule, BUILDKITE, &bare)[3], "");
}
