//! The law of buttons: whatever is wrong with a publisher, none is offered that lets a stranger's job in.

use hub_trusted_publishers::{HUB, Publisher};
use proptest::prelude::*;
use serde_json::json;

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
            ("organization_id", "00000000-103e-4d28-97a1-0000000000{owner_id}"),
            ("pipeline_id", "00000000-4782-42b5-afc1-0000000000{id}"),
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

    #[test]
    fn no_fix_is_offered_for_a_namesake_whom_another_publisher_knows(
        provider in 0..JOBS.len(),
        picked in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..3, 0_u8..30), 1..4),
        first in any::<prop::sample::Index>(),
    ) {
        let (issuer, templates) = JOBS[provider];
        let has_id = |template: &str| template.contains("{id}") || template.contains("{owner_id}");
        if !templates.iter().any(|(_, template)| has_id(template)) {
            return Ok(());
        }
        let ours =
            Held { owner: "acme-lab", name: "model", ids: ["74", "65"], branch: "main", environment: "production" };
        let theirs = Held { ids: ["99", "98"], ..ours };
        // The names alone, as somebody wrote them, beside all that is known of the project.
        let named: Vec<_> = templates.iter().filter(|(_, template)| !has_id(template)).collect();
        let by_name = picked.into_iter().map(|(index, name, value)| {
            let (claim, template) = index.get(&named);
            (respelt(claim, name), respelt(&ours.fill(template), value))
        });
        let by_name: Vec<(String, String)> = by_name.collect();
        let known: Vec<(&str, String)> = templates.iter().map(|(claim, template)| (*claim, ours.fill(template))).collect();
        let mut claims = json!({"iss": issuer, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
        let first = first.index(templates.len());
        for (claim, template) in templates[first..].iter().chain(&templates[..first]) {
            claims[*claim] = json!(theirs.fill(template));
        }
        let publishers = [
            Publisher::of(issuer, by_name.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
            Publisher::of(issuer, known.iter().map(|(name, value)| (*name, value.as_str()))),
        ];
        let said = exchange(&signed(claims.to_string()), &publishers);
        let offered = said.findings.iter().find_map(|finding| finding.fix.as_ref());
        prop_assert!(offered.is_none(), "{publishers:?}: {offered:?} for {claims}");
    }
}
