//! Finds the public suites, which stay outside the repository.

use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;

/// The folder of the suites: `$HUB_SUITES`, else `shared` beside the repository. `None`, said aloud, where it is absent.
pub(crate) fn folder(suite: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = env::var_os("HUB_SUITES").map_or(beside, PathBuf::from).join(suite);
    if folder.exists() {
        return Some(folder);
    }
    println!("skipped 1 suite: {suite} is not beside the repository");
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
