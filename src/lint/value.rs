//! What is wrong with one value of a publisher.

use super::change::{Change, What};
use super::claim::renamed;
use super::{Seen, at_claim, at_issuer};
use crate::described::Described;
use crate::difference::{
    NAME_FOR_FILE, at_folder, beyond_ascii, first_invisible, home_of, plain_letters, tail_of, untracked,
};
use crate::finding::Finding;
use crate::meaning::{meant, writes};
use crate::provider::{Bad, Claim};
use crate::publisher::ClaimRule;
use crate::reason::{Reason, Severity};
use crate::subject::Subject;
use crate::template::{edges, shown};
use crate::text::{cut, holds, holds_one, joined, name_of, parts, ticked, without_start};

/// What is wrong with a value, whatever the token: no token holds it.
pub(super) fn value(described: &Described<'_>, name: &str, text: &str) -> Option<Seen> {
    let provider = described.provider;
    let told = |reason, better: &str| {
        let finding = Finding::new(reason).with("claim", name).with("expected", text).with("found", better);
        finding.with("read", name).with("field", name).at(at_claim(name, "value"))
    };
    let written = |better: &str| (!better.is_empty()).then(|| Change::of(What::Value, name, better));
    if let Some((reason, better)) = described.misspelt(name, text) {
        // What the sheet calls bad is told from there.
        if described.bad_in(name, text).any(|bad| bad.never_occurs() && bad.reason == reason) {
            return None;
        }
        let character = first_invisible(text).map(|at| name_of(u32::from(at))).unwrap_or_default();
        let finding = told(reason, &better).with("character", &character);
        let finding = finding.with("problem", "what starts a job is in lower case, with underscores");
        let finding = finding.with("write", provider.exact_value(name));
        let finding = finding.with("placeholder", &ticked(&better));
        let is_empty = reason == Reason::ValueIsEmpty;
        return Some((finding, if is_empty { Some(Change::of(What::Remove, name, "")) } else { written(&better) }));
    }
    let forms = described.forms(name);
    let is_open = described.says_of(name, "open");
    let fits = |text: &str| !described.readings(name, text).is_empty();
    // A branch's or a file's name may hold these marks, but hardly anybody's does.
    let is_one = |part: &str| fits(part) || fits(&full_ref(part));
    let lists = |mark: &&str| holds(text, mark) && parts(text, mark).iter().all(|part| is_one(part.trim()));
    let names_one = forms.iter().any(|form| holds_one(form, &["{branch/}", "{file~}"]));
    if names_one && [",", "|"].iter().any(lists) {
        let list = told(Reason::ValueIsList, "").with("seen", "");
        return Some((if fits(text) { list.warning() } else { list }, None));
    }
    if is_open || forms.is_empty() || fits(text) {
        // Nobody is kept from calling a branch so.
        if let Some(bare) = untracked(text).filter(|_| forms.first() == Some(&"{branch/}")) {
            return Some((told(Reason::RefIsFull, bare).warning(), written(bare)));
        }
        // Nor from writing in two scripts.
        let plain = plain_letters(text)?;
        let problem = joined(&["it only looks like `", &plain, "`", &beyond_ascii(text)], "");
        let finding = told(Reason::ValueNeverOccurs, &plain).with("problem", &problem);
        return Some((finding.with("placeholder", &ticked(&plain)).warning(), written(&plain)));
    }
    // A path in place of a workflow's file can be all that tells the project, or the ref.
    let is_place = |(project, file): (&str, &str)| !project.is_empty() || holds(file, "@");
    let is_place = name == "workflow" && at_folder(text).is_some_and(is_place);
    let mut better = String::new();
    if !is_place {
        let all = completed(&forms, text, meant(provider, &forms, text));
        better = all.iter().find(|better| fits(better)).cloned().unwrap_or_default();
    }
    let example = provider.example(name).unwrap_or_else(|| forms.first().map(|form| shown(form)).unwrap_or_default());
    // Where nothing better is known, the words show an example and the button is left out.
    let (like, shown) = if better.is_empty() { (LIKE, &example) } else { ("", &better) };
    let finding = told(of_better(&forms, text, &better), shown).with("like", like).with("seen", "");
    let instead = joined(&["Write the file's name, ", like, "`", shown, "`"], "");
    let finding = finding.with("mixed", NAME_FOR_FILE).with("instead", &instead);
    let problem = joined(&[&writes(provider, &forms), &beyond_ascii(text)], "");
    let finding = finding.with("problem", &problem).with("placeholder", &ticked(&example));
    // A ref behind it would get lost.
    let is_kept = tail_of(name, text, &better).is_none();
    Some((finding, written(&better).filter(|_| is_kept).or_else(|| moved(described, name, text))))
}

/// The value under the claim that has such ones.
fn moved(described: &Described<'_>, name: &str, text: &str) -> Option<Box<Change>> {
    renamed(described, home_of(described.provider, name, text)?, name, text)
}

/// What may be meant by a value that has none of its forms, the likeliest first: as a form reads it, else with what it lacks.
fn completed(forms: &[&str], text: &str, read: String) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    // A full ref in other letters lacks nothing.
    let is_full = lower.starts_with("refs/");
    // A commit's name is no branch's.
    let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let is_commit = |text: &str| text == "HEAD" || text.len() >= 7 && text.bytes().all(is_hex) && has_digit(text);
    let start_with = |start: &str| !is_full && !is_commit(text) && forms.iter().any(|form| form.starts_with(start));
    let mut all = vec![read];
    // What a pull request's ref lacks is no branch's start.
    if without_start(text, &["pull/", "merge-requests/"]).is_some() {
        all.push(joined(&["refs/", text], ""));
    }
    if start_with("refs/") {
        all.push(full_ref(text));
    }
    if start_with("{{") {
        all.push(joined(&["{", &lower, "}"], ""));
    }
    // What stands before every such value, and braces that stand around others.
    for form in forms {
        let (frame, _) = edges(form);
        if !frame.is_empty() && !frame.starts_with("refs/") {
            all.push(joined(&[frame, text], ""));
        }
    }
    all.extend(text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(ToOwned::to_owned));
    if let Some(bare) = without_start(text, &["refs/head/", "refs/remotes/origin/"]) {
        all.push(joined(&["refs/heads/", bare], ""));
    }
    all.push(lower);
    // Nothing is put on that may have been meant to be off.
    if start_with("true{") && ["yes", "on", "1", "protected"].contains(&text) {
        all.push("true".to_owned());
    }
    all.push(joined(&[text, "/"], ""));
    if start_with("refs/") {
        all.push(joined(&["refs/", text], ""));
    }
    if let Some((file, bare)) = cut(text, "@").filter(|(_, bare)| !is_commit(bare)) {
        all.push(joined(&[file, "@", &full_ref(bare)], ""));
    }
    all
}

/// Why a value has none of its forms, by what it was meant to be.
fn of_better(forms: &[&str], text: &str, better: &str) -> Reason {
    if better.is_empty() {
        // What a workflow is called, where its file is compared.
        if forms.iter().any(|form| form.ends_with("~}")) && !holds_one(text, &["/", "@", "."]) {
            return Reason::WorkflowIsDisplayName;
        }
        let is_name = !holds(text, "/") && forms.iter().any(|form| form.ends_with("/{name}"));
        return if is_name { Reason::RepositoryIsUrl } else { Reason::ValueNeverOccurs };
    }
    if text.eq_ignore_ascii_case(better) {
        Reason::ValueNeverOccurs
    } else if text.starts_with("refs/") && !better.starts_with("refs/") {
        Reason::RefIsFull
    } else if better.starts_with("refs/") && !text.starts_with("refs/")
        || holds(text, "@") && holds(better, "@refs/") && !holds(text, "@refs/")
    {
        Reason::RefIsShort
    } else if forms.iter().any(|form| holds(form, "~}")) {
        Reason::WorkflowIsPath
    } else if holds_one(text, &[":", "@"]) || text.ends_with(".git") {
        Reason::RepositoryIsUrl
    } else {
        Reason::ValueNeverOccurs
    }
}

/// What stands before an example, which nobody is to write as it is.
const LIKE: &str = "something like ";

/// A subject with its ref written as the reason says that it is not.
fn with_ref(reason: Reason, subject: &str) -> Option<String> {
    let (before, git_ref) = cut(subject, ":ref:")?;
    let bare = without_start(git_ref, &["refs/heads/", "refs/tags/"]);
    let git_ref = match reason {
        Reason::RefIsShort => full_ref(git_ref),
        Reason::RefIsFull => bare?.to_owned(),
        _ => return None,
    };
    Some(joined(&[before, &git_ref], ":ref:"))
}

/// A subject with its IDs as the provider writes them: behind a hyphen, or not at all.
fn with_ids(reason: Reason, described: &Described<'_>, name: &str, subject: &str) -> Option<String> {
    let parsed = Subject::parse(subject).filter(|_| reason == Reason::SubjectHasIds)?;
    let (before, after) = cut(subject, parsed.repository)?;
    let hyphens = joined(&parts(parsed.repository, "@"), "-");
    let fits = |better: &String| !described.readings(name, better).is_empty();
    let all = [hyphens, parsed.plain_repository()];
    all.iter().map(|repository| joined(&[before, repository, after], "")).find(fits)
}

/// The full ref that a short one is meant for: `v1` and `1.0` are tags.
fn full_ref(short: &str) -> String {
    let digits = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    let is_version = || match short.strip_prefix('v') {
        Some(rest) => !rest.is_empty() && digits(rest),
        None => holds(short, ".") && digits(short),
    };
    let tag = short.strip_prefix("tags/").or_else(|| is_version().then_some(short));
    match tag {
        Some(tag) => joined(&["refs/tags/", tag], ""),
        None => joined(&["refs/heads/", untracked(short).unwrap_or(short)], ""),
    }
}

/// What the provider's sheet calls bad in a claim, if it is not told of it already.
pub(super) fn bad(described: &Described<'_>, name: &str, text: &str, seen: &mut Vec<Seen>) {
    let provider = described.provider;
    for &Bad { reason, .. } in described.bad_in(name, text) {
        let place = if name == "iss" { at_issuer() } else { at_claim(name, "value") };
        // An issuer that is right for jobs can sign for people too.
        let of_person = reason == Reason::IssuerAdmitsStrangers && name != "iss";
        let problem: &[&str] =
            if of_person { &["`", text, "` is a person's"] } else { &["no job that may publish has it"] };
        let issuer = || shown(provider.usual_issuer());
        let of_claim = provider.example(name).filter(|_| name != "iss" && !of_person);
        let lower = || {
            let lower =
                Some(text.to_ascii_lowercase()).filter(|lower| lower != text && reason == Reason::ValueNeverOccurs);
            lower.filter(|lower| !provider.calls_bad(name, lower) && !described.readings(name, lower).is_empty())
        };
        let better = with_ref(reason, text).or_else(|| with_ids(reason, described, name, text)).or_else(lower);
        let change = better.as_ref().map(|better| Change::of(What::Value, name, better));
        let example = better.or(of_claim).unwrap_or_else(issuer);
        let finding = Finding::new(reason)
            .with("claim", name)
            .with("field", name)
            .with("read", name)
            .with("like", LIKE)
            .with("expected", if of_person { &example } else { text })
            .with("found", &example)
            .with("provider", provider.name())
            .with("who", "Whatever runs as this account")
            .with("what", "Let what publishes run as an account of its own")
            .with("problem", &joined(problem, ""))
            .with("placeholder", &ticked(&provider.example(name).unwrap_or_else(issuer)));
        let mut finding = finding.at(place);
        // Beside an owner's ID everybody's issuer is as good as one's own.
        let is_owners = |(name, _): &(String, ClaimRule)| described.claim(name).is_some_and(Claim::is_owner_id);
        if reason == Reason::IssuerRoot && described.publisher.claims.iter().any(is_owners) {
            finding.severity = Severity::Info;
        }
        if seen.iter().all(|(known, _)| known.reason != reason || known.at != finding.at) {
            seen.push((finding, change.or_else(|| moved(described, name, text))));
        }
    }
}
