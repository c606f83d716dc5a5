//! A rule by itself: what its buttons leave open, and that what is said of it agrees with the jobs that it lets in.

use hub_trusted_publishers::{Context, Effect, Finding, Labels, Publisher, Verdict, check, preview, suggest};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const OWN_GITLAB: &str = "https://gitlab.acme.io";
const BUILDKITE: &str = "https://agent.buildkite.com";
const DEPOT: &str = "https://identity.depot.dev";
const JENKINS: &str = "https://ci.acme.io/jenkins/oidc";
const TEAMCITY: &str = "https://tc.acme.io";
const CODEBERG: &str = "https://codeberg.org/api/actions";
const TERRAFORM: &str = "https://app.terraform.io";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const BITBUCKET: &str = "https://api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc";
const UUID: &str = "f892efa9-103e-4d28-97a1-3b8616a0994d";

type Rule<'a> = &'a [(&'a str, &'a str)];

fn findings(issuer: &str, rule: Rule<'_>) -> Vec<Finding> {
    check(&Publisher::of(issuer, rule.iter().copied()), Context::default())
}

fn codes(issuer: &str, rule: Rule<'_>) -> Vec<&'static str> {
    findings(issuer, rule).iter().map(|finding| finding.reason.code()).collect()
}

/// The errors and warnings alone.
fn grave(issuer: &str, rule: Rule<'_>) -> Vec<&'static str> {
    let told = findings(issuer, rule);
    told.iter().filter(|finding| finding.severity.name() != "info").map(|finding| finding.reason.code()).collect()
}

/// The typical jobs that a rule lets in.
fn let_in(issuer: &str, rule: Rule<'_>) -> Vec<&'static str> {
    let jobs = preview(&Publisher::of(issuer, rule.iter().copied()), Labels::Documented);
    jobs.into_iter().filter(|job| job.verdict == Verdict::Match).map(|job| job.id).collect()
}

#[test]
fn no_button_takes_away_the_only_claim_that_tells_the_project() {
    let organization = ("oidc.circleci.com/org-id", "c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e");
    for (issuer, rule) in [
        ("https://eu-oidc.buddyusercontent.com", [("pipeline_id", "45289"), ("workspace_domain", "meok")]),
        (BUILDKITE, [("organization_id", UUID), ("sub", "organization:acme:pipeline:x:ref:refs/heads/main")]),
        (BUILDKITE, [("organization_slug", "acme"), ("sub", "organization:acme:pipeline:x:ref:refs/heads/main")]),
        ("https://oidc.codefresh.io", [("account_id", "5f30"), ("sub", "account:5f30:pipeline:64f0:initiator:a")]),
        (CIRCLE, [organization, ("sub", "org/a/project/b/user/c")]),
        (DEPOT, [("repository_owner", "acme"), ("sub", "x")]),
        ("https://oidc.fly.io/acme", [("sub", "acme:app:machine"), ("region", "sea")]),
        (DEPOT, [("base_ref", ""), ("sub", "x")]),
    ] {
        for finding in findings(issuer, &rule) {
            let Some(fix) = finding.fix.as_deref() else { continue };
            let rest: Vec<(&str, &str)> =
                fix.publisher.claims.iter().map(|(name, rule)| (name.as_str(), rule.value.as_str())).collect();
            let open = let_in(issuer, &rest);
            assert!(!open.contains(&"other-repository"), "{rule:?}: {} lets in {open:?}", fix.label);
        }
    }
    // Beside the project's own ID a claim too many can go.
    let rest = findings(DEPOT, &[("repository_id", "7"), ("ref", "refs/heads/main"), ("sub", "x")]);
    assert!(rest[0].fix.is_some(), "{rest:?}");
}

#[test]
fn no_button_opens_a_rule_that_let_nobody_in() {
    const PROJECT: (&str, &str) = ("repository", "acme/model");
    const MAIN: (&str, &str) = ("branch", "main");
    let empty = |name| (name, "");
    for (issuer, rule, code) in [
        (GITHUB, &[PROJECT, empty("ref")][..], "value-is-empty"),
        (GITHUB, &[PROJECT, MAIN, empty("environment")], "value-is-empty"),
        (GITHUB, &[("repository_id", "74"), empty("environment")], "value-is-empty"),
        (GITHUB, &[PROJECT, ("actor", "alice")], "actor-claim"),
        (GITHUB, &[PROJECT, MAIN, ("actor_id", "1")], "actor-claim"),
        (GITHUB, &[PROJECT, MAIN, ("head_ref", "x")], "display-name-claim"),
        (GITHUB, &[PROJECT, ("aud", "sts.amazonaws.com")], "registered-claim"),
        (GITHUB, &[PROJECT, ("iss", "https://gitlab.com")], "registered-claim"),
        (GITLAB, &[("project_id", "20"), ("user_login", "alice")], "actor-claim"),
        // A name mended tells no project either.
        (GITHUB, &[("Ref", "refs/heads/main")], "claim-name-case"),
        (GITHUB, &[("env", "production")], "claim-unknown-to-provider"),
        (GITLAB, &[("CI_COMMIT_REF_NAME", "main")], "claim-unknown-to-provider"),
    ] {
        let found = findings(issuer, rule);
        let told = found.iter().find(|finding| finding.reason.code() == code);
        assert!(told.is_some_and(|finding| finding.fix.is_none()), "{rule:?}: {found:?}");
    }
    // Where what is left is good by itself, and where the Hub checks it anyway, it can go.
    let good = [("repository_id", "74"), MAIN, ("event_name", "push")];
    for (rule, code) in [
        (&[good[0], good[1], good[2], ("run_id", "5")][..], "per-run-claim"),
        (&[good[0], good[1], good[2], ("actor", "alice")], "actor-claim"),
        (&[good[0], good[1], good[2], empty("environment")], "value-is-empty"),
        (&[PROJECT, ("aud", "https://huggingface.co")], "registered-claim"),
        (&[PROJECT, ("iss", GITHUB)], "registered-claim"),
        (&[good[0], ("Ref", "refs/heads/main")], "claim-name-case"),
    ] {
        let found = findings(GITHUB, rule);
        let told = found.iter().find(|finding| finding.reason.code() == code);
        assert!(told.is_some_and(|finding| finding.fix.is_some()), "{rule:?}: {found:?}");
    }
}

/// What people compare, right and wrong.
const COMPARED: [(&str, &[(&str, &str)]); 3] = [
    (
        GITHUB,
        &[
            ("repository", "acme/model"),
            ("repository_id", "74"),
            ("repository_owner", "acme"),
            ("ref", "refs/heads/main"),
            ("environment", "prod"),
            ("event_name", "push"),
            ("Ref", "refs/heads/main"),
            ("env", "prod"),
            ("repo", "acme/model"),
            ("ref_type", ""),
            ("branch", ""),
            ("head_ref", ""),
            ("run_id", "5"),
            ("actor", "alice"),
            ("aud", "https://huggingface.co"),
            ("iss", "https://gitlab.com"),
        ],
    ),
    (
        GITLAB,
        &[
            ("project_path", "g/p"),
            ("project_id", "20"),
            ("namespace_path", "g"),
            ("ref_path", "refs/heads/main"),
            ("pipeline_source", "push"),
            ("CI_COMMIT_REF_NAME", "main"),
            ("Environment", "prod"),
            ("environment", ""),
            ("ref_protected", ""),
            ("pipeline_id", "5"),
            ("user_login", "alice"),
            ("aud", "x"),
        ],
    ),
    (
        BUILDKITE,
        &[
            ("organization_slug", "acme"),
            ("pipeline_slug", "model"),
            ("pipeline_id", UUID),
            ("build_branch", "main"),
            ("pipeline", "model"),
            ("BUILDKITE_BRANCH", "main"),
            ("build_source", ""),
            ("build_tag", ""),
            ("job_id", UUID),
        ],
    ),
];

/// The jobs that are nobody's to let in, and are.
fn strangers(publisher: &Publisher) -> Vec<&'static str> {
    let jobs = preview(publisher, Labels::Documented).into_iter();
    jobs.filter(|job| job.meant == "deny" && job.verdict == Verdict::Match).map(|job| job.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_button_lets_in_what_no_one_may(
        (issuer, rule) in select(&COMPARED).prop_flat_map(|(issuer, all)| (Just(issuer), subsequence(all, 1..5)))
    ) {
        let publisher = Publisher::of(issuer, rule.iter().copied());
        let before = strangers(&publisher);
        for finding in check(&publisher, Context::default()) {
            let Some(fix) = &finding.fix else { continue };
            let wider = fix.effect == Effect::Wider;
            // Namesakes and proposals of a project that is named are told beside the button; strangers need no name.
            let counts = |job: &&str| wider || ["strangers-repository", "namesake"].contains(job);
            let after = strangers(&fix.publisher);
            let opened = after.iter().find(|job| counts(job) && !before.contains(job));
            prop_assert!(opened.is_none(), "{}: {opened:?} of {publisher:?}", fix.label);
        }
    }
}

#[test]
fn a_claim_that_is_empty_pins_nothing() {
    for (issuer, rule) in [(DEPOT, &[("base_ref", "")][..]), (GITHUB, &[("base_ref", ""), ("head_ref", "")])] {
        assert!(let_in(issuer, rule).contains(&"strangers-repository"), "{rule:?}");
        assert!(grave(issuer, rule).contains(&"shared-issuer-unpinned"), "{rule:?}");
    }
}

#[test]
fn the_jobs_of_a_multibranch_project_are_told_by_their_names() {
    let job = |path: &str| format!("https://ci.acme.io/jenkins/{path}");
    for (path, code) in [
        ("job/model/job/PR-12/", Some("pull-request-allowed")),
        ("job/model/job/PR-12-head/", Some("pull-request-allowed")),
        ("job/model/job/MR-7/", Some("pull-request-allowed")),
        ("job/model/job/PR-review/", None),
        ("job/model/job/main/", None),
        ("job/model/job/42/", None),
        ("job/model/", None),
        ("job/model/42/", Some("value-never-occurs")),
        ("job/folder/job/model/42/", Some("value-never-occurs")),
        ("job/model/42/console", Some("value-never-occurs")),
        ("blue/organizations/jenkins/model/", Some("value-never-occurs")),
    ] {
        assert_eq!(grave(JENKINS, &[("sub", &job(path))]), code.into_iter().collect::<Vec<_>>(), "{path}");
    }
    assert_eq!(grave("https://ci.acme.io/oidc", &[("sub", "https://ci.acme.io/")]), ["value-never-occurs"]);
    let token = |path: &str| suggest(&format!(r#"{{"iss":"{JENKINS}","sub":"{}","build_number":3}}"#, job(path)));
    assert!(token("job/model/job/PR-12/").is_empty(), "what proposed code presents is no ground for trust");
    assert_eq!(token("job/model/job/main/").len(), 1);
    // An administrator can add claims.
    let custom = [("sub", "https://ci.acme.io/jenkins/job/model/"), ("git_branch", "main")];
    assert_eq!(codes(JENKINS, &custom), [""; 0]);
    assert!(let_in(JENKINS, &custom).contains(&"push-default-branch"));
}

#[test]
fn open_rules_of_a_server_of_somebodys_own_are_told() {
    for (rule, code, job) in [
        (("sub", "project:project7:build_type:bt42"), "any-ref", "pull-request"),
        (("project_internal_id", "project7"), "owner-only", "other-repository"),
        (("project_external_id", "MyProject"), "mutable-name-only", "recreated-repository"),
        (("build_type_external_id", "MyProject_Build"), "mutable-name-only", "recreated-repository"),
    ] {
        assert!(grave(TEAMCITY, &[rule]).contains(&code), "{rule:?}: {:?}", grave(TEAMCITY, &[rule]));
        assert!(let_in(TEAMCITY, &[rule]).contains(&job), "{rule:?}: {:?}", let_in(TEAMCITY, &[rule]));
    }
    assert_eq!(codes(TEAMCITY, &[("build_type_internal_id", "bt42"), ("branch", "refs/heads/main")]), [""; 0]);
    // The Hub reads its labels of the issuers that it knows alone.
    for rule in [
        &[("project_id", "20"), ("branch", "main")][..],
        &[("project_id", "20"), ("branch", "main"), ("environment", "e")],
    ] {
        assert_eq!(grave(OWN_GITLAB, rule)[0], "claim-unknown-to-provider", "{rule:?}");
    }
}

#[test]
fn a_rule_for_proposed_code_is_not_narrowed_to_pushes() {
    for rule in [
        [("repository_id", "1"), ("sub", "repo:o-1/r-2:pull_request")],
        [("repository_id", "1"), ("ref", "refs/pull/5/head")],
    ] {
        let told = findings(CODEBERG, &rule);
        assert_eq!(told[0].reason.code(), "pull-request-allowed", "{rule:?}");
        assert!(told.iter().all(|finding| finding.fix.is_none()), "{told:?}");
        let open = let_in(CODEBERG, &rule);
        assert!(!open.contains(&"tag") && !open.contains(&"push-other-branch"), "{open:?}");
    }
}

#[test]
fn no_job_that_is_nobodys_to_let_in_gets_in_without_a_word() {
    const BRACED: &str = "{a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d}";
    for (issuer, rule) in [
        (BITBUCKET, [("repositoryUuid", BRACED), ("deploymentEnvironmentUuid", BRACED)]),
        (GITLAB, [("project_id", "20"), ("ref_protected", "true")]),
        (CODEBERG, [("repository_id", "1"), ("ref_protected", "true")]),
        (GITHUB, [("repository_id", "1"), ("environment", "production")]),
    ] {
        let jobs = preview(&Publisher::of(issuer, rule), Labels::Documented);
        assert!(jobs.iter().any(|job| job.meant == "deny" && job.verdict == Verdict::Match), "{rule:?}");
        // An environment or a protection may be a guard; `any-ref` is silent where an environment is named.
        let word = if rule[1].0.contains("nvironment") { "environment-unprotected" } else { "any-ref" };
        assert!(codes(issuer, &rule).contains(&word), "{rule:?}: {:?}", codes(issuer, &rule));
        assert!(grave(issuer, &rule).iter().all(|code| !["any-ref", word].contains(code)), "{rule:?}");
    }
    // Any job may name an environment that GitLab does not protect.
    let environment = [("project_id", "20"), ("environment", "production")];
    assert!(let_in(GITLAB, &environment).contains(&"merge-request"));
    assert_eq!(grave(GITLAB, &environment), ["environment-unprotected"]);
    let guarded = [environment[0], environment[1], ("environment_protected", "true")];
    assert_eq!(grave(GITLAB, &guarded), [""; 0]);
}

#[test]
fn what_ids_of_one_customer_tell_is_no_strangers() {
    for (issuer, rule) in [
        (TERRAFORM, [("terraform_project_id", "prj-Yk2v"), ("terraform_run_phase", "apply")]),
        (BUILDKITE, [("cluster_id", UUID), ("build_branch", "main")]),
    ] {
        let told = findings(issuer, &rule);
        assert!(!told.iter().any(Finding::is_error), "{told:?}");
        assert!(grave(issuer, &rule).contains(&"owner-only"), "{rule:?}");
        assert!(!let_in(issuer, &rule).contains(&"strangers-repository"), "{rule:?}");
    }
    let agents =
        [("pipeline_id", UUID), ("build_branch", "main"), ("agent_tag:queue", "release"), ("agent_tag:os", "linux")];
    for rule in [&agents[..3], &agents] {
        assert!(!codes(BUILDKITE, rule).contains(&"contradictory-claims"), "{rule:?}");
        assert!(let_in(BUILDKITE, rule).contains(&"push-default-branch"), "{rule:?}");
    }
}

#[test]
fn what_contradicts_the_issuer_is_said_to() {
    for (issuer, rule) in [
        ("https://app.harness.io/ng/api/oidc/account/abc", [("account_id", "other"), ("project_id", "ml")]),
        ("https://oidc.vercel.com/acme", [("owner", "other"), ("project_id", "prj_a")]),
    ] {
        let told = findings(issuer, &rule);
        let words = told.iter().find(|finding| finding.reason.code() == "contradictory-claims").unwrap().message();
        assert!(words.contains("`iss`") && words.contains(issuer), "{words}");
    }
    let production = [("project_id", "prj_a"), ("environment", "Production")];
    assert!(codes("https://oidc.vercel.com/acme", &production).contains(&"value-never-occurs"));
}
