//! Typical jobs of a provider, made from a publisher's own values, and which of them the publisher lets in.
//!
//! It knows how jobs differ, from the provider's sheet and from `job/common.txt`; [`crate::matching`] decides about each
//! as about a token. So what is shown of a publisher, and what is warned of, is what the exchange would do.

use crate::described::Described;
use crate::finding::{Finding, Place};
use crate::issuer;
use crate::judgement::proposed;
use crate::matching::{Labels, Match, Verdict, compare};
use crate::provider::lines;
use crate::publisher::Publisher;
use crate::reason::{Reason, Severity};
use crate::secret::left_out;
use crate::template::{forget, value};
use crate::text::{before, cut, parts, without_end};
use crate::token::Decoded;

/// Jobs that every provider has, as far as its claims tell them apart.
const COMMON: &str = include_str!("job/common.txt");

/// A typical job, and whether the publisher lets it in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scenario {
    /// Stable name, such as `push-other-branch`.
    pub id: &'static str,
    /// What a person reads.
    pub title: String,
    /// `deny`: a job that a stranger or proposed code controls; `allow`: one of the owner's; `choose`: the owner's to
    /// decide.
    pub meant: &'static str,
    /// Whether the publisher lets it in.
    pub verdict: Verdict,
    /// The claims that refuse it; `iss` for the issuer.
    pub refused_by: Vec<String>,
}

/// Which jobs a publisher lets in. Needs no token.
///
/// ```
/// use hub_trusted_publishers::{Labels, Publisher, Verdict, preview};
///
/// let publisher = Publisher::of("https://token.actions.githubusercontent.com", [("repository", "acme/model")]);
/// let scenarios = preview(&publisher, Labels::Documented);
/// let fork = scenarios.iter().find(|scenario| scenario.id == "pull-request-from-fork").expect("a typical job");
/// assert_eq!((fork.meant, fork.verdict), ("deny", Verdict::Match));
/// ```
pub fn preview(publisher: &Publisher, labels: Labels) -> Vec<Scenario> {
    let described = Described::of(publisher, labels);
    let url = &publisher.issuer_url;
    let faulty = issuer::fault(url).or_else(|| issuer::fault_of_server(described.provider, url)).is_some();
    let mut scenarios = Vec::new();
    for job in &jobs(&described) {
        let mut token = job.token(&described);
        // Nobody signs as an issuer that cannot be one.
        if let Some(claims) = token.claims.as_mut().filter(|_| faulty) {
            claims.remove("iss");
        }
        let found = compare(0, publisher, &token, labels);
        let is_proposed = job.meant == "allow" && proposed(&token, Some(described.provider)).is_some();
        scenarios.push(Scenario {
            id: job.id,
            title: described
                .filled(job.title, &described.values)
                .map_or_else(|| job.title.to_owned(), |title| left_out(&title).into_owned()),
            // What signs for strangers' jobs signs for those that the publisher describes, too.
            // And what the publisher describes can be proposed code's.
            meant: if described.provider.strangers().is_some() || is_proposed { "deny" } else { job.meant },
            verdict: found.verdict,
            refused_by: refused_by(&found),
        });
    }
    scenarios
}

fn refused_by(found: &Match) -> Vec<String> {
    let mut names = Vec::new();
    if found.issuer == Verdict::Mismatch {
        names.push("iss".to_owned());
    }
    for claim in found.claims.iter().filter(|claim| claim.verdict == Verdict::Mismatch) {
        names.push(claim.claim.clone());
    }
    names
}

/// A way in which a job differs from the one that a publisher describes.
struct Job {
    id: &'static str,
    meant: &'static str,
    title: &'static str,
    /// Parted by blanks; empty if it differs in nothing.
    changes: &'static str,
    /// The code of what is warned of where the publisher lets it in; empty if nothing is.
    warns: &'static str,
    /// The values that keep the warning silent where the publisher names them, parted by blanks; those with a `?` only soften it.
    silent: &'static str,
    /// What keeps the job out if the publisher compares it too: a claim and its text.
    keeps_out: Option<(&'static str, &'static str)>,
}

impl Job {
    /// The claims of such a job, as a token would hold them.
    fn token(&self, described: &Described<'_>) -> Decoded {
        let mut values = described.values.clone();
        for change in &parts(self.changes, " ") {
            let (name, text) = cut(change, "=").unwrap_or((change, ""));
            if let Some(gone) = name.strip_prefix('-') {
                forget(&mut values, gone);
            } else if !name.starts_with('+') {
                let mut text = described.filled(text, &described.values).unwrap_or_default();
                let bare = without_mark(name);
                let own = value(&described.values, bare).unwrap_or_default();
                if name.ends_with('?') && !own.is_empty() {
                    continue;
                }
                // What is made up differs from the publisher's own.
                if name.ends_with('!') && own == text {
                    text.insert(0, '1');
                }
                forget(&mut values, bare);
                values.push((bare, text));
            }
        }
        described.token_of(&values)
    }
}

/// The name of a change, without what says how it is made.
fn without_mark(name: &str) -> &str {
    without_end(name, &["!", "?"]).unwrap_or(name)
}

/// The jobs that the provider's claims tell apart.
fn jobs(described: &Described<'_>) -> Vec<Job> {
    let mut jobs = Vec::new();
    let own = described.provider.body_lines("job");
    let mut all = Vec::new();
    for line in lines(COMMON, "job") {
        if own.iter().all(|own| before(own, " ") != before(line, " ")) {
            all.push(line);
        }
    }
    all.extend_from_slice(&own);
    for line in &all {
        let columns = parts(line, "|");
        let column = |index: usize| columns.get(index).copied().unwrap_or_default();
        let Some((id, rest)) = cut(column(0), " ") else { continue };
        let Some((meant, title)) = cut(rest, " ") else { continue };
        let changes = parts(column(1), " ");
        let needed =
            |change: &&str| change.strip_prefix('+').is_none_or(|name| value(&described.pinned, name).is_some());
        let is_told = |change: &&str| {
            let name = before(change, "=");
            let name = name.strip_prefix('-').unwrap_or(without_mark(name));
            name == "elsewhere"
                || name == "own" && described.claims.is_empty()
                || described.claims.iter().any(|claim| claim.holds_value(name))
        };
        let told = column(1).is_empty() || changes.iter().any(is_told);
        if told && changes.iter().all(needed) {
            let (warns, silent) = cut(column(2), " ").unwrap_or((column(2), ""));
            jobs.push(Job { id, meant, title, changes: column(1), warns, silent, keeps_out: cut(column(3), "=") });
        }
    }
    jobs
}

/// How an environment is kept for some jobs: where a claim tells whether it is, and elsewhere.
const BY_CLAIM: &str = "Compare `environment_protected` with `true`";
const BY_SETTINGS: &str = "Let the environment's settings admit no branch but the one that you publish from";

/// What is to be warned of, by the jobs that a publisher lets in. The publisher is taken as it is meant: values that
/// no token has are told elsewhere, and count here as if they were right. Beside each stands what keeps that job out.
pub(crate) fn warnings(described: &Described<'_>) -> Vec<(Finding, Option<(&'static str, &'static str)>)> {
    let meant = described.meant();
    let mut findings: Vec<(Finding, _)> = Vec::new();
    for job in &jobs(described) {
        // No job that is nobody's to let in gets in without a word.
        let unsaid = job.warns.is_empty();
        // An environment decides by its protection who gets in.
        let is_guarded = ["environment", "environment_id"].iter().any(|name| value(&described.pinned, name).is_some());
        if unsaid && (job.meant != "deny" || findings.iter().any(|(known, _)| known.severity != Severity::Info)) {
            continue;
        }
        let (mut is_silent, mut is_soft) = (false, unsaid);
        for name in &parts(job.silent, " ") {
            let is_named = value(&described.pinned, without_mark(name)).is_some();
            // What may be a guard, and need not be one, keeps it an info.
            let softens = name.ends_with('?');
            is_silent |= is_named && !softens;
            is_soft |= is_named && softens;
        }
        // What is compared with a value that no job has is told of that value.
        let is_told = |(name, _): (&str, &str)| {
            described.publisher.wants(name).is_some_and(|text| described.readings(name, text).is_empty())
        };
        if is_silent || meant.claims.is_empty() || job.keeps_out.is_some_and(is_told) {
            continue;
        }
        if compare(0, &meant, &job.token(described), described.labels).verdict == Verdict::Match {
            let grave = job.warns.strip_suffix('!');
            let reason = match grave {
                _ if unsaid && is_guarded => Some(Reason::EnvironmentUnprotected),
                _ if unsaid => Some(Reason::AnyRef),
                grave => Reason::of_code(grave.unwrap_or(job.warns)),
            };
            let Some(reason) = reason else { continue };
            let (name, id) = (described.provider.name(), described.provider.id_in_words());
            let finding = Finding::new(reason).with("provider", name).with("id", &id);
            let finding = finding.with("who", "Every project of the same owner");
            let finding = finding.with("what", "Compare the project itself, by its ID");
            let by_claim = described.provider.sends("environment_protected");
            let finding = finding.with("how", if by_claim { BY_CLAIM } else { BY_SETTINGS });
            let mut finding = finding.at(Place::in_publisher(0, &["claims"]));
            if grave.is_some() {
                finding.severity = Severity::Error;
            }
            if is_soft {
                finding.severity = Severity::Info;
            }
            if findings.iter().all(|(known, _)| known.reason != reason) {
                findings.push((finding, job.keeps_out));
            }
        }
    }
    // Where strangers get in, all else that is open follows from it.
    if findings.iter().any(|(finding, _)| finding.reason == Reason::SharedIssuerUnpinned) {
        findings.retain(|(finding, _)| finding.is_error());
    }
    findings
}
