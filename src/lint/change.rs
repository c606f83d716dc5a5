//! One change that may mend a publisher, and what a button says of it.

use crate::publisher::{ClaimRule, Publisher, remove_claim};

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
    pub(super) fn made_in(self, publisher: &Publisher) -> (String, Publisher) {
        let mut changed = publisher.clone();
        let claims = &mut changed.claims;
        let label = match self {
            Self::Issuer(url) => {
                let label = format!("Set the issuer to {url}");
                changed.issuer_url = url;
                label
            }
            Self::Value(name, text) => {
                let label = format!("Write {text}");
                of_name(claims, &name).for_each(|(_, rule)| rule.value.clone_from(&text));
                label
            }
            Self::Kind(name) => {
                of_name(claims, &name).for_each(|(_, rule)| rule.kind = "eq".to_owned());
                "Compare for equality".to_owned()
            }
            Self::Name(name, own, text) => {
                let label = format!("Compare {own} instead");
                remove_claim(claims, &own);
                of_name(claims, &name).for_each(|claim| *claim = (own.clone(), ClaimRule::eq(text.clone())));
                label
            }
            Self::Remove(name) => {
                remove_claim(claims, &name);
                format!("Remove {name}")
            }
            Self::Add(name, text) => {
                claims.push((name.to_owned(), ClaimRule::eq(text)));
                format!("Compare {name} with {text} too")
            }
        };
        (label, changed)
    }
}

/// The claims of this name: a native caller can list one twice.
fn of_name<'c>(
    claims: &'c mut [(String, ClaimRule)],
    name: &'c str,
) -> impl Iterator<Item = &'c mut (String, ClaimRule)> {
    claims.iter_mut().filter(move |(known, _)| known == name)
}
