//! Texts cut, joined and quoted, beside the standard library and another writer of JSON.

use proptest::prelude::*;
use strict::text::{
    cut, cut_short, describe, holds, holds_token, is_noncharacter, joined, name_of, owned, parts, quote, start,
};

proptest! {
    #[test]
    fn cutting_is_what_the_standard_library_does(text in "[abé.]{0,12}", mark in prop_oneof!["[ab.]{1,3}", Just("é".to_owned())]) {
        prop_assert_eq!(cut(&text, &mark), text.split_once(&mark));
        prop_assert_eq!(holds(&text, &mark), text.contains(&mark));
        let all: Vec<&str> = text.split(&mark).collect();
        prop_assert_eq!(joined(&all, &mark), text.clone());
        prop_assert_eq!(owned(&all), all.iter().map(ToString::to_string).collect::<Vec<_>>());
        prop_assert_eq!(parts(&text, &mark), all);
    }

    #[test]
    fn a_quoted_text_is_what_another_reader_reads(text in "[a\"\\\\\u{0}-\u{1f}é😀]{0,20}|\\PC{0,20}") {
        let mut quoted = String::new();
        quote(&mut quoted, &text);
        prop_assert_eq!(serde_json::from_str::<String>(&quoted).ok(), Some(text));
    }

    #[test]
    fn a_start_has_so_many_characters(text in "[aé😀]{0,9}", length in 0..10_usize) {
        let wanted: String = text.chars().take(length).collect();
        prop_assert_eq!(start(&text, length), &wanted);
        let is_whole = wanted == text;
        prop_assert_eq!(cut_short(&text, length), if is_whole { wanted } else { wanted + "…" });
    }
}

#[test]
fn a_token_is_known_by_its_start_and_a_dot() {
    for (text, is_one) in [
        ("eyJhbGciOiJSUzI1NiJ9.e30.", true),
        ("Bearer eyJhbGciOiJSUzI.", true),
        ("eyJ eyJhbGciOiJSUzI1NiJ9.x", true),
        ("eyJhbGciOiJSUzI1NiJ9", false),
        ("eyJhbGciOiJSUz.", false),
        ("eyJhbGciOiJSUzI x.", false),
        ("hf_upload.eyJ", false),
        ("", false),
    ] {
        assert_eq!(holds_token(text), is_one, "{text}");
    }
}

#[test]
fn characters_are_described_so_that_a_reader_knows_them() {
    for (character, shown) in [('a', "`a`"), ('~', "`~`"), (' ', "U+0020"), ('\u{200B}', "U+200B"), ('😀', "U+1F600")]
    {
        assert_eq!(describe(character), shown);
    }
    assert_eq!(name_of(0xA), "U+000A");
    let all = (0..=0x10_FFFF).filter_map(char::from_u32);
    let noncharacters: Vec<char> = all.filter(|character| is_noncharacter(*character)).collect();
    // Unicode has 66: 32 in a row, and the last two of each of its 17 planes.
    assert_eq!(noncharacters.len(), 66);
    assert!(
        ['\u{FDD0}', '\u{FDEF}', '\u{FFFE}', '\u{1FFFF}', '\u{10FFFF}'].iter().all(|one| noncharacters.contains(one))
    );
}
