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
