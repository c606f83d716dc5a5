//! Secrets: how they are known, and how they are left out of what is said.
//!
//! It knows the prefixes that services put before theirs, and how a token looks. What is kept is nobody's to decide here.

use std::borrow::Cow;

use crate::text::{before, cut, holds, holds_token, joined, last};

/// How the secrets of a service look.
pub(crate) struct Kind {
    pub(crate) prefix: &'static str,
    pub(crate) service: &'static str,
    /// How many letters and digits follow it, at least: names of files and branches start as some secrets do.
    least: usize,
    /// Whether `-` and `_` stand among them.
    wide: bool,
}

/// How the keys start that stand in files (RFC 7468); some are public.
const PEM: &str = "-----BEGIN ";

const fn kind(prefix: &'static str, service: &'static str, least: usize, wide: bool) -> Kind {
    Kind { prefix, service, least, wide }
}

/// Secrets that people paste by mistake. The Hub's stand first.
static KINDS: [Kind; 38] = [
    kind("hf_", "the Hub", 30, false),
    kind("hf_oauth_", "the Hub", 30, true),
    kind("hf_jwt_", "the Hub", 30, true),
    kind("api_org_", "the Hub", 30, false),
    kind("github_pat_", "GitHub", 22, true),
    kind("ghp_", "GitHub", 30, false),
    kind("gho_", "GitHub", 30, false),
    kind("ghu_", "GitHub", 30, false),
    kind("ghs_", "GitHub", 30, false),
    kind("ghr_", "GitHub", 30, false),
    kind("glpat-", "GitLab", 20, true),
    kind("glcbt-", "GitLab", 20, true),
    kind("gldt-", "GitLab", 20, true),
    kind("glrt-", "GitLab", 20, true),
    kind("glptt-", "GitLab", 20, true),
    kind("glft-", "GitLab", 20, true),
    kind("glimt-", "GitLab", 20, true),
    kind("gloas-", "GitLab", 20, true),
    kind("glagent-", "GitLab", 20, true),
    kind("npm_", "npm", 36, false),
    kind("rubygems_", "RubyGems", 48, false),
    kind("cio", "crates.io", 32, false),
    kind("bkua_", "Buildkite", 40, false),
    kind("pul-", "Pulumi", 40, false),
    kind("pypi-", "PyPI", 50, true),
    kind("CCIPAT_", "CircleCI", 40, true),
    kind("ATBB", "Bitbucket", 28, false),
    kind("ATATT", "Atlassian", 60, true),
    kind("AKIA", "AWS", 16, false),
    kind("ASIA", "AWS", 16, false),
    kind("dckr_pat_", "Docker", 20, true),
    kind("xoxb-", "Slack", 20, true),
    kind("xoxp-", "Slack", 20, true),
    kind("sk_live_", "Stripe", 24, false),
    kind("AIza", "Google", 35, true),
    kind("ya29.", "Google", 20, true),
    kind(PEM, "the service that trusts this key", 0, false),
    kind("sk-", "OpenAI or Anthropic", 40, true),
];

impl Kind {
    /// Whether a text starts with one, whole.
    fn is_at(&self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(self.prefix) else { return false };
        if self.prefix == PEM {
            return holds(before(rest, "\n"), "PRIVATE KEY");
        }
        let is_part = |at: u8| match self.service {
            "AWS" => at.is_ascii_uppercase() || at.is_ascii_digit(),
            _ => at.is_ascii_alphanumeric() || self.wide && matches!(at, b'-' | b'_'),
        };
        let length = rest.bytes().position(|at| !is_part(at)).unwrap_or(rest.len());
        // An ID of AWS has one length.
        let goes_on = rest.as_bytes().get(length).is_some_and(u8::is_ascii_alphanumeric);
        if self.service == "AWS" { length == self.least && !goes_on } else { length >= self.least }
    }
}

/// What kind of secret a pasted word is, if it is one: it may stand behind a name, and be cut off.
pub(crate) fn of_pasted(word: &str) -> Option<&'static Kind> {
    let word = last(last(word, "="), ":");
    let kind = KINDS.iter().find(|kind| word.starts_with(kind.prefix))?;
    let rest = word.strip_prefix(kind.prefix)?;
    // `hf_hub_download` is a name: secrets are long, and have digits or capitals.
    let is_mixed = rest.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let long_enough = rest.len() >= 8 && (is_mixed || rest.len() >= 20 && !holds(rest, "_"));
    long_enough.then_some(kind)
}

/// The first secret in a text that says other things too.
pub(crate) fn first_in(text: &str) -> Option<&'static Kind> {
    // No secret is shorter than an ID of AWS.
    const SHORTEST: usize = 20;
    let mut rest = text;
    while rest.len() >= SHORTEST {
        if let Some(kind) = KINDS.iter().find(|kind| kind.is_at(rest)) {
            return Some(kind);
        }
        // One starts behind what is no letter or digit.
        let (at, mark) = rest.char_indices().find(|(_, at)| !at.is_ascii_alphanumeric())?;
        rest = rest.get(at.saturating_add(mark.len_utf8())..)?;
    }
    None
}

/// Whether a text holds a secret, or a token.
pub(crate) fn is_in(text: &str) -> bool {
    holds_token(text) || first_in(text).is_some()
}

/// The text as it may be said: without who somebody is before an address' host; of a secret or a token, that it is one.
pub(crate) fn left_out(text: &str) -> Cow<'_, str> {
    if holds_token(text) {
        "(a token)".into()
    } else if first_in(text).is_some() {
        "(a secret)".into()
    } else {
        without_user(text)
    }
}

/// An address without who somebody is and the password, which can stand before its host; `git` is nobody.
fn without_user(text: &str) -> Cow<'_, str> {
    let bare = || {
        let behind_scheme = cut(text, "://").map(|(_, rest)| rest).or_else(|| text.strip_prefix("//"));
        let rest = behind_scheme.unwrap_or(text);
        let place = cut(rest, "/").map_or(rest, |(place, _)| place);
        let host = last(place, "@");
        let user = place.strip_suffix(host).filter(|user| !matches!(*user, "" | "git@"))?;
        // Without a scheme a password in front of a host tells an address; subjects hold such marks too.
        let is_address = behind_scheme.is_some() || holds(user, ":") && holds(host, ".");
        let start = text.strip_suffix(rest).unwrap_or_default();
        let behind = rest.strip_prefix(user).filter(|_| is_address)?;
        Some(joined(&[start, "…@", behind], ""))
    };
    bare().map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::{KINDS, first_in, left_out, of_pasted};

    #[test]
    fn what_is_as_long_as_a_secret_is_left_out_wherever_it_stands() {
        for kind in &KINDS {
            let secret = format!("{}{}", kind.prefix, "A1B2C3D4E5F6G7H8".repeat(4).split_at(kind.least).0);
            let secret = if kind.prefix == super::PEM { format!("{secret}RSA PRIVATE KEY-----\nMIIE") } else { secret };
            for text in [secret.clone(), format!("Bearer {secret}, please"), format!("ä my-{secret} ö")] {
                assert_eq!(left_out(&text), "(a secret)", "{text}");
            }
            if kind.prefix == super::PEM {
                continue;
            }
            let (short, _) = secret.split_at(secret.len().saturating_sub(1));
            assert_eq!((left_out(short), of_pasted(short).is_some()), (short.into(), true), "{short}");
        }
        assert!(first_in("glpat-A1b2C3-4E5f6_7h8I9j0").is_some());
    }

    #[test]
    fn a_name_is_no_secret_and_who_somebody_is_is_left_out() {
        for (text, said) in [
            ("hf_upload_model2.yml", "hf_upload_model2.yml"),
            ("acme/hf_StableDiffusionPipeline", "acme/hf_StableDiffusionPipeline"),
            ("npm_PublishToRegistryWorkflow", "npm_PublishToRegistryWorkflow"),
            ("ASIAPACIFICDEPLOYMENT", "ASIAPACIFICDEPLOYMENT"),
            ("https://x:correct-horse@github.com/a/b", "https://…@github.com/a/b"),
            ("x:correct-horse@github.com/a/b", "…@github.com/a/b"),
            ("https://git@github.com/a/b", "https://git@github.com/a/b"),
            ("git@github.com:a/b", "git@github.com:a/b"),
            ("repo:o@1/r@2:ref:refs/heads/main", "repo:o@1/r@2:ref:refs/heads/main"),
            ("eyJhbGciOiJub25lIn0.e30.", "(a token)"),
            ("eyJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMi", "(a token)"),
            ("-----BEGIN PUBLIC KEY-----\nMIIB", "-----BEGIN PUBLIC KEY-----\nMIIB"),
            ("//x:correct-horse@github.com/a/b", "//…@github.com/a/b"),
        ] {
            assert_eq!(left_out(text), said, "{text}");
        }
        assert!(of_pasted("hf_hub_download").is_none());
    }
}
