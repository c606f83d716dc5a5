//! The law of buttons: whatever is wrong with a publisher, none is offered that lets a stranger's job in.

use hub_trusted_publishers::{Context, HUB, Publisher, check};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::mint::{NOW, exchange, signed};

/// A claim, its value in the owner's job, and in a stranger's.
type Identity = (&'static str, &'static str, &'static str);

/// What an owner could compare of a job, and what a stranger's job has in its place.
const IDENTITIES: &[(&str, &str, &[Identity])] = &[
    (
        "https://token.actions.githubusercontent.com",
        "https://token.actions.githubusercontent.com",
        &[
            ("repository", "acme/model", "evil/model"),
            ("repository_id", "74", "777"),
            ("repository_owner", "acme", "evil"),
            ("repository_owner_id", "65", "666"),
            ("sub", "repo:acme/model:ref:refs/heads/main", "repo:evil/model:ref:refs/heads/main"),
            (
                "workflow_ref",
                "acme/model/.github/workflows/p.yml@refs/heads/main",
                "evil/model/.github/workflows/p.yml@refs/heads/main",
            ),
            (
                "job_workflow_ref",
                "acme/ci/.github/workflows/p.yml@refs/heads/main",
                "evil/ci/.github/workflows/p.yml@refs/heads/main",
            ),
        ],
    ),
    (
        "https://gitlab.com",
        "https://gitlab.com",
        &[
            ("project_path", "acme/model", "evil/model"),
            ("project_id", "20", "777"),
            ("namespace_path", "acme", "evil"),
            ("namespace_id", "65", "666"),
            (
                "sub",
                "project_path:acme/model:ref_type:branch:ref:main",
                "project_path:evil/model:ref_type:branch:ref:main",
            ),
            (
                "ci_config_ref_uri",
                "gitlab.com/acme/model//.gitlab-ci.yml@refs/heads/main",
                "gitlab.com/evil/model//.gitlab-ci.yml@refs/heads/main",
            ),
        ],
    ),
    (
        "https://agent.buildkite.com",
        "https://agent.buildkite.com",
        &[
            ("organization_slug", "acme", "evil"),
            ("pipeline_slug", "model", "other"),
            ("organization_id", "f892efa9-103e-4d28-97a1-3b8616a0994d", "00000000-103e-4d28-97a1-3b8616a0994d"),
            ("pipeline_id", "0184990a-4782-42b5-afc1-16715b10b1f0", "00000000-4782-42b5-afc1-16715b10b1f0"),
        ],
    ),
    // Servers and tenants of the stranger's own, with projects of the same names.
    (
        "https://token.actions.githubusercontent.com",
        "https://evil.example/_services/token",
        &[
            ("repository", "acme/model", "acme/model"),
            ("repository_id", "74", "74"),
            ("sub", "repo:acme/model:ref:refs/heads/main", "repo:acme/model:ref:refs/heads/main"),
        ],
    ),
    (
        "https://gitlab.com",
        "https://gitlab.evil.example",
        &[
            ("project_path", "acme/model", "acme/model"),
            ("project_id", "20", "20"),
            (
                "ci_config_ref_uri",
                "gitlab.com/acme/model//a.yml@refs/heads/main",
                "gitlab.com/acme/model//a.yml@refs/heads/main",
            ),
        ],
    ),
    (
        "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e",
        "https://oidc.circleci.com/org/00000000-6eb2-4c85-8a81-d9ed6a1d1d1e",
        &[
            ("oidc.circleci.com/vcs-origin", "github.com/acme/model", "github.com/acme/model"),
            ("oidc.circleci.com/vcs-ref", "refs/heads/main", "refs/heads/main"),
            (
                "oidc.circleci.com/project-id",
                "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c",
                "00000000-0d4e-4f6a-8b7c-9d0e1f2a3b4c",
            ),
        ],
    ),
    (
        "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
        "https://api.bitbucket.org/2.0/workspaces/evil/pipelines-config/identity/oidc",
        &[
            ("repositoryUuid", "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}", "{00000000-e5f6-4a7b-8c9d-0e1f2a3b4c5d}"),
            ("branchName", "main", "main"),
        ],
    ),
    (
        "https://app.terraform.io",
        "https://app.terraform.io",
        &[
            ("terraform_organization_name", "acme", "evil"),
            ("terraform_workspace_name", "model", "model"),
            ("terraform_workspace_id", "ws-mbsd5E3Ktt5Rg2Xm", "ws-0000000000000000"),
            (
                "sub",
                "organization:acme:project:p:workspace:model:run_phase:apply",
                "organization:evil:project:p:workspace:model:run_phase:apply",
            ),
        ],
    ),
];
/// What jobs hold, in blanks of which an owner and a stranger have values of their own. What a stranger chooses himself, he
/// chooses after what the publisher says.
const JOBS: &[(&str, &[(&str, &str)])] = &[
    (
        "https://token.actions.githubusercontent.com",
        &[
            ("repository", "{owner}/{name}"),
            ("repository_id", "{id}"),
            ("repository_owner", "{owner}"),
            ("repository_owner_id", "{owner_id}"),
            ("enterprise_id", "{owner_id}"),
            ("environment_node_id", "EN_{id}"),
            ("sub", "repo:{owner}/{name}:ref:refs/heads/{branch}"),
            ("sub", "repo:{owner}@{owner_id}/{name}@{id}:ref:refs/heads/{branch}"),
            ("sub", "repo:{owner}-{owner_id}/{name}-{id}:ref:refs/heads/{branch}"),
            ("workflow_ref", "{owner}/{name}/.github/workflows/p.yml@refs/heads/{branch}"),
            ("job_workflow_ref", "{owner}/ci/.github/workflows/p.yml@refs/heads/main"),
            ("ref", "refs/heads/{branch}"),
            ("environment", "{environment}"),
        ],
    ),
    (
        "https://gitlab.com",
        &[
            ("project_path", "{owner}/{name}"),
            ("project_id", "{id}"),
            ("namespace_path", "{owner}"),
            ("namespace_id", "{owner_id}"),
            ("job_project_path", "{owner}/{name}"),
            ("job_project_id", "{id}"),
            ("job_namespace_path", "{owner}"),
            ("job_namespace_id", "{owner_id}"),
            ("sub", "project_path:{owner}/{name}:ref_type:branch:ref:{branch}"),
            ("ci_config_ref_uri", "gitlab.com/{owner}/{name}//p.yml@refs/heads/{branch}"),
            ("ref", "{branch}"),
            ("ref_path", "refs/heads/{branch}"),
            ("environment", "{environment}"),
        ],
    ),
    (
        "https://codeberg.org/api/actions",
        &[
            ("repository", "{owner}/{name}"),
            ("repository_id", "{id}"),
            ("repository_owner", "{owner}"),
            ("repository_owner_id", "{owner_id}"),
            ("sub", "repo:{owner}/{name}:ref:refs/heads/{branch}"),
            ("sub", "repo:{owner}-{owner_id}/{name}-{id}:ref:refs/heads/{branch}"),
            ("workflow_ref", "{owner}/{name}/.forgejo/workflows/p.yml@refs/heads/{branch}"),
            ("ref", "refs/heads/{branch}"),
        ],
    ),
    (
        "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e",
        &[
            ("oidc.circleci.com/vcs-origin", "github.com/{owner}/{name}"),
            ("oidc.circleci.com/vcs-ref", "refs/heads/{branch}"),
        ],
    ),
    (
        "https://agent.buildkite.com",
        &[
            ("organization_slug", "{owner}"),
            ("pipeline_slug", "{name}"),
            ("organization_id", "00000000-103e-4d28-97a1-000000000{owner_id}"),
            ("pipeline_id", "00000000-4782-42b5-afc1-000000000{id}"),
            ("build_branch", "{branch}"),
        ],
    ),
    (
        "https://app.terraform.io",
        &[
            ("terraform_organization_name", "{owner}"),
            ("terraform_workspace_name", "{name}"),
            ("terraform_full_workspace", "organization:{owner}:project:p:workspace:{name}"),
            ("terraform_workspace_id", "ws-{id}"),
            ("sub", "organization:{owner}:project:p:workspace:{name}:run_phase:apply"),
        ],
    ),
    (
        "https://oidc.vercel.com",
        &[
            ("owner", "{owner}"),
            ("owner_id", "team_{owner_id}"),
            ("project", "{name}"),
            ("project_id", "prj_{id}"),
            ("environment", "{environment}"),
            ("sub", "owner:{owner}:project:{name}:environment:{environment}"),
        ],
    ),
    (
        "https://oidc.vercel.com/{owner}",
        &[("owner", "{owner}"), ("project", "{name}"), ("environment", "{environment}")],
    ),
    (
        "https://oidc.codefresh.io",
        &[
            ("account_name", "{owner}"),
            ("account_id", "{owner_id}"),
            ("pipeline_name", "{name}"),
            ("pipeline_id", "{id}"),
            ("scm_repo_url", "https://github.com/{owner}/{name}"),
            ("scm_ref", "{branch}"),
        ],
    ),
    (
        "https://oidc.buddyusercontent.com",
        &[
            ("workspace_domain", "{owner}"),
            ("project_name", "{name}"),
            ("sub", "https://app.buddy.works/{owner}/{name}/pipelines/pipeline/{id}"),
            ("ref", "refs/heads/{branch}"),
        ],
    ),
];

/// The values of the blanks of a job.
struct Held<'a> {
    owner: &'a str,
    name: &'a str,
    ids: [&'a str; 2],
    branch: &'a str,
    environment: &'a str,
}

impl Held<'_> {
    fn fill(&self, template: &str) -> String {
        template
            .replace("{owner}", self.owner)
            .replace("{name}", self.name)
            .replace("{id}", self.ids[0])
            .replace("{owner_id}", self.ids[1])
            .replace("{branch}", self.branch)
            .replace("{environment}", self.environment)
    }
}

/// Every name that a stranger may take after what a publisher says: its values, their parts, with a number, and alike.
fn names_after(values: &[String]) -> Vec<String> {
    let mut names = vec!["evil".to_owned()];
    for value in values {
        names.push(value.clone());
        names.extend(value.split(['/', ':', '@', ' ']).filter(|part| !part.is_empty()).map(ToOwned::to_owned));
    }
    let varied: Vec<String> = names
        .iter()
        .flat_map(|name| [format!("{name}-1"), format!("{name}/x"), name.replace('l', "1"), name.replace('o', "0")])
        .collect();
    names.extend(varied);
    // No service has other names.
    names.retain(|name| !name.ends_with(".git"));
    names.retain(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte)));
    names
}

/// Whether these are an owner and a name of somebody else's. Only a path has slashes in its owner.
fn is_another(owner: &str, is_path: bool, name: &str) -> bool {
    let owner = owner.to_ascii_lowercase();
    let is_ours = owner == "acme-lab" || owner.starts_with("acme-lab/");
    !is_ours && !name.contains('/') && (is_path || !owner.contains('/'))
}

/// What both jobs have.
const COMMON: &[(&str, &str)] = &[("ref", "refs/heads/main"), ("ref_type", "branch"), ("event_name", "push")];

/// How people write a name or a value wrongly.
fn respelt(text: &str, how: u8) -> String {
    match how {
        1 => text.to_uppercase(),
        2 => text.replace('_', "-"),
        3 => format!("{text} "),
        4 => format!("https://github.com/{text}"),
        5 => format!("{text}.git"),
        6 => text.replace(":ref:", "@1:ref:"),
        7 => text.rsplit('/').next().unwrap_or(text).to_owned(),
        8 => text.replace("main", "dev"),
        9 => format!("{text}*"),
        10 => format!("https://gitlab.com/{text}"),
        11 => format!("https://git.example/{text}"),
        12 => format!("https://github.com/{text}/tree/main/evil/model"),
        13 => format!("https://vercel.com/{text}/model"),
        14 => format!("https://buildkite.com/{text}/model"),
        15 => text.replace('a', "а"),
        16 => text.replace('-', "–"),
        _ => text.to_owned(),
    }
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const FORGEJO: &str = "https://codeberg.org/api/actions";

/// What is offered where a token of these claims is refused by a publisher.
fn offered(issuer: &str, theirs: &str, rule: &[(&str, &str)], claims: &Value) -> Option<String> {
    let mut all = json!({"iss": theirs, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    let publishers = [Publisher::of(issuer, rule.iter().copied())];
    let said = exchange(&signed(all.to_string()), &publishers);
    said.findings.iter().find_map(|finding| finding.fix.as_ref()).map(|fix| fix.label.clone())
}

/// A push to GitHub or Forgejo.
fn pushed(repository: &str, git_ref: &str, over: Value) -> Value {
    let owner = repository.split('/').next().unwrap();
    let mut claims = json!({"sub": format!("repo:{repository}:ref:{git_ref}"), "repository": repository,
        "repository_id": "99", "repository_owner": owner, "repository_owner_id": "98", "ref": git_ref,
        "ref_type": "branch", "event_name": "push",
        "workflow_ref": format!("{repository}/.github/workflows/p.yml@{git_ref}")});
    claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    claims
}

/// A push to GitLab.
fn pushed_to_gitlab(path: &str, over: Value) -> Value {
    let mut claims = json!({"sub": format!("project_path:{path}:ref_type:branch:ref:main"), "project_path": path,
        "project_id": "99", "namespace_path": path.rsplit_once('/').unwrap().0, "namespace_id": "98", "ref": "main",
        "ref_type": "branch", "ref_path": "refs/heads/main", "pipeline_source": "push",
        "ci_config_ref_uri": format!("gitlab.com/{path}//.gitlab-ci.yml@refs/heads/main")});
    claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    claims
}

#[test]
fn what_a_publisher_says_of_something_else_names_no_project_and_no_owner() {
    const MAIN: &str = "refs/heads/main";
    let repository = ("repository", "acme/model");
    let path = ("project_path", "acme/model");
    let branch = pushed("release/v1", "refs/heads/release/v1", json!({}));
    assert_eq!(offered(GITHUB, GITHUB, &[repository, ("branch", "release/v1")], &branch), None);
    let environment = pushed("eu/prod", MAIN, json!({"environment": "eu/prod"}));
    assert_eq!(offered(GITHUB, GITHUB, &[repository, ("environment", "eu/prod")], &environment), None);
    let review = pushed_to_gitlab("review/app", json!({"environment": "review/app"}));
    assert_eq!(offered(GITLAB, GITLAB, &[path, ("environment", "review/app")], &review), None);
    let heads = pushed_to_gitlab("refs/heads/main", json!({}));
    let rule = [("project", "acme/model"), ("ref_path", "refs/heads/main")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &heads), None);
    // Owner and name by two claims each.
    for (issuer, owner, name, place) in [
        ("https://oidc.vercel.com", "owner", "project", "environment"),
        ("https://agent.buildkite.com", "organization_slug", "pipeline_slug", "build_branch"),
        ("https://app.terraform.io", "terraform_organization_name", "terraform_workspace_name", "terraform_run_phase"),
        ("https://oidc.buddyusercontent.com", "workspace_domain", "project_name", "ref"),
        ("https://oidc.codefresh.io", "account_name", "pipeline_name", "scm_ref"),
    ] {
        let rule = [(owner, "acme"), (name, "model"), (place, "apply")];
        for taken in ["model", "apply"] {
            let claims = json!({owner: taken, name: "model", place: "apply"});
            assert_eq!(offered(issuer, issuer, &rule, &claims), None, "{issuer} {taken}");
        }
    }
}

#[test]
fn a_recreated_namesake_is_known_by_its_ids() {
    const MAIN: &str = "refs/heads/main";
    let with_ids = [("sub", "repo:acme@1/model@2:ref:refs/heads/main")];
    let own = json!({"repository_id": "2", "repository_owner_id": "1"});
    let set = |sub: &str| Some(format!("Set sub to {sub}"));
    assert_eq!(offered(GITHUB, GITHUB, &with_ids, &pushed("acme/model", MAIN, json!({}))), None);
    let plain = "repo:acme/model:ref:refs/heads/main";
    assert_eq!(offered(GITHUB, GITHUB, &with_ids, &pushed("acme/model", MAIN, own.clone())), set(plain));
    // A customised subject beside a project that is named has to be the same one too.
    let custom = pushed("acme/model", MAIN, json!({"sub": "environment:prod"}));
    assert_eq!(offered(GITHUB, GITHUB, &[with_ids[0], ("repository", "acme/model")], &custom), None);
    // Forgejo's hyphens: anybody's name can have them.
    let named = "repo:acme/model:ref:refs/heads/main";
    let numbered = "repo:acme-5/model-7:ref:refs/heads/main";
    let stranger = pushed("acme-5/model-7", MAIN, json!({}));
    assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", named)], &stranger), None);
    let other_branch = [("sub", "repo:acme-5/model-7:ref:refs/heads/dev")];
    assert_eq!(offered(FORGEJO, FORGEJO, &other_branch, &stranger), None);
    let job = |over: Value| {
        let mut ids = json!({"repository_id": "7", "repository_owner_id": "5"});
        ids.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        pushed("acme/model", MAIN, ids)
    };
    assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", named)], &job(json!({"sub": numbered}))), set(numbered));
    assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", numbered)], &job(json!({}))), set(named));
    let moved = "repo:acme-5/model-7:ref:refs/heads/v2";
    assert_eq!(offered(FORGEJO, FORGEJO, &[("sub", numbered)], &job(json!({"sub": moved}))), set(moved));
}

#[test]
fn an_address_names_what_its_provider_has_there() {
    const MAIN: &str = "refs/heads/main";
    for (value, repository, fixed) in [
        ("https://github.com/acme/model", "acme/model", true),
        ("git@github.com:acme/model.git", "acme/model", true),
        ("https://github.com/acme/model/tree/main", "acme/model", true),
        ("https://gitlab.com/acme/model", "acme/model", false),
        ("https://git.acme.example/acme/model", "acme/model", false),
        ("https://github.com/acme/tools/tree/main/evil/model", "evil/model", false),
        ("аcme-l/model", "acme-l/model", true),
        ("acme–l/model", "acme-1/model", false),
        ("аcme-l/model", "acme-1/model", false),
        ("acme-ı/model", "acme-1/model", false),
    ] {
        let said = offered(GITHUB, GITHUB, &[("repository", value)], &pushed(repository, MAIN, json!({})));
        assert_eq!(said, fixed.then(|| format!("Set repository to {repository}")), "{value}");
    }
    for (value, path, fixed) in [
        ("https://gitlab.com/group/sub/project", "group/sub/project", true),
        ("https://gitlab.com/group/sub/project", "sub/project", false),
        ("https://github.com/acme/model", "github.com/acme/model", false),
    ] {
        let said = offered(GITLAB, GITLAB, &[("project_path", value)], &pushed_to_gitlab(path, json!({})));
        assert_eq!(said.is_some(), fixed, "{value}");
    }
    const BUILDKITE: &str = "https://agent.buildkite.com";
    let rule = [("organization_slug", "https://buildkite.com/acme/model"), ("pipeline_slug", "model")];
    let taken = json!({"organization_slug": "model", "pipeline_slug": "model"});
    assert_eq!(offered(BUILDKITE, BUILDKITE, &rule, &taken), None);
    const ORIGIN: &str = "oidc.circleci.com/vcs-origin";
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    for (value, fixed) in [("https://gitlab.com/github.com/evil/model", false), ("https://github.com/evil/model", true)]
    {
        let said = offered(CIRCLE, CIRCLE, &[(ORIGIN, value)], &json!({ORIGIN: "github.com/evil/model"}));
        assert_eq!(said.is_some(), fixed, "{value}");
    }
    // The website's page of a customer is that customer's alone.
    let theirs = "https://oidc.vercel.com/model";
    let rule = [("owner", "acme"), ("project", "model")];
    for claims in [json!({"owner": "model", "project": "model"}), json!({"owner": "acme", "project": "model"})] {
        assert_eq!(offered("https://vercel.com/acme/model", theirs, &rule, &claims), None);
    }
}

#[test]
fn a_guard_is_not_exchanged_for_an_open_one() {
    const MAIN: &str = "refs/heads/main";
    let repository = ("repository", "acme/model");
    let path = ("project_path", "acme/model");
    for event in ["issues", "fork", "discussion_comment", "issue_comment", "watch"] {
        let claims = pushed("acme/model", MAIN, json!({"event_name": event}));
        for pin in [repository, ("repository_id", "99")] {
            assert_eq!(offered(GITHUB, GITHUB, &[pin, ("event_name", "push")], &claims), None, "{event}");
        }
    }
    for claim in ["enterprise", "enterprise_id", "environment_node_id"] {
        let claims = pushed("acme/model", MAIN, json!({claim: "666"}));
        assert_eq!(offered(GITHUB, GITHUB, &[repository, (claim, "1")], &claims), None, "{claim}");
    }
    for (claim, value) in [
        ("job_project_id", "666"),
        ("job_project_path", "evil/model"),
        ("job_namespace_id", "666"),
        ("job_namespace_path", "evil"),
    ] {
        let claims = pushed_to_gitlab("acme/model", json!({claim: value}));
        assert_eq!(offered(GITLAB, GITLAB, &[path, (claim, "1")], &claims), None, "{claim}");
    }
    let file = ("ci_config_ref_uri", ".gitlab-ci.yml");
    for (held, fixed) in [
        ("gitlab.com/acme/model//.gitlab-ci.yml@refs/heads/main", true),
        ("gitlab.com/evil/model//.gitlab-ci.yml@refs/heads/main", false),
    ] {
        let claims = pushed_to_gitlab("acme/model", json!({"ci_config_ref_uri": held}));
        assert_eq!(offered(GITLAB, GITLAB, &[path, file], &claims).is_some(), fixed, "{held}");
    }
    // Another project's jobs can have the same file, whoever's they are.
    let shared = "gitlab.com/acme/ci//p.yml@refs/heads/main";
    let claims = pushed_to_gitlab("evil/model", json!({"ci_config_ref_uri": shared, "environment": "dev"}));
    let rule = [("ci_config_ref_uri", shared), ("environment", "prod")];
    assert_eq!(offered(GITLAB, GITLAB, &rule, &claims), None);
    // A job of one's own that runs somebody else's file does what that one says; one's own may have moved.
    let called = |file: &str| pushed("acme/model", MAIN, json!({"job_workflow_ref": file}));
    let rule = [("repository_id", "99"), ("job_workflow_ref", "old/model/.github/workflows/r.yml@refs/heads/main")];
    for (file, fixed) in [
        ("evil/ci/.github/workflows/r.yml@refs/heads/main", false),
        ("acme/model/.github/workflows/r.yml@refs/heads/main", true),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &rule, &called(file)).is_some(), fixed, "{file}");
    }
    let proposed = json!({"sub": "repo:acme/model:ref:refs/pull/12/merge", "repository": "acme/model"});
    assert_eq!(offered(GITHUB, GITHUB, &[("sub", "repo:acme/model:ref:refs/heads/main")], &proposed), None);
}

#[test]
fn a_fork_a_review_and_a_namesake_get_no_button() {
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    const PROJECT: &str = "d2a5e6b8-3c44-4a53-9a0b-7c3e0a2f1b11";
    let circle = |over: Value| {
        let mut claims = json!({"oidc.circleci.com/project-id": PROJECT, "oidc.circleci.com/vcs-ref": "refs/heads/main",
            "oidc.circleci.com/vcs-origin": "github.com/acme/model"});
        claims.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        claims
    };
    let project = ("oidc.circleci.com/project-id", PROJECT);
    let of = |rule: (&str, &str), over: Value| offered(CIRCLE, CIRCLE, &[project, rule], &circle(over));
    let origin = ("oidc.circleci.com/vcs-origin", "github.com/acme/model");
    assert_eq!(of(origin, json!({"oidc.circleci.com/vcs-origin": "github.com/evil/model"})), None);
    assert!(of(("oidc.circleci.com/vcs-origin", "https://github.com/acme/model"), json!({})).is_some());
    let main = ("oidc.circleci.com/vcs-ref", "refs/heads/main");
    assert_eq!(of(main, json!({"oidc.circleci.com/vcs-ref": "refs/merge-requests/7/head"})), None);
    assert_eq!(of(main, json!({"oidc.circleci.com/vcs-ref": "pull-requests/7"})), None);
    assert!(of(main, json!({"oidc.circleci.com/vcs-ref": "refs/heads/dev"})).is_some());
    // An ID beside a name says which of that name is meant.
    let again = pushed("acme/model", "refs/heads/main", json!({}));
    for rule in [
        ("sub", "repo:acme@1/model:ref:refs/heads/main"),
        ("sub", "repo:acme/model@2:ref:refs/heads/main"),
        ("sub", "repo:acme@/model@2:ref:refs/heads/main"),
        ("repository", "acme/model@2"),
        ("repository", "acme/model 2"),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, &[rule], &again), None, "{rule:?}");
    }
    let enterprise = format!("{GITHUB}/acme");
    let rule = [("repository", "acme/model")];
    assert_eq!(offered(&enterprise, GITHUB, &rule, &again), None);
    assert!(offered(GITHUB, &enterprise, &rule, &again).is_some());
    // A path says more than its file.
    let path = "acme/model/.github/workflows/p.yml";
    let pinned = format!("{path}@refs/heads/main");
    for (workflow, fixed) in [(pinned.as_str(), false), (path, true), ("other/x/.github/workflows/p.yml", false)] {
        let rule = [("repository", "acme/model"), ("workflow", workflow)];
        assert_eq!(offered(GITHUB, GITHUB, &rule, &again).is_some(), fixed, "{workflow}");
    }
    for rule in [[("branch", "main"), ("workflow", path)], [("repository", "acme/model"), ("workflow", &pinned)]] {
        let found = check(&Publisher::of(GITHUB, rule), Context::default());
        let mut fixes = found.iter().filter_map(|finding| finding.fix.as_ref());
        assert!(!fixes.any(|fix| fix.publisher.claims[1].1.value == "p.yml"), "{rule:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_fix_is_offered_for_the_job_of_a_stranger(
        provider in 0..IDENTITIES.len(),
        picked in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..4, 0_u8..10), 1..4),
        common in proptest::collection::vec((0..COMMON.len(), 0_u8..10), 0..2),
    ) {
        let (issuer, theirs, identities) = IDENTITIES[provider];
        let mut rule: Vec<(String, String)> = Vec::new();
        for (index, name, value) in picked {
            let (claim, ours, _) = index.get(identities);
            rule.push((respelt(claim, name), respelt(ours, value)));
        }
        rule.extend(common.into_iter().map(|(index, how)| (COMMON[index].0.to_owned(), respelt(COMMON[index].1, how))));
        let mut claims = json!({"iss": theirs, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
        for (name, _, held) in identities {
            claims[*name] = json!(held);
        }
        for (name, value) in COMMON {
            claims[*name] = json!(value);
        }
        let publisher = Publisher::of(issuer, rule.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let said = exchange(&signed(claims.to_string()), std::slice::from_ref(&publisher));
        let offered = said.findings.iter().find_map(|finding| finding.fix.as_ref());
        prop_assert!(offered.is_none(), "{publisher:?}: {offered:?}");
    }

    #[test]
    fn no_fix_is_offered_for_a_stranger_who_names_himself_after_the_publisher(
        provider in 0..JOBS.len(),
        picked in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..3, 0_u8..30), 1..4),
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 7),
        as_pair in any::<bool>(),
        as_page in any::<bool>(),
    ) {
        let (issuer, templates) = JOBS[provider];
        let ours = Held {
            owner: "acme-lab",
            name: "model",
            ids: ["74", "65"],
            branch: picks[0].get::<&str>(&["main", "release/v1", "acme-lab", "push"]),
            environment: picks[1].get::<&str>(&["production", "eu/prod", "model"]),
        };
        let mut rule: Vec<(String, String)> = Vec::new();
        for (index, name, value) in picked {
            let (claim, template) = index.get(templates);
            let said = (respelt(claim, name), respelt(&ours.fill(template), value));
            rule.retain(|(name, _)| *name != said.0);
            rule.push(said);
        }
        // A page of the website is written where the issuer belongs.
        let page = ours.fill("https://vercel.com/{owner}/{name}");
        let trusted = if as_page && issuer.contains("vercel") { page } else { ours.fill(issuer) };
        let mut values: Vec<String> = rule.iter().map(|(_, value)| value.clone()).collect();
        values.push(trusted.clone());
        let names = names_after(&values);
        let is_path = issuer == "https://gitlab.com";
        let other = picks[3].get::<String>(&names);
        let pairs = names.iter().map(|name| name.rsplit_once('/').filter(|_| as_pair).unwrap_or((name, other)));
        let mut pairs: Vec<(&str, &str)> = pairs.filter(|(owner, name)| is_another(owner, is_path, name)).collect();
        pairs.push(("evil", "model"));
        // Whom the publisher names exactly, slip or not, it trusts already.
        let is_owner = |claim: &str| templates.iter().any(|(name, form)| *name == claim && *form == "{owner}");
        pairs.retain(|(owner, _)| !rule.iter().any(|(claim, value)| value == owner && is_owner(claim)));
        let (owner, name) = *picks[2].get::<(&str, &str)>(&pairs);
        let (branch, environment) = (picks[4].get::<String>(&names), picks[5].get::<String>(&names));
        let theirs = Held { owner, name, ids: ["99", "98"], branch, environment };
        let mut claims = json!({"iss": theirs.fill(issuer), "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
        // Of several forms of a claim one is held.
        let first = picks[6].index(templates.len());
        for (claim, template) in templates[first..].iter().chain(&templates[..first]) {
            claims[*claim] = json!(theirs.fill(template));
        }
        let publisher = Publisher::of(&trusted, rule.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let said = exchange(&signed(claims.to_string()), std::slice::from_ref(&publisher));
        let offered = said.findings.iter().find_map(|finding| finding.fix.as_ref());
        prop_assert!(offered.is_none(), "{publisher:?}: {offered:?} for {claims}");
    }
}
