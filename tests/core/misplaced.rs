//! What stands under the wrong name, or is named in parts: the button compares it where the token has it.

use hub_trusted_publishers::{Context, Publisher, check};
use serde_json::json;

use crate::namesakes::{offered, pushed};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const MAIN: &str = "refs/heads/main";
const SUBJECT: &str = "repo:acme/model:ref:refs/heads/main";
const FILE: &str = "acme/model/.github/workflows/p.yml@refs/heads/main";

#[test]
fn a_value_that_another_claim_has_is_compared_there() {
    let own = pushed("acme/model", MAIN, json!({}));
    let strangers = pushed("mallory/model", MAIN, json!({}));
    for (rule, label) in [
        ([("repository", SUBJECT)].as_slice(), Some(format!("Compare sub with {SUBJECT}"))),
        // A ref can look like owner and name.
        (&[("sub", "acme/model")], None),
        (&[("repository", "acme/model"), ("workflow", FILE)], Some(format!("Compare workflow_ref with {FILE}"))),
        (&[("repository_owner", FILE)], Some(format!("Compare workflow_ref with {FILE}"))),
        // What has both has one already.
        (&[("repository", SUBJECT), ("sub", "repo:acme/model:ref:refs/heads/dev")], None),
        // An environment can be called anything.
        (&[("repository", "acme/other"), ("environment", "acme/model")], None),
        (&[("workflow_ref", "acme/model")], Some("Compare repository with acme/model".to_owned())),
        // A called file can be anybody's.
        (&[("job_workflow_ref", "acme/model")], None),
    ] {
        assert_eq!(offered(GITHUB, GITHUB, rule, &own), label, "{rule:?}");
        assert_eq!(offered(GITHUB, GITHUB, rule, &strangers), None, "{rule:?}");
    }
}

#[test]
fn a_project_in_two_parts_is_put_together_whatever_they_are_called() {
    let own = pushed("acme/model", MAIN, json!({}));
    let strangers = pushed("mallory/model", MAIN, json!({}));
    for rule in [
        [("owner", "acme"), ("repo", "model")],
        [("organization", "acme"), ("repository_name", "model")],
        [("repository_owner", "acme"), ("project", "model")],
    ] {
        let label = offered(GITHUB, GITHUB, &rule, &own).unwrap_or_default();
        assert!(label.to_lowercase().ends_with("compare repository with acme/model"), "{rule:?} {label}");
        assert_eq!(offered(GITHUB, GITHUB, &rule, &strangers), None, "{rule:?}");
    }
    // Without its owner a name is everybody's.
    assert_eq!(offered(GITHUB, GITHUB, &[("repo", "model"), ("branch", "main")], &own), None);
}

#[test]
fn an_owners_name_in_place_of_its_id_is_that_owners() {
    let own = pushed("acme/model", MAIN, json!({"repository_owner_id": "65"}));
    let rule = [("repository", "acme/model"), ("repository_owner_id", "acme")];
    assert_eq!(offered(GITHUB, GITHUB, &rule, &own).as_deref(), Some("Set repository_owner_id to 65"));
    let rule = [("repository", "acme/model"), ("repository_owner_id", "mallory")];
    assert_eq!(offered(GITHUB, GITHUB, &rule, &own), None);
}

#[test]
fn a_group_within_the_project_that_is_named_is_written_whole() {
    let job = json!({"project_path": "acme/ml/model", "project_id": "20", "namespace_path": "acme/ml", "ref": "main",
        "ref_type": "branch", "pipeline_source": "push"});
    let set = Some("Set namespace_path to acme/ml".to_owned());
    for (group, label) in [("ml", set.clone()), ("acme", set), ("m", None), ("other", None)] {
        let rule = [("project_path", "acme/ml/model"), ("namespace_path", group)];
        assert_eq!(offered(GITLAB, GITLAB, &rule, &job), label, "{group}");
    }
    assert_eq!(offered(GITLAB, GITLAB, &[("namespace_path", "ml"), ("ref", "main")], &job), None);
}

#[test]
fn a_rule_by_itself_is_told_where_its_value_belongs() {
    for (rule, label) in [
        ([("repository", SUBJECT)].as_slice(), Some("Compare sub instead")),
        (&[("sub", "acme/model")], None),
        (&[("repository", "acme/model"), ("workflow", FILE)], Some("Compare workflow_ref instead")),
        (&[("repository_owner", "acme/model")], Some("Compare repository instead")),
        (&[("repository_id", "acme/model")], Some("Compare repository instead")),
        (&[("repository", "repo:acme/model")], Some("Set repository to acme/model")),
        // Its ref would get lost.
        (&[("repository", "acme/model"), ("workflow", "p.yml@refs/heads/main")], None),
        (&[("repository", "acme/model"), ("workflow", ".github/workflows/p.yml@main")], None),
        // It would stand in another one's place.
        (&[("repository", SUBJECT), ("sub", "repo:acme/model:ref:refs/heads/dev")], None),
    ] {
        let publisher = Publisher::of(GITHUB, rule.iter().copied());
        let findings = check(&publisher, Context::default());
        let fix = findings.iter().filter(|finding| finding.is_error()).find_map(|finding| finding.fix.as_ref());
        assert_eq!(fix.map(|fix| fix.label.as_str()), label, "{rule:?}");
    }
}
