//! `POST /oauth/token` as the Hub documents it (RFC 8693, JSON parameters), on the native crate: the same engine that the
//! settings page runs. `exchange-server config.json` listens on 127.0.0.1, `PORT` or any free one, and prints the address.
//!
//! The file names each resource's publishers and each issuer's key set, as that of the example in Node does. A granted token is
//! random and opens nothing; giving it a meaning, and refusing a `jti` that was seen, are a real server's work.

use std::collections::HashMap;
use std::io::Read;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs, thread};

use hub_trusted_publishers::{
    Algorithm, Answer, HUB, Labels, Outcome, Publisher, Request, Resource, ResourceKind, Signed, decode,
    parse_publishers, parse_resource, verify,
};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tiny_http::{Header, Method, Response, Server};

/// More than a token and a resource can need.
const LONGEST_BODY: u64 = 64 * 1024;

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

/// What the server knows: publishers by resource, key sets by issuer, both as their JSON texts.
struct Config {
    resources: HashMap<Resource, Vec<Publisher>>,
    key_sets: HashMap<String, String>,
}

/// RFC 8693 section 2.1. A parameter that stands twice is refused by the reader; others than these are ignored (RFC 6749 section 3.2).
#[derive(Deserialize)]
struct Parameters {
    grant_type: String,
    #[serde(default)]
    subject_token_type: String,
    #[serde(default)]
    subject_token: String,
    #[serde(default)]
    resource: String,
    actor_token: Option<String>,
    actor_token_type: Option<String>,
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until it is stopped; a fault of the file or of the port is told before anybody asks, in one line.
fn start() -> Result<(), String> {
    let file = env::args().nth(1).ok_or("name the file with resources and key sets: exchange-server config.json")?;
    let text = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let config = Arc::new(read(&text)?);
    let port = env::var("PORT").unwrap_or_else(|_| "0".to_owned());
    let listening = Server::http(format!("127.0.0.1:{port}")).map_err(|error| format!("port {port}: {error}"))?;
    let server = Arc::new(listening);
    println!("listening on http://{}", server.server_addr());
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (server, config) = (Arc::clone(&server), Arc::clone(&config));
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    answer(request, &config);
                }
            })
        })
        .collect();
    for worker in workers {
        let _ = worker.join();
    }
    Ok(())
}

fn read(text: &str) -> Result<Config, String> {
    let written = serde_json::from_str(text).map_err(|error| format!("the file is no JSON: {error}"))?;
    let mut config = Config { resources: HashMap::new(), key_sets: HashMap::new() };
    for (name, publishers) in object(&written, "resources", "lists of publishers by resource")? {
        let resource = parse_resource(name).map_err(|finding| format!("{name}: {finding}"))?;
        let (publishers, findings) = parse_publishers(&publishers.to_string());
        if let Some(finding) = findings.first() {
            return Err(format!("{name}: {finding}"));
        }
        config.resources.insert(resource, publishers);
    }
    for (issuer, set) in object(&written, "keySets", "key sets by issuer")? {
        if !set.is_object() {
            return Err(format!("the key set of {issuer} must be an object"));
        }
        config.key_sets.insert(issuer.clone(), set.to_string());
    }
    Ok(config)
}

fn object<'a>(written: &'a Value, name: &str, holding: &str) -> Result<&'a Map<String, Value>, String> {
    written[name].as_object().ok_or_else(|| format!("the file needs `{name}`, an object of {holding}"))
}

fn answer(mut request: tiny_http::Request, config: &Config) {
    let path = request.url().split('?').next().unwrap_or_default();
    let (status, body) = if path != "/oauth/token" {
        (404, json!({"error": "not_found"}))
    } else if *request.method() != Method::Post {
        (405, json!({"error": "invalid_request", "error_description": "POST it"}))
    } else {
        let mut text = String::new();
        match request.as_reader().take(LONGEST_BODY + 1).read_to_string(&mut text) {
            Ok(length) if length as u64 > LONGEST_BODY => malformed("invalid_request", "The body is too long"),
            Ok(_) => exchanged(&text, config),
            Err(_) => malformed("invalid_request", "The body is not UTF-8"),
        }
    };
    let id = hex(&random::<16>());
    // Nothing of the request: whoever reads the log sees that there was one, and how it ended.
    println!("{id} {status} {}", body["error"].as_str().unwrap_or("granted"));
    // RFC 6749 section 5.1: no answer of this endpoint may be kept.
    let headers = [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("pragma", "no-cache"),
        ("x-request-id", &id),
    ];
    let allow = (status == 405).then_some(("allow", "POST"));
    let mut response = Response::from_string(body.to_string()).with_status_code(status);
    for (name, value) in headers.into_iter().chain(allow) {
        response.add_header(Header::from_bytes(name, value).expect("a header of ASCII"));
    }
    let _ = request.respond(response);
}

fn malformed(error: &str, description: &str) -> (u16, Value) {
    (400, json!({"error": error, "error_description": description}))
}

fn exchanged(body: &str, config: &Config) -> (u16, Value) {
    let Ok(given) = serde_json::from_str::<Parameters>(body) else {
        return malformed("invalid_request", "The body is no JSON object of the exchange's parameters, each once");
    };
    if given.grant_type != EXCHANGE {
        return malformed("unsupported_grant_type", "grant_type must be that of a token exchange");
    }
    if given.subject_token_type != ID_TOKEN || given.subject_token.is_empty() || given.resource.is_empty() {
        return malformed("invalid_request", "subject_token, its type id_token, and resource are needed");
    }
    // Nobody acts for anybody here, and a type without its token is a mistake whoever acts.
    if given.actor_token.is_some() || given.actor_token_type.is_some() {
        return malformed("invalid_request", "actor_token is not supported");
    }
    let named = parse_resource(&given.resource).ok();
    let publishers = named.and_then(|resource| config.resources.get(&resource)).map_or(&[][..], Vec::as_slice);
    // The issuer as the token claims it: it chooses the key set that must then prove it.
    let decoded = decode(&given.subject_token);
    let key_set = decoded.text("iss").and_then(|issuer| config.key_sets.get(issuer)).map_or("", String::as_str);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let exchange = verify(
        &Request {
            token: &given.subject_token,
            resource: &given.resource,
            publishers,
            now: i64::try_from(now).unwrap_or(i64::MAX),
            audience: HUB,
            labels: Labels::Documented,
        },
        key_set,
        genuine,
    );
    match (exchange.outcome, exchange.invalid_request) {
        (Outcome::Granted, _) => {
            let is_user = exchange.resource.is_some_and(|resource| resource.kind == ResourceKind::User);
            let prefix = if is_user { "hf_oauth_" } else { "hf_jwt_" };
            (
                200,
                json!({
                    "access_token": format!("{prefix}{}", hex(&random::<32>())),
                    "token_type": "bearer",
                    "expires_in": 3600,
                    "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
                }),
            )
        }
        (_, true) => malformed("invalid_request", "The request is malformed: resource or subject token cannot be read"),
        _ => malformed("invalid_grant", "The subject token does not match any trusted publisher of the resource"),
    }
}

/// Asks `ring` whether the key, which the crate has judged, made the signature.
fn genuine(signed: &Signed<'_>) -> Answer {
    let (message, signature) = (signed.message.as_bytes(), signed.signature_bytes());
    let (first, second) = signed.key.numbers();
    let verified = match signed.key.algorithm {
        Algorithm::Rs256 => {
            let key = RsaPublicKeyComponents { n: first, e: second };
            key.verify(&RSA_PKCS1_2048_8192_SHA256, message, &signature)
        }
        Algorithm::Es256 => {
            let point = [&[4][..], &first, &second].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, &signature)
        }
    };
    if verified.is_ok() { Answer::Genuine } else { Answer::Forged }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has random bytes");
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
