//! GitHub Actions: one issuer for all of github.com, labels `branch` and `workflow`.
//!
//! Follows GitHub's "OpenID Connect reference" for claims and the Hub's Trusted Publishers page for the labels.

use super::{Field, Label, Provider, Target, Tenancy};
use crate::text::{cut, parts};
use crate::token::Decoded;

/// The issuer of all of github.com.
pub const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// GitHub Actions.
pub static PROVIDER: Provider = Provider {
    id: "github-actions",
    name: "GitHub Actions",
    preset: true,
    issuers: &[
        ISSUER,
        "https://token.actions.githubusercontent.com/{enterprise}",
        "https://token.actions.{subdomain}.ghe.com",
        "https://{hostname}/_services/token",
    ],
    key_set_url: Some("https://token.actions.githubusercontent.com/.well-known/jwks"),
    tenancy: Tenancy::Shared,
    fields: &[
        Field {
            id: "repository",
            label: "Repository",
            target: Target::Claim("repository"),
            claims: &["repository"],
            required: true,
            placeholder: "acme/awesome-model-training",
            help: "Owner and name on GitHub, letter case as GitHub shows it.",
        },
        Field {
            id: "branch",
            label: "Branch",
            target: Target::Claim("branch"),
            claims: &["ref", "ref_type"],
            required: false,
            placeholder: "main",
            help: "The branch that the job runs on, without refs/heads/.",
        },
        Field {
            id: "workflow",
            label: "Workflow file",
            target: Target::Claim("workflow"),
            claims: &["workflow_ref"],
            required: false,
            placeholder: "publish.yml",
            help: "The file's name in .github/workflows, not the name that the file gives itself.",
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
    audience_how: "On GitHub, give the job `permissions: id-token: write` and ask with audience=https://huggingface.co: the hf CLI does, and core.getIDToken takes it as its argument.",
    environment_how: "In the workflow file, add `environment:` with it to the job",
    subject_how: "GitHub sets the form of `sub` in the organization's or repository's OIDC settings.",
    default_audience: Some("https://github.com/"),
    docs_url: "https://docs.github.com/en/actions/reference/security/oidc",
    claims: "\
sub: Repository with branch, tag, environment or pull request; its form depends on the repository's settings.
repository: Owner and name; both can be renamed.
repository_id: The repository's number; it never changes.
repository_owner: The owner's name; it can be renamed.
repository_owner_id: The owner's number; it never changes.
repository_visibility: Whether the repository is public, private or internal.
ref: The full ref that the run was started on, such as refs/heads/main.
ref_type: Whether the ref is a branch or a tag.
ref_protected: Whether a rule protects the ref; a text, not a boolean.
sha: The commit; changes with every push.
head_ref: The source branch of a pull request; its author chooses it.
base_ref: The target branch of a pull request.
event_name: What started the run.
workflow: The name that the workflow gives itself, not its file.
workflow_ref: The workflow's file, with its repository and the ref it was taken from.
workflow_sha: The commit of the workflow's file; changes with every push.
job_workflow_ref: The file that holds the job: the called one for a reusable workflow.
job_workflow_sha: The commit of the file that holds the job.
environment: The environment that the job names; absent without one.
environment_node_id: The environment's ID; it never changes.
runner_environment: Whether GitHub hosts the runner.
actor: Who started the run; names a person.
actor_id: The number of who started the run.
run_id: The run; changes with every run.
run_number: The run's number; changes with every run.
run_attempt: The attempt of the run.
check_run_id: The job's check; changes with every run.
enterprise: The enterprise's name; it can be renamed.
enterprise_id: The enterprise's number; it never changes.",
    fingerprint: &["repository_owner_id", "job_workflow_ref", "runner_environment"],
    labels: &[
        Label { key: "branch", claims: &["ref", "ref_type"], read: branch },
        Label { key: "workflow", claims: &["workflow_ref"], read: workflow },
    ],
};

/// The branch's name, if the job ran on a branch.
fn branch(decoded: &Decoded) -> Option<String> {
    let on_branch = decoded.text("ref_type") == Some("branch");
    let name = decoded.text("ref")?.strip_prefix("refs/heads/")?;
    (on_branch && !name.is_empty()).then(|| name.to_owned())
}

fn workflow(decoded: &Decoded) -> Option<String> {
    workflow_file(decoded.text("workflow_ref")?).map(ToOwned::to_owned)
}

/// The file's name in a `workflow_ref` such as `acme/model/.github/workflows/publish.yml@refs/heads/main`.
///
/// A branch's name may hold `@` and end in `.yml`, a file's name may hold `@`, neither may hold the other's mark: no
/// file name has a slash. So the file ends at the first `@refs/`, or, for a run on a bare commit, at the last `@`.
pub fn workflow_file(workflow_ref: &str) -> Option<&str> {
    let (owner, rest) = cut(workflow_ref, "/")?;
    let (repository, rest) = cut(rest, "/")?;
    let rest = rest.strip_prefix(".github/workflows/")?;
    let (file, git_ref) = cut(rest, "@refs/").or_else(|| at_commit(rest))?;
    let stem = file.strip_suffix(".yml").or_else(|| file.strip_suffix(".yaml"))?;
    let named = !owner.is_empty() && !repository.is_empty() && !git_ref.is_empty() && !stem.is_empty();
    (named && !file.chars().any(|at| at == '/' || at.is_control())).then_some(file)
}

/// A file and the bare commit that the run was started on.
fn at_commit(text: &str) -> Option<(&str, &str)> {
    let commit = *parts(text, "@").last()?;
    let is_commit = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    let file = text.strip_suffix(commit)?.strip_suffix("@")?;
    is_commit.then_some((file, commit))
}
