//! Any publisher beside any claims: whoever is let in satisfies, claim by claim, what a plain comparison demands.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_trusted_publishers::{HUB, Labels, Outcome, Publisher, Request, simulate, wire};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

const NOW: i64 = 1_767_225_600;

/// The job's issuer, its claims, the publisher's claims, and whether labels are read raw.
type Input<'a> = (u8, Vec<(&'a str, &'a str)>, Vec<(u8, &'a str)>, bool);

const ISSUERS: [&str; 4] = [
    "https://token.actions.githubusercontent.com",
    "https://gitlab.com",
    "https://oidc.circleci.com/org/4d4f1a0c-2f1b-4f0e-9d54-8a7b6c5d4e3f",
    "https://ci.example.org",
];

const NAMES: [&str; 14] = [
    "repository",
    "ref",
    "ref_type",
    "workflow",
    "workflow_ref",
    "branch",
    "sub",
    "environment",
    "project_path",
    "event_name",
    "repository_owner",
    "job_workflow_ref",
    "project_id",
    "odd",
];

fuzz_target!(|input: Input<'_>| {
    let (issuer, held, wanted, raw) = input;
    let issuer = ISSUERS[usize::from(issuer) % ISSUERS.len()];
    let mut claims = Map::new();
    for (name, value) in held {
        claims.insert(name.to_owned(), Value::from(value));
    }
    for (index, name) in NAMES.iter().enumerate() {
        // Half of what the publisher wants is there, so that some get in.
        if let Some((_, value)) = wanted.iter().find(|(name, _)| usize::from(*name) % NAMES.len() == index) {
            claims.entry(name.to_string()).or_insert_with(|| Value::from(*value));
        }
    }
    for (name, value) in
        json!({"iss": issuer, "aud": HUB, "iat": NOW - 5, "exp": NOW + 300}).as_object().expect("an object")
    {
        claims.insert(name.clone(), value.clone());
    }
    claims.entry("sub").or_insert_with(|| "somebody".into());
    let rules: Vec<(&str, &str)> =
        wanted.iter().map(|(name, value)| (NAMES[usize::from(*name) % NAMES.len()], *value)).collect();
    let publisher = Publisher::of(issuer, rules.clone());
    let labels = if raw { Labels::Raw } else { Labels::Documented };
    let token = format!(
        "{}.{}.c2lnbmF0dXJl",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#),
        URL_SAFE_NO_PAD.encode(Value::Object(claims.clone()).to_string())
    );
    let publishers = [publisher.clone()];
    let request =
        Request { token: &token, resource: "acme/model", publishers: &publishers, now: NOW, audience: HUB, labels };
    let exchange = simulate(&request);
    if exchange.outcome == Outcome::GrantedIfGenuine {
        assert!(!rules.is_empty(), "a publisher without claims let somebody in");
        let documented = !raw && issuer == ISSUERS[0];
        for (name, value) in &rules {
            let read = |name: &str| claims.get(name).and_then(Value::as_str);
            let equal = match *name {
                "branch" if documented => read("ref") == Some(&format!("refs/heads/{value}")),
                "workflow" if documented => {
                    read("workflow_ref").is_some_and(|file| file.contains(&format!("/.github/workflows/{value}@refs/")))
                }
                // Other providers' branch has a claim of its own name or none.
                "branch" | "workflow" if !raw => true,
                name => read(name) == Some(value),
            };
            assert!(equal, "{name} = {value:?} let {claims:?} in");
        }
    }
    serde_json::from_str::<Value>(&wire::simulated(&request)).expect("the answer is JSON");
});
