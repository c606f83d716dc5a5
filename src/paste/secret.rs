//! Secrets of other kinds that people paste by mistake. They are named by their prefix, and never read.

use std::ops::Range;

use super::place;
use crate::finding::Finding;
use crate::reason::Reason;
use crate::text::{holds, last};

/// Prefixes of secrets that people paste by mistake, and whose they are. The Hub's stand first.
const SECRETS: [(&str, &str); 14] = [
    ("hf_", "the Hub"),
    ("api_org_", "the Hub"),
    ("github_pat_", "GitHub"),
    ("ghp_", "GitHub"),
    ("gho_", "GitHub"),
    ("ghu_", "GitHub"),
    ("ghs_", "GitHub"),
    ("ghr_", "GitHub"),
    ("glpat-", "GitLab"),
    ("glcbt-", "GitLab"),
    ("npm_", "npm"),
    ("pypi-", "PyPI"),
    ("CCIPAT_", "CircleCI"),
    ("ATBB", "Bitbucket"),
];

/// A secret of another kind, which must never be treated as a token.
pub(super) fn secret(text: &str, word: Range<usize>) -> Option<Finding> {
    let stretch = text.get(word.clone())?;
    let value = last(last(stretch, "="), ":");
    let (prefix, service) = SECRETS.iter().find(|(prefix, _)| value.starts_with(prefix))?;
    let rest = value.strip_prefix(prefix).unwrap_or_default();
    // `hf_hub_download` is a name: secrets are long, and have digits or capitals.
    let is_random = rest.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let long_enough = rest.len() >= 8 && (is_random || rest.len() >= 20 && !holds(rest, "_"));
    let reason = if *service == "the Hub" { Reason::HubToken } else { Reason::OtherSecret };
    let finding = Finding::new(reason).with("prefix", prefix).with("service", service);
    long_enough.then(|| finding.at(place(word)))
}
