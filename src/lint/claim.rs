//! What is wrong with comparing a claim at all, whatever its value.

use super::change::{Change, What};
use super::{Seen, at_claim};
use crate::claims::{OF_ONE_TOKEN, is_checked_by_itself};
use crate::described::Described;
use crate::difference::is_pattern;
use crate::finding::Finding;
use crate::issuer::fault;
use crate::matching::Labels;
use crate::meaning::problem_of;
use crate::member::kind_in_words;
use crate::provider::{self, Tells};
use crate::publisher::ClaimRule;
use crate::reason::Reason;
use crate::text::{holds, is_number, is_spelt_like, joined};

/// What is wrong with comparing a claim at all, and whether its value is worth a look.
pub(super) fn claim(described: &Described<'_>, name: &str, rule: &ClaimRule) -> (Option<Seen>, bool) {
    let provider = described.provider;
    let told = |reason, part| {
        let finding = Finding::new(reason).with("claim", name).with("expected", &rule.value);
        finding.with("provider", provider.name()).at(at_claim(name, part))
    };
    if !rule.is_eq() {
        let finding = told(Reason::UnknownRuleKind, "kind").with("kind", &rule.kind);
        return (Some((finding, rule.means_eq().then(|| Change::of(What::Kind, name, "")))), true);
    }
    // Where the issuer is nearly a preset's, the label is one as soon as the issuer is mended.
    let mended = || {
        let fault = fault(&described.publisher.issuer_url)?;
        provider::of_issuer(&fault.better).or(Some(described.provider).filter(|known| known.name() == fault.provider))
    };
    let is_label = described.label(name).is_some()
        || described.labels == Labels::Documented && mended().is_some_and(|provider| provider.label(name).is_some());
    let is = |flag: &str| !is_label && provider::most_say_of(provider, name, flag);
    let kind = described.claim(name).and_then(|claim| claim.kind()).filter(|_| !is_label);
    let (reason, value_counts) = if is_checked_by_itself(name) {
        (Reason::RegisteredClaim, false)
    } else if OF_ONE_TOKEN.contains(&name)
        // What changes with every run does not where its value has a form.
        || is("run") && described.readings(name, &rule.value).is_empty() && !is_pattern(&rule.value)
    {
        (Reason::PerRunClaim, false)
    } else if kind.is_some() {
        (Reason::ClaimTypeDiffers, false)
    } else if is("person") {
        (Reason::ActorClaim, true)
    } else if is("free") {
        (Reason::DisplayNameClaim, true)
    } else if is_label || described.sends_any || described.claim(name).is_some() || name == "sub" {
        return (None, true);
    } else {
        let (reason, [own, instead], change) = misnamed(described, name, rule);
        return (Some((told(reason, "value").with("own", &own).with("instead", &instead), change)), false);
    };
    let finding = told(reason, "value").with("type", kind.map_or("", kind_in_words));
    (Some((finding, Some(Change::of(What::Remove, name, "")))), value_counts)
}

/// Why a claim that the provider does not send is none, what it sends in its place, and the change of the name. The value is
/// kept, or a ref's short name completed. Without the claim the rule would let in what it was meant to keep out: that is no
/// button's to do.
fn misnamed(described: &Described<'_>, name: &str, rule: &ClaimRule) -> (Reason, [String; 2], Option<Box<Change>>) {
    let provider = described.provider;
    let spelt = described.claims.iter().map(|claim| claim.name).find(|own| is_spelt_like(own, name));
    let completed = |own: &'static str| {
        let forms = described.forms(own);
        let kind = if holds(&name.to_ascii_lowercase(), "tag") { "refs/tags/" } else { "refs/heads/" };
        let full = joined(&[kind, &rule.value], "");
        let fits = |value: &str| problem_of(provider, &forms, value).is_none();
        let value = if fits(&rule.value) { &rule.value } else { Some(&full).filter(|full| fits(full))? };
        renamed(described, own, name, value)
    };
    match spelt {
        Some(own) => (Reason::ClaimNameCase, [own.to_owned(), String::new()], completed(own)),
        None => {
            let own = provider.own_name(name).filter(|own| !is_checked_by_itself(own));
            // Somebody else can have the ID for a name: an ID stays one.
            let is_name = |own: &&str| provider.tells(own) != Tells::Nothing;
            let as_id = own.filter(is_name).filter(|own| !provider.is_nobody_elses(own, &rule.value));
            match as_id {
                None => (Reason::ClaimUnknownToProvider, provider.in_place_of(name, None), own.and_then(completed)),
                Some(own) => {
                    let id = provider.id_beside(own, &rule.value);
                    let words = id.map(|id| provider.told_as(id)).unwrap_or_else(|| provider.in_place_of(name, None));
                    // Numbers are names, too.
                    let is_id = !is_number(&rule.value) || name.to_ascii_lowercase().ends_with("id");
                    (Reason::ClaimUnknownToProvider, words, id.filter(|_| is_id).and_then(completed))
                }
            }
        }
    }
}

/// A value under the claim that it belongs to, where that is not compared with another.
pub(super) fn renamed(described: &Described<'_>, own: &'static str, name: &str, value: &str) -> Option<Box<Change>> {
    let contradicts = |(known, rule): &(String, ClaimRule)| known == own && rule.value != *value;
    let stands_alone = !described.publisher.claims.iter().any(contradicts);
    stands_alone.then(|| Change::of(What::Name(own), name, value))
}
