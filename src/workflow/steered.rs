//! What a pipeline file has to say so that its job is the one that the publisher describes, and which claims it leaves
//! to chance.
//!
//! It knows what decides about a job beside the project that it runs in. What the lines are is the sheets' to know.

use crate::described::Described;
use crate::finding::{Finding, Place};
use crate::issuer;
use crate::matching::{Labels, Verdict, compare};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::template::{self, Values, fill_with, value};
use crate::text::{cut, holds, joined, parts};

/// How the names of values start that a job has by its file, or by how it is started. All others it has by its project.
const BY_FILE: &str = "asked branch called commit environment event file number own_runner parent plan tag";

/// A described job, with what a file needs beside.
pub(super) struct Steered<'a> {
    described: &'a Described<'a>,
    /// What the blanks of the file hold.
    values: Values,
}

impl<'a> Steered<'a> {
    pub(super) fn of(described: &'a Described<'a>) -> Self {
        let mut steered = Self { described, values: described.values.clone() };
        if let Some(tag) = value(&described.pinned, "tag") {
            steered.forget("branch");
            steered.forget("tag");
            let every = described.provider.line("every-tag").unwrap_or("v*");
            let (kind, tag, pattern) =
                if tag.is_empty() { ("tag_every", every, every.to_owned()) } else { ("tag_one", tag, literal(tag)) };
            steered.set(kind, tag);
            steered.set("tag", tag);
            steered.set("tag_pattern", &pattern);
        }
        steered.start();
        if let Some(branch) = steered.known("branch") {
            steered.set("branch_pattern", &literal(&branch));
        }
        steered
    }

    /// Says what starts the job, if the publisher compares it; a push and a hand, if not.
    fn start(&mut self) {
        let Some(event) = value(&self.described.pinned, "event") else {
            self.set("event_push", "");
            self.set("event_dispatch", "");
            return;
        };
        if event == "push" {
            return self.set("event_push", "");
        }
        self.set("event_aside", "");
        let is_proposed = holds(event, "request") && event != "pull_request_target";
        // A pull or merge request runs on a ref of its own, a release on its tag.
        if is_proposed {
            self.forget("branch");
            self.forget("tag");
        } else if event == "release" {
            self.forget("branch");
        } else if let Some(branch) = value(&self.described.pinned, "branch") {
            // Only a push says in the file which ref it is of.
            self.set("branch_aside", branch);
        }
    }

    #[inline(never)]
    pub(super) fn set(&mut self, name: &'static str, text: &str) {
        self.values.push((name, text.to_owned()));
    }

    fn forget(&mut self, name: &str) {
        template::forget(&mut self.values, name);
    }

    /// What a blank of the file holds: a value, a claim of the publisher (`=claim`), or nothing where a value is not known
    /// (`no_value`), or is this one (`value=this`).
    pub(super) fn known(&self, name: &str) -> Option<String> {
        if let Some(name) = name.strip_prefix("no_") {
            return if self.known(name).is_some() { None } else { Some(String::new()) };
        }
        let known = match cut(name, "=") {
            // Some pipelines put a variable's value in place of what a dollar starts.
            Some(("", claim)) => self.described.publisher.wants(claim).filter(|value| !holds(value, "$")),
            Some((name, this)) => value(&self.values, name).filter(|held| *held == this),
            None => value(&self.values, name),
        };
        known.map(ToOwned::to_owned)
    }

    /// The publisher's claims that the job of a file with these lines does not have.
    pub(super) fn refused(mut self, lines: &str) -> Vec<Finding> {
        for start in &parts(BY_FILE, " ") {
            let said = holds(lines, &joined(&["{", start], ""));
            for (name, _) in &mut self.values {
                if name.starts_with(start) && !said {
                    *name = "";
                }
            }
        }
        // A job runs on some branch, whichever that is.
        let pins = |name| value(&self.described.pinned, name).is_some();
        if !pins("branch") && !pins("tag") {
            self.set("branch", "main");
        }
        let job = self.described.token_of(&self.values);
        let own = self.described.publisher;
        let told = |name: &str, expected: &str, path: &[&str]| {
            let finding = Finding::new(Reason::FileRefused).with("claim", name).with("expected", expected);
            finding.with("provider", self.described.provider.name()).at(Place::in_publisher(0, path))
        };
        let mut findings = Vec::new();
        // What a provider signs as everybody's has to be asked for.
        let is_asked = holds(lines, "{root?}");
        if issuer::fault(&own.issuer_url).is_some() || issuer::is_root(&own.issuer_url) && !is_asked {
            findings.push(told("iss", &own.issuer_url, &["issuerUrl"]));
        }
        if own.claims.is_empty() {
            findings.push(Finding::new(Reason::NoClaims).with("issuer", &own.issuer_url).warning());
        }
        for claim in &compare(0, own, &job, Labels::Documented).claims {
            let name = claim.claim.as_str();
            let changes = self.described.says_of(name, "run");
            if changes || claim.verdict == Verdict::Mismatch {
                findings.push(told(name, &claim.expected, &["claims", name, "value"]));
            }
        }
        findings
    }
}

/// The publisher of a job that calls no other file's: the file that holds it is the one that is started. `None` where
/// another repository's holds it, or the publisher says another one to be started.
pub(super) fn with_one_file(own: &Publisher) -> Option<Publisher> {
    let mut one = own.clone();
    let (name, _) = one.claims.iter_mut().find(|(name, _)| name == "job_workflow_ref")?;
    "workflow_ref".clone_into(name);
    let described = Described::of(own, Labels::Documented);
    let project = fill_with("{owner}/{name}", &described.pinned)?;
    let is_own = value(&described.pinned, "called") == Some(&project);
    (is_own && Described::of(&one, Labels::Documented).contradicted().is_none()).then_some(one)
}

/// A pattern that stands for this text alone: GitHub reads the branches and tags of a trigger as patterns.
fn literal(text: &str) -> String {
    let mut pattern = String::new();
    for letter in text.chars() {
        if matches!(letter, '!' | '+' | '*' | '?' | '[' | ']') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}
