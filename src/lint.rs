//! What is wrong or risky in a publisher before any token is seen.
//!
//! It knows how people write publishers wrongly. What a publisher lets in is not its own opinion: [`crate::job`] tries
//! it. A fix is offered only if the fixed publisher, checked again, has lost the finding and won no error.

mod change;
mod claim;
mod value;

use self::change::{Change, What};
use self::claim::claim;
use self::value::{bad, value};
use crate::claims::{OF_ONE_TOKEN, is_checked_by_itself};
use crate::described::Described;
use crate::finding::{Effect, Finding, Fix, Place};
use crate::issuer::{fault, fault_of_server};
use crate::job::{preview, warnings};
use crate::judgement::HUB;
use crate::matching::{Labels, Verdict};
use crate::provider::{self, Tenancy};
use crate::publisher::{ClaimRule, Publisher};
use crate::reason::Reason;
use crate::repair::effect;
use crate::resource::{self, ResourceKind};
use crate::secret;
use crate::stored::EXAMPLE;
use crate::text::{holds, joined, ticked};

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
    if let Some(finding) = refused(publisher) {
        return vec![finding];
    }
    let is_user = resource::parse(context.resource).is_ok_and(|resource| resource.kind == ResourceKind::User);
    let gets = if is_user { "read the account's gated repositories" } else { "publish" };
    let mut found = seen(publisher, context.labels);
    for index in 0..found.len() {
        let mended = |(finding, change): &Seen| fix(publisher, context.labels, &found, finding, change.as_ref()?);
        let fix = found.get(index).and_then(mended);
        if let Some((finding, _)) = found.get_mut(index) {
            finding.fix = fix;
        }
    }
    let mut gravest_first = Vec::new();
    for (finding, _) in found {
        add(&mut gravest_first, finding.with("gets", gets));
    }
    beside(publisher, context.others, context.labels, &mut gravest_first);
    gravest_first
}

/// What a check says for one of these reasons.
pub(crate) fn told_for(reasons: &[Reason], publisher: &Publisher, context: Context<'_>) -> Vec<Finding> {
    let mut told = Vec::new();
    for finding in check(publisher, context) {
        if reasons.contains(&finding.reason) {
            told.push(finding);
        }
    }
    told
}

/// Puts a finding behind those that are as grave.
fn add(gravest_first: &mut Vec<Finding>, finding: Finding) {
    let graver = gravest_first.iter().take_while(|known| known.severity <= finding.severity).count();
    gravest_first.insert(graver, finding);
}

/// Why a publisher is not looked at.
fn refused(publisher: &Publisher) -> Option<Finding> {
    let refused = |place| Some(Finding::new(Reason::SecretInPublisher).at(place));
    if secret::is_in(&publisher.issuer_url) {
        return refused(at_issuer());
    }
    let mut size = publisher.issuer_url.len();
    for (name, rule) in &publisher.claims {
        if secret::is_in(name) || secret::is_in(&rule.kind) || secret::is_in(&rule.value) {
            return refused(at_claim(name, "value"));
        }
        size = size.saturating_add(name.len()).saturating_add(rule.value.len());
    }
    let count = publisher.claims.len();
    if count > CLAIM_LIMIT {
        let finding = Finding::new(Reason::TooManyClaims).count("count", count).count("limit", CLAIM_LIMIT);
        return Some(finding.at(at_claims()));
    }
    let finding = || {
        let finding = Finding::new(Reason::PublisherSyntax).with("problem", "it is longer than 16 KiB");
        finding.with("example", EXAMPLE).at(at(&[]))
    };
    (size > SIZE_LIMIT).then(finding)
}

/// A finding, and the change that may mend it.
type Seen = (Finding, Option<Box<Change>>);

/// A change as a button, where the changed publisher has lost the finding and won nothing that is worse.
fn fix(publisher: &Publisher, labels: Labels, found: &[Seen], finding: &Finding, change: &Change) -> Option<Box<Fix>> {
    let is_same = |one: &Finding, other: &Finding| one.reason == other.reason && one.at == other.at;
    // What a button must not bring: a rule that matches nothing, that lets strangers in, or every project of an owner.
    let is_grave = |finding: &Finding| finding.is_error() || finding.reason == Reason::OwnerOnly;
    let (label, fixed) = change.made_in(publisher);
    let removes = fixed.claims.len() < publisher.claims.len();
    let matches = |rule: &Publisher| preview(rule, labels).iter().any(|job| job.verdict == Verdict::Match);
    for (left, _) in &seen(&fixed, labels) {
        let is_new = || !found.iter().any(|(known, _)| is_grave(known) && is_same(known, left));
        let is_open = || match removes {
            // What the Hub checks anyway kept nobody out.
            true if finding.reason == Reason::RegisteredClaim && matches(publisher) => is_grave(left),
            // A run kept out what is open beside it by chance.
            true if finding.reason == Reason::PerRunClaim => {
                is_grave(left) || !found.iter().any(|(known, _)| is_same(known, left))
            }
            // What is left without a claim that kept jobs out, however wrongly, has to be good by itself.
            true => !matches!(left.reason, Reason::AnyWorkflow | Reason::RefUnprotected),
            // What no job had must not become what any stranger's has.
            false => left.is_error() && matches(&fixed) && !matches(publisher),
        };
        if is_same(left, finding) || is_grave(left) && is_new() || left.at == Some(at_claims()) && is_open() {
            return None;
        }
    }
    // The Hub wants its audience of every token.
    let is_checked = publisher.wants("aud") == Some(HUB) && fixed.wants("aud").is_none();
    let effect = if is_checked { Effect::Same } else { effect(publisher, &fixed) };
    Some(Box::new(Fix { label, effect, publisher: fixed }))
}

/// Everything about one publisher.
fn seen(publisher: &Publisher, labels: Labels) -> Vec<Seen> {
    let described = Described::of(publisher, labels);
    let mut seen = issuer(&described);
    // A server that takes one type for another, or a token that is used twice, would let in anybody's.
    let tells_nobody = |name: &str| {
        let is_no_text = || described.claim(name).is_some_and(|claim| claim.kind().is_some());
        is_checked_by_itself(name) || OF_ONE_TOKEN.contains(&name) || is_no_text()
    };
    if publisher.claims.iter().all(|(name, _)| is_checked_by_itself(name)) {
        seen.push((Finding::new(Reason::NoClaims).with("issuer", &publisher.issuer_url).at(at_claims()), None));
    } else if described.provider.tenancy() == Tenancy::Shared
        && publisher.claims.iter().all(|(name, _)| tells_nobody(name))
    {
        let provider = described.provider;
        let finding = Finding::new(Reason::SharedIssuerUnpinned).with("provider", provider.name());
        seen.push((finding.with("id", &provider.id_in_words()).at(at_claims()), None));
    }
    for (name, rule) in &publisher.claims {
        let (wrong, value_counts) = claim(&described, name, rule);
        seen.extend(wrong);
        if value_counts {
            seen.extend(value(&described, name, &rule.value));
        }
        // What is compared in no known way lets nobody in.
        if rule.is_eq() {
            bad(&described, name, &rule.value, &mut seen);
        }
    }
    // What keeps proposed code out contradicts a rule for nothing else.
    let is_proposed = seen.iter().any(|(finding, _)| finding.reason == Reason::PullRequestAllowed);
    if !is_proposed {
        seen.extend(contradiction(&described));
    }
    for (finding, keeps_out) in &warnings(&described) {
        let keeps_out = keeps_out.filter(|_| !is_proposed);
        seen.push((finding.clone(), keeps_out.map(|(name, text)| Change::of(What::Add, name, text))));
    }
    seen
}

/// What is wrong with the issuer.
fn issuer(described: &Described<'_>) -> Vec<Seen> {
    let (provider, url) = (described.provider, described.publisher.issuer_url.as_str());
    let mut seen = Vec::new();
    if let Some(fault) = fault(url).or_else(|| fault_of_server(provider, url)) {
        let better = &fault.better;
        // What ends as keys do can be the name of a customer whose issuer it is.
        let is_known = provider::of_issuer(url).is_some();
        let usable = better != url && !holds(better, "{") && !better.is_empty() && !is_known;
        seen.push((fault.told(url), usable.then(|| Change::of(What::Issuer, "", better))));
    }
    if let Some(why) = provider.strangers() {
        let finding = Finding::new(Reason::IssuerAdmitsStrangers).with("expected", url).with("problem", why);
        seen.push((finding.at(at_issuer()), None));
    } else if !provider.audience_selectable() {
        let finding = Finding::new(Reason::AudienceNotSelectable).with("provider", provider.name());
        seen.push((finding.with("how", provider.audience_how()).at(at_issuer()), None));
    }
    bad(described, "iss", url, &mut seen);
    seen
}

fn at(path: &[&str]) -> Place {
    Place::in_publisher(0, path)
}

fn at_issuer() -> Place {
    at(&["issuerUrl"])
}

fn at_claims() -> Place {
    at(&["claims"])
}

fn at_claim(name: &str, part: &str) -> Place {
    at(&["claims", name, part])
}

/// Two claims that no job has at once.
fn contradiction(described: &Described<'_>) -> Option<Seen> {
    let publisher = described.publisher;
    let one = described.contradicted()?;
    let (name, rule) = one;
    let contradicts = |other: &&(String, ClaimRule)| {
        let both = vec![(*other).clone(), one.clone()];
        let pair = Publisher { issuer_url: publisher.issuer_url.clone(), claims: both };
        Described::of(&pair, described.labels).contradicted().is_some()
    };
    // Beside itself a claim can only contradict the issuer.
    let other = publisher.claims.iter().find(contradicts).filter(|_| !contradicts(&one));
    let url = &publisher.issuer_url;
    let by_issuer = (!described.provider.read_issuer(url).is_empty()).then_some(("iss", url));
    let other = other.map(|(name, rule)| (name.as_str(), &rule.value)).or(by_issuer);
    let finding = match other {
        Some((other, found)) => Finding::new(Reason::ContradictoryClaims).with("other", other).with("found", found),
        None => {
            let example = described.provider.example(name).unwrap_or_default();
            let problem = joined(&["no job of the issuer `", url, "` has it"], "");
            let finding = Finding::new(Reason::ValueNeverOccurs).with("field", name).with("problem", &problem);
            finding.with("placeholder", &ticked(&example))
        }
    };
    let finding = finding.with("claim", name).with("expected", &rule.value);
    Some((finding.at(at_claim(name, "value")), None))
}

/// Tells the publishers beside this one that make it superfluous.
fn beside(publisher: &Publisher, others: &[Publisher], labels: Labels, gravest_first: &mut Vec<Finding>) {
    if others.is_empty() {
        return;
    }
    let described = Described::of(publisher, labels);
    let certain = described.certain();
    for (index, other) in others.iter().enumerate() {
        let implies =
            |(name, rule): &(String, ClaimRule)| rule.is_eq() && described.implies(&certain, name, &rule.value);
        let lets_in_all = || other.issuer_url == publisher.issuer_url && other.claims.iter().all(implies);
        let reason = match effect(publisher, other) {
            _ if other.claims.is_empty() => continue,
            Effect::Same => Reason::DuplicatePublisher,
            Effect::Wider => Reason::ShadowedPublisher,
            _ if lets_in_all() => Reason::ShadowedPublisher,
            _ => continue,
        };
        add(gravest_first, Finding::new(reason).count("count", index.saturating_add(1)).at(at_claims()));
    }
}
