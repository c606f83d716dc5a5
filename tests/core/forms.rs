//! What people paste into a form: an issuer as it stands in a token, and pages of a site that are nobody's.

use hub_trusted_publishers::{Context, Finding, Publisher, check, fields_of, provider, publisher_of};

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

/// What a form says of these fields, and the publisher's claims.
fn filled(id: &str, fields: &[(&str, &str)]) -> (Option<Publisher>, Vec<Finding>) {
    publisher_of(provider::by_id(id).unwrap(), fields)
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.reason.code()).collect()
}

#[test]
fn a_blank_field_is_not_dropped_in_silence() {
    let (publisher, findings) = filled("github-actions", &[("repository", "a/b"), ("branch", " "), ("workflow", "")]);
    assert_eq!(publisher.unwrap().claims.len(), 1);
    assert_eq!(codes(&findings), ["input-normalised"]);
    assert_eq!(findings[0].message(), "` ` was read as (an empty text).");
    assert_eq!(codes(&filled("github-actions", &[("repository", "\t")]).1), ["input-normalised", "field-missing"]);
}

#[test]
fn another_projects_branch_or_file_is_not_this_ones() {
    for (id, field, path, own) in [
        ("github-actions", "branch", "https://github.com/{}/tree/dev", "dev"),
        ("github-actions", "branch", "github.com/{}/tree/dev", "dev"),
        ("github-actions", "workflow", "https://github.com/{}/blob/main/.github/workflows/p.yml", "p.yml"),
        ("github-actions", "workflow", "https://github.com/{}/actions/workflows/p.yml", "p.yml"),
        ("github-actions", "workflow", "{}/.github/workflows/p.yml@refs/heads/main", "p.yml"),
        ("gitlab-ci", "branch", "https://gitlab.com/{}/-/tree/dev", "dev"),
    ] {
        let name = if id == "gitlab-ci" { "project" } else { "repository" };
        let read = |project: &str| filled(id, &[(name, "acme/model"), (field, &path.replace("{}", project))]);
        for project in ["acme/model", "Acme/Model"] {
            let (publisher, findings) = read(project);
            assert_eq!((publisher.unwrap().claims[1].1.value.as_str(), findings.len()), (own, 1), "{path}");
        }
        let (_, findings) = read("evil/model");
        assert_eq!(codes(&findings), ["value-never-occurs"], "{path}");
        assert!(
            findings[0].message().ends_with(": it is of evil/model, not of acme/model."),
            "{}",
            findings[0].message()
        );
    }
    // An address without a branch is no branch's name.
    for (id, typed) in [
        ("github-actions", "https://github.com/acme/model"),
        ("gitlab-ci", "gitlab.com/acme/model"),
        ("bitbucket-pipelines", "https://bitbucket.org/acme/model/src/main/"),
        ("circleci", "https://github.com/acme/model"),
    ] {
        assert_eq!(read(id, "branch", typed), None, "{typed}");
    }
    // Where no project is named, nothing is of another one.
    let (_, findings) =
        filled("github-actions", &[("repository", "acme"), ("branch", "https://github.com/acme/model/tree/dev")]);
    assert_eq!(codes(&findings), ["value-never-occurs", "input-normalised"]);
    let bitbucket = "https://bitbucket.org/acme/model/branch/feature/a";
    assert_eq!(read("bitbucket-pipelines", "branch", bitbucket).as_deref(), Some("feature/a"));
    // A name that looks like a path, and a file that is its own.
    assert_eq!(read("github-actions", "branch", "evil/model").as_deref(), Some("evil/model"));
    assert_eq!(read("github-actions", "workflow", ".github/workflows/p.yml").as_deref(), Some("p.yml"));
}

#[test]
fn what_nobody_typed_is_not_written() {
    let fields = [("terraform_organization_id", "org-a"), ("terraform_workspace_id", "ws-a")];
    let (publisher, findings) = filled("hcp-terraform", &fields);
    let (_, back, rest) = fields_of(&publisher.unwrap());
    let back: Vec<(&str, &str)> = back.iter().map(|(id, value)| (*id, value.as_str())).collect();
    assert_eq!((back.as_slice(), rest.len(), findings.len()), (&fields[..], 0, 0));
}

#[test]
fn an_issuer_that_cannot_be_one_is_told_in_the_form() {
    for (issuer, code) in [
        ("javascript:alert(1)", "issuer-syntax"),
        ("http://ci.example.org", "issuer-insecure"),
        ("https://ci.internal", "issuer-unreachable"),
        ("https://{server}.example.org", "issuer-is-template"),
        ("https://ci.example.org/.well-known/openid-configuration", "issuer-is-discovery-url"),
    ] {
        for (id, more) in [("custom", None), ("teamcity", Some(("build_type_internal_id", "bt42")))] {
            let mut fields = vec![("issuerUrl", issuer)];
            fields.extend(more);
            let (publisher, findings) = filled(id, &fields);
            assert_eq!((publisher.unwrap().issuer_url.as_str(), codes(&findings)), (issuer, vec![code]), "{id}");
        }
    }
    // No form is filled in for a customer whom nobody named.
    for provider in &provider::ALL {
        let (publisher, findings) = publisher_of(provider, &[]);
        let has_blank = publisher.as_ref().is_some_and(|publisher| publisher.issuer_url.contains('{'));
        assert!(!has_blank && publisher.is_none() != findings.is_empty(), "{}", provider.id());
    }
}

#[test]
fn an_owner_can_fill_in_what_is_recommended() {
    for provider in &provider::ALL {
        let fields = provider.fields();
        for (index, field) in fields.iter().enumerate() {
            assert!(!field.placeholder.is_empty(), "{}: {} is needed, such as nothing", provider.id(), field.id);
            let same = fields.iter().skip(index + 1).find(|other| other.label == field.label);
            assert!(same.is_none(), "{}: two fields are called {}", provider.id(), field.label);
        }
        // What an issuer of one's own, or a whole subject, says already is not asked for twice.
        let empty: Vec<(&str, &str)> =
            fields.iter().filter(|field| field.required).map(|field| (field.id, "")).collect();
        let missing = codes(&publisher_of(provider, &empty).1);
        assert_eq!(missing, vec!["field-missing"; empty.len()], "{}", provider.id());
    }
    let pipeline = [
        ("workspace_domain", "meok"),
        ("project_name", "myproject"),
        ("sub", "https://eu.buddy.works/meok/myproject/pipelines/pipeline/45289"),
        ("ref", "main"),
    ];
    let (publisher, _) = filled("buddy", &pipeline);
    let told = check(&publisher.unwrap(), Context::default());
    assert!(told.iter().all(|finding| finding.reason.code() != "mutable-name-only"), "{told:?}");
    let account = [("account", "abc"), ("organization_id", "o"), ("project_id", "p"), ("pipeline_id", "x")];
    assert!(filled("harness", &account).0.is_some(), "the account is in the issuer");
}

#[test]
fn a_form_shows_what_it_would_write_or_leaves_it_over() {
    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    const GITLAB: &str = "https://gitlab.com";
    for (issuer, rule, fields, rest) in [
        // In another order than the form's.
        (GITHUB, vec![("branch", "main"), ("repository", "o/r")], 2, vec![]),
        // Without what the form must have.
        (GITHUB, vec![("branch", "main")], 0, vec!["branch"]),
        (GITHUB, vec![("repository", "")], 0, vec!["repository"]),
        (GITLAB, vec![("environment", "prod")], 0, vec!["environment"]),
        (GITLAB, vec![("project_path", "g/p"), ("project_id", "20")], 1, vec!["project_id"]),
        (GITHUB, vec![], 1, vec![]),
    ] {
        let publisher = Publisher::of(issuer, rule.iter().copied());
        let (provider, shown, left) = fields_of(&publisher);
        assert_eq!((shown.len(), left.iter().map(String::as_str).collect::<Vec<_>>()), (fields, rest), "{rule:?}");
        if left.is_empty() {
            let filled: Vec<(&str, &str)> = shown.iter().map(|(id, value)| (*id, value.as_str())).collect();
            let (written, _) = publisher_of(provider, &filled);
            assert!(written.is_some_and(|written| written.claims.len() == publisher.claims.len()), "{rule:?}");
        }
    }
}

#[test]
fn a_form_names_a_pattern_as_a_check_does() {
    for typed in ["release/*", "^main$"] {
        let found = filled("github-actions", &[("repository", "acme/model"), ("branch", typed)]).1;
        assert_eq!(codes(&found), ["value-is-pattern"], "{typed}: {found:?}");
    }
}

#[test]
fn what_no_token_can_hold_is_neither_stored_nor_shown_as_another_value() {
    for (id, fields) in [
        ("github-actions", [("repository", "acme/model"), ("branch", "x\u{ffff}y")]),
        ("github-actions", [("repository", "acme/model\u{ffff}"), ("branch", "main")]),
        ("custom", [("issuerUrl", "https://ci.example.org/\u{ffff}"), ("other", "")]),
    ] {
        let (publisher, found) = filled(id, &fields);
        assert_eq!((publisher, codes(&found)), (None, vec!["value-never-occurs"]), "{fields:?}");
        assert!(found[0].message().ends_with(": no token can hold it."), "{}", found[0].message());
    }
    let rule = [("repository", "acme/model"), ("branch", "x\u{ffff}y")];
    let (_, shown, left) = fields_of(&Publisher::of("https://token.actions.githubusercontent.com", rule));
    assert_eq!((shown, left), (vec![("repository", "acme/model".to_owned())], vec!["branch".to_owned()]));
}

#[test]
fn a_placeholder_that_is_a_sentence_is_no_value() {
    for provider in &provider::ALL {
        for field in provider.fields().iter().filter(|field| field.placeholder.contains(' ')) {
            let publisher = Publisher::of("https://oidc.trigger.dev/my-org", [("sub", field.placeholder.as_str())]);
            let found = check(&publisher, Context::default());
            assert!(codes(&found).contains(&"value-is-template"), "{}: {found:?}", field.placeholder);
        }
    }
}

#[test]
fn an_example_to_write_stands_in_backticks() {
    let mut told = Vec::new();
    for provider in &provider::ALL {
        for field in &provider.fields() {
            for finding in publisher_of(provider, &[(field.id, "no value: §")]).1 {
                let help = finding.help().unwrap_or_default();
                if finding.reason.code() == "value-never-occurs" {
                    assert!(help.starts_with("Write it as in `") && !help.contains("``"), "{}: {help}", field.id);
                    told.push(help);
                }
            }
        }
    }
    assert!(told.contains(&"Write it as in `acme/awesome-model-training`.".to_owned()), "{told:?}");
}
