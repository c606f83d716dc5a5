//! The exchange as the Hub would judge it: every step runs, every claim of every publisher is compared exactly.
//!
//! It knows the Hub's documented steps (<https://huggingface.co/docs/hub/trusted-publishers>) and RFC 8693's answer. Time comes in as an
//! argument. What the Hub is not documented to do is decided the refusing way and said.

mod step;
mod told;

use std::fmt;

use self::step::steps;
pub use self::step::{Status, Step, StepName};
use self::told::Seen;
use crate::cause;
use crate::finding::Finding;
use crate::issuer;
use crate::judgement;
use crate::matching::{Labels, Match, Verdict, compare_all, nearest};
use crate::provider;
use crate::publisher::Publisher;
use crate::resource::{self, Resource};
use crate::signature::{self, Answer, Proof, Signed};
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
    /// Every step that can be checked here passed; the signature was not checked. Never enough to hand out a token: anybody can write such
    /// claims.
    GrantedIfGenuine,
    /// Some check fails.
    Refused,
    /// The pasted claims are incomplete, and nothing that they show fails yet.
    Undetermined,
}

impl Outcome {
    /// Whether the Hub would hand out a token, **if** the signature is genuine. A server that hands one out asks for
    /// [`Outcome::Granted`] itself, which only [`verify`] gives: this is true of unsigned claims as well.
    pub fn is_granted(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedIfGenuine)
    }
}

/// What the Hub would answer, and why. `Debug` shows nothing of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// The verdict.
    pub outcome: Outcome,
    /// The verdict for a token of the same job minted just now: `exp`, `nbf` and `iat` left aside.
    pub outcome_if_fresh: Outcome,
    /// The resource, as it was understood.
    pub resource: Option<Resource>,
    /// The id of the provider that made the token.
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
/// [`Outcome::GrantedIfGenuine`], which is never enough to hand out a token: whoever does that calls [`verify`].
pub fn simulate(request: &Request<'_>) -> Exchange {
    exchange_of(request, decode(request.token), None)
}

/// The verdict of [`simulate`] alone, with the publisher that matched: for audits, which need no reasons. The signature is **not**
/// checked: no answer of this is enough to hand out a token, and a server calls [`verify`].
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
    exchange_of(request, decode(request.token), Some((key_set, &mut check)))
}

/// Who is asked about the signature, and by which key set.
pub(crate) type Verifier<'a> = (&'a str, &'a mut dyn FnMut(&Signed<'_>) -> Answer);

/// The same for a token that was read, or refused, already.
pub(crate) fn exchange_of(request: &Request<'_>, mut decoded: Decoded, verifier: Option<Verifier<'_>>) -> Exchange {
    let provider = provider::of_token(&decoded);
    let (errors, remarks) = parted(std::mem::take(&mut decoded.findings));
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

    // Claims without their token can fail, and never pass: its form is not seen, nor what may stand beside them.
    let request_verdict = resource_judged.verdict.max(token.verdict);
    let proof = signature.proof.as_ref();
    let signed = if signature.judgement.verdict == Verdict::Mismatch { Verdict::Mismatch } else { Verdict::Match };
    // What is wrong whoever the publishers are, but for the times.
    let sent = request_verdict.max(audience.verdict).max(signed);
    let fresh = sent.max(issuer.verdict).max(claims.verdict);
    let (outcome, outcome_if_fresh) = (outcome_of(fresh.max(time.verdict), proof), outcome_of(fresh, proof));
    let seen = Seen {
        request,
        decoded: &decoded,
        provider,
        matches: &matches,
        is_mendable: sent.max(time.verdict) != Verdict::Mismatch,
        is_let_in: outcome_if_fresh.is_granted(),
        is_late: time.verdict == Verdict::Mismatch && outcome_if_fresh != Outcome::Refused,
        is_unproven: proof.is_none() && signature.judgement.findings.is_empty(),
    };

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
    let steps = steps(&mut judged, decoded.claims.is_some(), signature.skipped);
    let findings = seen.findings(&mut judged, remarks);
    let matched = matches.first().filter(|_| outcome.is_granted()).map(|nearest| nearest.publisher);
    Exchange {
        outcome,
        outcome_if_fresh,
        resource,
        provider: provider.map(|provider| provider.id()),
        invalid_request: request_verdict == Verdict::Mismatch,
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
