//! Pipeline files: what they start, what they publish, and what is said where their job would be refused.

use hub_trusted_publishers::{ci_workflow, provider};

#[test]
fn nothing_but_what_is_meant_is_published() {
    // These check the project out; elsewhere a job may stand in any folder, such as the root.
    const CHECKED_OUT: [&str; 10] = [
        "github-actions",
        "gitlab-ci",
        "circleci",
        "bitbucket-pipelines",
        "buildkite",
        "codefresh",
        "depot-ci",
        "forgejo-actions",
        "jenkins",
        "teamcity",
    ];
    for provider in provider::ALL.iter().filter(|provider| !CHECKED_OUT.contains(&provider.id())) {
        let text = ci_workflow(provider, "acme/model", None).text;
        let named = ["workingDir: /data ", "cd \"${1:?", "cwd: \"publish\""].iter().any(|way| text.contains(way));
        assert!(named, "{}: {text}", provider.id());
    }
    // Where a checkout keeps its credentials.
    let bucket = ci_workflow(provider::by_id("github-actions").unwrap(), "buckets/acme/b", None).text;
    assert!(bucket.contains("hf sync . hf://buckets/acme/b --exclude '.git/*'"), "{bucket}");
}
