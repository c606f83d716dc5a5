//! Whether two texts that are not equal say one thing: in another writing, under another claim's name, as a pattern.
//!
//! It serves to explain, and to withhold what is offered. Nothing here lets anybody in.

use super::writing::{in_lower_case, skeleton, without_invisible};
use super::{Meaning, at_folder, of_texts, untracked};
use crate::meaning::meant;
use crate::provider::{Claim, Provider, Tells};
use crate::reason::Reason;
use crate::template::has_form;
use crate::text::{before, cut, holds, holds_one, joined, parts, trimmed, without_start};

/// Whether two texts are one but for how it is written.
pub(crate) fn is_written_otherwise(provider: &Provider, name: &str, expected: &str, found: &str) -> bool {
    let is_braced = || found == joined(&["{", &expected.to_ascii_lowercase(), "}"], "");
    let is_meant = || {
        let read = meant(provider, &provider.forms(name), expected);
        read == found || read != expected && read.eq_ignore_ascii_case(found) || is_braced()
    };
    // Owners and projects have plain letters: what has others is nobody's. A plain letter is only itself.
    let is_plain = |(one, other): (char, char)| {
        one.eq_ignore_ascii_case(&other)
            || !one.is_ascii() && skeleton(in_lower_case(one)) == other.to_ascii_lowercase()
    };
    let is_spelt = || without_invisible(expected).chars().zip(found.chars()).all(is_plain);
    match of_texts(Meaning::Other, expected, found).reason {
        Reason::DiffersInWhitespace | Reason::DiffersInvisibly | Reason::DiffersInCase | Reason::ValueIsQuoted => true,
        Reason::LooksAlike => is_spelt(),
        _ => is_meant() || found.strip_suffix("/") == Some(expected),
    }
}

/// Whether what stands under a name that the token does not have says what a claim of the token holds: the value itself, a
/// ref's short name, a workflow's file.
pub(crate) fn says_the_same(provider: &Provider, name: &str, own: &str, expected: &str, found: &str) -> bool {
    let is_ref = |kind: &str, other: &str| {
        found.strip_prefix(kind) == Some(expected) && !holds(&name.to_ascii_lowercase(), other)
    };
    let is_file = || at_folder(found).and_then(|(_, file)| cut(file, "@")).is_some_and(|(file, _)| file == expected);
    is_written_otherwise(provider, own, expected, found)
        || is_ref("refs/heads/", "tag")
        || is_ref("refs/tags/", "branch")
        || expected.strip_prefix("refs/heads/") == Some(found)
        || is_file()
}

/// The claim of a project that has such values, where the one that tells an owner, a project or a workflow's file has none: a
/// repository, a subject or a file with its ref.
pub(crate) fn home_of(provider: &Provider, name: &str, value: &str) -> Option<&'static str> {
    let is_file = at_folder(value).is_some();
    let may_be = match name {
        "workflow" => is_file,
        _ => provider.claim(name).is_some_and(|claim| !claim.is("open") && claim.tells() >= Tells::Owner),
    };
    if !may_be || !is_file && is_like_a_ref(value) || has_form(value, &provider.forms(name)) {
        return None;
    }
    let guards = provider.words("guards");
    let is_one = |own: &&Claim| {
        matches!(Meaning::of(own.name, false), Meaning::Repository | Meaning::Subject | Meaning::WorkflowRef)
            && own.name != name
            && own.tells() == Tells::Project
            && own.fits(value)
            && !own.is("run")
            && !guards.contains(&own.name)
            && !provider.calls_bad(own.name, value)
    };
    provider.claims().iter().find(is_one).map(|own| own.name)
}

/// Whether a text with slashes is a ref's, however it looks like owner and name.
pub(crate) fn is_like_a_ref(text: &str) -> bool {
    text.starts_with("refs/") || untracked(text).is_some()
}

/// What a value goes on with behind the name that its claim holds, and what would get lost with it: a ref, a page, an ID.
pub(crate) fn tail_of<'t>(name: &str, value: &'t str, found: &str) -> Option<&'t str> {
    let tail = match Meaning::of(name, true) {
        Meaning::WorkflowFile => value.strip_prefix(before(value, "@")),
        Meaning::Repository | Meaning::Owner => {
            let start = cut(&value.to_ascii_lowercase(), &found.to_ascii_lowercase())?.0.len();
            value.get(start.saturating_add(found.len())..)
        }
        _ => None,
    }?;
    // What only surrounds a name says nothing.
    let is_around = |at: char| at.is_whitespace() || !at.is_ascii() || matches!(at, '"' | '\'' | '`' | '/');
    let bare = trimmed(tail, &is_around);
    (!matches!(bare, "" | ".git")).then_some(tail)
}

/// The ref that such a tail tells.
pub(crate) fn ref_in(tail: &str) -> Option<&str> {
    without_start(tail, &["@", "/tree/", "/-/tree/", "/branch/"])
}

/// Whether a text fits a pattern as its writer meant it: a star stands for anything. None where the pattern has what else
/// regular expressions have, which is not read.
pub(crate) fn fits_pattern(pattern: &str, text: &str) -> Option<bool> {
    if holds_one(pattern, &["[", "(", "?", "+", "\\"]) {
        return None;
    }
    let pattern = pattern.strip_prefix("^").unwrap_or(pattern);
    let pattern = pattern.strip_suffix("$").unwrap_or(pattern);
    let pattern = joined(&parts(pattern, ".*"), "*");
    let fits = |text: &str| {
        let pieces = parts(&pattern, "*");
        let (first, rest) = pieces.split_first()?;
        let mut left = text.strip_prefix(first)?;
        let Some((last, middle)) = rest.split_last() else { return left.is_empty().then_some(()) };
        for piece in middle.iter().filter(|piece| !piece.is_empty()) {
            left = cut(left, piece)?.1;
        }
        left.ends_with(last).then_some(())
    };
    let kinds = ["", "refs/heads/", "refs/tags/"];
    Some(kinds.iter().any(|kind| text.strip_prefix(kind).and_then(fits).is_some()))
}

#[cfg(test)]
mod tests {
    use super::{fits_pattern, says_the_same};
    use crate::provider::ALL;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, fits) in [
            ("v*", "v1", Some(true)),
            ("v*", "main", Some(false)),
            ("refs/tags/v*", "refs/tags/v1", Some(true)),
            ("refs/tags/v*", "refs/heads/v1", Some(false)),
            ("v*", "refs/tags/v1", Some(true)),
            ("^v.*$", "v1", Some(true)),
            ("a*b*c", "a-b-c", Some(true)),
            ("a*b*c", "a-c", Some(false)),
            ("a**c", "abc", Some(true)),
            ("ab*b", "ab", Some(false)),
            ("*", "", Some(true)),
            ("v", "v1", Some(false)),
            ("v[0-9]", "v1", None),
            ("v.+", "v1", None),
        ] {
            assert_eq!(fits_pattern(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_value_is_kept_under_its_right_name() {
        let [github, ..] = &ALL;
        for (name, own, expected, found, same) in [
            ("branch", "ref", "main", "refs/heads/main", true),
            ("branch", "ref", "main", "refs/tags/main", false),
            ("CI_COMMIT_TAG", "ref", "v1", "refs/tags/v1", true),
            ("tag", "ref", "v1", "refs/heads/v1", false),
            ("git_ref", "ref", "refs/heads/main", "main", true),
            ("workflow", "workflow_ref", "p.yml", "a/b/.github/workflows/p.yml@refs/heads/main", true),
            ("workflow", "workflow_ref", "p.yml", "a/b/.github/workflows/ap.yml@refs/heads/main", false),
            ("repo", "repository", "https://github.com/a/b", "a/b", true),
            ("repo", "repository", "https://git.example/a/b", "a/b", false),
            ("Environment", "environment", "prod", "dev", false),
        ] {
            assert_eq!(says_the_same(github, name, own, expected, found), same, "{name}: {expected} {found}");
        }
    }
}
