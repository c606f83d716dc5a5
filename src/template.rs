//! Texts with `{blanks}`: filled in from values, and read back into them. One notation serves issuers, claims, typical
//! jobs and pipeline files.
//!
//! A blank is a name in lower case and a mark for what may stand there: `{owner}` letters, digits, `.`, `_` and `-`;
//! `{id#}` digits; `{id%}` a UUID; `{commit!}` a commit; `{branch/}` a path, or a ref without its `refs/`; `{file~}` a YAML file; `{title*}`
//! anything; `{=ref}` another claim; `{tag?}` nothing, where that value is known; `{branch"}` anything, written as a
//! JSON string. Every other brace is itself.

use crate::text::{any_part, cut, holds_one, is_number, last, quote, without_end, without_start};

/// What the names of YAML files end in.
pub(crate) const YAML: [&str; 2] = [".yml", ".yaml"];

/// Values by the names of their blanks.
pub(crate) type Values = Vec<(&'static str, String)>;

/// The value of this name.
pub(crate) fn value<'a>(values: &'a [(&str, String)], name: &str) -> Option<&'a str> {
    values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

/// Takes the values of this name away.
pub(crate) fn forget(values: &mut Values, name: &str) {
    values.retain(|(known, _)| *known != name);
}

/// A blank: what stands before it, its name, its mark, and what follows.
#[derive(Clone, Debug)]
struct Blank<'a> {
    before: &'a str,
    name: &'a str,
    mark: char,
    after: &'a str,
}

/// The first blank of a template.
fn blank(template: &str) -> Option<Blank<'_>> {
    let mut from: usize = 0;
    loop {
        let (skipped, rest) = cut(template.get(from..)?, "{")?;
        let at = from.saturating_add(skipped.len());
        from = at.saturating_add(1);
        let Some((inside, after)) = cut(rest, "}") else { continue };
        let mark = inside.chars().next_back();
        let mark = mark.filter(|mark| matches!(mark, '!' | '#' | '%' | '/' | '*' | '?' | '~' | '"'));
        let name = mark.map_or(inside, |mark| inside.strip_suffix(mark).unwrap_or(inside));
        let named = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'=' | b'-' | b'.' | b'/');
        if !name.is_empty() && name.bytes().all(named) {
            return Some(Blank { before: template.get(..at)?, name, mark: mark.unwrap_or(' '), after });
        }
    }
}

/// The names of a template's blanks, without those that stand for other claims.
pub(crate) fn blanks(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(next) = blank(rest) {
        if !next.name.starts_with('=') && next.mark != '?' {
            names.push(next.name);
        }
        rest = next.after;
    }
    names
}

/// A template as a person reads it: without marks, and without what only steers.
pub(crate) fn shown(template: &str) -> String {
    let mut shown = String::new();
    let mut rest = template;
    while let Some(next) = blank(rest) {
        let name = next.name.strip_prefix('=').unwrap_or(next.name);
        shown.push_str(next.before);
        if next.mark != '?' {
            let name = match next.mark {
                '#' => "number",
                '%' => "UUID",
                '!' => "commit",
                _ => name,
            };
            for part in ["{", name, "}", if next.mark == '~' { ".yml" } else { "" }] {
                shown.push_str(part);
            }
        }
        rest = next.after;
    }
    shown.push_str(rest);
    shown
}

/// What stands before a template's first blank, and behind its last.
pub(crate) fn edges(template: &str) -> (&str, &str) {
    let before = blank(template).map_or(template, |first| first.before);
    let mut after = template;
    while let Some(next) = blank(after) {
        after = next.after;
    }
    (before, after)
}

/// Fills a template in; `None` if a value is not known.
pub(crate) fn fill(template: &str, known: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some(next) = blank(rest) {
        filled.push_str(next.before);
        let value = known(next.name)?;
        match next.mark {
            '?' => {}
            '"' => quote(&mut filled, &value),
            _ => filled.push_str(&value),
        }
        rest = next.after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// Fills a template in with these values; `None` if it has a blank that they do not.
pub(crate) fn fill_with(template: &str, values: &[(&str, String)]) -> Option<String> {
    fill(template, &|name| value(values, name).map(ToOwned::to_owned))
}

/// Whether a text has one of these forms.
pub(crate) fn has_form(text: &str, forms: &[&str]) -> bool {
    forms.iter().any(|form| is_of(form, text))
}

/// Whether a text has one of the forms that a sheet's line names.
pub(crate) fn has_named_form(text: &str, forms: &str) -> bool {
    any_part(forms, " or ", &|form| is_of(form, text))
}

/// Whether a text has this form.
pub(crate) fn is_of(template: &str, text: &str) -> bool {
    // Few texts start as a form does, up to what may be a blank.
    match cut(template, "{") {
        Some((start, _)) => text.starts_with(start) && Template::of(template).is_of(text),
        None => text == template,
    }
}

/// Reads a text back into a template's values; `None` if it does not fit.
pub(crate) fn capture<'t>(template: &'t str, text: &str) -> Option<Vec<(&'t str, String)>> {
    let mut values = Vec::new();
    Template::of(template).read_back(text, &mut |name, held| values.push((name, held.to_owned())))?;
    Some(values)
}

/// A template that is taken apart, to be compared with many texts.
#[derive(Clone, Debug)]
pub(crate) struct Template<'t> {
    blanks: Vec<Blank<'t>>,
    /// What stands behind the last blank.
    end: &'t str,
}

impl<'t> Template<'t> {
    pub(crate) fn of(template: &'t str) -> Self {
        let mut form = Self { blanks: Vec::new(), end: template };
        while let Some(next) = blank(form.end) {
            form.end = next.after;
            form.blanks.push(next);
        }
        form
    }

    /// Whether a text has it.
    pub(crate) fn is_of(&self, text: &str) -> bool {
        self.read_back(text, &mut |_, _| {}).is_some()
    }

    /// Gives each blank what it holds in a text. A blank ends where what follows it first stands, a path and another claim where it
    /// last stands.
    fn read_back(&self, mut text: &str, each: &mut dyn FnMut(&'t str, &str)) -> Option<()> {
        // Few texts end as it does.
        if !text.ends_with(self.end) {
            return None;
        }
        for (index, next) in self.blanks.iter().enumerate() {
            text = text.strip_prefix(next.before)?;
            let mut held = "";
            if next.mark != '?' {
                let follows = self.blanks.get(index.saturating_add(1)).map_or(self.end, |behind| behind.before);
                let greedy = next.mark == '/' || next.name.starts_with('=');
                held = extent(text, follows, greedy)?;
                // No service has an owner with a dot or a repository that ends in `.git`: those are addresses.
                let is_address = next.name == "owner" && next.mark == ' ' && held.bytes().any(|byte| byte == b'.')
                    || next.name == "name" && held.ends_with(".git");
                if is_address || !(next.name.starts_with('=') || fits(next.mark, held)) {
                    return None;
                }
                text = text.strip_prefix(held)?;
            }
            each(next.name, held);
        }
        (text == self.end).then_some(())
    }
}

/// What stands before the first such mark, or the last one; all of it if there is no mark.
fn extent<'a>(text: &'a str, mark: &str, greedy: bool) -> Option<&'a str> {
    match mark {
        "" => Some(text),
        _ if greedy => text.strip_suffix(last(text, mark))?.strip_suffix(mark),
        _ => cut(text, mark).map(|(held, _)| held),
    }
}

/// Whether a value may stand in a blank of this mark.
fn fits(mark: char, value: &str) -> bool {
    let all = |allowed: fn(u8) -> bool| value.bytes().all(allowed);
    !value.is_empty()
        && match mark {
            '#' => is_number(value),
            '%' => is_uuid(value),
            '!' => matches!(value.len(), 40 | 64) && all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
            // What git allows in a ref (git-check-ref-format), and paths of projects and files.
            '/' => {
                all(|byte| byte > b' ' && !matches!(byte, 0x7f | b'*' | b'?' | b'[' | b'\\' | b'^' | b'~' | b':'))
                    && without_start(value, &["refs/", "/"]).is_none()
                    && without_end(value, &["/", ".lock", "."]).is_none()
                    && !holds_one(value, &["..", "//", "@{"])
                    && value != "@"
            }
            '~' => {
                all(|byte| byte >= b' ' && !matches!(byte, 0x7f | b'/' | b'@'))
                    && without_end(value, &YAML).is_some_and(|stem| !stem.is_empty())
            }
            '*' | '"' => true,
            _ => all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')),
        }
}

fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

#[cfg(test)]
mod tests {
    use super::{blanks, capture, fill};

    #[test]
    fn what_is_filled_in_is_read_back() {
        for (template, text) in [
            ("refs/heads/{branch/}", "refs/heads/feature/a"),
            ("{owner/}/{name}", "group/sub/project"),
            ("{{id%}}", "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}"),
            ("repo:{owner}@{owner_id#}/{name}@{id#}:environment:{environment*}", "repo:a@1/b@2:environment:x y"),
            ("{=repository}/.github/workflows/{file~}@{=ref}", "a/b/.github/workflows/c.yml@refs/heads/main"),
            ("tag{tag?}", "tag"),
            ("{\"aud\":\"{audience*}\"}", "{\"aud\":\"hub\"}"),
        ] {
            let values = capture(template, text);
            assert!(values.is_some(), "{template} does not read {text}");
            let values = values.unwrap_or_default();
            let known = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
            assert_eq!(fill(template, &known).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_a_blank_cannot_hold_does_not_fit() {
        for (template, text) in [
            ("{owner}/{name}", "acme"),
            ("{owner}/{name}", "acme/a/b"),
            ("{owner}/{name}", "acme/x "),
            ("{id#}", "x1"),
            ("{id%}", "A1B2C3D4-E5F6-4A7B-8C9D-0E1F2A3B4C5D"),
            ("{branch/}", "refs/heads/main"),
            ("{branch/}", "release/*"),
            ("{file~}", ".yml"),
            ("{file~}", "a/b.yml"),
            ("{title*}", ""),
            ("tag{tag?}", "branch"),
        ] {
            assert_eq!(capture(template, text), None, "{template} reads {text}");
        }
    }

    #[test]
    fn blanks_are_told_by_name() {
        assert_eq!(blanks("{owner}/{name}{ids?} {=ref} {{id%}} {X}"), ["owner", "name", "id"]);
    }
}
