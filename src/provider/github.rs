//! What GitHub packs into one claim: the workflow's file in `workflow_ref`.
//!
//! Follows GitHub's "OpenID Connect reference" and the Hub's Trusted Publishers page.

use crate::template::YAML;
use crate::text::{cut, last, without_end};

/// The file's name in a `workflow_ref` such as `acme/model/.github/workflows/publish.yml@refs/heads/main`.
///
/// A branch's name may hold `@` and end in `.yml`, a file's name may hold `@`, neither may hold the other's mark: no
/// file name has a slash. So the file ends at the first `@refs/`, or, for a run on a bare commit, at the last `@`.
pub fn workflow_file(workflow_ref: &str) -> Option<&str> {
    let (owner, rest) = cut(workflow_ref, "/")?;
    let (repository, rest) = cut(rest, "/")?;
    let rest = rest.strip_prefix(".github/workflows/")?;
    let (file, git_ref) = cut(rest, "@refs/").or_else(|| at_commit(rest))?;
    let stem = without_end(file, &YAML)?;
    let named = !owner.is_empty() && !repository.is_empty() && !git_ref.is_empty() && !stem.is_empty();
    (named && !file.chars().any(|at| at == '/' || at.is_control())).then_some(file)
}

/// A file and the bare commit that the run was started on.
fn at_commit(text: &str) -> Option<(&str, &str)> {
    let commit = last(text, "@");
    let is_commit = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    let file = text.strip_suffix(commit)?.strip_suffix("@")?;
    is_commit.then_some((file, commit))
}
