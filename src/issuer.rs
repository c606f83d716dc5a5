//! What is wrong with an issuer before any token is seen.
//!
//! It knows addresses, and the issuers of the catalogue. It fetches nothing.

use crate::difference::without_invisible;
use crate::provider::{self, Provider};
use crate::reason::Reason;
use crate::template::{capture, fill, shown};
use crate::text::{cut, holds};

/// What is wrong with an issuer.
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    /// The issuer that may be meant, or its form; empty if none is known.
    pub(crate) better: String,
    /// Whose issuer is meant, where the fault is to differ from it.
    pub(crate) provider: &'static str,
}

/// Why an issuer can be no token's, or must not be trusted.
pub(crate) fn fault(url: &str) -> Option<Fault> {
    let told = |reason, better: &str| Some(Fault { reason, better: better.to_owned(), provider: "" });
    let bare = without_invisible(url.trim());
    if bare != url && !bare.is_empty() {
        return told(if url.trim() == url { Reason::ValueHasInvisible } else { Reason::ValueHasWhitespace }, &bare);
    }
    if ["<", ">", "{", "}"].iter().any(|mark| holds(url, mark)) {
        return told(Reason::IssuerIsTemplate, "");
    }
    let host = url.strip_prefix("https://").map_or("", |rest| cut(rest, "/").map_or(rest, |(host, _)| host));
    let name = cut(host, ":").map_or(host, |(name, _)| name);
    if !host.is_empty() && is_private(name) {
        return told(Reason::IssuerUnreachable, "");
    }
    if provider::of_issuer(url).is_some() {
        return None;
    }
    let slashed = url.strip_suffix("/").map_or_else(|| format!("{url}/"), ToOwned::to_owned);
    if provider::of_issuer(&slashed).is_some() {
        return told(Reason::IssuerTrailingSlash, &slashed);
    }
    let lower = url.to_ascii_lowercase();
    if lower != url && provider::of_issuer(&lower).is_some() {
        return told(Reason::IssuerCase, &lower);
    }
    let Some(rest) = url.strip_prefix("https://") else {
        let rest = cut(url, "://").map_or(url, |(_, rest)| rest);
        let better = format!("https://{rest}");
        let reason = if url.starts_with("http://") { Reason::IssuerInsecure } else { Reason::IssuerSyntax };
        return told(reason, if rest.is_empty() || holds(rest, " ") { "" } else { &better });
    };
    let path = rest.strip_prefix(host).unwrap_or_default();
    if host.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\\"`^|".contains(&byte)) {
        return told(Reason::IssuerSyntax, "");
    }
    for provider in &provider::ALL {
        if let Some(values) = provider.key_set_url().and_then(|keys| capture(keys, url)) {
            let known = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone());
            let better = provider.issuers().first().and_then(|form| fill(form, &known));
            return told(Reason::IssuerIsDiscoveryUrl, &better.unwrap_or_default());
        }
    }
    if let Some((before, _)) = cut(url, "/.well-known/") {
        return told(Reason::IssuerIsDiscoveryUrl, before);
    }
    for provider in &provider::ALL {
        let form = provider.issuers().first().copied().unwrap_or_default();
        let same_host =
            cut(form, "://").is_some_and(|(_, known)| cut(known, "/").map_or(known, |(host, _)| host) == host);
        let known = cut(form, "://").map_or("", |(_, known)| cut(known, "/").map_or(known, |(host, _)| host));
        let is_slip = known.len() > LONG_HOST && !holds(known, "{") && is_nearly(host, known);
        if same_host && !(path.is_empty() && holds(form, "{")) || is_slip || provider.has_website(host) {
            return Some(Fault {
                reason: Reason::IssuerUnlikeProvider,
                better: shown(form),
                provider: provider.name(),
            });
        }
    }
    None
}

/// A host that nobody has by chance a name next to.
const LONG_HOST: usize = 12;

/// Whether two hosts differ in one place of two letters at most, as by a slip. It decides nothing.
fn is_nearly(one: &str, other: &str) -> bool {
    let same = |(one, other): &(u8, u8)| one == other;
    let start = one.bytes().zip(other.bytes()).take_while(same).count();
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(same).count();
    let left = |text: &str| text.len().saturating_sub(start.saturating_add(end));
    one != other && left(one) <= 2 && left(other) <= 2 && one.len().abs_diff(other.len()) <= 2
}

/// The issuer of a provider that a server's plain address stands for.
pub(crate) fn beneath(provider: &Provider, url: &str) -> Option<Fault> {
    let (_, end) = cut(provider.issuers().first()?, "}")?;
    let better = format!("{}{end}", url.strip_suffix("/").unwrap_or(url));
    let known = provider::of_issuer(url).is_none() && provider::of_issuer(&better).is_some();
    known.then(|| Fault { reason: Reason::IssuerUnlikeProvider, better, provider: provider.name() })
}

/// Whether a host is reached from its own network alone.
fn is_private(host: &str) -> bool {
    let starts =
        ["127.", "10.", "192.168.", "169.254.", "0.", "["].iter().any(|start| host.strip_prefix(*start).is_some());
    let ends = [".local", ".localhost", ".internal", ".lan", ".svc", ".svc.cluster.local"];
    let in_172 = || {
        let second =
            host.strip_prefix("172.").and_then(|rest| cut(rest, ".")).and_then(|(second, _)| second.parse().ok());
        second.is_some_and(|second: u8| (16..32).contains(&second))
    };
    starts || !holds(host, ".") || ends.iter().any(|end| host.strip_suffix(*end).is_some()) || in_172()
}
