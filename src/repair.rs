//! The publisher that a refused job shows was meant: everything in it that can be repaired, at once.
//!
//! It proposes and decides nothing: a proposal is compared again before it is offered. Nothing is proposed where the
//! job may be a stranger's: a pull request's, or another owner's repository whose ID does not say that it is the same.

mod change;
mod job;
mod namesake;
mod subjects;

use self::job::Job;
pub(crate) use self::namesake::is_namesake;
use crate::cause::{near_issuer, own_name, same_by_id};
use crate::difference::{Meaning, first_invisible, is_written_otherwise, says_the_same, tail_of, untracked};
use crate::finding::{Effect, Fix};
use crate::issuer::{fault, fault_of_server, is_fit, is_root};
use crate::json::Kind;
use crate::matching::{ClaimMatch, Labels, Match, Verdict, compare, label_of};
use crate::provider::{self, Tells, Tenancy};
use crate::publisher::{ClaimRule, Publisher, add_claim, remove_claim};
use crate::reason::Reason;
use crate::secret;
use crate::subject::Subject;
use crate::template::is_of;
use crate::text::{before, behind, capitalised, cut, holds, is_number, joined, last, parts};
use crate::token::Decoded;

/// The repaired publisher, if all that keeps it from matching can be repaired.
pub(crate) fn repaired(publisher: &Publisher, decoded: &Decoded, matches: &[Match], labels: Labels) -> Option<Fix> {
    let mut fixed = publisher.clone();
    let mut changes = Vec::new();
    // Claims that were pasted without their issuer can be those of the one that is trusted.
    let is_likely = || Some(provider::of_token(decoded)?.is(provider::of_issuer(&publisher.issuer_url)?));
    let unsaid = Some(publisher.issuer_url.as_str()).filter(|_| !decoded.complete && is_likely() == Some(true));
    let issuer = decoded.text("iss").or(unsaid).filter(|issuer| is_fit(issuer))?;
    if fixed.issuer_url != issuer {
        let (reason, near) = near_issuer(issuer, matches)?;
        // A provider's issuer for everybody and that of one organization sign for the same projects; so do those that an
        // organization has before and after it is renamed, and those of github.com's enterprises.
        let is_own = || {
            let trusted = &publisher.issuer_url;
            let signs = is_root(trusted) || is_tenant_of_same(trusted, issuer) || are_of_github(trusted, issuer);
            signs && reason == Reason::IssuerTenant && same_by_id(publisher, decoded)
        };
        let is_same = is_same_issuer(reason, &publisher.issuer_url, issuer) || is_own();
        if near.issuer_expected != publisher.issuer_url || !is_same {
            return None;
        }
        fixed.issuer_url = issuer.to_owned();
        changes.push(joined(&["set the issuer to ", issuer], ""));
    }
    let compared = compare(0, &fixed, decoded, labels);
    let job = Job::of(&fixed, &compared, decoded);
    if job.is_bots() {
        return None;
    }
    if compared.claims.iter().any(|claim| is_others_id(claim, &job)) {
        return None;
    }
    let mut claims = Vec::new();
    for (wanted, claim) in fixed.claims.iter().zip(&compared.claims) {
        let (name, rule) = wanted;
        if !rule.means_eq() {
            return None;
        }
        match repaired_claim(name, claim, &fixed, &job, labels)? {
            // What was renamed to it says the same.
            Repair::Keep if claims.contains(wanted) => {}
            Repair::Keep => claims.push(wanted.clone()),
            Repair::Drop => changes.push(joined(&["remove ", name], "")),
            Repair::Set(value) => {
                put(&mut claims, &mut changes, ["set ", " to "], name, value);
                if let Some(id) = job.id_lost(&rule.value, value)
                    && publisher.wants("repository_id").is_none()
                {
                    put(&mut claims, &mut changes, COMPARE, "repository_id", id);
                }
                if let Some((own, git_ref)) = job.ref_lost(name, &rule.value, value)
                    && publisher.wants(own).or(publisher.wants("branch")).is_none()
                {
                    put(&mut claims, &mut changes, COMPARE, own, git_ref);
                }
            }
            Repair::Rename(own, value) => put(&mut claims, &mut changes, COMPARE, own, value),
        }
    }
    fixed.claims = claims;
    let fits = || compare(0, &fixed, decoded, labels).verdict != Verdict::Mismatch;
    if changes.is_empty() || !is_pinned(&fixed) || !fixed.claims.iter().all(|(_, rule)| is_seen(&rule.value)) || !fits()
    {
        return None;
    }
    let effect = effect(publisher, &fixed);
    Some(Fix { label: capitalised(joined(&changes, ", ")), publisher: fixed, effect })
}

/// Whether an ID of another project or owner stands where something else is compared: it was meant to keep all others out. A number
/// is one only where none can stand.
fn is_others_id(claim: &ClaimMatch, job: &Job<'_>) -> bool {
    let provider = job.provider;
    let (name, value) = (claim.claim.as_str(), claim.expected.as_str());
    let Some(known) = provider.claim(name).filter(|known| !known.is_any_id()) else { return false };
    // A branch can be called almost anything.
    let is_free = !known.is("open") && !known.fits(value)
        || match Meaning::of(name, false) {
            Meaning::Event => true,
            Meaning::Ref => is_of("{id%}", value),
            _ => !is_number(value),
        };
    let is_slip = |found: &String| is_written_otherwise(provider, name, value, found);
    let is_own = || claim.found.as_ref().is_some_and(is_slip) || job.decoded.holder(value, &|_| true).is_some();
    claim.verdict == Verdict::Mismatch && is_free && provider.is_like_an_id(value) && !is_own()
}

/// What a button says where a claim is compared in another's place, or too.
const COMPARE: [&str; 2] = ["compare ", " with "];

/// Compares a claim with a value of the token, and with nothing else, and says so once: two names can have stood for it.
fn put(
    claims: &mut Vec<(String, ClaimRule)>,
    changes: &mut Vec<String>,
    [how, then]: [&str; 2],
    name: &str,
    value: &str,
) {
    let change = joined(&[how, name, then, value], "");
    if !changes.contains(&change) {
        changes.push(change);
    }
    remove_claim(claims, name);
    add_claim(claims, name, value);
}

/// Whether all of a value is to be seen, and may be: who presses a button reads on it what will be stored.
fn is_seen(value: &str) -> bool {
    let has_unseen = first_invisible(value).is_some() || value.chars().any(char::is_control);
    value.trim() == value && !has_unseen && !secret::is_in(value)
}

/// Whether an issuer may be set to the token's: where it is the same but for how it is written; where what stands there is
/// nobody's, and the token's is one that a provider has for everybody, or of the customer that is named already. Another tenant
/// can have a project of the same name, but for those of github.com, whose names are its own whatever the enterprise.
fn is_same_issuer(reason: Reason, expected: &str, found: &str) -> bool {
    // What ends as keys do can be the name of a customer whose issuer it is.
    if reason == Reason::IssuerIsDiscoveryUrl && provider::of_issuer(expected).is_some() {
        return false;
    }
    // A server has no case; what it has can be two customers'.
    if reason == Reason::IssuerCase {
        return path_of(expected) == path_of(found);
    }
    if !matches!(
        reason,
        Reason::IssuerTenant | Reason::IssuerIsTemplate | Reason::NoPublisherForIssuer | Reason::LooksAlike
    ) {
        return true;
    }
    if are_of_github(expected, found) {
        // An enterprise keeps out who takes a name outside of it.
        return expected == GITHUB;
    }
    let meant = || fault(expected).or_else(|| fault_of_server(provider::of_issuer(found)?, expected));
    if meant().is_some_and(|fault| fault.better == found) {
        return true;
    }
    // What signs for people is no job's.
    let of_jobs = provider::of_issuer(expected).filter(|known| known.strangers().is_none());
    let (Some(provider), None) = (provider::of_issuer(found), of_jobs) else { return false };
    let customer = provider.read_issuer(found);
    // Behind the website's host stands whose page it is; what follows names anything.
    let page = || {
        let (host, path) = cut(cut(expected, "://")?.1, "/")?;
        let page = before(path, "/");
        (provider.has_website(host) && !provider.words("pages").contains(&page)).then_some(page)
    };
    // What the token's issuer starts with, as far as the customer's name.
    let is_start = || found.strip_prefix(expected).is_some_and(|rest| rest.starts_with('/'));
    let is_named = |customer: &str| page() == Some(customer) || is_start() && parts(expected, "/").contains(&customer);
    // A server of somebody's own has no page at the provider's.
    let is_server = |blank: &str| matches!(blank, "subdomain" | "hostname" | "host" | "instance" | "server");
    // What stands around a placeholder says whose issuer is meant.
    let is_around = || {
        let (start, end) = (before(before(expected, "{"), "<"), last(last(expected, "}"), ">"));
        start == expected || found.starts_with(start) && found.ends_with(end)
    };
    provider.issuers().contains(&found) && is_around()
        || matches!(customer.as_slice(), [(blank, customer)] if !is_server(blank) && is_named(customer))
}

/// The issuer of github.com, and the start of its enterprises'.
const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// Whether two issuers are github.com's: every name there is one project's, whatever the enterprise.
fn are_of_github(expected: &str, found: &str) -> bool {
    let is_one =
        |issuer: &&str| issuer.strip_prefix(GITHUB).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    [expected, found].iter().all(is_one)
}

/// What stands behind an address' host.
fn path_of(url: &str) -> &str {
    let rest = behind(url, "://");
    rest.strip_prefix(before(rest, "/")).unwrap_or_default()
}

/// Whether two issuers are of two organizations at one provider, which signs for both and gives out their IDs.
fn is_tenant_of_same(expected: &str, found: &str) -> bool {
    let of = |issuer| provider::of_issuer(issuer).filter(|provider| provider.tenancy() == Tenancy::Tenant);
    of(expected).zip(of(found)).is_some_and(|(trusted, provider)| trusted.is(provider))
}

/// By what a publisher tells some jobs of a project from the rest, beside their environment.
const GATES: [Meaning; 4] = [Meaning::Ref, Meaning::WorkflowFile, Meaning::WorkflowRef, Meaning::Subject];

/// What is to be done with one claim.
enum Repair<'a> {
    Keep,
    Drop,
    Set(&'a str),
    Rename(&'a str, &'a str),
}

fn repaired_claim<'a>(
    name: &str,
    claim: &'a ClaimMatch,
    publisher: &Publisher,
    job: &Job<'a>,
    labels: Labels,
) -> Option<Repair<'a>> {
    let (decoded, expected) = (job.decoded, claim.expected.as_str());
    let is_label = label_of(name, publisher, labels).is_some();
    match (&claim.found, claim.kind) {
        _ if claim.verdict != Verdict::Mismatch => Some(Repair::Keep),
        // It is checked whatever the publisher says of it. An issuer can be an enterprise's, which keeps out who is not of it.
        _ if name == "aud" => Some(Repair::Drop),
        _ if name == "iss" => None,
        // The file that was started stands under its own name: the called one tells neither file nor branch of it.
        (Some(found), Some(Kind::String)) if name == "job_workflow_ref" && job.calls(expected, found) => {
            let is_started =
                decoded.text("workflow_ref") == Some(expected) && publisher.wants("workflow_ref").is_none();
            (is_started && job.may_have(name, expected, found)).then_some(Repair::Rename("workflow_ref", expected))
        }
        // Every ref of the other kind would get in, a pull request's too.
        (Some(found), _)
            if Meaning::of(name, false) == Meaning::RefType
                && !tells_by(publisher, &[Meaning::Ref])
                && !expected.trim().eq_ignore_ascii_case(found) =>
        {
            None
        }
        // A label tells the kind of ref by itself.
        (Some(found), _) if is_label && untracked(expected).or(expected.strip_prefix("refs/heads/")) == Some(found) => {
            Some(Repair::Set(found))
        }
        // What another claim has.
        (Some(_), _) if let Some(own) = job.misplaced(name, expected, publisher) => Some(Repair::Rename(own, expected)),
        (Some(_), _) if job.has_elsewhere(name, expected) => None,
        // A bare ref is a branch's and a tag's: where the token has the full one too, that is compared.
        (Some(found), Some(Kind::String)) => match job.full_ref(name, expected, found, publisher) {
            Some(own) => Some(Repair::Rename(own, expected)),
            None => (job.keeps_kind(name, expected, found, publisher) && job.may_have(name, expected, found))
                .then_some(Repair::Set(found)),
        },
        (Some(_), _) => None,
        // A field that was left blank: the job has no environment either.
        (None, _)
            if expected.is_empty()
                && Meaning::of(name, false) == Meaning::Environment
                && tells_by(publisher, &GATES) =>
        {
            Some(Repair::Drop)
        }
        (None, _) => {
            let own = own_name(decoded, job.provider, (name, expected), is_label);
            // Without the claim, what it kept out would get in.
            let (own, value) = own.and_then(|own| Some((own, decoded.text(own)?)))?;
            // What the publisher says is kept: the name alone was wrong. What somebody calls himself can be another's ID; and
            // what is compared already stays as it is.
            let is_safe = (job.provider.tells(own) == Tells::Nothing || job.provider.is_nobody_elses(own, value))
                && publisher.wants(own).is_none_or(|wanted| wanted == value);
            // A project's name alone, whose owner the rest tells.
            let is_named = || Meaning::of(own, false) == Meaning::Repository && last(value, "/") == expected;
            let is_same = || says_the_same(job.provider, name, own, expected, value) || is_named();
            let is_whole = || tail_of(own, expected, value).is_none();
            let may = expected == value || is_same() && is_whole() && job.may_have(own, expected, value);
            // As the Hub's form has it, where that reads what the publisher says.
            let is_one = |key: &&str| publisher.wants(key).is_none() && label_of(key, publisher, labels).is_some();
            let label = job.label_of(own, expected).filter(is_one);
            let (own, value) = label.map_or((own, value), |key| (key, expected));
            (is_safe && may).then_some(Repair::Rename(own, value))
        }
    }
}

/// Whether a publisher tells one repository or project from all others: by one claim, or by owner and name.
fn is_pinned(publisher: &Publisher) -> bool {
    let provider = provider::of_publisher(publisher).unwrap_or(provider::custom());
    let tells = |told: Tells| publisher.claims.iter().any(|(name, _)| provider.tells(name) == told);
    // On an issuer of everybody's, others build a repository, too.
    let guards = if provider.tenancy() == Tenancy::Tenant { Vec::new() } else { provider.words("guards") };
    // A customised subject can be any project's; where no other claim names one, the subject is all there is.
    let names_one = |subject: &str| {
        !["repository", "project_path"].iter().any(|name| provider.sends(name))
            || Subject::parse(subject).is_some_and(|subject| holds(subject.repository, "/"))
            || cut(subject, ":").is_some_and(|(key, _)| provider.tells(key) == Tells::Project)
    };
    let pins = |(name, rule): &(String, ClaimRule)| match name.as_str() {
        "sub" => names_one(&rule.value),
        name => name == "email" || provider.tells(name) == Tells::Project && !guards.contains(&name),
    };
    publisher.claims.iter().any(pins) || tells(Tells::Owner) && tells(Tells::Name)
}

/// Whether a publisher tells some jobs of a project from the rest by what is meant here.
fn tells_by(publisher: &Publisher, meanings: &[Meaning]) -> bool {
    let tells = |(name, rule): &(String, ClaimRule)| {
        // A subject can name the project alone.
        let is_whole = || Subject::parse(&rule.value).is_none_or(|subject| !subject.context.is_empty());
        meanings.contains(&Meaning::of(name, true)) && !rule.value.is_empty() && (name != "sub" || is_whole())
    };
    publisher.claims.iter().any(tells)
}

/// Which jobs the one publisher lets in, compared with the other: each further claim lets in fewer.
pub(crate) fn effect(before: &Publisher, after: &Publisher) -> Effect {
    match (after.compares_all_of(before), before.compares_all_of(after)) {
        (true, true) => Effect::Same,
        (true, false) => Effect::Narrower,
        (false, true) => Effect::Wider,
        (false, false) => Effect::Different,
    }
}
