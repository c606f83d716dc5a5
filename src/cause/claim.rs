//! How one claim of a publisher differs from a token, or why it is not there: one finding for each part that does.
//!
//! It explains verdicts that are made already, and changes none. What the token's other claims say of it stands in [`super::beside`].

use super::beside::{Kin, own_name};
use crate::claims::{OF_ONE_TOKEN, is_checked_by_itself};
use crate::difference::{
    self, Difference, Meaning, NAME_FOR_FILE, fits_pattern, is_workflow_file, is_written_otherwise, says_the_same,
};
use crate::finding::Finding;
use crate::json::Kind;
use crate::matching::{ClaimMatch, Verdict};
use crate::meaning::writes;
use crate::member::kind_in_words;
use crate::provider::{Claim, Provider, Tells};
use crate::publisher::Publisher;
use crate::reason::{Reason, Severity};
use crate::secret;
use crate::subject::Subject;
use crate::template::has_form;
use crate::text::{describe, holds, is_spelt_like, joined, name_of, parts, ticked};
use crate::token::Decoded;

/// A claim that does not match, and what it is seen beside.
pub(super) struct Unmatched<'a> {
    pub(super) claim: &'a ClaimMatch,
    /// Whether its key is one of the form's labels.
    pub(super) is_label: bool,
    pub(super) publisher: &'a Publisher,
    pub(super) decoded: &'a Decoded,
    pub(super) provider: &'static Provider,
}

impl Unmatched<'_> {
    /// Why it does not match.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Self { claim, decoded, .. } = *self;
        let (name, expected) = (claim.claim.as_str(), claim.expected.as_str());
        let told = |reason, found: &str| self.told(name, reason, expected, found);
        // A label can be absent though the claim that it is read from is there: what that holds is the telling part.
        let source = claim.read_from.first().and_then(|name| decoded.text(name)).filter(|text| !text.is_empty());
        match (&claim.found, claim.kind) {
            _ if claim.verdict == Verdict::Undetermined => findings.push(self.incomplete()),
            (Some(found), Some(Kind::String)) if self.is_other_file(found) => {
                findings.push(told(Reason::WorkflowIsReusable, found));
            }
            (Some(found), Some(Kind::String)) => {
                self.differences(name, Meaning::of(name, self.is_label), found, &mut findings);
            }
            (Some(found), Some(kind)) => {
                findings.push(of_type(told(Reason::ClaimTypeDiffers, found), kind, found));
            }
            _ => match source {
                Some(source) => {
                    let reason = if name == "branch" { self.of_branch(source) } else { Reason::ClaimMismatch };
                    let bare = source.strip_prefix("refs/heads/").unwrap_or(source);
                    let is_equal = reason == Reason::RefDiffers && bare == expected;
                    let finding = if is_equal { self.undocumented(source) } else { told(reason, source) };
                    findings.push(finding.count("position", 1));
                }
                None => match claim.read_from.first().and_then(|name| decoded.claim(name)) {
                    Some(held) if claim.read_from.first() != Some(&claim.claim) && held.kind != Kind::String => {
                        let finding = self.told(held.name, Reason::ClaimTypeDiffers, expected, held.json);
                        findings.push(of_type(finding, held.kind, held.json));
                    }
                    _ => self.absent(&mut findings),
                },
            },
        }
        findings
    }

    /// A finding of the values that differ, under the name of the claim that holds them.
    fn told(&self, name: &str, reason: Reason, expected: &str, found: &str) -> Finding {
        self.told_whole(name, reason, expected, found, self.whole(name, found))
    }

    /// What is to be written of a claim that is told in parts.
    fn whole<'t>(&'t self, name: &str, found: &'t str) -> &'t str {
        self.claim.found.as_deref().filter(|_| name == self.claim.claim).unwrap_or(found)
    }

    /// The same, with the value that is to be written in the publisher.
    fn told_whole(&self, name: &str, reason: Reason, expected: &str, found: &str, whole: &str) -> Finding {
        let read = self.claim.read_from.first().map_or("", String::as_str);
        let misfit = reason == Reason::ValueIsPattern && fits_pattern(expected, found) == Some(false);
        let misfit = if misfit { ", which does not fit it either" } else { "" };
        let seen: &[&str] =
            if found.is_empty() { &["; the token has none"] } else { &["; the token has `", found, "`", misfit] };
        let is_environment = |claim: &Claim| Meaning::of(claim.name, false) == Meaning::Environment;
        let has_environment = self.provider.claims().iter().any(is_environment);
        let of_pair = match (holds(expected, "/"), parts(whole, "/").len()) {
            (true, 2) => ", owner and name with one slash between",
            (true, _) => "",
            (false, 2) => ", owner and name with one slash between, if that owner is you",
            (false, _) => ", if that owner is you",
        };
        Finding::new(reason)
            .with("parts", of_pair)
            .with("write", self.provider.exact_value(name))
            .with("how", self.how(name, reason))
            .with(
                "environments",
                if has_environment {
                    ", or write a publisher that compares an environment in place of the branch"
                } else {
                    ""
                },
            )
            .with("or", &self.or(name, expected, found, whole))
            .with("run", &self.run(name, reason, expected))
            .with("started", &self.of_started_file())
            .with("whole", whole)
            .with("claim", name)
            .with("expected", expected)
            .with("found", found)
            .with("read", read)
            .with("seen", &joined(seen, ""))
    }

    /// What to do, as far as it depends on the provider or on the claim.
    fn how(&self, name: &str, reason: Reason) -> &'static str {
        let provider = self.provider;
        match reason {
            Reason::SubjectDiffers => provider.subject_how(),
            Reason::ClaimAbsent if holds(provider.audience_how(), name) => provider.audience_how(),
            Reason::ClaimAbsent if Meaning::of(name, false) == Meaning::Ref => {
                "Run the job on the branch: what is started in another way can be without one."
            }
            Reason::ClaimAbsent => {
                "Run a job that has it, or clear it in the publisher if the rest still tells your job."
            }
            _ => provider.environment_how(),
        }
    }

    /// The job to run, where the publisher is right.
    fn run(&self, name: &str, reason: Reason, expected: &str) -> String {
        let run: &[&str] = match reason {
            _ if self.provider.calls_bad(name, &self.claim.expected) => {
                &["Compare what only a job that may publish has"]
            }
            Reason::SubjectDiffers if self.is_of_one_run(name) => &["No publisher can have it"],
            Reason::SubjectDiffers => &["Run the job that the publisher describes"],
            Reason::RefDiffers => &["Run the job on `", expected, "`"],
            _ => &["Run the job where `", name, "` is `", expected, "`"],
        };
        joined(run, "")
    }

    /// What to do where the job is right. Nobody is told to write what proposed code has, what guards nothing, and what holds once.
    fn or(&self, name: &str, expected: &str, found: &str, whole: &str) -> String {
        // Nobody is told to write a secret.
        let is_said = secret::left_out(whole) == whole;
        let runs_once = || !self.is_label && self.is_of_one_run(name);
        let is_kept_out = || runs_once() || self.provider.calls_bad(name, whole) || self.proposed().is_some();
        // An ID says nothing to a reader: whose it is stands beside it.
        let is_id = self.provider.claim(name).is_some_and(|claim| claim.is_id());
        let own = ["repository", "project_path"].iter().find_map(|name| self.decoded.text(name));
        let whose = own.filter(|_| is_id).map_or(String::new(), |own| joined(&[" (`", own, "`)"], ""));
        let or: &[&str] = match found {
            "false" if expected == "true" => &[": protect the branch or environment that it runs on"],
            _ if found.is_empty() || !is_said || is_kept_out() || self.is_namesake(name, expected, found) => &[],
            _ => &[", or write `", whole, "`", &whose, " in the publisher if that job may publish"],
        };
        joined(or, "")
    }

    /// Whether its sheet says that a claim is another one with each run or each person, or that anybody can set it.
    fn is_of_one_run(&self, name: &str) -> bool {
        let changes = |claim: &Claim| ["run", "person", "free"].iter().any(|flag| claim.is(flag));
        self.provider.claim(name).is_some_and(changes)
    }

    /// The token has the branch, and not in the form from which a label is read.
    fn undocumented(&self, source: &str) -> Finding {
        let kind = self.claim.read_from.get(1).filter(|kind| self.decoded.text(kind) != Some("branch"));
        let found = joined(&[source, "` without the documented `", kind.map_or("refs/heads/", String::as_str)], "");
        Finding::new(Reason::RefDiffers)
            .with("claim", &self.claim.claim)
            .with("expected", &self.claim.expected)
            .with("found", &found)
            .with("run", "Take the token from the job itself, as its provider makes it")
    }

    /// What was pasted does not show the claim.
    fn incomplete(&self) -> Finding {
        let Self { claim, decoded, .. } = *self;
        let name = claim.claim.as_str();
        // What another claim implies is not the claim itself.
        let lacks = |name: &str| decoded.text(name).is_none();
        let label = self.provider.label(name);
        let source = label.and_then(|label| label.claims.iter().find(|name| lacks(name)).copied());
        let read = claim.read_from.first().map_or("", String::as_str);
        let needed = source.unwrap_or(if claim.found.is_some() { name } else { read });
        Finding::new(Reason::ClaimsIncomplete)
            .with("claim", name)
            .with("read", needed)
            .with("expected", &claim.expected)
            .with("found", claim.found.as_deref().unwrap_or_default())
    }

    /// How the publisher's value differs from what a claim of the token holds.
    fn differences(&self, name: &str, meaning: Meaning, found: &str, findings: &mut Vec<Finding>) {
        let expected = self.claim.expected.as_str();
        let is = |flag: &str| {
            let claim = || self.provider.claim(name);
            !self.is_label && meaning != Meaning::Subject && claim().is_some_and(|claim| claim.is(flag))
        };
        if OF_ONE_TOKEN.contains(&name) || is("run") {
            findings.push(self.told(name, Reason::PerRunClaim, expected, found));
            return;
        }
        let is_registered = is_checked_by_itself(name);
        if is_registered || is("person") {
            let reason = if is_registered { Reason::RegisteredClaim } else { Reason::ActorClaim };
            let mut finding = self.told(name, reason, expected, found);
            finding.severity = Severity::Error;
            findings.push(finding);
            return;
        }
        let differences = match meaning {
            Meaning::Subject => difference::of_subjects(expected, found),
            _ => vec![self.of_called_file(difference::of_texts(meaning, expected, found), found)],
        };
        for difference in &differences {
            let &Difference { reason, expected, found } = difference;
            let reason = self.refined(name, meaning, reason, expected, found);
            let whole = match differences.as_slice() {
                [_] => {
                    self.claim.found.clone().filter(|_| name == self.claim.claim).unwrap_or_else(|| found.to_owned())
                }
                _ => self.with_part(difference),
            };
            let finding = of_first_unlike(self.told_whole(name, reason, expected, found, &whole), expected, found);
            findings.push(match reason {
                Reason::WorkflowIsDisplayName if is_workflow_file(expected) && !is_workflow_file(found) => finding
                    .with("mixed", "the name of a file, where the one that a workflow gives itself")
                    .with("instead", "Compare the file that was started (`workflow_ref`) in its place"),
                Reason::WorkflowIsDisplayName => {
                    let instead =
                        joined(&["Write the file's name, `", found, "`, if that is the file which may publish"], "");
                    finding.with("mixed", NAME_FOR_FILE).with("instead", &instead)
                }
                Reason::ValueNeverOccurs => {
                    // A form that is wide says nothing of what is bad in it.
                    let is_bad = self.provider.calls_bad(name, expected);
                    let problem = writes(self.provider, &self.provider.forms(name));
                    let problem = if is_bad { "no job has such a one" } else { &problem };
                    finding
                        .with("field", name)
                        .with("problem", problem)
                        .with("placeholder", &self.well_formed(name, expected, found))
                }
                Reason::SubjectHasIds => {
                    let is_left_out = Subject::parse(found).is_some_and(|held| held.ids().is_none());
                    finding.with("beside", if is_left_out { ", and compare `repository_id` beside it" } else { "" })
                }
                Reason::OwnerDiffers | Reason::RepositoryDiffers => {
                    let kin = self.kin(name, reason, expected, found);
                    let only = " only if that owner is you, renamed or moved: a fork has the same name too";
                    let only = if matches!(kin, Kin::Renamed(_)) { "" } else { only };
                    let what = joined(&["Write `", &whole, "` in the publisher", only], "");
                    let is_kept_out =
                        matches!(kin, Kin::Namesake) || self.proposed().is_some() || secret::left_out(&whole) != whole;
                    let what = if is_kept_out { "Keep the publisher, which keeps that owner out" } else { &what };
                    finding.with("hint", &kin.in_words(expected)).with("what", what)
                }
                _ => finding,
            });
        }
    }

    /// The publisher's value with one part of it as the token has that: what else differs is not written with it.
    fn with_part(&self, part: &Difference<'_>) -> String {
        let expected = self.claim.expected.as_str();
        let (part, found) = match (part.reason, Subject::parse(expected), Subject::parse(part.found)) {
            (Reason::SubjectHasIds, Some(wanted), Some(held)) => (wanted.repository, held.repository),
            _ => (part.expected, part.found),
        };
        // It is a stretch of the value, which can have its text twice.
        let at = part.as_ptr().addr().wrapping_sub(expected.as_ptr().addr());
        let around = expected.split_at_checked(at).and_then(|(before, rest)| Some((before, rest.strip_prefix(part)?)));
        around.map_or(found.to_owned(), |(before, after)| joined(&[before, found, after], ""))
    }

    /// A value of the right form to write in place of one that has none: the token's own, unless it is what guards nothing, what
    /// proposed code has, or another owner's or project's.
    fn well_formed(&self, name: &str, expected: &str, found: &str) -> String {
        let provider = self.provider;
        let braced = joined(&["{", &expected.to_ascii_lowercase(), "}"], "");
        if found == "false" {
            "true, and protect the branch or environment that the job runs on".to_owned()
        } else if found.strip_prefix(expected).is_some_and(|rest| rest.starts_with('/'))
            || is_written_otherwise(provider, name, expected, found)
            || provider.tells(name) == Tells::Nothing && !provider.calls_bad(name, found) && self.proposed().is_none()
        {
            found.to_owned()
        } else if has_form(&braced, &provider.forms(name)) {
            braced
        } else {
            let example = provider.example(name).unwrap_or_else(|| found.to_owned());
            ticked(&example)
        }
    }

    /// Whether the value was meant for this claim of the token, which the publisher does not compare: where it has the form of
    /// one, or names a ref, a file or a project, which people write in many ways.
    fn may_mean(&self, own: &str) -> bool {
        let has_form =
            || self.provider.claim(own).is_none_or(|claim| claim.is("open") || claim.fits(&self.claim.expected));
        let is_name = !matches!(Meaning::of(own, false), Meaning::Subject | Meaning::Environment | Meaning::Other);
        self.publisher.wants(own).is_none() && (is_name || has_form())
    }

    /// Why a claim is not in the token; and, where the token has it under another name, how the value differs there.
    fn absent(&self, findings: &mut Vec<Finding>) {
        let Self { claim, decoded, .. } = *self;
        let (name, expected) = (claim.claim.as_str(), claim.expected.as_str());
        let provider = self.provider;
        let own = own_name(decoded, provider, (name, expected), self.is_label);
        let told = |reason| self.told(name, reason, expected, "");
        findings.push(match own {
            Some(own) if decoded.claim(own).is_some() && is_spelt_like(own, name) => {
                told(Reason::ClaimNameCase).with("own", own)
            }
            _ if !self.is_label && provider.knows_no(name) => {
                let finding = told(Reason::ClaimUnknownToProvider).with("provider", provider.name());
                let [own, instead] = provider.in_place_of(name, own);
                finding.with("own", &own).with("instead", &instead)
            }
            _ if expected.is_empty() => told(Reason::ValueIsEmpty),
            _ if Meaning::of(name, false) == Meaning::Environment => told(Reason::EnvironmentAbsent),
            _ => told(Reason::ClaimAbsent),
        });
        if let Some((own, found)) = own.and_then(|own| Some((own, decoded.text(own)?)))
            && !says_the_same(provider, name, own, expected, found)
            && self.may_mean(own)
        {
            self.differences(own, Meaning::of(own, false), found, findings);
        }
    }
}

/// Tells the type of what is no text.
fn of_type(finding: Finding, kind: Kind, json: &str) -> Finding {
    let shown: &[&str] = if kind == Kind::Null { &[" (the job has none)"] } else { &[" (", json, ")"] };
    finding.with("type", kind_in_words(kind)).with("shown", &joined(shown, ""))
}

/// Tells the first place where two values differ.
pub(super) fn of_first_unlike(finding: Finding, expected: &str, found: &str) -> Finding {
    let (position, [ours, theirs]) = difference::first_unlike(expected, found);
    finding.count("position", position).with("ours", &in_full(ours)).with("theirs", &in_full(theirs))
}

/// A character with its code point; one that another may be taken for by its code point alone.
fn in_full(character: Option<char>) -> String {
    match character {
        Some(at) if at.is_ascii_graphic() => joined(&[&describe(at), " (", &name_of(u32::from(at)), ")"], ""),
        Some(at) => describe(at),
        None => "nothing".to_owned(),
    }
}
