//! Any text as a key set: whatever key is chosen is a strong one of the token's algorithm, and only a yes grants.
#![no_main]

use hub_trusted_publishers::{Algorithm, Answer, HUB, Labels, Outcome, Publisher, Request, verify};
use libfuzzer_sys::fuzz_target;

/// Header and claims of two well-formed tokens of one job, RS256 with a `kid` and ES256 without; their signatures are none.
const TOKENS: [&str; 2] = [
    concat!(
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.",
        "eyJpc3MiOiJodHRwczovL2dpdGxhYi5jb20iLCJzdWIiOiJzIiwiYXVkIjoiaHR0cHM6Ly9odWdnaW5nZmFjZS5jbyIsImlhdCI6MTc2NzIyNTU5NSwiZXhwIjoxNzY3MjI1OTAwLCJwcm9qZWN0X2lkIjoiMSJ9."
    ),
    concat!(
        "eyJhbGciOiJFUzI1NiJ9.",
        "eyJpc3MiOiJodHRwczovL2dpdGxhYi5jb20iLCJzdWIiOiJzIiwiYXVkIjoiaHR0cHM6Ly9odWdnaW5nZmFjZS5jbyIsImlhdCI6MTc2NzIyNTU5NSwiZXhwIjoxNzY3MjI1OTAwLCJwcm9qZWN0X2lkIjoiMSJ9."
    ),
];

fuzz_target!(|text: &str| {
    let publishers = [Publisher::of("https://gitlab.com", [("project_id", "1")])];
    for (head, length) in TOKENS.into_iter().zip([342, 86]) {
        let token = format!("{head}{}", "A".repeat(length));
        let request = Request {
            token: &token,
            resource: "acme/model",
            publishers: &publishers,
            now: 1_767_225_600,
            audience: HUB,
            labels: Labels::Documented,
        };
        let mut asked = 0;
        let exchange = verify(&request, text, |signed| {
            asked += 1;
            let (first, second) = signed.key.numbers();
            match signed.key.algorithm {
                Algorithm::Rs256 => {
                    assert!(first.len() >= 256 && first[0] != 0 && first[first.len() - 1] & 1 == 1);
                    assert!(second[0] != 0 && second[second.len() - 1] & 1 == 1 && second != [1]);
                    assert_eq!(signed.signature_bytes().len(), first.len());
                }
                Algorithm::Es256 => {
                    assert_eq!((first.len(), second.len(), signed.signature_bytes().len()), (32, 32, 64))
                }
            }
            Answer::Genuine
        });
        assert!(asked < 2);
        assert_eq!(exchange.outcome == Outcome::Granted, asked == 1, "granted is what was verified");
        let refused = verify(&request, text, |_| Answer::Forged);
        assert_eq!(refused.outcome, Outcome::Refused);
    }
});
