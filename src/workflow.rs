//! The pipeline file that publishes to a resource, or reads as an account, ready to commit.
//!
//! It fills in the file of the provider's sheet. A line whose values are not known is left out; what people wrote is
//! quoted as JSON, which YAML reads as a text.

use crate::described::Described;
use crate::finding::Finding;
use crate::matching::Labels;
use crate::provider::{self, Provider};
use crate::publisher::Publisher;
use crate::reason::Reason;
use crate::resource::{self, Resource, ResourceKind};
use crate::template::{Values, fill, shown, value};
use crate::text::parts;

/// A pipeline file.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// The pipeline file of a provider for a resource; branch, file and environment follow the publisher.
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
    let mut findings = Vec::new();
    let parsed = resource::parse(resource);
    let example = Publisher {
        issuer_url: provider.issuers().first().copied().unwrap_or_default().to_owned(),
        claims: Vec::new(),
    };
    let own = publisher.filter(|own| provider::of_publisher(own).is_some_and(|known| known.id() == provider.id()));
    let described = Described::of(own.unwrap_or(&example), Labels::Documented);
    let mut values: Values =
        if described.provider.id() == provider.id() { described.values } else { provider.examples() };
    let tag = value(&described.pinned, "tag")
        .map(|tag| if tag.is_empty() { provider.line("every-tag").unwrap_or("v*").to_owned() } else { tag.to_owned() });
    if tag.is_some() {
        values.retain(|(name, _)| !matches!(*name, "branch" | "tag"));
    }
    if let Some(tag) = tag {
        let is_one = value(&described.pinned, "tag").is_some_and(|tag| !tag.is_empty());
        values.push((if is_one { "one_tag" } else { "every_tag" }, tag.clone()));
        values.push(("tag", tag));
    }
    // GitHub reads the branches and tags of a trigger as patterns.
    let literal = |text: &str| {
        let mut pattern = String::new();
        for letter in text.chars() {
            if matches!(letter, '!' | '+' | '*' | '?' | '[' | ']') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern
    };
    let one = [("pattern", "branch"), ("tag_pattern", "one_tag")];
    let patterns = one.map(|(pattern, name)| Some((pattern, literal(value(&values, name)?))));
    let every = value(&values, "every_tag").map(|tag| ("tag_pattern", tag.to_owned()));
    values.extend(patterns.into_iter().flatten());
    values.extend(every);
    // What starts the job, if the publisher compares it; a push and a hand, if not.
    match value(&described.pinned, "event") {
        None => values.extend([("on_push", String::new()), ("on_dispatch", String::new())]),
        Some("push") => values.push(("on_push", String::new())),
        Some("workflow_dispatch") => values.push(("on_dispatch", String::new())),
        Some("schedule") => values.push(("on_schedule", String::new())),
        Some(_) => values.push(("on_other", String::new())),
    }
    if value(&values, "own_runner").is_none() {
        values.push(("any_runner", String::new()));
    }
    values.push((if provider.audience_selectable() { "ready" } else { "unready" }, String::new()));
    values.push(("how", provider.audience_how().to_owned()));
    let (written, command) = match &parsed {
        Ok(parsed) => (resource, command(parsed)),
        Err(_) => ("namespace/name", "hf upload namespace/name .".to_owned()),
    };
    values.push(("resource", written.to_owned()));
    values.push(("command", command));
    match parsed {
        Err(finding) => findings.push(finding),
        Ok(parsed) if matches!(parsed.kind, ResourceKind::Kernel | ResourceKind::Bucket) => {
            let finding = Finding::new(Reason::HubUndocumented).with("question", "which command writes to it from CI");
            findings.push(finding.with("taken", "the command is the one of the hf CLI"));
        }
        Ok(_) => {}
    }
    if let Some(foreign) = publisher.filter(|_| own.is_none()) {
        let issuer = provider.issuers().first().map(|form| shown(form)).unwrap_or_default();
        let finding =
            Finding::new(Reason::IssuerUnlikeProvider).with("expected", &foreign.issuer_url).with("found", &issuer);
        findings.push(finding.with("provider", provider.name()).warning());
    }
    if !provider.audience_selectable() {
        let finding = Finding::new(Reason::AudienceNotSelectable).with("provider", provider.name());
        findings.push(finding.with("how", provider.audience_how()));
    }
    let (path, language, text) = provider.file().or_else(|| provider::custom().file()).unwrap_or_default();
    let known = |name: &str| value(&values, name).map(ToOwned::to_owned);
    let mut filled = String::new();
    for line in parts(text, "\n") {
        if let Some(line) = fill(line, &known) {
            filled.push_str(&line);
            filled.push('\n');
        }
    }
    let end = filled.trim_end().len();
    filled.truncate(end.saturating_add(1));
    Workflow { path: fill(path, &known).unwrap_or_else(|| path.to_owned()), language, text: filled, findings }
}

/// The command that writes to the resource, or that reads as the account.
fn command(resource: &Resource) -> String {
    let name = resource.name.as_deref().unwrap_or_default();
    let place = format!("{}/{name}", resource.namespace);
    let kind = match resource.kind {
        ResourceKind::User => return "hf download namespace/gated-model".to_owned(),
        // Where the CI keeps the credentials of its checkout: an upload leaves that folder out by itself, a sync does not.
        ResourceKind::Bucket => return format!("hf sync . hf://buckets/{place} --exclude '.git/*'"),
        ResourceKind::Model => "",
        ResourceKind::Dataset => " --repo-type dataset",
        ResourceKind::Space => " --repo-type space",
        ResourceKind::Kernel => " --repo-type kernel",
    };
    format!("hf upload {place} .{kind}")
}
