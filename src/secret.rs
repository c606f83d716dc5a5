//! Secrets: how they are known, and how they are left out of what is said.
//!
//! It knows the prefixes that services put before theirs, and how a token looks. What is kept is nobody's to decide here.

use std::borrow::Cow;

use crate::text::{cut, holds, holds_token, joined, last};

/// Prefixes of secrets that people paste by mistake, and whose they are. The Hub's stand first.
const PREFIXES: [(&str, &str); 16] = [
    ("hf_", "the Hub"),
    ("api_org_", "the Hub"),
    ("github_pat_", "GitHub"),
    ("ghp_", "GitHub"),
    ("gho_", "GitHub"),
    ("ghu_", "GitHub"),
    ("ghs_", "GitHub"),
    ("ghr_", "GitHub"),
    ("glpat-", "GitLab"),
    ("glcbt-", "GitLab"),
    ("npm_", "npm"),
    ("pypi-", "PyPI"),
    ("CCIPAT_", "CircleCI"),
    ("ATBB", "Bitbucket"),
    ("AKIA", "AWS"),
    ("ASIA", "AWS"),
];

/// How many letters and digits in a row nobody writes by hand.
const SHORTEST_RUN: usize = 16;

/// A prefix of a secret, and the service that gave it out.
pub(crate) type Kind = (&'static str, &'static str);

/// What kind of secret a pasted word is, if it is one: it may stand behind a name.
pub(crate) fn of_pasted(word: &str) -> Option<Kind> {
    let (kind, rest) = prefixed(last(last(word, "="), ":"))?;
    // `hf_hub_download` is a name: secrets are long, and have digits or capitals.
    let long_enough = rest.len() >= 8 && (is_mixed(rest) || rest.len() >= 20 && !holds(rest, "_"));
    long_enough.then_some(kind)
}

/// The first secret in a text that says other things too. Names of files and branches start as some do, so that only what is as
/// long as a secret is one.
pub(crate) fn first_in(text: &str) -> Option<Kind> {
    let is_part = |at: u8| at.is_ascii_alphanumeric() || matches!(at, b'-' | b'_');
    let mut rest = text;
    while let Some(start) = rest.bytes().position(is_part) {
        let word = rest.get(start..)?;
        let length = word.bytes().position(|at| !is_part(at)).unwrap_or(word.len());
        let (word, behind) = word.split_at_checked(length)?;
        if word.len() > SHORTEST_RUN
            && let Some((kind, _)) = prefixed(word).filter(|(_, rest)| has_long_run(rest))
        {
            return Some(kind);
        }
        rest = behind;
    }
    None
}

/// Whether a text holds a secret, or a token.
pub(crate) fn is_in(text: &str) -> bool {
    holds_token(text) || first_in(text).is_some()
}

/// The text as it may be said: without who somebody is before an address' host; of a secret or a token, that it is one.
pub(crate) fn left_out(text: &str) -> Cow<'_, str> {
    if holds_token(text) {
        "(a token)".into()
    } else if first_in(text).is_some() {
        "(a secret)".into()
    } else {
        without_user(text)
    }
}

/// An address without who somebody is and the password, which can stand before its host; `git` is nobody.
fn without_user(text: &str) -> Cow<'_, str> {
    let bare = || {
        let (scheme, rest) = cut(text, "://")?;
        let place = cut(rest, "/").map_or(rest, |(place, _)| place);
        let user = place.strip_suffix(last(place, "@")).filter(|user| !matches!(*user, "" | "git@"))?;
        Some(joined(&[scheme, "://…@", rest.strip_prefix(user)?], ""))
    };
    bare().map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The prefix that a word starts with, and what follows it.
fn prefixed(word: &str) -> Option<(Kind, &str)> {
    PREFIXES.iter().find_map(|kind| Some((*kind, word.strip_prefix(kind.0)?)))
}

fn is_mixed(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Whether there is a run of letters and digits in a text that nobody writes by hand.
fn has_long_run(text: &str) -> bool {
    let is_long = |run: &[u8]| run.len() >= SHORTEST_RUN && run.iter().any(|byte| !byte.is_ascii_lowercase());
    text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()).any(is_long)
}

#[cfg(test)]
mod tests {
    use super::{first_in, left_out, of_pasted};

    #[test]
    fn what_is_as_long_as_a_secret_is_left_out_wherever_it_stands() {
        for (text, said) in [
            ("hf_AbCdEfGhIjKlMnOpQrStUvWxYz", "(a secret)"),
            ("Bearer hf_AbCdEfGhIjKlMnOpQrStUvWxYz, please", "(a secret)"),
            ("https://x:ghp_A1b2C3d4E5f6G7h8I9j0@github.com/a/b", "(a secret)"),
            ("https://x:correct-horse@github.com/a/b", "https://…@github.com/a/b"),
            ("ä glpat-A1b2C3d4E5f6G7h8I9j0 ö", "(a secret)"),
            ("hf_upload_model2.yml", "hf_upload_model2.yml"),
            ("ghp_", "ghp_"),
            ("https://git@github.com/a/b", "https://git@github.com/a/b"),
            ("eyJhbGciOiJub25lIn0.e30.", "(a token)"),
        ] {
            assert_eq!(left_out(text), said, "{text}");
        }
    }

    #[test]
    fn a_pasted_word_is_taken_for_one_sooner_than_a_name() {
        assert_eq!(of_pasted("TOKEN=hf_abcD1234").map(|(_, service)| service), Some("the Hub"));
        assert!(of_pasted("hf_hub_download").is_none() && first_in("hf_abcD1234").is_none());
    }
}
