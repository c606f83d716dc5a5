//! The claims of a job, as a token would hold them, by what the blanks of their forms hold; and the publisher as such a job
//! shows that it is meant.

use super::Described;
use crate::judgement::HUB;
use crate::member::Members;
use crate::provider::{self, Claim};
use crate::publisher::{ClaimRule, Publisher, add_claim};
use crate::template::{Values, fill, value};
use crate::token::{Decoded, Form};

impl<'a> Described<'a> {
    /// A form in a job with these values.
    pub(crate) fn filled(&self, form: &str, values: &Values) -> Option<String> {
        fill(form, &|name| self.known(name, values))
    }

    /// What a form's blank holds in a job with these values.
    fn known(&self, name: &str, values: &Values) -> Option<String> {
        match name.strip_prefix('=') {
            Some(inner) => self.text_of(self.claims.iter().find(|claim| claim.name == inner)?, values),
            None => value(values, name).map(ToOwned::to_owned),
        }
    }

    /// A claim's text in a job with these values: the last of its forms whose values are all known.
    fn text_of(&self, claim: &Claim, values: &Values) -> Option<String> {
        let mut forms = claim.forms();
        while let Some(form) = forms.pop() {
            let text = self.filled(form, values);
            if text.is_some() {
                return text;
            }
        }
        None
    }

    /// A compared claim's text in a job with these values. None where its sheet has no form like the one that is wanted.
    fn sent(&self, claim: &Claim, values: &Values) -> Option<String> {
        if let Some(wanted) = self.publisher.wants(claim.name)
            && claim.is("open")
            && self.misspelt(claim.name, wanted).is_none()
            && self.readings_by_forms(claim.name, wanted).is_empty()
        {
            let form = claim.is("keyed").then(|| self.keyed(wanted).0)?;
            return self.filled(&form, values);
        }
        self.text_of(claim, values)
    }

    /// The claims of a job, as a token would hold them.
    pub(crate) fn token_of(&self, values: &Values) -> Decoded {
        let stranger = value(values, "elsewhere").is_some();
        let other = stranger && !self.provider.issuers().contains(&self.publisher.issuer_url.as_str());
        let issuer = if other { "https://issuer.of.somebody.else.example" } else { &self.publisher.issuer_url };
        let mut claims = Members::default();
        claims.push_text("iss", issuer);
        claims.push_text("aud", HUB);
        for claim in self.claims.iter().filter(|claim| self.compared.contains(&claim.name)) {
            if let Some(text) = self.sent(claim, values) {
                claims.push_text(claim.name, &text);
            }
        }
        // What the provider may send beside what is known of it, and what its sheet gives no form, is as it is wanted;
        // in other projects' jobs only what can tell no project is.
        for (name, rule) in &self.publisher.claims {
            // Of several claims that one line stands for each has a text of its own.
            let is_open = |claim: &Claim| {
                claim.is("open")
                    || claim.forms().is_empty() && claim.kind().is_none()
                    || claim.name != name && self.text_of(claim, values).is_some()
            };
            let open = self.claim(name).map_or(self.sends_any, is_open);
            // A value that is written wrongly is no job's; none at all can be anybody's.
            let open = open && (rule.value.is_empty() || self.misspelt(name, &rule.value).is_none());
            let kept = if self.sends_any { provider::tells_no_project(name) } else { name != "sub" };
            let open = open && !self.is_keyed(name);
            if open && claims.get(name).is_none() && (kept || value(values, "own").is_none()) {
                claims.push_text(name, &rule.value);
            }
        }
        Decoded { form: Form::ClaimsJson, claims: Some(claims), complete: true, ..Decoded::nothing(Vec::new()) }
    }

    /// The job that the publisher describes.
    fn own_token(&self) -> Decoded {
        self.token_of(&self.values)
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

    /// The publisher as it is meant: with the names that its provider sends, and values that its own job has. So what is
    /// said of its jobs does not depend on mistakes that are told elsewhere.
    pub(crate) fn meant(&self) -> Publisher {
        let own = self.own_token();
        let mut meant = Publisher { issuer_url: self.publisher.issuer_url.clone(), claims: Vec::new() };
        for (name, _) in &self.publisher.claims {
            let name = if self.label(name).is_some() { name } else { self.sent_as(name).unwrap_or_default() };
            if let Some(text) = self.text_in(name, &own) {
                add_claim(&mut meant.claims, name, &text);
            }
        }
        meant
    }
}
