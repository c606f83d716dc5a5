//! That what is promised is written down, and that what is written down is tested.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hub_trusted_publishers::{HUB, Labels, Publisher, Request, wire};
use serde_json::Value;

use crate::mint::{NOW, RESOURCE, signed};
use crate::suites;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The cells of a table's rows.
fn rows(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    text.lines().filter(|line| line.starts_with("| ")).map(cells).collect()
}

fn is_id(text: &str) -> bool {
    let (letter, number) = text.split_once('-').unwrap_or_default();
    letter.len() == 1 && number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn every_row_names_a_test_that_exists() {
    let rows: Vec<Vec<String>> = rows(&read("docs/security.md")).into_iter().filter(|row| is_id(&row[0])).collect();
    let ids: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!((rows.len(), ids.len()), (205, 205));
    for row in &rows {
        if row[1].starts_with("declined: ") {
            assert!(row[1].len() > 30, "{} is declined without a reason", row[0]);
            continue;
        }
        let (name, title) = row[2].split_once(": ").unwrap_or((&row[2], ""));
        let name = name.trim_matches('`');
        if let Some((module, test)) = name.split_once("::") {
            assert!(read(&format!("tests/core/{module}.rs")).contains(&format!("fn {test}(")), "{}: {name}", row[0]);
        } else {
            assert!(read(&format!("tests/{name}")).contains(title) && !title.is_empty(), "{}: {name}: {title}", row[0]);
        }
    }
    // Where the requirements themselves stand beside the repository, none of them is left out.
    let Some(facts) = suites::folder("facts/security.md") else { return };
    let wanted = self::rows(&fs::read_to_string(facts).unwrap());
    let wanted: BTreeSet<&str> = wanted.iter().map(|row| row[0].as_str()).filter(|id| is_id(id)).collect();
    assert_eq!(ids, wanted);
}

#[test]
fn an_answer_tells_nothing_of_the_token() {
    let publishers = [Publisher::of("https://gitlab.com", [("project_path", "acme/model")])];
    let answer = |resource: &str, token: &str| -> Value {
        let labels = Labels::Documented;
        let request = Request { token, resource, publishers: &publishers, now: NOW, audience: HUB, labels };
        serde_json::from_str::<Value>(&wire::simulated(&request)).unwrap()["response"].clone()
    };
    let claims = |more: &str| signed(format!(r#"{{"iss":"https://gitlab.com","aud":"{HUB}","iat":1,{more}}}"#));
    let refusals = [
        answer(RESOURCE, &claims(r#""sub":"a","exp":2,"project_path":"acme/model""#)),
        answer(RESOURCE, &claims(r#""sub":"a","exp":1767225900,"project_path":"\u202eacme/other""#)),
        answer("nobody/nothing", &claims(r#""sub":"b","exp":1767225900,"project_path":"acme/other""#)),
    ];
    for refusal in &refusals {
        assert_eq!(refusal, &refusals[0], "one body, whatever did not match");
    }
    for answer in refusals.iter().chain([&answer(RESOURCE, "no token")]) {
        let described = answer["error_description"].as_str().unwrap();
        // RFC 6749 section 5.2.
        assert!(described.bytes().all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e)), "{described}");
    }
}

#[test]
fn every_fuzzer_is_run() {
    let manifest = read("fuzz/Cargo.toml");
    let named = |start: &str| -> BTreeSet<String> {
        manifest.lines().filter_map(|line| line.strip_prefix(start)?.strip_suffix('"').map(ToOwned::to_owned)).collect()
    };
    let mut fuzzers = named("name = \"");
    fuzzers.remove("hub-trusted-publishers-fuzz");
    let makefile = read("Makefile");
    let run = makefile.lines().find_map(|line| line.strip_prefix("FUZZERS := ")).unwrap();
    assert_eq!(fuzzers, run.split(' ').map(ToOwned::to_owned).collect());
    let told = rows(&read("docs/security.md"));
    for fuzzer in &fuzzers {
        assert!(told.iter().any(|row| row[0] == format!("`{fuzzer}`")), "docs/security.md tells nothing of {fuzzer}");
    }
    assert!(makefile.contains("fuzzed ## every check"), "make test runs them");
}

#[test]
fn what_is_not_promised_is_written_down() {
    let text = read("SECURITY.md");
    let (_, not) = text.split_once("## What is not promised").unwrap();
    for word in ["Revocation", "replay", "clock", "Extensions", "developer tools", "memory", "ROCA", "on-path"] {
        assert!(not.contains(word), "SECURITY.md does not speak of {word}");
    }
}
