//! What real jobs presented to real registries, and the rule that people had.

use hub_trusted_publishers::Outcome;
use serde_json::Value;

use crate::mint::{errors, exchange_at, publisher, signed};
use crate::suites;

#[test]
fn every_record_gets_its_verdict() {
    let Some(records) = suites::json("cases/real-cases.json") else { return };
    let records = records.as_array().unwrap();
    let mut wrong = Vec::new();
    for record in records {
        let token = signed(record["payload"].to_string());
        let now = record["now"].as_i64().unwrap();
        let exchange = exchange_at(now, &token, &[publisher(&record["rule"])]);
        let expected = match record["expected"].as_str().unwrap() {
            "accept" => Outcome::GrantedIfGenuine,
            "reject" => Outcome::Refused,
            other => panic!("unknown expectation {other}"),
        };
        if exchange.outcome != expected {
            wrong.push(format!("{}: {:?} {:?}", id(record), exchange.outcome, errors(&exchange)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} records, each with its verdict", records.len());
    assert!(!records.is_empty());
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}
