//! What real jobs presented to real registries, and the rule that people had.

use hub_trusted_publishers::{Exchange, Outcome, Publisher};
use serde_json::Value;

use crate::mint::{errors, exchange_at, publisher, signed};
use crate::suites;

/// Records whose first error is another than their author's cause, with the reason.
const EXCEPTIONS: [(&str, &str); 1] = [(
    "azure-gordonby-296",
    "its token's issuer ends in a slash that the publisher lacks, which refuses it before any claim is compared",
)];

fn exchange(record: &Value, publishers: &[Publisher]) -> Exchange {
    exchange_at(record["now"].as_i64().unwrap(), &signed(record["payload"].to_string()), publishers)
}

fn records() -> Option<Vec<Value>> {
    let records = suites::json("cases/real-cases.json")?.as_array().unwrap().clone();
    assert!(!records.is_empty());
    Some(records)
}

#[test]
fn every_record_gets_its_verdict() {
    let Some(records) = records() else { return };
    let mut wrong = Vec::new();
    for record in &records {
        let exchange = exchange(record, &[publisher(&record["rule"])]);
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
}

#[test]
fn the_first_error_names_the_cause() {
    let (Some(records), Some(causes)) = (records(), suites::json("contract/causes.json")) else { return };
    let mut wrong = Vec::new();
    let mut told = 0;
    for record in records.iter().filter(|record| record["expected"] == "reject") {
        let Some(fitting) = causes.get(record["cause_category"].as_str().unwrap()) else { continue };
        let errors = errors(&exchange(record, &[publisher(&record["rule"])]));
        let fits = fitting.as_array().unwrap().iter().any(|code| Some(&code.as_str().unwrap()) == errors.first());
        let excepted = EXCEPTIONS.iter().any(|(exception, _)| *exception == id(record));
        told += usize::from(fits);
        if fits == excepted {
            wrong.push(format!("{}: {errors:?}, fitting {fitting} ({})", id(record), record["cause_category"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{told} causes named, {} exceptions", EXCEPTIONS.len());
}

#[test]
fn a_fix_is_offered_for_most_refusals_and_every_one_works() {
    let Some(records) = records() else { return };
    let (mut refused, mut offered) = (0, 0);
    for record in records.iter().filter(|record| record["expected"] == "reject") {
        refused += 1;
        let exchanged = exchange(record, &[publisher(&record["rule"])]);
        let Some(fix) = exchanged.findings[0].fix.as_ref() else { continue };
        offered += 1;
        let mended = exchange(record, std::slice::from_ref(&fix.publisher));
        assert_eq!(mended.outcome, Outcome::GrantedIfGenuine, "{}: {}", id(record), fix.label);
    }
    println!("{offered} fixes for {refused} refusals");
    assert!(offered * 2 >= refused, "{offered} of {refused}");
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}
