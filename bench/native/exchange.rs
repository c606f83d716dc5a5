//! The native crate beside what a server would write with the `jsonwebtoken` crate: its unverified decode, and comparisons of the
//! claims as `serde_json::Value`. That checks three claims and two times, and neither duplicates nor the header; ours checks all.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hub_trusted_publishers::{ClaimRule, HUB, Labels, Outcome, Publisher, Request, decide, decode, simulate};
use hub_trusted_publishers_bench::{NOW, tokens};
use jsonwebtoken::dangerous::insecure_decode;
use serde_json::Value;

const ISSUER: &str = "https://token.actions.githubusercontent.com";

fn by_hand(token: &str) -> bool {
    insecure_decode::<Value>(token).is_ok_and(|data| {
        let claims = data.claims;
        claims["iss"] == ISSUER
            && claims["repository"] == "acme/awesome-model-training"
            && claims["ref"] == "refs/heads/main"
            && claims["aud"] == HUB
            && claims["exp"].as_i64().is_some_and(|exp| exp > NOW)
    })
}

/// What a job sends, and what the owner wrote.
fn request<'a>(token: &'a str, publishers: &'a [Publisher]) -> Request<'a> {
    let labels = Labels::Documented;
    Request { token, resource: "acme/awesome-model", publishers, now: NOW, audience: HUB, labels }
}

fn exchange(bench: &mut Criterion) {
    let rule = |name: &str, value: &str| (name.to_owned(), ClaimRule::eq(value));
    let publishers = [Publisher {
        issuer_url: ISSUER.to_owned(),
        claims: vec![rule("repository", "acme/awesome-model-training"), rule("ref", "refs/heads/main")],
    }];
    for length in [1_200, 4_000, 11_000] {
        let mut group = bench.benchmark_group(format!("{length} bytes of claims"));
        let mut run = |name: &str, judge: &dyn Fn(&str) -> bool| {
            let tokens = tokens(length);
            assert!(tokens.iter().all(|token| judge(token)), "{name} does not let the job in");
            let mut next = tokens.iter().cycle();
            group.bench_function(BenchmarkId::from_parameter(name), |timed| {
                timed.iter(|| next.next().map(|token| judge(black_box(token))));
            });
        };
        run("decide", &|token| decide(&request(token, &publishers)).0 == Outcome::GrantedIfGenuine);
        run("simulate, with all reasons", &|token| {
            simulate(&request(token, &publishers)).outcome == Outcome::GrantedIfGenuine
        });
        run("decode", &|token| decode(token).claims.is_some());
        run("jsonwebtoken, Value, ==", &by_hand);
    }
}

criterion_group!(benches, exchange);
criterion_main!(benches);
