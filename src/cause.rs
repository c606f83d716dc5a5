//! Why no publisher matched: the nearest publisher's reasons first, the cause before what follows from it.
//!
//! It explains verdicts that are made already, and changes none.

use crate::difference::{self, Difference, Meaning};
use crate::finding::{Finding, Place, pointer};
use crate::json::Kind;
use crate::judgement::Judgement;
use crate::matching::{ClaimMatch, Labels, Match, Verdict, compare};
use crate::member::kind_in_words;
use crate::provider::{self, Provider, github};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::subject::Subject;
use crate::text::{cut, describe, is_spelt_like, joined};
use crate::token::Decoded;

/// Whether some publisher trusts the token's issuer.
pub(crate) fn issuer(publishers: &[Publisher], decoded: &Decoded, matches: &[Match]) -> Judgement {
    let trusting = matches.iter().filter(|candidate| candidate.issuer == Verdict::Match).count();
    let verdict = matches.iter().map(|candidate| candidate.issuer).min().unwrap_or(Verdict::Mismatch);
    let (summary, finding) = match decoded.text("iss") {
        Some(found) => (
            format!("Trusted by {trusting} of {} publishers: `{found}`.", publishers.len()),
            (verdict != Verdict::Match).then(|| issuer_differs(found, decoded, matches)),
        ),
        None => ("The issuer is not known.".to_owned(), None),
    };
    Judgement { verdict, summary, findings: Vec::from_iter(finding) }
}

/// The publisher whose issuer is nearly the token's, and how it differs.
pub(crate) fn near_issuer<'a>(found: &str, matches: &'a [Match]) -> Option<(Reason, &'a Match)> {
    matches.iter().find_map(|candidate| Some((difference::of_issuers(&candidate.issuer_expected, found)?, candidate)))
}

/// Why no publisher trusts the token's issuer.
fn issuer_differs(found: &str, decoded: &Decoded, matches: &[Match]) -> Finding {
    let Some(nearest) = matches.first() else {
        let finding = Finding::new(Reason::NoPublishers).with("issuer", found);
        return finding.perhaps_at(decoded.place_of("iss"));
    };
    let same_tenant = || {
        // A server of somebody's own is known by its claims alone.
        let provider = provider::of_token(decoded)?;
        let is_same = |candidate: &&Match| {
            provider::of_issuer(&candidate.issuer_expected).is_some_and(|known| known.id() == provider.id())
        };
        Some((Reason::IssuerTenant, matches.iter().find(is_same)?))
    };
    let (reason, candidate) =
        near_issuer(found, matches).or_else(same_tenant).unwrap_or((Reason::NoPublisherForIssuer, nearest));
    Finding::new(reason)
        .with("claim", "iss")
        .with("found", found)
        .with("expected", &candidate.issuer_expected)
        .at(Place::Publisher { publisher: candidate.publisher, path: "/issuerUrl".to_owned() })
}

/// Whether all claims of one publisher match, and why not.
pub(crate) fn claims(publishers: &[Publisher], decoded: &Decoded, matches: &[Match], labels: Labels) -> Judgement {
    let nearest = matches.first();
    let verdict = nearest.map_or(Verdict::Mismatch, |nearest| nearest.verdict);
    let summary = match (verdict, nearest) {
        (Verdict::Match, Some(nearest)) => {
            format!("Every claim of publisher {} matches.", nearest.publisher.saturating_add(1))
        }
        (Verdict::Undetermined, _) => "The pasted claims are too few to tell.".to_owned(),
        _ => "No publisher is left to compare with.".to_owned(),
    };
    let mut findings = Vec::new();
    if verdict != Verdict::Match {
        for candidate in matches.iter().filter(|candidate| candidate.issuer != Verdict::Mismatch) {
            if let Some(publisher) = publishers.get(candidate.publisher) {
                publisher_differs(publisher, candidate, decoded, labels, &mut findings);
            }
        }
        // A publisher whose issuer is one slash off is still the one that was meant: its other faults are told too.
        let near = decoded.text("iss").filter(|_| findings.is_empty()).and_then(|found| near_issuer(found, matches));
        if let Some((_, candidate)) = near
            && let Some(publisher) = publishers.get(candidate.publisher)
        {
            let meant =
                Publisher { issuer_url: decoded.text("iss").unwrap_or_default().to_owned(), ..publisher.clone() };
            let candidate = compare(candidate.publisher, &meant, decoded, labels);
            publisher_differs(&meant, &candidate, decoded, labels, &mut findings);
        }
    }
    Judgement { verdict, summary, findings }
}

/// Claims that follow from others, or are checked elsewhere: what differs in them comes after the rest, and is told only
/// if it is not told of those already.
const DERIVED: [&str; 9] = [
    "iss",
    "aud",
    "sub",
    "workflow_ref",
    "job_workflow_ref",
    "repository_owner",
    "namespace_path",
    "ref_path",
    "ref_type",
];

/// Why one publisher does not match, claim by claim.
fn publisher_differs(
    publisher: &Publisher,
    candidate: &Match,
    decoded: &Decoded,
    labels: Labels,
    findings: &mut Vec<Finding>,
) {
    let at = |path: &[&str]| Place::Publisher { publisher: candidate.publisher, path: pointer(path) };
    if publisher.claims.is_empty() {
        findings.push(Finding::new(Reason::NoClaims).with("issuer", &publisher.issuer_url).at(at(&["claims"])));
    }
    let provider = provider::of_issuer(&publisher.issuer_url).or_else(|| provider::of_token(decoded));
    let mut told: Vec<Reason> = Vec::new();
    for derived in [false, true] {
        for (claim, (name, rule)) in candidate.claims.iter().zip(&publisher.claims) {
            if claim.verdict == Verdict::Match || DERIVED.contains(&name.as_str()) != derived {
                continue;
            }
            if !rule.is_eq() {
                let finding = Finding::new(Reason::UnknownRuleKind).with("claim", name).with("kind", &rule.kind);
                findings.push(finding.at(at(&["claims", name, "kind"])));
                continue;
            }
            let is_label =
                labels == Labels::Documented && provider.is_some_and(|provider| provider.label(name).is_some());
            for finding in of_claim(claim, Meaning::of(name, is_label), publisher, decoded, provider) {
                let fault = fault(finding.reason);
                if !derived || !told.contains(&fault) {
                    told.push(fault);
                    findings.push(finding.at(at(&["claims", name, "value"])));
                }
            }
        }
    }
}

/// The fault that a reason tells of: several claims can show one.
fn fault(reason: Reason) -> Reason {
    match reason {
        Reason::EnvironmentAbsent
        | Reason::EnvironmentDiffers
        | Reason::SubjectHasEnvironment
        | Reason::SubjectLacksEnvironment => Reason::EnvironmentDiffers,
        Reason::RefIsShort
        | Reason::RefIsFull
        | Reason::RefIsPullRequest
        | Reason::SubjectIsPullRequest
        | Reason::BranchIsTag
        | Reason::TagIsBranch
        | Reason::RefDiffers => Reason::RefDiffers,
        Reason::OwnerDiffers | Reason::RepositoryDiffers => Reason::RepositoryDiffers,
        other => other,
    }
}

/// How one claim differs: one finding for each part that does.
fn of_claim(
    claim: &ClaimMatch,
    meaning: Meaning,
    publisher: &Publisher,
    decoded: &Decoded,
    provider: Option<&'static Provider>,
) -> Vec<Finding> {
    let read = claim.read_from.first().map_or("", String::as_str);
    let named = provider.unwrap_or(provider::custom());
    let told = |reason, expected: &str, found: &str| {
        let how = if reason == Reason::SubjectDiffers { named.subject_how() } else { named.environment_how() };
        Finding::new(reason)
            .with("how", how)
            .with("claim", &claim.claim)
            .with("expected", expected)
            .with("found", found)
            .with("read", read)
            .with("seen", &format!("; the token has `{found}`"))
    };
    let expected = claim.expected.as_str();
    // A label can be absent though the claim that it is read from is there: what that holds is the telling part.
    let source = claim.read_from.first().and_then(|name| decoded.text(name));
    let found = match (&claim.found, claim.kind) {
        _ if claim.verdict == Verdict::Undetermined => {
            // What another claim implies is not the claim itself.
            let lacks = |name: &&str| decoded.text(name).is_none();
            let label = provider.and_then(|provider| provider.label(&claim.claim));
            let source = label.and_then(|label| label.claims.into_iter().find(lacks));
            let needed = source.unwrap_or(if claim.found.is_some() { claim.claim.as_str() } else { read });
            let finding = Finding::new(Reason::ClaimsIncomplete).with("claim", &claim.claim).with("read", needed);
            return vec![finding.with("expected", expected).with("found", claim.found.as_deref().unwrap_or_default())];
        }
        (Some(found), Some(Kind::String)) => found,
        (Some(found), Some(kind)) => {
            return vec![
                told(Reason::ClaimTypeDiffers, expected, found)
                    .with("type", kind_in_words(kind))
                    .with("shown", &format!(" ({found})")),
            ];
        }
        _ => match source {
            Some(source) if claim.claim == "branch" => {
                let full = format!("refs/heads/{expected}");
                let reason = difference::of_refs(if source.starts_with("refs/") { &full } else { expected }, source);
                let reason = match decoded.text("ref_type") {
                    _ if difference::is_pattern(expected) => Reason::ValueIsPattern,
                    Some("tag") => Reason::BranchIsTag,
                    _ => reason,
                };
                return vec![told(reason, expected, source)];
            }
            Some(source) => return vec![told(Reason::ClaimMismatch, expected, source).count("position", 1)],
            None => return vec![absent(claim, decoded, provider, told(Reason::ClaimAbsent, expected, ""))],
        },
    };
    if is_other_file(claim, found, decoded) {
        return vec![told(Reason::WorkflowIsReusable, expected, found)];
    }
    let differences = match meaning {
        Meaning::Subject => difference::of_subjects(expected, found),
        _ => vec![difference::of_texts(meaning, expected, found)],
    };
    let mut findings = Vec::new();
    for Difference { reason, expected, found } in differences {
        let position = difference::position(expected, found);
        let reason = match reason {
            Reason::WorkflowFileDiffers | Reason::WorkflowExtensionDiffers if is_called_file(expected, decoded) => {
                Reason::WorkflowIsReusable
            }
            Reason::RefDiffers if claim.claim == "branch" && found.starts_with("refs/tags/") => Reason::BranchIsTag,
            Reason::RefDiffers if meaning == Meaning::Ref => of_ref_types(publisher, decoded).unwrap_or(reason),
            Reason::WorkflowFileDiffers | Reason::WorkflowExtensionDiffers
                if decoded.text("workflow") == Some(expected) =>
            {
                Reason::WorkflowIsDisplayName
            }
            other => other,
        };
        let mut finding = told(reason, expected, found).count("position", position);
        match reason {
            Reason::LooksAlike => {
                let at = |text: &str| {
                    text.chars().nth(position.saturating_sub(1)).map_or("nothing".to_owned(), |at| {
                        format!("{} ({})", describe(at), crate::text::name_of(u32::from(at)))
                    })
                };
                finding = finding.with("ours", &at(expected)).with("theirs", &at(found));
            }
            Reason::WorkflowIsDisplayName => {
                let file = decoded.text("workflow_ref").and_then(github::workflow_file).unwrap_or(found);
                finding = finding.with("file", file);
            }
            Reason::OwnerDiffers | Reason::RepositoryDiffers if same_by_id(publisher, decoded) => {
                finding = finding.with("hint", "; the IDs agree, so it was renamed or moved");
            }
            Reason::RepositoryDiffers if has_other_ids(expected, found) => {
                finding =
                    finding.with("hint", ": the names agree and the IDs do not, so it is another one of that name");
            }
            _ => {}
        }
        findings.push(finding);
    }
    findings
}

/// Why a claim is not in the token.
fn absent(claim: &ClaimMatch, decoded: &Decoded, provider: Option<&'static Provider>, told: Finding) -> Finding {
    let name = claim.claim.as_str();
    let other_spelling = decoded.claims.iter().flatten().find(|member| is_spelt_like(&member.name, name));
    let unknown = provider
        .filter(|provider| !provider.claims().is_empty() && !provider.sends(name) && provider.label(name).is_none());
    if let Some(other) = other_spelling {
        told.rather(Reason::ClaimNameCase).with("own", &other.name)
    } else if Meaning::of(name, false) == Meaning::Environment && unknown.is_none() {
        told.rather(Reason::EnvironmentAbsent)
    } else if let Some((provider, own)) = unknown.and_then(|provider| Some((provider, provider.own_name(name)?))) {
        let own = format!("`{own}`");
        told.rather(Reason::ClaimUnknownToProvider).with("provider", provider.name()).with("own", &own)
    } else if let Some(provider) = unknown {
        let known: Vec<String> = provider
            .fields()
            .iter()
            .filter_map(|field| field.key.filter(|key| provider.sends(key)))
            .map(|key| format!("`{key}`"))
            .collect();
        let own = joined(&known, ", ");
        told.rather(Reason::ClaimUnknownToProvider).with("provider", provider.name()).with("own", &own)
    } else {
        told
    }
}

/// Whether the publisher names the file that holds the job, where the one that called it is compared.
fn is_called_file(expected: &str, decoded: &Decoded) -> bool {
    let called = decoded.text("job_workflow_ref");
    called != decoded.text("workflow_ref") && called.and_then(github::workflow_file) == Some(expected)
}

/// Whether the publisher names the other one of the two files that a job with a called workflow has.
fn is_other_file(claim: &ClaimMatch, found: &str, decoded: &Decoded) -> bool {
    let other = match claim.claim.as_str() {
        "workflow_ref" => "job_workflow_ref",
        "job_workflow_ref" => "workflow_ref",
        "repository" => {
            let called = decoded.text("job_workflow_ref").and_then(|called| cut(called, "/.github/workflows/"));
            let own = decoded.text("workflow_ref").and_then(|own| own.strip_prefix(found)).is_some();
            return own && called.is_some_and(|(repository, _)| repository == claim.expected);
        }
        _ => return false,
    };
    let path = |text: &str| cut(text, "@").map_or(text, |(path, _)| path).to_owned();
    let wanted = path(&claim.expected);
    wanted != path(found) && decoded.text(other).is_some_and(|other| path(other) == wanted)
}

/// How the kinds of ref differ that publisher and token name, beside bare refs.
fn of_ref_types(publisher: &Publisher, decoded: &Decoded) -> Option<Reason> {
    let (_, wanted) = publisher.claims.iter().find(|(name, _)| name == "ref_type")?;
    match (wanted.value.as_str(), decoded.text("ref_type")?) {
        ("branch", "tag") => Some(Reason::BranchIsTag),
        ("tag", "branch") => Some(Reason::TagIsBranch),
        _ => None,
    }
}

/// Whether two repositories, as subjects write them, have the same names and different IDs.
fn has_other_ids(expected: &str, found: &str) -> bool {
    let subject = |repository| Subject { repository, context: "" };
    let (wanted, held) = (subject(expected), subject(found));
    let both = wanted.ids().is_some() && held.ids().is_some() && wanted.ids() != held.ids();
    both && wanted.plain_repository() == held.plain_repository()
}

/// Whether an ID in the publisher is the token's, so that a differing name is a renamed one.
pub(crate) fn same_by_id(publisher: &Publisher, decoded: &Decoded) -> bool {
    const IDS: [&str; 2] = ["repository_id", "project_id"];
    let ids = |subject: &str| Subject::parse(subject).and_then(|subject| Some(subject.ids()?.1.to_owned()));
    let held = decoded.text("sub").and_then(ids);
    publisher.claims.iter().any(|(name, rule)| match name.as_str() {
        "sub" => held.is_some() && ids(&rule.value) == held,
        name => IDS.contains(&name) && decoded.text(name) == Some(&rule.value),
    })
}
