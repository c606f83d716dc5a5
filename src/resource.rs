//! The resource of an exchange: a repository of the Hub, or a user.
//!
//! It knows the grammar of the `resource` parameter (the Hub's documentation of Trusted Publishers). It does not know
//! whether the resource exists. Names follow the Hub's own rules, strictly: what is not certainly a name is refused.

use std::fmt;

use crate::finding::{Finding, Part, Place};
use crate::paste::of_secret;
use crate::reason::Reason;
use crate::secret;
use crate::text::{before, behind, cut, describe, holds, joined, parts};

/// The longest name of a namespace or a repository that is read; the Hub's own limit is 96.
const NAME_LIMIT: usize = 96;

/// What kind of thing the exchanged token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResourceKind {
    /// A model repository, written without a prefix.
    Model,
    /// `datasets/…`
    Dataset,
    /// `spaces/…`
    Space,
    /// `kernels/…`
    Kernel,
    /// `buckets/…`
    Bucket,
    /// A user name without a slash.
    User,
}

impl ResourceKind {
    /// Its name in the public contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Dataset => "dataset",
            Self::Space => "space",
            Self::Kernel => "kernel",
            Self::Bucket => "bucket",
            Self::User => "user",
        }
    }

    fn of_prefix(prefix: &str) -> Option<Self> {
        match prefix {
            "datasets" => Some(Self::Dataset),
            "spaces" => Some(Self::Space),
            "kernels" => Some(Self::Kernel),
            "buckets" => Some(Self::Bucket),
            _ => None,
        }
    }
}

/// A repository of the Hub, or a user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// The owner, or the user.
    pub namespace: String,
    /// The repository's name; `None` for a user.
    pub name: Option<String>,
}

/// As a job names it: what [`parse`] reads as the same resource.
impl fmt::Display for Resource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ResourceKind::Model | ResourceKind::User => {}
            kind => write!(out, "{}s/", kind.name())?,
        }
        out.write_str(&self.namespace)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(out, "/{name}"))
    }
}

/// Reads the `resource` parameter of an exchange.
///
/// ```
/// use hub_trusted_publishers::{parse_resource, ResourceKind};
///
/// let resource = parse_resource("datasets/acme/reviews")?;
/// assert_eq!((resource.kind, resource.namespace.as_str()), (ResourceKind::Dataset, "acme"));
/// for name in ["acme", "acme/model", "datasets/acme/d", "spaces/acme/s", "kernels/acme/k", "buckets/acme/b"] {
///     assert_eq!(parse_resource(name)?.to_string(), name);
/// }
/// assert_eq!(parse_resource("https://huggingface.co/acme/x").unwrap_err().reason.code(), "resource-is-url");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// One finding with the code `resource-syntax`, `resource-is-url` or `resource-kind`; `hub-token` or `other-secret` of a secret.
pub fn parse(text: &str) -> Result<Resource, Finding> {
    let place = Place::Text { part: Part::Resource, name: None, span: 0..text.len() };
    if let Some(kind) = secret::first_in(text) {
        return Err(of_secret(kind).at(place));
    }
    read(text).map_err(|(reason, what)| {
        let found = if reason == Reason::ResourceKind { &what } else { text };
        Finding::new(reason).with("found", found).with("meant", &what).with("problem", &what).at(place)
    })
}

/// The resource; or why there is none, with the address' path, the problem or the prefix.
fn read(text: &str) -> Result<Resource, (Reason, String)> {
    if let Some(path) = path_of_url(text) {
        return Err((Reason::ResourceIsUrl, path));
    }
    let syntax = |problem: &str| Err((Reason::ResourceSyntax, problem.to_owned()));
    if text.is_empty() {
        return syntax("it is empty");
    }
    if text.trim() != text {
        return syntax("a blank stands before or behind it");
    }
    if text.starts_with('/') {
        return syntax("it starts with a slash");
    }
    if text.ends_with('/') {
        return syntax("it ends with a slash");
    }
    let segments = parts(text, "/");
    let prefixed = ResourceKind::of_prefix(before(text, "/"));
    let (kind, namespace, name) = match (prefixed, segments.as_slice()) {
        (None, [user]) => (ResourceKind::User, *user, None),
        (Some(_), [_]) => return syntax("the namespace and the name are missing behind it"),
        (Some(_), [_, _]) => return syntax("the repository's name is missing"),
        (None, [namespace, name]) => (ResourceKind::Model, *namespace, Some(*name)),
        (Some(kind), [_, namespace, name]) => (kind, *namespace, Some(*name)),
        (None, [prefix, _, _]) => return Err((Reason::ResourceKind, (*prefix).to_owned())),
        _ => return syntax("it has too many parts"),
    };
    for &(part, what) in &[(Some(namespace), "namespace"), (name, "name")] {
        if let Some(problem) = part.and_then(problem_of) {
            let what = if name.is_none() { "user name" } else { what };
            return syntax(&joined(&["its ", what, " ", &problem], ""));
        }
    }
    Ok(Resource { kind, namespace: namespace.to_owned(), name: name.map(ToOwned::to_owned) })
}

/// What keeps a text from being a name: letters, digits, `-`, `_` and `.`, ending and starting with a letter, digit or `_`.
fn problem_of(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("is empty".to_owned());
    }
    let strange = |byte: u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_' | b'.');
    let strange = name.bytes().position(strange).and_then(|at| name.get(at..)?.chars().next());
    if let Some(strange) = strange {
        return Some(format!("holds {}", describe(strange)));
    }
    if name.len() > NAME_LIMIT {
        return Some(format!("is longer than {NAME_LIMIT} characters"));
    }
    let edge = |at: Option<&u8>| at.is_some_and(|at| matches!(at, b'.' | b'-'));
    if edge(name.as_bytes().first()) || edge(name.as_bytes().last()) {
        return Some("starts or ends with a dot or a dash".to_owned());
    }
    if name.ends_with(".git") {
        return Some("ends in `.git`".to_owned());
    }
    (holds(name, "..") || holds(name, "--")).then(|| "has two dots or two dashes in a row".to_owned())
}

/// The resource that an address of the Hub stands for.
fn path_of_url(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let rest = behind(trimmed, "://");
    // The Hub's libraries write `hf://` and the path; a branch can hang on the name.
    let ours = trimmed.strip_prefix("hf://").map(|path| ("", before(path, "@")));
    let (host, path) = ours.or_else(|| cut(rest, "/")).unwrap_or((rest, ""));
    let is_hub = ["huggingface.co", "hf.co", "www.huggingface.co", ""].iter().any(|hub| hub.eq_ignore_ascii_case(host));
    if !holds(trimmed, "://") && (!is_hub || host.is_empty()) {
        return None;
    }
    // Whose the path of another site is, nobody knows on the Hub.
    if !is_hub {
        return Some("namespace/name".to_owned());
    }
    let mut meant = parts(before(before(path, "?"), "#"), "/");
    meant.retain(|segment| !segment.is_empty());
    let is_prefixed = meant.first().is_some_and(|first| ResourceKind::of_prefix(first).is_some());
    meant.truncate(if is_prefixed { 3 } else { 2 });
    Some(if meant.is_empty() { "namespace/name".to_owned() } else { joined(&meant, "/") })
}
