//! Typical jobs of a provider, made from a publisher's own values, and which of them the publisher lets in.
//!
//! It knows how jobs differ, from the provider's sheet and from `job/common.txt`; [`crate::matching`] decides about each
//! as about a token. So what is shown of a publisher, and what is warned of, is what the exchange would do.

use crate::difference::of_writing;
use crate::finding::{Finding, Place};
use crate::issuer;
use crate::json::Kind;
use crate::matching::{Labels, Match, Verdict, compare};
use crate::member::Member;
use crate::provider::{self, Claim, Label, Provider, lines};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::{Reason, Severity};
use crate::template::{Values, capture, fill, value};
use crate::text::{cut, holds, parts};
use crate::token::{Decoded, Form};

/// Jobs that every provider has, as far as its claims tell them apart.
const COMMON: &str = include_str!("job/common.txt");

/// A typical job, and whether the publisher lets it in.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    let faulty = issuer::fault(&publisher.issuer_url).is_some();
    let scenarios = described.jobs().into_iter().map(|job| {
        let mut token = described.token(&job);
        if faulty {
            // Nobody signs as an issuer that cannot be one.
            token.claims.iter_mut().flatten().filter(|claim| claim.name == "iss").for_each(|claim| claim.text = None);
        }
        let found = compare(0, publisher, &token, labels);
        Scenario {
            id: job.id,
            title: fill(job.title, &|name| value(&described.values, name).map(ToOwned::to_owned))
                .unwrap_or_else(|| job.title.to_owned()),
            meant: job.meant,
            verdict: found.verdict,
            refused_by: refused_by(&found),
        }
    });
    scenarios.collect()
}

fn refused_by(found: &Match) -> Vec<String> {
    let issuer = (found.issuer == Verdict::Mismatch).then(|| "iss".to_owned());
    let claims = found.claims.iter().filter(|claim| claim.verdict == Verdict::Mismatch);
    issuer.into_iter().chain(claims.map(|claim| claim.claim.clone())).collect()
}

/// A way in which a job differs from the one that a publisher describes.
pub(crate) struct Job {
    id: &'static str,
    meant: &'static str,
    title: &'static str,
    changes: Vec<&'static str>,
    /// What is warned of where the publisher lets it in, and which values keep that silent.
    warns: Vec<&'static str>,
}

/// What a publisher says of its jobs: the values that its claims hold.
pub(crate) struct Described<'a> {
    publisher: &'a Publisher,
    labels: Labels,
    pub(crate) provider: &'static Provider,
    /// The claims that it sends, and its labels: read once, since sheets are read slowly.
    pub(crate) claims: Vec<Claim>,
    known_labels: Vec<Label>,
    /// The claims that the publisher compares, under the names that it sends them by.
    compared: Vec<&'a str>,
    /// What the publisher's own claims hold.
    pub(crate) pinned: Values,
    /// The same, completed by the provider's examples.
    pub(crate) values: Values,
}

impl<'a> Described<'a> {
    pub(crate) fn of(publisher: &'a Publisher, labels: Labels) -> Self {
        let provider = provider::of_publisher(publisher).unwrap_or(provider::custom());
        let known = if labels == Labels::Documented { &["branch", "workflow"][..] } else { &[] };
        let mut described = Self {
            publisher,
            labels,
            provider,
            claims: provider.claims(),
            known_labels: known.iter().filter_map(|key| provider.label(key)).collect(),
            compared: Vec::new(),
            pinned: Vec::new(),
            values: Vec::new(),
        };
        for (name, _) in &publisher.claims {
            match described.label(name) {
                Some(label) => {
                    let sources = label.claims.clone();
                    described.compared.extend(sources);
                }
                None => described.compared.extend(described.sent_as(name)),
            }
        }
        for form in provider.issuers() {
            described.learn(capture(form, &publisher.issuer_url).unwrap_or_default());
        }
        // Claims that can be read in several ways come last, and are read as the others suggest.
        for ambiguous in [false, true] {
            for (name, rule) in &publisher.claims {
                let readings = described.readings(name, &rule.value);
                if readings.len() > 1 && !ambiguous || readings.len() == 1 && ambiguous {
                    continue;
                }
                let known =
                    |reading: &&Values| reading.iter().all(|(name, _)| value(&described.pinned, name).is_some());
                let reading = readings.iter().filter(|_| readings.len() > 1).find(known).or(readings.first());
                described.learn(reading.cloned().unwrap_or_default());
            }
        }
        described.values = described.pinned.clone();
        for (name, example) in provider.examples() {
            let (name, always) = name.strip_suffix('?').map_or((name, true), |name| (name, false));
            match described.values.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) if known.is_empty() => *known = example,
                Some(_) => {}
                None if always => described.values.push((name, example)),
                None => {}
            }
        }
        described
    }

    /// The label that a publisher's key is.
    pub(crate) fn label(&self, key: &str) -> Option<&Label> {
        self.known_labels.iter().find(|label| label.key == key)
    }

    /// The claim of this name.
    pub(crate) fn claim(&self, name: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.is_called(name))
    }

    /// The name by which the provider sends a claim, if it does.
    fn sent_as<'n>(&self, name: &'n str) -> Option<&'n str>
    where
        'static: 'n,
    {
        let sent = self.claims.is_empty() || self.claim(name).is_some();
        if sent { Some(name) } else { self.provider.own_name(name) }
    }

    /// The text of a publisher's key in a job.
    fn text_in(&self, key: &str, job: &Decoded) -> Option<String> {
        match self.label(key) {
            Some(label) => self.provider.read_label(label, job),
            None => job.text(key).map(ToOwned::to_owned),
        }
    }

    /// A claim that the publisher's other claims contradict: its value has a right form, and no job that has the others
    /// has it.
    pub(crate) fn contradicted(&self) -> Option<&'a (String, ClaimRule)> {
        let own = self.own_token();
        self.publisher.claims.iter().find(|(name, rule)| {
            !self.readings(name, &rule.value).is_empty() && self.text_in(name, &own).as_ref() != Some(&rule.value)
        })
    }

    fn learn(&mut self, reading: Values) {
        for (name, text) in reading {
            match self.pinned.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) if known.is_empty() => *known = text,
                Some(_) => {}
                None => self.pinned.push((name, text)),
            }
        }
    }

    /// The forms of a publisher's key.
    pub(crate) fn forms(&self, key: &str) -> Vec<&'static str> {
        match self.label(key) {
            Some(label) => label.forms(),
            None => self.claim(key).map_or(Vec::new(), Claim::forms),
        }
    }

    /// The ways in which a claim's value can be read, with what the claims in it hold.
    pub(crate) fn readings(&self, key: &str, text: &str) -> Vec<Values> {
        let mut readings = Vec::new();
        if of_writing(text).is_some() {
            return readings;
        }
        for form in self.forms(key) {
            let Some(captured) = capture(form, text) else { continue };
            let mut reading = Values::new();
            let mut fits = true;
            for (name, held) in captured {
                match name.strip_prefix('=') {
                    Some(claim) => match self.readings(claim, &held).into_iter().next() {
                        Some(inner) => reading.extend(inner),
                        None => fits = false,
                    },
                    None => reading.push((name, held)),
                }
            }
            if fits {
                readings.push(reading);
            }
        }
        readings
    }

    /// A claim's text in a job with these values: the last of its forms whose values are all known.
    fn text_of(&self, claim: &Claim, values: &Values) -> Option<String> {
        let known = |name: &str| match name.strip_prefix('=') {
            Some(inner) => self.text_of(self.claims.iter().find(|claim| claim.name == inner)?, values),
            None => value(values, name).map(ToOwned::to_owned),
        };
        claim.forms().into_iter().rev().find_map(|form| fill(form, &known))
    }

    /// The claims of a job, as a token would hold them.
    fn token_of(&self, values: &Values) -> Decoded {
        let stranger = value(values, "tenant").is_some();
        let other = stranger && !self.provider.issuers().contains(&self.publisher.issuer_url.as_str());
        let issuer = if other { "https://issuer.of.somebody.else.example" } else { &self.publisher.issuer_url };
        let mut claims = vec![text_member("iss", issuer)];
        for claim in self.claims.iter().filter(|claim| self.compared.contains(&claim.name)) {
            claims.extend(self.text_of(claim, values).map(|text| text_member(claim.name, &text)));
        }
        // What the provider may send beside what is known of it, and what its sheet gives no form, is as it is wanted,
        // but in other projects' jobs.
        for (name, rule) in &self.publisher.claims {
            let is_open = |claim: &Claim| claim.is("open") || claim.forms().is_empty() && claim.kind().is_none();
            let open = self.claims.is_empty() || self.claim(name).is_some_and(is_open);
            // A value that is written wrongly is no job's.
            let open = open && of_writing(&rule.value).is_none() && !holds(&rule.value, "*");
            if open
                && claims.iter().all(|claim| claim.name != *name)
                && (!self.claims.is_empty() || value(values, "own").is_none())
            {
                claims.push(text_member(name, &rule.value));
            }
        }
        Decoded { form: Form::ClaimsJson, claims: Some(claims), complete: true, ..Decoded::nothing(Vec::new()) }
    }

    /// The job that the publisher describes.
    pub(crate) fn own_token(&self) -> Decoded {
        self.token_of(&self.values)
    }

    fn token(&self, job: &Job) -> Decoded {
        let mut values = self.values.clone();
        for change in &job.changes {
            let (name, text) = cut(change, "=").unwrap_or((change, ""));
            if let Some(gone) = name.strip_prefix('-') {
                values.retain(|(known, _)| *known != gone);
            } else if !name.starts_with('+') {
                let known = |name: &str| match name.strip_prefix('=') {
                    Some(inner) => self.text_of(self.claims.iter().find(|claim| claim.name == inner)?, &self.values),
                    None => value(&self.values, name).map(ToOwned::to_owned),
                };
                let text = fill(text, &known).unwrap_or_default();
                values.retain(|(known, _)| *known != name);
                values.push((name, text));
            }
        }
        self.token_of(&values)
    }

    /// The jobs that the provider's claims tell apart.
    fn jobs(&self) -> Vec<Job> {
        let mut jobs: Vec<Job> = Vec::new();
        let own = self.provider.lines("job");
        let is_own = |line: &&str| own.iter().any(|own| id_of(own) == id_of(line));
        let common = lines(COMMON, "job").into_iter().filter(|line| !is_own(line));
        for line in common.chain(own.iter().copied()) {
            let columns = parts(line, "|");
            let words = |index: usize| columns.get(index).map_or(Vec::new(), |words| parts(words, " "));
            let Some((id, rest)) = columns.first().and_then(|head| cut(head, " ")) else { continue };
            let Some((meant, title)) = cut(rest, " ") else { continue };
            let changes: Vec<&str> = words(1).into_iter().filter(|change| !change.is_empty()).collect();
            let needed =
                |change: &&str| change.strip_prefix('+').is_none_or(|name| value(&self.pinned, name).is_some());
            let is_told = |change: &&str| {
                let name = cut(change, "=").map_or(*change, |(name, _)| name);
                let name = name.strip_prefix('-').unwrap_or(name);
                name == "tenant" || self.claims.iter().any(|claim| claim.holds_value(name))
            };
            let told = changes.is_empty() || changes.iter().any(is_told);
            if told && changes.iter().all(needed) {
                jobs.push(Job { id, meant, title, changes, warns: words(2) });
            }
        }
        jobs
    }

    /// What is to be warned of, by the jobs that a publisher lets in. The publisher is taken as it is meant: values that
    /// no token has are told elsewhere, and count here as if they were right.
    pub(crate) fn warnings(&self) -> Vec<Finding> {
        let own = self.own_token();
        let mut meant = Publisher { issuer_url: self.publisher.issuer_url.clone(), claims: Vec::new() };
        for (name, _) in &self.publisher.claims {
            let name = if self.label(name).is_some() { name } else { self.sent_as(name).unwrap_or_default() };
            let text = self.text_in(name, &own);
            if let Some(text) = text {
                meant.claims.push((name.to_owned(), ClaimRule::eq(text)));
            }
        }
        let mut findings: Vec<Finding> = Vec::new();
        for job in self.jobs() {
            let Some(code) = job.warns.first().filter(|code| !code.is_empty()) else { continue };
            let silent = |name: &&str| value(&self.pinned, name).is_some();
            if job.warns.iter().skip(1).any(silent) || meant.claims.is_empty() {
                continue;
            }
            if compare(0, &meant, &self.token(&job), self.labels).verdict == Verdict::Match {
                let grave = code.strip_suffix('!');
                let Some(reason) = Reason::of_code(grave.unwrap_or(code)) else { continue };
                let finding = Finding::new(reason).with("provider", self.provider.name());
                let finding = finding.at(Place::Publisher { publisher: 0, path: "/claims".to_owned() });
                let severity = if grave.is_some() { Severity::Error } else { finding.severity };
                if findings.iter().all(|known| known.reason != reason) {
                    findings.push(Finding { severity, ..finding });
                }
            }
        }
        // Where strangers get in, all else that is open follows from it.
        if findings.iter().any(|finding| finding.reason == Reason::SharedIssuerUnpinned) {
            findings.retain(Finding::is_error);
        }
        findings
    }
}

/// The name of the job of a line.
fn id_of(line: &str) -> &str {
    cut(line, " ").map_or(line, |(id, _)| id)
}

fn text_member(name: &str, text: &str) -> Member {
    Member { name: name.to_owned(), kind: Kind::String, json: String::new(), text: Some(text.to_owned()) }
}
