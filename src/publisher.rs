//! What an owner wrote: an issuer and the claims that must match, as the Hub stores them.
//!
//! It knows the shape and its one rule, `eq`. What the claims mean is the providers' to know.

use std::borrow::Cow;

/// The one kind of rule that the Hub knows.
const EQ: &str = "eq";

/// An issuer URL and a map of claims, all of which must match (the body of the Hub's
/// `POST …/settings/trusted-publishers`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publisher {
    /// The issuer, compared with the token's `iss` code point by code point.
    pub issuer_url: String,
    /// The claims in the order in which they were written.
    pub claims: Vec<(String, ClaimRule)>,
}

impl Publisher {
    /// A publisher whose claims are all compared for equality.
    ///
    /// ```
    /// use hub_trusted_publishers::Publisher;
    ///
    /// let publisher = Publisher::of(
    ///     "https://token.actions.githubusercontent.com",
    ///     [("repository", "acme/awesome-model-training"), ("branch", "main")],
    /// );
    /// assert_eq!(publisher.claims.len(), 2);
    /// ```
    pub fn of<'a>(issuer_url: &str, claims: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let claims = claims.into_iter().map(|(name, value)| (name.to_owned(), ClaimRule::eq(value))).collect();
        Self { issuer_url: issuer_url.to_owned(), claims }
    }

    /// The text that a claim is compared with, if it is.
    pub(crate) fn wants(&self, name: &str) -> Option<&str> {
        self.claims.iter().find(|(known, _)| known == name).map(|(_, rule)| rule.value.as_str())
    }

    /// Whether it compares all that the other one does, so that it lets in no job that is not let in there.
    pub(crate) fn compares_all_of(&self, other: &Self) -> bool {
        // Whoever compares it or not, the Hub does.
        let is_checked =
            |(name, rule): &(String, ClaimRule)| name == "iss" && rule.is_eq() && rule.value == self.issuer_url;
        let compares = |claim: &(String, ClaimRule)| self.claims.contains(claim) || is_checked(claim);
        self.issuer_url == other.issuer_url && other.claims.iter().all(compares)
    }
}

/// Adds a claim that is compared for equality.
#[inline(never)]
pub(crate) fn add_claim(claims: &mut Vec<(String, ClaimRule)>, name: &str, text: &str) {
    claims.push((name.to_owned(), ClaimRule::eq(text)));
}

/// Takes the claims of this name away.
pub(crate) fn remove_claim(claims: &mut Vec<(String, ClaimRule)>, name: &str) {
    claims.retain(|(known, _)| known != name);
}

/// How one claim is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRule {
    /// The Hub knows `eq` alone; any other kind never matches.
    pub kind: Cow<'static, str>,
    /// The text to compare with.
    pub value: String,
}

impl ClaimRule {
    /// A rule of the one kind that the Hub knows.
    pub fn eq(value: impl Into<String>) -> Self {
        Self { kind: EQ.into(), value: value.into() }
    }

    /// A rule of whatever kind was written.
    pub fn of(kind: &str, value: &str) -> Self {
        let kind = if kind == EQ { EQ.into() } else { kind.to_owned().into() };
        Self { kind, value: value.to_owned() }
    }

    /// Whether the rule is of the one kind that can match.
    pub fn is_eq(&self) -> bool {
        self.kind == EQ
    }

    /// Whether equality was meant, however it is written: by any other kind the value can be what to keep out.
    pub(crate) fn means_eq(&self) -> bool {
        matches!(self.kind.trim().to_ascii_lowercase().as_str(), "" | "eq" | "equals" | "==" | "=")
    }
}
