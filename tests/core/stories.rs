//! The stories of `tests/cases`, told to the core through the shapes that JavaScript gets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hub_trusted_publishers::{Answer, Context, HUB, Labels, Publisher, Reason, Request, provider, verify, wire};
use serde_json::Value;

use crate::mint::{base64url, publisher};
use crate::verifier::ring;

/// Every story with the name of its file.
fn stories() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut stories: Vec<(String, Value)> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .map(|(name, text)| (name, serde_json::from_str(&text).unwrap()))
        .collect();
    stories.sort_by(|one, other| one.0.cmp(&other.0));
    stories
}

/// What the person of a story pastes: `{token}` stands for the token of its header and claims.
fn pasted(story: &Value) -> String {
    let written = |part: &Value| part.as_str().map_or_else(|| part.to_string(), ToOwned::to_owned);
    let signature = story["signature"].as_str().unwrap_or("c2lnbmF0dXJl");
    let token =
        || format!("{}.{}.{signature}", base64url(written(&story["header"])), base64url(written(&story["claims"])));
    let paste = story["paste"].as_str().unwrap_or("{token}");
    if paste.contains("{token}") { paste.replace("{token}", &token()) } else { paste.to_owned() }
}

fn told(story: &Value) -> Value {
    if let Some(asked) = story.get("check") {
        let context = &asked["context"];
        let others: Vec<Publisher> = context["others"].as_array().into_iter().flatten().map(publisher).collect();
        let context = Context {
            resource: context["resource"].as_str().unwrap_or_default(),
            others: &others,
            labels: if context["labels"] == "raw" { Labels::Raw } else { Labels::Documented },
        };
        let findings = wire::checked(&publisher(&asked["publisher"]), context);
        return serde_json::json!({ "findings": serde_json::from_str::<Value>(&findings).unwrap() });
    }
    if let Some(asked) = story.get("pipeline") {
        let asked_for = provider::by_id(asked["provider"].as_str().unwrap()).unwrap();
        let own = publisher(&asked["publisher"]);
        let file = wire::workflow(asked_for, asked["resource"].as_str().unwrap(), Some(&own));
        return serde_json::from_str(&file).unwrap();
    }
    if let Some(text) = story.get("import") {
        return serde_json::from_str(&wire::parsed_publishers(text.as_str().unwrap(), None)).unwrap();
    }
    let answer = match &story["form"] {
        Value::Null => {
            let publishers: Vec<Publisher> = story["publishers"].as_array().unwrap().iter().map(publisher).collect();
            let request = Request {
                token: &pasted(story),
                resource: story["resource"].as_str().unwrap(),
                publishers: &publishers,
                now: story["now"].as_i64().unwrap(),
                audience: HUB,
                labels: if story["labels"] == "raw" { Labels::Raw } else { Labels::Documented },
            };
            match story["keySet"].as_str() {
                Some(key_set) => verified(&request, key_set, story["webCrypto"] != false),
                None => wire::simulated(&request),
            }
        }
        form => {
            let fields = form["fields"].as_object().unwrap();
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(id, value)| (id.as_str(), value.as_str().unwrap())).collect();
            wire::publisher_from_fields(provider::by_id(form["provider"].as_str().unwrap()).unwrap(), &fields)
        }
    };
    serde_json::from_str(&answer).unwrap()
}

/// As the package does it: what is to be verified is asked for, and the answer given back.
fn verified(request: &Request<'_>, key_set: &str, platform: bool) -> String {
    let mut answer = Answer::Unavailable;
    if platform {
        let _ = verify(request, key_set, |signed| {
            answer = ring(signed);
            answer
        });
    }
    wire::verified(request, key_set, answer)
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// Where an answer parts from what the story expects.
fn complaint(story: &Value, answer: &Value) -> Option<String> {
    let expect = &story["expect"];
    let expected: Vec<&str> =
        expect["findings"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    if codes(answer) != expected {
        return Some(format!("findings {:?}, expected {expected:?}", codes(answer)));
    }
    if let Some(count) = expect.get("publishers") {
        return (answer["publishers"].as_array().unwrap().len() != *count).then(|| format!("{answer}"));
    }
    if let Some(expected) = expect.get("publisher") {
        return (answer["publisher"] != *expected).then(|| format!("publisher {}", answer["publisher"]));
    }
    let exchanged = story.get("check").or(story.get("pipeline")).is_none();
    for key in ["outcome", "outcomeIfFresh"].into_iter().filter(|_| exchanged) {
        if answer[key] != expect[key] {
            return Some(format!("{key} {}, expected {}", answer[key], expect[key]));
        }
    }
    let error = answer["response"].get("error").unwrap_or(&Value::Null);
    if exchanged && (*error != expect["error"] || (answer["status"] == 200) != error.is_null()) {
        return Some(format!("answer {} {}, expected {}", answer["status"], answer["response"], expect["error"]));
    }
    if let Some(fix) = expect.get("fix") {
        let offered = answer["findings"][0]["fix"].get("effect").unwrap_or(&Value::Null);
        if offered != fix {
            return Some(format!("fix {}, expected {fix}", answer["findings"][0]["fix"]));
        }
    }
    let place = answer["findings"][0]["at"].as_object();
    let expected = expect["at"].as_object().into_iter().flatten();
    let wrong = |(key, value): (&String, &Value)| place.and_then(|place| place.get(key)) != Some(value);
    expected.clone().any(wrong).then(|| format!("place {place:?}, expected {}", expect["at"]))
}

#[test]
fn every_story_ends_as_told() {
    let stories = stories();
    let complaints: Vec<String> = stories
        .iter()
        .filter_map(|(name, story)| complaint(story, &told(story)).map(|what| format!("{name}: {what}")))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    println!("{} stories", stories.len());
    assert!(!stories.is_empty());
}

#[test]
fn every_finding_speaks_to_a_tired_person() {
    for (name, story) in stories() {
        for finding in told(&story)["findings"].as_array().unwrap() {
            let message = finding["message"].as_str().unwrap();
            let help = finding["help"].as_str();
            for line in [Some(message), help].into_iter().flatten() {
                assert!(line.ends_with('.') || help == Some(line) && line.ends_with('`'), "{name}: {line}");
                assert!(!line.contains('\n'), "{name}: {line}");
                assert!(!line.contains("``") && !line.contains("  "), "{name}: a blank is not filled: {line}");
            }
            if finding["severity"] == "error" {
                assert!(help.is_some(), "{name}: {message} has no help");
                assert!(!finding["at"].is_null(), "{name}: {message} has no place");
            }
        }
    }
}

#[test]
fn every_code_has_a_story() {
    let told: Vec<Value> = stories().iter().map(|(_, story)| told(story)).collect();
    let seen: BTreeSet<&str> = told.iter().flat_map(codes).collect();
    let untold: Vec<&str> =
        Reason::ALL.iter().map(|reason| reason.code()).filter(|code| !seen.contains(code)).collect();
    assert!(untold.is_empty(), "no story produces {untold:?}");
}
