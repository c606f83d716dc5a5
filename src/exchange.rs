//! The exchange as the Hub would judge it: every step runs, every claim of every publisher is compared exactly.
//!
//! It knows the Hub's documented steps (docs/hub/trusted-publishers) and RFC 8693's answer. Time comes in as an
//! argument. What the Hub is not documented to do is decided the refusing way and said.

mod step;

use std::fmt;

use self::step::steps;
pub use self::step::{Status, Step, StepName};
use crate::cause;
use crate::finding::{Finding, Place};
use crate::issuer;
use crate::judgement::{self, proposed};
use crate::lint::{Context, told_for};
use crate::matching::{Labels, Match, Verdict, compare, compare_all, has_label, nearest};
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::reason::{Reason, Severity};
use crate::repair;
use crate::resource::{self, Resource};
use crate::signature::{self, Answer, Proof, Signed};
use crate::text::joined;
use crate::token::{Decoded, Form, decode};

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
    /// The audience that the token must have; [`crate::HUB`] usually.
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
    /// Every step passed, and the signature is genuine under the pasted key set.
    Granted,
    /// Every step that can be checked here passed; the signature was not checked.
    GrantedIfGenuine,
    /// Some check fails.
    Refused,
    /// The pasted claims are incomplete, and nothing that they show fails yet.
    Undetermined,
}

impl Outcome {
    /// Whether the Hub would hand out a token, if the signature is genuine.
    pub fn is_granted(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedIfGenuine)
    }
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
    judged(request, decode(request.token), None)
}

/// The verdict of [`simulate`] alone, with the publisher that matched: for servers and audits, which need no reasons.
pub fn decide(request: &Request<'_>) -> (Outcome, Option<usize>) {
    decide_decoded(request, &decode(request.token))
}

/// The same for a token that was read, or refused, already.
pub(crate) fn decide_decoded(request: &Request<'_>, decoded: &Decoded) -> (Outcome, Option<usize>) {
    let provider = provider::of_token(decoded);
    let nearest = nearest(request.publishers, decoded, request.labels);
    let unfetchable = decoded.text("iss").and_then(issuer::unfetchable);
    let token = match decoded.form {
        _ if decoded.findings.iter().any(Finding::is_error) => Verdict::Mismatch,
        Form::Jwt => Verdict::Match,
        _ => Verdict::Undetermined,
    };
    let refused = resource::parse(request.resource).is_err() || unfetchable.is_some();
    let verdict = if refused { Verdict::Mismatch } else { token }
        .max(judgement::audience(decoded, request.audience, provider).verdict)
        .max(judgement::time(decoded, request.now).verdict)
        .max(nearest.map_or(Verdict::Mismatch, |(_, verdict)| verdict));
    let outcome = outcome_of(verdict, None);
    (outcome, nearest.filter(|_| outcome.is_granted()).map(|(publisher, _)| publisher))
}

/// The same as [`simulate`], with the signature judged by a pasted JSON Web Key Set: only this can say [`Outcome::Granted`].
///
/// The key set is read strictly and the key chosen here; `check` computes. It is called at most once, for a token that is
/// well formed and whose issuer some publisher trusts, and must say [`Answer::Genuine`] for nothing but a true signature.
pub fn verify(request: &Request<'_>, key_set: &str, mut check: impl FnMut(&Signed<'_>) -> Answer) -> Exchange {
    judged(request, decode(request.token), Some((key_set, &mut check)))
}

/// Who is asked about the signature, and by which key set.
pub(crate) type Verifier<'a> = (&'a str, &'a mut dyn FnMut(&Signed<'_>) -> Answer);

/// The same for a token that was read, or refused, already.
pub(crate) fn judged(request: &Request<'_>, mut decoded: Decoded, verifier: Option<Verifier<'_>>) -> Exchange {
    let provider = provider::of_token(&decoded);
    let (errors, mut remarks) = parted(std::mem::take(&mut decoded.findings));
    let matches = compare_all(request.publishers, &decoded, request.labels);
    let (resource, resource_judged) = judgement::resource(request.resource);
    let token = judgement::token(&decoded, errors);
    let issuer = cause::issuer(request.publishers, &decoded, &matches);
    let audience = judgement::audience(&decoded, request.audience, provider);
    let time = judgement::time(&decoded, request.now);
    let claims = cause::claims(request.publishers, &decoded, &matches, request.labels);

    let signature = match verifier {
        Some((key_set, check)) => {
            let worthy = (token.verdict == Verdict::Match, issuer.verdict == Verdict::Match);
            signature::judge(&decoded, request.token, worthy, key_set, check)
        }
        None => signature::unasked(),
    };
    let forged = signature.judgement.verdict == Verdict::Mismatch;
    let unchecked = signature.proof.is_none() && signature.judgement.findings.is_empty();

    // Claims without their token can fail, and never pass: its form is not seen, nor what may stand beside them.
    let request_verdict = resource_judged.verdict.max(token.verdict);
    let invalid_request = request_verdict == Verdict::Mismatch;
    let signed = if forged { Verdict::Mismatch } else { Verdict::Match };
    let fresh = request_verdict.max(issuer.verdict).max(audience.verdict).max(claims.verdict).max(signed);
    let proof = signature.proof.as_ref();
    let (outcome, outcome_if_fresh) = (outcome_of(fresh.max(time.verdict), proof), outcome_of(fresh, proof));
    let readable = decoded.claims.is_some();
    let (audience_verdict, time_verdict) = (audience.verdict, time.verdict);
    let expired = time.verdict == Verdict::Mismatch && outcome_if_fresh != Outcome::Refused;

    // In the order in which they are told: what a fresh token would not mend comes before the times.
    let mut judged = [
        (StepName::Resource, resource_judged),
        (StepName::Token, token),
        (StepName::Issuer, issuer),
        (StepName::Signature, signature.judgement),
        (StepName::Audience, audience),
        (StepName::Claims, claims),
        (StepName::Time, time),
    ];
    let steps = steps(&mut judged, readable, signature.skipped);
    let mut all = Vec::new();
    for (_, judgement) in &mut judged {
        all.append(&mut judgement.findings);
    }
    let (mut findings, mut notes) = parted(all);
    if readable {
        let mendable = request_verdict.max(audience_verdict).max(time_verdict).max(signed) != Verdict::Mismatch;
        match proposed(&decoded, provider) {
            // It is told also where the job is let in.
            Some((claim, found)) => {
                findings.push(Finding::new(Reason::UntrustedJob).with("claim", claim).with("found", found));
            }
            None if mendable => offer_fix(request, &decoded, &matches, &mut findings),
            None => {}
        }
        if outcome_if_fresh.is_granted() {
            findings.append(&mut open(request, &matches, provider));
        }
        if expired {
            findings.push(Finding::new(Reason::MatchButExpired));
        }
        findings.append(&mut notes);
        if decoded.form != Form::Jwt {
            // That the token itself is not here is what keeps everything open.
            findings.append(&mut remarks);
        }
        findings.extend(readings_part(request, &decoded, &matches));
        if outcome_if_fresh.is_granted() {
            findings.extend(algorithm(&decoded));
        }
        if unchecked {
            findings.push(Finding::new(Reason::SignatureUnchecked));
        }
    }
    findings.append(&mut remarks);
    let matched = matches.first().filter(|_| outcome.is_granted()).map(|nearest| nearest.publisher);
    Exchange {
        outcome,
        outcome_if_fresh,
        resource,
        provider: provider.map(|provider| provider.id()),
        invalid_request,
        matched,
        steps,
        matches,
        findings,
    }
}

/// The errors, and the rest.
fn parted(all: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let (mut errors, mut rest) = (Vec::new(), Vec::new());
    for finding in all {
        if finding.is_error() { &mut errors } else { &mut rest }.push(finding);
    }
    (errors, rest)
}

/// Only who holds a proof of the signature is granted anything.
fn outcome_of(verdict: Verdict, proof: Option<&Proof>) -> Outcome {
    match (verdict, proof) {
        (Verdict::Match, Some(_)) => Outcome::Granted,
        (Verdict::Match, None) => Outcome::GrantedIfGenuine,
        (Verdict::Undetermined, _) => Outcome::Undetermined,
        (Verdict::Mismatch, _) => Outcome::Refused,
    }
}

/// Puts the repaired publisher beside the first error that speaks of one, if a job like this would then be let in.
fn offer_fix(request: &Request<'_>, decoded: &Decoded, matches: &[Match], findings: &mut [Finding]) {
    let publisher_of = |finding: &Finding| match finding.at {
        Some(Place::Publisher { publisher, .. }) => Some(publisher),
        _ => None,
    };
    let Some(index) = findings.first().and_then(publisher_of) else { return };
    // A tag is of one release: no publisher of a branch is changed to it.
    let is_tag = |finding: &Finding| finding.reason == Reason::BranchIsTag && publisher_of(finding) == Some(index);
    if findings.iter().any(is_tag) {
        return;
    }
    if let (Some(first), Some(publisher)) = (findings.first_mut(), request.publishers.get(index)) {
        let fix = repair::repaired(publisher, decoded, matches, request.labels);
        first.fix = fix.filter(|_| !repair::is_namesake(request.publishers, decoded)).map(Box::new);
    }
}

/// What lets strangers in with the job that the nearest publisher lets in: no error, since the Hub asks for no more.
fn open(request: &Request<'_>, matches: &[Match], provider: Option<&Provider>) -> Vec<Finding> {
    let nearest = matches.first().map_or(0, |nearest| nearest.publisher);
    let (Some(publisher), Some(provider)) = (request.publishers.get(nearest), provider) else { return Vec::new() };
    // A claim that tells whose the job is keeps strangers out. Trying them takes longer than the exchange itself.
    if provider.strangers().is_none()
        && publisher.claims.iter().any(|(name, rule)| provider.tells_owner(name, &rule.value))
    {
        return Vec::new();
    }
    let context = Context { resource: request.resource, labels: request.labels, others: &[] };
    let mut open = told_for(&[Reason::SharedIssuerUnpinned, Reason::IssuerAdmitsStrangers], publisher, context);
    for finding in &mut open {
        finding.severity = Severity::Warning;
        finding.at = Some(Place::in_publisher(nearest, &[]));
    }
    open
}

/// Said of an algorithm that is taken and nowhere said to be.
fn algorithm(decoded: &Decoded) -> Option<Finding> {
    let used = decoded.header.as_ref()?.get("alg")?.text.filter(|used| *used == "ES256")?;
    let question = joined(&["whether a token signed by `", used, "` passes"], "");
    Some(Finding::new(Reason::HubUndocumented).with("question", &question).with("taken", "it does"))
}

/// Said where the other reading of labels would judge a publisher of the token's issuer differently.
fn readings_part(request: &Request<'_>, decoded: &Decoded, matches: &[Match]) -> Option<Finding> {
    let other = match request.labels {
        Labels::Documented => Labels::Raw,
        Labels::Raw => Labels::Documented,
    };
    let parted = matches.iter().filter(|candidate| candidate.issuer == Verdict::Match).find(|candidate| {
        let publisher = request.publishers.get(candidate.publisher).filter(|publisher| has_label(publisher));
        publisher.is_some_and(|publisher| {
            compare(candidate.publisher, publisher, decoded, other).verdict != candidate.verdict
        })
    })?;
    let taken = match request.labels {
        Labels::Documented => "they are read as branch and workflow file, and as token claims the answer would differ",
        Labels::Raw => "they are read as token claims, and as branch and workflow file the answer would differ",
    };
    let question = "how a publisher's `branch` and `workflow` are compared";
    let place = Place::in_publisher(parted.publisher, &["claims"]);
    Some(Finding::new(Reason::HubUndocumented).with("question", question).with("taken", taken).at(place))
}
