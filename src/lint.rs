//! What is wrong or risky in a publisher before any token is seen.
//!
//! It knows how people write publishers wrongly. What a publisher lets in is not its own opinion: [`crate::job`] tries
//! it. A fix is offered only if the fixed publisher, checked again, has lost the finding and won no error.

mod change;
mod value;

use self::change::Change;
use self::value::{bad, value};
use crate::described::{Described, is_registered};
use crate::finding::{Effect, Finding, Fix, Place, pointer};
use crate::form::problem_of;
use crate::issuer::{self, Fault};
use crate::job::warnings;
use crate::matching::Labels;
use crate::member::kind_in_words;
use crate::provider;
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::{Reason, Severity};
use crate::repair::effect;
use crate::resource::{self, ResourceKind};
use crate::stored::EXAMPLE;
use crate::text::{holds, holds_token, is_spelt_like};

/// What is known beside the publisher.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The resource that the publisher stands on; empty if it is not known.
    pub resource: &'a str,
    /// The other publishers of the resource.
    pub others: &'a [Publisher],
    /// How `branch` and `workflow` are read.
    pub labels: Labels,
}

/// The most claims of a publisher that are checked: each is tried with and without the others. No issuer sends as many.
const CLAIM_LIMIT: usize = 32;

/// The most text of a publisher that is checked, in bytes: each finding can bring a mended publisher. Tokens hold no more.
const SIZE_LIMIT: usize = 16_384;

/// How many letters and digits a Hub token has behind its prefix, at least: `hf_upload` is a name.
const SHORTEST_HUB_TOKEN: usize = 20;

/// Checks a publisher. The gravest findings come first.
///
/// ```
/// use hub_trusted_publishers::{Context, Publisher, check};
///
/// let publisher = Publisher::of("https://token.actions.githubusercontent.com", [("repository_owner", "acme")]);
/// let codes: Vec<&str> = check(&publisher, Context::default()).iter().map(|finding| finding.reason.code()).collect();
/// assert_eq!(codes, ["owner-only", "mutable-name-only", "any-ref", "any-workflow", "pull-request-target"]);
/// ```
pub fn check(publisher: &Publisher, context: Context<'_>) -> Vec<Finding> {
    let count = publisher.claims.len();
    if count > CLAIM_LIMIT {
        let finding = Finding::new(Reason::TooManyClaims).count("count", count).count("limit", CLAIM_LIMIT);
        return vec![finding.at(Place::Publisher { publisher: 0, path: "/claims".to_owned() })];
    }
    let is_hub_token = |text: &str| {
        let rest = text.strip_prefix("hf_").filter(|rest| rest.len() >= SHORTEST_HUB_TOKEN);
        rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    let is_secret = |text: &str| holds_token(text) || is_hub_token(text);
    let secret = |path: &[&str]| {
        let place = Place::Publisher { publisher: 0, path: pointer(path) };
        vec![Finding::new(Reason::SecretInPublisher).at(place)]
    };
    if is_secret(&publisher.issuer_url) {
        return secret(&["issuerUrl"]);
    }
    let holds_secret =
        |(name, rule): &&(String, ClaimRule)| [name, &rule.kind, &rule.value].iter().any(|text| is_secret(text));
    if let Some((name, _)) = publisher.claims.iter().find(holds_secret) {
        return secret(&["claims", name, "value"]);
    }
    let texts = publisher.claims.iter().map(|(name, rule)| name.len().saturating_add(rule.value.len()));
    if texts.fold(publisher.issuer_url.len(), usize::saturating_add) > SIZE_LIMIT {
        let finding =
            Finding::new(Reason::PublisherSyntax).with("problem", "it is longer than 16 KiB").with("example", EXAMPLE);
        return vec![finding.at(Place::Publisher { publisher: 0, path: String::new() })];
    }
    let is_user = resource::parse(context.resource).is_ok_and(|resource| resource.kind == ResourceKind::User);
    let found = seen(publisher, context.labels);
    // What a button must not bring: a rule that matches nothing, that lets strangers in, or every project of an owner.
    let is_grave = |finding: &Finding| finding.is_error() || finding.reason == Reason::OwnerOnly;
    let known = places(&found, is_grave);
    let mut findings = Vec::new();
    for (finding, change) in found {
        let fix = change.and_then(|change| {
            let removes = matches!(change, Change::Remove(_));
            let (label, fixed) = change.made_in(publisher);
            let after = seen(&fixed, context.labels);
            let gone =
                places(&after, |_| true).iter().all(|(reason, at)| (*reason, at) != (finding.reason, &finding.at));
            // A button that takes a claim away must not leave such an open rule, whatever it was before.
            let open = |at: &Option<Place>| *at == Some(at_claims());
            let worse = places(&after, is_grave).iter().any(|one| !known.contains(one) || removes && open(&one.1));
            (gone && !worse).then(|| Box::new(Fix { label, effect: effect(publisher, &fixed), publisher: fixed }))
        });
        let gets = if is_user { "read the account's gated repositories" } else { "publish" };
        let mut finding = finding.with("gets", gets);
        finding.fix = fix;
        findings.push(finding);
    }
    findings.extend(beside(publisher, context.others));
    let mut gravest_first = Vec::with_capacity(findings.len());
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        for finding in findings.iter().filter(|finding| finding.severity == severity) {
            gravest_first.push(finding.clone());
        }
    }
    gravest_first
}

fn places(found: &[Seen], counts: fn(&Finding) -> bool) -> Vec<(Reason, Option<Place>)> {
    let mut places = Vec::new();
    for (finding, _) in found {
        if counts(finding) {
            places.push((finding.reason, finding.at.clone()));
        }
    }
    places
}

/// A finding, and the change that may mend it.
type Seen = (Finding, Option<Change>);

/// Everything about one publisher.
fn seen(publisher: &Publisher, labels: Labels) -> Vec<Seen> {
    let described = Described::of(publisher, labels);
    let provider = described.provider;
    let mut seen = Vec::new();
    let by_folder = || provider.line("folder").and_then(|_| issuer::beneath(provider, &publisher.issuer_url));
    if let Some(Fault { reason, better, provider }) = issuer::fault(&publisher.issuer_url).or_else(by_folder) {
        let finding = Finding::new(reason)
            .with("expected", &publisher.issuer_url)
            .with("found", &better)
            .with("provider", provider)
            .at(at("/issuerUrl"));
        let usable = better != publisher.issuer_url && !holds(&better, "{") && !better.is_empty();
        seen.push((finding, usable.then_some(Change::Issuer(better))));
    }
    // A server whose provider its claims tell.
    let slash = publisher.issuer_url.strip_suffix("/").filter(|_| provider::of_issuer(&publisher.issuer_url).is_none());
    let slash =
        slash.filter(|bare| provider.id() != provider::custom().id() && !bare.ends_with("/") && !holds(bare, " "));
    if let Some(bare) = slash.filter(|_| seen.is_empty()) {
        let finding =
            Finding::new(Reason::IssuerTrailingSlash).with("expected", &publisher.issuer_url).with("found", bare);
        seen.push((finding.at(at("/issuerUrl")), Some(Change::Issuer(bare.to_owned()))));
    }
    if let Some(why) = provider.line("strangers") {
        let finding = Finding::new(Reason::IssuerAdmitsStrangers).with("expected", &publisher.issuer_url);
        seen.push((finding.with("problem", why).at(at("/issuerUrl")), None));
    } else if !provider.audience_selectable() {
        let finding = Finding::new(Reason::AudienceNotSelectable).with("provider", provider.name());
        seen.push((finding.with("how", provider.audience_how()).at(at("/issuerUrl")), None));
    }
    let known = places(&seen, |_| true);
    let is_new = |(finding, _): &Seen| known.iter().all(|(reason, _)| *reason != finding.reason);
    for one in bad(&described, "iss", &publisher.issuer_url) {
        if is_new(&one) {
            seen.push(one);
        }
    }
    if publisher.claims.iter().all(|(name, _)| is_registered(name)) {
        seen.push((Finding::new(Reason::NoClaims).with("issuer", &publisher.issuer_url).at(at("/claims")), None));
    }
    for (name, rule) in &publisher.claims {
        let (claim_found, value_counts) = claim(&described, name, rule);
        seen.extend(claim_found);
        if value_counts {
            seen.extend(value(&described, name, &rule.value));
        }
        seen.extend(bad(&described, name, &rule.value));
    }
    seen.extend(contradiction(&described, publisher, labels));
    // What keeps proposed code out contradicts a rule for nothing else.
    let is_proposed = seen.iter().any(|(finding, _)| finding.reason == Reason::PullRequestAllowed);
    for (finding, keeps_out) in warnings(&described) {
        let keeps_out = keeps_out.filter(|_| !is_proposed);
        seen.push((finding, keeps_out.map(|(name, text)| Change::Add(name, text))));
    }
    seen
}

fn at(path: &str) -> Place {
    Place::Publisher { publisher: 0, path: path.to_owned() }
}

fn at_claims() -> Place {
    at("/claims")
}

fn at_claim(name: &str, part: &str) -> Place {
    at(&pointer(&["claims", name, part]))
}

/// What is wrong with comparing a claim at all, and whether its value is worth a look.
fn claim(described: &Described<'_>, name: &str, rule: &ClaimRule) -> (Vec<Seen>, bool) {
    let provider = described.provider;
    let told = |reason, part| {
        let finding = Finding::new(reason).with("claim", name).with("expected", &rule.value);
        finding.with("provider", provider.name()).at(at_claim(name, part))
    };
    let remove = || Some(Change::Remove(name.to_owned()));
    if !rule.is_eq() {
        let finding = told(Reason::UnknownRuleKind, "kind").with("kind", &rule.kind);
        return (vec![(finding, Some(Change::Kind(name.to_owned())))], true);
    }
    if is_registered(name) {
        return (vec![(told(Reason::RegisteredClaim, "value"), remove())], false);
    }
    // Where the issuer is nearly a preset's, the label is one as soon as the issuer is mended.
    let mended = || issuer::fault(&described.publisher.issuer_url).and_then(|fault| provider::of_issuer(&fault.better));
    let is_label = described.label(name).is_some()
        || described.labels == Labels::Documented && mended().is_some_and(|provider| provider.label(name).is_some());
    let is = |flag: &str| !is_label && provider::says_of(provider, name, flag);
    // What changes with every run does not where its value has a form.
    if matches!(name, "exp" | "iat" | "nbf" | "jti") || is("run") && described.readings(name, &rule.value).is_empty() {
        return (vec![(told(Reason::PerRunClaim, "value"), remove())], false);
    }
    if let Some(kind) = described.claim(name).and_then(|claim| claim.kind()).filter(|_| !is_label) {
        return (vec![(told(Reason::ClaimTypeDiffers, "value").with("type", kind_in_words(kind)), remove())], false);
    }
    if is("person") {
        return (vec![(told(Reason::ActorClaim, "value"), remove())], true);
    }
    if is("free") {
        return (vec![(told(Reason::DisplayNameClaim, "value"), remove())], true);
    }
    let claims = &described.claims;
    if is_label || described.sends_any || described.claim(name).is_some() || name == "sub" {
        return (Vec::new(), true);
    }
    let spelt = claims.iter().map(|claim| claim.name).find(|own| is_spelt_like(own, name));
    let reason = if spelt.is_some() { Reason::ClaimNameCase } else { Reason::ClaimUnknownToProvider };
    let named = spelt.map_or_else(|| provider.own_names(name), ToOwned::to_owned);
    // The value is kept, or a ref's short name completed. Without the claim the rule would let in what it was meant to
    // keep out: that is no button's to do.
    let renamed = |own: &'static str| {
        let forms = described.forms(own);
        let kind = if holds(&name.to_ascii_lowercase(), "tag") { "refs/tags/" } else { "refs/heads/" };
        let values = [rule.value.clone(), format!("{kind}{}", rule.value)];
        let value = values.iter().find(|value| problem_of(provider, &forms, value).is_none())?.clone();
        let contradicts = |(known, rule): &(String, ClaimRule)| known == own && rule.value != value;
        let stands_alone = !described.publisher.claims.iter().any(contradicts);
        stands_alone.then(|| Change::Name(name.to_owned(), own.to_owned(), value))
    };
    let change = spelt.or_else(|| provider.own_name(name)).and_then(renamed);
    (vec![(told(reason, "value").with("own", &named), change)], false)
}

/// Two claims that no job has at once.
fn contradiction(described: &Described<'_>, publisher: &Publisher, labels: Labels) -> Option<Seen> {
    let one = described.contradicted()?;
    let (name, rule) = one;
    let contradicts = |other: &&(String, ClaimRule)| {
        let both = vec![(*other).clone(), one.clone()];
        let pair = Publisher { issuer_url: publisher.issuer_url.clone(), claims: both };
        Described::of(&pair, labels).contradicted().is_some()
    };
    // Beside itself a claim can only contradict the issuer.
    let other = publisher.claims.iter().find(contradicts).filter(|_| !contradicts(&one));
    let (other, found) = other.map_or(("iss", &publisher.issuer_url), |(name, rule)| (name.as_str(), &rule.value));
    let finding = Finding::new(Reason::ContradictoryClaims).with("claim", name).with("expected", &rule.value);
    Some((finding.with("other", other).with("found", found).at(at_claim(name, "value")), None))
}

/// Publishers beside this one that make it superfluous.
fn beside(publisher: &Publisher, others: &[Publisher]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, other) in others.iter().enumerate() {
        let reason = match effect(publisher, other) {
            _ if other.claims.is_empty() => continue,
            Effect::Same => Reason::DuplicatePublisher,
            Effect::Wider => Reason::ShadowedPublisher,
            _ => continue,
        };
        findings.push(Finding::new(reason).count("count", index.saturating_add(1)).at(at("/claims")));
    }
    findings
}
