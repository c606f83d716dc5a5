//! Compares every claim of a publisher with a token, exactly: code point by code point, text with text.
//!
//! It knows equality and how the Hub's labels are read, and nothing of near misses. Nothing is folded, trimmed,
//! converted or looked up in any other way (the Hub's documentation: "matched exactly").

use std::collections::BinaryHeap;

use crate::json::Kind;
use crate::provider::{self, Label, Provider};
use crate::publisher::Publisher;
use crate::subject::Subject;
use crate::text::{cut, cut_short, holds, owned};
use crate::token::Decoded;

/// The longest value of a token that is told, in characters. It is compared whole.
const LONGEST_FOUND: usize = 500;

/// How a publisher's `branch` and `workflow` are read where its provider has such labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Labels {
    /// As the Hub's documentation describes them: the branch, and the workflow's file.
    #[default]
    Documented,
    /// As names of token claims, like every other key.
    Raw,
}

/// Whether two things agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They are equal.
    Match,
    /// Claims were left out of what was pasted, so nothing can be said.
    Undetermined,
    /// They differ.
    Mismatch,
}

/// How a publisher compares with a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Match {
    /// Index into the request's publishers.
    pub publisher: usize,
    /// Match only if the issuer and every claim match, and there is a claim.
    pub verdict: Verdict,
    /// Whether the publisher trusts the token's issuer.
    pub issuer: Verdict,
    /// The issuer that it trusts.
    pub issuer_expected: String,
    /// The token's issuer.
    pub issuer_found: Option<String>,
    /// Every claim, in the publisher's order.
    pub claims: Vec<ClaimMatch>,
}

impl std::fmt::Debug for Match {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Match(publisher {}, {:?}, {} claims)", self.publisher, self.verdict, self.claims.len())
    }
}

/// How one claim compares.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimMatch {
    /// The publisher's key.
    pub claim: String,
    /// The token's claims that the value was read from.
    pub read_from: Vec<String>,
    /// The publisher's text.
    pub expected: String,
    /// The token's value as compared: a text, or JSON as written; its start, if it has more than 500 characters.
    pub found: Option<String>,
    /// The value's type, if the token has it.
    pub kind: Option<Kind>,
    /// Whether they are equal.
    pub verdict: Verdict,
}

/// Compares every publisher with a token; the nearest comes first.
pub(crate) fn compare_all(publishers: &[Publisher], decoded: &Decoded, labels: Labels) -> Vec<Match> {
    let (mut all, mut order) = (Vec::with_capacity(publishers.len()), BinaryHeap::with_capacity(publishers.len()));
    for (index, publisher) in publishers.iter().enumerate() {
        let candidate = compare(index, publisher, decoded, labels);
        order.push((distance(&candidate), index));
        all.push(Some(candidate));
    }
    let mut nearest_first = Vec::with_capacity(all.len());
    while let Some((_, index)) = order.pop() {
        if let Some(candidate) = all.get_mut(index).and_then(Option::take) {
            nearest_first.push(candidate);
        }
    }
    nearest_first.reverse();
    nearest_first
}

/// How far a publisher is from a match: by verdict, by issuer, by whether it names another project, by how many claims differ,
/// by how few agree.
fn distance(candidate: &Match) -> u64 {
    const MOST: usize = 0xFFF;
    let is = |verdict| move |claim: &&ClaimMatch| claim.verdict == verdict;
    let differing = candidate.claims.iter().filter(is(Verdict::Mismatch));
    let parts = [
        candidate.verdict as usize,
        candidate.issuer as usize,
        differing.clone().filter(|claim| is_of_project(&claim.claim)).count(),
        differing.count(),
        MOST.saturating_sub(candidate.claims.iter().filter(is(Verdict::Match)).count()),
    ];
    parts.iter().fold(0, |sum: u64, part| sum.wrapping_shl(12) | (*part).min(MOST) as u64)
}

/// Whether a claim's name says that it tells a project. It serves the order alone, in which one publisher for each of many
/// projects are told.
fn is_of_project(name: &str) -> bool {
    ["repo", "project", "workspace"].iter().any(|mark| holds(name, mark))
}

/// Compares one publisher with a token.
pub(crate) fn compare(index: usize, publisher: &Publisher, decoded: &Decoded, labels: Labels) -> Match {
    let found = decoded.text("iss").map(ToOwned::to_owned);
    let issuer = match &found {
        Some(issuer) if *issuer == publisher.issuer_url && !issuer.is_empty() => Verdict::Match,
        Some(_) => Verdict::Mismatch,
        None => absent(decoded, "iss"),
    };
    let mut claims = Vec::with_capacity(publisher.claims.len());
    for (name, rule) in &publisher.claims {
        let (mut read_from, value) = read(name, publisher, decoded, labels);
        let implied = if value.is_none() { implied(name, decoded) } else { None };
        let (found, kind) = match (value, &implied) {
            (Some((found, kind)), _) => (Some(found), Some(kind)),
            (None, Some((source, found))) => {
                read_from = vec![(*source).to_owned()];
                (Some(found.clone()), Some(Kind::String))
            }
            (None, None) => (None, None),
        };
        let verdict = match (&found, kind) {
            _ if !rule.is_eq() => Verdict::Mismatch,
            (Some(text), Some(Kind::String)) if *text == rule.value && implied.is_none() => Verdict::Match,
            (Some(text), _) if *text == rule.value && implied.is_some() => Verdict::Undetermined,
            (Some(_), _) => Verdict::Mismatch,
            (None, _) if read_from.iter().any(|claim| absent(decoded, claim) == Verdict::Undetermined) => {
                Verdict::Undetermined
            }
            (None, _) => Verdict::Mismatch,
        };
        let found = found.map(|found| cut_short(&found, LONGEST_FOUND));
        claims.push(ClaimMatch { claim: name.clone(), read_from, expected: rule.value.clone(), found, kind, verdict });
    }
    // A publisher without claims would let everybody in; what the Hub does with one is not documented.
    let emptiness = if claims.is_empty() { Verdict::Mismatch } else { Verdict::Match };
    let verdict = claims.iter().map(|claim| claim.verdict).fold(issuer.max(emptiness), Ord::max);
    Match {
        publisher: index,
        verdict,
        issuer,
        issuer_expected: publisher.issuer_url.clone(),
        issuer_found: found.map(|found| cut_short(&found, LONGEST_FOUND)),
        claims,
    }
}

/// What the absence of a claim means: nothing where claims may have been left out.
fn absent(decoded: &Decoded, claim: &str) -> Verdict {
    let known = decoded.complete || decoded.claim(claim).is_some() || decoded.missing.iter().any(|name| name == claim);
    if known { Verdict::Mismatch } else { Verdict::Undetermined }
}

fn may_be_label(key: &str) -> bool {
    matches!(key, "branch" | "workflow")
}

/// Whether a publisher has a key that is not read in the same way as a label and as a claim.
pub(crate) fn has_label(publisher: &Publisher) -> bool {
    publisher.claims.iter().any(|(key, _)| may_be_label(key))
}

/// The label of the publisher's provider that a key is read as, if it is.
pub(crate) fn label_of(key: &str, publisher: &Publisher, labels: Labels) -> Option<(&'static Provider, Label)> {
    // The provider is looked up for its labels alone: every other key costs nothing but its comparison.
    if labels == Labels::Raw || !may_be_label(key) {
        return None;
    }
    let provider = provider::of_issuer(&publisher.issuer_url)?;
    Some((provider, provider.label(key)?))
}

/// A key's value in the token, and the claims that it was read from.
fn read(key: &str, publisher: &Publisher, decoded: &Decoded, labels: Labels) -> (Vec<String>, Option<(String, Kind)>) {
    match label_of(key, publisher, labels) {
        Some((provider, label)) => {
            (owned(&label.claims), provider.read_label(&label, decoded).map(|text| (text, Kind::String)))
        }
        None => {
            let value = decoded.claim(key).map(|claim| match claim.text {
                Some(text) => (text.to_owned(), Kind::String),
                None => (claim.json.to_owned(), claim.kind),
            });
            (vec![key.to_owned()], value)
        }
    }
}

/// What a claim that was not pasted must have been, by one that was. It can refuse, and never lets anybody in: a
/// subject may be customised, and a token says each claim for itself.
fn implied(key: &str, decoded: &Decoded) -> Option<(&'static str, String)> {
    let subject = || decoded.text("sub").and_then(Subject::parse);
    let by_subject = |value: Option<&str>| Some(("sub", value?.to_owned()));
    if absent(decoded, key) == Verdict::Mismatch {
        return None;
    }
    match key {
        "repository" | "project_path" => {
            let by_workflow =
                || Some(("workflow_ref", cut(decoded.text("workflow_ref")?, "/.github/workflows/")?.0.to_owned()));
            subject().map(|subject| ("sub", subject.plain_repository())).or_else(by_workflow)
        }
        "repository_owner" => {
            let (source, repository) = implied("repository", decoded)?;
            Some((source, cut(&repository, "/")?.0.to_owned()))
        }
        "ref" => by_subject(subject()?.git_ref()),
        "branch" => {
            let full = decoded.text("ref").map(|full| ("ref", full.to_owned())).or_else(|| implied("ref", decoded))?;
            Some((full.0, full.1.strip_prefix("refs/heads/").unwrap_or(&full.1).to_owned()))
        }
        "environment" => by_subject(subject()?.environment()),
        _ => None,
    }
}
