//! What is read from a paste that people and logs changed: told twice, masked, behind other letters, in tables.

use hub_trusted_publishers::{Decoded, Form, decode, parse_resource, provider};
use serde_json::json;

use crate::mint::{NOW, signed};

fn codes(decoded: &Decoded) -> Vec<&'static str> {
    decoded.findings.iter().map(|finding| finding.reason.code()).collect()
}

/// A token of a job in this repository.
fn token(repository: &str) -> String {
    let claims = json!({"iss": "https://gitlab.com", "sub": "s", "aud": "a", "exp": NOW, "iat": NOW});
    let mut claims = claims.as_object().unwrap().clone();
    claims.insert("repository".to_owned(), json!(repository));
    signed(serde_json::to_string(&claims).unwrap())
}

#[test]
fn a_second_token_is_seen_however_its_header_starts() {
    let other = signed(r#"{"iss":"https://gitlab.com","sub":"other"}"#);
    for header in [r#" {"alg":"RS256"}"#, "\n{\"alg\":\"RS256\"}", r#"[{"alg":"RS256"}]"#] {
        let odd = crate::mint::token(header, r#"{"iss":"https://gitlab.com","sub":"s"}"#);
        for pasted in [format!("{odd} {other}"), format!("{other}\n{odd}")] {
            assert_eq!(codes(&decode(&pasted)), ["several-tokens"], "{header}");
        }
    }
}

#[test]
fn a_secret_is_no_resource_and_is_not_said() {
    let mixed = "A1b2C3d4E5f6G7h8".repeat(3);
    for secret in [
        format!("hf_oauth_{mixed}"),
        format!("hf_jwt_{mixed}"),
        format!("-----BEGIN PRIVATE KEY-----\n{mixed}\n-----END PRIVATE KEY-----"),
        token("a/b").split('.').nth(1).unwrap().to_owned(),
    ] {
        let finding = parse_resource(&secret).unwrap_err();
        let said = format!("{}{:?}", finding.message(), finding.help());
        assert!(!said.contains(&secret[..24]) && !said.contains(&mixed), "{said}");
    }
}

#[test]
fn claims_of_two_jobs_are_nobodys() {
    let one = r#"{"iss":"https://gitlab.com","sub":"a","exp":1}"#;
    for (pasted, claim) in [
        ("repository: acme/x\nrepository: acme/y\nref: refs/heads/main".to_owned(), "repository"),
        ("* `sub`: `repo:a/b:x`\n* `environment`: `MISSING`\n* `environment`: `prod`".to_owned(), "environment"),
        ("* `sub`: `repo:a/b:x`\n* `environment`: `prod`\n* `environment`: `MISSING`".to_owned(), "environment"),
        ("sub: repo:a/b:x\nexp: 1767225600\nexp: 1767225601".to_owned(), "exp"),
    ] {
        let decoded = decode(&pasted);
        assert_eq!((decoded.form, codes(&decoded)), (Form::None, vec!["several-tokens"]), "{pasted}");
        let said = decoded.findings[0].message();
        assert_eq!(said, format!("This text has more than one value of `{claim}`, and they differ."));
    }
    for pasted in [
        format!("job 1: {one}\njob 2: {}", one.replace("\"a\"", "\"b\"")),
        format!("{one}\n{one}\n{}", one.replace(":1}", ":2}")),
        format!("[{one}, {}]", one.replace("gitlab", "gitlab.example")),
        format!("{{{{{{ {one} {}", one.replace("\"a\"", "\"b\"")),
    ] {
        assert_eq!(codes(&decode(&pasted)), ["several-tokens"], "{pasted}");
    }
    // Of a subject that was wanted and one that was found, neither is the job's for certain.
    let both = "subject 'repo:a/b:ref:refs/heads/main' does not match 'repo:a/b:ref:refs/heads/dev'";
    assert_eq!(decode(both).form, Form::None);
}

#[test]
fn claims_that_are_told_twice_alike_are_told_once() {
    let one = r#"{"iss":"https://gitlab.com","sub":"a","exp":1}"#;
    for pasted in [
        "repository: a/b\nsub: a\n* `repository`: `a/b`\nrepository: \"***/b\"\nrepository: ***".to_owned(),
        "environment: None\nsub: a\nrepository: a/b\n* `environment`: `MISSING`".to_owned(),
        format!("{one} {one}"),
        format!("{{\"alg\": \"RS256\"}}\n{one}\n{{\"ok\": true}}\n{one}"),
    ] {
        let decoded = decode(&pasted);
        assert!(decoded.is_sound() && decoded.text("sub") == Some("a"), "{pasted}: {:?}", codes(&decoded));
    }
}

#[test]
fn a_token_is_found_behind_letters_of_other_scripts() {
    let (one, other) = (token("acme/x"), token("acme/y"));
    for before in ["🔑", "令牌", "токен", "→", "\u{200b}", "ID_TOKEN=🔑", "💥🔑"] {
        let decoded = decode(&format!("{before}{one}"));
        assert_eq!(decoded.text("repository"), Some("acme/x"), "{before}: {:?}", codes(&decoded));
    }
    assert_eq!(codes(&decode(&format!("🔑hf_{}", "a".repeat(34)))), ["hub-token"]);
    for between in ["🔑", "令牌", "🔑\u{fe0f}"] {
        assert_eq!(codes(&decode(&format!("{one}{between}{other}"))), ["several-tokens"], "{between}");
    }
    assert_eq!(decode(&format!("{one}🔑{one}")).text("repository"), Some("acme/x"));
    // Inside one token such a letter is a fault of that token, also where what is behind it looks like a start.
    let (header, rest) = one.split_once('.').unwrap();
    for broken in [format!("{header}.🔑{rest}"), format!("{header}令.{rest}"), format!("{one}令")] {
        assert!(codes(&decode(&broken)).contains(&"base64url-character"), "{broken}");
    }
}

#[test]
fn a_mask_is_told_whatever_the_log_writes() {
    let one = token("acme/x");
    for mask in ["***", "[MASKED]", "[REDACTED]", "<redacted>"] {
        for pasted in [format!("HF_OIDC_ID_TOKEN={mask}"), format!("token: {mask}"), format!("{}{mask}", &one[..40])] {
            let decoded = decode(&pasted);
            assert_eq!(codes(&decoded), ["token-masked"], "{pasted}");
            assert!(decoded.findings[0].message().contains(&format!("shows {mask} in")), "{pasted}");
        }
        // What is masked is there, and not known.
        let lines = decode(&format!("sub: repo:a/b:x\nrepository: {mask}\nref: {mask}/main"));
        assert_eq!((lines.text("sub"), lines.text("repository"), lines.text("ref")), (Some("repo:a/b:x"), None, None));
        for pasted in [
            format!("repo:{mask}/b:ref:refs/heads/main"),
            format!("subject 'repo:{mask}/b:ref:refs/heads/main' is refused"),
            format!(r#"{{"sub":"repo:{mask}/b:ref:refs/heads/main","repository":"{mask}/b"}}"#),
        ] {
            assert_eq!(codes(&decode(&pasted)), ["token-masked"], "{pasted}");
        }
        // Another secret's mask hides no token, and no claims.
        let claims = r#"{"iss":"https://gitlab.com","sub":"a","repository":"acme/x"}"#;
        let decoded = decode(&format!("ACTIONS_ID_TOKEN_REQUEST_TOKEN: {mask}\n{claims}"));
        assert_eq!((decoded.form, decoded.text("repository")), (Form::ClaimsJson, Some("acme/x")), "{mask}");
        assert_eq!(decode(&format!("password {mask}\n{one}")).text("repository"), Some("acme/x"));
    }
}

#[test]
fn what_is_masked_hides_nothing_else() {
    for mask in ["***", "[MASKED]"] {
        let json = format!(
            r#"{{"sub":"repo:{mask}/b:x","aud":"https://huggingface.co","ref":"refs/heads/main","repository":"{mask}/b"}}"#
        );
        for pasted in [json.clone(), format!("claims: {json}"), json.replace(',', ",\n")] {
            let decoded = decode(&pasted);
            assert_eq!((decoded.text("ref"), decoded.text("repository")), (Some("refs/heads/main"), None), "{pasted}");
            assert!(!decoded.complete, "{pasted}");
        }
    }
}

#[test]
fn a_value_between_marks_keeps_its_own() {
    let decoded =
        decode("* `sub`: `repo:a/b:x`\n* `ref`: `refs/heads/feature-`\n* `environment`: `C#`,\n* **workflow**: CI *\n");
    let texts = ["ref", "environment", "workflow"].map(|name| decoded.text(name));
    assert_eq!(texts, [Some("refs/heads/feature-"), Some("C#"), Some("CI")]);
}

#[test]
fn lines_of_any_providers_claims_are_read() {
    for provider in &provider::ALL {
        let Some(rule) = provider.recommended().into_iter().next() else { continue };
        let publisher = provider.example_of(&rule);
        let mut lines = format!("* `iss`: `{}`", publisher.issuer_url);
        for (name, rule) in &publisher.claims {
            lines += &format!("\n* {name}: {}", rule.value);
        }
        let decoded = decode(&lines);
        assert_eq!(decoded.text("iss"), Some(publisher.issuer_url.as_str()), "{}: {lines}", provider.id());
    }
}

#[test]
fn what_stands_inside_a_claim_is_no_claim() {
    let claims = json!({"iss": "https://gitlab.com", "sub": "x", "aud": ["https://huggingface.co"], "google": {"compute_engine":
        {"project_id": "p", "sub": "y"}}, "https://sts.amazonaws.com/": {"environment": "prod"}, "ref": "main"});
    let lines: Vec<String> = serde_json::to_string_pretty(&claims)
        .unwrap()
        .lines()
        .map(|line| format!("2026-01-01T00:00:01.1Z {line}"))
        .collect();
    let decoded = decode(&lines.join("\n"));
    let texts = ["sub", "ref", "project_id", "environment", "aud"].map(|name| decoded.text(name));
    assert_eq!(texts, [Some("x"), Some("main"), None, None, None]);
    assert!(decoded.claim("aud").is_none(), "a list that goes on is not read");
}

#[test]
fn a_line_is_read_in_whatever_way_it_assigns() {
    for (line, read) in [
        ("repository => acme/x", Some("acme/x")),
        ("repository := acme/x;", Some("acme/x")),
        ("repository == \"acme/x\"", Some("acme/x")),
        ("##[debug]repository: acme/x", Some("acme/x")),
        ("#12 0.345 repository: acme/x", Some("acme/x")),
        ("web-1  | repository: acme/x", Some("acme/x")),
        ("repository: undefined", None),
        ("repository: <none>", None),
        ("repository: {", None),
    ] {
        let decoded = decode(&format!("sub: repo:acme/x:y\n{line}"));
        assert_eq!((decoded.text("sub"), decoded.text("repository")), (Some("repo:acme/x:y"), read), "{line}");
    }
    let decoded = decode(
        "sub: x\nref: a\naud: [\"https://huggingface.co\"]\nexp: 1767225900 (in an hour)\nnbf: 2026-01-01T00:05:00Z",
    );
    let json = ["aud", "exp", "nbf"].map(|name| decoded.claim(name).map(|claim| claim.json));
    assert_eq!(json, [Some("[\"https://huggingface.co\"]"), Some("1767225900"), None]);
    // A word that other texts have lines of, too.
    assert!(decode("branch: main\nemail: a@b").claims.is_none());
    assert_eq!(decode("iss: https://teamcity.example.com\nbranch: main").text("branch"), Some("main"));
}

#[test]
fn claims_as_json_need_no_issuer_and_may_stand_beside_a_header() {
    for pasted in [
        r#"{"repository":"acme/x","ref":"refs/heads/dev"}"#,
        "```json\n{\"repository\":\"acme/x\",\"ref\":\"refs/heads/dev\"}\n```",
        r#"{"header":{"alg":"RS256"},"payload":{"iss":"https://gitlab.com","repository":"acme/x","ref":"refs/heads/dev"}}"#,
    ] {
        let decoded = decode(pasted);
        assert_eq!((decoded.form, decoded.text("ref")), (Form::ClaimsJson, Some("refs/heads/dev")), "{pasted}");
    }
    // What a hook is sent has members of such names.
    let event = r#"{"ref":"refs/heads/main","repository":{"full_name":"acme/x"},"sender":{"login":"a"}}"#;
    assert!(decode(event).claims.is_none());
}

#[test]
fn claims_are_read_from_a_table() {
    let table = "\u{feff}| claim | value |\n|---|:--|\n| repository | acme/x |\n| `sub` | `repo:acme/x:ref:refs/heads/a|b` |\n\
        | environment | MISSING |";
    let decoded = decode(table);
    assert_eq!(decoded.text("repository"), Some("acme/x"));
    assert_eq!(decoded.text("sub"), Some("repo:acme/x:ref:refs/heads/a|b"));
    assert_eq!(decoded.missing, ["environment"]);
    // Of two columns of values nobody knows which is the token's.
    let compared =
        decode("| claim | wanted | found |\n| repository | acme/x | acme/y |\n| sub | a | b |\n| ref | main |");
    assert_eq!((compared.text("repository"), compared.text("sub")), (None, None));
    // As they are typed beside other scripts, and saved by some editors.
    let typed = decode("\u{feff}repository：acme/x\nref：refs/heads/main");
    assert_eq!((typed.text("repository"), typed.text("ref")), (Some("acme/x"), Some("refs/heads/main")));
}

#[test]
fn claims_are_read_behind_the_times_of_a_log() {
    const TIME: &str = "2026-01-01T00:00:00.1234567Z";
    for start in [TIME.to_owned(), format!("publish\tLog in\t{TIME}")] {
        let log = format!("{start}  issuer - https://gitlab.com\n{start}  subject claim - project_path:a/b:ref:main");
        let told = decode(&log);
        assert_eq!(
            (told.text("iss"), told.text("sub")),
            (Some("https://gitlab.com"), Some("project_path:a/b:ref:main"))
        );
        let table = decode(&format!("{start}  | repository | a/b |\n{start}  | ref | refs/heads/main |"));
        assert_eq!((table.text("repository"), table.text("ref")), (Some("a/b"), Some("refs/heads/main")), "{start}");
    }
}

#[test]
fn names_that_start_as_secrets_do_are_none() {
    for text in [
        "hf_hub_download failed",
        "the hf_transfer package was not found",
        "hf_xet_cache_dir",
        "my npm_config_cache is set",
    ] {
        let code = decode(text).findings[0].reason.code();
        assert_eq!(code, "no-token", "{text}");
    }
    for text in
        ["hf_abcdefghijklmnopqrstuvwxyzabcdefgh", "hf_jwt_Abc123Def456", "npm_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R"]
    {
        let code = decode(text).findings[0].reason.code();
        assert_ne!(code, "no-token", "{text}");
    }
}

#[test]
fn a_header_is_named_whatever_it_is() {
    for (header, code) in [
        (r#" {"alg":"RS256","kid":"k"}"#, None),
        ("\n\t{\"alg\":\"RS256\",\"kid\":\"k\"}", None),
        (r#"["a"]"#, Some("not-an-object")),
        ("null", Some("not-an-object")),
        (r#""RS256""#, Some("not-an-object")),
        ("{}", Some("algorithm-missing")),
    ] {
        let claims = r#"{"iss":"https://gitlab.com","sub":"s","aud":"a","exp":1,"iat":0}"#;
        let decoded = decode(&crate::mint::token(header, claims));
        let error = decoded.findings.iter().find(|finding| finding.is_error()).map(|finding| finding.reason.code());
        assert_eq!((decoded.form, error), (Form::Jwt, code), "{header}");
    }
    for text in ["www.example.com", "a.b.c", "MQ.a.b", "docs.rs.html"] {
        assert_eq!(codes(&decode(text)), ["no-token"], "{text}");
    }
}

#[test]
fn claims_are_read_as_decoders_and_languages_print_them() {
    let job = r#"{"sub":"repo:acme/model:ref:refs/heads/main","repository":"acme/model","environment":"prod"}"#;
    for pasted in [
        format!(r#"{{"header":{{"alg":"RS256"}},"payload":{job},"signature":"c2lnbmF0dXJl"}}"#),
        "claims={'sub': 'repo:acme/model:ref:refs/heads/main', 'repository': 'acme/model', 'environment': 'prod'}"
            .into(),
        "{'sub': 'repo:acme/model:ref:refs/heads/main', 'repository': 'acme/model', 'environment': 'prod'}".into(),
        "Token({'header': {'alg': 'RS256', 'typ': 'JWT'}, 'payload': {'sub': 'repo:acme/model:ref:refs/heads/main', \
            'repository': 'acme/model', 'environment': 'prod'}})"
            .into(),
        "{\n  sub: 'repo:acme/model:ref:refs/heads/main',\n  repository: 'acme/model',\n  environment: 'prod'\n}"
            .into(),
        "sub\trepo:acme/model:ref:refs/heads/main\tThe subject\nrepository\tacme/model\t\nenvironment\tprod\t-".into(),
    ] {
        let decoded = decode(&pasted);
        let held = |name: &str| decoded.text(name).map(str::to_owned);
        assert_eq!(held("sub").as_deref(), Some("repo:acme/model:ref:refs/heads/main"), "{pasted}");
        assert_eq!(held("repository").as_deref(), Some("acme/model"), "{pasted}");
        assert_eq!(held("environment").as_deref(), Some("prod"), "{pasted}");
    }
    // What Python calls none is none, and what stands last in a dictionary ends with it.
    let none = decode("{'sub': 'repo:acme/model:ref:refs/heads/main', 'iat': 1767225600, 'environment': None}");
    assert_eq!((none.text("environment"), none.missing.as_slice()), (None, ["environment".to_owned()].as_slice()));
    let printed = decode("{'environment': 'prod',\n 'repository': 'acme/model',\n 'iat': 1767225600}");
    assert_eq!((printed.text("environment"), printed.text("repository")), (Some("prod"), Some("acme/model")));
    assert!(printed.claim("iat").is_some());
    // A job or a step can be called as a claim is.
    let log = "environment\tSet up job\t2026-01-01T00:00:00.1Z sub: repo:acme/model:ref:refs/heads/main\n\
        environment\tRun it\t2026-01-01T00:00:01.1Z repository: acme/model";
    let log = decode(log);
    assert_eq!((log.text("environment"), log.text("repository")), (None, Some("acme/model")));
    assert_eq!(decode("sub\trepo:acme/model:x\nrepository\t***").text("repository"), None);
    // A text in single quotation marks is Python's and Node's alone, and what stands in double ones is one text.
    for (pasted, workflow) in [
        (
            "* `sub`: `repo:a/b:x`\n* `repository`: `a/b`\n* `workflow`: `Build', 'environment': 'prod`",
            "Build', 'environment': 'prod",
        ),
        ("{'sub': 'repo:a/b:x', 'repository': 'a/b', 'workflow': \"Don't, 'environment': 'prod\"}", ""),
    ] {
        let decoded = decode(pasted);
        assert_eq!(decoded.text("environment"), None, "{pasted}");
        assert_eq!(decoded.text("workflow").unwrap_or_default(), workflow, "{pasted}");
    }
    let ticked = decode("{'sub': 'repo:acme/model:x', 'repository': 'acme/model', 'environment': \"it's\"}");
    assert_eq!(ticked.text("environment"), Some("it's"));
    // An object within the claims is one claim's, and one beside a decoded payload is nobody's.
    let vercel = "iss: https://oidc.vercel.com/acme\nsub: owner:acme:project:model:environment:production\nowner: acme\n\
        act: {\"sub\":\"user_1\",\"owner\":\"mallory\"}";
    assert_eq!(decode(vercel).text("owner"), Some("acme"));
    let both = format!(
        r#"{{"header":{{}},"payload":{job},"signature":"A","iss":"https://evil.example","repository":"evil/x"}}"#
    );
    assert_eq!(codes(&decode(&both)), ["json-serialization"]);
    for list in [
        "* `iss`: `https://gitlab.com`\n* `user_identities`: `[{\"provider\":\"github\",\"sub\":\"x\"}]`\n* `sub`: `repo:a/b:x`",
        "* `act`: `{\"sub\":\"user_1\",\"owner\":\"mallory\"}`\n* `iss`: `https://gitlab.com`\n* `sub`: `repo:a/b:x`",
        "{'sub': 'repo:a/b:x', 'act': {'environment': 'production'}, 'google': {'compute': {'repository': 'evil/x', 'ref': 'y'}}}",
        "{'act': {'sub': 'evil', 'environment': 'production'}, 'sub': 'repo:a/b:x'}",
    ] {
        let decoded = decode(list);
        assert_eq!(decoded.text("sub"), Some("repo:a/b:x"), "{list}");
        for name in ["environment", "repository", "ref", "owner"] {
            assert_eq!(decoded.text(name), None, "{list}");
        }
    }
    let header =
        r#"{"header":{"alg":"RS256","sub":"evil"},"payload":{"sub":"repo:a/b:x","repository":"a/b"},"signature":"A"}"#;
    assert_eq!(decode(header).text("sub"), Some("repo:a/b:x"));
    for (pasted, environment) in [
        ("{'sub': 'repo:a/b:x', 'environment': b'production'}", Some("production")),
        ("[{'sub': 'repo:a/b:x', 'environment': 'production'}]", Some("production")),
        ("sub: repo:a/b:x\nenvironment: >-\n  production", None),
        ("{\n  sub: 'repo:a/b:x',\n  environment: 'production ' +\n    'eu'\n}", None),
        ("{'sub': 'repo:a/b:x',\n 'workflow': \"Deploy {'environment': 'production'}\"}", None),
    ] {
        assert_eq!(decode(pasted).text("environment"), environment, "{pasted}");
        assert_eq!(decode(pasted).text("sub"), Some("repo:a/b:x"), "{pasted}");
    }
    // What is JSON, and was cut, is told as that.
    assert_eq!(codes(&decode(r#"{"sub": "repo:acme/model:x", "repository": "acme"#)), ["json-syntax"]);
}

#[test]
fn a_blank_that_does_not_break_stands_beside_a_token_only() {
    let token = token("a/b");
    for pasted in [format!("\u{a0}{token}"), format!("token:\u{a0}{token}"), format!("{token}\u{a0}")] {
        assert_eq!(decode(&pasted).text("repository"), Some("a/b"), "{pasted:?}");
    }
    let (start, rest) = token.split_at(token.len() / 2);
    let broken = decode(&format!("{start}\u{a0}{rest}"));
    assert_eq!((codes(&broken), broken.text("repository")), (vec!["base64url-character"], None));
}
