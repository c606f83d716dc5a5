//! What is seen of a publisher before any token, by people who know their CI: events that no CI has, accounts that many jobs share, runs
//! beside what is open anyway, secrets where a file is asked for.

use hub_trusted_publishers::{
    Context, Effect, Finding, Publisher, check, ci_workflow, provider, publisher_of, suggest,
};
use serde_json::json;

use crate::mint::{NOW, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";

fn found(issuer: &str, rule: &[(&str, &str)]) -> Vec<Finding> {
    check(&Publisher::of(issuer, rule.iter().copied()), Context::default())
}

fn codes(issuer: &str, rule: &[(&str, &str)]) -> Vec<&'static str> {
    found(issuer, rule).iter().map(|finding| finding.reason.code()).collect()
}

/// The label and the effect of the first fix of an error or a warning.
fn fix(issuer: &str, rule: &[(&str, &str)], code: &str) -> Option<(String, Effect)> {
    let found = found(issuer, rule).into_iter().find(|finding| finding.reason.code() == code);
    let found = found.unwrap_or_else(|| panic!("{code} of {rule:?}"));
    let fix = found.fix.as_ref()?;
    Some((fix.label.clone(), fix.effect))
}

#[test]
fn what_starts_no_job_is_no_event() {
    for (issuer, project, name, events) in [
        (GITHUB, ("repository_id", "512"), "event_name", ["tag", "manual", "pr", "cron", "web"]),
        (GITLAB, ("project_id", "20"), "pipeline_source", ["tag", "manual", "pr", "cron", "workflow_dispatch"]),
    ] {
        for event in events {
            assert!(codes(issuer, &[project, (name, event)]).contains(&"value-never-occurs"), "{event}");
        }
    }
    for event in
        ["push", "release", "schedule", "workflow_dispatch", "repository_dispatch", "merge_group", "deployment"]
    {
        let codes = codes(GITHUB, &[("repository_id", "512"), ("event_name", event)]);
        assert!(!codes.contains(&"value-never-occurs"), "{event}");
    }
}

#[test]
fn a_run_is_removed_where_nothing_more_is_open_without_it() {
    let pinned = [("repository_id", "512"), ("branch", "main"), ("run_id", "1")];
    assert_eq!(fix(GITHUB, &pinned, "per-run-claim"), Some(("Remove run_id".to_owned(), Effect::Wider)));
    let named = [("project_path", "g/p"), ("ref_path", "refs/heads/main"), ("pipeline_id", "5")];
    assert!(fix(GITLAB, &named, "per-run-claim").is_some());
    // Where strangers would get in, the run stays.
    for rule in [
        &[("branch", "main"), ("run_id", "1")][..],
        &[("run_id", "1")],
        &[("environment", "prod"), ("run_id", "1")],
        &[("repository_owner", "acme"), ("run_id", "1")],
        &[("sub", "environment:prod"), ("run_id", "1")],
    ] {
        assert_eq!(fix(GITHUB, rule, "per-run-claim"), None, "{rule:?}");
    }
}

#[test]
fn an_audience_that_is_checked_anyway_is_removed_without_an_effect() {
    let rule = [("repository", "acme/m"), ("aud", "https://huggingface.co")];
    assert_eq!(fix(GITHUB, &rule, "registered-claim"), Some(("Remove aud".to_owned(), Effect::Same)));
}

#[test]
fn claims_of_an_issuer_are_its_own() {
    let enterprise = format!("{GITHUB}/acme-corp");
    let of = |name: &str| codes(&enterprise, &[("repository", "a/b"), ("enterprise", name)]);
    assert!(of("other-corp").contains(&"contradictory-claims"));
    assert!(!of("acme-corp").contains(&"contradictory-claims"));
    let fly = |name: &str| codes("https://oidc.fly.io/acme", &[("app_id", "11111111"), ("org_name", name)]);
    assert!(fly("other").contains(&"contradictory-claims"));
    assert!(!fly("acme").contains(&"contradictory-claims"));
    // A label stays one where the issuer has to be mended.
    let circle = [("oidc.circleci.com/project-id", "d2a5e6b8-3c44-4a53-9a0b-7c3e0a2f1b11"), ("branch", "main")];
    assert!(!codes("https://oidc.circleci.com/org/acme", &circle).contains(&"claim-unknown-to-provider"));
}

#[test]
fn an_account_that_many_jobs_share_is_told_as_that() {
    const DEFAULT: &str = "1-compute@developer.gserviceaccount.com";
    let google = "https://accounts.google.com";
    let said = found(google, &[("email", DEFAULT), ("sub", "112179062720391305885")]);
    let words = format!("{} {}", said[0].message(), said[0].help().unwrap());
    assert!(words.contains("account") && !words.contains("by its ID"), "{words}");
    let claims = json!({"iss": google, "sub": "112179062720391305885", "azp": "112179062720391305885", "email": DEFAULT,
        "email_verified": true, "aud": "https://huggingface.co", "exp": NOW + 300, "iat": NOW});
    for suggestion in suggest(&signed(claims.to_string())) {
        assert!(!suggestion.findings.is_empty(), "{:?}", suggestion.publisher);
    }
    assert!(codes(google, &[("email", "mailto:p@my-project.iam.gserviceaccount.com")]).contains(&"value-never-occurs"));
    let codefresh = [("account_id", "5f30ebd30312313ae7008"), ("scm_repo_url", "git@github.com:acme/train.git")];
    assert!(codes("https://oidc.codefresh.io", &codefresh).contains(&"value-never-occurs"));
}

#[test]
fn an_id_stands_in_a_subject_as_the_provider_writes_it() {
    let rule = [("repository_id", "2"), ("sub", "repo:acme@1/train@2:ref:refs/heads/main")];
    let forgejo = "https://codeberg.org/api/actions";
    let better = "repo:acme-1/train-2:ref:refs/heads/main";
    assert_eq!(fix(forgejo, &rule, "subject-has-ids").map(|(label, _)| label), Some(format!("Set sub to {better}")));
    let help = found(forgejo, &rule)[0].help().unwrap();
    assert!(help.contains(better), "{help}");
}

#[test]
fn a_file_that_a_release_or_a_hand_starts_is_called_as_it_is() {
    let github = provider::by_id("github-actions").unwrap();
    for event in ["push", "release", "schedule", "workflow_dispatch", "create"] {
        let rule = [("repository_id", "512"), ("workflow", "p.yml"), ("event_name", event)];
        let file = ci_workflow(github, "acme/m", Some(&Publisher::of(GITHUB, rule)));
        assert_eq!(file.path, ".github/workflows/p.yml", "{event}");
        assert!(file.findings.is_empty(), "{event} {:?}", file.findings);
    }
}

#[test]
fn a_secret_in_a_publisher_stands_in_no_file() {
    let github = provider::by_id("github-actions").unwrap();
    let token = signed(json!({"iss": GITHUB, "sub": "s"}).to_string());
    let secret = format!("hf_{}", "a1B2c3D4e5".repeat(4));
    for text in [token.as_str(), &secret] {
        let rule = [("repository", "acme/m"), ("branch", text)];
        let file = ci_workflow(github, "acme/m", Some(&Publisher::of(GITHUB, rule)));
        assert!(!file.text.contains(text) && !file.path.contains(text));
        assert_eq!(file.findings[0].reason.code(), "secret-in-publisher");
        let (publisher, findings) = publisher_of(github, &[("repository", "acme/m"), ("branch", text)]);
        assert!(findings.iter().any(|finding| finding.reason.code() == "secret-in-publisher"));
        assert!(!format!("{publisher:?}").contains(text));
    }
}

#[test]
fn a_circle_file_asks_for_the_issuer_of_everybody_where_that_is_trusted() {
    let circle = provider::by_id("circleci").unwrap();
    let rule = [
        ("oidc.circleci.com/project-id", "d2a5e6b8-3c44-4a53-9a0b-7c3e0a2f1b11"),
        ("oidc.circleci.com/org-id", "c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e"),
    ];
    let root = ci_workflow(circle, "acme/m", Some(&Publisher::of("https://oidc.circleci.com", rule)));
    assert!(root.text.contains("--root-issuer"), "{}", root.text);
    assert!(root.findings.iter().all(|finding| finding.reason.code() != "file-refused"), "{:?}", root.findings);
    let own = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    assert!(!ci_workflow(circle, "acme/m", Some(&Publisher::of(own, rule))).text.contains("--root-issuer"));
}

#[test]
fn what_lacks_its_frame_or_has_anothers_gets_it_right() {
    const UUID: &str = "d2a5e6b8-3c44-4a53-9a0b-7c3e0a2f1b11";
    let eks = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
    let circle = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    let braced = format!("{{{UUID}}}");
    for (issuer, pin, name, value, better) in [
        (eks, None, "sub", "ml:publisher", "system:serviceaccount:ml:publisher"),
        (GITHUB, Some(("repository_id", "512")), "ref", "refs/head/main", "refs/heads/main"),
        (GITHUB, Some(("repository_id", "512")), "ref", "refs/remotes/origin/main", "refs/heads/main"),
        ("https://identity.depot.dev", Some(("repository_id", "1")), "workflow", "ci.yaml", ".depot/workflows/ci.yaml"),
        (circle, None, "oidc.circleci.com/project-id", &braced, UUID),
        ("https://oidc.vercel.com/acme", Some(("project_id", "prj_1")), "environment", "Production", "production"),
    ] {
        let rule: Vec<(&str, &str)> = pin.into_iter().chain([(name, value)]).collect();
        let fixes: Vec<String> = found(issuer, &rule)
            .iter()
            .filter_map(|finding| finding.fix.as_ref())
            .map(|fix| fix.label.clone())
            .collect();
        assert!(fixes.contains(&format!("Set {name} to {better}")), "{rule:?} {fixes:?}");
    }
    // A value of none of the forms stays what it is.
    assert!(found(eks, &[("sub", "publisher")]).iter().all(|finding| finding.fix.is_none()));
}
