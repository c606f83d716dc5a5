//! CircleCI: one issuer for each organisation, named by its UUID.
//!
//! Follows CircleCI's "OpenID Connect tokens in jobs".

use super::{Field, Label, Provider, Target, Tenancy};
use crate::token::Decoded;

/// CircleCI.
pub static PROVIDER: Provider = Provider {
    id: "circleci",
    name: "CircleCI",
    preset: true,
    issuers: &["https://oidc.circleci.com/org/{organization-id}", "https://oidc.circleci.com"],
    key_set_url: Some("https://oidc.circleci.com/org/{organization-id}/.well-known/jwks-pub.json"),
    tenancy: Tenancy::Tenant,
    fields: &[
        Field {
            id: "organization",
            label: "Organization ID",
            target: Target::Issuer,
            claims: &["iss"],
            required: true,
            placeholder: "c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e",
            help: "The UUID under Organization Settings, Overview.",
        },
        Field {
            id: "project",
            label: "Project ID",
            target: Target::Claim("oidc.circleci.com/project-id"),
            claims: &["oidc.circleci.com/project-id"],
            required: true,
            placeholder: "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c",
            help: "The UUID under Project Settings, Overview.",
        },
        Field {
            id: "branch",
            label: "Branch",
            target: Target::Claim("branch"),
            claims: &["oidc.circleci.com/vcs-ref"],
            required: false,
            placeholder: "main",
            help: "The branch that the pipeline runs on, without refs/heads/.",
        },
    ],
    audience_selectable: true,
    audience_how: "On CircleCI, mint the token in the job with `circleci run oidc get --claims '{\"aud\":\"https://huggingface.co\"}'`; $CIRCLE_OIDC_TOKEN_V2 has a fixed audience.",
    environment_how: "CircleCI sends no environment: compare the project and the branch",
    subject_how: "CircleCI's `sub` names the person too: compare the project in its place.",
    default_audience: None,
    docs_url: "https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/",
    claims: "\
sub: Organization, project and the person who started the pipeline.
oidc.circleci.com/org-id: The organization's ID; it never changes.
oidc.circleci.com/project-id: The project's ID; it never changes.
oidc.circleci.com/pipeline-definition-id: The pipeline's definition; it never changes.
oidc.circleci.com/vcs-origin: The repository that the code came from.
oidc.circleci.com/vcs-ref: The full ref, such as refs/heads/main.
oidc.circleci.com/context-ids: The contexts of the job; a list, which a publisher's text never equals.
oidc.circleci.com/ssh-rerun: Whether the job was rerun with SSH; a boolean, which a publisher's text never equals.
oidc.circleci.com/pipeline-id: The pipeline; changes with every run.
oidc.circleci.com/workflow-id: The workflow's run; changes with every run.
oidc.circleci.com/job-id: The job; changes with every run.",
    fingerprint: &["oidc.circleci.com/project-id"],
    labels: &[Label { key: "branch", claims: &["oidc.circleci.com/vcs-ref"], read: branch }],
};

/// The branch's name, if the pipeline ran on a branch.
fn branch(decoded: &Decoded) -> Option<String> {
    let name = decoded.text("oidc.circleci.com/vcs-ref")?.strip_prefix("refs/heads/")?;
    (!name.is_empty()).then(|| name.to_owned())
}
