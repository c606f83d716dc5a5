//! Compares every claim of a publisher with a token, exactly: code point by code point, text with text.
//!
//! It knows equality and how the Hub's labels are read, and nothing of near misses. Nothing is folded, trimmed,
//! converted or looked up in any other way (the Hub's documentation: "matched exactly").

mod implied;

use std::borrow::Cow;
use std::collections::BinaryHeap;

use self::implied::implied;
use crate::json::Kind;
use crate::provider::{self, Label, Provider};
use crate::publisher::{ClaimRule, Publisher};
use crate::text::{cut_short, holds, owned};
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
#[non_exhaustive]
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
#[non_exhaustive]
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
    // As most owners have it: nothing to order is a hundredth less of an exchange.
    if let [only] = publishers {
        return vec![compare(0, only, decoded, labels)];
    }
    let (mut all, mut order) = (Vec::with_capacity(publishers.len()), BinaryHeap::with_capacity(publishers.len()));
    for (index, publisher) in publishers.iter().enumerate() {
        let (candidate, tally) = compared(index, publisher, decoded, labels);
        order.push((tally.distance(), index));
        all.push(Some(candidate));
    }
    let mut nearest_first = Vec::with_capacity(all.len());
    // A heap's order, since sorting is more of the module.
    for (_, index) in order.into_sorted_vec() {
        if let Some(candidate) = all.get_mut(index).and_then(Option::take) {
            nearest_first.push(candidate);
        }
    }
    nearest_first
}

/// The first of what [`compare_all`] gives, and nothing but its verdict.
pub(crate) fn nearest(publishers: &[Publisher], decoded: &Decoded, labels: Labels) -> Option<(usize, Verdict)> {
    let mut nearest: Option<(u64, usize, Verdict)> = None;
    for (index, publisher) in publishers.iter().enumerate() {
        let tally = tally(publisher, decoded, labels, &mut |_, _, _| {});
        if nearest.is_none_or(|(distance, ..)| tally.distance() < distance) {
            nearest = Some((tally.distance(), index, tally.verdict));
        }
    }
    nearest.map(|(_, index, verdict)| (index, verdict))
}

/// Compares one publisher with a token.
pub(crate) fn compare(index: usize, publisher: &Publisher, decoded: &Decoded, labels: Labels) -> Match {
    compared(index, publisher, decoded, labels).0
}

fn compared(index: usize, publisher: &Publisher, decoded: &Decoded, labels: Labels) -> (Match, Tally) {
    let mut claims = Vec::with_capacity(publisher.claims.len());
    let tally = tally(publisher, decoded, labels, &mut |name, rule, compared| {
        claims.push(ClaimMatch {
            claim: name.to_owned(),
            read_from: compared.source.names(),
            expected: rule.value.clone(),
            found: compared.found.map(|found| cut_short(&found, LONGEST_FOUND)),
            kind: compared.kind,
            verdict: compared.verdict,
        });
    });
    let candidate = Match {
        publisher: index,
        verdict: tally.verdict,
        issuer: tally.issuer,
        issuer_expected: publisher.issuer_url.clone(),
        issuer_found: decoded.text("iss").map(|found| cut_short(found, LONGEST_FOUND)),
        claims,
    };
    (candidate, tally)
}

/// How a publisher's claims compare, counted.
struct Tally {
    verdict: Verdict,
    issuer: Verdict,
    of_project: u64,
    differing: u64,
    agreeing: u64,
}

impl Tally {
    /// How far the publisher is from a match: by verdict, by issuer, by whether it names another project, by how many claims
    /// differ, by how few agree.
    fn distance(&self) -> u64 {
        const MOST: u64 = 0xFFF;
        let few = MOST.saturating_sub(self.agreeing);
        let parts = [self.verdict as u64, self.issuer as u64, self.of_project, self.differing, few];
        parts.iter().fold(0, |sum: u64, part| sum.wrapping_shl(12) | (*part).min(MOST))
    }
}

/// Whether a claim's name says that it tells a project. It serves the order alone, in which one publisher for each of many
/// projects are told.
fn is_of_project(name: &str) -> bool {
    ["repo", "project", "workspace"].iter().any(|mark| holds(name, mark))
}

/// Whether a value names the same project in other letters, or with more around it, such as an address.
fn holds_it(expected: &str, found: &str) -> bool {
    expected.eq_ignore_ascii_case(found) || holds(expected, "/") && !found.is_empty() && holds(expected, found)
}

/// One claim of a publisher beside a token.
struct Compared<'a> {
    source: Source<'a>,
    found: Option<Cow<'a, str>>,
    kind: Option<Kind>,
    verdict: Verdict,
}

/// Whence a value is read.
enum Source<'a> {
    Claim(&'a str),
    Label(Label),
}

impl Source<'_> {
    fn names(&self) -> Vec<String> {
        match self {
            Self::Claim(name) => vec![(*name).to_owned()],
            Self::Label(label) => owned(&label.claims),
        }
    }

    /// What the absence of what it is read from means.
    fn absent(&self, decoded: &Decoded) -> Verdict {
        let is_open = |name: &str| absent(decoded, name) == Verdict::Undetermined;
        let open = match self {
            Self::Claim(name) => is_open(name),
            Self::Label(label) => label.claims.iter().any(|name| is_open(name)),
        };
        if open { Verdict::Undetermined } else { Verdict::Mismatch }
    }
}

/// Compares one publisher with a token, claim by claim. Verdicts alone and verdicts with all that was compared come from here, so
/// that they cannot differ.
fn tally<'a>(
    publisher: &'a Publisher,
    decoded: &'a Decoded,
    labels: Labels,
    each: &mut dyn FnMut(&'a str, &'a ClaimRule, Compared<'a>),
) -> Tally {
    let issuer = match decoded.text("iss") {
        Some(issuer) if issuer == publisher.issuer_url && !issuer.is_empty() => Verdict::Match,
        Some(_) => Verdict::Mismatch,
        None => absent(decoded, "iss"),
    };
    // A publisher without claims would let everybody in; what the Hub does with one is not documented.
    let verdict = if publisher.claims.is_empty() { Verdict::Mismatch } else { issuer };
    let mut tally = Tally { verdict, issuer, of_project: 0, differing: 0, agreeing: 0 };
    for (name, rule) in &publisher.claims {
        let compared = compare_claim(name, rule, publisher, decoded, labels);
        tally.verdict = tally.verdict.max(compared.verdict);
        match compared.verdict {
            Verdict::Match => tally.agreeing = tally.agreeing.saturating_add(1),
            Verdict::Undetermined => {}
            Verdict::Mismatch => {
                tally.differing = tally.differing.saturating_add(1);
                let is_other =
                    is_of_project(name) && !compared.found.as_deref().is_some_and(|found| holds_it(&rule.value, found));
                tally.of_project = tally.of_project.saturating_add(u64::from(is_other));
            }
        }
        each(name, rule, compared);
    }
    tally
}

fn compare_claim<'a>(
    name: &'a str,
    rule: &ClaimRule,
    publisher: &Publisher,
    decoded: &'a Decoded,
    labels: Labels,
) -> Compared<'a> {
    let (source, value) = read(name, publisher, decoded, labels);
    let equals = |found: &str| rule.is_eq() && found == rule.value;
    if let Some((found, kind)) = value {
        let verdict = if kind == Kind::String && equals(&found) { Verdict::Match } else { Verdict::Mismatch };
        return Compared { source, found: Some(found), kind: Some(kind), verdict };
    }
    if let Some((implying, found)) = implied(name, decoded) {
        let verdict = if equals(&found) { Verdict::Undetermined } else { Verdict::Mismatch };
        let source = Source::Claim(implying);
        return Compared { source, found: Some(found.into()), kind: Some(Kind::String), verdict };
    }
    let verdict = if rule.is_eq() { source.absent(decoded) } else { Verdict::Mismatch };
    Compared { source, found: None, kind: None, verdict }
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

/// A key's value in the token, and whence it was read.
fn read<'a>(
    key: &'a str,
    publisher: &Publisher,
    decoded: &'a Decoded,
    labels: Labels,
) -> (Source<'a>, Option<(Cow<'a, str>, Kind)>) {
    if let Some((provider, label)) = label_of(key, publisher, labels) {
        let value = provider.read_label(&label, decoded).map(|text| (text.into(), Kind::String));
        return (Source::Label(label), value);
    }
    let value = decoded.claim(key).map(|claim| match claim.text {
        Some(text) => (text.into(), Kind::String),
        None => (claim.json.into(), claim.kind),
    });
    (Source::Claim(key), value)
}
