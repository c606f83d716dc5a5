//! What people paste into a form: an issuer as it stands in a token, and pages of a site that are nobody's.

use hub_trusted_publishers::{provider, publisher_of};

/// The publisher's issuer or first claim, where the form reads the text without an error.
fn read(id: &str, field: &str, typed: &str) -> Option<String> {
    let provider = provider::by_id(id).unwrap();
    let fields = provider.fields();
    // The others as their placeholders have them.
    let of_field = |known: &&provider::Field| known.id != field && known.required;
    let mut filled: Vec<(&str, &str)> = Vec::new();
    for known in fields.iter().filter(of_field) {
        filled.push((known.id, if known.placeholder.is_empty() { "x" } else { &known.placeholder }));
    }
    filled.push((field, typed));
    let (publisher, findings) = publisher_of(provider, &filled);
    let publisher = publisher.filter(|_| !findings.iter().any(hub_trusted_publishers::Finding::is_error))?;
    let asked = fields.iter().find(|known| known.id == field).unwrap();
    let claim = asked.key.map(|key| publisher.claims.iter().find(|(name, _)| name == key).unwrap().1.value.clone());
    Some(claim.unwrap_or(publisher.issuer_url))
}

#[test]
fn an_issuer_is_read_with_and_without_its_ends() {
    const ORGANIZATION: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    for (id, field, issuer) in [
        ("aws-sts-web-identity", "account", "https://abc12345-def4-4567-89ab-cdef01234567.tokens.sts.global.api.aws"),
        ("vercel", "team", "https://oidc.vercel.com/acme"),
        ("fly-io", "organization", "https://oidc.fly.io/acme"),
        ("circleci", "organization", ORGANIZATION),
        (
            "bitbucket-pipelines",
            "workspace",
            "https://api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc",
        ),
        ("harness", "account", "https://app.harness.io/ng/api/oidc/account/abc"),
        ("trigger-dev", "organization", "https://oidc.trigger.dev/acme"),
        ("forgejo-actions", "instance", "https://codeberg.org/api/actions"),
    ] {
        let bare = issuer.strip_prefix("https://").unwrap();
        for typed in [issuer.to_owned(), format!("{issuer}/"), bare.to_owned(), format!(" {bare}/")] {
            assert_eq!(read(id, field, &typed).as_deref(), Some(issuer), "{typed}");
        }
    }
    // Where an issuer ends in a slash it is another one.
    let slash = "https://westeurope.oic.prod-aks.azure.com/t/c/";
    assert_eq!(read("kubernetes", "issuerUrl", slash).as_deref(), Some(slash));
}

#[test]
fn a_page_of_the_site_is_nobodys_project() {
    for (id, field, typed) in [
        ("vercel", "team", "https://vercel.com/teams/acme"),
        ("vercel", "team", "vercel.com/dashboard"),
        ("vercel", "team", "https://vercel.com/docs/oidc"),
        ("bitbucket-pipelines", "workspace", "https://bitbucket.org/account/settings/"),
        ("bitbucket-pipelines", "workspace", "https://bitbucket.org/dashboard/overview"),
        ("gitlab-ci", "project", "https://gitlab.com/groups/g/-/settings"),
        ("gitlab-ci", "project", "https://gitlab.com/dashboard/projects"),
        ("github-actions", "repository", "https://github.com/orgs/acme/repositories"),
        ("github-actions", "repository", "https://github.com/settings/profile"),
    ] {
        assert_eq!(read(id, field, typed), None, "{typed}");
    }
    let workspace = read("bitbucket-pipelines", "workspace", "https://bitbucket.org/workspaces/w/settings").unwrap();
    assert!(workspace.contains("/workspaces/w/"), "{workspace}");
    for page in ["g/p/blob/main/x", "g/p/tree/main", "g/p/-/blob/main/x", "g/p/-/settings"] {
        assert_eq!(
            read("gitlab-ci", "project", &format!("https://gitlab.com/{page}")).as_deref(),
            Some("g/p"),
            "{page}"
        );
    }
}
