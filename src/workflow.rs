//! The pipeline file that publishes to a resource, or reads as an account, ready to commit.
//!
//! It fills in the file of the provider's sheet. A line whose values are not known is left out; what people wrote is
//! quoted as JSON, which YAML reads as a text. [`steered`] says what starts the job, and which of the publisher's claims
//! the file leaves to chance.

mod steered;

use self::steered::Steered;
use crate::described::Described;
use crate::finding::Finding;
use crate::issuer;
use crate::lint::{Context, told_for};
use crate::matching::Labels;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::resource::{self, Resource, ResourceKind};
use crate::template::{fill, shown};
use crate::text::{joined, parts};

/// A pipeline file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Workflow {
    /// Where it is committed, from the root of the repository.
    pub path: String,
    /// `yaml`, `sh`, `js`, `groovy`.
    pub language: &'static str,
    /// The file.
    pub text: String,
    /// What is to be known beside it.
    pub findings: Vec<Finding>,
}

/// The pipeline file of a provider for a resource; branch, file and environment follow the publisher. What of the
/// publisher no line of the file follows is found, since the file's job alone would be refused.
///
/// ```
/// use hub_trusted_publishers::{ci_workflow, provider};
///
/// let gitlab = provider::by_id("gitlab-ci").expect("a preset");
/// let file = ci_workflow(gitlab, "datasets/acme/corpus", None);
/// assert_eq!((file.path.as_str(), file.language), (".gitlab-ci.yml", "yaml"));
/// assert!(file.text.contains("aud: https://huggingface.co"));
/// ```
pub fn ci_workflow(provider: &'static Provider, resource: &str, publisher: Option<&Publisher>) -> Workflow {
    // A secret is nothing to commit, and a file for proposed code would publish what nobody has reviewed.
    let said = [Reason::SecretInPublisher, Reason::PullRequestAllowed];
    let mut told = publisher.map_or(Vec::new(), |publisher| told_for(&said, publisher, Context::default()));
    let holds_secret = told.iter().any(|finding| finding.reason == Reason::SecretInPublisher);
    let mut findings = if holds_secret { std::mem::take(&mut told) } else { Vec::new() };
    let publisher = publisher.filter(|_| !holds_secret);
    let parsed = resource::parse(resource);
    let example = Publisher { issuer_url: provider.usual_issuer().to_owned(), claims: Vec::new() };
    // Where servers can be somebody's own, an issuer that nobody knows may be such a server's.
    let is_anybodys = provider.issuers().is_empty() || provider.line("marks").is_some();
    let own = publisher.filter(|own| provider::of_publisher(own).map_or(is_anybodys, |known| known.is(provider)));
    let one_file = own.and_then(steered::with_one_file);
    let own = one_file.as_ref().or(own);
    let described = Described::by(provider, own.unwrap_or(&example), Labels::Documented);
    let mut steered = Steered::of(&described);
    let (written, command) = match &parsed {
        Ok(parsed) => (resource, command(parsed)),
        Err(_) => ("namespace/name", "hf upload namespace/name .".to_owned()),
    };
    steered.set(if provider.audience_selectable() { "ready" } else { "unready" }, "");
    steered.set("how", provider.audience_how());
    if own.is_some_and(|own| issuer::is_root(&own.issuer_url)) {
        steered.set("root", "");
    }
    steered.set("resource", written);
    steered.set("command", &command);
    let reads = matches!(&parsed, Ok(Resource { kind: ResourceKind::User, .. }));
    steered.set("does", if reads { "Read from" } else { "Publish to" });
    match parsed {
        Err(finding) => findings.push(finding),
        Ok(parsed) if matches!(parsed.kind, ResourceKind::Kernel | ResourceKind::Bucket) => {
            let finding = Finding::new(Reason::HubUndocumented).with("question", "which command writes to it from CI");
            findings.push(finding.with("taken", "the command is the one of the hf CLI"));
        }
        Ok(_) => {}
    }
    // Any issuer is one that the catalogue need not know.
    if let Some(foreign) = publisher.filter(|_| own.is_none() && !provider.is(provider::custom())) {
        let issuer = shown(provider.usual_issuer());
        let issuer = if issuer.is_empty() { "the server's own" } else { &issuer };
        let finding =
            Finding::new(Reason::IssuerUnlikeProvider).with("expected", &foreign.issuer_url).with("found", issuer);
        findings.push(finding.with("provider", provider.name()).warning());
    }
    if !provider.audience_selectable() {
        let finding = Finding::new(Reason::AudienceNotSelectable).with("provider", provider.name());
        findings.push(finding.with("how", provider.audience_how()));
    }
    let (head, text) = provider.file().or_else(|| provider::custom().file()).unwrap_or_default();
    let mut paths = parts(head, " ");
    let language = paths.pop().unwrap_or_default();
    let known = |name: &str| steered.known(name);
    let (mut filled, mut used) = (String::new(), String::new());
    for line in &parts(text, "\n") {
        if let Some(text) = fill(line, &known) {
            filled.push_str(&text);
            filled.push('\n');
            used.push_str(line);
        }
    }
    let end = filled.trim_end().len();
    filled.truncate(end.saturating_add(1));
    let mut path = String::new();
    for form in &paths {
        if let Some(filled) = fill(form, &known) {
            path = filled;
            used.push_str(form);
        }
    }
    if own.is_some() {
        findings.append(&mut steered.refused(&used));
        findings.append(&mut told);
    }
    Workflow { path, language, text: filled, findings }
}

/// The command that writes to the resource, or that reads as the account.
fn command(resource: &Resource) -> String {
    let name = resource.name.as_deref().unwrap_or_default();
    let (start, end) = match resource.kind {
        // A shell reads what follows the `#` as a comment, wherever in a file the command stands.
        ResourceKind::User => return "hf download namespace/gated-model # name the model to read".to_owned(),
        // Where the CI keeps the credentials of its checkout: an upload leaves that folder out by itself, a sync does not.
        ResourceKind::Bucket => ("hf sync . hf://buckets/", " --exclude '.git/*'"),
        ResourceKind::Model => ("hf upload ", " ."),
        ResourceKind::Dataset => ("hf upload ", " . --repo-type dataset"),
        ResourceKind::Space => ("hf upload ", " . --repo-type space"),
        ResourceKind::Kernel => ("hf upload ", " . --repo-type kernel"),
    };
    joined(&[start, &resource.namespace, "/", name, end], "")
}
