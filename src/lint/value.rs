//! What is wrong with one value of a publisher.

use super::change::Change;
use super::{Seen, at, at_claim};
use crate::described::Described;
use crate::difference::{at_folder, first_invisible, untracked};
use crate::finding::Finding;
use crate::form::{meant, writes};
use crate::provider::Bad;
use crate::reason::Reason;
use crate::template::shown;
use crate::text::{cut, holds, joined, name_of, parts};

/// What is wrong with a value, whatever the token: no token holds it.
pub(super) fn value(described: &Described<'_>, name: &str, text: &str) -> Option<Seen> {
    let provider = described.provider;
    let told = |reason, better: &str| {
        let finding = Finding::new(reason).with("claim", name).with("expected", text).with("found", better);
        let finding = finding.with("read", name).with("field", name).at(at_claim(name, "value"));
        let change = (!better.is_empty()).then(|| Change::Value(name.to_owned(), better.to_owned()));
        Some((finding, change))
    };
    // What the sheet calls bad is told from there.
    let misspelt = described.misspelt(name, text);
    if misspelt.as_ref().is_some_and(|(reason, _)| *reason == Reason::ValueNeverOccurs) {
        return None;
    }
    if let Some((reason, better)) = misspelt {
        let (finding, change) = told(reason, &better)?;
        let character = first_invisible(text).map(|at| name_of(u32::from(at))).unwrap_or_default();
        let remove = (reason == Reason::ValueIsEmpty).then(|| Change::Remove(name.to_owned()));
        return Some((finding.with("character", &character), change.or(remove)));
    }
    let forms = described.forms(name);
    let is_open = described.claim(name).is_some_and(|claim| claim.is("open"));
    let fits = |text: &str| !described.readings(name, text).is_empty();
    if is_open || forms.is_empty() || fits(text) {
        // A branch's name may hold these marks, but hardly anybody's does.
        let is_list =
            [",", "|"].iter().any(|mark| holds(text, mark) && parts(text, mark).iter().all(|part| fits(part.trim())));
        let listed = is_list && described.label(name).is_some();
        return if listed {
            told(Reason::ValueIsList, "").map(|(finding, change)| (finding.with("seen", "").warning(), change))
        } else {
            None
        };
    }
    let problem = writes(provider, &forms);
    let read = meant(provider, &forms, text);
    let read = if fits(&read) { read } else { String::new() };
    let in_refs = |text: String| if forms.iter().any(|form| form.starts_with("refs/")) { text } else { String::new() };
    let added = [
        in_refs(full_ref(text)),
        if forms.iter().any(|form| form.starts_with("{{")) {
            format!("{{{}}}", text.to_ascii_lowercase())
        } else {
            String::new()
        },
        text.to_ascii_lowercase(),
        format!("{text}/"),
        in_refs(format!("refs/{text}")),
        cut(text, "@").map_or(String::new(), |(file, bare)| format!("{file}@{}", full_ref(bare))),
    ];
    let added = added.iter().find(|better| fits(better)).cloned().unwrap_or_default();
    let better = if read.is_empty() { added } else { read };
    // A path in place of a workflow's file can be all that tells the project, or the ref.
    let place =
        at_folder(text).filter(|(project, file)| name == "workflow" && (!project.is_empty() || holds(file, "@")));
    let better = if place.is_some() { String::new() } else { better };
    let reason = match () {
        () if better.is_empty() && !holds(text, "/") && forms.iter().any(|form| form.ends_with("/{name}")) => {
            Reason::RepositoryIsUrl
        }
        () if better.is_empty() => Reason::ValueNeverOccurs,
        () if text.starts_with("refs/") && !better.starts_with("refs/") => Reason::RefIsFull,
        () if better.starts_with("refs/") && !text.starts_with("refs/") => Reason::RefIsShort,
        () if holds(text, "@") && holds(&better, "@refs/") && !holds(text, "@refs/") => Reason::RefIsShort,
        () if forms.iter().any(|form| holds(form, "~}")) => Reason::WorkflowIsPath,
        () if holds(text, "://") || text.ends_with(".git") || holds(text, "@") => Reason::RepositoryIsUrl,
        () => Reason::ValueNeverOccurs,
    };
    let example = provider.example(name).unwrap_or_else(|| forms.first().map(|form| shown(form)).unwrap_or_default());
    // Where nothing better is known, the words show an example and the button is left out.
    let (finding, change) = told(reason, if better.is_empty() { &example } else { &better })?;
    let change = change.filter(|_| !better.is_empty());
    let finding = finding.with("like", if better.is_empty() { LIKE } else { "" });
    Some((finding.with("problem", &problem).with("placeholder", &example), change))
}

/// What stands before an example, which nobody is to write as it is.
const LIKE: &str = "something like ";

/// A subject with its ref written as the reason says that it is not.
fn with_ref(reason: Reason, subject: &str) -> Option<String> {
    let (before, git_ref) = cut(subject, ":ref:")?;
    let bare = ["refs/heads/", "refs/tags/"].iter().find_map(|kind| git_ref.strip_prefix(kind));
    let git_ref = match reason {
        Reason::RefIsShort => full_ref(git_ref),
        Reason::RefIsFull => bare?.to_owned(),
        _ => return None,
    };
    Some(joined(&[before, &git_ref], ":ref:"))
}

/// The full ref that a short one is meant for: `v1` and `1.0` are tags.
fn full_ref(short: &str) -> String {
    let digits = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    let is_version = || match short.strip_prefix('v') {
        Some(rest) => !rest.is_empty() && digits(rest),
        None => holds(short, ".") && digits(short),
    };
    let tag = short.strip_prefix("tags/").or_else(|| is_version().then_some(short));
    tag.map_or_else(|| format!("refs/heads/{}", untracked(short).unwrap_or(short)), |tag| format!("refs/tags/{tag}"))
}

/// What the provider's sheet calls bad in a claim.
pub(super) fn bad(described: &Described<'_>, name: &str, text: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    let provider = described.provider;
    for &Bad { reason, .. } in described.bad_in(name, text) {
        let place = if name == "iss" { at("/issuerUrl") } else { at_claim(name, "value") };
        // An issuer that is right for jobs can sign for people too.
        let of_person = reason == Reason::IssuerAdmitsStrangers && name != "iss";
        let problem =
            if of_person { format!("`{text}` is a person's") } else { "no job that may publish has it".to_owned() };
        let issuer = || provider.issuers().first().map(|form| shown(form)).unwrap_or_default();
        let of_claim = provider.example(name).filter(|_| name != "iss" && !of_person);
        let example = with_ref(reason, text).or(of_claim).unwrap_or_else(issuer);
        let finding = Finding::new(reason)
            .with("claim", name)
            .with("field", name)
            .with("read", name)
            .with("like", LIKE)
            .with("expected", if of_person { &example } else { text })
            .with("found", &example)
            .with("provider", provider.name())
            .with("problem", &problem)
            .with("placeholder", &provider.example(name).unwrap_or_default());
        seen.push((finding.at(place), None));
    }
    seen
}
