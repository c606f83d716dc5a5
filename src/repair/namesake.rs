//! Whether a job is a namesake's: of an owner or a project that has a known one's name, and another ID.

use crate::difference::of_writing;
use crate::meaning::meant;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::template::{Values, capture};
use crate::text::{before, cut, is_spelt_like, joined};
use crate::token::Decoded;

/// Whether a publisher, unless it is another provider's, knows the job's owner or project under another ID: what has its name is
/// a namesake, whatever a publisher without the ID says.
pub(crate) fn is_namesake(publishers: &[Publisher], decoded: &Decoded) -> bool {
    let provider = provider::of_token(decoded).unwrap_or(provider::custom());
    let mut held = Values::new();
    for claim in decoded.each_claim() {
        learn(provider, claim.name, claim.text.unwrap_or_default(), &mut held);
    }
    publishers.iter().any(|publisher| {
        let mut wanted = Values::new();
        if provider::of_issuer(&publisher.issuer_url).is_none_or(|known| known.id() == provider.id()) {
            for (name, rule) in &publisher.claims {
                learn_meant(provider, name, &rule.value, &mut wanted);
            }
        }
        let is_same = |blank| has_pair(&wanted, &held, blank, true);
        let is_other = |blank| has_pair(&wanted, &held, blank, false);
        is_same("owner") && (is_other("owner_id") || is_same("name") && is_other("id"))
    })
}

/// Adds what an owner's text means, with the slips that he can have made: an ID is his own for all that.
fn learn_meant(provider: &Provider, name: &str, text: &str, known: &mut Values) {
    let spelt = provider.claims().iter().find(|claim| is_spelt_like(claim.name, name)).map(|claim| claim.name);
    let own = spelt.or_else(|| provider.own_name(name)).unwrap_or(name);
    let clean = of_writing(text).map_or(text.to_owned(), |(_, better)| better);
    let bare = meant(provider, &provider.forms(own), &clean);
    learn(provider, own, &bare, known);
    // What follows the names can be anything.
    if own == "sub"
        && let Some((key, rest)) = cut(&bare, ":")
        && key.eq_ignore_ascii_case("repo")
    {
        learn(provider, own, &joined(&["repo:", before(rest, ":"), ":pull_request"], ""), known);
    }
}

/// Adds what a claim's text holds in the blanks of its forms, and of those within them.
fn learn(provider: &Provider, name: &str, text: &str, known: &mut Values) {
    for form in &provider.forms(name) {
        for (blank, inner) in capture(form, text).unwrap_or_default() {
            match blank.strip_prefix('=') {
                Some(claim) => learn(provider, claim, &inner, known),
                None => known.push((blank, inner)),
            }
        }
    }
}

/// Whether one of the texts that a blank has in each is the same in both, or another. There can be several: Forgejo's subject has
/// numbers behind the names that the other claims have.
fn has_pair(wanted: &Values, held: &Values, blank: &str, same: bool) -> bool {
    let is_pair =
        |one: &str| held.iter().any(|(name, other)| *name == blank && one.eq_ignore_ascii_case(other) == same);
    wanted.iter().any(|(name, one)| *name == blank && is_pair(one))
}
