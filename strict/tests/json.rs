//! What is read of an object against what was written: names and texts with and without escapes, few and many, nested or not.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use proptest::prelude::*;
use strict::Wrong;
use strict::json::{DEPTH_LIMIT, Document, Fault, Json, Kind, Member, Members, Node, read, read_typed};

/// A text as JSON, each letter with an escape or without.
fn written(text: &str, escaped: u32) -> String {
    let letters = text.chars().enumerate().map(|(index, letter)| {
        let by_number = escaped >> (index % 32) & 1 == 1 || letter < ' ' || matches!(letter, '"' | '\\');
        let units = letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
        if by_number { units } else { letter.to_string() }
    });
    format!("\"{}\"", letters.collect::<String>())
}

fn names() -> impl Strategy<Value = Vec<(String, u32)>> {
    let name = prop_oneof!["[ab]{0,3}", "[a-d\"\\\\é😀\n]{0,4}", "[a-z]{3,20}"];
    prop::collection::vec((name, prop_oneof![Just(0), any::<u32>()]), 0..70)
}

/// Pieces of JSON and of what is nearly JSON, in any order.
fn nearly_json() -> impl Strategy<Value = String> {
    const PIECES: [&str; 32] = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\n",
        "\t",
        "\"a\"",
        "\"b\"",
        "\"\\n\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\n\"",
        "\"",
        "0",
        "1",
        "-1",
        "01",
        "-",
        "1.5",
        "1.",
        ".5",
        "1e5",
        "1E+5",
        "1e",
        "true",
        "false",
        "null",
        "tru",
        "nil",
    ];
    let pieces = |most| prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..most);
    // Among any pieces few texts are well formed; in a frame more are.
    const FRAMES: [(&str, &str); 4] = [("[", "]"), ("{\"a\":", "}"), ("[1,", "]"), ("[", ",[]]")];
    let framed = (prop::sample::select(FRAMES.as_slice()), pieces(3));
    prop_oneof![
        pieces(8).prop_map(|all| all.concat()),
        framed.prop_map(|((start, end), all)| [start, &all.concat(), end].concat())
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn what_is_json_is_what_another_reader_takes_for_it(text in nearly_json()) {
        let theirs = serde_json::from_str::<serde_json::Value>(&text).map_err(|error| error.to_string());
        match read(&text) {
            Ok(_) => prop_assert!(theirs.is_ok(), "{theirs:?}"),
            Err(fault) if fault.wrong == Wrong::DuplicateMember => {}
            Err(fault) => {
                prop_assert!(theirs.is_err(), "{fault:?}");
                prop_assert!(matches!(fault.wrong, Wrong::JsonSyntax | Wrong::NumberRange), "{fault:?}");
                prop_assert!(fault.at <= text.len() && !fault.what.is_empty());
            }
        }
    }
}

proptest! {
    #[test]
    fn the_first_name_that_stands_twice_is_found_and_no_other(names in names(), nested: bool) {
        let members: Vec<String> =
            names.iter().map(|(name, escaped)| format!("{}:1", written(name, *escaped))).collect();
        let object = format!("{{{}}}", members.join(","));
        let before = if nested { "{\"a\":[7,{\"b\":" } else { "" };
        let text = if nested { format!("{before}{object}}}],\"b\":{object}}}") } else { object };
        let twice = (0..names.len()).find(|index| names[..*index].iter().any(|(name, _)| *name == names[*index].0));
        let wanted = twice.map(|index| {
            let at = before.len() + 1 + members[..index].iter().map(|member| member.len() + 1).sum::<usize>();
            Fault { wrong: Wrong::DuplicateMember, at, what: names[index].0.clone() }
        });
        prop_assert_eq!(read(&text).err(), wanted);
    }

    #[test]
    fn what_is_read_is_what_was_written(
        names in names(),
        texts in prop::collection::vec(("[ab\"\\\\é😀\n]{0,6}", any::<u32>()), 70),
    ) {
        let entries: Vec<(String, String, String)> = names
            .iter()
            .zip(&texts)
            .enumerate()
            .map(|(index, ((name, escaped), (text, inner)))| {
                let name = format!("{index}{name}");
                let text = written(text, *inner);
                let json = if index % 3 == 0 { format!("[{{\"x\":{text}}}, 1]") } else { text };
                (format!("{} : {json}", written(&name, *escaped)), name, json)
            })
            .collect();
        let members: Vec<&str> = entries.iter().map(|(member, ..)| member.as_str()).collect();
        let text = format!(" {{ {} }} ", members.join(" ,\n"));
        let document = read(&text).expect("well formed");
        let typed = read_typed(&text).expect("well formed");
        prop_assert_eq!(document.len(), entries.len());
        for (node, other) in document.root().children().zip(typed.root().children()) {
            prop_assert_eq!((node.name(), node.json(), node.text()), (other.name(), other.json(), other.text()));
            prop_assert_eq!(&text[node.span()], node.json());
        }
        let nested: Vec<&str> =
            typed.root().children().filter_map(|item| item.children().next()?.child("x")?.text()).collect();
        let members = Members::of(document);
        let mut wanted = Vec::new();
        for (index, ((_, name, json), (value, _))) in entries.iter().zip(&texts).enumerate() {
            let member = members.get(name).expect("every name is there");
            prop_assert_eq!((member.name, member.json), (name.as_str(), json.as_str()));
            let is_list = index % 3 == 0;
            prop_assert_eq!(member.text, (!is_list).then_some(value.as_str()));
            if is_list {
                wanted.push(value.as_str());
            }
        }
        prop_assert_eq!(nested, wanted);
    }
}

#[test]
fn a_list_s_items_are_kept_and_what_stands_in_them_only_where_the_package_wrote_it() {
    let text = r#"[1, ["a"], {"b": [true, null]}]"#;
    let items = |document: &Document<'_>| -> Vec<String> {
        document.root().children().map(|item| item.json().to_owned()).collect()
    };
    let (strict, typed) = (read(text).expect("well formed"), read_typed(text).expect("well formed"));
    for document in [&strict, &typed] {
        assert_eq!(items(document), ["1", r#"["a"]"#, r#"{"b": [true, null]}"#]);
    }
    // 1, the list, "a", the object, its list, true, null.
    assert_eq!((strict.len(), typed.len()), (3, 7));
}

#[test]
fn what_is_no_character_and_what_is_too_deep_is_refused_with_its_place() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&deep(DEPTH_LIMIT)).is_ok());
    for (text, wrong, at, what) in [
        (deep(DEPTH_LIMIT + 1), Wrong::JsonDepth, DEPTH_LIMIT, "64"),
        (r#"["a", "\uFFFE"]"#.to_owned(), Wrong::Noncharacter, 7, "U+FFFE"),
        ("[\"b\u{FDD0}\"]".to_owned(), Wrong::Noncharacter, 3, "U+FDD0"),
        (r#"["\uD800x"]"#.to_owned(), Wrong::LoneSurrogate, 2, "U+D800"),
        (r#"{"\uDC00": 1}"#.to_owned(), Wrong::LoneSurrogate, 2, "U+DC00"),
        ("[1e309]".to_owned(), Wrong::NumberRange, 1, "1e309"),
    ] {
        let fault = Fault { wrong, at, what: what.to_owned() };
        assert_eq!(read(&text).err(), Some(fault), "{text}");
        assert!(wrong == Wrong::NumberRange || read_typed(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_fault_says_what_was_expected_and_where() {
    for (text, at, what) in [
        ("", 0, "a value"),
        ("nul", 0, "a value"),
        ("{", 1, "a member's name in quotation marks"),
        ("{\"a\" 1}", 5, "`:`"),
        ("{\"a\":1 \"b\"", 7, "`,` or `}`"),
        ("[1 2]", 3, "`,` or `]`"),
        ("[1] 2", 4, "the end of the text"),
        ("[-]", 2, "a digit"),
        ("[\"a", 3, "a closing quotation mark"),
        ("[\"\t\"]", 2, "an escape in place of a control character"),
        ("[\"\\x\"]", 2, "an escape of RFC 8259"),
        ("[\"\\u12\"]", 4, "four hexadecimal digits"),
    ] {
        let fault = Fault { wrong: Wrong::JsonSyntax, at, what: what.to_owned() };
        assert_eq!(read(text).err(), Some(fault), "{text}");
    }
}

#[test]
fn escapes_stand_for_what_rfc_8259_says() {
    let text = r#"{"a\/\b\f": "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00", "b": "\ud800"}"#;
    let typed = read_typed(text).expect("well formed");
    assert_eq!(typed.entry("a/\u{8}\u{c}").and_then(Node::text), Some("\"\\/\u{8}\u{c}\n\r\té😀"));
    // Half a pair is no character: what is typed with one equals nothing that was read strictly.
    assert_eq!(typed.entry("b").and_then(Node::text), Some("\u{FFFF}"));
    assert!(read(text).is_err() && typed.entry("c").is_none());
}

#[test]
fn members_are_added_found_and_taken_away() {
    let mut members = Members::of(read(r#"{"a": "b", "c": [1]}"#).expect("well formed"));
    members.push_text("d", "e\n");
    members.push(Member { name: "f", kind: Kind::Number, json: "7", text: None });
    members.remove("a");
    let all: Vec<(&str, &str, Option<&str>)> =
        members.iter().map(|member| (member.name, member.json, member.text)).collect();
    assert_eq!(all, [("c", "[1]", None), ("d", r#""e\u000a""#, Some("e\n")), ("f", "7", None)]);
    assert_eq!((members.len(), members.is_empty(), members.get("a")), (3, false, None));
    assert_eq!((Members::default().len(), Members::default().is_empty()), (0, true));
    // Values can be anybody's secret.
    assert_eq!(format!("{members:?} {:?}", members.get("d")), "Members(3) Some(Member(String, 9 bytes))");
}

#[test]
fn what_is_written_has_its_commas_and_quotation_marks() {
    let written = Json::text_of(|json| {
        json.shape(|json| {
            json.member("a", "b\"");
            json.optional("c", None);
            json.number("d", -7);
            json.index("e", 8);
            json.truth("f", true);
            json.name("g").texts(&["h", "i"]);
            json.name("j").table(|json| {
                json.entry("k\n").bare("1");
                json.entry("l").text("");
            });
            json.name("m").perhaps(Some("n"), Json::text);
        });
    });
    let wanted = r#"{"a":"b\"","c":null,"d":-7,"e":8,"f":true,"g":["h","i"],"j":{"k\u000a":1,"l":""},"m":"n"}"#;
    assert_eq!(written, wanted);
}
