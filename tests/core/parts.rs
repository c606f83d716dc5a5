//! Subjects that differ in several parts: each part's help writes that part, and never the whole of what another part forbids.

use hub_trusted_publishers::Exchange;
use serde_json::json;

use crate::namesakes::{offered, pushed, refused};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const MAIN: &str = "refs/heads/main";

fn said(rule: &[(&str, &str)], claims: &serde_json::Value) -> Exchange {
    refused(GITHUB, GITHUB, rule, claims)
}

fn helps(exchange: &Exchange) -> Vec<String> {
    exchange.findings.iter().filter(|finding| finding.is_error()).filter_map(|finding| finding.help()).collect()
}

#[test]
fn a_part_of_a_subject_is_written_alone() {
    let of = |repository: &str, context: &str| {
        pushed(repository, MAIN, json!({"sub": format!("repo:{repository}:{context}")}))
    };
    for (wanted, claims, written) in [
        (
            "repo:acme/model:environment:Prod",
            of("evil/model", "environment:prod"),
            "`repo:acme/model:environment:prod`",
        ),
        ("repo:acme/model:ref:main", of("evil/model", "ref:refs/heads/main"), "`repo:acme/model:ref:refs/heads/main`"),
        (
            "repo:Acme/model:ref:refs/heads/main",
            of("acme/model", "pull_request"),
            "`repo:acme/model:ref:refs/heads/main`",
        ),
        // The IDs alone, where the rest differs too.
        (
            "repo:acme/model:environment:prod",
            of("acme@98/model@99", "ref:refs/heads/main"),
            "`repo:acme@98/model@99:environment:prod`",
        ),
    ] {
        let helps = helps(&said(&[("sub", wanted)], &claims));
        let whole = format!("Write `{}`", claims["sub"].as_str().unwrap());
        assert!(helps.iter().any(|help| help.contains(written)), "{wanted}: {helps:?}");
        let orders = |help: &&String| help.starts_with(&whole) && !help.contains("only if");
        assert_eq!(helps.iter().find(orders), None, "{wanted}");
    }
}

#[test]
fn an_owner_of_that_name_with_another_id_is_another_one() {
    let subject = "repo:acme@9/model@77:ref:refs/heads/main";
    let over = json!({"sub": subject, "repository_owner_id": "9", "repository_id": "77"});
    let reclaimed = pushed("acme/model", MAIN, over);
    let rule = [("sub", "repo:acme/model:ref:refs/heads/main"), ("repository_owner_id", "98")];
    let exchange = said(&rule, &reclaimed);
    assert_eq!(exchange.findings[0].reason.code(), "repository-differs");
    let helps = helps(&exchange);
    assert!(helps.iter().all(|help| !help.contains("Write `")), "{helps:?}");
    assert_eq!(offered(GITHUB, GITHUB, &rule, &reclaimed), None);
}

#[test]
fn the_tokens_own_other_id_is_told_as_that() {
    let own = pushed("acme/model", MAIN, json!({}));
    let exchange = said(&[("repository", "acme/model"), ("repository_id", "98")], &own);
    let first = &exchange.findings[0];
    assert!(first.message().contains("the token's `repository_owner_id`"), "{}", first.message());
    assert!(first.help().unwrap().contains("`99`"), "{:?}", first.help());
    let exchange = said(&[("repository", "acme/model"), ("repository_owner_id", "99")], &own);
    let first = &exchange.findings[0];
    assert!(first.message().contains("the token's `repository_id`"), "{}", first.message());
    assert!(!first.help().unwrap().starts_with("Keep"), "{:?}", first.help());
}

#[test]
fn a_file_with_its_ref_keeps_it() {
    let own = pushed("acme/model", MAIN, json!({}));
    let dev = pushed("acme/model", "refs/heads/dev", json!({}));
    let tag = pushed("acme/model", "refs/tags/v9", json!({"ref_type": "tag"}));
    let repository = ("repository", "acme/model");
    for file in ["p.yml@refs/heads/main", "p.yml@main", ".github/workflows/p.yml@refs/heads/main"] {
        let rule = [repository, ("workflow", file)];
        let label = Some("Set workflow to p.yml, compare ref with refs/heads/main");
        assert_eq!(offered(GITHUB, GITHUB, &rule, &own).as_deref(), label, "{file}");
        assert_eq!(offered(GITHUB, GITHUB, &rule, &dev), None, "{file}");
        assert_eq!(offered(GITHUB, GITHUB, &rule, &tag), None, "{file}");
        // What compares a branch already need not be told again.
        let rule = [repository, ("branch", "main"), ("workflow", file)];
        assert_eq!(offered(GITHUB, GITHUB, &rule, &own).as_deref(), Some("Set workflow to p.yml"), "{file}");
    }
}

#[test]
fn an_environment_in_the_refs_place_keeps_the_ref() {
    let over = json!({"sub": "repo:acme/model:environment:prod", "environment": "prod"});
    let job = |git_ref: &str, over: &serde_json::Value| pushed("acme/model", git_ref, over.clone());
    let rule = [("sub", "repo:acme/model:ref:refs/heads/main")];
    let label = Some("Set sub to repo:acme/model:environment:prod, compare ref with refs/heads/main");
    assert_eq!(offered(GITHUB, GITHUB, &rule, &job(MAIN, &over)).as_deref(), label);
    assert_eq!(offered(GITHUB, GITHUB, &rule, &job("refs/heads/dev", &over)), None);
    let review = json!({"sub": "repo:acme/model:environment:review/7", "environment": "review/7"});
    assert_eq!(offered(GITHUB, GITHUB, &rule, &job(MAIN, &review)), None);
    let strangers = json!({"sub": "repo:evil/model:environment:prod", "environment": "prod"});
    assert_eq!(offered(GITHUB, GITHUB, &rule, &pushed("evil/model", MAIN, strangers)), None);
}

#[test]
fn a_branch_that_a_bot_made_is_nobodys_to_publish() {
    for branch in ["dependabot/pip/x-1", "renovate/all", "copilot/fix-1"] {
        let bots = pushed("acme/model", &format!("refs/heads/{branch}"), json!({}));
        let rule = [("repository", "acme/model"), ("branch", "main")];
        assert_eq!(offered(GITHUB, GITHUB, &rule, &bots), None, "{branch}");
    }
}

#[test]
fn a_list_without_the_jobs_branch_is_a_list() {
    let feature = pushed("acme/model", "refs/heads/feature", json!({}));
    for list in ["main, dev", "main,dev", "main|dev"] {
        let rule = [("repository", "acme/model"), ("branch", list)];
        let exchange = said(&rule, &feature);
        assert_eq!(exchange.findings[0].reason.code(), "value-is-list", "{list}");
        assert_eq!(offered(GITHUB, GITHUB, &rule, &feature), None, "{list}");
    }
}

#[test]
fn the_part_that_differs_is_the_one_that_is_written() {
    let vercel = "https://oidc.vercel.com/acme";
    let job = json!({"sub": "owner:acme:project:Acme:environment:production"});
    let rule = [("sub", "owner:acme:project:acme:environment:preview")];
    let helps = helps(&refused(vercel, vercel, &rule, &job));
    assert!(helps.iter().any(|help| help.contains("`owner:acme:project:Acme:environment:preview`")), "{helps:?}");
    // What follows the project is none of another owner's.
    let strangers = pushed("evil/model", MAIN, json!({}));
    let rule = [("sub", "repo:acme/model:x:y")];
    let helps = self::helps(&said(&rule, &strangers));
    let whole = strangers["sub"].as_str().unwrap();
    assert!(helps.iter().all(|help| !help.contains(whole) || help.contains("only if")), "{helps:?}");
}

#[test]
fn the_tokens_own_other_id_makes_no_namesake_of_a_subject() {
    let own = pushed("acme/model", MAIN, json!({"sub": "repo:acme@98/model@99:ref:refs/heads/main"}));
    let rule = [("sub", "repo:acme/model:ref:refs/heads/main"), ("repository_owner_id", "99")];
    let exchange = said(&rule, &own);
    let words = exchange.findings.iter().map(|finding| format!("{} {:?}", finding.message(), finding.help()));
    assert!(
        words.clone().all(|words| !words.contains("another one of that name") && !words.contains("Keep")),
        "{:?}",
        words.collect::<Vec<String>>()
    );
}

#[test]
fn an_organization_can_be_called_as_a_bot_is() {
    let own = pushed("renovate/x", MAIN, json!({}));
    let label = offered(GITHUB, GITHUB, &[("repository", "Renovate/x"), ("branch", "main")], &own);
    assert_eq!(label.as_deref(), Some("Set repository to renovate/x"));
    let bots = pushed("acme/model", "refs/heads/dependabot/pip/x", json!({}));
    let file = "acme/model/.github/workflows/p.yml@refs/heads/main";
    assert_eq!(offered(GITHUB, GITHUB, &[("repository", "acme/model"), ("workflow_ref", file)], &bots), None);
}
