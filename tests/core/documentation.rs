//! The list of codes for readers is the table in the source, and nothing else.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use hub_trusted_publishers::{Context, Reason, Severity, check, provider};

#[test]
fn every_line_of_a_sheet_is_explained() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CONTRIBUTING.md")).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/provider");
    for sheet in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if sheet.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&sheet).unwrap();
        for line in text.lines().skip(1).take_while(|line| !line.starts_with("file ")) {
            let key = line.split(' ').next().unwrap();
            let is_told = ["`", " "].iter().any(|end| guide.contains(&format!("`{key}{end}")));
            assert!(is_told, "{}: `{key}` is no line of CONTRIBUTING.md", sheet.display());
        }
    }
}

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
    up_to_date("docs/codes.md", &page);
}

/// Why a publisher that is recommended is warned of all the same: the platform leaves no way to pin it.
const NO_WAY: &[(&str, &str, &str)] = &[
    ("circleci", "rerun-with-ssh", "`ssh-rerun` is a boolean, which a publisher's text never equals"),
    ("buildkite", "fork-reachable", "no claim tells a fork's build from a push: build no forks"),
    ("codefresh", "fork-reachable", "no claim tells a fork's pull request: give the pipeline no trigger for them"),
    ("codefresh", "any-ref", "a pipeline that no repository starts has no branch"),
    ("teamcity", "any-ref", "a build without a branch has no claim for it"),
];

#[test]
fn documentation_lists_every_provider() {
    let mut page = String::from(
        "# Providers\n\nWho is recognised, by which issuers, and which claims are recommended, the safest first. Written by\n`UPDATE_DOCS=1 cargo test documentation` from the sheets in `src/provider/`.\n\n| provider | issuers | audience | recommended claims |\n| --- | --- | --- | --- |\n",
    );
    let mut warned = String::new();
    for provider in &provider::ALL {
        let listed = |texts: &[&str]| texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join("<br>");
        let recommended = provider.recommended();
        let claims: Vec<String> = recommended.iter().map(|claims| claims.join(" ")).collect();
        let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
        let audience = if provider.audience_selectable() { "can be the Hub's" } else { "cannot be the Hub's" };
        let (name, issuers) = (provider.name(), provider.issuers());
        writeln!(
            page,
            "| [{name}]({}) | {} | {audience} | {} |",
            provider.docs_url(),
            listed(&issuers),
            listed(&claims)
        )
        .unwrap();
        for claims in recommended {
            for finding in check(&provider.example_of(&claims), Context::default()) {
                assert!(finding.severity != Severity::Error, "{name} {claims:?}: {}", finding.message());
                if finding.severity == Severity::Warning {
                    let code = finding.reason.code();
                    let why = NO_WAY.iter().find(|(id, known, _)| (*id, *known) == (provider.id(), code));
                    let (.., why) = why.unwrap_or_else(|| panic!("{name} {claims:?}: {code} could be pinned"));
                    writeln!(warned, "| {name} | `{}` | `{code}` | {why} |", claims.join(" ")).unwrap();
                }
            }
        }
    }
    write!(page, "\nWhat is recommended and warned of all the same, since the platform leaves no way to pin it:\n\n| provider | claims | warning | why |\n| --- | --- | --- | --- |\n{warned}").unwrap();
    up_to_date("docs/providers.md", &page);
}

/// A page of the documentation is what the source says, and is written anew on request.
fn up_to_date(file: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "{file} is not up to date; run: UPDATE_DOCS=1 cargo test documentation");
}
