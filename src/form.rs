//! Forms and publishers: what a filled-in form means, and how a stored publisher fills a form in.
//!
//! It reads what people paste into a field as what they meant (an address, a path, blanks around it) and says so.
//! Nothing is guessed beyond that.

use crate::finding::{Finding, Place, pointer};
use crate::provider::{self, Field, Provider, Target};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;
use crate::text::{cut, holds, parts};

/// Builds the publisher that a filled-in form means, or says what is missing. Fields that the provider does not have
/// are the caller's mistake and are left aside.
///
/// ```
/// use hub_trusted_publishers::{provider, publisher_of};
///
/// let github = provider::by_id("github-actions").expect("a preset");
/// let (publisher, findings) = publisher_of(github, &[("repository", "https://github.com/acme/model.git")]);
/// assert_eq!(publisher.expect("a publisher").claims[0].1.value, "acme/model");
/// assert_eq!(findings[0].reason.code(), "input-normalised");
/// ```
pub fn publisher_of(provider: &Provider, filled: &[(&str, &str)]) -> (Option<Publisher>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut publisher = Publisher { issuer_url: usual_issuer(provider), claims: Vec::new() };
    let mut complete = true;
    for field in provider.fields {
        let typed = filled.iter().find(|(id, _)| *id == field.id).map_or("", |(_, typed)| *typed);
        let meant = meant(provider, field, typed);
        let path = match field.target {
            Target::Issuer => "/issuerUrl".to_owned(),
            Target::Claim(name) => pointer(&["claims", name, "value"]),
        };
        let finding = |reason| {
            let place = Place::Publisher { publisher: 0, path: path.clone() };
            Finding::new(reason).with("field", field.label).with("placeholder", field.placeholder).at(place)
        };
        if meant.is_empty() {
            if field.required {
                complete = false;
                findings.push(finding(Reason::FieldMissing));
            }
            continue;
        }
        if meant != typed {
            findings.push(finding(Reason::InputNormalised).with("found", typed).with("expected", &meant));
        }
        if let Some(problem) = problem_of(provider, field, &meant) {
            findings.push(finding(Reason::ValueNeverOccurs).with("expected", &meant).with("problem", problem));
        }
        match field.target {
            Target::Issuer => publisher.issuer_url = issuer_with(provider, &meant),
            Target::Claim(name) => publisher.claims.push((name.to_owned(), ClaimRule::eq(meant))),
        }
    }
    (complete.then_some(publisher), findings)
}

/// A publisher as a form: its provider, the form's values, and the claims that no field shows.
pub fn fields_of(publisher: &Publisher) -> (&'static Provider, Vec<(&'static str, String)>, Vec<String>) {
    // Only the usual issuer is what a form writes; another one of the same provider is shown as it is.
    let usual = provider::of_issuer(&publisher.issuer_url).filter(|provider| {
        usual_issuer(provider) == publisher.issuer_url || issuer_value(provider, &publisher.issuer_url).is_some()
    });
    let provider = usual.unwrap_or(&provider::custom::PROVIDER);
    let mut fields = Vec::new();
    let mut shown = Vec::new();
    for field in provider.fields {
        match field.target {
            Target::Issuer => {
                let value = issuer_value(provider, &publisher.issuer_url).unwrap_or(&publisher.issuer_url);
                fields.push((field.id, value.to_owned()));
            }
            Target::Claim(name) => {
                let rule = publisher.claims.iter().find(|(claim, rule)| claim == name && rule.is_eq());
                if let Some((_, rule)) = rule.filter(|(_, rule)| meant(provider, field, &rule.value) == rule.value) {
                    fields.push((field.id, rule.value.clone()));
                    shown.push(name);
                }
            }
        }
    }
    let rest = publisher.claims.iter().map(|(name, _)| name.clone()).filter(|name| !shown.contains(&name.as_str()));
    (provider, fields, rest.collect())
}

/// The issuer of a provider that has one for everybody; empty where the form asks for it.
fn usual_issuer(provider: &Provider) -> String {
    let asked = provider.fields.iter().any(|field| field.target == Target::Issuer);
    let first = provider.issuers.first().copied().unwrap_or_default();
    if asked { String::new() } else { first.to_owned() }
}

/// The issuer that a form's value stands for.
fn issuer_with(provider: &Provider, value: &str) -> String {
    let Some((before, rest)) = provider.issuers.first().and_then(|form| cut(form, "{")) else {
        return value.to_owned();
    };
    let after = cut(rest, "}").map_or("", |(_, after)| after);
    format!("{before}{value}{after}")
}

/// The form's value that an issuer stands for.
fn issuer_value<'a>(provider: &Provider, issuer: &'a str) -> Option<&'a str> {
    provider.issuers.first().and_then(|form| provider::placeholder_in(form, issuer))
}

/// What a person meant by what they typed: without blanks around it, and as the part that the field holds.
fn meant(provider: &Provider, field: &Field, typed: &str) -> String {
    let bare = typed.trim();
    let meant = match (provider.id, field.id) {
        ("github-actions", "repository") => repository_in(bare, "github.com"),
        ("gitlab-ci", "project") => repository_in(bare, "gitlab.com"),
        (_, "branch") => bare.strip_prefix("refs/heads/").unwrap_or(bare),
        ("github-actions", "workflow") => file_in(bare),
        (_, "organization" | "workspace") => issuer_value(provider, bare).unwrap_or(bare),
        _ => bare,
    };
    meant.to_owned()
}

/// `owner/name` in an address or a clone address of a repository.
fn repository_in<'a>(typed: &'a str, host: &str) -> &'a str {
    let rest = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://")).unwrap_or(typed);
    let rest = rest.strip_prefix("git@").unwrap_or(rest);
    match rest.strip_prefix(host).and_then(|path| path.strip_prefix(['/', ':'])) {
        Some(path) => {
            let path = path.strip_suffix("/").unwrap_or(path);
            path.strip_suffix(".git").unwrap_or(path)
        }
        None => typed,
    }
}

/// The file's name in a workflow's path, with or without the `@ref` that a `workflow_ref` ends in.
fn file_in(typed: &str) -> &str {
    let Some((_, path)) = cut(typed, ".github/workflows/") else { return typed };
    cut(path, "@refs/").map_or(path, |(file, _)| file)
}

/// Why a value can never be what a token has.
fn problem_of(provider: &Provider, field: &Field, value: &str) -> Option<&'static str> {
    let count = parts(value, "/").len();
    let blank = parts(value, "/").contains(&"");
    let is_yaml =
        [".yml", ".yaml"].iter().any(|ending| value.strip_suffix(ending).is_some_and(|stem| !stem.is_empty()));
    match (provider.id, field.id) {
        ("github-actions", "repository") if count != 2 || blank => {
            Some("owner and name with one slash between are needed")
        }
        ("gitlab-ci", "project") if count < 2 || blank => Some("group and project with a slash between are needed"),
        ("github-actions", "workflow") if holds(value, "/") => Some("only the file's name is compared"),
        ("github-actions", "workflow") if !is_yaml => Some("a workflow's file ends in .yml or .yaml"),
        _ => None,
    }
}
