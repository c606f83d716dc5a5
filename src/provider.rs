//! The catalogue of CI providers: how each is recognised, what its form asks for, what its claims hold.
//!
//! It knows facts about issuers, one sheet of text a provider, and reads them. It decides nothing about a token. A
//! sheet is a text since tables of texts cost the wasm module more; CONTRIBUTING.md describes its lines.

mod claim;
mod fields;
pub mod github;
mod known;

use std::sync::OnceLock;

pub(crate) use self::claim::{Bad, Tells};
pub use self::claim::{Claim, Label};
pub use self::fields::Field;
pub(crate) use self::known::{most_say_of, tells_no_project};
use crate::publisher::Publisher;
use crate::template::{Template, Values, capture, fill_with, has_form, is_of};
use crate::text::{before, behind, cut, holds, parts};
use crate::token::Decoded;

/// A CI provider, or "custom".
#[derive(Debug)]
pub struct Provider {
    /// Its sheet down to the claims, which are most of it.
    head: &'static str,
    /// The claims and what stands below them. A sheet without claims is both.
    body: &'static str,
    facts: OnceLock<Facts>,
    /// Its claims that tell whose a job is, with the forms of their values.
    telling: OnceLock<Vec<(&'static str, Vec<Template<'static>>)>>,
}

/// What a sheet says of claims: read once, since it is asked for with every token.
#[derive(Debug, Default)]
struct Facts {
    claims: Vec<Claim>,
    /// Those of the claims of which several names are.
    open: Vec<Claim>,
    /// First what proposed code has, as many as `proposed`.
    bad: Vec<Bad>,
    proposed: usize,
}

/// Who shares an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenancy {
    /// One issuer for every customer: the claims alone tell them apart.
    Shared,
    /// One issuer for each organisation.
    Tenant,
    /// One issuer for each server.
    Instance,
}

macro_rules! sheets {
    ($($id:literal)*) => {
        [$(Provider::of_sheet(include_str!(concat!("provider/", $id, ".txt"))),)*]
    };
}

/// All of them, in the order in which a form offers them; "custom" last.
pub static ALL: [Provider; 30] = sheets!(
    "github-actions" "gitlab-ci" "circleci" "bitbucket-pipelines" "buildkite" "google-service-account"
    "aws-sts-web-identity" "kubernetes" "hcp-terraform" "codefresh" "vercel" "trigger-dev" "depot-ci" "fly-io"
    "forgejo-actions" "pulumi-esc" "jenkins" "teamcity" "harness" "buddy" "entra-id" "azure-devops" "spacelift" "semaphore"
    "activestate" "chainguard" "kaggle" "depot-public-fork" "human-identity" "custom"
);

/// A provider by its id.
pub fn by_id(id: &str) -> Option<&'static Provider> {
    ALL.iter().find(|provider| provider.id() == id)
}

/// What stands for an issuer that is not known.
pub(crate) fn custom() -> &'static Provider {
    let [.., custom] = &ALL;
    custom
}

/// The provider whose issuer this is, by the exact text or a template.
pub fn of_issuer(issuer: &str) -> Option<&'static Provider> {
    ALL.iter().find(|provider| provider.first_lines("issuer ").any(|form| is_of(form, issuer)))
}

/// The host of an address, with its port.
pub(crate) fn host_of(address: &str) -> &str {
    before(behind(address, "://"), "/")
}

/// The provider that made a token: by its issuer, else by the claims that only it sends together.
pub fn of_token(decoded: &Decoded) -> Option<&'static Provider> {
    let sent = |provider: &&Provider| {
        let signs = provider.words("signs");
        !signs.is_empty() && signs.iter().all(|claim| decoded.claim(claim).is_some())
    };
    let by_subject = || match decoded.text("sub").filter(|_| !decoded.complete)? {
        sub if sub.starts_with("repo:") => by_id("github-actions"),
        sub if sub.starts_with("project_path:") => by_id("gitlab-ci"),
        _ => None,
    };
    decoded.text("iss").and_then(of_issuer).or_else(|| ALL.iter().find(sent)).or_else(by_subject)
}

/// The same; "custom" where nobody is known to have made it.
pub(crate) fn of_job(decoded: &Decoded) -> &'static Provider {
    of_token(decoded).unwrap_or(custom())
}

/// The provider of a publisher: by its issuer, else by claims that only it sends.
pub fn of_publisher(publisher: &Publisher) -> Option<&'static Provider> {
    let names = || publisher.claims.iter().map(|(name, _)| name.as_str());
    let marked = |provider: &&Provider| {
        let marks = provider.words("marks");
        let has = |mark: &str| names().any(|name| name == mark);
        marks.iter().any(|mark| parts(mark, "+").into_iter().all(has))
            && names().all(|name| provider.sends(name) || provider.label(name).is_some())
    };
    let holds_folder = |folder: &str| publisher.claims.iter().any(|(_, rule)| holds(&rule.value, folder));
    let by_folder = |provider: &&Provider| provider.line("folder").is_some_and(holds_folder);
    of_issuer(&publisher.issuer_url).or_else(|| ALL.iter().find(marked)).or_else(|| ALL.iter().find(by_folder))
}

impl Provider {
    /// Cuts a sheet in front of its first claim.
    #[expect(clippy::arithmetic_side_effects, reason = "computed when the crate is compiled")]
    const fn of_sheet(sheet: &'static str) -> Self {
        let mut rest = sheet.as_bytes();
        while let [_, behind @ ..] = rest
            && !matches!(rest, [b'\n', b'c', b'l', b'a', b'i', b'm', b' ', ..])
        {
            rest = behind;
        }
        if rest.is_empty() {
            return Self { head: sheet, body: sheet, facts: OnceLock::new(), telling: OnceLock::new() };
        }
        // The line break is both's: it ends the last line of one, and leads the first claim's name.
        let start = sheet.len() - rest.len();
        let (head, body) = (sheet.split_at(start + 1).0, sheet.split_at(start).1);
        Self { head, body, facts: OnceLock::new(), telling: OnceLock::new() }
    }

    /// Stable name, such as `github-actions`.
    pub fn id(&self) -> &'static str {
        self.title().0
    }

    /// Whether this is that one: each is one of [`ALL`].
    pub(crate) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    /// The name that people use.
    pub fn name(&self) -> &'static str {
        self.title().1
    }

    fn title(&self) -> (&'static str, &'static str) {
        cut(self.head, "\n").and_then(|(first, _)| cut(first, " ")).unwrap_or_default()
    }

    /// Exact issuers, or templates with `{placeholders}`; the usual one first.
    pub fn issuers(&self) -> Vec<&'static str> {
        let mut issuers = Vec::new();
        for issuer in self.first_lines("issuer ") {
            issuers.push(issuer);
        }
        issuers
    }

    /// The first of them, which may have blanks; empty where every issuer is somebody's own.
    pub(crate) fn usual_issuer(&self) -> &'static str {
        self.first_lines("issuer ").next().unwrap_or_default()
    }

    /// What follows one of [`FIRST`].
    fn first_lines(&self, key: &'static str) -> FirstLines {
        FirstLines { key, rest: behind(self.head, "\n") }
    }

    /// Whether the Hub's settings page offers it by name.
    pub fn preset(&self) -> bool {
        self.line("preset").is_some()
    }

    /// Where the issuer documents its key set: text to show, never fetched.
    pub fn key_set_url(&self) -> Option<&'static str> {
        self.line("keys")
    }

    /// Its documentation.
    pub fn docs_url(&self) -> &'static str {
        self.line("docs").unwrap_or("https://huggingface.co/docs/hub/trusted-publishers")
    }

    /// Who shares its usual issuer.
    pub fn tenancy(&self) -> Tenancy {
        let is = |word: &str| self.line(word).is_some() || self.line("preset") == Some(word);
        if is("shared") {
            Tenancy::Shared
        } else if is("tenant") {
            Tenancy::Tenant
        } else {
            Tenancy::Instance
        }
    }

    /// Whether a job can get a token for the Hub's audience.
    pub fn audience_selectable(&self) -> bool {
        self.line("audience").is_some()
    }

    /// How a job gets one, or why it cannot, in one line.
    pub fn audience_how(&self) -> &'static str {
        ["audience", "no-audience"].iter().find_map(|key| self.line(key)).unwrap_or_default()
    }

    /// For whom it signs beside the jobs of those who write publishers, if it does.
    pub(crate) fn strangers(&self) -> Option<&'static str> {
        self.first_lines("strangers ").next()
    }

    /// How an audience starts that the provider writes when the job asks for none; where the server is somebody's own, it is
    /// the issuer's.
    pub(crate) fn default_audience(&self, issuer: &str) -> Option<String> {
        fill_with(self.line("default")?, &self.read_issuer(issuer))
    }

    /// What the blanks hold of the form that an issuer has.
    pub(crate) fn read_issuer(&self, issuer: &str) -> Values {
        self.first_lines("issuer ").find_map(|form| capture(form, issuer)).unwrap_or_default()
    }

    /// How a job runs in an environment, as an imperative without its end; the environment follows in words.
    pub(crate) fn environment_how(&self) -> &'static str {
        self.line("environments").or_else(|| custom().line("environments")).unwrap_or_default()
    }

    /// Where the form of its subjects is set.
    pub(crate) fn subject_how(&self) -> &'static str {
        self.line("subjects").or_else(|| custom().line("subjects")).unwrap_or_default()
    }

    /// What follows a key, for each of its lines above the claims: what is looked up most often.
    pub(crate) fn lines(&self, key: &str) -> Vec<&'static str> {
        lines(self.head, key)
    }

    /// The same of a key that stands among the claims or below: `claim`, `bad`, `job`, `rule`, `tags`, `spare`, `spare-tags`.
    pub(crate) fn body_lines(&self, key: &str) -> Vec<&'static str> {
        lines(self.body, key)
    }

    pub(crate) fn line(&self, key: &str) -> Option<&'static str> {
        self.lines(key).first().copied()
    }

    /// The words that follow a key.
    pub(crate) fn words(&self, key: &str) -> Vec<&'static str> {
        self.line(key).map_or(Vec::new(), |line| parts(line, " "))
    }

    /// Whether a host is one that people know the provider by, and that signs nothing.
    pub(crate) fn has_website(&self, host: &str) -> bool {
        has_form(host, &self.words("website"))
    }

    /// The paths of its pipeline file with its language behind them, and the file's text; with blanks.
    pub(crate) fn file(&self) -> Option<(&'static str, &'static str)> {
        cut(cut(self.body, "\nfile ")?.1, "\n")
    }

    /// Whether it has no pipeline file of its own, so that a general one stands for it.
    pub fn file_is_general(&self) -> bool {
        self.file().is_none() || self.is(custom())
    }
}

/// The keys that are asked for with every token. Their lines stand first in a sheet and in this order, so that no more of it is
/// read than is needed.
const FIRST: [&str; 2] = ["strangers ", "issuer "];

/// Those of a sheet's first lines that have a key: what follows it.
struct FirstLines {
    key: &'static str,
    rest: &'static str,
}

impl Iterator for FirstLines {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        for first in FIRST {
            while self.rest.starts_with(first) {
                let (line, behind) = cut(self.rest, "\n")?;
                self.rest = behind;
                if first == self.key {
                    return line.strip_prefix(first);
                }
            }
            if first == self.key {
                break;
            }
        }
        None
    }
}

/// What follows a key in a sheet, for each of its lines, up to the pipeline file.
pub(crate) fn lines(sheet: &'static str, key: &str) -> Vec<&'static str> {
    let mut rest = sheet;
    let mut found = Vec::new();
    while let Some((line, behind)) = cut(rest, "\n") {
        rest = behind;
        if line.starts_with("file ") {
            break;
        }
        if let Some(after) = line.strip_prefix(key)
            && (after.is_empty() || after.starts_with(' '))
        {
            found.push(after.strip_prefix(' ').unwrap_or(after));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{ALL, FIRST, before, lines};

    #[test]
    fn what_is_asked_for_with_every_token_stands_first() {
        for provider in &ALL {
            for key in FIRST {
                let first: Vec<&str> = provider.first_lines(key).collect();
                assert_eq!(first, lines(provider.head, key.trim_end()), "{key}of {}", provider.id());
            }
        }
    }

    #[test]
    fn every_key_stands_where_it_is_looked_for() {
        let lower = ["claim", "bad", "job", "rule", "tags", "spare", "spare-tags"];
        for provider in ALL.iter().filter(|provider| !provider.claims().is_empty()) {
            assert!(provider.head.ends_with('\n'), "{}", provider.id());
            let is_lower = |line: &str| lower.contains(&before(line, " "));
            let above = provider.head.lines().skip(1).find(|line| is_lower(line));
            let below = provider.body.lines().skip(1).take_while(|line| !line.starts_with("file "));
            let below = below.into_iter().find(|line| !is_lower(line));
            assert_eq!((above, below), (None, None), "{}", provider.id());
        }
    }
}
