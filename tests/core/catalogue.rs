//! The catalogue against what is known of 35 issuers: samples, rules, mistakes, and what a careful reader warns of.

use hub_trusted_publishers::{
    Context, Finding, HUB, Labels, Publisher, Request, Severity, Verdict, check, decode, provider, simulate,
};
use serde_json::Value;

use crate::suites;

fn facts() -> Option<Vec<Value>> {
    Some(suites::json("facts/providers.json")?["providers"].as_array().unwrap().clone())
}

/// The publisher of a rule on the issuer of its provider's sample.
fn of_rule(issuer: &str, claims: &Value) -> Publisher {
    let texts = claims.as_object().unwrap().iter().map(|(name, text)| (name.as_str(), text.as_str().unwrap()));
    Publisher::of(issuer, texts)
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.reason.code()).collect()
}

fn found(publisher: &Publisher, labels: Labels) -> Vec<Finding> {
    check(publisher, Context { labels, ..Context::default() })
}

fn errors(publisher: &Publisher) -> Vec<&'static str> {
    let findings = found(publisher, Labels::Raw);
    findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.reason.code()).collect()
}

#[test]
fn every_sample_names_its_provider() {
    let Some(facts) = facts() else { return };
    let mut samples = 0;
    for fact in &facts {
        for sample in std::iter::once(&fact["sample"]).chain(fact["extra_samples"].as_array().into_iter().flatten()) {
            let sample = sample.get("payload").unwrap_or(sample);
            if sample.is_object() && sample.get("iss").is_some() {
                samples += 1;
                let decoded = decode(&sample.to_string());
                let named = provider::of_token(&decoded).map(provider::Provider::id);
                assert_eq!(named, fact["id"].as_str(), "{sample}");
            }
        }
    }
    println!("{samples} samples name their provider");
}

#[test]
fn every_rule_matches_its_sample_as_noted() {
    let Some(facts) = facts() else { return };
    for fact in &facts {
        for rule in fact["rules"].as_array().into_iter().flatten() {
            let (Some(matches), Some(issuer)) = (rule["matches_sample"].as_bool(), fact["sample"]["iss"].as_str())
            else {
                continue;
            };
            let publishers = [of_rule(issuer, &rule["claims"])];
            let (token, labels) = (fact["sample"].to_string(), Labels::Raw);
            let request = Request {
                token: &token,
                resource: "acme/model",
                publishers: &publishers,
                now: 0,
                audience: HUB,
                labels,
            };
            let all = simulate(&request).matches[0].claims.iter().all(|claim| claim.verdict == Verdict::Match);
            assert_eq!(all, matches, "{} {}", fact["id"], rule["id"]);
        }
    }
}

/// Rules of the facts that are no rules to recommend here, with the reason.
const NOT_RECOMMENDED: [(&str, &str, &str); 2] = [
    ("buddy", "minimum", "its pipeline_id is a number, which a publisher's text never equals"),
    ("trigger-dev", "minimum", "its subject is a placeholder"),
];

#[test]
fn no_rule_to_recommend_has_an_error() {
    let Some(facts) = facts() else { return };
    let mut wrong = Vec::new();
    for fact in &facts {
        let usual = fact["issuers"][0]["form"].as_str().unwrap_or_default();
        let issuer = fact["sample"]["iss"].as_str().unwrap_or(usual).replace("<ACCOUNT_ID>", "abcDEF123");
        for rule in fact["rules"].as_array().into_iter().flatten() {
            let noted = |(id, name, _): &&(&str, &str, &str)| fact["id"] == **id && rule["id"] == **name;
            let errors = errors(&of_rule(&issuer, &rule["claims"]));
            if errors.is_empty() == NOT_RECOMMENDED.iter().any(|exception| noted(&exception)) {
                wrong.push(format!("{} {}: {errors:?}", fact["id"], rule["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A value of each mistake that lies in a value; for `iss`, the issuer.
const WRONG_VALUES: &[(&str, &str)] = &[
    ("gh-bare-ref", "main"),
    ("gh-ref-origin", "origin/main"),
    ("gh-ref-wildcard", "refs/heads/release-*"),
    ("gh-ref-pull", "refs/pull/7/merge"),
    ("gh-workflow-file", "publish.yml"),
    ("gh-workflow-ref-short", ".github/workflows/publish.yml@refs/heads/main"),
    ("gh-workflow-ref-bare", "octo-org/octo-repo/.github/workflows/publish.yml@main"),
    ("gh-repo-url", "https://github.com/octo-org/octo-repo"),
    ("gh-repo-name-only", "octo-repo"),
    ("gh-ids-number", "octo-repo"),
    ("gh-protected-bool", "yes"),
    ("gh-sub-legacy", "repo:octo-org/octo-repo:ref:refs/heads/main"),
    ("gh-sub-pr", "repo:octo-org/octo-repo:pull_request"),
    ("gh-issuer-slash", "https://token.actions.githubusercontent.com/"),
    ("gh-prt", "workflow_run"),
    ("gh-depot-fork", "https://actions-public-oidc.depot.dev"),
    ("gl-ref-full", "refs/heads/main"),
    ("gl-refpath-bare", "main"),
    ("gl-bool", "True"),
    ("gl-path-short", "my-project"),
    ("gl-path-url", "my-group/my-project.git"),
    ("gl-config-scheme", "https://gitlab.com/my-group/my-project/.gitlab-ci.yml@refs/heads/main"),
    ("gl-config-tag", "gitlab.com/my-group/my-project//.gitlab-ci.yml@refs/tags/v1"),
    ("gl-issuer-slash", "https://gitlab.com/"),
    ("gl-issuer-group", "https://gitlab.com/my-group"),
    ("cc-issuer-slug", "https://oidc.circleci.com/org/octo-org"),
    ("cc-origin-url", "git@github.com:octo-org/octo-repo.git"),
    ("cc-ref-bare", "main"),
    ("cc-project-slug", "gh/octo-org/octo-repo"),
    ("bb-no-braces", "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"),
    ("bb-no-braces-ws", "C7B6A594-8372-4160-9F5E-4D3C2B1A0F9E"),
    ("bb-no-braces-env", "production"),
    ("bb-slug", "my-workspace/my-repo"),
    ("bb-branch-full", "refs/heads/main"),
    ("bb-issuer-uuid", "https://api.bitbucket.org/2.0/workspaces/%7Bc7b6%7D/pipelines-config/identity/oidc"),
    ("bb-issuer-slash", "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity"),
    ("bk-branch-full", "refs/heads/main"),
    ("gc-default-sa", "1071-compute@developer.gserviceaccount.com"),
    ("gc-human", "someone@example.com"),
    ("gc-issuer", "accounts.google.com"),
    ("gc-sub-number", "1.12179e20"),
    ("aws-assumed-role", "arn:aws:sts::123456789012:assumed-role/publisher/session"),
    ("aws-sts-issuer", "https://sts.amazonaws.com"),
    ("k8s-default-issuer", "https://kubernetes.default.svc.cluster.local"),
    ("k8s-default-sa", "system:serviceaccount:ml-release:default"),
    ("k8s-short-sub", "ml-release:publisher"),
    ("k8s-aks-slash", "https://westeurope.oic.prod-aks.azure.com/11111111-2222/33333333-4444"),
    ("az-multi-tenant", "https://login.microsoftonline.com/common/v2.0"),
    ("tf-plan", "plan"),
    ("cf-ref-full", "refs/heads/main"),
    ("jk-sub-slash", "https://jenkins.example.com/job/my-job"),
    ("vc-preview", "preview"),
    ("dp-public", "https://actions-public-oidc.depot.dev"),
    ("tc-branch", "main"),
    ("fj-issuer", "https://codeberg.org"),
];

/// The claims of each mistake that lies in several claims, or in what is missing.
const WRONG_RULES: &[(&str, &[(&str, &str)])] = &[
    ("gh-workflow-name-only", &[("repository_id", "74"), ("workflow", "Publish")]),
    ("gh-no-id", &[("repository", "octo-org/octo-repo"), ("ref", "refs/heads/main")]),
    ("gh-owner-only", &[("repository_owner", "octo-org")]),
    ("gh-no-workflow", &[("repository_id", "74")]),
    ("gl-ref-no-type", &[("project_id", "20"), ("ref", "main")]),
    ("gl-no-id", &[("project_path", "my-group/my-project"), ("ref_path", "refs/heads/main")]),
    ("gl-config-alone", &[("ci_config_ref_uri", "gitlab.com/my-group/my-project//.gitlab-ci.yml@refs/heads/main")]),
    ("gl-env-unprotected", &[("project_id", "20"), ("environment", "production")]),
    ("bk-no-org", &[("pipeline_slug", "super-duper-app")]),
    ("gc-no-sub", &[]),
    ("gc-email-only", &[("email", "publisher@my-project.iam.gserviceaccount.com")]),
    ("aws-no-sub", &[]),
    ("tf-no-org", &[("terraform_workspace_name", "my-workspace")]),
    ("hn-no-account", &[("organization_id", "default"), ("project_id", "ml"), ("pipeline_id", "publish")]),
];

/// Issuers of each mistake that lies in the issuer and in the claims.
const WRONG_ISSUERS: &[(&str, &str)] =
    &[("cc-root-issuer", "https://oidc.circleci.com"), ("vc-global", "https://oidc.vercel.com")];

/// Mistakes that are not told, with the reason.
const NOT_TOLD: &[(&str, &str)] = &[
    ("gh-sub-hyphen", "an owner and a repository may well have names that end in a hyphen and digits"),
    ("td-env", "its subject is a placeholder: what a Preview subject looks like is not known"),
    ("td-edit", "a whole subject's form is not known"),
    ("tc-external", "beside the internal ID a name only narrows"),
    ("hn-no-account", "the account is in the usual issuer, which is a tenant's own"),
];

#[test]
fn every_mistake_that_shows_in_a_rule_is_found() {
    let Some(facts) = facts() else { return };
    let named = |table: &[(&str, &str)], id: &str| {
        table.iter().find(|(known, _)| *known == id).map(|(_, text)| (*text).to_owned())
    };
    let (mut wrong, mut told) = (Vec::new(), 0);
    for fact in &facts {
        let usual = fact["issuers"][0]["form"].as_str().unwrap_or_default();
        let usual = usual
            .replace("<tenant>", "11111111-2222-4333-8444-555555555555")
            .replace("<ACCOUNT_ID>", "abcDEF123")
            .replace("<org>", "acme");
        let issuer = fact["sample"]["iss"].as_str().unwrap_or(&usual);
        let rules: Vec<Publisher> =
            fact["rules"].as_array().into_iter().flatten().map(|rule| of_rule(issuer, &rule["claims"])).collect();
        let good = rules.get(1).or(rules.first()).cloned().unwrap_or(Publisher::of(issuer, []));
        for mistake in fact["mistakes"].as_array().into_iter().flatten() {
            let (id, trigger) = (mistake["id"].as_str().unwrap(), mistake["trigger"].as_str().unwrap());
            if !["value", "present", "absent", "combination"].contains(&trigger) {
                continue;
            }
            let claim = mistake["claim"].as_str().unwrap_or_default();
            let mut bad = good.clone();
            if let Some((_, claims)) = WRONG_RULES.iter().find(|(known, _)| *known == id) {
                bad = Publisher::of(issuer, claims.iter().copied());
            } else if let Some(issuer) = named(WRONG_ISSUERS, id) {
                bad.issuer_url = issuer;
            } else if trigger == "value" && claim == "iss" {
                let Some(issuer) = named(WRONG_VALUES, id) else { continue };
                bad.issuer_url = issuer;
            } else {
                let sample = fact["sample"][claim].as_str().unwrap_or("1").to_owned();
                let value = if trigger == "value" { named(WRONG_VALUES, id) } else { Some(sample) };
                let Some(value) = value else { continue };
                bad.claims.retain(|(name, _)| name != claim);
                bad.claims.push((claim.to_owned(), hub_trusted_publishers::ClaimRule::eq(value)));
            }
            let known = codes(&found(&good, Labels::Raw));
            let fresh = codes(&found(&bad, Labels::Raw)).into_iter().any(|code| !known.contains(&code));
            told += usize::from(fresh);
            if fresh == named(NOT_TOLD, id).is_some() {
                wrong.push(format!("{id}: {:?} beside {known:?}", codes(&found(&bad, Labels::Raw))));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{told} mistakes told, {} not", NOT_TOLD.len());
}

#[test]
fn a_careful_reader_s_warnings_are_given() {
    let (Some(rules), Some(lints)) =
        (suites::lines("vectors/adversarial/rule_lint.jsonl"), suites::json("contract/lints.json"))
    else {
        return;
    };
    let mut wrong = Vec::new();
    for rule in &rules {
        let codes = codes(&found(
            &of_rule(rule["rule"]["issuer"].as_str().unwrap(), &rule["rule"]["claims"]),
            Labels::Documented,
        ));
        let expected = rule["expect_codes"].as_array().unwrap();
        for warning in expected {
            let fitting = lints[warning.as_str().unwrap()].as_array().unwrap();
            if !fitting.iter().any(|code| codes.contains(&code.as_str().unwrap())) {
                wrong.push(format!("{}: {warning} is not among {codes:?}", rule["id"]));
            }
        }
        if expected.is_empty() && !codes.is_empty() {
            wrong.push(format!("{}: {codes:?} where nothing is wrong", rule["id"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} rules, each with its warnings", rules.len());
}
