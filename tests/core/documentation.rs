//! The list of codes for readers is the table in the source, and nothing else.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use hub_trusted_publishers::Reason;

#[test]
fn documentation_lists_every_code() {
    let mut page = String::from(
        "# Finding codes\n\nNamed for the bad thing, never renamed, never reused. Written by `UPDATE_DOCS=1 cargo test documentation` from\n`src/reason.rs`; blanks in braces are filled with what was found.\n\n| code | usual severity | message | help |\n| --- | --- | --- | --- |\n",
    );
    for reason in Reason::ALL {
        let cell = |text: &str| text.replace('|', "\\|");
        let (message, help) = (cell(reason.message()), cell(reason.help()));
        writeln!(page, "| `{}` | {} | {message} | {help} |", reason.code(), reason.severity().name()).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/codes.md is not up to date; run: UPDATE_DOCS=1 cargo test documentation");
}
