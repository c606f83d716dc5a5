//! How two subjects differ, part by part.

use super::{Difference, Meaning, is_pattern, of_refs, of_repositories, of_texts};
use crate::reason::Reason;
use crate::subject::Subject;
use crate::text::{before, holds, parts};

/// How two subjects differ, in every part that does: the repository's first.
pub(crate) fn of_subjects<'a>(expected: &'a str, found: &'a str) -> Vec<Difference<'a>> {
    let (Some(wanted), Some(held)) = (Subject::parse(expected), Subject::parse(found)) else {
        return of_pairs(expected, found);
    };
    if before(expected, ":") != before(found, ":") || holds(expected, "://") {
        return vec![Difference { reason: Reason::SubjectDiffers, expected, found }];
    }
    let mut differences = Vec::new();
    // Whatever else differs: code that is only proposed is not let in.
    let is_request = wanted.context != held.context && held.context == "pull_request";
    if is_request {
        let reason = Reason::SubjectIsPullRequest;
        differences.push(Difference { reason, expected: wanted.context, found: held.context });
    }
    let is_open = is_pattern(expected) && !holds(found, "*");
    if wanted.repository != held.repository && !(is_open && is_pattern(wanted.repository)) {
        differences.push(if wanted.is_like(&held) {
            if is_request {
                return differences;
            }
            Difference { reason: Reason::SubjectHasIds, expected, found }
        } else if wanted.plain_repository() == held.plain_repository() {
            Difference { reason: Reason::RepositoryDiffers, expected: wanted.repository, found: held.repository }
        } else {
            let reason = match of_texts(Meaning::Repository, wanted.repository, held.repository).reason {
                // IDs aside, so that a renamed owner is seen.
                Reason::ClaimMismatch | Reason::RepositoryDiffers => {
                    of_repositories(&wanted.plain_repository(), &held.plain_repository()).reason
                }
                reason => reason,
            };
            Difference { reason, expected: wanted.repository, found: held.repository }
        });
    }
    if is_open && !is_request {
        differences.push(Difference { reason: Reason::ValueIsPattern, expected, found });
        return differences;
    }
    if wanted.context != held.context && !is_request {
        // Beside another difference the rest of the subject is none of its.
        let (expected, found) = if differences.is_empty() { (expected, found) } else { (wanted.context, held.context) };
        let rest = Difference { reason: Reason::SubjectDiffers, expected, found };
        differences.push(of_contexts(&wanted, &held).unwrap_or(rest));
    }
    differences
}

/// How the contexts of two subjects differ: refs, environments, pull requests; none if they are of no such kinds.
fn of_contexts<'a>(wanted: &Subject<'a>, held: &Subject<'a>) -> Option<Difference<'a>> {
    let (expected, found) = (wanted.context, held.context);
    let whole = |reason| Some(Difference { reason, expected, found });
    match (wanted.environment(), held.environment(), wanted.git_ref(), held.git_ref()) {
        _ if wanted.goes_on() || held.goes_on() => None,
        (Some(""), ..) => None,
        (Some(expected), Some(found), ..) => {
            Some(Difference { reason: of_texts(Meaning::Environment, expected, found).reason, expected, found })
        }
        (None, Some(_), ..) => whole(Reason::SubjectHasEnvironment),
        (Some(_), None, ..) => whole(Reason::SubjectLacksEnvironment),
        (_, _, Some(expected), Some(found)) => match (wanted.ref_type(), held.ref_type()) {
            (Some("branch"), Some("tag")) => whole(Reason::BranchIsTag),
            (Some("tag"), Some("branch")) => whole(Reason::TagIsBranch),
            (wanted, held) if wanted != held || expected == found => None,
            _ => {
                let reason = match of_texts(Meaning::Ref, expected, found).reason {
                    Reason::ClaimMismatch => of_refs(expected, found),
                    reason => reason,
                };
                Some(Difference { reason, expected, found })
            }
        },
        _ => None,
    }
}

/// How two customised subjects differ: `key:value` pairs of the same keys, or else as wholes.
fn of_pairs<'a>(expected: &'a str, found: &'a str) -> Vec<Difference<'a>> {
    let subject = |reason| if reason == Reason::ClaimMismatch { Reason::SubjectDiffers } else { reason };
    let (wanted, held) = (parts(expected, ":"), parts(found, ":"));
    // The colon of an address parts nothing.
    let mut alike = !holds(expected, "://") && wanted.len() == held.len();
    let mut differences = Vec::new();
    let mut rest = (wanted.as_slice(), held.as_slice());
    while let ([key, wanted, left @ ..], [other, held, right @ ..]) = rest {
        rest = (left, right);
        alike &= key == other;
        if wanted != held {
            let part = of_texts(Meaning::of(key, false), wanted, held);
            differences.push(Difference { reason: subject(part.reason), ..part });
        }
    }
    if !alike {
        differences.clear();
    }
    if differences.is_empty() {
        let whole = of_texts(Meaning::Other, expected, found);
        differences.push(Difference { reason: subject(whole.reason), ..whole });
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::of_subjects;

    #[test]
    fn subjects_of_other_keys_differ_as_wholes() {
        let (expected, found) = ("repository_owner:a:actor:b", "repository_owner:a:ref:c");
        let told: Vec<(&str, &str)> =
            of_subjects(expected, found).iter().map(|told| (told.expected, told.found)).collect();
        assert_eq!(told, [(expected, found)]);
    }

    #[test]
    fn every_part_is_told_once() {
        for (expected, found, codes) in [
            ("repo:a/b:ref:refs/heads/main", "repo:a@1/b@2:ref:refs/heads/main", &["subject-has-ids"][..]),
            (
                "repo:a@1/b@2:ref:refs/heads/main",
                "repo:a/b:environment:x",
                &["subject-has-ids", "subject-has-environment"],
            ),
            ("repo:a/b:environment:x", "repo:a/b:ref:refs/heads/main", &["subject-lacks-environment"]),
            ("repo:a/b:environment:x", "repo:a/b:environment:y", &["environment-differs"]),
            ("repo:a/b:environment:x", "repo:a/b:environment:X", &["differs-in-case"]),
            ("repo:a/b:ref:refs/heads/main", "repo:a/b:pull_request", &["subject-is-pull-request"]),
            ("repo:a/b", "repo:a/b:pull_request", &["subject-is-pull-request"]),
            ("repo:a/b:pull_request", "repo:a/b:ref:refs/heads/main", &["subject-differs"]),
            ("repo:a/b:ref:refs/heads/1", "repo:a/b:ref:refs/tags/1", &["branch-is-tag"]),
            ("repo:a/b:ref:refs/heads/main", "repo:c/b:ref:refs/heads/dev", &["owner-differs", "ref-differs"]),
            ("repo:a/b:ref:refs/tags/*", "repo:a/b:ref:refs/tags/1", &["value-is-pattern"]),
            ("project_path:a/b:ref_type:branch:ref:main", "project_path:a/b:ref_type:branch:ref:dev", &["ref-differs"]),
            ("org/1/project/2", "org/1/project/3", &["subject-differs"]),
            (
                "repository_owner:a:ref:refs/heads/main",
                "repository_owner:A:ref:refs/tags/1",
                &["differs-in-case", "branch-is-tag"],
            ),
            ("repository_owner:a:actor:b", "repository_owner:a:actor:c", &["subject-differs"]),
            ("repository_owner:a:actor:b", "repository_owner:a:ref:c", &["subject-differs"]),
            ("repo:a/b:pull_request", "repository_owner:a:pull", &["subject-differs"]),
            ("project_path:a/b:ref_type:branch:ref:1", "project_path:a/b:ref_type:tag:ref:1", &["branch-is-tag"]),
            ("project_path:a/b:ref_type:tag:ref:1", "project_path:a/b:ref_type:branch:ref:1", &["tag-is-branch"]),
        ] {
            let told: Vec<&str> =
                of_subjects(expected, found).iter().map(|difference| difference.reason.code()).collect();
            assert_eq!(told, codes, "{expected} against {found}");
        }
    }
}
