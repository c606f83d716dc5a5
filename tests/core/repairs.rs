//! When a repaired publisher is offered, and what it lets in.

use hub_trusted_publishers::{Effect, HUB, Publisher};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";

fn offered_to(issuer: &str, publishers: &[Publisher], over: &Value) -> Option<(String, Effect, Publisher)> {
    let job = json!({"iss": issuer, "sub": "repo:acme/model:ref:refs/heads/main", "aud": HUB, "exp": NOW + 300, "iat": NOW,
        "repository": "acme/model", "repository_id": "74", "ref": "refs/heads/main", "ref_type": "branch",
        "event_name": "push", "number": 7});
    let mut claims: Map<String, Value> = job.as_object().unwrap().clone();
    claims.extend(over.as_object().unwrap().clone());
    let exchange = exchange(&signed(Value::Object(claims).to_string()), publishers);
    let fix = exchange.findings.first()?.fix.as_ref()?;
    Some((fix.label.clone(), fix.effect, fix.publisher.clone()))
}

fn offered(claims: &[(&str, &str)], over: Value) -> Option<(String, Effect)> {
    let publishers = [Publisher::of(GITHUB, claims.iter().copied())];
    offered_to(GITHUB, &publishers, &over).map(|(label, effect, _)| (label, effect))
}

#[test]
fn a_fix_says_what_it_does_and_what_it_lets_in() {
    for (claims, label, effect) in [
        (&[("repository", "Acme/model")][..], "Set repository to acme/model", Effect::Different),
        (
            &[("repository", "acme/model"), ("branch", "dev"), ("event_name", "release")],
            "Set branch to main, set event_name to push",
            Effect::Different,
        ),
        (&[("Repository", "acme/model")], "Compare repository with acme/model", Effect::Different),
        (&[("project_path", "acme/model")], "Compare repository with acme/model", Effect::Different),
    ] {
        assert_eq!(offered(claims, json!({})), Some((label.to_owned(), effect)), "{claims:?}");
    }
}

#[test]
fn a_renamed_claim_stands_once_and_leaves_the_others() {
    let rules = [("event_name", "push"), ("repository", "acme/model"), ("project_path", "acme/model")];
    let (.., publisher) = offered_to(GITHUB, &[Publisher::of(GITHUB, rules)], &json!({})).unwrap();
    assert_eq!(publisher, Publisher::of(GITHUB, [("event_name", "push"), ("repository", "acme/model")]));
}

#[test]
fn what_two_names_meant_stands_in_a_fix_once() {
    for (mistaken, meant) in [
        (("repo", "acme/model"), ("repository", "acme/model")),
        (("Repository", "acme/model"), ("repository", "acme/model")),
        (("git_ref", "refs/heads/main"), ("ref", "refs/heads/main")),
    ] {
        for rules in [[mistaken, meant], [meant, mistaken]] {
            let rules = [rules[0], rules[1], ("repository_id", "74")];
            let (.., publisher) = offered_to(GITHUB, &[Publisher::of(GITHUB, rules)], &json!({})).unwrap();
            let fixed = Publisher::of(GITHUB, [meant, ("repository_id", "74")]);
            assert_eq!(publisher, fixed, "{rules:?}");
        }
    }
}

#[test]
fn what_is_set_and_renamed_stands_in_a_fix_once() {
    const GITLAB: &str = "https://gitlab.com";
    let job = json!({"project_path": "acme/model", "ref": "main", "ref_path": "refs/heads/main"});
    let (project, bare, full) =
        (("project_path", "acme/model"), ("ref", "refs/heads/main"), ("ref_path", "refs/heads/dev"));
    for rules in [[project, bare, full], [project, full, bare]] {
        let (.., publisher) = offered_to(GITLAB, &[Publisher::of(GITLAB, rules)], &job).unwrap();
        assert_eq!(publisher, Publisher::of(GITLAB, [project, ("ref_path", "refs/heads/main")]), "{rules:?}");
    }
}

#[test]
fn what_was_meant_to_keep_jobs_out_does_not_get_lost() {
    for rule in [
        // The claim that it may stand for is compared already, with another value.
        [("repository", "acme/model"), ("project_path", "x")],
        [("repository", "acme/x"), ("project_path", "acme/model")],
        [("repository", "acme/model"), ("project", "74")],
        [("repository", "acme/model"), ("repo", "99")],
    ] {
        assert_eq!(offered(&rule, json!({})), None, "{rule:?}");
    }
}

#[test]
fn nothing_is_offered_where_it_would_not_do_or_not_be_safe() {
    const WRONG: &[(&str, &str)] = &[("repository", "acme/model"), ("event_name", "release")];
    assert!(offered(WRONG, json!({})).is_some());
    for (claims, over) in [
        // Not repairable: a number, a claim that is not there, nothing left that pins.
        (&[("repository", "acme/model"), ("number", "7")][..], json!({})),
        (&[("repository", "acme/model"), ("enterprise", "x")], json!({})),
        (&[("environment", "release")], json!({})),
        (&[("branch", "dev")], json!({})),
        // Not enough: the token is refused for something else too.
        (WRONG, json!({"aud": "pypi"})),
        (WRONG, json!({"exp": NOW})),
        // Not safe: proposed code, or another owner's repository.
        (WRONG, json!({"event_name": "pull_request"})),
        (WRONG, json!({"event_name": "pull_request_target"})),
        (WRONG, json!({"pipeline_source": "merge_request_event"})),
        (WRONG, json!({"pipeline_source": "external_pull_request_event"})),
        (WRONG, json!({"ref": "refs/pull/1/merge"})),
        (WRONG, json!({"ref_path": "refs/merge-requests/1/head"})),
        (WRONG, json!({"sub": "repo:acme/model:pull_request"})),
        (&[("repository", "mallory/model")], json!({})),
        (&[("sub", "repo:mallory/model:ref:refs/heads/main")], json!({})),
    ] {
        assert_eq!(offered(claims, over.clone()), None, "{claims:?} {over}");
    }
}

#[test]
fn an_id_tells_a_renamed_owner_from_a_stranger() {
    let renamed = [("repository", "old-acme/model"), ("repository_id", "74")];
    let set = Some(("Set repository to acme/model".to_owned(), Effect::Different));
    assert_eq!(offered(&renamed, json!({})), set);
    assert_eq!(offered(&[("repository", "old-acme/model"), ("repository_id", "75")], json!({})), None);
    for (id, hinted) in [("74", true), ("75", false)] {
        let claims = [("repository", "old-acme/model"), ("repository_id", id)];
        let job = json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW, "repository": "acme/model",
            "repository_id": "74"});
        let exchange = exchange(&signed(job.to_string()), &[Publisher::of(GITHUB, claims)]);
        assert_eq!(exchange.findings[0].message().contains("renamed or moved"), hinted, "{id}");
    }
}

#[test]
fn the_issuer_is_mended_where_it_is_nearly_right() {
    let slash = [Publisher::of(&format!("{GITHUB}/"), [("repository", "Acme/model")])];
    let (label, effect, publisher) = offered_to(GITHUB, &slash, &json!({})).unwrap();
    assert_eq!(label, "Set the issuer to https://token.actions.githubusercontent.com, set repository to acme/model");
    assert_eq!((effect, publisher.issuer_url.as_str()), (Effect::Different, GITHUB));
    // A strange issuer is nobody's slip.
    assert!(
        offered_to(GITHUB, &[Publisher::of("https://gitlab.com", [("repository", "acme/model")])], &json!({}))
            .is_none()
    );
}

#[test]
fn a_project_of_any_provider_pins() {
    const PROJECT: &str = "oidc.circleci.com/project-id";
    let publishers = [Publisher::of(CIRCLE, [(PROJECT, "3a2f"), ("oidc.circleci.com/vcs-ref", "main")])];
    let job = json!({PROJECT: "3a2f", "oidc.circleci.com/vcs-ref": "refs/heads/main"});
    let (label, ..) = offered_to(CIRCLE, &publishers, &job).unwrap();
    assert_eq!(label, "Set oidc.circleci.com/vcs-ref to refs/heads/main");
    for (pin, value) in [("repositoryUuid", "{1}"), ("project_id", "1"), ("workflow_ref", "x"), ("sub", "s")] {
        let publishers = [Publisher::of("https://ci.example.org", [(pin, value), ("event_name", "release")])];
        assert!(offered_to("https://ci.example.org", &publishers, &json!({pin: value})).is_some(), "{pin}");
    }
}

#[test]
fn the_fix_is_of_the_publisher_that_the_first_error_speaks_of() {
    let near = Publisher::of(GITHUB, [("repository", "acme/model"), ("event_name", "release")]);
    let far = Publisher::of(GITHUB, [("repository", "acme/other"), ("event_name", "release")]);
    let (.., publisher) = offered_to(GITHUB, &[far, near], &json!({})).unwrap();
    assert_eq!(publisher, Publisher::of(GITHUB, [("repository", "acme/model"), ("event_name", "push")]));
}

#[test]
fn a_publisher_whose_issuer_alone_is_wrong_is_told_beside_others() {
    let slashed = Publisher::of(
        &format!("{GITHUB}/"),
        [("repository", "acme/model"), ("branch", "main"), ("repository_id", "74")],
    );
    let other = Publisher::of(GITHUB, [("repository", "acme/other"), ("branch", "dev")]);
    for publishers in [[slashed.clone(), other.clone()], [other, slashed]] {
        let (label, _, publisher) = offered_to(GITHUB, &publishers, &json!({})).unwrap();
        assert_eq!((label, publisher.issuer_url.as_str()), (format!("Set the issuer to {GITHUB}"), GITHUB));
    }
}

#[test]
fn a_project_in_other_letters_is_nearer_than_one_with_more_that_differs() {
    for spelt in ["acme/Model", "https://github.com/acme/model"] {
        let near = Publisher::of(GITHUB, [("repository", spelt), ("branch", "main")]);
        let far = Publisher::of(GITHUB, [("repository", "acme/model"), ("branch", "dev"), ("environment", "x")]);
        let (label, ..) = offered_to(GITHUB, &[far, near], &json!({})).unwrap();
        assert_eq!(label, "Set repository to acme/model", "{spelt}");
    }
}

#[test]
fn claims_that_were_pasted_without_their_issuer_are_mended_as_those_of_the_one_that_is_trusted() {
    let list =
        "* `sub`: `repo:acme/model:ref:refs/heads/main`\n* `repository`: `acme/model`\n* `ref`: `refs/heads/main`";
    let told = |issuer: &str| {
        let exchange = exchange(list, &[Publisher::of(issuer, [("repository", "Acme/model")])]);
        exchange.findings[0].fix.as_ref().map(|fix| fix.label.clone())
    };
    assert_eq!(told(GITHUB).as_deref(), Some("Set repository to acme/model"));
    // Another provider's, or anybody's, they need not be.
    for issuer in ["https://gitlab.com", "https://ci.example.org"] {
        assert_eq!(told(issuer), None, "{issuer}");
    }
}

#[test]
fn what_no_job_keeps_is_removed_beside_what_tells_the_job() {
    let pinned = [("repository_id", "74"), ("event_name", "push"), ("ref", "refs/heads/main")];
    let file = ("workflow_ref", "acme/model/.github/workflows/p.yml@refs/heads/main");
    let over = json!({"sha": "0123456789abcdef0123456789abcdef01234567", "run_id": "7", "workflow_ref": file.1});
    for (extra, label) in [
        (("environment", ""), "Remove environment"),
        (("sha", "1123456789abcdef0123456789abcdef01234567"), "Remove sha"),
        (("run_id", "6"), "Remove run_id"),
    ] {
        let full: Vec<(&str, &str)> = pinned.iter().copied().chain([file, extra]).collect();
        assert_eq!(offered(&full, over.clone()), Some((label.to_owned(), Effect::Wider)), "{extra:?}");
        // Where the rest would let more in than its owner, nothing is taken away.
        assert_eq!(offered(&[pinned[2], extra], over.clone()), None, "{extra:?}");
    }
    // A blank field of a form, where the job has no environment either.
    let blank = [("repository", "acme/model"), ("branch", "main"), ("environment", "")];
    assert_eq!(offered(&blank, json!({})).unwrap().0, "Remove environment");
    assert_eq!(offered(&blank, json!({"environment": "prod"})).unwrap().0, "Set environment to prod");
    assert_eq!(offered(&[blank[0], blank[2]], json!({})), None);
    for none in [("branch", ""), ("sub", "repo:acme/model")] {
        assert_eq!(offered(&[blank[0], none, blank[2]], json!({})), None, "{none:?}");
    }
}

#[test]
fn the_issuer_of_a_persons_login_is_no_jobs() {
    let login = "https://github.com/login/oauth";
    let rule = Publisher::of(login, [("repository", "acme/model"), ("branch", "main")]);
    let (label, ..) = offered_to(GITHUB, std::slice::from_ref(&rule), &json!({})).unwrap();
    assert_eq!(label, format!("Set the issuer to {GITHUB}"));
    let claims = json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW, "repository": "acme/model",
        "ref": "refs/heads/main", "ref_type": "branch"});
    let said = exchange(&signed(claims.to_string()), &[rule]);
    assert_eq!(crate::mint::errors(&said).len(), 1, "{:?}", said.findings);
    // Everybody's other issuer stays.
    assert!(
        offered_to(GITHUB, &[Publisher::of("https://accounts.google.com", [("repository", "acme/model")])], &json!({}))
            .is_none()
    );
}
