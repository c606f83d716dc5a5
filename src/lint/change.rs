//! One change that may mend a publisher, and what a button says of it.

use crate::publisher::{ClaimRule, Publisher, add_claim, remove_claim};
use crate::text::joined;

/// What is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The issuer becomes the text.
    Issuer,
    /// The claim's value becomes the text.
    Value,
    /// The claim is compared for equality.
    Kind,
    /// The claim gets this name, and the text as its value.
    Name(&'static str),
    /// The claim is taken away.
    Remove,
    /// The claim is added, with the text as its value.
    Add,
}

/// One change of a publisher.
pub(super) struct Change {
    pub(super) what: What,
    /// The claim; nobody asks for it where the issuer is changed.
    name: String,
    text: String,
}

impl Change {
    /// A change of the claim of this name. Boxed, since most findings have none.
    #[inline(never)]
    pub(super) fn of(what: What, name: &str, text: &str) -> Box<Self> {
        Box::new(Self { what, name: name.to_owned(), text: text.to_owned() })
    }

    /// What a button says, and the publisher that was changed.
    pub(super) fn made_in(&self, publisher: &Publisher) -> (String, Publisher) {
        let Self { what, name, text } = self;
        let mut changed = publisher.clone();
        match what {
            What::Issuer => changed.issuer_url.clone_from(text),
            What::Name(own) => remove_claim(&mut changed.claims, own),
            What::Remove => remove_claim(&mut changed.claims, name),
            What::Add => add_claim(&mut changed.claims, name, text),
            What::Value | What::Kind => {}
        }
        // A native caller can list a claim twice.
        for claim in changed.claims.iter_mut().filter(|(known, _)| known == name) {
            match what {
                What::Value => claim.1.value.clone_from(text),
                What::Kind => claim.1.kind = "eq".into(),
                What::Name(own) => *claim = ((*own).to_owned(), ClaimRule::eq(text.as_str())),
                What::Issuer | What::Remove | What::Add => {}
            }
        }
        (self.label(), changed)
    }

    fn label(&self) -> String {
        let Self { what, name, text } = self;
        let parts: &[&str] = match what {
            What::Issuer => &["Set the issuer to ", text],
            What::Value => &["Set ", name, " to ", text],
            What::Kind => &["Compare for equality"],
            What::Name(own) => &["Compare ", own, " instead"],
            What::Remove => &["Remove ", name],
            What::Add => &["Compare ", name, " with ", text, " too"],
        };
        joined(parts, "")
    }
}
