//! How two values that are not equal differ, as the most telling reason there is.
//!
//! It only explains: exact comparison has decided before it is asked, and nothing here decides. A near miss is named
//! for what it is, so that a tired person sees which letter, which file, which kind of ref.

mod same;
mod subjects;
mod writing;

pub(crate) use self::same::{fits_pattern, is_written_otherwise, says_the_same};
pub(crate) use self::subjects::of_subjects;
use self::writing::in_writing;
pub(crate) use self::writing::{first_invisible, is_pattern, of_writing, without_invisible};
use crate::provider;
use crate::reason::Reason;
use crate::text::{cut, holds, parts};

/// A reason with the two values that it speaks of: whole ones, or the part of them that differs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference<'a> {
    pub(crate) reason: Reason,
    pub(crate) expected: &'a str,
    pub(crate) found: &'a str,
}

/// What a claim holds, which tells how its values can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A full ref, or a bare one where the provider sends bare ones.
    Ref,
    /// `branch` or `tag`.
    RefType,
    /// Owner and name.
    Repository,
    /// The owner alone.
    Owner,
    /// The name of a workflow's file.
    WorkflowFile,
    /// The name that a workflow gives itself.
    WorkflowName,
    /// A workflow's file with its repository and ref.
    WorkflowRef,
    /// A deployment environment.
    Environment,
    /// What started the job.
    Event,
    /// The subject.
    Subject,
    /// Anything else.
    Other,
}

impl Meaning {
    /// What a publisher's key compares. `is_label` where it is read as one of the form's labels.
    pub(crate) fn of(key: &str, is_label: bool) -> Self {
        match (key, is_label) {
            ("branch", _)
            | ("ref" | "ref_path" | "oidc.circleci.com/vcs-ref" | "branchName" | "build_branch" | "scm_ref", _) => {
                Self::Ref
            }
            ("ref_type", _) => Self::RefType,
            ("repository" | "project_path" | "oidc.circleci.com/vcs-origin" | "scm_repo_url", _) => Self::Repository,
            ("repository_owner" | "namespace_path", _) => Self::Owner,
            ("workflow", true) => Self::WorkflowFile,
            ("workflow", false) => Self::WorkflowName,
            ("workflow_ref" | "job_workflow_ref" | "ci_config_ref_uri", _) => Self::WorkflowRef,
            ("environment" | "deploymentEnvironmentUuid", _) => Self::Environment,
            ("event_name" | "pipeline_source", _) => Self::Event,
            ("sub", _) => Self::Subject,
            _ => Self::Other,
        }
    }
}

/// How two texts that are not equal differ.
pub(crate) fn of_texts<'a>(meaning: Meaning, expected: &'a str, found: &'a str) -> Difference<'a> {
    let whole = |reason| Difference { reason, expected, found };
    if let Some(reason) = in_writing(expected, found) {
        return whole(reason);
    }
    match meaning {
        Meaning::Ref => whole(of_refs(expected, found)),
        Meaning::RefType if (expected, found) == ("branch", "tag") => whole(Reason::BranchIsTag),
        Meaning::RefType if (expected, found) == ("tag", "branch") => whole(Reason::TagIsBranch),
        Meaning::Repository => of_repositories(expected, found),
        Meaning::Owner if found.strip_prefix(expected).is_some_and(|rest| rest.starts_with('/')) => {
            whole(Reason::ClaimMismatch)
        }
        Meaning::Owner => whole(Reason::OwnerDiffers),
        Meaning::WorkflowFile => whole(of_files(expected, found)),
        Meaning::WorkflowName if of_files(expected, found) == Reason::WorkflowIsPath => whole(Reason::WorkflowIsPath),
        Meaning::WorkflowName if is_workflow_file(expected) => whole(Reason::WorkflowIsDisplayName),
        Meaning::WorkflowRef => of_workflow_refs(expected, found),
        Meaning::Environment => whole(Reason::EnvironmentDiffers),
        Meaning::Event if found.starts_with("pull_request") || found == "merge_request_event" => {
            whole(Reason::RefIsPullRequest)
        }
        _ => whole(Reason::ClaimMismatch),
    }
}

/// Where the first differing character stands, counted from 1.
pub(crate) fn position(expected: &str, found: &str) -> usize {
    expected.chars().zip(found.chars()).take_while(|(one, other)| one == other).count().saturating_add(1)
}

/// A branch's name behind what git puts in front of it in a clone; none if it is not written so.
pub(crate) fn untracked(text: &str) -> Option<&str> {
    const STARTS: [&str; 4] = ["refs/remotes/origin/", "remotes/origin/", "origin/", "heads/"];
    STARTS.iter().find_map(|start| text.strip_prefix(start))
}

/// A reference to a workflow's file: the repository, and the file with its ref. GitLab parts them by two slashes.
pub(crate) fn at_folder(text: &str) -> Option<(&str, &str)> {
    ["/.github/workflows/", "/.forgejo/workflows/", "/.depot/workflows/", "//"]
        .iter()
        .find_map(|folder| cut(text, folder))
}

/// How two refs differ; either may be short.
pub(crate) fn of_refs(expected: &str, found: &str) -> Reason {
    let kind = |text: &str| ["refs/heads/", "refs/tags/"].iter().copied().find(|kind| text.starts_with(kind));
    let bare = |text: &str| kind(text).map_or(text, |kind| text.strip_prefix(kind).unwrap_or(text)).to_owned();
    if found.starts_with("refs/pull/") || found.starts_with("refs/merge-requests/") {
        return Reason::RefIsPullRequest;
    }
    if untracked(expected).is_some_and(|name| name == bare(found)) {
        return if kind(found).is_some() { Reason::RefIsShort } else { Reason::RefIsFull };
    }
    match (kind(expected), kind(found)) {
        (Some("refs/heads/"), Some("refs/tags/")) => Reason::BranchIsTag,
        (Some("refs/tags/"), Some("refs/heads/")) => Reason::TagIsBranch,
        (None, Some(_)) if expected == bare(found) => Reason::RefIsShort,
        (Some(_), None) if bare(expected) == found => Reason::RefIsFull,
        _ => Reason::RefDiffers,
    }
}

/// How two repositories, `owner/name`, differ.
pub(crate) fn of_repositories<'a>(expected: &'a str, found: &'a str) -> Difference<'a> {
    let whole = |reason| Difference { reason, expected, found };
    let last = |text: &'a str| parts(text, "/").last().copied().unwrap_or(text);
    let owner = |text: &'a str| text.strip_suffix(last(text)).unwrap_or_default();
    // Some claims hold the host too. What else hangs on it names the same one: a ref, a slash, a page.
    let has_host = ["://", "github.com/", "gitlab.com/", "bitbucket.org/"].iter().any(|host| holds(found, host));
    let bare = cut(expected, "://").filter(|_| !holds(found, "://")).map_or(expected, |(_, rest)| rest);
    let is_address =
        bare != expected || ["git@", "github.com/", "gitlab.com/"].iter().any(|start| expected.starts_with(start));
    let behind_host = || cut(bare, ":").or_else(|| cut(bare, "/")).filter(|_| is_address && !has_host);
    let bare = behind_host().map_or(bare, |(_, path)| path);
    let bare = cut(bare, "@").filter(|(_, tail)| !holds(tail, "/")).map_or(bare, |(name, _)| name);
    let bare = bare.strip_suffix("/").unwrap_or(bare).trim_start_matches('/');
    let bare = bare.strip_suffix(".git").unwrap_or(bare);
    let page = bare.split_at_checked(found.len()).filter(|(start, _)| start.eq_ignore_ascii_case(found));
    let is_same =
        expected != bare && page.is_some_and(|(_, page)| page.is_empty() || page.starts_with(['/', '?', '#']));
    let is_name =
        !holds(expected, "/") && expected == last(found) || has_host && found.ends_with(&format!("/{expected}"));
    // A group's group is of the same owner.
    let is_within = || [(bare, found), (found, bare)].iter().any(|(one, other)| other.starts_with(owner(one)));
    if is_same || is_name {
        whole(Reason::RepositoryIsUrl)
    } else if last(bare) == last(found) && !is_within() {
        whole(Reason::OwnerDiffers)
    } else if owner(bare) == owner(found) || holds(expected, "/") {
        whole(Reason::RepositoryDiffers)
    } else {
        whole(Reason::ClaimMismatch)
    }
}

/// How two names of workflow files differ.
fn of_files(expected: &str, found: &str) -> Reason {
    let stem = |file: &str| file.strip_suffix(".yml").or_else(|| file.strip_suffix(".yaml")).map(ToOwned::to_owned);
    let path = cut(expected, "@").map_or(expected, |(path, _)| path);
    let file = parts(path, "/").last().copied().unwrap_or_default();
    if holds(expected, "/") && file == found {
        Reason::WorkflowIsPath
    } else if stem(found).is_some_and(|found| stem(expected).map_or(expected == found, |stem| stem == found)) {
        Reason::WorkflowExtensionDiffers
    } else if is_workflow_file(expected) {
        Reason::WorkflowFileDiffers
    } else {
        Reason::WorkflowIsDisplayName
    }
}

/// How two references to a workflow file differ: repository, then file, then ref.
fn of_workflow_refs<'a>(expected: &'a str, found: &'a str) -> Difference<'a> {
    let whole = |reason| Difference { reason, expected, found };
    let (Some((theirs, rest)), Some((ours, wanted))) = (at_folder(found), at_folder(expected)) else {
        return whole(if is_workflow_file(expected) { Reason::WorkflowIsPath } else { Reason::ClaimMismatch });
    };
    let split = |text: &'a str| cut(text, "@").unwrap_or((text, ""));
    let ((file, git_ref), (wanted_file, wanted_ref)) = (split(rest), split(wanted));
    if cut(expected, "://").is_some_and(|(_, rest)| rest == found) {
        whole(Reason::RepositoryIsUrl)
    } else if ours != theirs {
        of_repositories(ours, theirs)
    } else if file != wanted_file {
        Difference { reason: of_files(wanted_file, file), expected: wanted_file, found: file }
    } else if wanted_ref.is_empty() {
        whole(Reason::WorkflowIsPath)
    } else if wanted_ref == git_ref || wanted_ref.starts_with("refs/") && !git_ref.starts_with("refs/") {
        // In another folder; or called at a commit, which is no ref that a job runs on.
        whole(Reason::ClaimMismatch)
    } else {
        Difference { reason: of_refs(wanted_ref, git_ref), expected: wanted_ref, found: git_ref }
    }
}

fn is_workflow_file(text: &str) -> bool {
    text.ends_with(".yml") || text.ends_with(".yaml")
}

/// An address without the slash at its end, or the two.
fn unslashed(url: &str) -> &str {
    ["//", "/"].iter().find_map(|slashes| url.strip_suffix(slashes)).unwrap_or(url)
}

/// How a token's issuer differs from the one that a publisher trusts, if they are nearly the same.
pub(crate) fn of_issuers(expected: &str, found: &str) -> Option<Reason> {
    let bare = |url: &str| cut(url, "://").map_or(url.to_owned(), |(_, rest)| rest.to_owned());
    let tenant = || {
        let provider = provider::of_issuer(found)?;
        provider::of_issuer(expected).filter(|other| other.id() == provider.id())
    };
    let host = |url: &str| cut(&bare(url), "/").map_or(bare(url), |(host, _)| host.to_owned());
    let same_host =
        || (provider::of_issuer(found).is_some() && host(expected) == host(found)).then_some(Reason::IssuerTenant);
    if expected.trim() == found {
        Some(Reason::DiffersInWhitespace)
    } else if without_invisible(expected) == found {
        Some(Reason::DiffersInvisibly)
    } else if unslashed(expected) == unslashed(found) {
        Some(Reason::IssuerTrailingSlash)
    } else if expected.strip_prefix(found).is_some_and(|tail| tail.starts_with("/.well-known/")) {
        Some(Reason::IssuerIsDiscoveryUrl)
    } else if expected.eq_ignore_ascii_case(found) {
        Some(Reason::IssuerCase)
    } else if bare(expected) == bare(found) {
        Some(Reason::IssuerScheme)
    } else {
        let wrong = || {
            let provider = provider::of_issuer(found).filter(|provider| provider.has_website(&host(expected)));
            provider.map(|_| Reason::NoPublisherForIssuer)
        };
        tenant().map(|_| Reason::IssuerTenant).or_else(same_host).or_else(wrong)
    }
}
