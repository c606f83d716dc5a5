//! How two texts differ in writing alone, whatever they mean: blanks, quotation marks, letters that look alike.

use crate::reason::Reason;
use crate::text::{any_part, cut, holds, holds_one, joined, name_of, without_end, without_start};

/// Differences that any two texts can have, whatever they mean.
pub(super) fn in_writing(expected: &str, found: &str) -> Option<Reason> {
    let same = |seen: fn(char) -> Option<char>| expected.chars().filter_map(seen).eq(found.chars().filter_map(seen));
    Some(if expected.is_empty() {
        Reason::ValueIsEmpty
    } else if same(|at| (!at.is_whitespace()).then_some(at)) {
        Reason::DiffersInWhitespace
    } else if same(visible) {
        Reason::DiffersInvisibly
    } else if same(|at| visible(at).map(in_lower_case)) {
        Reason::DiffersInCase
    } else if same(|at| visible(at).filter(|at| !is_accent(*at)).map(|at| skeleton(in_lower_case(at)))) {
        // One text can write an accent as a character of its own, the other as one with its letter (Unicode's NFD and NFC).
        Reason::LooksAlike
    } else if of_writing(expected).is_some_and(|(reason, better)| reason == Reason::ValueIsQuoted && better == found) {
        Reason::ValueIsQuoted
    } else if is_template(expected) || holds(expected, "<") && holds(expected, ">") {
        Reason::ValueIsTemplate
    } else if is_pattern(expected) && !holds(found, "*") {
        Reason::ValueIsPattern
    } else if lists(expected, found) {
        Reason::ValueIsList
    } else {
        return None;
    })
}

/// Whether one of several in a text is this one.
pub(crate) fn lists(text: &str, one: &str) -> bool {
    [",", "|", ";"].iter().any(|mark| any_part(text, mark, &|part| part.trim() == one))
}

/// Whether a text is meant as several: words with commas or strokes between them, and no blank but behind those.
pub(crate) fn is_list(text: &str) -> bool {
    let is_none = |part: &str| part.trim().is_empty() || holds(part.trim(), " ");
    [",", "|"].iter().any(|mark| holds(text, mark) && !any_part(text, mark, &is_none))
}

/// Whether a text is meant as a pattern: no ref and no repository that a token names has a `*`, `?` or `[`.
pub(crate) fn is_pattern(text: &str) -> bool {
    if holds(text, "://") {
        // The other marks can stand in an address.
        return holds(text, "*");
    }
    let marks = holds_one(text, &["*", ".+", "[", "?"]);
    let choice = holds(text, "(") && holds(text, "|");
    marks || choice || text.starts_with('^') || text.ends_with('$')
}

fn visible(character: char) -> Option<char> {
    (!is_invisible(character)).then_some(character)
}

/// Whether a character is an accent of the letter in front of it.
fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// Lower case where one distance leads to it: Latin, Greek, Cyrillic. The whole of Unicode's table weighs 12 kB.
pub(super) fn in_lower_case(character: char) -> char {
    let distance = match character {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        _ => return character,
    };
    char::from_u32(u32::from(character).saturating_add(distance)).unwrap_or(character)
}

/// Characters that print nothing: zero-width ones, marks of direction, soft hyphens, combining marks' carriers.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

/// A text without the characters that print nothing.
pub(crate) fn without_invisible(text: &str) -> String {
    let mut seen = String::new();
    for at in text.chars().filter_map(visible) {
        seen.push(at);
    }
    seen
}

/// What is wrong with the writing of a value, whatever it is compared with, and the value without it.
pub(crate) fn of_writing(text: &str) -> Option<(Reason, String)> {
    let told = |reason, better: &str| Some((reason, better.to_owned()));
    let quoted = without_start(text, &["\"", "'", "`", "“", "‘"]);
    let unquoted = quoted.and_then(|rest| without_end(rest, &["\"", "'", "`", "”", "’"]));
    if text.is_empty() {
        told(Reason::ValueIsEmpty, "")
    } else if text.trim() != text {
        told(Reason::ValueHasWhitespace, text.trim())
    } else if first_invisible(text).is_some() {
        told(Reason::ValueHasInvisible, &without_invisible(text))
    } else if let Some(better) = unquoted {
        told(Reason::ValueIsQuoted, better)
    } else if is_template(text) || is_placeholder(text) {
        told(Reason::ValueIsTemplate, "")
    } else {
        None
    }
}

/// Whether a text holds an expression or a variable of a pipeline file.
fn is_template(text: &str) -> bool {
    let starts_name = |byte: u8| byte.is_ascii_uppercase() || byte == b'{';
    holds(text, "{{") || cut(text, "$").is_some_and(|(_, rest)| rest.bytes().next().is_some_and(starts_name))
}

/// Whether a text has what instructions have in place of a name, by itself or between slashes and colons: `<name>`, `{branch}`,
/// `YOUR_ORG`.
fn is_placeholder(text: &str) -> bool {
    let is_one = |part: &str| {
        let inside = |open: &str, close: &str| part.strip_prefix(open)?.strip_suffix(close);
        inside("<", ">").or_else(|| inside("{", "}")).is_some_and(|name| {
            // A UUID can stand in braces.
            let all = name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b' '));
            all && name.bytes().any(|byte| byte > b'f')
        })
    };
    any_part(text, "/", &|part| any_part(part, ":", &is_one))
        || any_part(text, "/", &is_yours)
        || holds(text, "/") && !any_part(text, "/", &|part| !is_stand_in(part))
}

/// Whether an issuer has what instructions have in place of a name, somewhere in its host or its path.
pub(crate) fn has_stand_in(url: &str) -> bool {
    any_part(url, "/", &|part| any_part(part, ".", &|word| is_yours(word) || is_stand_in(word)))
}

fn is_yours(word: &str) -> bool {
    without_start(word, &["YOUR_", "YOUR-"]).is_some()
}

/// Whether a word stands in instructions for a name: in capitals, which no service gives these meanings.
fn is_stand_in(word: &str) -> bool {
    const WORDS: &str = "OWNER ORG ORGANIZATION USER USERNAME REPO REPOSITORY NAME PROJECT PROJECT_ID REGION LOCATION \
        CLUSTER WORKSPACE ACCOUNT ACCOUNT_ID TENANT TENANT_ID";
    any_part(WORDS, " ", &|known| known == word)
}

/// Of a value with a character that may be taken for a plain one: which that is.
pub(crate) fn beyond_ascii(text: &str) -> String {
    let foreign = text.chars().enumerate().find(|(_, at)| !at.is_ascii());
    foreign.map_or(String::new(), |(before, at)| {
        let (place, name) = (before.saturating_add(1).to_string(), name_of(u32::from(at)));
        joined(&["; character ", &place, " here is ", &name], "")
    })
}

/// The first character that prints nothing.
pub(crate) fn first_invisible(text: &str) -> Option<char> {
    let mut before = ' ';
    for at in text.chars() {
        // Emoji and some scripts are written with joiners and with marks that choose a form.
        let is_part = !before.is_ascii() && matches!(at, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}');
        if is_invisible(at) && !is_part {
            return Some(at);
        }
        before = at;
    }
    None
}

/// A text in plain letters, where a word of it mixes them with letters of other scripts that are taken for them. Accents are no other
/// script.
pub(crate) fn plain_letters(text: &str) -> Option<String> {
    let (mut plain, mut is_mixed) = (String::new(), false);
    // In the word so far.
    let (mut has_plain, mut has_alike) = (false, false);
    for at in text.chars() {
        let letter = if at >= '\u{370}' { skeleton(at) } else { at };
        if at.is_ascii() && !at.is_ascii_alphanumeric() {
            (has_plain, has_alike) = (false, false);
        }
        has_plain |= at.is_ascii_alphabetic();
        has_alike |= letter != at;
        is_mixed |= has_plain && has_alike;
        plain.push(letter);
    }
    (is_mixed && plain.is_ascii()).then_some(plain)
}

/// Plain letters, each before those of other scripts, or with marks, that are taken for it; in lower case.
const LOOK_ALIKES: [&str; 26] = [
    "aаαàáâãäåāăą",
    "bьƅ",
    "cсϲçćĉċč",
    "dԁďđ",
    "eеεèéêëēĕėęě",
    "gցĝğġģ",
    "hһĥħ",
    "iіιíìîïĩīĭįıl1|ӏ",
    "jјĵ",
    "kкκķ\u{212a}",
    "mм",
    "nոηñńņň",
    "oоοòóôõöøōŏő0ӧ",
    "pрρ",
    "qԛ",
    "rгŕŗř",
    "sѕśŝşš",
    "tтτţťŧ",
    "uυսùúûüũūŭůűų",
    "vνѵ",
    "wԝωŵ",
    "xхχ",
    "yуγýÿŷ",
    "zźżž",
    "-‐‑‒–—−﹣",
    "/∕⁄",
];

/// The plain letter that a character is taken for.
pub(super) fn skeleton(character: char) -> char {
    if let Some(ascii @ 0x21..=0x7e) = u32::from(character).checked_sub(0xFEE0) {
        // Full-width forms.
        return in_lower_case(char::from_u32(ascii).unwrap_or(character));
    }
    let alike = LOOK_ALIKES.iter().find(|alike| alike.chars().any(|at| at == character));
    alike.and_then(|alike| alike.chars().next()).unwrap_or(character)
}
