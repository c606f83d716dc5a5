//! Whether a job is a namesake's: of an owner or a project that has a known one's name, and another ID.

use crate::difference::{Meaning, of_writing};
use crate::meaning::meant;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::template::{Values, blanks, capture};
use crate::text::{holds, is_spelt_like, joined, parts};
use crate::token::Decoded;

/// Whether a publisher, unless it is another provider's, knows the job's owner or project under another ID: what has its name is
/// a namesake, whatever a publisher without the ID says.
pub(crate) fn is_namesake(publishers: &[Publisher], decoded: &Decoded) -> bool {
    let provider = provider::of_job(decoded);
    let mut held = Values::new();
    if let Some(claims) = &decoded.claims {
        for claim in claims.iter() {
            learn(provider, claim.name, claim.text.unwrap_or_default(), &mut held);
        }
    }
    publishers.iter().any(|publisher| {
        let mut wanted = Values::new();
        if provider::of_issuer(&publisher.issuer_url).is_none_or(|known| known.is(provider)) {
            for (name, rule) in &publisher.claims {
                learn_meant(provider, name, &rule.value, &mut wanted);
            }
        }
        let is_same = |blank| has_pair(&wanted, &held, blank, true);
        let is_other = |blank| has_pair(&wanted, &held, blank, false);
        let is_unsaid = wanted.iter().all(|(blank, _)| *blank != "owner");
        is_same("owner") && is_other("owner_id")
            || (is_same("owner") || is_unsaid && !is_other("owner_id")) && is_same("name") && is_other("id")
    })
}

/// Adds what an owner's text means, with the slips that he can have made: an ID is his own for all that.
fn learn_meant(provider: &Provider, name: &str, text: &str, known: &mut Values) {
    let spelt = provider.claims().iter().find(|claim| is_spelt_like(claim.name, name)).map(|claim| claim.name);
    let own = spelt.or_else(|| provider.own_name(name)).unwrap_or(name);
    let clean = of_writing(text).map_or(text.to_owned(), |(_, better)| better);
    let bare = meant(provider, &provider.forms(own), &clean);
    learn(provider, own, &bare, known);
    match Meaning::of(own, false) {
        Meaning::Subject => learn_parts(provider, &bare, known),
        // Where the owner stands by itself, and where the name does.
        Meaning::Owner if holds(&bare, "/") => learn(provider, "repository", &bare, known),
        Meaning::Repository if !holds(&bare, "/") => known.push(("name", bare)),
        _ => {
            // An ID that cannot be read is another one than the job's; what is none keeps nobody out.
            let is_id = !holds(&bare, "/") && bare.bytes().any(|byte| byte.is_ascii_digit());
            let id = provider.claim(own).filter(|claim| is_id && claim.is_any_id() && !claim.fits(&bare));
            let forms = id.map_or(Vec::new(), |claim| claim.forms());
            let blank = forms.first().and_then(|form| blanks(form).first().copied());
            known.extend(blank.map(|blank| (blank, bare)));
        }
    }
}

/// The same of a subject whose form is nobody's: what its parts tell, whatever follows them.
fn learn_parts(provider: &Provider, subject: &str, known: &mut Values) {
    let all = parts(subject, ":");
    let mut rest = all.as_slice();
    while let [key, behind @ ..] = rest {
        rest = behind;
        let Some(text) = behind.first() else { break };
        if key.eq_ignore_ascii_case("repo") {
            learn(provider, "sub", &joined(&["repo:", text, ":pull_request"], ""), known);
        } else if *key != "sub" {
            learn(provider, key, text, known);
        }
    }
}

/// Adds what a claim's text holds in the blanks of its forms, and of those within them.
fn learn(provider: &Provider, name: &str, text: &str, known: &mut Values) {
    // What is not known of a provider is what others have under that name.
    let theirs = || provider.claim_like(name).map_or(Vec::new(), |claim| claim.forms());
    let own = provider.forms(name);
    for form in &if own.is_empty() { theirs() } else { own } {
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
