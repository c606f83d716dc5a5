//! How two values that are not equal differ, as the most telling reason there is.
//!
//! It only explains: exact comparison has decided before it is asked, and nothing here decides. A near miss is named
//! for what it is, so that a tired person sees which letter, which file, which kind of ref.

mod same;
mod subjects;
mod writing;

pub(crate) use self::same::{
    fits_pattern, home_of, is_like_a_ref, is_written_otherwise, ref_in, says_the_same, tail_of,
};
pub(crate) use self::subjects::of_subjects;
use self::writing::in_writing;
pub(crate) use self::writing::{
    beyond_ascii, first_invisible, has_stand_in, is_list, is_pattern, lists, of_writing, plain_letters,
    without_invisible,
};
use crate::meaning::{bare_path, without_scheme};
use crate::provider::{self, Provider, host_of};
use crate::reason::Reason;
use crate::template::YAML;
use crate::text::{before, behind, cut, holds, holds_one, joined, last, without_end, without_start};

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

/// What a workflow's name in place of its file's is.
pub(crate) const NAME_FOR_FILE: &str = "the name that a workflow gives itself, where its file's";

/// How two texts that are not equal differ.
pub(crate) fn of_texts<'a>(meaning: Meaning, expected: &'a str, found: &'a str) -> Difference<'a> {
    let reason = match meaning {
        _ if let Some(reason) = in_writing(expected, found) => reason,
        Meaning::Ref | Meaning::WorkflowFile | Meaning::Environment if is_list(expected) => Reason::ValueIsList,
        Meaning::Ref => of_refs(expected, found),
        Meaning::RefType if (expected, found) == ("branch", "tag") => Reason::BranchIsTag,
        Meaning::RefType if (expected, found) == ("tag", "branch") => Reason::TagIsBranch,
        Meaning::Repository => return of_repositories(expected, found),
        // A group's group, or the owner with a project.
        Meaning::Owner if is_within(found, expected) || is_within(expected, found) => Reason::ClaimMismatch,
        Meaning::Owner => Reason::OwnerDiffers,
        Meaning::WorkflowFile => of_files(expected, found),
        // Forgejo and Depot have the file's name there.
        Meaning::WorkflowName if is_workflow_file(expected) => match of_files(expected, found) {
            Reason::WorkflowFileDiffers if !is_workflow_file(found) => Reason::WorkflowIsDisplayName,
            reason => reason,
        },
        Meaning::WorkflowRef => return of_workflow_refs(expected, found),
        Meaning::Environment => Reason::EnvironmentDiffers,
        Meaning::Event
            if found.starts_with("pull_request")
                || matches!(found, "merge_request_event" | "external_pull_request_event") =>
        {
            Reason::RefIsPullRequest
        }
        _ => Reason::ClaimMismatch,
    };
    Difference { reason, expected, found }
}

/// Where the first characters stand that differ, counted from 1, and what they are.
pub(crate) fn first_unlike(expected: &str, found: &str) -> (usize, [Option<char>; 2]) {
    let (mut position, mut wanted, mut held) = (1_usize, expected.chars(), found.chars());
    loop {
        match [wanted.next(), held.next()] {
            [Some(one), Some(other)] if one == other => position = position.saturating_add(1),
            unlike => return (position, unlike),
        }
    }
}

/// A branch's name behind what git puts in front of it in a clone; none if it is not written so.
pub(crate) fn untracked(text: &str) -> Option<&str> {
    without_start(text, &["refs/remotes/origin/", "remotes/origin/", "origin/", "heads/"])
}

/// A reference to a workflow's file: the repository, and the file with its ref. GitLab parts them by two slashes.
pub(crate) fn at_folder(text: &str) -> Option<(&str, &str)> {
    ["/.github/workflows/", "/.forgejo/workflows/", "/.depot/workflows/", "//"]
        .iter()
        .find_map(|folder| cut(text, folder))
}

/// Whether a path goes on where the other one ends.
fn is_within(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
}

/// A branch's or a tag's name, without what a full ref puts in front of it.
fn bare_ref(text: &str) -> &str {
    without_start(text, &["refs/heads/", "refs/tags/"]).unwrap_or(text)
}

/// How two refs differ; either may be short.
pub(crate) fn of_refs(expected: &str, found: &str) -> Reason {
    let (wanted, held) = (bare_ref(expected), bare_ref(found));
    let is_tag = |text: &str| text.starts_with("refs/tags/");
    if without_start(found, &["refs/pull/", "refs/merge-requests/"]).is_some() {
        return Reason::RefIsPullRequest;
    }
    if untracked(expected) == Some(held) {
        return if held == found { Reason::RefIsFull } else { Reason::RefIsShort };
    }
    match (wanted != expected, held != found) {
        (true, true) if is_tag(expected) && !is_tag(found) => Reason::TagIsBranch,
        (true, true) if !is_tag(expected) && is_tag(found) => Reason::BranchIsTag,
        (false, true) if expected == held => Reason::RefIsShort,
        (true, false) if wanted == found => Reason::RefIsFull,
        _ => Reason::RefDiffers,
    }
}

/// What stands before the last part of a project's path.
pub(crate) fn owner_in(path: &str) -> &str {
    path.strip_suffix(last(path, "/")).unwrap_or_default()
}

/// How two repositories, `owner/name`, differ.
pub(crate) fn of_repositories<'a>(expected: &'a str, found: &'a str) -> Difference<'a> {
    let name = |text: &'a str| last(text, "/");
    // Some claims hold the host too. What else hangs on it names the same one: a ref, a slash, a page.
    let has_host = holds_one(found, &["://", "github.com/", "gitlab.com/", "bitbucket.org/"]);
    let bare = if holds(found, "://") { expected } else { behind(expected, "://") };
    let is_address = bare != expected || without_start(expected, &["git@", "github.com/", "gitlab.com/"]).is_some();
    let behind_host = || cut(bare, ":").or_else(|| cut(bare, "/")).filter(|_| is_address && !has_host);
    let bare = behind_host().map_or(bare, |(_, path)| path);
    let bare = without_start(bare, &["@", "repo:", "project_path:"]).unwrap_or(bare);
    let bare = cut(bare, "@").filter(|(_, tail)| !holds(tail, "/")).map_or(bare, |(name, _)| name);
    let bare = bare_path(bare);
    let page = bare.split_at_checked(found.len()).filter(|(start, _)| start.eq_ignore_ascii_case(found));
    // A clone's address has the host too, behind a login and with a colon behind it.
    let clone = || {
        let (host, path) = cut(without_scheme(expected), ":")?;
        Some(joined(&[host, bare_path(path)], "/"))
    };
    let is_clone = has_host && (bare_path(without_scheme(expected)) == found || clone().as_deref() == Some(found));
    let is_same = is_clone
        || expected != bare
            && page.is_some_and(|(_, page)| page.is_empty() || without_start(page, &["/", "?", "#"]).is_some());
    let is_name = !holds(expected, "/") && expected == name(found)
        || has_host && found.strip_suffix(expected).is_some_and(|before| before.ends_with('/'));
    // A group's group is of the same owner.
    let is_within = || found.starts_with(owner_in(bare)) || bare.starts_with(owner_in(found));
    let reason = if is_same || is_name {
        Reason::RepositoryIsUrl
    } else if name(bare) == name(found) && !is_within() {
        Reason::OwnerDiffers
    } else if owner_in(bare) == owner_in(found) || holds(expected, "/") {
        Reason::RepositoryDiffers
    } else {
        Reason::ClaimMismatch
    };
    Difference { reason, expected, found }
}

/// How two names of workflow files differ.
fn of_files(expected: &str, found: &str) -> Reason {
    let is_path_of = |path: &str, file: &str| last(before(path, "@"), "/") == file;
    if is_path_of(expected, found) || is_path_of(found, expected) {
        Reason::WorkflowIsPath
    } else if stem(last(found, "/")).is_some_and(|found| stem(expected).unwrap_or(expected) == found) {
        Reason::WorkflowExtensionDiffers
    } else if is_workflow_file(before(expected, "@")) {
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
    let (file, git_ref) = cut(rest, "@").unwrap_or((rest, ""));
    let (wanted_file, wanted_ref) = cut(wanted, "@").unwrap_or((wanted, ""));
    if cut(expected, "://").is_some_and(|(_, rest)| rest == found) {
        return whole(Reason::RepositoryIsUrl);
    }
    if ours != theirs {
        return of_repositories(ours, theirs);
    }
    if file != wanted_file {
        return Difference { reason: of_files(wanted_file, file), expected: wanted_file, found: file };
    }
    if wanted_ref.is_empty() {
        return whole(Reason::WorkflowIsPath);
    }
    // In another folder; or called at a commit, which is no ref that a job runs on.
    if wanted_ref == git_ref || wanted_ref.starts_with("refs/") && !git_ref.starts_with("refs/") {
        return whole(Reason::ClaimMismatch);
    }
    Difference { reason: of_refs(wanted_ref, git_ref), expected: wanted_ref, found: git_ref }
}

pub(crate) fn is_workflow_file(text: &str) -> bool {
    stem(text).is_some()
}

/// The name of a workflow's file without what it ends in.
fn stem(file: &str) -> Option<&str> {
    without_end(file, &YAML)
}

/// Where servers put their keys beneath the issuer: the longer ends first.
const KEY_SETS: [&str; 9] = [
    "/oauth/discovery/keys",
    "/openid/v1/jwks",
    "/oauth2/v1/keys",
    "/jwks.json",
    "/keys.json",
    "/-/jwks",
    "/jwks",
    "/keys",
    "/certs",
];

/// The issuer, without a slash at its end, whose metadata or keys lie at this address, if it is one of such.
pub(crate) fn before_keys(url: &str) -> Option<&str> {
    let well_known = cut(url, "/.well-known/").map(|(issuer, _)| issuer);
    let issuer = well_known.or_else(|| without_end(url, &KEY_SETS))?;
    let rest = issuer.strip_prefix("https://")?;
    (holds(rest, ".") && !holds_one(rest, &["?", "#", "@"])).then_some(issuer)
}

/// An address whose host stands there as issuers have it: without `www.`, without the port that is meant anyway, and without
/// the dot behind it that means the same.
pub(crate) fn with_plain_host(url: &str) -> Option<String> {
    let (scheme, rest) = cut(url, "://")?;
    let host = before(rest, "/");
    let path = rest.strip_prefix(host)?;
    let plain = host.strip_suffix(":443").unwrap_or(host);
    let plain = plain.strip_suffix('.').unwrap_or(plain);
    Some(joined(&[scheme, "://", plain.strip_prefix("www.").unwrap_or(plain), path], ""))
}

/// How a token's issuer differs from the one that a publisher trusts, if they are nearly the same.
pub(crate) fn of_issuers<'a>(expected: &'a str, found: &'a str) -> Option<Reason> {
    let bare = |url: &'a str| without_end(url, &["//", "/"]).unwrap_or(url);
    Some(if expected.trim() == found {
        Reason::DiffersInWhitespace
    } else if without_invisible(expected) == found {
        Reason::DiffersInvisibly
    } else if bare(expected) == bare(found) {
        Reason::IssuerTrailingSlash
    } else if before_keys(expected).is_some_and(|issuer| issuer == bare(found)) {
        Reason::IssuerIsDiscoveryUrl
    } else if expected.eq_ignore_ascii_case(found) {
        Reason::IssuerCase
    } else if behind(expected, "://") == behind(found, "://") {
        Reason::IssuerScheme
    } else if in_writing(expected, found) == Some(Reason::LooksAlike) {
        Reason::LooksAlike
    } else if holds_one(expected, &["<", "{"]) {
        Reason::IssuerIsTemplate
    } else {
        let provider = provider::of_issuer(found)?;
        let host = host_of(expected);
        let is_same = |other: &Provider| other.is(provider);
        let is_plain = || with_plain_host(expected).as_deref() == Some(found);
        if host == host_of(found) || is_plain() || provider::of_issuer(expected).is_some_and(is_same) {
            Reason::IssuerTenant
        } else if provider.has_website(host) {
            Reason::NoPublisherForIssuer
        } else {
            return None;
        }
    })
}
