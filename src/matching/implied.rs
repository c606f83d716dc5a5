//! What a claim that was not pasted must have been, by one that was. It can refuse, and never lets anybody in: a subject may
//! be customised, and a token says each claim for itself.

use super::{Verdict, absent};
use crate::subject::Subject;
use crate::text::{cut, holds};
use crate::token::Decoded;

/// The claim that implies a key's value, and the value. `None` if the key itself is there, or cannot have been left out.
pub(super) fn implied(key: &str, decoded: &Decoded) -> Option<(&'static str, String)> {
    if absent(decoded, key) == Verdict::Mismatch {
        return None;
    }
    let told = |claim, value: Option<&str>| Some((claim, value?.to_owned()));
    let subject = decoded.text("sub").and_then(Subject::parse);
    match (key, subject) {
        ("repository" | "project_path", Some(subject)) => Some(("sub", subject.plain_repository())),
        ("repository" | "project_path", None) => {
            let workflow = decoded.text("workflow_ref")?;
            told("workflow_ref", cut(workflow, "/.github/workflows/").map(|(repository, _)| repository))
        }
        ("repository_owner", _) => {
            let (source, repository) = implied("repository", decoded)?;
            told(source, cut(&repository, "/").map(|(owner, _)| owner))
        }
        ("ref", Some(subject)) => told("sub", subject.git_ref()),
        ("branch", _) => {
            let (source, full) = told("ref", decoded.text("ref")).or_else(|| implied("ref", decoded))?;
            told(source, full.strip_prefix("refs/heads/").or(Some(&full)))
        }
        // A name with a percent sign in it is written otherwise than the claim itself.
        ("environment", Some(subject)) => told("sub", subject.environment().filter(|name| !holds(name, "%"))),
        _ => None,
    }
}
