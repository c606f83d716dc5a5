//! JSONTestSuite, whole, at the room that pasted tokens are read in: each file stands as the value of a claim.

use std::fs;

use hub_trusted_publishers::Outcome;
use hub_trusted_publishers::Publisher;

use crate::mint::{NOW, errors, exchange, signed};
use crate::suites;

const ISSUER: &str = "https://ci.example.org";

#[test]
fn every_file_is_read_as_the_strict_profile_says() {
    let (Some(expected), Some(folder)) = (
        suites::json("vectors/JSONTestSuite/expected_strict.json"),
        suites::folder("vectors/JSONTestSuite/test_parsing"),
    ) else {
        return;
    };
    let publishers = [Publisher::of(ISSUER, [("project", "model")])];
    let mut wrong = Vec::new();
    let mut counts = [0, 0];
    for (name, row) in expected["files"].as_object().unwrap() {
        let value = fs::read(folder.join(name)).unwrap();
        let start = format!(
            r#"{{"iss":"{ISSUER}","sub":"s","aud":"https://huggingface.co","exp":{},"iat":{NOW},"project":"model","x":"#,
            NOW + 300
        );
        let claims = [start.as_bytes(), &value, b"}"].concat();
        let exchange = exchange(&signed(claims), &publishers);
        let granted = exchange.outcome == Outcome::GrantedIfGenuine;
        let expected = row["strict"] == "accept";
        counts[usize::from(expected)] += 1;
        if granted != expected || (!granted && errors(&exchange).is_empty()) {
            wrong.push(format!("{name}: expected {}, got {:?}", row["strict"], errors(&exchange)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} refused, {} read", counts[0], counts[1]);
    assert!(counts[0] > 0 && counts[1] > 0);
}
