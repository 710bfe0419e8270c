//! Checks that the files of a recording session contain no secrets, whatever their place and encoding.

use axum::{Router, body::Body, extract::State};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use http::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{collection::vec, prelude::*, test_runner::FileFailurePersistence};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{Arc, Mutex},
};
use vmc_contract::{
    record::{Recorder, Settings},
    redact::{Redactor, WITNESSES, Witness},
};

/// Each case is three exchanges with all kinds of secrets, so a few dozen plant thousands.
const CASES: u32 = 60;

/// What belongs to somebody.
#[derive(Debug, Clone)]
struct Secret {
    /// How it is planted where its name says what it is.
    key: &'static str,
    text: String,
    /// Whether its form tells what it is, so that it is known without its name too.
    shows: bool,
}

/// How a text is written where it is planted.
#[derive(Debug, Clone, Copy)]
enum Writing {
    Plain,
    Capitals,
    Percent,
    PercentTwice,
    Base64,
    Base64InText,
    UrlSafeBase64,
    JsonInJson,
    JsonInBase64,
}

/// Where a text is planted.
#[derive(Debug, Clone, Copy)]
enum Place {
    Sentence,
    Key,
    Query,
    Path,
    Location,
    UserAgent,
    Cookie,
    Claim,
    Form,
    List,
}

fn secret() -> impl Strategy<Value = Secret> {
    let of = |key, shows, text: &'static str| text.prop_map(move |text: String| Secret { key, text, shows });
    prop_oneof![
        of("refresh_token", true, "aB3[A-Za-z0-9]{61}"),
        of("api_token", false, "[A-Za-z0-9_-]{24,40}"),
        of("clientSecret", false, "[A-Za-z0-9._~-]{16,30}"),
        of("cloud_password", false, "[!-~]{10,20}"),
        of("email", true, "[a-z]{4,8}\\.[a-z]{4,8}@[a-z]{5,9}\\.(com|io|co\\.uk)"),
        of("aws_account_number", true, "[1-8][0-9]{11}"),
        of("firstName", false, "[A-Z][a-z]{8,10}"),
        of("display_name", false, "[A-Z][a-z]{4,8} [A-Z][a-z]{5,9} (Ltd|GmbH|& Söhne)"),
        of("name", false, "[a-z]{6,10}-sddc-[a-z]{3}"),
        of("user_name", false, "[a-z]{5}\\.[a-z]{6}7"),
        of("hostname", true, "[a-z]{5,8}\\.[a-z]{6,10}\\.(com|corp|local)"),
        of("public_ip", true, "5[2-4]\\.[1-9][0-9]\\.1[0-9]{2}\\.2[0-4][0-9]"),
        of("vc_url", true, "https://vcenter\\.sddc-5[2-4]-[1-9][0-9]-1[0-9]{2}-2[0-4][0-9]\\.vmwarevmc\\.com/"),
        of("ipv6", true, "26[0-9]{2}:1f14:[1-9a-f]{4}:[1-9a-f]{4}::[1-9a-f]{3}"),
        of("resource_id", true, "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"),
        of("allocation_id", true, "eipalloc-0[0-9a-f]{16}"),
        ("[a-z]{8}@[a-z]{7}\\.com", "[A-Za-z0-9_-]{43}").prop_map(|(mail, signature)| {
            let part = |claims: Value| BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
            let text =
                format!("{}.{}.{signature}", part(json!({"alg": "RS256"})), part(json!({"acct": mail, "exp": 1})));
            Secret { key: "access_token", text, shows: true }
        }),
    ]
}

fn writing() -> impl Strategy<Value = Writing> {
    use Writing::*;
    prop::sample::select(vec![
        Plain,
        Capitals,
        Percent,
        PercentTwice,
        Base64,
        Base64InText,
        UrlSafeBase64,
        JsonInJson,
        JsonInBase64,
    ])
}

fn place() -> impl Strategy<Value = Place> {
    use Place::*;
    prop::sample::select(vec![Sentence, Key, Query, Path, Location, UserAgent, Cookie, Claim, Form, List])
}

fn percent(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn written(secret: &Secret, writing: Writing) -> String {
    let text = &secret.text;
    match writing {
        // What means another thing in capitals is no copy of it.
        Writing::Capitals if !["access_token", "refresh_token", "vc_url", "allocation_id"].contains(&secret.key) => {
            text.to_uppercase()
        }
        Writing::Plain | Writing::Capitals => text.clone(),
        Writing::Percent => percent(text),
        Writing::PercentTwice => percent(&percent(text)),
        Writing::Base64 => BASE64_STANDARD.encode(text),
        Writing::Base64InText => BASE64_STANDARD_NO_PAD.encode(format!("so {text} it is")),
        Writing::UrlSafeBase64 => BASE64_URL_SAFE_NO_PAD.encode(text),
        Writing::JsonInJson => json!({"kept": [json!({secret.key: text}).to_string()]}).to_string(),
        Writing::JsonInBase64 => BASE64_STANDARD.encode(json!({secret.key: text}).to_string()),
    }
}

/// A request and the answer that the service will give.
#[derive(Default)]
struct Planned {
    path: String,
    query: Vec<String>,
    request_headers: Vec<(&'static str, String)>,
    request: String,
    answer: Value,
    answer_headers: Vec<(&'static str, String)>,
}

/// An exchange in which every secret stands under its name, if it is the first, and copies of them all over the place.
fn planned(secrets: &[Secret], copies: &[(usize, Place, Writing)], first: bool) -> Planned {
    let mut plan =
        Planned { path: "/vmc/api/orgs".to_owned(), answer: json!({"status": "READY"}), ..Planned::default() };
    plan.request = "grant_type=x".to_owned();
    for (number, secret) in secrets.iter().enumerate().filter(|_| first) {
        match number % 3 {
            0 => plan.answer[format!("part_{number}")] = json!({secret.key: secret.text}),
            1 => plan.request += &format!("&{}={}", secret.key, percent(&secret.text)),
            _ => plan.query.push(format!("{}={}", secret.key, percent(&secret.text))),
        }
        let header = match secret.key {
            "access_token" => ("authorization", format!("Bearer {}", secret.text)),
            "clientSecret" => {
                ("authorization", format!("Basic {}", BASE64_STANDARD.encode(format!("app:{}", secret.text))))
            }
            "api_token" => ("csp-auth-token", secret.text.clone()),
            _ => continue,
        };
        plan.request_headers.push(header);
    }
    for (number, (secret, place, writing)) in copies.iter().enumerate() {
        let secret = &secrets[secret % secrets.len()];
        plant(&mut plan, number, *place, &written(secret, *writing));
    }
    plan
}

fn plant(plan: &mut Planned, number: usize, place: Place, text: &str) {
    let place_in_answer = format!("copy_{number}");
    match place {
        Place::Sentence => plan.answer[place_in_answer] = json!(format!("Task of {text} failed.")),
        Place::Key => plan.answer[place_in_answer] = json!({text: 1}),
        Place::List => plan.answer[place_in_answer] = json!([[text], {"message": text}]),
        Place::Claim => {
            let claims = BASE64_URL_SAFE_NO_PAD.encode(json!({"context": text}).to_string());
            plan.answer[place_in_answer] = json!(format!("see eyJhbGciOiJSUzI1NiJ9.{claims}.c2lnbmF0dXJl here"));
        }
        Place::Query => plan.query.push(format!("q={}", percent(text))),
        Place::Path => plan.path += &format!("/{}", percent(text)),
        Place::Form => plan.request += &format!("&f={}", percent(text)),
        Place::Location => plan.answer_headers.push(("location", format!("/next/{}", percent(text)))),
        Place::UserAgent => plan.request_headers.push(("user-agent", format!("tool ({})", ascii(text)))),
        Place::Cookie => plan.answer_headers.push(("set-cookie", format!("session={}; Path=/", ascii(text)))),
    }
}

/// A header holds ASCII.
fn ascii(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { percent(text) }
}

/// A service that gives the answers that were planned, and a recorder before it.
async fn record(folder: &Path, plans: Vec<Planned>) {
    let (answers, requests): (Vec<_>, Vec<_>) = plans.into_iter().map(split).unzip();
    let answers = Arc::new(Mutex::new(answers.into_iter()));
    let service =
        Router::new().fallback(async |State(answers): State<Arc<Mutex<std::vec::IntoIter<Response<Body>>>>>| {
            answers.lock().unwrap().next().unwrap()
        });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(axum::serve(listener, service.with_state(answers)).into_future());
    let settings = Settings {
        upstream,
        csp_upstream: None,
        upstream_ca: None,
        listen: "127.0.0.1:0".parse().unwrap(),
        output: folder.join("session"),
        redactor: Redactor::new().unwrap(),
        tell: |_| {},
    };
    let recorder = Recorder::start(settings).await.unwrap();
    let client = vmc_client::http::reqwest_builder().no_proxy().build().unwrap();
    let count = requests.len();
    for (address, headers, body) in requests {
        let request = client.post(format!("{}{address}", recorder.url())).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    let summary = recorder.stop().await.unwrap();
    assert_eq!((summary.recordings as usize, summary.dropped.is_nothing()), (count, true), "{summary:?}");
    served.abort();
}

type Sent = (String, Vec<(&'static str, String)>, String);

fn split(plan: Planned) -> (Response<Body>, Sent) {
    let mut answer = Response::builder().header("content-type", "application/json");
    for (name, value) in plan.answer_headers {
        answer = answer.header(name, value);
    }
    let sent = (format!("{}?{}", plan.path, plan.query.join("&")), plan.request_headers, plan.request);
    (answer.body(Body::from(plan.answer.to_string())).unwrap(), sent)
}

/// Everything that a folder holds: the texts of its files and the names, and every text in the documents.
fn everything(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.push(path.file_name().unwrap().to_string_lossy().into_owned());
        if path.is_dir() {
            all.extend(everything(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            texts(&serde_json::from_str(&text).unwrap(), &mut all);
            all.push(text);
        }
    }
    all
}

fn texts(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, all)),
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            all.push(key.clone());
            texts(member, all);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// How a secret can be read in what was written: as it is, in any letter case, percent-encoded, and in base64 wherever it begins.
fn traces(secret: &Secret) -> Vec<String> {
    // Of an address only the numbers belong to somebody, of an id of AWS only the digits.
    let text = secret
        .text
        .trim_start_matches("https://vcenter.sddc-")
        .trim_end_matches(".vmwarevmc.com/")
        .trim_start_matches("eipalloc-");
    let mut traces = vec![
        text.to_owned(),
        percent(text),
        percent(&percent(text)),
        form_urlencoded::byte_serialize(text.as_bytes()).collect(),
    ];
    for offset in 0..3 {
        let bytes = [&b"\0\0"[..offset], text.as_bytes()].concat();
        let encoded = BASE64_STANDARD_NO_PAD.encode(&bytes);
        let sure = &encoded[offset + usize::from(offset > 0)..bytes.len() * 8 / 6];
        traces.extend([sure.to_owned(), sure.replace('+', "-").replace('/', "_")]);
    }
    if secret.key == "access_token" {
        traces.extend(secret.text.split('.').skip(1).map(str::to_owned));
    }
    traces
}

fn tried() -> ProptestConfig {
    let told = ProptestConfig::default();
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/redaction.txt");
    ProptestConfig {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { told.cases } else { CASES },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(kept))),
        ..told
    }
}

proptest! {
    #![proptest_config(tried())]

    #[test]
    fn planted_secrets_are_nowhere_in_what_was_written(
        secrets in vec(secret(), 4..20),
        copies in vec(vec((any::<usize>(), place(), writing()), 0..16), 3),
        // The exchange that names the secrets. Copies of them may come earlier.
        naming in 0_usize..3,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let plans =
            copies.iter().enumerate().map(|(number, copies)| planned(&secrets, copies, number == naming)).collect();
        tokio::runtime::Runtime::new().unwrap().block_on(record(folder.path(), plans));
        let written = everything(folder.path()).join("\n");
        prop_assert!(written.contains("READY"), "what is no secret is there");
        let lower = written.to_lowercase();
        for secret in &secrets {
            for trace in traces(secret) {
                prop_assert!(!lower.contains(&trace.to_lowercase()), "{} shows as {trace} in {written}", secret.text);
            }
        }
    }

    /// What shows by its form is known without having been met under its name.
    #[test]
    fn what_shows_by_its_form_needs_no_name(
        secrets in vec(secret().prop_filter("it shows", |secret| secret.shows), 1..8),
        copies in vec((any::<usize>(), place(), writing()), 1..16),
    ) {
        let folder = tempfile::tempdir().unwrap();
        tokio::runtime::Runtime::new().unwrap().block_on(record(folder.path(), vec![planned(&secrets, &copies, false)]));
        let written = everything(folder.path()).join("\n").to_lowercase();
        for secret in &secrets {
            for trace in traces(secret) {
                prop_assert!(!written.contains(&trace.to_lowercase()), "{} shows as {trace} in {written}", secret.text);
            }
        }
    }
}

/// The published patterns of secrets find nothing in what was written, wherever a secret of their form stood.
#[tokio::test]
async fn published_patterns_of_secrets_find_nothing() {
    for Witness { id, pattern, example } in WITNESSES {
        let pattern = regex::Regex::new(pattern).unwrap();
        assert!(pattern.is_match(example), "{id}: the example is one");
        let folder = tempfile::tempdir().unwrap();
        let mut plan = Planned { path: "/vmc/api/orgs".to_owned(), answer: json!({}), ..Planned::default() };
        for (number, place) in
            [Place::Sentence, Place::List, Place::Claim, Place::Query, Place::Form].into_iter().enumerate()
        {
            plant(&mut plan, number, place, example);
        }
        plan.request += "&kept=1";
        record(folder.path(), vec![plan]).await;
        let written = everything(folder.path()).join("\n");
        // A placeholder of a token or of a password in an address has the same form.
        let keeps_form = ["jwt", "curl-auth-user"].contains(id);
        assert!(keeps_form || !pattern.is_match(&written), "{id} is found in {written}");
        let longest = example.split(|c: char| !c.is_alphanumeric()).max_by_key(|part| part.len()).unwrap();
        assert!(*id == "jwt" || !written.contains(longest), "{id}: {longest} is left in {written}");
    }
}
