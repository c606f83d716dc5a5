//! Bitbucket Pipelines: one issuer for each workspace, named by its slug.
//!
//! Follows Atlassian's "Integrate Pipelines with resource servers using OIDC".

use super::{Field, Label, Provider, Target, Tenancy};
use crate::token::Decoded;

/// Bitbucket Pipelines.
pub static PROVIDER: Provider = Provider {
    id: "bitbucket-pipelines",
    name: "Bitbucket Pipelines",
    preset: true,
    issuers: &["https://api.bitbucket.org/2.0/workspaces/{workspace}/pipelines-config/identity/oidc"],
    key_set_url: Some("https://api.bitbucket.org/2.0/workspaces/{workspace}/pipelines-config/identity/oidc/keys.json"),
    tenancy: Tenancy::Tenant,
    fields: &[
        Field {
            id: "workspace",
            label: "Workspace",
            target: Target::Issuer,
            claims: &["iss"],
            required: true,
            placeholder: "my-workspace",
            help: "The workspace's name in its address.",
        },
        Field {
            id: "repository",
            label: "Repository UUID",
            target: Target::Claim("repositoryUuid"),
            claims: &["repositoryUuid"],
            required: true,
            placeholder: "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}",
            help: "Under Repository settings, OpenID Connect; with its braces.",
        },
        Field {
            id: "branch",
            label: "Branch",
            target: Target::Claim("branch"),
            claims: &["branchName"],
            required: false,
            placeholder: "main",
            help: "The branch that the pipeline runs on.",
        },
        Field {
            id: "environment",
            label: "Deployment environment UUID",
            target: Target::Claim("deploymentEnvironmentUuid"),
            claims: &["deploymentEnvironmentUuid"],
            required: false,
            placeholder: "{d4c3b2a1-0f9e-4d8c-b7a6-958473625140}",
            help: "Of the environment that the step deploys to; with its braces.",
        },
    ],
    audience_selectable: true,
    audience_how: "On Bitbucket, write `oidc: { audiences: [https://huggingface.co] }` on the step; `oidc: true` gives Atlassian's own audience.",
    environment_how: "In bitbucket-pipelines.yml, add `deployment:` with it to the step",
    subject_how: "Bitbucket's `sub` changes with every run: compare the repository in its place.",
    default_audience: Some("ari:cloud:bitbucket::workspace/"),
    docs_url: "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/",
    claims: "\
sub: Repository, environment and step; changes with every run.
repositoryUuid: The repository's ID with braces; it never changes.
workspaceUuid: The workspace's ID with braces; it never changes.
deploymentEnvironmentUuid: The environment's ID with braces; absent without a deployment.
branchName: The branch; absent for a tag.
pipelineUuid: The pipeline; changes with every run.
stepUuid: The step; changes with every run.
accountUuid: Who started the pipeline.",
    fingerprint: &["repositoryUuid", "workspaceUuid"],
    labels: &[Label { key: "branch", claims: &["branchName"], read: branch }],
};

fn branch(decoded: &Decoded) -> Option<String> {
    decoded.text("branchName").filter(|name| !name.is_empty()).map(ToOwned::to_owned)
}
