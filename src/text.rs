//! What is cut out of a value or of a sheet's line: what stands before a mark, behind it, or without an end.
//!
//! The searches themselves are [`strict::text`]'s, which is compiled for speed; nothing here runs for every letter of a token.

pub(crate) use strict::text::*;

/// What stands before the first such mark; the whole text if there is none.
pub(crate) fn before<'a>(text: &'a str, mark: &str) -> &'a str {
    cut(text, mark).map_or(text, |(before, _)| before)
}

/// What stands behind the first such mark; the whole text if there is none.
pub(crate) fn behind<'a>(text: &'a str, mark: &str) -> &'a str {
    cut(text, mark).map_or(text, |(_, behind)| behind)
}

/// What stands behind the last such mark; the whole text if there is none.
pub(crate) fn last<'a>(text: &'a str, mark: &str) -> &'a str {
    let mut last = text;
    while let Some((_, behind)) = cut(last, mark) {
        last = behind;
    }
    last
}

/// The text in backticks.
// Called in many places: kept out of line, for the size of the wasm module.
#[inline(never)]
pub(crate) fn ticked(text: &str) -> String {
    joined(&["`", text, "`"], "")
}

/// Whether one of the marks stands in the text.
pub(crate) fn holds_one(text: &str, marks: &[&str]) -> bool {
    marks.iter().any(|mark| holds(text, mark))
}

/// The text without the characters around it that are to stand outside.
pub(crate) fn trimmed<'a>(text: &'a str, outside: &dyn Fn(char) -> bool) -> &'a str {
    text.trim_start_matches(outside).trim_end_matches(outside)
}

/// The text without the first of these starts that it has; `None` if it has none of them.
pub(crate) fn without_start<'a>(text: &'a str, starts: &[&str]) -> Option<&'a str> {
    starts.iter().find_map(|start| text.strip_prefix(*start))
}

/// The text without the first of these ends that it has; `None` if it has none of them.
pub(crate) fn without_end<'a>(text: &'a str, ends: &[&str]) -> Option<&'a str> {
    ends.iter().find_map(|end| text.strip_suffix(*end))
}

/// Whether two names are one but for letter case, blanks, `-` and `_`: what people write for a name. It decides nothing.
pub(crate) fn is_spelt_like(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().filter(|at| !at.is_whitespace() && !matches!(at, '-' | '_'));
    letters.map(|at| at.to_ascii_lowercase())
}

/// Whether the text is a number: digits, and at least one.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text with its first letter as a capital, if it is a plain one.
pub(crate) fn capitalised(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{before, behind, is_number, last, without_end, without_start};

    #[test]
    fn a_text_without_the_mark_is_whole() {
        assert_eq!((before("a/b/c", "/"), behind("a/b/c", "/"), last("a/b/c", "/")), ("a", "b/c", "c"));
        assert_eq!((before("abc", "/"), behind("abc", "/"), last("abc", "/")), ("abc", "abc", "abc"));
        assert_eq!((before("/", "/"), behind("/", "/"), last("a/", "/")), ("", "", ""));
    }

    #[test]
    fn the_first_end_that_it_has_is_taken_off() {
        assert_eq!(without_start("http://a", &["https://", "http://", "http:"]), Some("a"));
        assert_eq!(without_end("a.yaml", &[".yml", ".yaml"]), Some("a"));
        assert_eq!((without_start("a", &["b"]), without_end("a", &["b"])), (None, None));
    }

    #[test]
    fn a_number_has_digits_alone() {
        assert!(is_number("0123456789"));
        assert!(!["", "-1", "1.0", "٣", "1 "].into_iter().any(is_number));
    }
}
