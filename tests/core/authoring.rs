//! What an owner sees before any token: which jobs a publisher lets in, what a token suggests, which file to commit.

use hub_trusted_publishers::{
    Context, Effect, Finding, Labels, Publisher, Scenario, Severity, Verdict, check, ci_workflow, parse_resource,
    preview, provider, publisher_of, suggest,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::suites;

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";

/// The least that the catalogue recommends on each preset.
fn minimum() -> [Publisher; 4] {
    [
        Publisher::of(
            GITHUB,
            [
                ("repository_id", "74"),
                ("workflow_ref", "octo-org/octo-repo/.github/workflows/publish.yml@refs/heads/main"),
            ],
        ),
        Publisher::of("https://gitlab.com", [("project_id", "20"), ("ref_path", "refs/heads/main")]),
        Publisher::of(
            CIRCLE,
            [
                ("oidc.circleci.com/project-id", "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c"),
                ("oidc.circleci.com/vcs-ref", "refs/heads/main"),
                ("oidc.circleci.com/vcs-origin", "github.com/octo-org/octo-repo"),
            ],
        ),
        Publisher::of(
            BITBUCKET,
            [("repositoryUuid", "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}"), ("branchName", "main")],
        ),
    ]
}

fn let_in(publisher: &Publisher) -> Vec<Scenario> {
    let scenarios = preview(publisher, Labels::Documented);
    scenarios.into_iter().filter(|scenario| scenario.verdict == Verdict::Match).collect()
}

fn ids(scenarios: &[Scenario]) -> Vec<&'static str> {
    scenarios.iter().map(|scenario| scenario.id).collect()
}

fn codes(publisher: &Publisher) -> Vec<&'static str> {
    check(publisher, Context::default()).iter().map(|finding| finding.reason.code()).collect()
}

#[test]
fn the_least_publisher_of_a_preset_lets_no_stranger_in() {
    for publisher in minimum() {
        let open = let_in(&publisher);
        assert!(open.iter().all(|scenario| scenario.meant != "deny"), "{publisher:?} lets in {:?}", ids(&open));
        assert!(ids(&open).contains(&"push-default-branch"), "{publisher:?} keeps its own job out");
    }
    let [github, _, circle, _] = minimum();
    for (publisher, job, code) in
        [(github, "pull-request-target", "pull-request-target"), (circle, "rerun-with-ssh", "rerun-with-ssh")]
    {
        let open = let_in(&publisher);
        assert!(open.iter().any(|scenario| scenario.id == job && scenario.meant == "choose"), "{:?}", ids(&open));
        assert!(codes(&publisher).contains(&code));
    }
}

#[test]
fn a_name_alone_shows_what_is_open() {
    let publisher = Publisher::of(GITHUB, [("repository", "acme/model")]);
    let open = ids(&let_in(&publisher));
    for job in [
        "pull-request-from-fork",
        "pull-request-target",
        "push-other-branch",
        "tag",
        "other-workflow",
        "recreated-repository",
    ] {
        assert!(open.contains(&job), "{job} is not among {open:?}");
    }
    let all = preview(&publisher, Labels::Documented);
    let refused = |id: &str| all.iter().find(|scenario| scenario.id == id).map(|scenario| scenario.refused_by.clone());
    assert_eq!(refused("strangers-repository"), Some(vec!["repository".to_owned()]));
    assert_eq!(refused("renamed-repository"), Some(vec!["repository".to_owned()]));
}

#[test]
fn a_tenant_s_issuer_keeps_strangers_out_and_is_said_to() {
    let all = preview(&Publisher::of(BITBUCKET, [("branchName", "main")]), Labels::Documented);
    let stranger = all.iter().find(|scenario| scenario.id == "strangers-repository").unwrap();
    assert_eq!((stranger.verdict, stranger.refused_by.clone()), (Verdict::Mismatch, vec!["iss".to_owned()]));
    assert!(codes(&Publisher::of(BITBUCKET, [("branchName", "main")])).contains(&"owner-only"));
}

#[test]
fn what_no_token_has_lets_nobody_in() {
    for publisher in [
        Publisher::of(GITHUB, [("repository", "acme/model"), ("ref", "main")]),
        Publisher::of(GITHUB, [("Repository", "acme/model")]),
        Publisher::of(GITHUB, []),
        Publisher::of(GITHUB, [("environment", "acme/*")]),
        Publisher::of(GITHUB, [("environment", "staging, production")]),
        Publisher::of("https://ci.example.org", [("sub", "acme/*")]),
        Publisher::of("https://oidc.circleci.com/org/x", [("oidc.circleci.com/ssh-rerun", "false")]),
    ] {
        assert_eq!(ids(&let_in(&publisher)), [""; 0], "{publisher:?}");
    }
}

#[test]
fn a_run_on_a_bare_commit_and_a_comma_in_a_branch_do_occur() {
    let workflow = "octo-org/octo-repo/.github/workflows/publish.yml@0123456789abcdef0123456789abcdef01234567";
    for claims in [[("repository_id", "74"), ("workflow_ref", workflow)], [("repository_id", "74"), ("branch", "a,b")]]
    {
        let publisher = Publisher::of(GITHUB, claims);
        let findings = check(&publisher, Context::default());
        assert!(!findings.iter().any(Finding::is_error), "{:?}", codes(&publisher));
        assert!(ids(&let_in(&publisher)).contains(&"push-default-branch"), "{claims:?}");
    }
}

/// Warnings on rules that the catalogue recommends: the platform leaves no way to pin what is warned of.
const NO_WAY_TO_PIN: &[(&str, &str)] = &[
    ("circleci", "rerun-with-ssh"),  // its claim is a boolean, which text never equals
    ("buildkite", "fork-reachable"), // no claim tells a fork's build from a push
    ("codefresh", "fork-reachable"), // the same
    ("codefresh", "any-ref"),        // without a branch, where a pipeline runs for no branch
    ("teamcity", "any-ref"),         // the same
    ("buddy", "any-ref"),            // without a repository a pipeline has no ref
];

#[test]
fn what_a_token_suggests_matches_it_and_has_no_error() {
    let Some(facts) = suites::json("facts/providers.json") else { return };
    let mut suggested = 0;
    for fact in facts["providers"].as_array().unwrap() {
        if !fact["sample"].is_object() || fact["rules"].as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        let id = fact["id"].as_str().unwrap();
        let suggestions = suggest(&fact["sample"].to_string());
        suggested += suggestions.len();
        assert!(!suggestions.is_empty(), "{id} suggests nothing");
        for suggestion in suggestions {
            for (name, rule) in &suggestion.publisher.claims {
                assert_eq!(fact["sample"][name].as_str(), Some(rule.value.as_str()), "{id}");
            }
            for finding in suggestion.findings.iter().filter(|finding| finding.severity != Severity::Info) {
                let noted = NO_WAY_TO_PIN.contains(&(id, finding.reason.code()));
                assert!(noted, "{id}, {}: {}", suggestion.title, finding.message());
            }
        }
    }
    println!("{suggested} publishers suggested");
}

#[test]
fn a_suggestion_is_safe_and_sensible() {
    let claims = |over: Value| {
        let mut claims = json!({"iss": GITHUB, "repository": "acme/model", "repository_id": "74",
            "repository_owner_id": "65", "ref": "refs/heads/main", "ref_type": "branch", "event_name": "push", "actor": "octocat",
            "sub": "repo:acme/model:ref:refs/heads/main", "run_id": "5",
            "workflow_ref": "acme/model/.github/workflows/publish.yml@refs/heads/main"});
        for (name, value) in over.as_object().unwrap() {
            claims[name] = value.clone();
        }
        suggest(&claims.to_string())
    };
    let first = &claims(json!({"environment": "release"}))[0];
    let names: Vec<&str> = first.publisher.claims.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["repository", "repository_id", "repository_owner_id", "workflow_ref", "environment"]);
    let on_tag = claims(json!({"environment": "release", "ref": "refs/tags/v1", "ref_type": "tag",
        "workflow_ref": "acme/model/.github/workflows/publish.yml@refs/tags/v1"}));
    assert!(
        on_tag.iter().all(|suggestion| suggestion.publisher.claims.iter().all(|(_, rule)| !rule.value.contains("v1")))
    );
    assert!(!on_tag.is_empty());
    assert!(claims(json!({"event_name": "pull_request", "ref": "refs/pull/7/merge"})).is_empty());
    assert!(claims(json!({"iss": "https://actions-public-oidc.depot.dev"})).is_empty());
    let account = |email| json!({"iss": "https://accounts.google.com", "sub": "112179062720391305885", "email": email});
    assert!(suggest(&account("jane@gmail.com").to_string()).is_empty(), "a person is no job");
    assert!(!suggest(&account("ci@project.iam.gserviceaccount.com").to_string()).is_empty());
    assert!(suggest("no token").is_empty());
}

#[test]
fn a_pipeline_file_follows_its_publisher() {
    let github = provider::by_id("github-actions").unwrap();
    let publisher = Publisher::of(
        GITHUB,
        [("repository", "acme/model"), ("branch", "release"), ("workflow", "hub.yaml"), ("environment", "prod: \"1\"")],
    );
    let file = ci_workflow(github, "datasets/acme/corpus", Some(&publisher));
    assert_eq!(file.path, ".github/workflows/hub.yaml");
    for line in [
        "branches: [\"release\"]",
        "environment: \"prod: \\\"1\\\"\"",
        "HF_OIDC_RESOURCE: \"datasets/acme/corpus\"",
        "id-token: write",
    ] {
        assert!(file.text.contains(line), "{line} is not in\n{}", file.text);
    }
    let plain = ci_workflow(github, "acme/model", None);
    assert!(!plain.text.contains("environment:") && !plain.text.contains("tags:") && plain.findings.is_empty());
    let wrong = ci_workflow(github, "https://huggingface.co/acme/model", None);
    assert_eq!(wrong.findings[0].reason.code(), "resource-is-url");
    let user = ci_workflow(github, "acme", None);
    assert!(user.text.contains("hf download") && !user.text.contains("hf upload"), "{}", user.text);
    for provider in &provider::ALL {
        let file = ci_workflow(provider, "acme/model", None);
        assert!(
            file.text.contains("hf upload acme/model .") && file.text.contains("HF_OIDC_RESOURCE"),
            "{}",
            file.text
        );
        assert!(!file.text.contains("\n\n\n") && file.text.ends_with('\n'), "{}", file.text);
        let minted = ["aud: https://huggingface.co", "audience", "\"aud\":", "id-token: write", "AUDIENCE"];
        let by_hand = provider.file_is_general();
        assert!(by_hand || minted.iter().any(|way| file.text.contains(way)), "{}: {}", provider.id(), file.text);
    }
}

/// Any publisher that people write: claims of the provider and others, right values and wrong ones.
fn publishers() -> impl Strategy<Value = Publisher> {
    let issuers = select(vec![
        GITHUB,
        "https://gitlab.com",
        CIRCLE,
        BITBUCKET,
        "https://agent.buildkite.com",
        "https://oidc.circleci.com",
        "https://token.actions.githubusercontent.com/",
        "http://gitlab.com",
        "https://ci.example.org",
        " https://gitlab.com",
        "https://gitlab.com/oauth/discovery/keys",
    ]);
    let names = select(vec![
        "repository",
        "repository_id",
        "repository_owner",
        "ref",
        "ref_type",
        "ref_path",
        "ref_protected",
        "branch",
        "workflow",
        "workflow_ref",
        "environment",
        "sub",
        "aud",
        "run_id",
        "actor",
        "project_path",
        "project_id",
        "user_login",
        "oidc.circleci.com/project-id",
        "oidc.circleci.com/vcs-ref",
        "oidc.circleci.com/ssh-rerun",
        "project-id",
        "repositoryUuid",
        "branchName",
        "Repository",
        "organization_id",
        "pipeline_id",
        "build_branch",
        "event_name",
        "pipeline_source",
        "exp",
        "__proto__",
    ]);
    let values = select(vec![
        "acme/model",
        "74",
        "main",
        "refs/heads/main",
        "refs/tags/v1",
        "refs/pull/7/merge",
        "branch",
        "tag",
        "true",
        "",
        " acme/model",
        "acme/*",
        "https://github.com/acme/model.git",
        "publish.yml",
        ".github/workflows/publish.yml",
        "acme/model/.github/workflows/publish.yml@refs/heads/main",
        "acme/model/.github/workflows/publish.yml@main",
        "repo:acme/model:ref:refs/heads/main",
        "repo:acme/model:pull_request",
        "release",
        "\"release\"",
        "rel\u{200b}ease",
        "${{ github.ref }}",
        "pull_request_target",
        "merge_request_event",
        "3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c",
        "3A2F5B1C-0D4E-4F6A-8B7C-9D0E1F2A3B4C",
        "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}",
        "a,b",
        "origin/main",
    ]);
    let claims = prop::collection::btree_map(names, values, 0..5);
    (issuers, claims).prop_map(|(issuer, claims)| Publisher::of(issuer, claims))
}

fn seen(findings: &[Finding], errors_alone: bool) -> Vec<(&'static str, String)> {
    let counts = |finding: &&Finding| !errors_alone || finding.is_error();
    findings.iter().filter(counts).map(|finding| (finding.reason.code(), format!("{:?}", finding.at))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_fix_removes_its_finding_and_brings_no_error(publisher in publishers(), raw in any::<bool>()) {
        let labels = if raw { Labels::Raw } else { Labels::Documented };
        let context = Context { labels, ..Context::default() };
        let findings = check(&publisher, context);
        for finding in &findings {
            let Some(fix) = &finding.fix else { continue };
            let after = check(&fix.publisher, context);
            let this = (finding.reason.code(), format!("{:?}", finding.at));
            prop_assert!(!seen(&after, false).contains(&this), "{this:?} stays: {:?}", fix.publisher);
            let known = seen(&findings, true);
            prop_assert!(seen(&after, true).iter().all(|error| known.contains(error)), "{this:?}: {after:?}");
            let (before, later) = (publisher.claims.len(), fix.publisher.claims.len());
            match fix.effect {
                Effect::Same => prop_assert_eq!(&publisher, &fix.publisher),
                Effect::Narrower => prop_assert!(later > before),
                Effect::Wider => prop_assert!(later < before),
                Effect::Different => prop_assert!(publisher != fix.publisher),
            }
        }
    }

    #[test]
    fn an_error_that_none_can_satisfy_shows_in_the_preview(publisher in publishers()) {
        // What is said to match nothing lets no job in.
        const NEVER: [&str; 13] = [
            "value-is-list","value-never-occurs", "ref-is-short", "ref-is-full", "value-has-whitespace", "value-is-quoted",
            "value-has-invisible", "value-is-pattern", "value-is-template", "claim-type-differs", "claim-unknown-to-provider",
            "claim-name-case", "contradictory-claims"];
        // A branch's name may hold a comma: that it is a list is a warning there.
        let errors = seen(&check(&publisher, Context::default()), true);
        let open = let_in(&publisher);
        if errors.iter().any(|(code, _)| NEVER.contains(code)) {
            prop_assert!(open.is_empty(), "{errors:?} and yet {:?}", ids(&open));
        }
    }

    #[test]
    fn what_a_form_writes_is_read_back(text in "[a-z0-9./@:{}# -]{0,40}", field in 0_usize..6) {
        for provider in &provider::ALL {
            let fields = provider.fields();
            let filled: Vec<(&str, &str)> = fields.iter().enumerate().map(|(index, known)| {
                (known.id, if index == field { text.as_str() } else if known.placeholder.is_empty() { "x" } else { &known.placeholder })
            }).collect();
            let (Some(publisher), _) = publisher_of(provider, &filled) else { continue };
            let (read, values, rest) = hub_trusted_publishers::fields_of(&publisher);
            let again: Vec<(&str, &str)> = values.iter().map(|(id, value)| (*id, value.as_str())).collect();
            let (Some(second), _) = publisher_of(read, &again) else { continue };
            if rest.is_empty() {
                prop_assert_eq!(&publisher, &second, "{}", provider.id());
            }
        }
    }
}

#[test]
fn the_path_of_an_address_is_a_whole_resource() {
    for (address, meant) in [
        ("https://huggingface.co/acme/model/tree/main", "acme/model"),
        ("https://huggingface.co//acme/model", "acme/model"),
        ("https://huggingface.co//datasets/acme/corpus", "datasets/acme/corpus"),
        ("https://huggingface.co/datasets//acme/corpus/blob", "datasets/acme/corpus"),
        ("hf://datasets/acme/corpus@main", "datasets/acme/corpus"),
        ("https://huggingface.co//", "namespace/name"),
    ] {
        let told = parse_resource(address).unwrap_err();
        assert!(told.help().unwrap().contains(&format!("`{meant}`")), "{address}: {:?}", told.help());
    }
}
