//! Finds the public suites, which stay outside the repository.

use std::io::{Write, stderr};
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// The folder of the suites: `$HUB_SUITES`, else `shared` beside the repository. `None`, said aloud, where it is absent; a failure if
/// `$HUB_SUITES_REQUIRED` is `1`.
pub(crate) fn folder(suite: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = env::var_os("HUB_SUITES").map_or(beside, PathBuf::from).join(suite);
    if folder.exists() {
        return Some(folder);
    }
    assert!(env::var_os("HUB_SUITES_REQUIRED").is_none_or(|value| value != "1"), "{suite} is required and absent");
    // Cargo keeps what a passing test prints to itself, but for what is written this way.
    let said = format!("skipped 1 suite: {suite} is not beside the repository\n");
    stderr().write_all(said.as_bytes()).unwrap();
    None
}

/// A suite that is one JSON text.
pub(crate) fn json(suite: &str) -> Option<Value> {
    let text = fs::read_to_string(folder(suite)?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// A suite that is one JSON text a line.
pub(crate) fn lines(suite: &str) -> Option<Vec<Value>> {
    let text = fs::read_to_string(folder(suite)?).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn an_absent_suite_is_said_and_fails_where_it_is_required() {
    let run = |required: &str| {
        let mut tests = Command::new(env::current_exe().unwrap());
        tests.args(["--exact", "json_suite::every_file_is_read_as_the_strict_profile_says"]);
        tests.env("HUB_SUITES", "/nowhere").env("HUB_SUITES_REQUIRED", required).output().unwrap()
    };
    let skipped = run("");
    assert!(skipped.status.success());
    let said = String::from_utf8(skipped.stderr).unwrap();
    assert!(said.contains("skipped 1 suite: vectors/JSONTestSuite/"), "{said}");
    assert!(!run("1").status.success());
}
