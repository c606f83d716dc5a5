//! One change that may mend a publisher, and what a button says of it.

use crate::publisher::{ClaimRule, Publisher, add_claim, remove_claim};
use crate::text::joined;

/// One change of a publisher.
pub(super) enum Change {
    Issuer(String),
    Value(String, String),
    Kind(String),
    /// Its name, its own one, and the value.
    Name(String, String, String),
    Remove(String),
    Add(&'static str, &'static str),
}

impl Change {
    /// What a button says, and the publisher that was changed.
    pub(super) fn made_in(&self, publisher: &Publisher) -> (String, Publisher) {
        let mut changed = publisher.clone();
        match self {
            Self::Issuer(url) => changed.issuer_url.clone_from(url),
            Self::Name(_, name, _) | Self::Remove(name) => remove_claim(&mut changed.claims, name),
            Self::Add(name, text) => add_claim(&mut changed.claims, name, text),
            Self::Value(..) | Self::Kind(_) => {}
        }
        // A native caller can list a claim twice.
        for (name, rule) in &mut changed.claims {
            match self {
                Self::Value(of, text) if of == name => rule.value.clone_from(text),
                Self::Kind(of) if of == name => "eq".clone_into(&mut rule.kind),
                Self::Name(of, own, text) if of == name => {
                    name.clone_from(own);
                    *rule = ClaimRule::eq(text.as_str());
                }
                _ => {}
            }
        }
        (self.label(), changed)
    }

    fn label(&self) -> String {
        let parts: &[&str] = match self {
            Self::Issuer(url) => &["Set the issuer to ", url],
            Self::Value(_, text) => &["Write ", text],
            Self::Kind(_) => &["Compare for equality"],
            Self::Name(_, own, _) => &["Compare ", own, " instead"],
            Self::Remove(name) => &["Remove ", name],
            Self::Add(name, text) => &["Compare ", name, " with ", text, " too"],
        };
        joined(parts, "")
    }
}
