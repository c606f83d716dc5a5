//! The steps of an exchange, each told in one line.

use std::borrow::Cow;

use crate::judgement::Judgement;
use crate::matching::Verdict;

/// A step's name, in the order in which the steps are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// How it went.
    pub status: Status,
    /// In one line.
    pub summary: Cow<'static, str>,
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

/// The steps, each by what was judged, whose summary it takes. `skipped` says that an earlier failure left
/// nothing of the signature to check.
pub(super) fn steps(judged: &mut [(StepName, Judgement)], readable: bool, skipped: bool) -> Vec<Step> {
    let mut steps = Vec::with_capacity(STEPS.len());
    for &name in &STEPS {
        steps.push(step(name, judged, readable, skipped && name == StepName::Signature));
    }
    steps
}

/// A step in one line: its first error, or what it found.
fn step(name: StepName, judged: &mut [(StepName, Judgement)], readable: bool, skipped: bool) -> Step {
    let judgement = judged.iter_mut().find(|(judged, _)| *judged == name).map(|(_, judgement)| judgement);
    let reads_claims = !matches!(name, StepName::Resource | StepName::Token);
    let (status, summary) = match judgement {
        Some(judgement) if readable || !reads_claims => {
            let status = match judgement.verdict {
                Verdict::Match => Status::Pass,
                Verdict::Mismatch => Status::Fail,
                Verdict::Undetermined if skipped => Status::Skipped,
                Verdict::Undetermined => Status::Unchecked,
            };
            let error = judgement.findings.iter().find(|finding| finding.is_error());
            let summary = std::mem::replace(&mut judgement.summary, "".into());
            (status, error.map_or_else(|| summary.in_words(), |error| error.message().into()))
        }
        _ => (Status::Skipped, "There are no claims to check.".into()),
    };
    Step { name, status, summary }
}
