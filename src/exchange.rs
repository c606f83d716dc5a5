//! The exchange as the Hub would judge it: every step runs, every claim of every publisher is compared exactly.
//!
//! It knows the Hub's documented steps (docs/hub/trusted-publishers) and RFC 8693's answer. Time comes in as an
//! argument. What the Hub is not documented to do is decided the refusing way and said.

use std::fmt;

use crate::finding::{Finding, Place};
use crate::matching::{Labels, Match, Verdict, compare, compare_all};
use crate::provider;
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::resource::{self, Resource, ResourceKind};
use crate::token::{Decoded, Form, decode};
use crate::{cause, judgement};

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
pub(crate) fn simulate_decoded(request: &Request<'_>, decoded: Decoded) -> Exchange {
    let provider = provider::of_token(&decoded);
    let resource = resource::parse(request.resource);
    let sound = decoded.is_sound();

    let audience = judgement::audience(&decoded, request.audience, provider);
    let time = judgement::time(&decoded, request.now);
    let matches = compare_all(request.publishers, &decoded, request.labels);
    let trusted = matches.iter().any(|candidate| candidate.issuer == Verdict::Match);
    let matched = matches.iter().find(|candidate| candidate.verdict == Verdict::Match).map(|found| found.publisher);
    let best = judgement::best(matches.iter().map(|candidate| candidate.verdict));

    let readable = resource.is_ok() && sound;
    let conclude = |with_time: bool| {
        let verdicts = [audience.verdict, if with_time { time.verdict } else { Verdict::Match }, best];
        outcome_of(readable, &verdicts)
    };
    let (outcome, outcome_if_fresh) = (conclude(true), conclude(false));

    let mut findings = Vec::new();
    let invalid_request = !readable;
    findings.extend(resource.as_ref().err().cloned());
    let (errors, remarks): (Vec<Finding>, Vec<Finding>) = decoded.findings.iter().cloned().partition(Finding::is_error);
    findings.extend(errors);
    if decoded.claims.is_some() {
        if !trusted {
            findings.extend(cause::of_issuer(request.publishers, &decoded, &matches));
        }
        findings.extend(audience.findings.iter().filter(|finding| finding.is_error()).cloned());
        if trusted && matched.is_none() {
            findings.extend(cause::of_claims(request.publishers, &decoded, &matches));
        }
        findings.extend(time.findings.iter().cloned());
        if time.verdict == Verdict::Mismatch && outcome_if_fresh != Outcome::Refused {
            findings.push(Finding::new(Reason::MatchButExpired));
        }
        findings.extend(audience.findings.iter().filter(|finding| !finding.is_error()).cloned());
        findings.extend(readings_part(request, &decoded, &matches));
        findings.push(Finding::new(Reason::SignatureUnchecked));
    }
    findings.extend(remarks);

    let steps = steps(request, &decoded, resource.as_ref(), &audience, &time, &matches, matched);
    Exchange {
        outcome,
        outcome_if_fresh,
        resource: resource.ok(),
        provider: provider.map(|provider| provider.id),
        invalid_request,
        matched: matched.filter(|_| outcome == Outcome::GrantedIfGenuine),
        steps,
        matches,
        findings,
    }
}

/// The verdict of all steps together: every one must pass.
fn outcome_of(readable: bool, verdicts: &[Verdict]) -> Outcome {
    match verdicts.iter().max() {
        Some(Verdict::Match) if readable => Outcome::GrantedIfGenuine,
        Some(Verdict::Undetermined) if readable => Outcome::Undetermined,
        _ => Outcome::Refused,
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

/// Every step with its status and one line.
fn steps(
    request: &Request<'_>,
    decoded: &Decoded,
    resource: Result<&Resource, &Finding>,
    audience: &judgement::Judgement,
    time: &judgement::Judgement,
    matches: &[Match],
    matched: Option<usize>,
) -> Vec<Step> {
    let readable = decoded.claims.is_some();
    let step = |name, status, summary: String| Step { name, status, summary };
    let judged = |name, judgement: &judgement::Judgement| {
        if readable {
            step(name, status_of(judgement.verdict), judgement.summary.clone())
        } else {
            step(name, Status::Skipped, "There are no claims to check.".to_owned())
        }
    };
    let resource_step = match resource {
        Ok(resource) => step(StepName::Resource, Status::Pass, in_one_line(resource)),
        Err(finding) => step(StepName::Resource, Status::Fail, finding.message()),
    };
    let token_step = match decoded.findings.iter().find(|finding| finding.is_error()) {
        Some(finding) => step(StepName::Token, Status::Fail, finding.message()),
        None if decoded.form == Form::Jwt => {
            step(StepName::Token, Status::Pass, "A signed token in compact form, well formed.".to_owned())
        }
        None => step(StepName::Token, Status::Unchecked, "Claims without their token.".to_owned()),
    };
    let trusting = matches.iter().filter(|candidate| candidate.issuer == Verdict::Match).count();
    let issuer_verdict = judgement::best(matches.iter().map(|candidate| candidate.issuer));
    let issuer_step = if !readable {
        step(StepName::Issuer, Status::Skipped, "There are no claims to check.".to_owned())
    } else {
        let summary = match decoded.text("iss") {
            Some(issuer) => format!("{trusting} of {} publishers trust `{issuer}`.", request.publishers.len()),
            None => "The issuer is not known.".to_owned(),
        };
        step(StepName::Issuer, status_of(issuer_verdict), summary)
    };
    let signature_step = if readable {
        step(StepName::Signature, Status::Unchecked, "No key set was given.".to_owned())
    } else {
        step(StepName::Signature, Status::Skipped, "There is no token to check.".to_owned())
    };
    let claims_verdict = judgement::best(matches.iter().map(|candidate| candidate.verdict));
    let claims_step = if !readable || (trusting == 0 && issuer_verdict == Verdict::Mismatch) {
        step(StepName::Claims, Status::Skipped, "There is no publisher to compare with.".to_owned())
    } else {
        let summary = match (matched, claims_verdict) {
            (Some(index), _) => format!("Every claim of publisher {} matches.", index.saturating_add(1)),
            (None, Verdict::Undetermined) => "The pasted claims are too few to tell.".to_owned(),
            (None, _) => "No publisher matches with all its claims.".to_owned(),
        };
        step(StepName::Claims, status_of(claims_verdict), summary)
    };
    vec![
        resource_step,
        token_step,
        issuer_step,
        signature_step,
        judged(StepName::Audience, audience),
        judged(StepName::Time, time),
        claims_step,
    ]
}

fn status_of(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Match => Status::Pass,
        Verdict::Mismatch => Status::Fail,
        Verdict::Undetermined => Status::Unchecked,
    }
}

fn in_one_line(resource: &Resource) -> String {
    match (&resource.kind, &resource.name) {
        (ResourceKind::User, _) | (_, None) => format!("The user `{}`.", resource.namespace),
        (kind, Some(name)) => format!("The {} `{}/{name}`.", kind.name(), resource.namespace),
    }
}
