//! What a publisher says of its jobs: the values that its claims hold, read by the forms of its provider's sheet. [`job`]
//! makes the claims of a job with such values.
//!
//! It knows no typical jobs and warns of nothing.

mod job;

use crate::claims::is_checked_by_itself;
use crate::difference::{Meaning, is_pattern, of_writing};
use crate::matching::Labels;
use crate::provider::{self, Bad, Claim, Label, Provider};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::template::{Values, blanks, capture, fill_with, has_form, is_of, value};
use crate::text::{holds, joined, parts};

/// What a publisher says of its jobs: the values that its claims hold.
pub(crate) struct Described<'a> {
    pub(crate) publisher: &'a Publisher,
    pub(crate) labels: Labels,
    pub(crate) provider: &'static Provider,
    /// The claims that it sends.
    pub(crate) claims: &'static [Claim],
    /// Whether it may send others.
    pub(crate) sends_any: bool,
    /// Its labels: read once, since sheets are read slowly.
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
        Self::by(provider::of_publisher(publisher).unwrap_or(provider::custom()), publisher, labels)
    }

    /// The same where somebody says whose jobs they are.
    pub(crate) fn by(provider: &'static Provider, publisher: &'a Publisher, labels: Labels) -> Self {
        // A server of somebody's own is known by its claims, and the Hub knows no labels of it.
        let has_labels = labels == Labels::Documented && provider::of_issuer(&publisher.issuer_url).is_some();
        let known = if has_labels { &["branch", "workflow"][..] } else { &[] };
        let mut described = Self {
            publisher,
            labels,
            provider,
            claims: provider.claims(),
            sends_any: provider.sends_any(),
            known_labels: Vec::new(),
            compared: Vec::new(),
            pinned: Vec::new(),
            values: Vec::new(),
        };
        for key in known {
            if let Some(label) = provider.label(key) {
                described.known_labels.push(label);
            }
        }
        for (name, _) in &publisher.claims {
            let sources = described.label(name).map(|label| label.claims.clone());
            if let Some(sources) = sources {
                described.compared.extend_from_slice(&sources);
            } else if let Some(sent) = described.sent_as(name) {
                described.compared.push(sent);
            }
        }
        for form in &provider.issuers() {
            described.learn(&capture(form, &publisher.issuer_url).unwrap_or_default());
        }
        // Claims that can be read in several ways come last, and are read as the others suggest.
        for &ambiguous in &[false, true] {
            for (name, rule) in &publisher.claims {
                let readings = described.readings(name, &rule.value);
                if readings.len() > 1 && !ambiguous || readings.len() == 1 && ambiguous {
                    continue;
                }
                if let Some(reading) = likeliest(&readings, &described.pinned) {
                    described.learn(reading);
                }
            }
        }
        described.values = described.pinned.clone();
        for (name, example) in &provider.examples() {
            let (name, always) = name.strip_suffix('?').map_or((*name, true), |name| (name, false));
            add(&mut described.values, name, example, always);
        }
        described
    }

    /// The label that a publisher's key is.
    pub(crate) fn label(&self, key: &str) -> Option<&Label> {
        self.known_labels.iter().find(|label| label.key == key)
    }

    /// The claim of this name.
    pub(crate) fn claim(&self, name: &str) -> Option<&Claim> {
        self.provider.claim(name)
    }

    /// Whether its sheet says this of a claim.
    pub(crate) fn says_of(&self, name: &str, flag: &str) -> bool {
        self.claim(name).is_some_and(|claim| claim.is(flag))
    }

    /// The name by which the provider sends a claim, if it does.
    fn sent_as<'n>(&self, name: &'n str) -> Option<&'n str> {
        let sent = self.sends_any || is_checked_by_itself(name) || self.claim(name).is_some();
        if sent { Some(name) } else { self.provider.own_name(name) }
    }

    /// What its claims hold that can be read in one way.
    pub(crate) fn certain(&self) -> Values {
        let mut certain = Values::new();
        for (name, rule) in &self.publisher.claims {
            if let [reading] = self.readings(name, &rule.value).as_slice() {
                certain.extend_from_slice(reading);
            }
        }
        certain
    }

    /// Whether every job of the publisher has this value of a claim: the publisher compares it, or what is certain is what it is made
    /// of.
    pub(crate) fn implies(&self, certain: &Values, name: &str, text: &str) -> bool {
        let is_made = |form: &&str| !blanks(form).is_empty() && fill_with(form, certain).as_deref() == Some(text);
        // The form of a subject is the owner's to set: what it is made of does not tell it.
        self.publisher.wants(name) == Some(text) || name != "sub" && self.forms(name).iter().any(is_made)
    }

    fn learn(&mut self, reading: &Values) {
        for (name, text) in reading {
            add(&mut self.pinned, name, text, true);
        }
    }

    /// The forms of a publisher's key.
    pub(crate) fn forms(&self, key: &str) -> Vec<&'static str> {
        match self.label(key) {
            Some(label) => label.forms(),
            None => self.claim(key).map_or(Vec::new(), Claim::forms),
        }
    }

    /// What its sheet calls bad in this value.
    pub(crate) fn bad_in(&self, claim: &str, text: &str) -> impl Iterator<Item = &Bad> {
        self.provider.bad().iter().filter(move |bad| bad.claim == claim && bad.is(text))
    }

    /// What is wrong with the writing of a value, so that no job has it; and the value without it, if there is one.
    pub(crate) fn misspelt(&self, key: &str, text: &str) -> Option<(Reason, String)> {
        let forms = self.forms(key);
        let anything = forms.iter().any(|form| form.ends_with("*}") && is_of(form, text));
        // Where anything may stand, brackets and question marks are only characters; in a ref they cannot stand.
        let pattern = || is_pattern(text) && (!anything || holds(text, "*") || holds(text, "refs/"));
        // A branch's name may hold a comma; two refs in one text, and two environments, are a list.
        let fits = |text: &str| has_form(text, &forms);
        let all = |test: &dyn Fn(&str) -> bool| parts(text, ",").iter().all(|part| test(part.trim()));
        let list = || {
            holds(text, ",")
                && all(&fits)
                && (!fits(text) || anything || holds(text, ", ") || all(&|part| part.starts_with("refs/")))
        };
        let is_free = self.label(key).is_none() && self.says_of(key, "free");
        let told = |reason| Some((reason, String::new()));
        match of_writing(text) {
            None if key == "sub" && trimmed(text) != text => Some((Reason::ValueHasWhitespace, trimmed(text))),
            None if let Some(bad) = self.bad_in(key, text).find(|bad| bad.never_occurs()) => told(bad.reason),
            None if let Some(event) = misspelt_event(key, text) => Some((Reason::ValueNeverOccurs, event)),
            None if text.starts_with("[\"") && text.ends_with("\"]") => told(Reason::ValueIsList),
            None if pattern() => told(Reason::ValueIsPattern),
            None if !is_free && list() => told(Reason::ValueIsList),
            written => written,
        }
    }

    /// The ways in which a claim's value can be read, with what the claims in it hold.
    pub(crate) fn readings(&self, key: &str, text: &str) -> Vec<Values> {
        let mut readings = self.readings_by_forms(key, text);
        if readings.is_empty() && self.is_keyed(key) && self.misspelt(key, text).is_none() {
            readings.push(self.keyed(text).1);
        }
        readings
    }

    /// The ways in which the forms of the provider's sheet read a value.
    fn readings_by_forms(&self, key: &str, text: &str) -> Vec<Values> {
        let mut readings = Vec::new();
        if self.misspelt(key, text).is_some() {
            return readings;
        }
        for form in &self.forms(key) {
            let Some(captured) = capture(form, text) else { continue };
            let mut reading = Values::new();
            let mut fits = true;
            for (name, held) in &captured {
                match name.strip_prefix('=') {
                    Some(claim) => match likeliest(&self.readings(claim, held), &reading) {
                        Some(inner) => reading.extend_from_slice(inner),
                        None => fits = false,
                    },
                    None => reading.push((name, held.clone())),
                }
            }
            if fits {
                readings.push(reading);
            }
        }
        readings
    }

    /// Whether a claim can be customised to hold others.
    fn is_keyed(&self, key: &str) -> bool {
        self.says_of(key, "keyed")
    }

    /// A customised subject: the names of claims, or keys of its own, each with its value, joined by colons. Its form, and
    /// what they hold; what is neither stands in every job's.
    fn keyed(&self, text: &str) -> (String, Values) {
        let (mut form, mut values) = (String::new(), Values::new());
        let segments = parts(text, ":");
        let mut rest = segments.as_slice();
        while let [key, behind @ ..] = rest {
            rest = behind;
            form.push_str(if form.is_empty() { "" } else { ":" });
            form.push_str(key);
            let [text, after @ ..] = behind else { break };
            let readings = self.readings_by_forms(key, text);
            if let Some((own, mut held)) = self.keyed_by_itself(key, text) {
                form.push_str(&joined(&[":", own], ""));
                values.append(&mut held);
            } else if let Some(reading) = likeliest(&readings, &values) {
                form.push_str(&joined(&[":{=", key, "}"], ""));
                values.extend_from_slice(reading);
            } else {
                continue;
            }
            rest = after;
        }
        (form, values)
    }

    /// A part of a customised subject whose key is no claim's name: its form, and what it holds.
    fn keyed_by_itself(&self, key: &str, text: &str) -> Option<(&'static str, Values)> {
        for &form in &parts(self.provider.line(&joined(&["key ", key], ""))?, " or ") {
            if let Some(held) = capture(form, text) {
                return Some((form, held));
            }
        }
        None
    }
}

/// Adds a value where it is not known yet, or known to be nothing; one that is not there only if it may be `anew`.
fn add(values: &mut Values, name: &'static str, text: &str, anew: bool) {
    match values.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) if known.is_empty() => text.clone_into(known),
        None if anew => values.push((name, text.to_owned())),
        _ => {}
    }
}

/// A subject without blanks around its parts: no ref and no name in it starts or ends with one.
fn trimmed(subject: &str) -> String {
    let mut parts = parts(subject, ":");
    for part in &mut parts {
        *part = part.trim();
    }
    joined(&parts, ":")
}

/// Of several readings one that agrees with what is known already, else one of which all is known, else the first.
fn likeliest<'r>(readings: &'r [Values], known: &Values) -> Option<&'r Values> {
    let agrees = |reading: &&Values| {
        let mut agrees = false;
        for (name, text) in *reading {
            match value(known, name) {
                Some(known) if known != text => return false,
                seen => agrees |= seen.is_some(),
            }
        }
        agrees
    };
    let is_known = |reading: &&Values| reading.iter().all(|(name, _)| value(known, name).is_some());
    readings.iter().find(agrees).or_else(|| readings.iter().find(is_known)).or(readings.first())
}

/// What started a job as its provider writes it, if it is written otherwise: all of them in lower case, with underscores.
fn misspelt_event(key: &str, text: &str) -> Option<String> {
    let is_event = Meaning::of(key, false) == Meaning::Event;
    let event = joined(&parts(&text.to_ascii_lowercase(), "-"), "_");
    Some(event).filter(|event| is_event && event != text)
}
