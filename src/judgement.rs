//! Judges what every token must satisfy whoever the publishers are: its audience and its times; and tells the job of
//! proposed code, which no publisher should let in.
//!
//! It knows RFC 7519 section 4.1 and takes the refusing branch of each MAY: one audience, no leeway.

use std::borrow::Cow;

use crate::claims::{audiences, ceil, floor, in_words};
use crate::finding::Finding;
use crate::matching::Verdict;
use crate::provider::{self, Provider};
use crate::reason::Reason;
use crate::resource::{self, Resource};
use crate::text::{any_part, joined, parts, ticked, without_start};
use crate::token::{Decoded, Form};

/// The Hub's audience, unless the caller names another.
pub const HUB: &str = "https://huggingface.co";

/// A verdict with its reasons.
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    /// Told where no finding tells more.
    pub(crate) summary: Summary,
    pub(crate) findings: Vec<Finding>,
}

/// What was seen, put into words only where it is told: a verdict alone needs none.
pub(crate) enum Summary {
    Said(Cow<'static, str>),
    /// The token is for these.
    Audiences(Vec<String>),
    /// It is valid for as many seconds.
    Valid(i64),
}

impl Summary {
    /// In one line.
    pub(crate) fn in_words(self) -> Cow<'static, str> {
        match self {
            Self::Said(said) => said,
            Self::Audiences(found) => joined(&["The token is for ", &whom(&found), "."], "").into(),
            Self::Valid(seconds) => joined(&["Valid for another ", &in_words(seconds), "."], "").into(),
        }
    }
}

impl From<&'static str> for Summary {
    fn from(said: &'static str) -> Self {
        Self::Said(said.into())
    }
}

impl From<String> for Summary {
    fn from(said: String) -> Self {
        Self::Said(said.into())
    }
}

/// Whether the resource can be read.
pub(crate) fn resource(text: &str) -> (Option<Resource>, Judgement) {
    match resource::parse(text) {
        Ok(resource) => {
            let summary = match &resource.name {
                Some(name) => joined(&["The ", resource.kind.name(), " `", &resource.namespace, "/", name, "`."], ""),
                None => joined(&["The user `", &resource.namespace, "`."], ""),
            };
            (Some(resource), Judgement { verdict: Verdict::Match, summary: summary.into(), findings: Vec::new() })
        }
        Err(finding) => (None, Judgement { verdict: Verdict::Mismatch, summary: "".into(), findings: vec![finding] }),
    }
}

/// Whether the token is well formed. The errors of reading it are the findings.
pub(crate) fn token(decoded: &Decoded, errors: Vec<Finding>) -> Judgement {
    let (verdict, summary) = match decoded.form {
        _ if !errors.is_empty() => (Verdict::Mismatch, ""),
        Form::Jwt => (Verdict::Match, "A signed token in compact form, well formed."),
        _ => (Verdict::Undetermined, "Claims without their token."),
    };
    Judgement { verdict, summary: summary.into(), findings: errors }
}

/// Whether the token is for this audience, and for it alone.
pub(crate) fn audience(decoded: &Decoded, wanted: &str, provider: Option<&'static Provider>) -> Judgement {
    let Some(found) = decoded.claim("aud").and_then(audiences) else {
        let verdict = if decoded.complete { Verdict::Mismatch } else { Verdict::Undetermined };
        return Judgement { verdict, summary: "The audience is not known.".into(), findings: Vec::new() };
    };
    let refused = |reason| {
        let finding = Finding::new(reason)
            .with("found", &whom(&found))
            .with("expected", wanted)
            .count("count", found.len())
            .with("provider", provider.map_or("the provider", |provider| provider.name()))
            .with("how", &joined(&parts(provider.unwrap_or(provider::custom()).audience_how(), HUB), wanted));
        finding.perhaps_at(decoded.place_of("aud"))
    };
    let in_a_list = || {
        let question = "whether a list with its audience alone in it passes";
        Finding::new(Reason::HubUndocumented).with("question", question).with("taken", "it does")
    };
    let (verdict, finding) = match found.as_slice() {
        [one] if one == wanted => (Verdict::Match, decoded.text("aud").is_none().then(in_a_list)),
        several => {
            let reason = match several {
                [one] if is_default(one, decoded, provider) => Reason::AudienceDefault,
                [] | [_] => Reason::AudienceMismatch,
                _ => Reason::AudienceSeveral,
            };
            (Verdict::Mismatch, Some(refused(reason)))
        }
    };
    Judgement { verdict, findings: Vec::from_iter(finding), summary: Summary::Audiences(found) }
}

/// For whom a token with these audiences is, in words.
fn whom(audiences: &[String]) -> String {
    match audiences {
        [] => "nobody (`aud` is an empty list)".to_owned(),
        [one] if one.is_empty() => "nobody (`aud` is an empty text)".to_owned(),
        all => ticked(&joined(all, ", ")),
    }
}

/// Whether this is what the provider writes when a job asks for no audience.
fn is_default(audience: &str, decoded: &Decoded, provider: Option<&'static Provider>) -> bool {
    let issuer = decoded.text("iss").unwrap_or_default();
    let default = provider.and_then(|provider| provider.default_audience(issuer));
    default.is_some_and(|start| audience.starts_with(&start))
}

/// How far clocks are commonly allowed to be apart, in seconds.
const SKEW: i64 = 60;

/// Whether the token is valid at this moment: issued, begun and not over, without leeway.
pub(crate) fn time(decoded: &Decoded, now: i64) -> Judgement {
    let (exp, nbf, iat) = (floor(decoded.claim("exp")), ceil(decoded.claim("nbf")), ceil(decoded.claim("iat")));
    let distance = |from: i64, to: i64| in_words(to.saturating_sub(from));
    let finding = |reason, claim: &str, distance: String| {
        let finding = Finding::new(reason).with("claim", claim).with("distance", &distance);
        finding.perhaps_at(decoded.place_of(claim))
    };
    let mut findings = Vec::new();
    if let Some(exp) = exp.filter(|exp| now >= *exp) {
        // No leeway is documented, nor that there is none.
        let skew = if now.saturating_sub(exp) < SKEW { " (a server may allow as much)" } else { "" };
        findings.push(finding(Reason::TokenExpired, "exp", distance(exp, now)).with("skew", skew));
    }
    if let Some(nbf) = nbf.filter(|nbf| now < *nbf) {
        findings.push(finding(Reason::TokenNotYetValid, "nbf", distance(now, nbf)));
    }
    if let Some(iat) = iat.filter(|iat| now < *iat) {
        findings.push(finding(Reason::IssuedInFuture, "iat", distance(now, iat)));
    }
    let known = exp.is_some() && iat.is_some() && (nbf.is_some() || decoded.claim("nbf").is_none());
    let (verdict, summary) = match (findings.first(), exp) {
        (Some(_), _) => (Verdict::Mismatch, "".into()),
        (None, Some(exp)) if known => (Verdict::Match, Summary::Valid(exp.saturating_sub(now))),
        _ if decoded.complete => (Verdict::Mismatch, "Its times cannot be read.".into()),
        _ => (Verdict::Undetermined, "Its times are not known.".into()),
    };
    Judgement { verdict, summary, findings }
}

/// How a ref starts that is written in full.
const REFS: &str = "refs/";

/// Whether this is a ref of no branch and no tag, or of a merge queue: what it holds is not merged.
pub(crate) fn is_unmerged_ref(text: &str) -> bool {
    let kind = text.strip_prefix(REFS);
    kind.is_some_and(|kind| !kind.starts_with("heads/") && !kind.starts_with("tags/"))
        || text.starts_with("refs/heads/gh-readonly-queue/")
}

/// The claim, and what it holds, by which a job shows that it ran for a pull or merge request, in a merge queue, or otherwise
/// for code that was only proposed.
pub(crate) fn proposed<'d>(decoded: &'d Decoded, provider: Option<&Provider>) -> Option<(&'d str, &'d str)> {
    const SHOWN: [(&str, [&str; 2]); 2] = [
        ("event_name", ["pull_request", "merge_group"]),
        ("pipeline_source", ["merge_request_event", "external_pull_request_event"]),
    ];
    let claims = decoded.claims.as_ref()?;
    let held = |claim| Some((claim, claims.text(claim)?));
    for (claim, starts) in SHOWN {
        let shown = held(claim).filter(|(_, text)| without_start(text, &starts).is_some());
        if shown.is_some() {
            return shown;
        }
    }
    if let Some(claim) = claims.starting(REFS, is_unmerged_ref) {
        return Some((claim.name, claim.text?));
    }
    for bad in provider.unwrap_or(provider::custom()).proposed() {
        let shown = held(bad.claim).filter(|(_, text)| bad.is(text));
        if shown.is_some() {
            return shown;
        }
    }
    let is_request = |part: &str| part == "pull_request" || is_unmerged_ref(part);
    held("sub").filter(|(_, sub)| any_part(sub, ":", &is_request))
}
