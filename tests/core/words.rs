//! What messages say to a person: no blank left empty, places as people count them, and what to make of a near miss.

use hub_trusted_publishers::{
    Context, Finding, HUB, Place, Publisher, check, ci_workflow, decode, parse_publishers, provider, verify,
};
use serde_json::{Value, json};

use crate::mint::{NOW, exchange, signed, token};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const DEPOT: &str = "https://identity.depot.dev";

fn told(issuer: &str, rule: &[(&str, &str)], claims: &Value) -> Vec<Finding> {
    let mut all = json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    exchange(&signed(all.to_string()), &[Publisher::of(issuer, rule.iter().copied())]).findings
}

fn checked(issuer: &str, rule: &[(&str, &str)]) -> Vec<Finding> {
    check(&Publisher::of(issuer, rule.iter().copied()), Context::default())
}

fn words(finding: &Finding) -> String {
    format!("{} {}", finding.message(), finding.help().unwrap_or_default())
}

#[test]
fn what_is_empty_is_said_to_be() {
    let push = json!({"repository": "acme/model", "head_ref": "", "environment": ""});
    for rule in [("head_ref", "main"), ("environment", "prod"), ("repository", "")] {
        let found = told(GITHUB, &[("repository", "acme/model"), rule], &push);
        let said = words(&found[0]);
        assert!(found[0].is_error() && !said.contains("``"), "{said}");
    }
    let said = told(GITHUB, &[("head_ref", "main")], &push)[0].message();
    assert!(said.ends_with("the token (an empty text)."), "{said}");
    for issuer in ["", " "] {
        let found = checked(issuer, &[("repository", "acme/model")]);
        let mut all: Vec<String> = found.iter().map(words).collect();
        all.extend(told(issuer, &[("repository", "acme/model")], &push).iter().map(words));
        assert!(all.len() > 2 && all.iter().all(|said| !said.contains("``")), "{all:?}");
    }
    let said = checked("", &[("repository", "acme/model")])[0].message();
    assert!(said.starts_with("The issuer (an empty text) is no https address"), "{said}");
}

#[test]
fn places_in_json_are_told_as_people_count_them() {
    let claims = "{\n  \"sub\": \"é\",\n  \"née\": x\n}";
    for (found, place) in [
        (decode(claims).findings, "line 3, character 10."),
        (parse_publishers("[{\"issuerUrl\": \"é\", x}]").1, "line 1, character 21."),
        (parse_publishers("[\n{\n\t\"issuerUrl\" 7}]").1, "line 3, character 14."),
        (decode(&token("{\"alg\":\"RS256\"", "{}")).findings, "line 1, character 15."),
    ] {
        let said = found[0].message();
        assert!(said.starts_with("The ") && said.ends_with(&format!("is expected at {place}")), "{said}");
    }
    let publishers = [Publisher::of(GITHUB, [("repository", "acme/model")])];
    let request = hub_trusted_publishers::Request {
        token: &signed(json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW}).to_string()),
        resource: "acme/model",
        publishers: &publishers,
        now: NOW,
        audience: HUB,
        labels: hub_trusted_publishers::Labels::Documented,
    };
    let said = verify(&request, "{\n \"keys\": [}", |_| hub_trusted_publishers::Answer::Forged).findings[0].message();
    assert!(said.ends_with("is expected at line 2, character 11."), "{said}");
}

#[test]
fn an_owner_without_a_name_is_no_repository() {
    let claims = json!({"repository": "acme/model", "repository_owner": "acme"});
    let found = told(GITHUB, &[("repository", "acme")], &claims);
    assert_eq!((found[0].reason.code(), found[0].fix.is_some()), ("value-never-occurs", false));
    assert!(found[0].help().unwrap().contains("acme/model"), "{}", words(&found[0]));
    // A stranger's is nothing to write.
    for other in ["evil/model", "acme-2/model"] {
        let found = told(GITHUB, &[("repository", "acme")], &json!({"repository": other}));
        assert_eq!((found[0].reason.code(), found[0].fix.is_some()), ("value-never-occurs", false));
        assert!(!found[0].help().unwrap().contains(other), "{}", words(&found[0]));
    }
}

#[test]
fn claims_without_their_issuer_are_told_as_that() {
    let decoded = decode(r#"{"repository": "acme/model", "ref": "refs/heads/main"}"#);
    assert_eq!((decoded.text("ref"), decoded.findings[0].reason.code()), (Some("refs/heads/main"), "partial-claims"));
    let said = decode(r#"{"repository": "acme/model"}"#).findings[0].message();
    assert!(said.contains("claims") && said.contains("`iss`"), "{said}");
    let said = decode(r#"{"hello": "world"}"#).findings[0].message();
    assert_eq!(said, "There is no ID token in this text.");
}

#[test]
fn a_branch_of_a_pull_request_lets_proposed_code_in() {
    for (issuer, claim) in [(GITHUB, "base_ref"), (GITHUB, "head_ref"), (DEPOT, "base_ref")] {
        let found = checked(issuer, &[("repository_id", "74"), (claim, "main")]);
        assert!(found.iter().any(|finding| finding.reason.code() == "pull-request-allowed"), "{claim}: {found:?}");
        let found = checked(issuer, &[("repository_id", "74"), ("ref", "refs/heads/main"), (claim, "")]);
        assert!(found.iter().all(|finding| finding.reason.code() != "pull-request-allowed"), "{claim}: {found:?}");
    }
    let pull = json!({"repository_id": "74", "base_ref": "main"});
    let said = told(GITHUB, &[("repository_id", "74"), ("base_ref", "main")], &pull);
    assert!(said.iter().any(|finding| finding.reason.code() == "untrusted-job"), "{said:?}");
}

#[test]
fn an_owner_whose_id_agrees_was_renamed() {
    let claims = json!({"repository": "new/model", "repository_owner": "new", "repository_owner_id": "65",
        "repository_id": "74"});
    for (id, hinted) in [("65", true), ("64", false)] {
        let found = told(GITHUB, &[("repository", "old/model"), ("repository_owner_id", id)], &claims);
        assert_eq!((found[0].reason.code(), found[0].fix.is_some()), ("owner-differs", hinted));
        assert_eq!(found[0].message().contains("the owner's ID agrees"), hinted, "{}", found[0].message());
    }
    let gitlab = json!({"iss": GITLAB, "project_path": "new/model", "namespace_path": "new", "namespace_id": "65"});
    let found = told(GITLAB, &[("project_path", "old/model"), ("namespace_id", "65")], &gitlab);
    assert!(found[0].message().contains("the owner's ID agrees"), "{}", found[0].message());
}

#[test]
fn blanks_in_a_subject_are_told_as_blanks() {
    for sub in ["repo:acme/model:ref: refs/heads/main", "repo: acme/model:ref:refs/heads/main", "repo:a/b:ref:main "] {
        let found = checked(GITHUB, &[("sub", sub)]);
        let codes: Vec<&str> = found.iter().map(|finding| finding.reason.code()).collect();
        assert!(codes[0] == "value-has-whitespace" && !codes.contains(&"ref-is-short"), "{sub}: {codes:?}");
    }
    let found = checked(GITHUB, &[("sub", "repo:acme/model:ref: refs/heads/main")]);
    let fix = found[0].fix.as_ref().unwrap();
    assert_eq!(fix.publisher.claims[0].1.value, "repo:acme/model:ref:refs/heads/main");
    // An environment's name may have them.
    let named = checked(GITHUB, &[("sub", "repo:acme/model:environment:my prod")]);
    assert!(named.iter().all(|finding| !finding.is_error()), "{named:?}");
}

#[test]
fn a_jenkins_file_runs_on_the_branch_that_is_compared() {
    let jenkins = provider::by_id("jenkins").unwrap();
    let job = ("sub", "https://ci.acme.io/job/model/job/main/");
    let own = |rule: &[(&str, &str)]| Publisher::of("https://ci.acme.io/oidc", rule.iter().copied());
    let file = ci_workflow(jenkins, "acme/model", Some(&own(&[job, ("branch", "main")])));
    assert!(file.text.contains("      when { branch \"main\" }\n"), "{}", file.text);
    assert!(!ci_workflow(jenkins, "acme/model", Some(&own(&[job]))).text.contains("when"));
}

#[test]
fn an_issuer_written_into_itself_is_none() {
    let doubled = "https://0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f.tokens.sts.global.api.aws.tokens.sts.global.api.aws";
    let rule = [("sub", "arn:aws:iam::123456789012:role/publisher")];
    let found = checked(doubled, &rule);
    assert_eq!(found[0].reason.code(), "issuer-unlike-provider", "{found:?}");
    let right = doubled.strip_suffix(".tokens.sts.global.api.aws").unwrap();
    assert!(checked(right, &rule).iter().all(|finding| !finding.is_error()));
}

/// A token of GitHub's with these claims, and what a rule of one claim is told about it.
fn help(rule: (&str, &str), claims: &Value) -> String {
    told(GITHUB, &[rule], claims)[0].help().unwrap_or_default()
}

#[test]
fn what_is_to_be_written_is_told_whole() {
    let file = "acme/model/.github/workflows/publish.yml@refs/heads/main";
    let sub = "repo:acme/model:ref:refs/heads/main";
    let job = json!({"sub": sub, "workflow_ref": file, "repository": "acme/model"});
    for (rule, whole) in [
        (("sub", "repo:Acme/model:ref:refs/heads/main"), sub),
        (("sub", "repo:acme/model:ref:main"), sub),
        (("sub", "repo:https://github.com/acme/model:ref:refs/heads/main"), sub),
        (("sub", "repo:old/model:ref:refs/heads/main"), sub),
        (("workflow_ref", "acme/model/.github/workflows/publish.yaml@refs/heads/main"), file),
        (("workflow_ref", "acme/model/.github/workflows/publish.yml@main"), file),
        (("workflow_ref", "acme/model/.github/workflows/Publish.yml@refs/heads/main"), file),
    ] {
        let help = help(rule, &job);
        assert!(help.contains(&format!("rite `{whole}` in the publisher")), "{rule:?}: {help}");
    }
}

#[test]
fn nobody_is_told_to_write_what_is_an_example() {
    for (issuer, rule, example) in [
        (GITHUB, ("repository", "acme"), "octo-org"),
        (GITLAB, ("project_path", "acme"), "my-group"),
        (GITLAB, ("project_path", "/acme/model"), "my-group"),
        (GITHUB, ("sub", "repo:acme/model:ref:main"), "octo-org"),
        (GITLAB, ("sub", "project_path:acme/model:ref_type:branch:ref:refs/heads/main"), "my-group"),
    ] {
        let said = words(&checked(issuer, &[rule])[0]);
        assert!(!said.contains("``") && !said.contains(&format!("Write `{example}")), "{rule:?}: {said}");
        assert!(!said.contains(&format!("`repo:{example}")), "{rule:?}: {said}");
    }
    let said = words(&checked(GITHUB, &[("sub", "repo:acme/model:ref:main")])[0]);
    assert!(said.contains("Write `repo:acme/model:ref:refs/heads/main`"), "{said}");
    let full = checked(GITLAB, &[("sub", "project_path:acme/model:ref_type:branch:ref:refs/heads/main")]);
    assert_eq!(full[0].reason.code(), "ref-is-full");
    assert!(
        words(&full[0]).contains("Write `project_path:acme/model:ref_type:branch:ref:main`"),
        "{}",
        words(&full[0])
    );
}

#[test]
fn each_blank_is_filled_once() {
    for issuer in [GITHUB, GITLAB] {
        for finding in checked(issuer, &[("branch", "origin/main")]) {
            let names: Vec<&str> = finding.values.iter().map(|(name, _)| *name).collect();
            let is_once = |name: &&str| names.iter().filter(|other| *other == name).count() == 1;
            assert!(names.iter().all(is_once), "{}: {names:?}", finding.reason.code());
        }
    }
}

#[test]
fn nobody_is_told_to_run_what_may_not_publish() {
    let push = json!({"sub": "repo:acme/model:ref:refs/heads/main", "ref": "refs/heads/main", "event_name": "push",
        "head_ref": ""});
    for rule in [
        ("event_name", "pull_request"),
        ("ref", "refs/pull/7/merge"),
        ("sub", "repo:acme/model:pull_request"),
        ("head_ref", "feature"),
        ("aud", "sts.amazonaws.com"),
        ("iss", "https://gitlab.com"),
    ] {
        assert!(!help(rule, &push).contains("Run the job"), "{rule:?}: {}", help(rule, &push));
    }
    assert!(help(("event_name", "release"), &push).starts_with("Run the job where `event_name` is `release`"));
    // What holds once is nothing to write.
    const BUILDKITE: &str = "https://agent.buildkite.com";
    let built = json!({"iss": BUILDKITE, "sub": "organization:a:pipeline:b:ref:main:commit:c:step:d"});
    let once = &told(BUILDKITE, &[("sub", "organization:a:pipeline:b:ref:main")], &built)[0];
    assert!(!words(once).contains("rite `organization"), "{}", words(once));
    let checked_anyway = &told(GITHUB, &[("aud", "sts.amazonaws.com")], &push)[0];
    assert_eq!((checked_anyway.reason.code(), checked_anyway.is_error()), ("registered-claim", true));
    assert!(checked_anyway.message().contains(HUB));
}

#[test]
fn each_claim_that_is_checked_by_itself_is_told() {
    let found = told(GITHUB, &[("iss", "https://x"), ("aud", "y"), ("repository", "acme/x")], &json!({}));
    let mut claims = Vec::new();
    for finding in found.iter().filter(|finding| finding.reason.code() == "registered-claim") {
        claims.extend(finding.values.iter().filter(|(name, _)| *name == "claim").map(|(_, claim)| claim.as_str()));
    }
    assert_eq!(claims, ["iss", "aud"]);
}

#[test]
fn a_subject_that_is_only_a_path_is_told_to_be_none() {
    for (issuer, example) in [(GITHUB, "repo:octo-org/"), (GITLAB, "project_path:my-group/")] {
        for sub in ["acme/model", "acme", "group/sub/project"] {
            let found = checked(issuer, &[("sub", sub)]);
            assert_eq!(found[0].reason.code(), "value-never-occurs", "{issuer} {sub}: {found:?}");
            assert!(words(&found[0]).contains(&format!("as in `{example}")), "{}", words(&found[0]));
        }
    }
    let found = checked(GITHUB, &[("repository", "acme/model"), ("job_workflow_ref", "publish.yml")]);
    assert!(!words(&found[0]).contains("as in `{"), "{}", words(&found[0]));
}

#[test]
fn an_unknown_issuers_claim_is_what_most_others_have_by_its_name() {
    let found = checked("https://ci.example.org/x", &[("workflow", "publish"), ("project", "acme/model")]);
    let codes: Vec<&str> = found.iter().map(|finding| finding.reason.code()).collect();
    assert!(codes.contains(&"display-name-claim"), "{codes:?}");
}

#[test]
fn a_value_that_never_occurs_is_told_beside_one_that_does() {
    for (issuer, claim, value, like) in [
        (GITHUB, "ref_protected", "no", "Write it as in `true`."),
        (GITLAB, "pipeline_source", "merge_request", "Write it as in `push`."),
        ("https://7.tokens.sts.global.api.aws", "iss", "https://7.tokens.sts.global.api.aws", "as in `https://"),
    ] {
        let found = checked(issuer, &[(claim, value)]);
        let never = found.iter().find(|finding| finding.reason.code() == "value-never-occurs");
        assert!(never.is_some_and(|finding| words(finding).contains(like)), "{claim}: {found:?}");
    }
}

/// What the exchange says of a rule of the issuer's own, in all its findings.
fn all_told(issuer: &str, rule: &[(&str, &str)], claims: &Value) -> Vec<(&'static str, String)> {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().insert("iss".to_owned(), json!(issuer));
    told(issuer, rule, &claims).iter().map(|finding| (finding.reason.code(), words(finding))).collect()
}

#[test]
fn a_password_in_an_issuer_is_not_said() {
    let issuer = "https://user:s3cret@x.com";
    let found = checked(issuer, &[("repository", "acme/model")]);
    assert_eq!(found[0].reason.code(), "issuer-syntax", "{found:?}");
    let mut all: Vec<String> = found.iter().map(words).collect();
    all.extend(told(issuer, &[("repository", "acme/model")], &json!({})).iter().map(words));
    assert!(all.iter().all(|said| !said.contains("s3cret")), "{all:?}");
    assert!(all.iter().any(|said| said.contains("https://…@x.com")), "{all:?}");
}

#[test]
fn quotes_of_all_kinds_stand_around_a_token() {
    let token = signed(json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW}).to_string());
    for (open, close) in [("“", "”"), ("‘", "’"), ("„", "“"), ("«", "»"), ("„", "”"), ("‹", "›"), ("\u{feff}", " ")]
    {
        let decoded = decode(&format!("token: {open}{token}{close}."));
        assert!(decoded.claims.is_some(), "{open}{close}: {:?}", decoded.findings);
    }
    // An accent's bytes are none of a quotation mark's.
    for text in [format!("é{token}"), format!("{token}é"), format!("à{token}")] {
        assert!(decode(&text).findings.iter().any(Finding::is_error), "{text}");
    }
}

#[test]
fn a_ref_that_is_not_as_documented_is_told_as_that() {
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    for (issuer, claims, lacks) in [
        (GITHUB, json!({"ref": "main", "ref_type": "branch"}), "ran on `main` without the documented `refs/heads/`."),
        (GITHUB, json!({"ref": "refs/heads/main"}), "ran on `refs/heads/main` without the documented `ref_type`."),
        (GITLAB, json!({"ref": "main"}), "ran on `main` without the documented `ref_type`."),
        (CIRCLE, json!({"oidc.circleci.com/vcs-ref": "main"}), "ran on `main` without the documented `refs/heads/`."),
    ] {
        let found = all_told(issuer, &[("branch", "main")], &claims);
        assert_eq!(found[0].0, "ref-differs", "{found:?}");
        assert!(found[0].1.contains(lacks) && !found[0].1.contains("Run the job on"), "{found:?}");
    }
    let found = all_told(GITHUB, &[("branch", "")], &json!({"ref": "refs/tags/v1", "ref_type": "tag"}));
    assert!(found[0].0 == "value-is-empty" && !found[0].1.contains("``"), "{found:?}");
}

#[test]
fn nothing_is_said_of_a_claim_that_the_publisher_does_not_have() {
    const GOOGLE: &str = "https://accounts.google.com";
    let claims = json!({"sub": "112179062720391305885", "email": "p@my-project.iam.gserviceaccount.com"});
    for rule in [&[("project_id", "my-project")][..], &[("sub", "112179062720391305885"), ("project_id", "my-project")]]
    {
        let found = all_told(GOOGLE, rule, &claims);
        assert_eq!(found[0].0, "claim-unknown-to-provider", "{found:?}");
        assert!(found.iter().all(|(_, said)| !said.contains("`sub` differs")), "{found:?}");
    }
    const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
    let claims = json!({"deploymentEnvironmentUuid": "{d4c3b2a1-0f9e-4d8c-b7a6-958473625140}"});
    let found = all_told(BITBUCKET, &[("environment", "production")], &claims);
    assert!(found.iter().all(|(_, said)| !said.contains("to it")), "{found:?}");
}

#[test]
fn a_value_that_no_job_has_is_told_as_that() {
    const AWS: &str = "https://0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f.tokens.sts.global.api.aws";
    const EKS: &str = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
    const VERCEL: &str = "https://oidc.vercel.com/acme";
    let role = "arn:aws:iam::123456789012:role/publisher";
    let account = "system:serviceaccount:ml-release:publisher";
    let project = "prj_7Gw5ZMBpQA8h9GF832KGp7nwbuh3";
    for (issuer, claim, wrong, right) in [
        (AWS, "sub", "arn:aws:sts::123456789012:assumed-role/publisher/s", role),
        (AWS, "sub", "publisher", role),
        (EKS, "sub", "ml-release:publisher", account),
        (EKS, "sub", "publisher", account),
        ("https://accounts.google.com", "sub", "p@my-project.iam.gserviceaccount.com", "112179062720391305885"),
        (VERCEL, "project_id", "acme_website", project),
        (GITHUB, "repository_id", "acme/train", "74"),
    ] {
        let found = all_told(issuer, &[(claim, wrong)], &json!({claim: right}));
        assert_eq!(found[0].0, "value-never-occurs", "{found:?}");
        assert!(!found[0].1.contains("Run the job") && !found[0].1.contains("{UUID}"), "{found:?}");
    }
    // Another one of the same form is another job's.
    let found = all_told(EKS, &[("sub", "system:serviceaccount:ml:publisher")], &json!({"sub": account}));
    assert!(found.iter().all(|(code, _)| *code != "value-never-occurs"), "{found:?}");
}

#[test]
fn braces_are_shown_where_they_are_to_be_written() {
    const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
    let said = words(&checked(CIRCLE, &[("oidc.circleci.com/project-id", "acme")])[0]);
    assert!(said.contains("CircleCI writes a UUID."), "{said}");
    const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
    let said = words(&checked(BITBUCKET, &[("repositoryUuid", "acme/model")])[0]);
    assert!(said.contains("Bitbucket Pipelines writes a UUID in braces."), "{said}");
}

#[test]
fn a_foreign_letter_is_named_once() {
    let found = checked(GITHUB, &[("repository", "аcme/train")]);
    assert!(found[0].message().ends_with("character 1 here is U+0430."), "{}", found[0].message());
    let found = told(GITHUB, &[("repository", "аcme/train")], &json!({"repository": "acme/train"}));
    assert!(found[0].message().contains("is U+0430 in `аcme/train`"), "{}", found[0].message());
}

#[test]
fn sentences_about_a_token_are_plain() {
    let said = |claims: &Value| {
        let mut all = json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let found = exchange(&signed(all.to_string()), &[Publisher::of(GITHUB, [("repository", "a/b")])]).findings;
        found.iter().map(Finding::message).collect::<Vec<_>>().join(" ")
    };
    for (claims, sentence) in [
        (json!({"aud": []}), "The token is for nobody (`aud` is an empty list), not for"),
        (json!({"aud": ""}), "The token is for nobody (`aud` is an empty text), not for"),
        (json!({"aud": "x"}), "The token is for `x`, not for"),
        (
            json!({"exp": 1.5 + NOW as f64 - 1.0}),
            "The token expired less than a second ago (a server may allow as much).",
        ),
        (json!({"sub": ""}), "`sub` is an empty text, not a text of at least one character."),
    ] {
        assert!(said(&claims).contains(sentence), "{claims}: {}", said(&claims));
    }
    assert!(
        decode(&token("{\"alg\":\"RS256\"}", "{\"sub\": x}")).findings[0].message().starts_with("The payload is not")
    );
}

#[test]
fn an_issuer_without_https_is_told_its_own() {
    let found = &checked("accounts.google.com", &[("sub", "112179062720391305885")])[0];
    assert_eq!(found.fix.as_ref().unwrap().publisher.issuer_url, "https://accounts.google.com");
    assert!(words(found).ends_with("such as https://accounts.google.com."), "{}", words(found));
}

#[test]
fn a_member_that_stands_twice_is_found_at_its_depth() {
    for (claims, place) in [
        (r#"{"x":1,"x":2}"#, "/x"),
        (r#"{"iss":"a","x":{"y":[1,{"b":1,"b":2}]}}"#, "/x/y/1/b"),
        (r#"{"a/b":{"c":1,"\u0063":2},"z":[]}"#, "/a~1b/c"),
        // Where the rest is no JSON, the name alone.
        (r#"{"x":{"b":1,"b":2},"#, "/b"),
    ] {
        let decoded = decode(&token(r#"{"alg":"RS256"}"#, claims));
        let finding = decoded.findings.iter().find(|finding| finding.reason.code() == "duplicate-member").unwrap();
        let named = matches!(&finding.at, Some(Place::Text { name: Some(name), .. }) if name == place);
        assert!(named, "{claims}: {:?}", finding.at);
    }
}

#[test]
fn a_signature_without_its_end_is_said_to_be_short() {
    for (algorithm, letters, short) in
        [("RS256", 342, false), ("RS256", 340, true), ("ES256", 86, false), ("ES256", 84, true)]
    {
        let header = format!(r#"{{"alg":"{algorithm}","kid":"k1"}}"#);
        let claims =
            json!({"iss": GITHUB, "sub": "s", "aud": HUB, "exp": NOW + 300, "iat": NOW, "repository_id": "74"});
        let whole = token(&header, claims.to_string());
        let token = format!("{}.{}", whole.rsplit_once('.').unwrap().0, "A".repeat(letters));
        let said = exchange(&token, &[Publisher::of(GITHUB, [("repository_id", "74")])]);
        let unchecked = said.findings.iter().find(|finding| finding.reason.code() == "signature-unchecked").unwrap();
        assert_eq!(unchecked.message().contains(algorithm), short, "{letters}: {}", unchecked.message());
    }
}
