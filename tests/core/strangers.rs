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
}
