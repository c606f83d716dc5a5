//! What a person meant by a text that was typed or pasted where a value of a known form belongs: an address, a path, blanks
//! around it.
//!
//! It knows the forms of a provider's sheet. Nothing is guessed beyond them.

use crate::provider::Provider;
use crate::template::{has_form, shown};
use crate::text::{before, cut, holds, joined, last, parts, ticked, without_start};

/// What a person meant: the first reading that fits one of the forms; without blanks around it in any case.
pub(crate) fn meant(provider: &Provider, forms: &[&str], typed: &str) -> String {
    let bare = typed.trim();
    if forms.is_empty() || has_form(bare, forms) && at_home(provider, bare).is_none() {
        return bare.to_owned();
    }
    reading(provider, bare, forms).unwrap_or_else(|| bare.to_owned())
}

/// The path that an address without its scheme has on one of the provider's servers.
pub(crate) fn at_home<'t>(provider: &Provider, rest: &'t str) -> Option<&'t str> {
    let at_host = |host: &&str| without_start(rest.strip_prefix(*host)?, &["/", ":"]);
    provider.lines("host").iter().find_map(at_host)
}

/// What a text is read as, if that has one of the forms: an address of a repository, a clone address, a ref, a path, each
/// without its tail.
pub(crate) fn reading(provider: &Provider, typed: &str, forms: &[&str]) -> Option<String> {
    let has = |blank: &str| forms.iter().any(|form| holds(form, blank));
    let rest = without_scheme(typed);
    let mut start = None;
    // Some values start with the server.
    let hosted = forms.iter().any(|form| form.starts_with("{host}"));
    let home = if hosted { None } else { at_home(provider, rest) };
    let path = match home {
        // A page of the site is nobody's.
        Some(path) if provider.words("pages").contains(&before(path, "/")) => return None,
        Some(path) => {
            let path = before(before(path, "?"), "#");
            start = forms.first().and_then(|form| start_of(path, form));
            path
        }
        // Another server's project is not this one's.
        None if rest != typed && !hosted && provider.line("host").is_some() => return None,
        None => rest,
    };
    let branch = ["/-/tree/", "/tree/", "/branch/"].iter().find_map(|mark| Some(cut(path, mark)?.1));
    let path = bare_path(before(path, "/-/"));
    let path = path.strip_prefix('@').unwrap_or(path);
    let file = before(path, "@");
    let project = before(before(path, "/tree/"), "/blob/");
    let last = Some(last(file, "/")).filter(|_| has("~}"));
    // Only where a tag may stand too is one meant.
    let tag = typed.strip_prefix("refs/tags/").filter(|_| has("{tag/}"));
    let git_ref = typed.strip_prefix("refs/heads/").or(tag);
    // The address of a whole project names none.
    let is_branch =
        has("{branch/}") && (branch.is_some() || home.is_some() || rest != typed || typed.starts_with("refs/"));
    // Behind a key, as a subject has it.
    let is_project = has("{owner") && has("{name");
    let keyed = without_start(typed, &["repo:", "repository:", "project_path:"]).filter(|_| is_project);
    let readings = if is_branch {
        [branch, git_ref, None, None, None, None, None]
    } else {
        [Some(project), Some(path), Some(file), last, tag, start, keyed]
    };
    for reading in readings.iter().flatten() {
        if has_form(reading, forms) {
            return Some((*reading).to_owned());
        }
    }
    // A clone address has a colon behind the server.
    let (host, path) = cut(path, ":").filter(|_| hosted && !is_branch)?;
    Some(joined(&[host, path], "/")).filter(|clone| has_form(clone, forms))
}

/// An address without what tells its service, its protocol, and who comes there.
pub(crate) fn without_scheme(typed: &str) -> &str {
    let behind = without_start(typed, &["https://", "http://", "ssh://"]);
    let rest = behind.unwrap_or(typed);
    let place = before(rest, "/");
    let host = last(place, "@");
    let user = place.strip_suffix(host).unwrap_or_default();
    // Without a scheme a password tells an address: what has none can be a branch behind a name.
    let is_user = behind.is_some() || user == "git@" || holds(user, ":") && holds(host, ".");
    let rest = if is_user { rest.strip_prefix(user).unwrap_or(rest) } else { rest };
    behind.map_or(rest, |_| rest.strip_prefix("www.").unwrap_or(rest))
}

/// A project's path without what an address puts around it: slashes before it, one behind it, and `.git`.
pub(crate) fn bare_path(path: &str) -> &str {
    let mut bare = unslashed(path);
    while let Some(rest) = bare.strip_prefix('/') {
        bare = rest;
    }
    bare.strip_suffix(".git").unwrap_or(bare)
}

/// A text without the slash that an address may end in.
pub(crate) fn unslashed(text: &str) -> &str {
    text.strip_suffix('/').unwrap_or(text)
}

/// The provider's server, and the other one that an address is on.
pub(crate) fn elsewhere<'t>(provider: &Provider, typed: &'t str) -> Option<(&'static str, &'t str)> {
    let own = before(provider.line("host")?, "/");
    let rest = without_scheme(typed);
    let server = before(before(rest, "/"), ":");
    (rest != typed && !server.eq_ignore_ascii_case(own)).then_some((own, server))
}

/// The start of a page's path, as far as it names what the form does: owner and name of a repository. Projects of groups in
/// groups have no such length.
fn start_of<'t>(path: &'t str, form: &str) -> Option<&'t str> {
    let mut start = parts(path, "/");
    start.truncate(parts(form, "/").len());
    let length = joined(&start, "/").len();
    path.get(..length).filter(|_| !holds(form, "/}"))
}

/// Why a value can never be what a token has: the forms that it has none of.
pub(crate) fn problem_of(provider: &Provider, forms: &[&str], value: &str) -> Option<String> {
    let fits = forms.is_empty() || has_form(value, forms);
    (!fits).then(|| writes(provider, forms))
}

/// Whether a form is one blank without a mark.
fn is_blank(form: &str) -> bool {
    let name = form.strip_prefix('{').and_then(|form| form.strip_suffix('}'));
    name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

/// The forms that a provider gives a value, in words.
pub(crate) fn writes(provider: &Provider, forms: &[&str]) -> String {
    let mut all = Vec::with_capacity(forms.len());
    for form in forms {
        // Of a blank alone the braces are not to be written.
        all.push(match shown(form).as_str() {
            "{UUID}" => "a UUID".to_owned(),
            "{{UUID}}" => "a UUID in braces".to_owned(),
            "{number}" => "a number".to_owned(),
            "{commit}" => "a commit".to_owned(),
            _ if is_blank(form) => "letters, digits, `.`, `_` and `-`".to_owned(),
            shown => ticked(shown),
        });
    }
    joined(&[provider.name(), " writes ", &joined(&all, " or ")], "")
}

#[cfg(test)]
mod tests {
    use super::bare_path;

    #[test]
    fn a_path_loses_what_an_address_puts_around_it() {
        for (path, bare) in [("//a/b.git/", "a/b"), ("a/b", "a/b"), ("a/b//", "a/b/"), ("", "")] {
            assert_eq!(bare_path(path), bare, "{path}");
        }
    }
}
