//! What is wrong with an issuer before any token is seen.
//!
//! It knows addresses, and the issuers of the catalogue. It fetches nothing.

use crate::difference::{before_keys, beyond_ascii, has_stand_in, with_plain_host, without_invisible};
use crate::finding::{Finding, Place};
use crate::meaning::unslashed;
use crate::provider::{self, Bad, Provider, host_of};
use crate::reason::Reason;
use crate::template::{capture, fill_with, shown};
use crate::text::{before, behind, cut, holds, holds_one, is_number, joined, without_end, without_start};

/// What is wrong with an issuer.
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    /// The issuer that may be meant, or its form; empty if none is known.
    pub(crate) better: String,
    /// Whose issuer is meant, where the fault is to differ from it.
    pub(crate) provider: &'static str,
}

impl Fault {
    /// The finding that says so of this issuer.
    pub(crate) fn told(&self, url: &str) -> Finding {
        let Self { reason, better, provider } = self;
        let [example, ..] = &provider::ALL;
        let like = if provider::of_issuer(better).is_some() { better } else { example.usual_issuer() };
        let finding = Finding::new(*reason).with("expected", url).with("found", better).with("provider", provider);
        finding.with("like", like).with("problem", &beyond_ascii(url)).at(Place::in_publisher(0, &["issuerUrl"]))
    }
}

/// Why an issuer can be no token's, or must not be trusted.
pub(crate) fn fault(url: &str) -> Option<Fault> {
    let told = |reason, better: &str| Some(Fault { reason, better: better.to_owned(), provider: "" });
    let bare = without_invisible(url.trim());
    if bare != url && !bare.is_empty() {
        return told(if url.trim() == url { Reason::ValueHasInvisible } else { Reason::ValueHasWhitespace }, &bare);
    }
    if holds_one(url, &["<", ">", "{", "}"]) || has_stand_in(url) {
        return told(Reason::IssuerIsTemplate, "");
    }
    let host = before(url.strip_prefix("https://").unwrap_or_default(), "/");
    // Who a person is, and the password, have no place in an issuer; nor have marks that only look like those of an address.
    if holds(host_of(url), "@") || !url.is_ascii() {
        return told(Reason::IssuerSyntax, "");
    }
    if !host.is_empty() && is_private(host) {
        return told(Reason::IssuerUnreachable, "");
    }
    // A provider whose issuers go on with anybody's name has one for these too.
    if let Some(issuer) = before_keys(url) {
        return told(Reason::IssuerIsDiscoveryUrl, &of_keys(url, issuer));
    }
    if provider::of_issuer(url).is_some() {
        return None;
    }
    let slashed = url.strip_suffix('/').map_or_else(|| joined(&[url, "/"], ""), ToOwned::to_owned);
    if provider::of_issuer(&slashed).is_some() {
        return told(Reason::IssuerTrailingSlash, &slashed);
    }
    let lower = url.to_ascii_lowercase();
    if lower != url && provider::of_issuer(&lower).is_some() {
        return told(Reason::IssuerCase, &lower);
    }
    let Some(rest) = url.strip_prefix("https://") else {
        let rest = behind(url, "://");
        let better = if rest.is_empty() || holds(rest, " ") { "" } else { &joined(&["https://", rest], "") };
        let reason = if url.starts_with("http://") { Reason::IssuerInsecure } else { Reason::IssuerSyntax };
        return told(reason, better);
    };
    let outside = |byte: u8| matches!(byte, b'?' | b'#' | b'@' | b'\\' | b'"' | b'`' | b'^' | b'|');
    if host.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_graphic() && !outside(byte)) {
        return told(Reason::IssuerSyntax, "");
    }
    let plain = with_plain_host(url).unwrap_or_default();
    if let Some(provider) = provider::of_issuer(&plain) {
        return Some(Fault { reason: Reason::IssuerUnlikeProvider, better: plain, provider: provider.name() });
    }
    for provider in &provider::ALL {
        let form = provider.usual_issuer();
        let known = host_of(form);
        let is_slip = known.len() > LONG_HOST && !holds(known, "{") && is_nearly(host, known);
        if known == host || is_slip || provider.has_website(host) {
            return Some(Fault {
                reason: Reason::IssuerUnlikeProvider,
                better: shown(form),
                provider: provider.name(),
            });
        }
    }
    None
}

/// The issuer whose keys lie at this address: a provider's by its sheet, else what stands before them, with a slash at its end where
/// only that is one of a provider.
fn of_keys(url: &str, issuer: &str) -> String {
    for provider in &provider::ALL {
        if let Some(values) = provider.key_set_url().and_then(|keys| capture(keys, url)) {
            return fill_with(provider.usual_issuer(), &values).unwrap_or_default();
        }
    }
    let slashed = joined(&[issuer, "/"], "");
    if provider::of_issuer(issuer).is_none() && provider::of_issuer(&slashed).is_some() {
        return slashed;
    }
    issuer.to_owned()
}

/// Why no keys can be fetched from an issuer in a way to be trusted (OpenID Connect Core section 2, Discovery section 3): such a token
/// is nobody's, whoever trusts it. What else is wrong with an address is its owner's to know.
pub(crate) fn unfetchable(url: &str) -> Option<Fault> {
    if !is_private(host_of(url)) && provider::of_issuer(url).is_some() {
        return None;
    }
    let of_address = [Reason::IssuerSyntax, Reason::IssuerInsecure, Reason::IssuerUnreachable];
    fault(url).filter(|fault| of_address.contains(&fault.reason))
}

/// Whether an issuer may be trusted: it signs for jobs alone, not for everybody's, and the Hub reaches it.
pub(crate) fn is_fit(url: &str) -> bool {
    let is_unfit = |provider: &Provider| provider.strangers().is_some() || provider.calls_bad("iss", url);
    fault(url).is_none() && !provider::of_issuer(url).is_some_and(is_unfit)
}

/// Whether it is the one that a provider has for everybody, beside one for each organization.
pub(crate) fn is_root(url: &str) -> bool {
    let is = |bad: &Bad| bad.reason == Reason::IssuerRoot && bad.claim == "iss" && bad.is(url);
    provider::of_issuer(url).is_some_and(|provider| provider.bad().iter().any(is))
}

/// A host that nobody has by chance a name next to.
const LONG_HOST: usize = 12;

/// Whether two hosts differ in one place of two letters at most, as by a slip. It decides nothing.
fn is_nearly(one: &str, other: &str) -> bool {
    let mut unlike = (one.as_bytes(), other.as_bytes());
    while let ([one, left @ ..], [other, right @ ..]) = unlike
        && one == other
    {
        unlike = (left, right);
    }
    while let ([left @ .., one], [right @ .., other]) = unlike
        && one == other
    {
        unlike = (left, right);
    }
    one != other && unlike.0.len() <= 2 && unlike.1.len() <= 2
}

/// What is wrong with the address of a server whose provider its claims tell.
pub(crate) fn fault_of_server(provider: &Provider, url: &str) -> Option<Fault> {
    if provider::of_issuer(url).is_some() {
        return None;
    }
    let bare = unslashed(url);
    // The plain address of a server stands for an issuer beneath it.
    if provider.line("folder").is_some()
        && let Some((_, end)) = cut(provider.usual_issuer(), "}")
    {
        let better = joined(&[bare, end], "");
        if provider::of_issuer(&better).is_some() {
            return Some(Fault { reason: Reason::IssuerUnlikeProvider, better, provider: provider.name() });
        }
    }
    let is_slashed = bare != url && !bare.ends_with('/') && !holds(bare, " ") && !provider.is(provider::custom());
    is_slashed.then(|| Fault { reason: Reason::IssuerTrailingSlash, better: bare.to_owned(), provider: "" })
}

/// Whether a host is reached from its own network alone. A port, a dot behind it and capitals change nothing.
fn is_private(host: &str) -> bool {
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return is_private(&host.to_ascii_lowercase());
    }
    let brackets = cut(host, "]").and_then(|(address, _)| address.strip_prefix('['));
    if let Some(address) = brackets {
        // Loopback and what is mapped, local networks, the link (RFC 4291 section 2.5, RFC 4193).
        return without_start(address, &["::", "0:", "fc", "fd", "fe8", "fe9", "fea", "feb"]).is_some();
    }
    let host = before(host, ":");
    let host = host.strip_suffix('.').unwrap_or(host);
    let starts = ["127.", "10.", "192.168.", "169.254.", "0."];
    let ends = [".local", ".localhost", ".internal", ".lan", ".svc", ".svc.cluster.local"];
    let (second, _) = cut(host.strip_prefix("172.").unwrap_or_default(), ".").unwrap_or_default();
    // `10.example.com` is a name.
    let is_address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_address && without_start(host, &starts).is_some()
        || without_end(host, &ends).is_some()
        || !holds(host, ".")
        || is_address && second.len() == 2 && is_number(second) && ("16"..="31").contains(&second)
}
