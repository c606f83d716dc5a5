//! Two values and what is said of how they differ: one row for each way.

use hub_trusted_publishers::{Exchange, Outcome, Publisher};
use serde_json::{Map, Value, json};

use crate::mint::{NOW, errors, exchange, signed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const FILE: &str = "acme/model/.github/workflows/publish.yml@refs/heads/main";

fn token(claims: &[(&str, &str)]) -> String {
    let registered = json!({"iss": GITHUB, "sub": "s", "aud": "https://huggingface.co", "exp": NOW + 300, "iat": NOW});
    let mut members: Map<String, Value> = registered.as_object().unwrap().clone();
    members.extend(claims.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    signed(Value::Object(members).to_string())
}

fn compared(claim: &str, expected: &str, found: &str) -> Exchange {
    exchange(&token(&[(claim, found)]), &[Publisher::of(GITHUB, [(claim, expected)])])
}

#[test]
fn every_difference_is_told_as_what_it_is() {
    for (claim, expected, found, code) in [
        // In writing.
        ("note", "a b", "ab", "differs-in-whitespace"),
        ("note", "a\u{200b}b", "ab", "differs-invisibly"),
        ("note", "Ünder", "ünder", "differs-in-case"),
        ("note", "ΑΒΓ", "αβγ", "differs-in-case"),
        ("note", "Ж", "ж", "differs-in-case"),
        ("note", "Ѐ", "ѐ", "differs-in-case"),
        ("note", "×", "÷", "claim-mismatch"),
        ("note", "cafe\u{301}", "caf\u{e9}\u{301}", "looks-alike"),
        ("note", "caf\u{e9}", "cafe\u{301}", "looks-alike"),
        ("note", "caf\u{e9}", "cafi\u{301}", "claim-mismatch"),
        ("note", "раураl", "paypal", "looks-alike"),
        ("note", "ａｃｍｅ", "acme", "looks-alike"),
        ("note", "ｃｍｅ", "cm", "claim-mismatch"),
        ("note", "a–b", "a-b", "looks-alike"),
        ("note", "mode1", "model", "looks-alike"),
        ("note", "", "x", "value-is-empty"),
        ("note", "\"x\"", "x", "value-is-quoted"),
        ("note", "'x'", "x", "value-is-quoted"),
        ("note", "\"x", "x", "claim-mismatch"),
        ("note", "“x”", "x", "value-is-quoted"),
        ("note", "${{ x }}", "x", "value-is-template"),
        ("note", "<org>", "acme", "value-is-template"),
        ("note", "a<b", "acme", "claim-mismatch"),
        ("note", "a>b", "acme", "claim-mismatch"),
        ("note", "a*", "ab", "value-is-pattern"),
        ("note", "a*", "a*b", "claim-mismatch"),
        ("note", "^ab", "ab", "value-is-pattern"),
        ("note", "ab$", "ab", "value-is-pattern"),
        ("note", "v.+", "v1", "value-is-pattern"),
        ("note", "v[0-9]", "v1", "value-is-pattern"),
        ("note", "https://x/?a", "x", "claim-mismatch"),
        ("note", "a, b", "b", "value-is-list"),
        ("note", "a|b", "b", "value-is-list"),
        ("note", "a;b", "a", "value-is-list"),
        ("note", "ab", "abc", "claim-mismatch"),
        // Refs.
        ("ref", "main", "refs/heads/main", "ref-is-short"),
        ("ref", "v1", "refs/tags/v1", "ref-is-short"),
        ("ref", "main", "refs/heads/dev", "ref-differs"),
        ("ref", "refs/heads/main", "main", "ref-is-full"),
        ("ref", "refs/tags/v1", "v1", "ref-is-full"),
        ("ref", "refs/heads/main", "dev", "ref-differs"),
        ("ref", "refs/heads/main", "refs/heads/dev", "ref-differs"),
        ("ref", "refs/heads/v1", "refs/tags/v1", "branch-is-tag"),
        ("ref", "refs/tags/v1", "refs/heads/v1", "tag-is-branch"),
        ("ref", "refs/heads/main", "refs/pull/1/merge", "ref-is-pull-request"),
        ("ref_path", "refs/heads/main", "refs/merge-requests/1/head", "ref-is-pull-request"),
        ("ref_type", "branch", "tag", "branch-is-tag"),
        ("ref_type", "tag", "branch", "tag-is-branch"),
        ("ref_type", "branch", "other", "claim-mismatch"),
        ("ref_type", "other", "tag", "value-never-occurs"),
        // Names.
        ("repository", "https://github.com/acme/model", "acme/model", "repository-is-url"),
        ("repository", "git@github.com:acme/model", "acme/model", "repository-is-url"),
        ("repository", "acme/model.git", "acme/model", "repository-is-url"),
        ("repository", "https://github.com/acme/model/tree/main", "acme/model", "repository-is-url"),
        ("repository", "https://github.com/Acme/model", "acme/model", "repository-is-url"),
        // An address of another one is not a slip of the pen.
        ("repository", "https://github.com/acme/model", "evil/other", "repository-differs"),
        ("repository", "https://github.com/acme/model", "evil/model", "owner-differs"),
        ("repository", "git@github.com:acme/model.git", "evil/model", "owner-differs"),
        ("scm_repo_url", "https://github.com/acme/model.git", "https://github.com/acme/model", "repository-is-url"),
        ("repository", "model", "acme/model", "repository-is-url"),
        ("repository", "other", "acme/model", "value-never-occurs"),
        ("repository", "mallory/model", "acme/model", "owner-differs"),
        ("repository", "acme/other", "acme/model", "repository-differs"),
        ("repository", "mallory/other", "acme/model", "repository-differs"),
        ("project_path", "acme/a/model", "acme/b/model", "owner-differs"),
        ("repository_owner", "mallory", "acme", "owner-differs"),
        ("namespace_path", "mallory", "acme", "owner-differs"),
        ("environment", "release", "staging", "environment-differs"),
        ("event_name", "push", "pull_request_target", "ref-is-pull-request"),
        ("pipeline_source", "push", "merge_request_event", "ref-is-pull-request"),
        ("event_name", "push", "schedule", "claim-mismatch"),
        // Workflow files.
        ("workflow_ref", "publish.yml", FILE, "workflow-is-path"),
        ("workflow_ref", "acme/model/.github/workflows/publish.yml", FILE, "workflow-is-path"),
        ("workflow_ref", "other.yml", FILE, "workflow-is-path"),
        ("workflow_ref", "Publish", FILE, "value-never-occurs"),
        ("workflow_ref", "acme/model/.github/workflows/other.yml@refs/heads/main", FILE, "workflow-file-differs"),
        (
            "workflow_ref",
            "acme/model/.github/workflows/publish.yaml@refs/heads/main",
            FILE,
            "workflow-extension-differs",
        ),
        ("workflow_ref", "mallory/model/.github/workflows/publish.yml@refs/heads/main", FILE, "owner-differs"),
        ("job_workflow_ref", "acme/x/.github/workflows/publish.yml@refs/heads/main", FILE, "repository-differs"),
        ("workflow_ref", "acme/model/.github/workflows/publish.yml@refs/tags/v1", FILE, "tag-is-branch"),
    ] {
        let exchange = compared(claim, expected, found);
        assert_eq!(exchange.outcome, Outcome::Refused, "{claim}: {expected} against {found}");
        assert_eq!(errors(&exchange), [code], "{claim}: {expected} against {found}");
    }
}

#[test]
fn the_place_of_a_difference_is_counted_in_characters_from_one() {
    for (expected, found, position) in [("x", "y", "1"), ("äx", "äy", "2"), ("ab", "abc", "3"), ("abc", "ab", "3")] {
        let exchange = compared("note", expected, found);
        let values = &exchange.findings[0].values;
        let told = values.iter().find(|(name, _)| *name == "position").map(|(_, value)| value.as_str());
        assert_eq!(told, Some(position), "{expected} against {found}");
    }
    let message = compared("note", "m\u{43e}del", "model").findings[0].message();
    assert!(message.contains("character 2 is U+043E") && message.contains("`o`"), "{message}");
}

#[test]
fn the_forms_workflow_is_told_apart_from_other_names_of_it() {
    let called = "acme/model/.github/workflows/build.yml@refs/heads/main";
    let claims = [("workflow_ref", FILE), ("job_workflow_ref", called), ("workflow", "Publish the model")];
    for (expected, code) in [
        ("other.yml", "workflow-file-differs"),
        ("publish.yaml", "workflow-extension-differs"),
        (".github/workflows/publish.yml", "workflow-is-path"),
        (".github/workflows/other.yml", "workflow-file-differs"),
        ("acme/model/.github/workflows/publish.yml@refs/heads/main", "workflow-is-path"),
        ("Publish the model", "workflow-is-display-name"),
        ("Another name", "workflow-is-display-name"),
        ("build.yml", "workflow-is-reusable"),
    ] {
        let exchange = exchange(&token(&claims), &[Publisher::of(GITHUB, [("workflow", expected)])]);
        assert_eq!(errors(&exchange), [code], "{expected}");
    }
}

#[test]
fn labels_are_read_from_what_is_certainly_a_branch_or_a_file() {
    for (claims, label, expected, code) in [
        (&[("ref", "refs/heads/main"), ("ref_type", "tag")][..], "branch", "main", "branch-is-tag"),
        (&[("ref", "refs/heads/"), ("ref_type", "branch")], "branch", "", "ref-differs"),
        (&[("ref", "main"), ("ref_type", "branch")], "branch", "main", "ref-differs"),
        (&[("workflow_ref", "publish.yml")], "workflow", "publish.yml", "claim-mismatch"),
        (&[("workflow_ref", FILE), ("workflow", "named.yml")], "workflow", "named.yml", "workflow-is-display-name"),
        (
            &[("workflow_ref", "acme/model/.github/workflows/publish.yml@abcdef")],
            "workflow",
            "publish.yml",
            "claim-mismatch",
        ),
        (
            &[("workflow_ref", "acme/model/.github/workflows/publish.yml@zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")],
            "workflow",
            "publish.yml",
            "claim-mismatch",
        ),
        (&[("ref_type", "branch")], "branch", "main", "claim-absent"),
        (&[], "nonsense", "x", "claim-unknown-to-provider"),
    ] {
        let exchange = exchange(&token(claims), &[Publisher::of(GITHUB, [(label, expected)])]);
        assert_eq!(errors(&exchange), [code], "{claims:?} {label}");
    }
}

#[test]
fn read_as_a_token_claim_the_workflow_is_a_name() {
    // Of an issuer without the form's labels, `workflow` is the claim of that name.
    for (expected, code) in [("publish.yml", "workflow-is-display-name"), ("Release", "claim-mismatch")] {
        let pasted = token(&[("iss", "https://ci.example.org"), ("workflow", "Publish the model")]);
        let exchange = exchange(&pasted, &[Publisher::of("https://ci.example.org", [("workflow", expected)])]);
        assert_eq!(errors(&exchange), [code], "{expected}");
    }
}

#[test]
fn what_one_claim_implies_of_another_can_refuse_and_never_lets_in() {
    const SUB: &str = "* sub: repo:acme@1/model@2:ref:refs/heads/main\n";
    const IN_ENVIRONMENT: &str = "* sub: repo:acme/model:environment:release\n";
    const BY_WORKFLOW: &str = "* workflow_ref: acme/model/.github/workflows/x.yml@refs/heads/main\n* ref_type: branch";
    for (pasted, claim, right, wrong) in [
        (SUB, "repository", "acme/model", "acme/other"),
        (SUB, "repository_owner", "acme", "mallory"),
        (SUB, "ref", "refs/heads/main", "refs/heads/dev"),
        (SUB, "branch", "main", "dev"),
        (IN_ENVIRONMENT, "environment", "release", "staging"),
        (BY_WORKFLOW, "repository", "acme/model", "acme/other"),
        (BY_WORKFLOW, "workflow", "x.yml", "y.yml"),
        ("* sub: project_path:acme/model:ref_type:branch:ref:main", "project_path", "acme/model", "acme/other"),
    ] {
        let judged = |value: &str| exchange(pasted, &[Publisher::of(GITHUB, [(claim, value)])]);
        assert_eq!(judged(right).outcome, Outcome::Undetermined, "{claim} {right}");
        assert_eq!(judged(wrong).outcome, Outcome::Refused, "{claim} {wrong}");
    }
    // What is said to be missing is, and what nothing speaks of may be there.
    let missing = format!("{SUB}* environment: MISSING");
    let of = |claim: &str| [Publisher::of(GITHUB, [(claim, "x")])];
    assert_eq!(exchange(&missing, &of("environment")).outcome, Outcome::Refused);
    assert_eq!(exchange(&missing, &of("repository_id")).outcome, Outcome::Undetermined);
    // What the list says stands over what the subject implies.
    let at_odds = format!("{IN_ENVIRONMENT}* environment: MISSING");
    let publishers = [Publisher::of(GITHUB, [("environment", "release")])];
    assert_eq!(exchange(&at_odds, &publishers).outcome, Outcome::Refused);
}
