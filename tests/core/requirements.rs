//! What a strict reader owes its users, row by row: `docs/security.md` names each row's test, and many rows name this one.
//!
//! A row is an id, what is changed in a good token or its publisher, and what must come of it: `granted`, or the first error.

use hub_trusted_publishers::{HUB, Outcome, Publisher, Severity, decode};

use crate::mint::{NOW, base64url, errors, exchange_at, token};

const HEADER: &str = r#"{"alg":"RS256","typ":"JWT","kid":"k1"}"#;
pub(crate) const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// The claims of a good job with `more` among them; a claim of the same name in `more` takes its place.
fn claims(more: &str) -> String {
    let named = |name: &str| more.contains(&format!("\"{name}\":"));
    let mut members: Vec<String> = [
        ("iss", format!("\"{ISSUER}\"")),
        ("sub", "\"repo:acme/model:ref:refs/heads/main\"".to_owned()),
        ("aud", format!("\"{HUB}\"")),
        ("exp", (NOW + 300).to_string()),
        ("iat", (NOW - 10).to_string()),
        ("repository", "\"acme/model\"".to_owned()),
        ("ref", "\"refs/heads/main\"".to_owned()),
        ("ref_type", "\"branch\"".to_owned()),
    ]
    .into_iter()
    .filter(|(name, _)| !named(name))
    .map(|(name, value)| format!("\"{name}\":{value}"))
    .collect();
    members.push(more.to_owned());
    members.retain(|member| !member.is_empty() && !member.ends_with(":-"));
    format!("{{{}}}", members.join(","))
}

fn publisher() -> Publisher {
    Publisher::of(ISSUER, [("repository", "acme/model"), ("ref", "refs/heads/main")])
}

/// What comes of a token: `granted`, or the first error's code.
fn told(token: &str, publisher: Publisher) -> String {
    told_at(NOW, token, publisher)
}

fn told_at(now: i64, token: &str, publisher: Publisher) -> String {
    let exchange = exchange_at(now, token, &[publisher]);
    match exchange.outcome {
        Outcome::GrantedIfGenuine => "granted".to_owned(),
        Outcome::Granted => "granted without a key".to_owned(),
        Outcome::Undetermined => "undetermined".to_owned(),
        Outcome::Refused => errors(&exchange).first().map_or("nothing", |code| code).to_owned(),
    }
}

/// Compares every row, and tells all that differ.
pub(crate) fn hold(rows: impl IntoIterator<Item = (&'static str, String, &'static str)>) {
    let wrong: Vec<String> = rows
        .into_iter()
        .filter(|(_, came, expected)| came != expected)
        .map(|(id, came, expected)| format!("{id}: {came}, expected {expected}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn with_claims(more: &str) -> String {
    told(&token(HEADER, claims(more)), publisher())
}

fn with_bytes(bytes: &[u8]) -> String {
    let start = claims(r#""x":"#);
    let start = start.trim_end_matches('}');
    told(&token(HEADER, [start.as_bytes(), bytes, b"}"].concat()), publisher())
}

fn with_header(header: &str) -> String {
    told(&token(header, claims("")), publisher())
}

#[test]
fn compact_form() {
    let good = token(HEADER, claims(""));
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let text = |text: String| told(&text, publisher());
    // Sixteen bytes leave four bits of the last letter over.
    let stray = format!("{}R", base64url(r#"{"alg":"RS256" }"#).trim_end_matches('Q'));
    let inside = |what: &str| text(format!("{header}.{}{what}{}.{signature}", &payload[..20], &payload[20..]));
    hold([
        ("F-01 one part", text(header.to_owned()), "segment-count"),
        ("F-01 two parts", text(format!("{header}.{payload}")), "segment-count"),
        ("F-01 four parts", text(format!("{good}.{signature}")), "segment-count"),
        ("F-01 twice without a gap", text(format!("{good}{good}")), "segment-count"),
        ("F-01 five parts", text(format!("{good}.{signature}.{signature}")), "encrypted-token"),
        ("F-02 zero width", inside("\u{200b}"), "base64url-character"),
        ("F-03 padding", text(format!("{header}.{payload}=.{signature}")), "base64url-padding"),
        ("F-04 line break", inside("\n"), "token-wrapped"),
        ("F-05 standard base64", inside("+"), "base64url-character"),
        ("F-05 standard base64", inside("/"), "base64url-character"),
        ("F-06 length", text(format!("{header}.{payload}.AAAAA")), "base64url-length"),
        ("F-07 bits of the signature", text(format!("{header}.{payload}.AB")), "base64url-trailing-bits"),
        ("F-07 bits of the header", text(format!("{stray}.{payload}.{signature}")), "base64url-trailing-bits"),
        ("F-08 no header", text(format!(".{payload}.{signature}")), "empty-segment"),
        ("F-08 no signature", text(format!("{header}.{payload}.")), "empty-segment"),
        (
            "F-09 flattened",
            text(format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#)),
            "json-serialization",
        ),
        (
            "F-10 polyglot",
            text(format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}","x":"{good}"}}"#)),
            "json-serialization",
        ),
        ("F-11 size", with_claims(&format!(r#""x":"{}""#, "x".repeat(13_000))), "token-too-large"),
        ("F-12 dots", text(format!("eyJ{}", ".".repeat(100_000))), "token-too-large"),
        ("F-14 full width", inside("\u{ff41}"), "base64url-character"),
        ("F-14 mark", inside("\u{feff}"), "base64url-character"),
        ("F-15 detached", text(format!("{header}..{signature}")), "empty-segment"),
    ]);
    let zero_width = decode(&format!("{header}.{}\u{200b}{}.{signature}", &payload[..20], &payload[20..]));
    assert!(zero_width.findings.iter().any(|finding| finding.message().contains("U+200B")), "F-14 names the character");
}

#[test]
fn json() {
    let deep = |depth: usize| format!(r#""x":{}{}"#, "[".repeat(depth), "]".repeat(depth));
    hold([
        ("J-01 overlong", with_bytes(b"\"\xc0\xaf\""), "not-utf-8"),
        ("J-01 surrogate", with_bytes(b"\"\xed\xa0\x80\""), "not-utf-8"),
        ("J-01 beyond", with_bytes(b"\"\xf5\x80\x80\x80\""), "not-utf-8"),
        ("J-02 mark", told(&token(HEADER, format!("\u{feff}{}", claims(""))), publisher()), "byte-order-mark"),
        (
            "J-02 mark in the header",
            told(&token(&format!("\u{feff}{HEADER}"), claims("")), publisher()),
            "byte-order-mark",
        ),
        (
            "J-03 UTF-16",
            told(
                &token(HEADER, claims("").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
                publisher(),
            ),
            "json-syntax",
        ),
        ("J-04 list", told(&token(HEADER, "[]"), publisher()), "not-an-object"),
        ("J-04 null", told(&token(HEADER, "null"), publisher()), "not-an-object"),
        ("J-04 header", with_header("[]"), "not-an-object"),
        ("J-05 trailing", told(&token(HEADER, format!("{}{{}}", claims(""))), publisher()), "json-syntax"),
        ("J-05 NUL behind", told(&token(HEADER, format!("{}\0", claims(""))), publisher()), "json-syntax"),
        ("J-06 twice", with_claims(r#""x":1,"x":1"#), "duplicate-member"),
        ("J-06 escaped", with_claims(r#""x":1,"\u0078":1"#), "duplicate-member"),
        ("J-06 header", with_header(r#"{"alg":"RS256","alg":"RS256"}"#), "duplicate-member"),
        ("J-07 nested", with_claims(r#""x":[{"y":1,"y":2}]"#), "duplicate-member"),
        ("J-08 value", with_claims(r#""x":"\ud800""#), "lone-surrogate"),
        ("J-08 name", with_claims(r#""\udc00":1"#), "lone-surrogate"),
        ("J-09 noncharacter", with_claims(r#""x":"\ufdd0""#), "noncharacter"),
        ("J-10 name", with_header(r#"{"\u0061lg":"RS256"}"#), "granted"),
        (
            "J-10 pair",
            told(&token(HEADER, claims(r#""x":"\uD834\uDD1E""#)), Publisher::of(ISSUER, [("x", "\u{1d11e}")])),
            "granted",
        ),
        ("J-11 depth 10", with_claims(&deep(10)), "granted"),
        ("J-11 depth 65", with_claims(&deep(64)), "json-depth"),
        ("J-11 depth 10^6", told(&"[".repeat(1_000_000), publisher()), "token-too-large"),
        ("J-14 infinity", with_claims(r#""x":1e400"#), "number-range"),
        ("J-14 infinity as expiry", with_claims(r#""exp":1e400"#), "number-range"),
        (
            "J-15 one",
            told(&token(HEADER, claims(r#""x":1.0"#)), Publisher::of(ISSUER, [("x", "1.0")])),
            "claim-type-differs",
        ),
        ("J-16 NaN", with_bytes(b"NaN"), "json-syntax"),
        ("J-16 Infinity", with_bytes(b"Infinity"), "json-syntax"),
        ("J-16 comment", with_bytes(b"1/*x*/"), "json-syntax"),
        ("J-16 comma", with_bytes(b"1,"), "json-syntax"),
        ("J-16 hexadecimal", with_bytes(b"0x10"), "json-syntax"),
        ("J-16 plus", with_bytes(b"+1"), "json-syntax"),
        ("J-16 leading zero", with_bytes(b"01"), "json-syntax"),
        ("J-17 raw control", with_bytes(b"\"\x01\""), "json-syntax"),
        ("J-17 NUL is data", with_claims(r#""ref":"refs/heads/main\u0000""#), "differs-invisibly"),
        ("J-18 odd names", with_claims(r#""__proto__":{"x":1},"constructor":1,"toString":1"#), "granted"),
        (
            "J-19 marker",
            told(
                &token(HEADER, claims(r#""x":{"$serde_json::private::Number":"123"}"#)),
                Publisher::of(ISSUER, [("x", "123")]),
            ),
            "claim-type-differs",
        ),
        (
            "J-19 raw marker",
            told(
                &token(HEADER, claims(r#""x":{"$serde_json::private::RawValue":"[1]"}"#)),
                Publisher::of(ISSUER, [("x", "[1]")]),
            ),
            "claim-type-differs",
        ),
    ]);
    // J-13: numbers keep their spelling.
    let decoded = decode(&token(HEADER, claims(r#""repository_id":9007199254740993,"x":-0,"y":1E0"#)));
    let written: Vec<&str> = ["repository_id", "x", "y"].map(|name| decoded.claim(name).unwrap().json).into();
    assert_eq!(written, ["9007199254740993", "-0", "1E0"]);
}

#[test]
fn header() {
    let alg = |alg: &str| with_header(&format!(r#"{{"alg":{alg}}}"#));
    let with = |more: &str| with_header(&format!(r#"{{"alg":"RS256",{more}}}"#));
    let mut rows = vec![
        ("H-01 missing", with_header(r#"{"typ":"JWT"}"#), "algorithm-missing"),
        ("H-01 list", alg(r#"["RS256"]"#), "algorithm-unsupported"),
        ("H-03 case", alg(r#""rs256""#), "algorithm-unsupported"),
        ("H-03 blank", alg(r#""RS256 ""#), "algorithm-unsupported"),
        ("H-03 kelvin", alg("\"R\u{17f}256\""), "algorithm-unsupported"),
        ("H-04 HMAC", alg(r#""HS256""#), "algorithm-symmetric"),
        ("H-04 HMAC", alg(r#""hs512""#), "algorithm-symmetric"),
        ("H-05 PSS", alg(r#""PS256""#), "algorithm-unsupported"),
        ("H-05 512", alg(r#""RS512""#), "algorithm-unsupported"),
        ("H-07 false", with(r#""b64":false"#), "unencoded-payload"),
        ("H-07 true", with(r#""b64":true"#), "unencoded-payload"),
        ("H-09 number", with(r#""kid":7"#), "header-type"),
        ("H-09 null", with(r#""kid":null"#), "header-type"),
        ("H-10 absent", with_header(r#"{"alg":"RS256"}"#), "granted"),
        ("H-10 lower", with(r#""typ":"jwt""#), "granted"),
        ("H-10 long", with(r#""typ":"application/JWT""#), "granted"),
        ("H-10 access token", with(r#""typ":"at+jwt""#), "type-unexpected"),
        ("H-10 logout", with(r#""typ":"logout+jwt""#), "type-unexpected"),
        ("H-10 null", with(r#""typ":null"#), "type-unexpected"),
        ("H-10 number", with(r#""typ":7"#), "type-unexpected"),
        ("H-11 nested", with(r#""cty":"JWT""#), "nested-token"),
        ("H-12 encrypted", with(r#""enc":"A256GCM""#), "encrypted-token"),
        ("H-12 zip", with(r#""zip":"DEF""#), "encrypted-token"),
        ("H-13 unknown", with(r#""x5t":"abc","odd":{"a":[1]}"#), "granted"),
        (
            "H-14 first",
            told(&token(r#"{"alg":"RS256","cty":"JWT"}"#, claims(r#""ref":"refs/heads/x""#)), publisher()),
            "nested-token",
        ),
        (
            "H-15 replicated",
            told(&token(&format!(r#"{{"alg":"RS256","iss":"{ISSUER}"}}"#), claims(r#""iss":-"#)), publisher()),
            "claim-missing",
        ),
    ];
    rows.extend(
        ["none", "None", "NONE", "nOnE", " none"].map(|none| ("H-02", alg(&format!("\"{none}\"")), "algorithm-none")),
    );
    let critical = [
        r#"["exp"]"#,
        "[]",
        "null",
        r#""exp""#,
        "{}",
        "7",
        r#"["b64"]"#,
        r#"["exp","exp"]"#,
        "[1]",
        r#"["alg"]"#,
        r#"[""]"#,
        "false",
    ];
    rows.extend(critical.map(|crit| ("H-06", with(&format!(r#""crit":{crit}"#)), "critical-header")));
    for name in ["jwk", "jku", "x5u", "x5c"] {
        let exchange =
            exchange_at(NOW, &token(&format!(r#"{{"alg":"RS256","{name}":"x"}}"#), claims("")), &[publisher()]);
        let warned = exchange
            .findings
            .iter()
            .any(|finding| finding.reason.code() == "embedded-key" && finding.severity == Severity::Warning);
        assert!(warned && exchange.outcome == Outcome::GrantedIfGenuine, "H-08 {name}");
    }
    hold(rows);
}

#[test]
fn claims_and_their_types() {
    let long = format!(r#""sub":"{}""#, "s".repeat(300));
    let exchange = exchange_at(NOW, &token(HEADER, claims(&long)), &[publisher()]);
    assert!(exchange.findings.iter().any(|finding| finding.reason.code() == "subject-long"), "C-02 is warned of");
    hold([
        ("C-01 missing", with_claims(r#""iss":-"#), "claim-missing"),
        ("C-01 number", with_claims(r#""iss":7"#), "claim-type"),
        ("C-01 empty", with_claims(r#""iss":"""#), "claim-type"),
        ("C-02 missing", with_claims(r#""sub":-"#), "claim-missing"),
        ("C-02 number", with_claims(r#""sub":7"#), "claim-type"),
        ("C-02 long", with_claims(&long), "granted"),
        ("C-03 null", with_claims(r#""exp":null"#), "claim-type"),
        ("C-03 null", with_claims(r#""nbf":null"#), "claim-type"),
        ("C-04 text", with_claims(r#""nbf":"1""#), "claim-type"),
        ("C-04 number", with_claims(r#""jti":7"#), "claim-type"),
        ("C-05 nonce and azp", with_claims(r#""nonce":"n","azp":"x","amr":["x"]"#), "granted"),
        ("C-06 unknown", with_claims(r#""odd":{"a":null}"#), "granted"),
        ("C-07 case", told(&token(HEADER, claims("").replacen("\"iss\"", "\"ISS\"", 1)), publisher()), "claim-missing"),
        (
            "C-08 inherited",
            told(&token(HEADER, claims("")), Publisher::of(ISSUER, [("constructor", "x")])),
            "claim-unknown-to-provider",
        ),
    ]);
}

#[test]
fn time() {
    let at = |now: i64, more: &str| told_at(now, &token(HEADER, claims(more)), publisher());
    let exp = |text: &str| at(NOW, &format!(r#""exp":{text}"#));
    hold([
        ("T-01 missing", exp("-"), "claim-missing"),
        ("T-01 text", exp(r#""1767225900""#), "claim-type"),
        ("T-01 bool", exp("true"), "claim-type"),
        ("T-01 list", exp("[1767225900]"), "claim-type"),
        ("T-02 equal", at(NOW + 300, ""), "token-expired"),
        ("T-02 before", at(NOW + 299, ""), "granted"),
        ("T-03 equal", at(NOW, r#""nbf":1767225600"#), "granted"),
        ("T-03 later", at(NOW, r#""nbf":1767225601"#), "token-not-yet-valid"),
        ("T-04 missing", at(NOW, r#""iat":-"#), "claim-missing"),
        ("T-04 future", at(NOW, r#""iat":1767225601"#), "issued-in-future"),
        ("T-05 half a second", exp("1767225600.5"), "token-expired"),
        ("T-05 later", exp("1767225900.5"), "granted"),
        ("T-05 long fraction", exp(&format!("1767225900.{}", "3".repeat(300))), "granted"),
        ("T-05 not before", at(NOW, r#""nbf":1767225600.1"#), "token-not-yet-valid"),
        ("T-05 issued", at(NOW, r#""iat":1767225600.1"#), "issued-in-future"),
        ("T-06 2^63", exp("9223372036854775808"), "number-range"),
        ("T-06 2^64", exp("18446744073709551616"), "number-range"),
        ("T-06 huge", exp("1e308"), "number-range"),
        ("T-06 milliseconds", exp("1767225900000"), "number-range"),
        ("T-07 long ago", exp("-9223372036854775809"), "number-range"),
        ("T-07 clock at zero", at(0, ""), "issued-in-future"),
        ("T-07 clock at its end", at(i64::MAX, ""), "token-expired"),
        ("T-07 clock before time", at(i64::MIN, ""), "issued-in-future"),
        ("T-08 no leeway", at(NOW + 330, ""), "token-expired"),
        ("T-13 exponent", exp("1.7672259e9"), "granted"),
    ]);
    let exchange = exchange_at(NOW, &token(HEADER, claims(r#""exp":1767316500"#)), &[publisher()]);
    assert!(exchange.findings.iter().any(|finding| finding.reason.code() == "lifetime-long"), "T-11 is warned of");
    assert_eq!(exchange.outcome, Outcome::GrantedIfGenuine);
}

#[test]
fn issuer() {
    let from = |issuer: &str| with_claims(&format!(r#""iss":"{issuer}""#));
    let refused = |issuer: &str| {
        let exchange = exchange_at(NOW, &token(HEADER, claims(&format!(r#""iss":"{issuer}""#))), &[publisher()]);
        let codes = errors(&exchange);
        assert!(exchange.outcome == Outcome::Refused && !codes.is_empty(), "{issuer} {codes:?}");
    };
    for issuer in [
        "https://token.actions.githubusercontent.com.",
        "https://token.actions.githubusercontent.com?",
        "https://token.actions.githubusercontent.com#",
        "https://token.actions.githubusercontent.com/x",
        "https://token.actions.githubusercontent.com:443",
        "https://token.actions.githubusercontent%2ecom",
        "https://token.actions.githubusercontent.com@evil.example",
        "https://evil.example@token.actions.githubusercontent.com",
        "https://token.actions.githubusercontent.com.evil.example",
        "https://evil.example/https://token.actions.githubusercontent.com",
        " https://token.actions.githubusercontent.com",
        "https://token.actions.githubusercontent.com\\n",
        "https://token.actions.githubusercontent.com\\u0000",
        "https://token.actions.githubusercontent.com\\u200b",
        "https://token.\u{430}ctions.githubusercontent.com",
        "https://xn--token-.actions.githubusercontent.com",
        "token.actions.githubusercontent.com",
    ] {
        refused(issuer);
    }
    hold([
        ("I-01 slash", from("https://token.actions.githubusercontent.com/"), "issuer-trailing-slash"),
        ("I-02 case", from("https://TOKEN.actions.githubusercontent.com"), "issuer-case"),
        ("I-07 scheme", from("http://token.actions.githubusercontent.com"), "issuer-scheme"),
        ("I-10 enterprise", from("https://token.actions.githubusercontent.com/acme"), "issuer-tenant"),
        ("I-12 list", with_claims(&format!(r#""iss":["{ISSUER}"]"#)), "claim-type"),
    ]);
}

#[test]
fn audience() {
    let to = |aud: &str| with_claims(&format!(r#""aud":{aud}"#));
    let mut rows = vec![
        ("A-01 exact", with_claims(""), "granted"),
        ("A-02 list of one", to(r#"["https://huggingface.co"]"#), "granted"),
        ("A-03 another", to(r#"["https://huggingface.co","x"]"#), "audience-several"),
        ("A-04 missing", to("-"), "claim-missing"),
        ("A-04 null", to("null"), "claim-type"),
        ("A-04 empty", to(r#""""#), "audience-mismatch"),
        ("A-04 empty list", to("[]"), "audience-mismatch"),
        ("A-04 number", to("7"), "claim-type"),
        ("A-04 object", to("{}"), "claim-type"),
        ("A-05 mixed", to(r#"["https://huggingface.co",7]"#), "claim-type"),
        ("A-07 twice", to(r#"["https://huggingface.co","https://huggingface.co"]"#), "audience-several"),
        ("A-08 azp", with_claims(r#""azp":"somebody""#), "granted"),
        ("A-06 default", to(r#""https://github.com/acme""#), "audience-default"),
    ];
    let near = [
        "https://huggingface.co/",
        "https://hf.co",
        "http://huggingface.co",
        "https://www.huggingface.co",
        "https://HuggingFace.co",
        "https://huggingface.co:443",
        "huggingface.co",
    ];
    rows.extend(near.map(|near| ("A-06", to(&format!("\"{near}\"")), "audience-mismatch")));
    let parts = ["https://huggingface.co.evil.example", "https://huggingface.co,x", "x https://huggingface.co"];
    rows.extend(parts.map(|part| ("A-09", to(&format!("\"{part}\"")), "audience-mismatch")));
    hold(rows);
}

#[test]
fn rules() {
    let rule = |name: &'static str, value: &str, more: &str| {
        told(&token(HEADER, claims(more)), Publisher::of(ISSUER, [(name, value)]))
    };
    let two = [
        Publisher::of(ISSUER, [("repository", "acme/model"), ("ref", "refs/heads/dev")]),
        Publisher::of(ISSUER, [("repository", "acme/other"), ("ref", "refs/heads/main")]),
    ];
    let mixed = exchange_at(NOW, &token(HEADER, claims("")), &two);
    assert_eq!(mixed.outcome, Outcome::Refused, "M-11: no publisher matches alone");
    let file = r#""workflow_ref":"acme/model/.github/workflows/publish.yml@refs/heads/main","workflow":"release.yml""#;
    hold([
        ("M-01 case", rule("repository", "Acme/model", ""), "differs-in-case"),
        ("M-01 blank", rule("repository", "acme/model ", ""), "differs-in-whitespace"),
        ("M-02 star", rule("ref", "refs/heads/*", ""), "value-is-pattern"),
        ("M-02 question", rule("ref", "refs/heads/mai?", ""), "value-is-pattern"),
        ("M-03 cyrillic", rule("repository", "\u{430}cme/model", ""), "looks-alike"),
        ("M-03 direction", rule("repository", "\u{202e}acme/model", ""), "differs-invisibly"),
        ("M-03 kelvin", rule("x", "\u{212a}", r#""x":"k""#), "looks-alike"),
        ("M-03 composed", rule("x", "e\u{301}", r#""x":"é""#), "looks-alike"),
        ("M-04 absent", rule("environment", "release", ""), "environment-absent"),
        ("M-04 empty is not absent", rule("environment", "", ""), "value-is-empty"),
        ("M-05 no rules", told(&token(HEADER, claims("")), Publisher::of(ISSUER, [("", ""); 0])), "no-claims"),
        ("M-06 number", rule("x", "1", r#""x":1"#), "claim-type-differs"),
        ("M-06 bool", rule("x", "true", r#""x":true"#), "claim-type-differs"),
        ("M-06 list", rule("x", "a", r#""x":["a"]"#), "claim-type-differs"),
        ("M-06 null", rule("x", "null", r#""x":null"#), "claim-type-differs"),
        ("M-07 precision", rule("x", "9007199254740993", r#""x":"9007199254740992""#), "claim-mismatch"),
        ("M-09 branch", rule("branch", "main", ""), "granted"),
        ("M-09 tag", rule("branch", "main", r#""ref":"refs/tags/main","ref_type":"tag""#), "branch-is-tag"),
        ("M-09 file", rule("workflow", "publish.yml", file), "granted"),
        ("M-09 display name", rule("workflow", "release.yml", file), "workflow-is-display-name"),
        (
            "M-14 old form",
            rule("sub", "repo:acme/model:ref:refs/heads/main", r#""sub":"repo:acme@7/model@9:ref:refs/heads/main""#),
            "subject-has-ids",
        ),
    ]);
}
