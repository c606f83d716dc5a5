//! What a provider's form asks for, and examples of what its claims hold.

use super::Provider;
use crate::publisher::Publisher;
use crate::template::{Values, fill};
use crate::text::{capitalised, cut, holds, parts, without_end};

/// One field of a provider's form.
#[derive(Debug)]
pub struct Field {
    /// Key in the form.
    pub id: &'static str,
    /// What a person reads.
    pub label: String,
    /// The publisher's claim that the field fills in; `None` for the issuer.
    pub key: Option<&'static str>,
    /// The token's claims that it is read from.
    pub claims: Vec<&'static str>,
    /// Whether the publisher makes no sense without it.
    pub required: bool,
    /// An example.
    pub placeholder: String,
    /// One line of help.
    pub help: &'static str,
}

impl Provider {
    /// What its form asks for.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for line in &self.lines("field") {
            let columns = parts(line, "|");
            let head = columns.first().copied().unwrap_or_default();
            let (id, target) = cut(head, " ").unwrap_or((head, head));
            let required = holds(id, "*");
            let (id, target) = (bare(id), bare(target));
            let key = (target != "issuer").then_some(target);
            let column = |index: usize| columns.get(index).copied().filter(|text| !text.is_empty());
            fields.push(Field {
                id,
                label: column(1).map_or_else(|| in_words(target), ToOwned::to_owned),
                key,
                claims: match (key, self.label(target)) {
                    (None, _) => vec!["iss"],
                    (_, Some(label)) => label.claims,
                    _ => vec![target],
                },
                required,
                placeholder: column(2).map(ToOwned::to_owned).or_else(|| self.example(target)).unwrap_or_default(),
                help: column(3).or_else(|| self.claim(target)?.about()).unwrap_or_default(),
            });
        }
        fields
    }

    /// The example of a claim.
    pub(crate) fn example(&self, name: &str) -> Option<String> {
        fill(self.forms(name).first()?, &|name| match name.strip_prefix('=') {
            Some(claim) => self.example(claim),
            None => self.example_of_blank(name),
        })
    }

    /// The example of what a blank holds.
    fn example_of_blank(&self, name: &str) -> Option<String> {
        let examples = self.examples();
        examples.iter().find(|(known, _)| bare(known) == name).map(|(_, example)| example.clone())
    }

    /// Examples of what the blanks of its claims hold. A name that ends in `?` is not always known.
    pub(crate) fn examples(&self) -> Values {
        let mut values = Values::new();
        for word in &self.words("values") {
            if let Some((name, value)) = cut(word, "=") {
                values.push((name, value.to_owned()));
            }
        }
        values
    }
}

/// What tests and documents alone ask for.
impl Provider {
    /// The claims that are recommended, the safest set first; what a token need not have is left out.
    pub fn recommended(&self) -> Vec<Vec<&'static str>> {
        let sets = ["rule", "tags"].into_iter().flat_map(|key| self.body_lines(key));
        let names = sets.filter_map(|line| cut(line, "|")).map(|(claims, _)| parts(claims, " "));
        names.map(|claims| claims.into_iter().filter(|claim| !holds(claim, "?")).collect()).collect()
    }

    /// A publisher that compares these claims with the provider's examples.
    pub fn example_of(&self, claims: &[&'static str]) -> Publisher {
        let issuer = fill(self.usual_issuer(), &|name| self.example_of_blank(name)).filter(|issuer| !issuer.is_empty());
        let issuer = issuer.unwrap_or_else(|| "https://ci.example.org".to_owned());
        let texts = claims.iter().map(|claim| (*claim, self.example(claim).unwrap_or_else(|| "example".to_owned())));
        let texts: Vec<(&str, String)> = texts.collect();
        Publisher::of(&issuer, texts.iter().map(|(claim, text)| (*claim, text.as_str())))
    }
}

/// A name without its mark.
fn bare(name: &'static str) -> &'static str {
    without_end(name, &["*", "?"]).unwrap_or(name)
}

/// A claim's name as words: `pipeline_id` is "Pipeline ID".
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for word in &parts(name, "_") {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(match *word {
            "id" => "ID",
            "url" => "URL",
            word => word,
        });
    }
    capitalised(words)
}
