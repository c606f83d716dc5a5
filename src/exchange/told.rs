//! What is told of an exchange: why it is refused, what is open though it is not, what is not known.

use super::step::StepName;
use super::{Request, parted};
use crate::finding::{Finding, Fix, Place};
use crate::judgement::{Judgement, proposed};
use crate::lint::{Context, check, told_for};
use crate::matching::{Labels, Match, Verdict, compare, has_label};
use crate::provider::Provider;
use crate::publisher::Publisher;
use crate::reason::{Reason, Severity};
use crate::repair;
use crate::text::{cut_last, joined};
use crate::token::{Decoded, Form};

/// An exchange whose steps were judged.
pub(super) struct Seen<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) decoded: &'a Decoded,
    pub(super) provider: Option<&'static Provider>,
    pub(super) matches: &'a [Match],
    /// Whether another publisher would let the job in: nothing but the publishers refuses it.
    pub(super) is_mendable: bool,
    /// Whether a token of the same job that was minted just now is let in.
    pub(super) is_let_in: bool,
    /// Whether its times alone keep the job out, as far as is known.
    pub(super) is_late: bool,
    /// Whether nobody looked at the signature, and nothing says why.
    pub(super) is_unproven: bool,
}

impl Seen<'_> {
    /// All findings: what the steps found, errors first; then what the steps do not see; the remarks on reading last.
    pub(super) fn findings(&self, judged: &mut [(StepName, Judgement)], mut remarks: Vec<Finding>) -> Vec<Finding> {
        let mut all = Vec::new();
        for (_, judgement) in judged {
            all.append(&mut judgement.findings);
        }
        let (mut findings, mut notes) = parted(all);
        if self.decoded.claims.is_some() {
            match proposed(self.decoded, self.provider) {
                // It is told also where the job is let in.
                Some((claim, found)) => {
                    findings.push(Finding::new(Reason::UntrustedJob).with("claim", claim).with("found", found));
                }
                None if self.is_mendable => self.offer_fix(&mut findings),
                None => {}
            }
            if self.is_let_in {
                findings.append(&mut self.strangers_let_in());
            }
            if self.is_late {
                findings.push(Finding::new(Reason::MatchButExpired));
            }
            findings.append(&mut notes);
            if self.decoded.form != Form::Jwt {
                // That the token itself is not here is what keeps everything open.
                findings.append(&mut remarks);
            }
            findings.extend(self.labels_disagree());
            if self.is_let_in {
                findings.extend(self.algorithm());
            }
            if self.is_unproven {
                findings.push(Finding::new(Reason::SignatureUnchecked).with("short", &self.short()));
            }
        }
        findings.append(&mut remarks);
        findings
    }

    /// The publisher without what no job keeps, an empty text or what changes with every run, if that is all that keeps the job out, and
    /// nothing that is left is warned of.
    fn without_runs(&self, cause: Reason, publisher: &Publisher) -> Option<Box<Fix>> {
        let &Self { request, decoded, .. } = self;
        // A check takes longer than the exchange itself.
        if !matches!(cause, Reason::ValueIsEmpty | Reason::PerRunClaim | Reason::ClaimTypeDiffers) {
            return None;
        }
        let mut findings = check(publisher, Context { labels: request.labels, ..Context::default() });
        let lets_in = |fix: &Fix| {
            // A subject that every run changes tells the project, too.
            fix.publisher.wants("sub") == publisher.wants("sub")
                && compare(0, &fix.publisher, decoded, request.labels).verdict != Verdict::Mismatch
        };
        let is_one = |finding: &&mut Finding| {
            matches!(finding.reason, Reason::ValueIsEmpty | Reason::PerRunClaim)
                && finding.fix.as_deref().is_some_and(lets_in)
        };
        findings.iter_mut().find(is_one)?.fix.take()
    }

    /// Puts the repaired publisher beside the first error that speaks of one, if a job like this would then be let in.
    fn offer_fix(&self, findings: &mut [Finding]) {
        let &Self { request, decoded, matches, .. } = self;
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
            let fix = fix.map(Box::new).or_else(|| self.without_runs(first.reason, publisher));
            first.fix = fix.filter(|_| !repair::is_namesake(request.publishers, decoded));
            first.show_fix();
        }
    }

    /// What lets strangers in with the job that the nearest publisher lets in: no error, since the Hub asks for no more.
    fn strangers_let_in(&self) -> Vec<Finding> {
        let &Self { request, matches, provider, .. } = self;
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

    /// Said of a signature that is shorter than its algorithm makes one (RFC 7518 sections 3.3 and 3.4): a token that was copied
    /// without its end has one.
    fn short(&self) -> String {
        let text = || {
            let token = self.request.token.get(self.decoded.at.clone()?)?;
            let used = self.decoded.header.as_ref()?.text("alg")?;
            let least = [("RS256", 342, "256"), ("ES256", 86, "64")];
            let (_, letters, bytes) = least.into_iter().find(|(algorithm, ..)| *algorithm == used)?;
            let has = cut_last(token, b'.')?.1.len();
            let words = [
                "; it is shorter than the ",
                bytes,
                " bytes that ",
                used,
                " makes at least, as where a token's end is missing",
            ];
            (has < letters).then(|| joined(&words, ""))
        };
        text().filter(|_| self.decoded.form == Form::Jwt).unwrap_or_default()
    }

    /// Said of an algorithm that is taken and nowhere said to be.
    fn algorithm(&self) -> Option<Finding> {
        let used = self.decoded.header.as_ref()?.text("alg").filter(|used| *used == "ES256")?;
        let question = joined(&["whether a token signed by `", used, "` passes"], "");
        Some(Finding::new(Reason::HubUndocumented).with("question", &question).with("taken", "it does"))
    }

    /// Said where the other reading of labels would judge a publisher of the token's issuer differently.
    fn labels_disagree(&self) -> Option<Finding> {
        let &Self { request, decoded, matches, .. } = self;
        let other = match request.labels {
            Labels::Documented => Labels::Raw,
            Labels::Raw => Labels::Documented,
        };
        let disputed = matches.iter().filter(|candidate| candidate.issuer == Verdict::Match).find(|candidate| {
            let publisher = request.publishers.get(candidate.publisher).filter(|publisher| has_label(publisher));
            publisher.is_some_and(|publisher| {
                compare(candidate.publisher, publisher, decoded, other).verdict != candidate.verdict
            })
        })?;
        let taken = match request.labels {
            Labels::Documented => {
                "they are read as branch and workflow file, and as token claims the answer would differ"
            }
            Labels::Raw => "they are read as token claims, and as branch and workflow file the answer would differ",
        };
        let question = "how a publisher's `branch` and `workflow` are compared";
        let place = Place::in_publisher(disputed.publisher, &["claims"]);
        Some(Finding::new(Reason::HubUndocumented).with("question", question).with("taken", taken).at(place))
    }
}
