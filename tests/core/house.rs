//! The shape of the house: one direction of flow, and no JavaScript in the core.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which `lib.rs` lists them.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(source().join("lib.rs")).unwrap();
    let name =
        |line: &str| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(ToOwned::to_owned);
    text.lines().filter_map(name).collect()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of a module: its own, and those in its folder.
fn files(module: &str) -> Vec<PathBuf> {
    std::iter::once(source().join(format!("{module}.rs"))).chain(inside(&source().join(module))).collect()
}

/// The files in a folder, if there is one.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn a_module_names_only_those_above_it() {
    let modules = modules();
    let mut wrong = Vec::new();
    for (index, module) in modules.iter().enumerate() {
        for file in files(module) {
            let text = fs::read_to_string(&file).unwrap();
            for below in modules.iter().skip(index + 1) {
                let named = text.lines().any(|line| {
                    !line.trim_start().starts_with("//")
                        && (line.contains(&format!("crate::{below}::")) || line.contains(&format!("crate::{below};")))
                });
                // `use crate::{one, other};` names modules without a path of their own.
                let grouped = text.lines().filter_map(|line| line.strip_prefix("use crate::{"));
                let listed = grouped.flat_map(|list| list.trim_end_matches("};").split(", ")).any(|name| name == below);
                if named || listed {
                    wrong.push(format!("{} names {below}, which stands below it", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(modules.len() > 10, "lib.rs lists its modules one a line");
}

#[test]
fn only_the_door_knows_javascript() {
    for module in modules() {
        if ["subtle", "wasm"].contains(&module.as_str()) {
            continue;
        }
        for file in files(&module) {
            let text = fs::read_to_string(&file).unwrap();
            for foreign in ["wasm_bindgen", "js_sys", "web_sys", "target_arch"] {
                assert!(!text.contains(foreign), "{} knows {foreign}", file.display());
            }
        }
    }
}

#[test]
fn the_strict_readers_know_nothing_of_tokens() {
    let strict = source().join("../strict/src");
    let files = [inside(&strict), inside(&strict.join("json"))].concat();
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for foreign in ["wasm_bindgen", "js_sys", "claim", "publisher", "issuer", "Finding", "Reason"] {
            assert!(!text.contains(foreign), "{} knows {foreign}", file.display());
        }
    }
}

#[test]
fn nothing_pasted_is_read_into_a_value_that_forgets() {
    // serde_json's Value drops order, spelling and duplicates, and its private markers can be forged from input.
    for module in modules() {
        for file in files(&module) {
            let text = fs::read_to_string(&file).unwrap();
            for reader in ["serde_json::Value", "serde_json::from", "to_value"] {
                assert!(!text.contains(reader), "{} uses {reader}", file.display());
            }
        }
    }
}
