//! The catalogue of CI providers: how each is recognised, what its form asks for, what its claims hold.
//!
//! It knows facts about issuers, one sheet of text a provider, and reads them. It decides nothing about a token. A
//! sheet is a text since tables of texts cost the wasm module more; CONTRIBUTING.md describes its lines.

mod claim;
pub mod github;

pub(crate) use self::claim::{Bad, Tells};
pub use self::claim::{Claim, Label};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::template::{Values, blanks, capture, fill};
use crate::text::{cut, holds, is_spelt_like, parts};
use crate::token::Decoded;

/// A CI provider, or "custom".
#[derive(Debug)]
pub struct Provider {
    sheet: &'static str,
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

macro_rules! sheets {
    ($($id:literal)*) => {
        [$(Provider { sheet: include_str!(concat!("provider/", $id, ".txt")) },)*]
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
    ALL.iter().find(|provider| provider.issuers().iter().any(|form| capture(form, issuer).is_some()))
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

impl Provider {
    /// Stable name, such as `github-actions`.
    pub fn id(&self) -> &'static str {
        self.title().0
    }

    /// The name that people use.
    pub fn name(&self) -> &'static str {
        self.title().1
    }

    fn title(&self) -> (&'static str, &'static str) {
        cut(self.sheet, "\n").and_then(|(first, _)| cut(first, " ")).unwrap_or_default()
    }

    /// Exact issuers, or templates with `{placeholders}`; the usual one first.
    pub fn issuers(&self) -> Vec<&'static str> {
        let mut issuers = Vec::new();
        let mut rest = cut(self.sheet, "\n").map_or("", |(_, rest)| rest);
        // They are the first lines, so that the whole sheet is not read to recognise an issuer.
        while let Some((line, behind)) = rest.strip_prefix("issuer ").and_then(|rest| cut(rest, "\n")) {
            issuers.push(line);
            rest = behind;
        }
        issuers
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
        match () {
            () if is("shared") => Tenancy::Shared,
            () if is("tenant") => Tenancy::Tenant,
            () => Tenancy::Instance,
        }
    }

    /// Whether a job can get a token for the Hub's audience.
    pub fn audience_selectable(&self) -> bool {
        self.line("audience").is_some()
    }

    /// How a job gets one, or why it cannot, in one line.
    pub fn audience_how(&self) -> &'static str {
        ["audience", "no-audience", "strangers"].iter().find_map(|key| self.line(key)).unwrap_or_default()
    }

    /// How an audience starts that the provider writes when the job asks for none; where the server is somebody's own, it is
    /// the issuer's.
    pub(crate) fn default_audience(&self, issuer: &str) -> Option<String> {
        let values = self.issuers().iter().find_map(|form| capture(form, issuer)).unwrap_or_default();
        let known = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        fill(self.line("default")?, &known)
    }

    /// How a job runs in an environment, as an imperative without its end; the environment follows in words.
    pub(crate) fn environment_how(&self) -> &'static str {
        self.line("environments").or_else(|| custom().line("environments")).unwrap_or_default()
    }

    /// Where the form of its subjects is set.
    pub(crate) fn subject_how(&self) -> &'static str {
        self.line("subjects").or_else(|| custom().line("subjects")).unwrap_or_default()
    }

    /// What follows a key, for each of its lines. The pipeline file at the end of the sheet is left out.
    pub(crate) fn lines(&self, key: &str) -> Vec<&'static str> {
        lines(self.sheet, key)
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
        self.words("website").iter().any(|form| capture(form, host).is_some())
    }

    /// The paths, the language and the text of its pipeline file, with blanks.
    pub(crate) fn file(&self) -> Option<(Vec<&'static str>, &'static str, &'static str)> {
        let (head, text) = cut(cut(self.sheet, "\nfile ")?.1, "\n")?;
        let mut paths = parts(head, " ");
        let language = paths.pop()?;
        Some((paths, language, text))
    }

    /// Whether it has no pipeline file of its own, so that a general one stands for it.
    pub fn file_is_general(&self) -> bool {
        self.file().is_none() || self.id() == custom().id()
    }

    /// The claims that are recommended, the safest set first; what a token need not have is left out.
    pub fn recommended(&self) -> Vec<Vec<&'static str>> {
        let sets = ["rule", "tags"].into_iter().flat_map(|key| self.lines(key));
        let names = sets.filter_map(|line| cut(line, "|")).map(|(claims, _)| parts(claims, " "));
        names.map(|claims| claims.into_iter().filter(|claim| !holds(claim, "?")).collect()).collect()
    }

    /// A publisher that compares these claims with the provider's examples.
    pub fn example_of(&self, claims: &[&'static str]) -> Publisher {
        let values = self.examples();
        let known = |name: &str| values.iter().find(|(known, _)| bare(known) == name).map(|(_, value)| value.clone());
        let issuer = self.issuers().first().and_then(|form| fill(form, &known));
        let issuer = issuer.unwrap_or_else(|| "https://ci.example.org".to_owned());
        let texts = claims.iter().map(|claim| (*claim, self.example(claim).unwrap_or_else(|| "example".to_owned())));
        let texts: Vec<(&str, String)> = texts.collect();
        Publisher::of(&issuer, texts.iter().map(|(claim, text)| (*claim, text.as_str())))
    }

    /// What its form asks for.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for line in self.lines("field") {
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
        let values = self.examples();
        let known = |name: &str| values.iter().find(|(known, _)| bare(known) == name).map(|(_, value)| value.clone());
        let first = *self.forms(name).first()?;
        fill(first, &|name| match name.strip_prefix('=') {
            Some(claim) => fill(self.forms(claim).first()?, &known),
            None => known(name),
        })
    }

    /// Examples of what the blanks of its claims hold. A name that ends in `?` is not always known.
    pub(crate) fn examples(&self) -> Values {
        let mut values = Values::new();
        for word in self.words("values") {
            if let Some((name, value)) = cut(word, "=") {
                values.push((name, value.to_owned()));
            }
        }
        values
    }

    /// The claims that it is known to send. To look up several, ask once.
    pub fn claims(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        for line in self.lines("claim") {
            claims.push(Claim::read(line));
        }
        claims
    }

    /// A claim that it is known to send.
    pub(crate) fn claim(&self, name: &str) -> Option<Claim> {
        // Most names stand in the sheet as they are: found without reading every claim.
        let plain = || {
            let (_, behind) = cut(self.sheet, &format!("\nclaim {name}"))?;
            let line = self.sheet.get(self.sheet.len().checked_sub(behind.len())?.checked_sub(name.len())?..)?;
            Some(Claim::read(cut(line, "\n")?.0)).filter(|claim| claim.name == name)
        };
        // The few whose names have a blank.
        let is_open = |line: &str| cut(line, "{").is_some_and(|(before, _)| !holds(before, " "));
        if let Some(claim) = plain() {
            return Some(claim);
        }
        for line in self.lines("claim").iter().filter(|line| is_open(line)) {
            let claim = Claim::read(line);
            if claim.is_called(name) {
                return Some(claim);
            }
        }
        None
    }

    /// A claim of this name; where it is not known to send one, as the first provider has it that is.
    pub(crate) fn claim_like(&self, name: &str) -> Option<Claim> {
        self.claim(name).or_else(|| ALL.iter().find_map(|other| other.claim(name)))
    }

    /// What a claim tells of whose a job is.
    pub(crate) fn tells(&self, name: &str) -> Tells {
        self.claim_like(name).map_or(Tells::Nothing, |claim| claim.tells())
    }

    /// What its claims have in a job of proposed code.
    pub(crate) fn proposed(&self) -> Vec<Bad> {
        let mut all = Vec::new();
        for line in self.lines("proposed") {
            if let Some(bad) = Bad::of(Reason::PullRequestAllowed, line) {
                all.push(bad);
            }
        }
        all
    }

    /// What its sheet calls bad in its claims.
    pub(crate) fn bad(&self) -> Vec<Bad> {
        let mut all = self.proposed();
        for line in self.lines("bad") {
            if let Some(bad) = Bad::read(line) {
                all.push(bad);
            }
        }
        all
    }

    /// Whether it is known to send a claim of this name.
    pub(crate) fn sends(&self, claim: &str) -> bool {
        self.claim(claim).is_some()
    }

    /// The forms that a label or a claim of this name has.
    pub(crate) fn forms(&self, name: &str) -> Vec<&'static str> {
        match self.label(name) {
            Some(label) => label.forms(),
            None => self.claim(name).map_or(Vec::new(), |claim| claim.forms()),
        }
    }

    /// Whether it is known to send no claim of this name.
    pub(crate) fn knows_no(&self, claim: &str) -> bool {
        !self.sends(claim) && !self.sends_any()
    }

    /// Whether it may send claims that its sheet does not list.
    pub(crate) fn sends_any(&self) -> bool {
        self.line("custom").is_some() || self.claims().is_empty()
    }

    /// Its own name for a claim of another provider, or for a word that people write in its place: the claim that holds
    /// the same.
    pub(crate) fn own_name(&self, claim: &str) -> Option<&'static str> {
        // Behind the issuer's name, as a trust policy of AWS or a claim of CircleCI has it.
        let last = parts(claim.trim(), "/").pop().unwrap_or_default();
        let last = parts(last, ":").pop().unwrap_or_default().to_ascii_lowercase();
        let meant = match last.as_str() {
            "branch" | "tag" | "git_ref" | "branch_name" => "ref",
            "workflow" | "workflow_file" | "workflow_filename" => "workflow_ref",
            "project" | "repo" | "repository_name" | "repo_name" | "full_name" => "repository",
            "repo_id" => "repository_id",
            "owner" | "organization" | "namespace" => "repository_owner",
            "env" | "enviroment" | "environment_name" => "environment",
            "event" => "event_name",
            "subject" => "sub",
            _ => claim,
        };
        for line in self.lines("alias") {
            let (own, names) = cut(line, " ")?;
            if parts(names, " ").iter().any(|name| is_spelt_like(name, &last)) {
                return Some(own);
            }
        }
        let claims = self.claims();
        let by_suffix = || claims.iter().map(|claim| claim.name).find(|name| ends_in(name, claim));
        let sent = || self.claim(if meant == claim { &last } else { meant }).map(|claim| claim.name);
        if let Some(own) = by_suffix().or_else(sent) {
            return Some(own);
        }
        let held = |templates: &'static str| parts(templates, " or ").first().map(|form| blanks(form));
        let theirs =
            ALL.iter().find_map(|other| held(other.claim(meant)?.templates).filter(|held| !held.is_empty()))?;
        let own = |held_there: &[&str]| {
            let same =
                |claim: &&Claim| !claim.is("open") && held(claim.templates).is_some_and(|held| held == held_there);
            claims.iter().find(same).map(|claim| claim.name)
        };
        own(&theirs).or_else(|| own(&["id"]).filter(|_| theirs == ["owner", "name"]))
    }

    /// Its own name for such a claim, in words; or what it sends that a form asks for.
    pub(crate) fn own_names(&self, claim: &str) -> String {
        if let Some(own) = self.own_name(claim) {
            return format!("`{own}`");
        }
        let mut names = String::new();
        for field in &self.fields() {
            let Some(key) = field.key.filter(|key| self.sends(key)) else { continue };
            names.push_str(if names.is_empty() { "`" } else { "`, `" });
            names.push_str(key);
        }
        names.push_str(if names.is_empty() { "`sub`" } else { "`" });
        names
    }

    /// The label of this key.
    pub fn label(&self, key: &str) -> Option<Label> {
        // The two that the Hub's form has, so that a sheet is not read for every other claim.
        let lines = if matches!(key, "branch" | "workflow") { self.lines("label") } else { Vec::new() };
        let line = lines.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))?;
        let (claims, templates) = cut(line, " = ")?;
        let key = if key == "branch" { "branch" } else { "workflow" };
        Some(Label { key, claims: parts(claims, " "), templates })
    }

    /// The value of a label in a token, if it has one.
    pub(crate) fn read_label(&self, label: &Label, decoded: &Decoded) -> Option<String> {
        let source = *label.claims.first()?;
        let text = decoded.text(source)?;
        let value = if label.key == "workflow" {
            github::workflow_file(text)?
        } else if label.claims.get(1).is_some_and(|kind| decoded.text(kind) != Some("branch")) {
            return None;
        } else if self.forms(source).first()?.starts_with("refs/heads/") {
            text.strip_prefix("refs/heads/")?
        } else {
            text
        };
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// What follows a key in a sheet, for each of its lines, up to the pipeline file.
pub(crate) fn lines(sheet: &'static str, key: &str) -> Vec<&'static str> {
    // What is looked up most often stands above the claims, which are most of a sheet.
    let below = matches!(key, "claim" | "bad" | "job" | "rule" | "tags" | "spare" | "spare-tags");
    let mut rest = sheet;
    let mut found = Vec::new();
    while let Some((line, behind)) = cut(rest, "\n") {
        rest = behind;
        if line.starts_with("file ") || !below && line.starts_with("claim ") {
            break;
        }
        if let Some(after) = line.strip_prefix(key) {
            found.extend(if after.is_empty() { Some(after) } else { after.strip_prefix(' ') });
        }
    }
    found
}

/// Whether a provider says this of a claim; where it does not know the claim, whether every provider that knows it does.
pub(crate) fn says_of(provider: &Provider, name: &str, flag: &str) -> bool {
    if let Some(claim) = provider.claim(name) {
        return claim.is(flag);
    }
    let mut known = ALL.iter().filter_map(|other| other.claim(name)).peekable();
    provider.claims().is_empty() && known.peek().is_some() && known.all(|claim| claim.is(flag))
}

/// Whether a claim of an unknown provider is one that others give values, and none a value that tells a project.
pub(crate) fn tells_no_project(name: &str) -> bool {
    let mut known = false;
    for provider in &ALL {
        for form in provider.claim(name).map_or(Vec::new(), |claim| claim.forms()) {
            known = true;
            if Tells::of(form) != Tells::Nothing {
                return false;
            }
        }
    }
    known
}

/// A name without its mark.
fn bare(name: &'static str) -> &'static str {
    name.strip_suffix(['*', '?']).unwrap_or(name)
}

/// Whether a claim's name is another one behind a prefix, as CircleCI's are.
fn ends_in(name: &str, claim: &str) -> bool {
    holds(name, "/") && parts(name, "/").last().is_some_and(|last| is_spelt_like(last, claim))
}

/// A claim's name as words: `pipeline_id` is "Pipeline ID".
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for word in parts(name, "_") {
        if words.is_empty() {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            words.push_str(&first.to_ascii_uppercase());
            words.push_str(rest);
        } else {
            words.push(' ');
            words.push_str(if word == "id" {
                "ID"
            } else if word == "url" {
                "URL"
            } else {
                word
            });
        }
    }
    words
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
