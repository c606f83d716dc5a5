//! The catalogue of CI providers: how each is recognised, what its form asks for, what its claims mean.
//!
//! It knows facts about issuers, as data, one file a provider. It decides nothing about a token.

pub mod bitbucket;
pub mod circleci;
pub mod custom;
pub mod github;
pub mod gitlab;

use crate::text::{cut, parts};
use crate::token::Decoded;

/// A CI provider, or "custom".
#[derive(Debug)]
pub struct Provider {
    /// Stable name, such as `github-actions`.
    pub id: &'static str,
    /// The name that people use.
    pub name: &'static str,
    /// Whether the Hub's settings page offers it by name.
    pub preset: bool,
    /// Exact issuers, or templates with `{placeholders}`; the usual one first.
    pub issuers: &'static [&'static str],
    /// Where the issuer documents its key set: text to show, never fetched.
    pub key_set_url: Option<&'static str>,
    /// Who shares an issuer.
    pub tenancy: Tenancy,
    /// What its form asks for.
    pub fields: &'static [Field],
    /// Whether a job can get a token for the Hub's audience.
    pub audience_selectable: bool,
    /// How a job gets one, in one line.
    pub audience_how: &'static str,
    /// How a job runs in an environment, as an imperative without its end; the environment follows in words.
    pub environment_how: &'static str,
    /// Where the form of its subjects is set.
    pub subject_how: &'static str,
    /// How an audience starts that the provider writes when the job asks for none.
    pub default_audience: Option<&'static str>,
    /// Its documentation.
    pub docs_url: &'static str,
    /// Its claims, one a line, each with what it means: one text, since a table of texts costs the wasm module more.
    pub claims: &'static str,
    /// Claims that it alone sends together, by which it is known where the issuer is not.
    pub fingerprint: &'static [&'static str],
    /// The keys that the Hub's form offers and no token has, and what they are read from.
    pub labels: &'static [Label],
}

/// Who shares an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenancy {
    /// One issuer for every customer: the claims alone tell them apart.
    Shared,
    /// One issuer for each organisation.
    Tenant,
    /// One issuer for each server.
    Instance,
}

/// One field of a provider's form.
#[derive(Debug)]
pub struct Field {
    /// Key in the form.
    pub id: &'static str,
    /// What a person reads.
    pub label: &'static str,
    /// What the field fills in.
    pub target: Target,
    /// The token's claims that it is read from.
    pub claims: &'static [&'static str],
    /// Whether the publisher makes no sense without it.
    pub required: bool,
    /// An example.
    pub placeholder: &'static str,
    /// One line of help.
    pub help: &'static str,
}

impl Field {
    /// The publisher's claim that the field fills in; `None` for the issuer.
    pub fn key(&self) -> Option<&'static str> {
        match self.target {
            Target::Issuer => None,
            Target::Claim(name) => Some(name),
        }
    }
}

/// What a field of a form fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The placeholder of the provider's usual issuer, or the whole issuer where there is none.
    Issuer,
    /// The publisher's claim of this name.
    Claim(&'static str),
}

/// A key that the Hub's form offers, as the Hub's documentation describes it.
#[derive(Debug)]
pub struct Label {
    /// The key in the publisher.
    pub key: &'static str,
    /// The token's claims that it is read from.
    pub claims: &'static [&'static str],
    /// The value in the token, if it has one.
    pub read: fn(&Decoded) -> Option<String>,
}

/// All of them, in the order in which a form offers them; "custom" last.
pub const ALL: [&Provider; 5] =
    [&github::PROVIDER, &gitlab::PROVIDER, &circleci::PROVIDER, &bitbucket::PROVIDER, &custom::PROVIDER];

/// What different providers call the same thing, in the order of [`ALL`]; empty where one has no such claim.
const EQUIVALENTS: [[&str; 4]; 7] = [
    ["repository", "project_path", "oidc.circleci.com/project-id", "repositoryUuid"],
    ["repository_id", "project_id", "oidc.circleci.com/project-id", "repositoryUuid"],
    ["repository_owner", "namespace_path", "oidc.circleci.com/org-id", "workspaceUuid"],
    ["repository_owner_id", "namespace_id", "oidc.circleci.com/org-id", "workspaceUuid"],
    ["ref", "ref", "oidc.circleci.com/vcs-ref", "branchName"],
    ["workflow_ref", "ci_config_ref_uri", "", ""],
    ["environment", "environment", "", "deploymentEnvironmentUuid"],
];

/// A provider by its id.
pub fn by_id(id: &str) -> Option<&'static Provider> {
    ALL.into_iter().find(|provider| provider.id == id)
}

/// The provider whose issuer this is, by the exact text or a template.
pub fn of_issuer(issuer: &str) -> Option<&'static Provider> {
    ALL.into_iter().find(|provider| provider.issuers.iter().any(|form| fits(form, issuer)))
}

/// The provider that made a token: by its issuer, else by the claims that only it sends together.
pub fn of_token(decoded: &Decoded) -> Option<&'static Provider> {
    let sent = |provider: &&Provider| {
        !provider.fingerprint.is_empty() && provider.fingerprint.iter().all(|claim| decoded.claim(claim).is_some())
    };
    let by_subject = || match decoded.text("sub").filter(|_| !decoded.complete)? {
        sub if sub.starts_with("repo:") => by_id("github-actions"),
        sub if sub.starts_with("project_path:") => by_id("gitlab-ci"),
        _ => None,
    };
    decoded.text("iss").and_then(of_issuer).or_else(|| ALL.into_iter().find(sent)).or_else(by_subject)
}

impl Provider {
    /// Its claims, and what each means, in one line. To look up several, ask once.
    pub fn meanings(&self) -> Vec<(&'static str, &'static str)> {
        parts(self.claims, "\n").into_iter().filter_map(|line| cut(line, ": ")).collect()
    }

    /// Whether it is known to send a claim of this name.
    pub(crate) fn sends(&self, claim: &str) -> bool {
        self.meanings().iter().any(|(name, _)| *name == claim)
    }

    /// Its own name for a claim of another provider, or for a word that people write in its place.
    pub(crate) fn own_name(&self, claim: &str) -> Option<&'static str> {
        let meant = match claim {
            "branch" | "tag" | "git_ref" => "ref",
            "workflow" | "workflow_file" | "workflow_filename" => "workflow_ref",
            "project" | "repo" => "repository",
            "owner" | "organization" | "namespace" => "repository_owner",
            other => other,
        };
        let own = ALL.into_iter().position(|provider| provider.id == self.id)?;
        let row = EQUIVALENTS.iter().find(|row| row.contains(&meant))?;
        row.get(own).copied().filter(|name| !name.is_empty())
    }

    /// The label of this key.
    pub fn label(&self, key: &str) -> Option<&'static Label> {
        self.labels.iter().find(|label| label.key == key)
    }
}

/// Whether a text fits a form: equal, but that a `{placeholder}` stands for a run of letters, digits, `.`, `-` and `_`.
fn fits(form: &str, text: &str) -> bool {
    let Some((before, rest)) = cut(form, "{") else { return form == text };
    let Some((_, after)) = cut(rest, "}") else { return false };
    let middle = text.strip_prefix(before).and_then(|tail| tail.strip_suffix(after));
    let named = |at: char| at.is_ascii_alphanumeric() || matches!(at, '.' | '-' | '_');
    middle.is_some_and(|value| !value.is_empty() && value.chars().all(named))
}

/// What stands in place of a form's `{placeholder}`.
pub fn placeholder_in<'a>(form: &str, text: &'a str) -> Option<&'a str> {
    let (before, rest) = cut(form, "{")?;
    let (_, after) = cut(rest, "}")?;
    fits(form, text).then(|| text.strip_prefix(before).and_then(|tail| tail.strip_suffix(after)))?
}
