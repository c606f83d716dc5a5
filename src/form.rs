//! Forms and publishers: what a filled-in form means, and how a stored publisher fills a form in.
//!
//! It reads what people paste into a field as what they meant and says so; [`crate::meaning`] knows how.

use crate::difference::{at_folder, is_pattern};
use crate::finding::{Effect, Finding, Place};
use crate::issuer;
use crate::meaning::{at_home, elsewhere, meant, problem_of, reading, unslashed, without_scheme};
use crate::provider::{self, Field, Provider};
use crate::publisher::{Publisher, add_claim};
use crate::reason::Reason;
use crate::repair::effect;
use crate::secret;
use crate::template::{edges, fill, has_form, is_of};
use crate::text::{holds, joined, ticked};

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
    let mut publisher = Publisher { issuer_url: fixed_issuer(provider), claims: Vec::new() };
    let mut complete = true;
    for field in &provider.fields() {
        let typed = filled.iter().find(|(id, _)| *id == field.id).map_or("", |(_, typed)| *typed);
        let place = || match field.key {
            None => Place::in_publisher(0, &["issuerUrl"]),
            Some(name) => Place::in_publisher(0, &["claims", name, "value"]),
        };
        if secret::is_in(typed) {
            complete = false;
            findings.push(Finding::new(Reason::SecretInPublisher).at(place()));
            continue;
        }
        let unheld = is_unheld(typed);
        // What would be stored is not what was typed.
        complete &= !unheld;
        let foreign =
            if unheld { Some("no token can hold it".to_owned()) } else { foreign(provider, &publisher, typed) };
        let meant = if foreign.is_some() { typed.trim().to_owned() } else { meant_in(provider, field, typed) };
        let mut tell = |reason, problem: &str, example: &str| {
            let like = if matches!(example, "" | "``") { String::new() } else { joined(&[", such as ", example], "") };
            let finding =
                Finding::new(reason).with("field", &field.label).with("placeholder", example).with("like", &like);
            let finding = finding
                .with("write", provider.exact_value(field.key.unwrap_or_default()))
                .with("found", typed)
                .with("expected", &meant)
                .with("problem", problem);
            findings.push(finding.at(place()));
        };
        if meant != typed {
            tell(Reason::InputNormalised, "", "");
        }
        if meant.is_empty() {
            if field.required {
                complete = false;
                tell(Reason::FieldMissing, "", &ticked(&field.placeholder));
            }
            continue;
        }
        if let Some(problem) = foreign.or_else(|| problem_of(provider, &forms_of(provider, field), &meant)) {
            let (mut problem, mut example) = (problem, ticked(&field.placeholder));
            // Its path alone would name a stranger's project here.
            if let Some((own, server)) = elsewhere(provider, &meant).filter(|_| !unheld) {
                let form = ["the form for another issuer, with the issuer of https://", server, ", if that is yours"];
                (problem, example) = (joined(&["it is not on ", own], ""), joined(&form, ""));
            }
            let reason = if !unheld && is_pattern(&meant) { Reason::ValueIsPattern } else { Reason::ValueNeverOccurs };
            tell(reason, &problem, &example);
            // An issuer with a customer's name that none has is nobody's.
            complete &= field.key.is_some();
        } else if let Some(fault) = issuer::fault(&meant).filter(|_| is_whole_issuer(field)) {
            findings.push(fault.told(&meant));
        }
        match field.key {
            None => publisher.issuer_url = issuer_with(provider, field, meant),
            Some(name) => add_claim(&mut publisher.claims, name, &meant),
        }
    }
    (complete.then_some(publisher), findings)
}

/// Of an address or a path to a workflow in another project than the first field's: that it is.
fn foreign(provider: &Provider, publisher: &Publisher, typed: &str) -> Option<String> {
    let (claim, own) = publisher.claims.first()?;
    let forms = provider.forms(claim);
    let project = project_of(provider, &forms, typed)?;
    // Hosts take any letter case. What is no project is told of its own field.
    let is_own = project.eq_ignore_ascii_case(&own.value) || !has_form(&own.value, &forms);
    (!is_own).then(|| joined(&["it is of ", &project, ", not of ", &own.value], ""))
}

/// The project, by one of its forms, that an address on the provider's server or a path to a workflow is of.
fn project_of(provider: &Provider, forms: &[&str], typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_address = at_home(provider, without_scheme(typed)).is_some();
    reading(provider, if is_address { typed } else { at_folder(typed)?.0 }, forms)
}

/// A publisher as a form: its provider, the form's values, and the claims that no field shows.
pub fn fields_of(publisher: &Publisher) -> (&'static Provider, Vec<(&'static str, String)>, Vec<String>) {
    // Only the usual issuer is what a form writes; another one of the same provider is shown as it is.
    let written = |provider: &&Provider| {
        let fields = provider.fields();
        let asked = fields.iter().find(|field| field.key.is_none());
        fixed_issuer(provider) == publisher.issuer_url
            || asked.is_some_and(|field| issuer_value(provider, field, &publisher.issuer_url).is_some())
    };
    let provider = provider::of_publisher(publisher).filter(written).unwrap_or(provider::custom());
    let mut fields = Vec::new();
    let mut shown = Vec::new();
    for field in &provider.fields() {
        let Some(name) = field.key else {
            let value = issuer_value(provider, field, &publisher.issuer_url);
            fields.push((field.id, value.unwrap_or_else(|| publisher.issuer_url.clone())));
            continue;
        };
        let rule = publisher.claims.iter().find(|(claim, rule)| claim == name && rule.is_eq());
        let is_shown = |value: &str| meant_in(provider, field, value) == value && !is_unheld(value);
        if let Some((_, rule)) = rule.filter(|(_, rule)| is_shown(&rule.value)) {
            fields.push((field.id, rule.value.clone()));
            shown.push(name);
        }
    }
    let mut rest = Vec::new();
    for (name, _) in &publisher.claims {
        if !shown.contains(&name.as_str()) {
            rest.push(name.clone());
        }
    }
    let is_written = |written: Publisher| effect(&written, publisher) == Effect::Same;
    if rest.is_empty() && !publisher_of(provider, &filled_in(&fields)).0.is_some_and(is_written) {
        // What a form would not write, such as a publisher without what it must have, is shown claim by claim.
        if publisher.claims.is_empty() {
            return (provider::custom(), vec![("issuerUrl", publisher.issuer_url.clone())], rest);
        }
        for (name, _) in &publisher.claims {
            rest.push(name.clone());
        }
        fields.retain(|(id, _)| provider.fields().iter().any(|field| field.id == *id && field.key.is_none()));
    }
    (provider, fields, rest)
}

/// Whether a text stands for another one: a noncharacter takes the place of half a letter, and of what was cut off.
fn is_unheld(text: &str) -> bool {
    holds(text, "\u{ffff}")
}

/// Fields as a form gives them.
fn filled_in<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    let mut filled = Vec::new();
    for (id, value) in fields {
        filled.push((*id, value.as_str()));
    }
    filled
}

/// The issuer of a provider that has one for everybody; empty where the form asks for it.
fn fixed_issuer(provider: &Provider) -> String {
    let asked = provider.lines("field").iter().any(|line| holds(line, " issuer|"));
    if asked { String::new() } else { provider.usual_issuer().to_owned() }
}

/// Whether a field holds the whole issuer, and not the part of it that names a customer.
fn is_whole_issuer(field: &Field) -> bool {
    field.id == "issuerUrl"
}

/// The issuer that a form's value stands for.
fn issuer_with(provider: &Provider, field: &Field, value: String) -> String {
    let form = provider.issuers().first().copied().filter(|_| !is_whole_issuer(field));
    form.and_then(|form| fill(form, &|_| Some(value.clone()))).unwrap_or(value)
}

/// The form's value that an issuer stands for.
fn issuer_value(provider: &Provider, field: &Field, issuer: &str) -> Option<String> {
    if is_whole_issuer(field) {
        return Some(issuer.to_owned());
    }
    let (start, end) = edges(provider.usual_issuer());
    let value = issuer.strip_prefix(start)?.strip_suffix(end)?;
    has_form(value, &forms_of(provider, field)).then(|| value.to_owned())
}

/// The forms that a field's values have.
fn forms_of(provider: &Provider, field: &Field) -> Vec<&'static str> {
    match field.key {
        Some(name) if provider.claim(name).is_none_or(|claim| !claim.is("open")) => provider.forms(name),
        None if !is_whole_issuer(field) => {
            let (start, end) = edges(provider.usual_issuer());
            let mut forms = Vec::new();
            for form in &provider.issuers() {
                if let Some(form) = form.strip_prefix(start).and_then(|form| form.strip_suffix(end)) {
                    forms.push(form);
                }
            }
            forms
        }
        _ => Vec::new(),
    }
}

/// What a person meant by what they typed into a field.
fn meant_in(provider: &Provider, field: &Field, typed: &str) -> String {
    let bare = typed.trim();
    // What is blank lacks nothing.
    if bare.is_empty() {
        return String::new();
    }
    let forms = forms_of(provider, field);
    // The issuer itself, with or without what an address starts and ends with.
    let rest = bare.strip_prefix("https://").unwrap_or(bare);
    let issuer = joined(&["https://", unslashed(rest)], "");
    let asked = field.key.is_none() && !is_whole_issuer(field);
    let in_issuer = if asked { issuer_value(provider, field, &issuer) } else { None };
    let meant = in_issuer.unwrap_or_else(|| meant(provider, &forms, bare));
    if problem_of(provider, &forms, &meant).is_none() {
        return meant;
    }
    forms.iter().find_map(|form| completed(form, &meant)).unwrap_or(meant)
}

/// A value with what each one of its form starts and ends with, if that is all that it lacks. UUIDs have lower case.
fn completed(form: &str, typed: &str) -> Option<String> {
    let (start, end) = edges(form);
    // A bare version may be a tag, and what has a slash a ref in part.
    let is_version = typed.bytes().find(|byte| *byte != b'v').is_some_and(|byte| byte.is_ascii_digit());
    let is_open = is_version || holds(typed, "/");
    if is_open && start.starts_with("refs/") {
        return None;
    }
    let typed = if holds(form, "%}") { typed.to_ascii_lowercase() } else { typed.to_owned() };
    let fits = |text: &str| is_of(form, text);
    let whole = joined(&[start, &typed, end], "");
    if fits(&whole) { Some(whole) } else { fits(&typed).then_some(typed) }
}
