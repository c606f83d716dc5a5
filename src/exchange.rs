//! The exchange as the Hub would judge it: every step runs, every claim of every publisher is compared exactly.
//!
//! It knows the Hub's documented steps (docs/hub/trusted-publishers) and RFC 8693's answer. Time comes in as an
//! argument. What the Hub is not documented to do is decided the refusing way and said.

use std::fmt;

use crate::cause;
use crate::finding::{Finding, Place};
use crate::judgement::{self, Judgement};
use crate::matching::{Labels, Match, Verdict, compare, compare_all};
use crate::provider;
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::repair;
use crate::resource::Resource;
use crate::token::{Decoded, Form, decode};

/// The Hub's audience, unless the caller names another.
pub const HUB: &str = "https://huggingface.co";

/// What a job would send, and what the resource's owner wrote.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Whatever was pasted.
    pub token: &'a str,
    /// The resource, as the job names it.
    pub resource: &'a str,
    /// The resource's publishers.
    pub publishers: &'a [Publisher],
    /// The moment of the exchange, in Unix seconds.
    pub now: i64,
    /// The audience that the token must have; [`HUB`] usually.
    pub audience: &'a str,
    /// How labels are read.
    pub labels: Labels,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Request({} bytes of text, {} publishers)", self.token.len(), self.publishers.len())
    }
}

/// What comes of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every step that can be checked here passed; the signature was not checked.
    GrantedIfGenuine,
    /// Some check fails.
    Refused,
    /// The pasted claims are incomplete, and nothing that they show fails yet.
    Undetermined,
}

/// A step's name, in the order in which the steps are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepName {
    /// The resource can be read.
    Resource,
    /// The token can be read.
    Token,
    /// A publisher trusts the token's issuer.
    Issuer,
    /// The token is the issuer's.
    Signature,
    /// The token is for the Hub.
    Audience,
    /// The token is valid now.
    Time,
    /// All claims of one publisher match.
    Claims,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It passed.
    Pass,
    /// It failed.
    Fail,
    /// It could not be checked here.
    Unchecked,
    /// An earlier failure left nothing to check.
    Skipped,
}

/// One step of the exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// How it went.
    pub status: Status,
    /// In one line.
    pub summary: String,
}

/// What the Hub would answer, and why. `Debug` shows nothing of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The verdict.
    pub outcome: Outcome,
    /// The verdict for a token of the same job minted just now: `exp`, `nbf` and `iat` left aside.
    pub outcome_if_fresh: Outcome,
    /// The resource, as it was understood.
    pub resource: Option<Resource>,
    /// The provider that made the token.
    pub provider: Option<&'static str>,
    /// True if the request itself is at fault (`invalid_request`), not what the token says (`invalid_grant`).
    pub invalid_request: bool,
    /// The publisher that matched.
    pub matched: Option<usize>,
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// One for each publisher, nearest first.
    pub matches: Vec<Match>,
    /// Why, the cause first.
    pub findings: Vec<Finding>,
}

/// Says what the Hub's `POST /oauth/token` would answer. The signature is **not** checked, so the best outcome is
/// [`Outcome::GrantedIfGenuine`].
pub fn simulate(request: &Request<'_>) -> Exchange {
    simulate_decoded(request, decode(request.token))
}

/// The same for a token that was read, or refused, already.
pub(crate) fn simulate_decoded(request: &Request<'_>, mut decoded: Decoded) -> Exchange {
    let provider = provider::of_token(&decoded);
    let (errors, mut remarks): (Vec<Finding>, Vec<Finding>) =
        std::mem::take(&mut decoded.findings).into_iter().partition(Finding::is_error);
    let matches = compare_all(request.publishers, &decoded, request.labels);
    let (resource, resource_judged) = judgement::resource(request.resource);
    let token = judgement::token(&decoded, errors);
    let issuer = cause::issuer(request.publishers, &decoded, &matches);
    let audience = judgement::audience(&decoded, request.audience, provider);
    let time = judgement::time(&decoded, request.now);
    let claims = cause::claims(request.publishers, &decoded, &matches, request.labels);

    // Claims without their token can fail, and never pass: its form is not seen, nor what may stand beside them.
    let request_verdict = resource_judged.verdict.max(token.verdict);
    let invalid_request = request_verdict == Verdict::Mismatch;
    let fresh = request_verdict.max(audience.verdict).max(claims.verdict);
    let (outcome, outcome_if_fresh) = (outcome_of(fresh.max(time.verdict)), outcome_of(fresh));
    let readable = decoded.claims.is_some();
    let (audience_verdict, time_verdict) = (audience.verdict, time.verdict);
    let expired = time.verdict == Verdict::Mismatch && outcome_if_fresh != Outcome::Refused;

    // In the order in which they are told: what a fresh token would not mend comes before the times.
    let mut judged = [
        (StepName::Resource, resource_judged),
        (StepName::Token, token),
        (StepName::Issuer, issuer),
        (StepName::Audience, audience),
        (StepName::Claims, claims),
        (StepName::Time, time),
    ];
    let steps = STEPS.map(|name| step(name, &judged, readable));
    let all = judged.iter_mut().flat_map(|(_, judgement)| judgement.findings.drain(..));
    let (mut findings, notes): (Vec<Finding>, Vec<Finding>) = all.partition(Finding::is_error);
    if readable {
        let mendable = request_verdict.max(audience_verdict).max(time_verdict) != Verdict::Mismatch;
        offer_fix(request, &decoded, &matches, mendable, &mut findings);
        if expired {
            findings.push(Finding::new(Reason::MatchButExpired));
        }
        findings.extend(notes);
        if decoded.form != Form::Jwt {
            // That the token itself is not here is what keeps everything open.
            findings.append(&mut remarks);
        }
        findings.extend(readings_part(request, &decoded, &matches));
        findings.push(Finding::new(Reason::SignatureUnchecked));
    }
    findings.extend(remarks);
    let matched = matches.first().filter(|_| outcome == Outcome::GrantedIfGenuine).map(|nearest| nearest.publisher);
    Exchange {
        outcome,
        outcome_if_fresh,
        resource,
        provider: provider.map(|provider| provider.id()),
        invalid_request,
        matched,
        steps: steps.into(),
        matches,
        findings,
    }
}

fn outcome_of(verdict: Verdict) -> Outcome {
    match verdict {
        Verdict::Match => Outcome::GrantedIfGenuine,
        Verdict::Undetermined => Outcome::Undetermined,
        Verdict::Mismatch => Outcome::Refused,
    }
}

/// The steps in the order in which the Hub checks them.
const STEPS: [StepName; 7] = [
    StepName::Resource,
    StepName::Token,
    StepName::Issuer,
    StepName::Signature,
    StepName::Audience,
    StepName::Time,
    StepName::Claims,
];

/// A step in one line: its first error, or what it found.
fn step(name: StepName, judged: &[(StepName, Judgement)], readable: bool) -> Step {
    let judgement = judged.iter().find(|(judged, _)| *judged == name).map(|(_, judgement)| judgement);
    let reads_claims = !matches!(name, StepName::Resource | StepName::Token);
    let (status, summary) = match judgement {
        _ if reads_claims && !readable => (Status::Skipped, "There are no claims to check.".to_owned()),
        None => (Status::Unchecked, "No key set was given.".to_owned()),
        Some(judgement) => {
            let status = match judgement.verdict {
                Verdict::Match => Status::Pass,
                Verdict::Mismatch => Status::Fail,
                Verdict::Undetermined => Status::Unchecked,
            };
            let error = judgement.findings.iter().find(|finding| finding.is_error());
            (status, error.map_or_else(|| judgement.summary.clone(), Finding::message))
        }
    };
    Step { name, status, summary }
}

/// Puts the repaired publisher beside the first error that speaks of one, if a job like this would then be let in.
fn offer_fix(request: &Request<'_>, decoded: &Decoded, matches: &[Match], mendable: bool, findings: &mut Vec<Finding>) {
    let first = findings.first_mut().filter(|finding| finding.is_error());
    let Some((first, Some(Place::Publisher { publisher, .. }))) = first.map(|first| {
        let at = first.at.clone();
        (first, at)
    }) else {
        return;
    };
    if repair::is_pull_request(decoded) {
        findings.push(Finding::new(Reason::UntrustedJob));
    } else if mendable && let Some(publisher) = request.publishers.get(publisher) {
        first.fix = repair::repaired(publisher, decoded, matches, request.labels).map(Box::new);
    }
}

/// Said where the other reading of labels would judge a publisher of the token's issuer differently.
fn readings_part(request: &Request<'_>, decoded: &Decoded, matches: &[Match]) -> Option<Finding> {
    let other = match request.labels {
        Labels::Documented => Labels::Raw,
        Labels::Raw => Labels::Documented,
    };
    let parted = matches.iter().filter(|candidate| candidate.issuer == Verdict::Match).find(|candidate| {
        let publisher = request.publishers.get(candidate.publisher);
        publisher.is_some_and(|publisher| {
            compare(candidate.publisher, publisher, decoded, other).verdict != candidate.verdict
        })
    })?;
    let taken = match request.labels {
        Labels::Documented => "they are read as branch and workflow file, and as token claims the answer would differ",
        Labels::Raw => "they are read as token claims, and as branch and workflow file the answer would differ",
    };
    let question = "how a publisher's `branch` and `workflow` are compared";
    let place = Place::Publisher { publisher: parted.publisher, path: "/claims".to_owned() };
    Some(Finding::new(Reason::HubUndocumented).with("question", question).with("taken", taken).at(place))
}
