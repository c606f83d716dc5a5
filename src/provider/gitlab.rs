//! GitLab CI: gitlab.com for all its projects, or one issuer a self-managed server.
//!
//! Follows GitLab's "OpenID Connect (OIDC) Authentication Using ID Tokens".

use super::{Field, Label, Provider, Target, Tenancy};
use crate::token::Decoded;

/// GitLab CI.
pub static PROVIDER: Provider = Provider {
    id: "gitlab-ci",
    name: "GitLab CI",
    preset: true,
    issuers: &["https://gitlab.com"],
    key_set_url: Some("https://gitlab.com/oauth/discovery/keys"),
    tenancy: Tenancy::Shared,
    fields: &[
        Field {
            id: "project",
            label: "Project",
            target: Target::Claim("project_path"),
            claims: &["project_path"],
            required: true,
            placeholder: "acme/awesome-model-training",
            help: "The project's full path, with every group.",
        },
        Field {
            id: "branch",
            label: "Branch",
            target: Target::Claim("branch"),
            claims: &["ref", "ref_type"],
            required: false,
            placeholder: "main",
            help: "The branch that the pipeline runs on.",
        },
        Field {
            id: "environment",
            label: "Environment",
            target: Target::Claim("environment"),
            claims: &["environment"],
            required: false,
            placeholder: "production",
            help: "The environment that the job names, if it names one.",
        },
    ],
    audience_selectable: true,
    audience_how: "In .gitlab-ci.yml, write `aud: https://huggingface.co` under the job's id_tokens.",
    environment_how: "In .gitlab-ci.yml, add `environment:` with it to the job",
    subject_how: "GitLab sets the form of `sub` by the project's ci_id_token_sub_claim_components.",
    default_audience: None,
    docs_url: "https://docs.gitlab.com/ci/secrets/id_token_authentication/",
    claims: "\
sub: Project, kind of ref and ref; follows the project's path.
project_path: The project's path; it can be renamed.
project_id: The project's number; it never changes.
namespace_path: The group's path; it can be renamed.
namespace_id: The group's number; it never changes.
ref: The bare name of the branch or tag.
ref_type: Whether the ref is a branch or a tag.
ref_path: The full ref, such as refs/heads/main.
ref_protected: Whether the ref is protected; a text, not a boolean.
pipeline_source: What started the pipeline.
environment: The environment that the job names; absent without one.
environment_protected: Whether the environment is protected; a text, not a boolean.
deployment_tier: The environment's tier.
ci_config_ref_uri: The file of the pipeline, with the ref it was taken from.
ci_config_sha: The commit of the pipeline's file; changes with every push.
job_project_path: The project that the job runs for.
project_visibility: Whether the project is public, internal or private.
runner_environment: Whether GitLab hosts the runner.
runner_id: The runner; a number, which a publisher's text never equals.
sha: The commit; changes with every push.
pipeline_id: The pipeline; changes with every run.
job_id: The job; changes with every run.
user_id: The number of who started the pipeline.
user_login: Who started the pipeline; names a person.
user_email: The address of who started the pipeline.
user_access_level: The role of who started the pipeline.",
    fingerprint: &["project_path", "ci_config_ref_uri"],
    labels: &[Label { key: "branch", claims: &["ref", "ref_type"], read: branch }],
};

/// The branch's name, if the pipeline ran on a branch.
fn branch(decoded: &Decoded) -> Option<String> {
    let on_branch = decoded.text("ref_type") == Some("branch");
    decoded.text("ref").filter(|name| on_branch && !name.is_empty()).map(ToOwned::to_owned)
}
