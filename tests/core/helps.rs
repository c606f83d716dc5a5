//! What to do about a finding: true for the provider and the claim it is said of, and safe for who does as it says.

use hub_trusted_publishers::{Context, Finding, HUB, Publisher, check, parse_publishers, provider, publisher_of};
use serde_json::{Value, json};

use crate::mint::{NOW, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";

type Rule<'a> = &'a [(&'a str, &'a str)];

/// What is said of a token of this issuer with these claims.
fn told((issuer, rule): (&str, Rule<'_>), from: &str, claims: &Value) -> Vec<Finding> {
    let mut all = json!({"iss": from, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    exchange(&signed(all.to_string()), &[Publisher::of(issuer, rule.iter().copied())]).findings
}

fn checked(issuer: &str, rule: Rule<'_>) -> Vec<Finding> {
    check(&Publisher::of(issuer, rule.iter().copied()), Context::default())
}

/// What is said of an observation, and what its button says.
fn words(found: &[Finding], code: &str) -> (String, String, Option<String>) {
    let finding = found.iter().find(|finding| finding.reason.code() == code);
    let finding = finding.unwrap_or_else(|| panic!("{code}: {found:?}"));
    (finding.message(), finding.help().unwrap_or_default(), finding.fix.as_ref().map(|fix| fix.label.clone()))
}

#[test]
fn a_called_file_is_no_reason_to_let_in_who_calls_it() {
    let job = json!({"repository": "acme/model", "ref": "refs/heads/main", "ref_type": "branch",
        "workflow_ref": "acme/model/.github/workflows/ci.yml@refs/heads/main",
        "job_workflow_ref": "central/flows/.github/workflows/publish.yml@refs/heads/main"});
    for rule in [
        ("repository", "central/flows"),
        ("workflow", "publish.yml"),
        ("workflow_ref", "central/flows/.github/workflows/publish.yml@refs/heads/main"),
        ("job_workflow_ref", "acme/model/.github/workflows/ci.yml@refs/heads/main"),
    ] {
        let (_, help, _) = words(&told((GITHUB, &[rule]), GITHUB, &job), "workflow-is-reusable");
        assert!(help.contains("the file that was started") && help.contains("who calls it"), "{rule:?}: {help}");
        assert!(!help.contains("acme/model") && !help.contains("publish.yml"), "{help}");
    }
}

#[test]
fn what_every_token_has_is_sent_by_every_provider() {
    let rule: Rule<'_> = &[("repository_id", "74"), ("aud", HUB)];
    let found = told((GITHUB, rule), GITHUB, &json!({"repository_id": "74", "aud": null}));
    assert!(found.iter().all(|finding| finding.reason.code() != "claim-unknown-to-provider"), "{found:?}");
    for (name, value, own) in
        [("audience", HUB, "aud"), ("Aud", HUB, "aud"), ("issuer", GITHUB, "iss"), ("ISS", GITHUB, "iss")]
    {
        let rule: Rule<'_> = &[("repository_id", "74"), (name, value)];
        let (_, help, button) = words(&checked(GITHUB, rule), "claim-unknown-to-provider");
        assert_eq!((help, button), (format!("Compare nothing in its place: `{own}` is checked by itself."), None));
        let found = told((GITHUB, rule), GITHUB, &json!({"repository_id": "74"}));
        assert!(found[0].help().unwrap().contains(&format!("`{own}`")), "{found:?}");
    }
}

#[test]
fn what_was_meant_to_be_off_is_not_put_on() {
    for (written, button) in
        [("yes", true), ("1", true), ("no", false), ("off", false), ("0", false), ("unprotected", false)]
    {
        let found = checked(GITLAB, &[("project_id", "20"), ("ref", "main"), ("ref_protected", written)]);
        let (_, _, label) = words(&found, "value-never-occurs");
        assert_eq!(label, button.then(|| "Set ref_protected to true".to_owned()), "{written}");
    }
}

#[test]
fn an_issuer_of_no_form_is_no_tenant() {
    let uuid = "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}";
    for (expected, from, form) in [
        ("https://api.bitbucket.org", BITBUCKET, "/2.0/workspaces/{workspace}/pipelines-config/identity/oidc`"),
        ("https://api.bitbucket.org/2.0/workspaces/acme", BITBUCKET, "/pipelines-config/identity/oidc`"),
        ("https://oidc.circleci.com/org", CIRCLE, "`https://oidc.circleci.com/org/{UUID}`"),
        ("https://oidc.circleci.com/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e", CIRCLE, "/org/{UUID}`"),
    ] {
        let found = told((expected, &[("repositoryUuid", uuid)]), from, &json!({"repositoryUuid": uuid}));
        let (message, help, _) = words(&found, "issuer-tenant");
        assert!(message.ends_with("no issuer of that provider."), "{message}");
        assert!(!message.contains("tenant") && help.contains("if it is yours"), "{message} {help}");
        assert!(words(&checked(expected, &[("repositoryUuid", uuid)]), "issuer-unlike-provider").0.contains(form));
    }
    let other = BITBUCKET.replace("acme", "evil");
    let found = told((BITBUCKET, &[("repositoryUuid", uuid)]), &other, &json!({"repositoryUuid": uuid}));
    assert!(words(&found, "issuer-tenant").0.ends_with("the same provider, another tenant."));
}

#[test]
fn an_issuer_with_full_width_marks_only_looks_right() {
    let rule: Rule<'_> = &[("repository_id", "74")];
    let job = json!({"repository_id": "74"});
    for (written, mark) in [
        ("https：//token.actions.githubusercontent.com", "U+FF1A"),
        ("https://token．actions．githubusercontent．com", "U+FF0E"),
        ("https://token.actions.githubusercontent.cοm", "U+03BF"),
    ] {
        let found = told((written, rule), GITHUB, &job);
        let (message, _, button) = words(&found, "looks-alike");
        assert!(message.starts_with("`iss` only looks the same") && message.contains(mark), "{message}");
        assert_eq!(button.as_deref(), Some("Set the issuer to https://token.actions.githubusercontent.com"));
        let (message, ..) = words(&checked(written, rule), "issuer-syntax");
        assert!(message.contains(mark), "{message}");
        // A stranger's issuer that looks like the publisher's is nobody's to trust.
        let found = told((GITHUB, rule), written, &job);
        assert!(found.iter().all(|finding| finding.fix.is_none()) && found[0].is_error(), "{found:?}");
        assert!(words(&found, "looks-alike").1.starts_with("If you mean "), "{found:?}");
    }
    for (trusted, impostor) in [(GITLAB, "https://gitIab.com"), (GITLAB, "https://git1ab.com")] {
        let found = told((trusted, &[("project_id", "20")]), impostor, &json!({"project_id": "20"}));
        let (_, help, button) = words(&found, "looks-alike");
        assert!(help.starts_with("If you mean ") && button.is_none(), "{help}");
    }
    // So is a stranger's name.
    let found = told((GITHUB, &[("repository", "alice/x")]), GITHUB, &json!({"repository": "a1ice/x"}));
    let (_, help, button) = words(&found, "looks-alike");
    assert!(help.starts_with("If you mean ") && button.is_none(), "{help}");
}

#[test]
fn a_form_without_an_example_asks_for_the_field_alone() {
    for provider in &provider::ALL {
        for finding in publisher_of(provider, &[]).1.iter().filter(|finding| finding.reason.code() == "field-missing") {
            let help = finding.help().unwrap_or_default();
            assert!(help.starts_with("Fill in ") && !help.contains("such as ."), "{}: {help}", provider.id());
        }
    }
}

#[test]
fn a_value_of_several_lines_is_told_in_one() {
    let claims =
        json!({"repository_id": "74", "environment": "prod\r\n", "ref": "a\u{1b}[1m\u{2028}b\u{7f}\u{2029}\u{202e}"});
    let rule: Rule<'_> = &[("repository_id", "74"), ("environment", "prod\nx"), ("ref", "a\tb")];
    for finding in told((GITHUB, rule), GITHUB, &claims).iter().chain(&checked(GITHUB, rule)) {
        let said = format!("{}{}", finding.message(), finding.help().unwrap_or_default());
        assert!(!said.contains(|at: char| at.is_control() || ('\u{2028}'..='\u{202e}').contains(&at)), "{said:?}");
    }
    let found = told((GITHUB, rule), GITHUB, &claims);
    assert!(
        words(&found, "environment-differs").0.contains("`prod\\u{a}x`; the job ran in `prod\\u{d}\\u{a}`"),
        "{found:?}"
    );
}

#[test]
fn publishers_are_read_behind_a_byte_order_mark_and_faults_are_shown_where_they_are() {
    const ONE: &str = r#"{"issuerUrl":"https://gitlab.com","claims":{"ref":{"kind":"eq","value":"main"}}}"#;
    let (publishers, found) = parse_publishers(&format!("\u{feff}[{ONE}]"));
    assert_eq!((publishers.len(), found.len()), (1, 0), "{found:?}");
    for (text, shown) in [
        (format!("\u{feff}[{ONE}, é]"), "é]"),
        (format!("[{ONE}, 7]"), "7"),
        (format!("\u{feff}[{}, {ONE}]", ONE.replace("\"main\"", "7")), &*ONE.replace("\"main\"", "7")),
        (format!("[{ONE}"), ""),
    ] {
        let (_, found) = parse_publishers(&text);
        let Some(hub_trusted_publishers::Place::Text { span, .. }) = &found[0].at else { panic!("{found:?}") };
        assert_eq!((text.get(span.clone()), found.len()), (Some(shown), 1), "{text}: {found:?}");
    }
}

#[test]
fn the_claim_that_holds_an_id_is_named() {
    for (issuer, rule, code, named) in [
        (GITHUB, ("ref", "refs/heads/main"), "shared-issuer-unpinned", "`repository_id`"),
        (GITHUB, ("repository", "acme/model"), "mutable-name-only", "`repository_id`"),
        (GITHUB, ("repository_owner_id", "65"), "owner-only", "`repository_id`"),
        (GITLAB, ("ref", "main"), "shared-issuer-unpinned", "`project_id`"),
        ("https://agent.buildkite.com", ("build_branch", "main"), "shared-issuer-unpinned", "`pipeline_id`"),
    ] {
        let (_, help, _) = words(&checked(issuer, &[rule]), code);
        assert!(help.contains(named), "{issuer} {rule:?}: {help}");
    }
}

#[test]
fn no_button_writes_what_nobody_sees() {
    for (ran_in, offered) in
        [("staging", true), ("prod\u{202e}x", false), ("prod\nx", false), ("prod\u{200b}x", false), ("prodx ", false)]
    {
        let job = json!({"repository_id": "74", "ref": "refs/heads/main", "environment": ran_in});
        let rule: Rule<'_> = &[("repository_id", "74"), ("environment", "prod")];
        let found = told((GITHUB, rule), GITHUB, &job);
        assert_eq!(found.iter().any(|finding| finding.fix.is_some()), offered, "{ran_in:?}: {found:?}");
    }
}
