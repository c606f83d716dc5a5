//! Rules by themselves: who gets in, and what is said of it before any token.

use hub_trusted_publishers::{Context, Finding, Labels, Publisher, Verdict, check, preview};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";

/// A rule's findings, gravest first.
fn findings(issuer: &str, rule: &[(&str, &str)]) -> Vec<Finding> {
    check(&Publisher::of(issuer, rule.iter().copied()), Context::default())
}

/// Their codes: errors as they are, warnings with `~`, infos left out.
fn told(issuer: &str, rule: &[(&str, &str)]) -> Vec<String> {
    let grave = |finding: &Finding| match finding.severity.name() {
        "error" => Some(finding.reason.code().to_owned()),
        "warning" => Some(format!("~{}", finding.reason.code())),
        _ => None,
    };
    findings(issuer, rule).iter().filter_map(grave).collect()
}

/// The typical jobs that a rule lets in.
fn let_in(issuer: &str, rule: &[(&str, &str)]) -> Vec<&'static str> {
    let jobs = preview(&Publisher::of(issuer, rule.iter().copied()), Labels::Documented);
    jobs.into_iter().filter(|job| job.verdict == Verdict::Match).map(|job| job.id).collect()
}

#[test]
fn a_rule_of_registered_claims_alone_is_open() {
    let aud = [("aud", "https://huggingface.co")];
    for shared in [GITLAB, GITHUB, "https://accounts.google.com"] {
        assert!(
            told(shared, &aud).contains(&"shared-issuer-unpinned".to_owned()),
            "{shared}: {:?}",
            told(shared, &aud)
        );
        assert!(let_in(shared, &aud).contains(&"strangers-repository"), "{shared}");
        assert!(told(shared, &[("iss", shared)]).contains(&"shared-issuer-unpinned".to_owned()), "{shared}");
    }
    let (eks, own) =
        ("https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF", "https://ci.example.org");
    for own in [eks, own] {
        for rule in [aud, [("iss", own)]] {
            assert_eq!(told(own, &rule).first().map(String::as_str), Some("no-claims"), "{own} {rule:?}");
            assert!(let_in(own, &rule).contains(&"push-default-branch"), "{own} {rule:?}");
            let fixed = findings(own, &rule).iter().any(|finding| finding.fix.is_some());
            assert!(!fixed, "no button may leave a rule without claims: {own} {rule:?}");
        }
    }
    // Beside what tells the job they change nothing.
    let pinned = [("project_id", "20"), ("ref_path", "refs/heads/main"), aud[0]];
    assert_eq!(told(GITLAB, &pinned), ["~registered-claim"]);
}

const BUILDKITE: &str = "https://agent.buildkite.com";
const BUDDY: &str = "https://oidc.buddyusercontent.com";
const CODEFRESH: &str = "https://oidc.codefresh.io";
const VERCEL: &str = "https://oidc.vercel.com";
const CODEBERG: &str = "https://codeberg.org/api/actions";
const TERRAFORM: &str = "https://app.terraform.io";
const CIRCLE_ROOT: &str = "https://oidc.circleci.com";
const CIRCLE: &str = "https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e";
const ORGANIZATION: &str = "f892efa9-103e-4d28-97a1-3b8616a0994d";
const PIPELINE: &str = "0184990a-4782-42b5-afc1-16715b10b1f0";

#[test]
fn a_name_that_repeats_among_the_customers_of_an_issuer_tells_no_project() {
    for (issuer, rule, job) in [
        (BUDDY, &[("project_name", "myproject"), ("ref", "refs/heads/main")], "namesake"),
        (VERCEL, &[("project", "acme_website"), ("environment", "production")], "namesake"),
        (CODEFRESH, &[("pipeline_name", "acme/publish"), ("scm_ref", "main")], "namesake"),
        (BUILDKITE, &[("pipeline_slug", "publish"), ("build_branch", "main")], "namesake"),
        (CODEBERG, &[("ref", "refs/heads/main"), ("workflow", "publish.yml")], "strangers-repository"),
        (
            "https://app.eu.terraform.io",
            &[("terraform_workspace_name", "ml"), ("terraform_run_phase", "apply")],
            "namesake",
        ),
    ] {
        assert!(
            told(issuer, rule).contains(&"shared-issuer-unpinned".to_owned()),
            "{issuer}: {:?}",
            told(issuer, rule)
        );
        assert!(let_in(issuer, rule).contains(&job), "{issuer}: {:?}", let_in(issuer, rule));
    }
    // In a team's own issuer no stranger has one; and all of Buddy's names are names.
    let website = [("project", "acme_website"), ("environment", "production")];
    assert!(!let_in("https://oidc.vercel.com/acme", &website).contains(&"namesake"));
    let names = [("workspace_domain", "acme"), ("project_name", "model"), ("ref", "refs/heads/main")];
    assert_eq!(told(BUDDY, &names), ["~mutable-name-only"]);
    let server = [("repository", "acme/model"), ("ref", "refs/heads/main")];
    assert_eq!(told(CODEBERG, &server), ["~mutable-name-only"]);
}

#[test]
fn a_customised_subject_is_read_by_the_claims_in_it() {
    let one = |issuer: &str, subject: &str| told(issuer, &[("sub", subject)]);
    for open in [
        "job_workflow_ref:org/wf/.github/workflows/p.yml@refs/heads/main",
        "ref:refs/heads/main",
        "environment:prod",
        "workflow:Publish",
        "enterprise:x",
        "repository_visibility:public:ref:refs/heads/main",
    ] {
        assert_eq!(one(GITHUB, open), ["shared-issuer-unpinned"], "{open}");
        assert!(let_in(GITHUB, &[("sub", open)]).contains(&"strangers-repository"), "{open}");
        assert!(let_in(GITHUB, &[("sub", open)]).contains(&"push-default-branch"), "{open}");
    }
    let owner = one(GITHUB, "repository_owner:monalisa");
    assert_eq!(owner, ["~owner-only", "~mutable-name-only", "~any-ref"]);
    // IDs tell the project, and the environment what may publish.
    let by_id = "repository_owner_id:6154722:repository_id:966304329:environment:release";
    assert_eq!(one(GITHUB, by_id), [""; 0]);
    let jobs = let_in(GITHUB, &[("sub", by_id)]);
    assert!(jobs.contains(&"push-default-branch") && !jobs.contains(&"no-environment"), "{jobs:?}");
    let strangers = ["strangers-repository", "other-repository", "recreated-repository"];
    assert!(!jobs.iter().any(|job| strangers.contains(job)), "{jobs:?}");
    for (branch, kept_in) in [
        ("project_id:20:ref_type:branch:ref:main", "push-default-branch"),
        ("project_id:20:ref_type:tag:ref:v1", "push-default-branch"),
    ] {
        assert_eq!(one(GITLAB, branch), [""; 0], "{branch}");
        let jobs = let_in(GITLAB, &[("sub", branch)]);
        assert!(jobs.contains(&kept_in), "{branch}: {jobs:?}");
        assert!(
            !jobs.iter().any(|job| ["push-other-branch", "tag", "merge-request"].contains(job)),
            "{branch}: {jobs:?}"
        );
    }
    assert_eq!(told(GITLAB, &[("sub", "project_id:20"), ("project_id", "21")])[0], "contradictory-claims");
    assert_eq!(one(GITHUB, "repository_id:5:pull_request:job_workflow_ref:x")[0], "pull-request-allowed");
    // Subjects of forms that nobody told are the project's own.
    for issuer in [BUDDY, CODEFRESH] {
        let jobs = let_in(issuer, &[("sub", "whatever")]);
        assert!(jobs.contains(&"push-default-branch") && !jobs.contains(&"namesake"), "{issuer}: {jobs:?}");
        assert!(!jobs.contains(&"strangers-repository"), "{issuer}: {jobs:?}");
    }
}

#[test]
fn a_subject_that_names_the_project_keeps_strangers_out() {
    let circle = "org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e/project/3a2f5b1c-0d4e-4f6a-8b7c-9d0e1f2a3b4c/user/5d6e7f80-9a1b-4c2d-8e3f-4a5b6c7d8e9f";
    let built = "organization:acme-inc:pipeline:publish:ref:refs/heads/main:commit:9f3182061f1e2cca4702c368cbc039b7dc9d4485:step:build";
    for (issuer, name, text) in [
        (
            CODEFRESH,
            "sub",
            "account:5f30ebd30312313ae7008:pipeline:64f0c40800aafd1455566:scm_repo_url:https://github.com/a/b:scm_user_name:x:scm_ref:main",
        ),
        (BUDDY, "sub", "https://eu.buddy.works/acme/model/pipelines/pipeline/45289"),
        (BUILDKITE, "sub", built),
        (BUILDKITE, "sub", PIPELINE),
        (GITLAB, "job_project_path", "acme/model"),
        (GITLAB, "job_project_id", "20"),
        (CIRCLE_ROOT, "oidc.circleci.com/pipeline-definition-id", "0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f"),
        (CIRCLE, "sub", circle),
        ("https://oidc.fly.io/example-org", "sub", "example-org:example-app:example-machine"),
    ] {
        let codes = told(issuer, &[(name, text)]);
        let open = ["shared-issuer-unpinned", "~owner-only"];
        assert!(!codes.iter().any(|code| open.contains(&code.as_str())), "{issuer} {text}: {codes:?}");
        let jobs = let_in(issuer, &[(name, text)]);
        assert!(jobs.contains(&"push-default-branch"), "{issuer} {text}: {jobs:?}");
        let strangers = ["strangers-repository", "other-repository", "namesake", "other-organization"];
        assert!(!jobs.iter().any(|job| strangers.contains(job)), "{issuer} {text}: {jobs:?}");
    }
    // What is another subject for every run is said to be, and no button opens the rule for it.
    let organization = ("organization_id", ORGANIZATION);
    assert!(told(BUILDKITE, &[organization, ("sub", built)]).contains(&"per-run-claim".to_owned()));
    assert_eq!(told(BUILDKITE, &[organization, ("sub", PIPELINE), ("build_branch", "main")]), ["~fork-reachable"]);
    // An organization's ID tells the organization.
    for (issuer, rule) in [
        ("https://identity.depot.dev", [("org_id", "org_x"), ("ref", "refs/heads/main")]),
        (CIRCLE, [("oidc.circleci.com/org-id", "c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e"), ("branch", "main")]),
    ] {
        let codes = told(issuer, &rule);
        assert_eq!(codes[0], "~owner-only", "{issuer}: {codes:?}");
        assert!(!codes.contains(&"~mutable-name-only".to_owned()), "{issuer}: {codes:?}");
    }
}

#[test]
fn what_is_proposed_from_a_fork_or_in_a_plan_is_warned_of() {
    let pipeline = ("pipeline_id", PIPELINE);
    let built = [("organization_id", ORGANIZATION), pipeline, ("build_branch", "main")];
    let triggered =
        [("account_id", "5f30ebd30312313ae7008"), ("pipeline_id", "64f0c40800aafd1455566"), ("scm_ref", "main")];
    for (issuer, rule) in [(BUILDKITE, built), (CODEFRESH, triggered)] {
        assert_eq!(told(issuer, &rule), ["~fork-reachable"]);
        assert!(let_in(issuer, &rule).contains(&"pull-request-from-fork"));
    }
    let tagged = [("organization_id", ORGANIZATION), pipeline, ("build_tag", "v1.0.0")];
    assert!(!let_in(BUILDKITE, &tagged).iter().any(|job| job.starts_with("pull-request")), "no pull request has a tag");
    // A plan is what a pull request starts.
    let workspace =
        [("terraform_organization_id", "org-GRNbCjYNpBB6NEBH"), ("terraform_workspace_id", "ws-mbsd5E3Ktt5Rg2Xm")];
    let any = findings(TERRAFORM, &workspace).remove(0);
    let fixed = any.fix.clone().unwrap().publisher;
    assert_eq!((any.reason.code(), fixed.claims.last().unwrap().1.value.as_str()), ("any-ref", "apply"));
    assert!(!any.message().contains("Every branch"), "{}", any.message());
    let plan = preview(&Publisher::of(TERRAFORM, workspace), Labels::Documented);
    assert!(plan.iter().any(|job| job.id == "plan" && job.meant == "deny" && job.verdict == Verdict::Match));
}

#[test]
fn a_file_at_a_pull_request_s_ref_and_a_review_are_of_proposed_code() {
    let file = "octo-org/octo-repo/.github/workflows/publish.yml@refs/pull/7/merge";
    let environment = ("environment", "production");
    for (issuer, rule) in [
        (GITHUB, vec![("repository_id", "74"), ("workflow_ref", file)]),
        (GITHUB, vec![("repository_id", "74"), ("workflow_ref", file), environment]),
        (GITHUB, vec![("repository_id", "74"), ("job_workflow_ref", file)]),
        (GITHUB, vec![("repository_id", "74"), ("event_name", "pull_request_review"), environment]),
        (GITHUB, vec![("repository_id", "74"), ("event_name", "pull_request_review_comment"), environment]),
        ("https://identity.depot.dev", vec![("org_id", "x"), ("repository_id", "4"), ("workflow_ref", file)]),
        ("https://codeberg.org/api/actions", vec![("repository_id", "4"), ("workflow_ref", file)]),
    ] {
        assert!(told(issuer, &rule).contains(&"pull-request-allowed".to_owned()), "{issuer} {rule:?}");
    }
}

#[test]
fn a_ref_in_other_letters_lacks_nothing() {
    let rule = [("repository_id", "74"), ("ref", "REFS/HEADS/main")];
    let fix = findings(GITHUB, &rule).iter().find_map(|finding| finding.fix.clone());
    assert!(fix.is_none_or(|fix| fix.publisher.claims[1].1.value == "refs/heads/main"));
}

#[test]
fn a_rule_that_names_no_project_of_a_server_lets_all_of_them_in() {
    for (issuer, rule) in [
        ("https://teamcity.example.com", &[("trigger_type", "vcsTrigger"), ("branch", "refs/heads/main")][..]),
        ("https://jenkins.example.com/oidc", &[("branch", "main")]),
        ("https://gitlab.acme.io", &[("ref", "main"), ("ref_type", "branch")]),
        ("https://app.harness.io/ng/api/oidc/account/abcDEF123", &[("pipeline_id", "publish")]),
        (
            "https://app.harness.io/ng/api/oidc/account/abcDEF123",
            &[("organization_id", "default"), ("pipeline_id", "publish")],
        ),
    ] {
        assert_eq!(told(issuer, rule).first().map(String::as_str), Some("~owner-only"), "{issuer} {rule:?}");
        assert!(let_in(issuer, rule).iter().any(|job| job.starts_with("other-")), "{issuer} {rule:?}");
    }
    for (issuer, rule) in [
        ("https://ci.example.org", [("sub", "acme/model"), ("environment", "prod")]),
        ("https://ci.example.org", [("project", "acme/model"), ("ref", "main")]),
    ] {
        assert_eq!(told(issuer, &rule), [""; 0], "{rule:?}");
    }
}

#[test]
fn typical_jobs_are_told_from_a_publisher_that_has_their_names() {
    let github =
        [("repository", "a/other"), ("branch", "other-branch"), ("workflow", "other.yml"), ("environment", "other")];
    let jobs = let_in(GITHUB, &github);
    for job in ["other-repository", "push-other-branch", "other-workflow", "other-environment"] {
        assert!(!jobs.contains(&job), "{job}: {jobs:?}");
    }
    assert_eq!(told(GITHUB, &github), ["~mutable-name-only"]);
    let renamed = let_in(GITHUB, &[("repository", "stranger/renamed"), ("repository_id", "0")]);
    for job in ["renamed-repository", "strangers-repository", "recreated-repository"] {
        assert!(!renamed.contains(&job), "{job}: {renamed:?}");
    }
    let gitlab = [("project_path", "stranger/strange"), ("ref_path", "refs/heads/proposed")];
    let jobs = let_in(GITLAB, &gitlab);
    assert!(!jobs.iter().any(|job| job.starts_with("merge-request")), "{jobs:?}");
}

#[test]
fn what_never_occurs_or_holds_no_text_is_an_error() {
    for (issuer, rule, code) in [
        (GITLAB, ("groups_direct", "acme"), "claim-type-differs"),
        (GITLAB, ("user_identities", "acme"), "claim-type-differs"),
        (BUILDKITE, ("build_source", "pull_request"), "value-never-occurs"),
        (TERRAFORM, ("terraform_run_phase", "Apply"), "value-never-occurs"),
        (VERCEL, ("project_id", "acme_website"), "value-never-occurs"),
        (CODEFRESH, ("scm_repo_url", "github.com/acme/model"), "value-never-occurs"),
        (
            "https://123456789012.tokens.sts.global.api.aws",
            ("sub", "arn:aws:iam::123456789012:role/a"),
            "value-never-occurs",
        ),
        ("https://oidc.vercel.com/acme", ("owner", "other"), "contradictory-claims"),
    ] {
        assert!(told(issuer, &[rule]).contains(&code.to_owned()), "{issuer} {rule:?}: {:?}", told(issuer, &[rule]));
    }
    let frozen = [("repository_id", "74"), ("job_workflow_sha", "9f3182061f1e2cca4702c368cbc039b7dc9d4485")];
    assert!(!told(GITHUB, &frozen).contains(&"per-run-claim".to_owned()), "it freezes a version");
    let own = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0";
    assert!(let_in(own, &[("sub", "x")]).contains(&"push-default-branch"), "a directory's own issuer");
}

#[test]
fn an_address_of_a_website_or_of_keys_is_no_issuer() {
    for issuer in [
        "https://github.com/acme",
        "https://buildkite.com/acme",
        "https://api.buildkite.com",
        "https://bitbucket.org/acme/model",
        "https://circleci.com",
        "https://app.circleci.com/pipelines",
        "https://g.codefresh.io",
        "https://vercel.com/acme",
        "https://buddy.works",
        "https://oidc.fly.io",
        "https://dev.azure.com/acme",
        "https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
        "https://codeberg.org/acme/model",
        "https://sts.eu-west-1.amazonaws.com",
    ] {
        assert!(told(issuer, &[("sub", "x")]).contains(&"issuer-unlike-provider".to_owned()), "{issuer}");
        assert_eq!(let_in(issuer, &[("sub", "x")]), [""; 0], "{issuer}");
    }
    assert_eq!(told("https://huggingface.co", &[("sub", "x")])[0], "issuer-admits-strangers");
    let keys = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc/keys.json";
    let found = findings(keys, &[("branchName", "main")]).remove(0);
    assert_eq!(found.reason.code(), "issuer-is-discovery-url");
    assert_eq!(Some(found.fix.as_ref().unwrap().publisher.issuer_url.as_str()), keys.strip_suffix("/keys.json"));
}

#[test]
fn values_are_taken_for_what_they_are() {
    // A file's name may hold blanks, and a list of files is none.
    let file = "Build and Publish Docker Image.yml";
    let inside = format!("acme/model/.github/workflows/{file}@refs/heads/main");
    for (name, text) in [("workflow", file), ("workflow_ref", &inside)] {
        let rule = [("repository_id", "74"), ("branch", "main"), (name, text)];
        assert_eq!(told(GITHUB, &rule), [""; 0], "{text}");
        assert!(let_in(GITHUB, &rule).contains(&"push-default-branch"), "{text}");
    }
    for (issuer, rule, code) in [
        (GITHUB, ("workflow", "a.yml, b.yml"), "value-is-list"),
        (GITHUB, ("sub", r"repo:acme/model:ref:refs/tags/v[0-9]+\.[0-9]+"), "value-is-pattern"),
        (GITLAB, ("sub", "repo:acme/model:ref:refs/heads/main"), "value-never-occurs"),
        (GITLAB, ("pipeline_source", "merge_request"), "value-never-occurs"),
    ] {
        assert!(told(issuer, &[rule]).contains(&code.to_owned()), "{rule:?}: {:?}", told(issuer, &[rule]));
        assert_eq!(let_in(issuer, &[rule]), [""; 0], "{rule:?}");
    }
    assert!(!told(GITHUB, &[("sub", "repo:acme/model:environment:what?")]).contains(&"value-is-pattern".to_owned()));
    // A version is a tag.
    let inside = "acme/ci/.github/workflows/publish.yml";
    for (name, text, meant) in [
        ("ref", "main", "refs/heads/main".to_owned()),
        ("ref", "v1.0.0", "refs/tags/v1.0.0".to_owned()),
        ("ref", "1.2", "refs/tags/1.2".to_owned()),
        ("ref", "vnext", "refs/heads/vnext".to_owned()),
        ("ref", "2024", "refs/heads/2024".to_owned()),
        ("job_workflow_ref", &format!("{inside}@v1"), format!("{inside}@refs/tags/v1")),
    ] {
        let found = findings(GITHUB, &[("repository_id", "74"), (name, text)]).remove(0);
        let fixed = &found.fix.as_ref().unwrap().publisher.claims[1].1.value;
        assert_eq!((found.reason.code(), fixed), ("ref-is-short", &meant), "{text}");
    }
}

#[test]
fn a_subject_with_ids_is_read_as_the_claims_beside_it_say() {
    const FORGEJO: &str = "https://codeberg.org/api/actions";
    let sub = "repo:org-12/repo-74:ref:refs/heads/main";
    for repository in ["org/repo", "org-12/repo-74"] {
        let publisher = Publisher::of(FORGEJO, [("repository", repository), ("sub", sub)]);
        let found = check(&publisher, Context::default());
        let told = found.iter().any(|finding| finding.reason.code() == "contradictory-claims");
        assert!(!told, "{repository}: {found:?}");
    }
}

#[test]
fn a_publisher_is_shadowed_by_what_its_claims_imply() {
    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    let file = "o/r/.github/workflows/p.yml@refs/heads/main";
    let pair = |issuer: &str, one: &[(&str, &str)], other: &[(&str, &str)]| {
        let other = [Publisher::of(issuer, other.iter().copied())];
        let context = Context { others: &other, ..Context::default() };
        let found = check(&Publisher::of(issuer, one.iter().copied()), context);
        found.iter().any(|finding| finding.reason.code() == "shadowed-publisher")
    };
    let id = ("repository_id", "5");
    for (one, other, shadowed) in [
        (vec![id, ("branch", "main")], vec![id, ("ref", "refs/heads/main")], true),
        (vec![id, ("ref", "refs/heads/main")], vec![id, ("branch", "main")], true),
        (vec![("repository", "o/r"), ("ref", "refs/heads/main")], vec![("repository_owner", "o")], true),
        (vec![("repository", "o/r"), id, ("workflow_ref", file)], vec![id, ("workflow", "p.yml")], true),
        (vec![("sub", "repo:o/r:environment:prod")], vec![("repository", "o/r"), ("environment", "prod")], true),
        // The form of a subject is the owner's to set.
        (vec![("repository", "o/r"), ("environment", "prod")], vec![("sub", "repo:o/r:environment:prod")], false),
        (vec![id], vec![id, ("ref", "refs/heads/main")], false),
        (vec![id, ("ref", "refs/tags/v1")], vec![id, ("branch", "v1")], false),
        (vec![id, ("ref", "refs/tags/v1")], vec![id, ("ref_type", "branch")], false),
        (vec![("repository", "o/r")], vec![("repository_owner", "p")], false),
        (vec![("repository", "o/r")], vec![id], false),
    ] {
        assert_eq!(pair(GITHUB, &one, &other), shadowed, "{one:?} beside {other:?}");
    }
    // A bare ref is a branch's and a tag's.
    let gitlab = |one, other| pair("https://gitlab.com", one, other);
    assert!(!gitlab(
        &[("project_id", "20"), ("ref", "main")],
        &[("project_id", "20"), ("ref_path", "refs/heads/main")]
    ));
    assert!(gitlab(&[("project_id", "20"), ("ref_path", "refs/heads/main")], &[("project_id", "20"), ("ref", "main")]));
}

#[test]
fn a_name_that_starts_as_a_private_address_is_public() {
    for (issuer, is_private) in [
        ("https://10.example.com", false),
        ("https://127.example.com", false),
        ("https://172.16.example.com", false),
        ("https://10.0.0.1", true),
        ("https://172.16.0.1", true),
        ("https://127.0.0.1:8080", true),
        ("https://ci.internal", true),
    ] {
        let found = findings(issuer, &[("repository", "o/r")]);
        assert_eq!(found.iter().any(|finding| finding.reason.code() == "issuer-unreachable"), is_private, "{issuer}");
    }
}
