//! What is known of a provider's claims: their forms, what is bad in them, what others call them.

use super::claim::named_forms;
use super::{ALL, Bad, Claim, Facts, Label, Provider, Tells, custom, github};
use crate::claims::{REGISTERED, is_checked_by_itself};
use crate::reason::Reason;
use crate::template::blanks;
use crate::text::{any_part, before, cut, holds, is_number, is_spelt_like, joined, last, parts, ticked};
use crate::token::Decoded;

/// What people mean by a word, beside what a provider's sheet knows of it: the claim, and the words in its place.
const MEANT: [(&str, &str); 10] = [
    ("ref", "branch tag git_ref branch_name ref_name"),
    ("workflow_ref", "workflow workflow_file workflow_filename"),
    ("repository", "project repo repository_name repo_name full_name"),
    ("repository_id", "repo_id"),
    ("repository_owner", "owner organization namespace"),
    ("environment", "env enviroment environment_name deployment_environment"),
    ("event_name", "event"),
    ("sub", "subject"),
    ("aud", "audience"),
    ("iss", "issuer"),
];

impl Provider {
    /// What its sheet says of claims.
    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let mut facts = Facts::default();
            for line in &self.body_lines("claim") {
                let claim = Claim::read(line);
                facts.claims.push(claim);
                facts.open.extend(Some(claim).filter(Claim::is_open));
            }
            for line in &self.lines("proposed") {
                facts.bad.extend(Bad::of(Reason::PullRequestAllowed, line));
            }
            facts.proposed = facts.bad.len();
            for line in &self.body_lines("bad") {
                facts.bad.extend(Bad::read(line));
            }
            facts
        })
    }

    /// The claims that it is known to send.
    pub fn claims(&self) -> &[Claim] {
        &self.facts().claims
    }

    /// What its claims have in a job of proposed code.
    pub(crate) fn proposed(&self) -> &[Bad] {
        let facts = self.facts();
        facts.bad.get(..facts.proposed).unwrap_or_default()
    }

    /// What its sheet calls bad in its claims; what proposed code has among it.
    pub(crate) fn bad(&self) -> &[Bad] {
        &self.facts().bad
    }

    /// A claim that it is known to send.
    pub(crate) fn claim(&self, name: &str) -> Option<&Claim> {
        let plain = self.claims().iter().find(|claim| claim.name == name);
        plain.or_else(|| self.facts().open.iter().find(|claim| claim.is_called(name)))
    }

    /// A claim of this name; where it is not known to send one, as the first provider has it that is.
    pub(crate) fn claim_like(&self, name: &str) -> Option<&Claim> {
        self.claim(name).or_else(|| ALL.iter().find_map(|other| other.claim(name)))
    }

    /// Whether it is known to send a claim of this name that holds a project's or an owner's ID and nothing else.
    pub(crate) fn has_id(&self, name: &str) -> bool {
        self.claim(name).is_some_and(Claim::is_any_id)
    }

    /// The claim that holds a project's ID and nothing else, in words behind "the ID"; nothing if it sends none.
    pub(crate) fn id_in_words(&self) -> String {
        let claims = self.claims();
        let id = claims.iter().find(|claim| claim.is_id() && !claim.is("open"));
        id.map_or(String::new(), |claim| joined(&[" (`", claim.name, "`)"], ""))
    }

    /// Whether nobody else can have this value of a claim: an ID, or a name that is not written like one. What guards a pipeline beside
    /// its IDs, such as the repository that it builds, is no owner's.
    pub(crate) fn is_nobody_elses(&self, name: &str, text: &str) -> bool {
        let is = |kind: fn(&Claim) -> bool| self.claim_like(name).is_some_and(kind);
        let is_guard = || self.words("guards").contains(&name);
        is(Claim::is_id) || !is_guard() && (is(Claim::is_owner_id) || !is_written_as_id(text))
    }

    /// What a claim tells of whose a job is.
    pub(crate) fn tells(&self, name: &str) -> Tells {
        self.claim_like(name).map_or(Tells::Nothing, |claim| claim.tells())
    }

    /// Whether this value of a claim tells whose a job is, so that no stranger's job has it.
    pub(crate) fn tells_owner(&self, name: &str, value: &str) -> bool {
        let telling = self.telling.get_or_init(|| {
            let mut telling = Vec::new();
            for claim in self.claims() {
                if claim.tells() >= Tells::Owner {
                    telling.push((claim.name, named_forms(claim.templates)));
                }
            }
            telling
        });
        let Some(claim) = self.claim(name) else { return false };
        telling.iter().any(|(known, forms)| *known == claim.name && forms.iter().any(|form| form.is_of(value)))
    }

    /// Whether a value is written as the IDs of its projects or owners are.
    pub(crate) fn is_like_an_id(&self, value: &str) -> bool {
        let can_be = |claim: &Claim| claim.is_any_id() && !claim.is("open") && claim.fits(value);
        is_written_as_id(value) && self.claims().iter().any(can_be)
    }

    /// Whether its sheet calls this value of a claim bad.
    pub(crate) fn calls_bad(&self, claim: &str, text: &str) -> bool {
        self.bad().iter().any(|bad| bad.claim == claim && bad.is(text))
    }

    /// Whether only those start jobs this way who may write to the project. A pipeline that another one started can be a merge
    /// request's.
    pub(crate) fn is_owners_to_start(&self, event: &str) -> bool {
        let line = self.line("owners-start").or_else(|| custom().line("owners-start"));
        any_part(line.unwrap_or_default(), " ", &|known| known == event)
    }

    /// What to write in place of a pattern: a subject that every run or person changes has no exact value.
    pub(crate) fn exact_value(&self, claim: &str) -> &'static str {
        let changes = |claim: &Claim| claim.is("run") || claim.is("person");
        if claim == "sub" && self.claim(claim).is_some_and(changes) {
            self.subject_how()
        } else {
            "Write the exact value, and a publisher for each value that may publish."
        }
    }

    /// Whether it is known to send a claim of this name.
    pub(crate) fn sends(&self, claim: &str) -> bool {
        self.claim(claim).is_some()
    }

    /// The forms that a label or a claim of this name has.
    pub(crate) fn forms(&self, name: &str) -> Vec<&'static str> {
        match self.label(name) {
            Some(label) => label.forms(),
            None => self.claim(name).map_or(Vec::new(), |claim| claim.forms()),
        }
    }

    /// Whether it is known to send no claim of this name.
    pub(crate) fn knows_no(&self, claim: &str) -> bool {
        !self.sends(claim) && !REGISTERED.contains(&claim) && !self.sends_any()
    }

    /// Whether it may send claims that its sheet does not list.
    pub(crate) fn sends_any(&self) -> bool {
        self.line("custom").is_some() || self.claims().is_empty()
    }

    /// Its own name for a claim of another provider, or for a word that people write in its place: the claim that holds
    /// the same.
    pub(crate) fn own_name(&self, claim: &str) -> Option<&'static str> {
        // Behind the issuer's name, as a trust policy of AWS or a claim of CircleCI has it.
        let word = last(last(claim.trim(), "/"), ":").to_ascii_lowercase();
        let meant = MEANT.iter().find(|(_, words)| any_part(words, " ", &|meant| meant == word));
        let meant = meant.map_or(claim, |(meant, _)| *meant);
        for line in &self.lines("alias") {
            let (own, names) = cut(line, " ")?;
            if any_part(names, " ", &|name| is_spelt_like(name, &word)) {
                return Some(own);
            }
        }
        for name in REGISTERED {
            if name == meant || name == word {
                return Some(name);
            }
        }
        let claims = self.claims();
        for own in claims {
            if ends_in(own.name, claim) {
                return Some(own.name);
            }
        }
        if let Some(own) = self.claim(if meant == claim { &word } else { meant }) {
            return Some(own.name);
        }
        let held = |claim: &Claim| blanks(before(claim.templates, " or "));
        let theirs = ALL.iter().find_map(|other| Some(held(other.claim(meant)?)).filter(|held| !held.is_empty()))?;
        let own = |theirs: &[&str]| {
            let is_same = |claim: &&Claim| !claim.is("open") && held(claim) == theirs;
            claims.iter().find(is_same).map(|claim| claim.name)
        };
        own(&theirs).or_else(|| own(&["id"]).filter(|_| theirs == ["owner", "name"]))
    }

    /// What to compare in place of such a claim, in words, and why: its own name for it, what holds the value in
    /// a token, or what it sends that a form asks for.
    pub(crate) fn in_place_of(&self, claim: &str, holder: Option<&str>) -> [String; 2] {
        let mut names = String::new();
        match self.own_name(claim).or(holder) {
            Some(own) if is_checked_by_itself(own) => {
                return ["nothing".to_owned(), joined(&[" in its place: `", own, "` is checked by itself"], "")];
            }
            Some(own) => names.push_str(own),
            None => {
                for field in &self.fields() {
                    let Some(key) = field.key.filter(|key| self.sends(key)) else { continue };
                    names.push_str(if names.is_empty() { "" } else { "`, `" });
                    names.push_str(key);
                }
            }
        }
        self.told_as(if names.is_empty() { "sub" } else { &names })
    }

    /// The same of claims that it sends.
    pub(crate) fn told_as(&self, names: &str) -> [String; 2] {
        [ticked(names), joined(&[" instead, which ", self.name(), " does send"], "")]
    }

    /// The claim that holds the ID of what another one names, if this value can be one.
    pub(crate) fn id_beside(&self, name: &str, value: &str) -> Option<&'static str> {
        let is_of_owner = self.tells(name) == Tells::Owner;
        let holds_id = |claim: &Claim| {
            if is_of_owner { claim.is_owner_id() } else { claim.is_id() }
        };
        let is_one = |claim: &&Claim| holds_id(claim) && !claim.is("open") && claim.fits(value);
        self.claims().iter().find(is_one).map(|claim| claim.name)
    }

    /// The label of this key.
    pub fn label(&self, key: &str) -> Option<Label> {
        // The two that the Hub's form has, so that a sheet is not read for every other claim.
        let (key, line) = match key {
            "branch" => ("branch", self.line("label branch")?),
            "workflow" => ("workflow", self.line("label workflow")?),
            _ => return None,
        };
        let (claims, templates) = cut(line, " = ")?;
        Some(Label { key, claims: parts(claims, " "), templates })
    }

    /// The value of a label in a token, if it has one.
    pub(crate) fn read_label(&self, label: &Label, decoded: &Decoded) -> Option<String> {
        let source = *label.claims.first()?;
        let text = decoded.text(source)?;
        let value = if label.key == "workflow" {
            github::workflow_file(text)?
        } else if label.claims.get(1).is_some_and(|kind| decoded.text(kind) != Some("branch")) {
            return None;
        } else if self.forms(source).first()?.starts_with("refs/heads/") {
            text.strip_prefix("refs/heads/")?
        } else {
            text
        };
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// Whether a provider says this of a claim; where it knows no claims, whether most that know this one do.
pub(crate) fn most_say_of(provider: &Provider, name: &str, flag: &str) -> bool {
    if let Some(claim) = provider.claim(name) {
        return claim.is(flag);
    }
    let (mut say, mut differ): (usize, usize) = (0, 0);
    if provider.claims().is_empty() {
        for claim in ALL.iter().filter_map(|other| other.claim(name)) {
            let count = if claim.is(flag) { &mut say } else { &mut differ };
            *count = count.saturating_add(1);
        }
    }
    say > differ
}

/// Whether a claim of an unknown provider is one that others give values, and none a value that tells a project.
pub(crate) fn tells_no_project(name: &str) -> bool {
    let mut known = false;
    for provider in &ALL {
        for form in provider.claim(name).map_or(Vec::new(), |claim| claim.forms()) {
            known = true;
            if Tells::of(form) != Tells::Nothing {
                return false;
            }
        }
    }
    known
}

/// Whether a claim's name is another one behind a prefix, as CircleCI's are.
fn ends_in(name: &str, claim: &str) -> bool {
    holds(name, "/") && is_spelt_like(last(name, "/"), claim)
}

/// Whether a text is written as services write IDs, and is no path: by digits, or by eight letters and digits in a row; behind a mark
/// by eight letters of both cases, too.
fn is_written_as_id(text: &str) -> bool {
    let has_mark = holds(text, "-") || holds(text, "_");
    let is_mixed = |run: &str| {
        let has = |kind: fn(&u8) -> bool| run.as_bytes().iter().any(kind);
        let of_both_cases = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
        run.len() >= 8 && (has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) || has_mark && of_both_cases)
    };
    let runs = |mark| any_part(text, mark, &|run| any_part(run, "_", &is_mixed));
    !holds(text, "/") && (is_number(text) || runs("-"))
}
