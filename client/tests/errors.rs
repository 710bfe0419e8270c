//! What becomes of answers that the simulator never gives: storms, broken bodies, foreign shapes, echoed tokens.
#![cfg(feature = "http")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use stage::{
    API_TOKEN, Answer, Server, access_token, access_token_reply, client_of, entity, org, refusal, requests,
    sign_in_answers, signed_in,
};
use std::{
    error::Error as _,
    io::{Read, Write},
    net::TcpListener,
    thread,
};
use tokio::task::JoinSet;
use vmc_client::{
    Client, Error,
    endpoint::{Empty, Form, Nothing},
    endpoints::csp::tokens::AuthorizeApiToken,
    http::{ClientCredentials, CspRefusal},
    wire::{ApiTokenForm, SddcId},
};

/// Answers all requests with this method that have an access token.
fn answer_all(server: &Server, verb: &'static str, answer: Answer) {
    server.add(move |request| {
        let concerned = request.method == verb && request.token().is_some();
        concerned.then(|| answer.clone())
    });
}

/// The error of `GET /orgs`, answered like this.
async fn error_of(answer: Answer) -> Error {
    let (server, client) = signed_in().await;
    answer_all(&server, "GET", answer);
    client.list_orgs().await.unwrap_err()
}

fn sddc() -> SddcId {
    "7d2f0c4e-93a1-4b7e-8f55-c1d0e2a3b4c5".parse().unwrap()
}

// ---- sign-in

async fn call_at_once(client: &Client, calls: usize) -> Vec<Result<(), Error>> {
    let mut set = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        set.spawn(async move { client.list_orgs().await.map(drop) });
    }
    set.join_all().await
}

#[tokio::test]
async fn many_calls_at_once_share_one_sign_in() {
    let (server, client) = signed_in().await;
    answer_all(&server, "GET", Answer::new(200).json(json!([])));
    assert!(call_at_once(&client, 32).await.iter().all(Result::is_ok));
    assert_eq!(requests(&server), (1, 32));
}

#[tokio::test]
async fn many_calls_at_once_share_a_failed_sign_in() {
    let server = Server::start().await;
    sign_in_answers(&server, || Answer::new(503));
    let client = client_of(server.url());
    let outcomes = call_at_once(&client, 32).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(error) if error.is_retryable())), "{outcomes:?}");
    assert_eq!(requests(&server), (1, 0));
    // It was not the last word: a later call tries again.
    assert!(client.list_orgs().await.is_err());
    assert_eq!(requests(&server), (2, 0));
}

#[tokio::test]
async fn a_storm_of_401s_is_answered_by_one_renewal() {
    let (server, client) = signed_in().await;
    server.add(|request| {
        let first = request.token() == Some(&access_token(1));
        first.then(|| Answer::new(401))
    });
    answer_all(&server, "GET", Answer::new(200).json(json!([])));
    assert!(call_at_once(&client, 32).await.iter().all(Result::is_ok));
    assert_eq!(requests(&server), (2, 64));
}

#[tokio::test]
async fn tokens_of_the_same_text_are_still_two_sign_ins() {
    let server = Server::start().await;
    sign_in_answers(&server, || access_token_reply("one-and-the-same"));
    answer_all(&server, "GET", refusal(401, false, "expired"));
    let client = client_of(server.url());
    call_at_once(&client, 32).await;
    assert_eq!(requests(&server), (2, 64));
}

#[tokio::test]
async fn a_second_401_is_final() {
    let (server, client) = signed_in().await;
    answer_all(&server, "DELETE", refusal(401, false, "who are you?"));
    let error = client.delete_sddc(org(), sddc(), Default::default()).await.unwrap_err();
    assert!(matches!(error, Error::Refused { status: StatusCode::UNAUTHORIZED, .. }), "{error:?}");
    assert_eq!(requests(&server), (2, 2));
}

#[tokio::test]
async fn operations_that_are_open_to_all_need_no_sign_in() {
    let server = Server::start().await;
    let key = json!({"alg": "SHA256withRSA", "value": "a key", "issuer": "https://example.com"});
    let key = Answer::new(200).json(key);
    // Any path is taken: a base with a path of its own comes before that of the endpoint.
    server
        .add(move |request| request.is("GET", "/mirror/csp/gateway/am/api/auth/token-public-key").then(|| key.clone()));
    let client = Client::builder().csp_url(&format!("{}/mirror/", server.url())).build().unwrap();
    client.token_public_key(Default::default()).await.unwrap();
    assert!(server.received()[0].token().is_none());
    let error = client.list_orgs().await.unwrap_err();
    assert!(matches!(error, Error::NoApiToken { operation: "ListOrgs" }), "{error:?}");
}

// ---- refusals

#[tokio::test]
async fn a_documented_refusal_is_told_in_the_services_words() {
    let error = error_of(refusal(400, false, "Please try once the status is READY.")).await;
    assert_eq!(
        error.to_string(),
        "ListOrgs was refused with 400 Bad Request: Please try once the status is READY. (vmc.test)"
    );
    let Error::Refused { operation, status, body, retry_after: None } = error else { panic!("{error:?}") };
    assert_eq!((operation, status.as_u16(), body.status, body.retryable), ("ListOrgs", 400, 400, false));
    assert_eq!((body.path.as_str(), body.error_code.as_str()), ("/vmc/api/orgs", "vmc.test"));
}

#[tokio::test]
async fn both_shapes_of_a_refused_sign_in_are_told() {
    let module = json!({"moduleCode": 340, "message": "invalid_grant: Invalid refresh token"});
    let full = json!({
        "statusCode": 401, "traceId": "95e83a84d839d920017b47f0ea480e7f", "cspErrorCode": "250.100", "moduleCode": 250,
        "message": "Missing mandatory request header", "requestId": "fb5236b49918695e", "metadata": null,
    });
    let mut refusals = Vec::new();
    for (status, body) in [(400, module), (401, full)] {
        let server = Server::start().await;
        sign_in_answers(&server, move || Answer::new(status).json(&body));
        let error = client_of(server.url()).list_orgs().await.unwrap_err();
        let Error::SignInRefused { operation: "AuthorizeApiToken", status: told, body, .. } = error else {
            panic!("{error:?}")
        };
        assert_eq!(told.as_u16(), status);
        refusals.push(*body);
    }
    assert!(matches!(&refusals[0], CspRefusal::Module(error) if error.module_code == 340), "{refusals:?}");
    assert!(matches!(&refusals[1], CspRefusal::Full(error) if error.csp_error_code == "250.100"), "{refusals:?}");
}

#[tokio::test]
async fn an_undocumented_answer_is_quoted_within_bounds() {
    let page = "<html>\n <b>Bad gateway</b>".to_owned() + &"\u{e4}".repeat(5000);
    let error = error_of(Answer::new(502).text(page.clone(), "text/html")).await;
    assert!(error.to_string().contains("502 Bad Gateway: <html> <b>Bad gateway</b>"), "{error}");
    let Error::Unexpected { status: StatusCode::BAD_GATEWAY, body, .. } = error else { panic!("{error:?}") };
    assert!(page.starts_with(&body) && (2040..=2048).contains(&body.len()), "{}", body.len());

    // A redirect would take the token along.
    let elsewhere = Server::start().await;
    let error = error_of(Answer::new(307).header("location", elsewhere.url())).await;
    assert!(matches!(error, Error::Unexpected { status: StatusCode::TEMPORARY_REDIRECT, .. }), "{error:?}");
    assert_eq!(requests(&elsewhere), (0, 0));

    // A success of another kind than documented is one too, but may hold passwords.
    let error = error_of(Answer::new(203).text("cloud_password", "text/plain")).await;
    assert!(matches!(&error, Error::Unexpected { body, .. } if body.is_empty()), "{error:?}");
}

// ---- bodies

#[tokio::test]
async fn a_body_that_does_not_fit_is_placed() {
    let sddcs = json!([entity(&sddc().to_string(), json!({})), entity(&sddc().to_string(), json!({"name": 7}))]);
    let cut_short = "[{\"id\": \"7d2f0c4e-93a1";
    let answers = [
        (Answer::new(200).json(sddcs), "[1].name", "integer `7`"),
        (Answer::new(200).text(cut_short, "application/json"), "", "EOF"),
        (Answer::new(200).text("<html>", "text/html"), "", "text/html"),
    ];
    for (answer, place, why) in answers {
        let (server, client) = signed_in().await;
        answer_all(&server, "GET", answer);
        let error = client.list_sddcs(org(), Default::default()).await.unwrap_err();
        let Error::Undecodable { operation: "ListSddcs", path, reason } = &error else { panic!("{error:?}") };
        assert_eq!(path, place, "{error}");
        assert!(reason.contains(why), "{error}");
    }
}

/// Reads one request per connection and answers with these bytes, and with `for_ever` until no one listens.
fn raw_server(first: &'static [u8], for_ever: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            let mut sent = connection.read(&mut [0; 4096]).and_then(|_| connection.write_all(first));
            while let (Ok(()), Some(part)) = (&sent, for_ever) {
                sent = connection.write_all(part);
            }
        }
    });
    url
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    static SPACES: [u8; 1 << 16] = [b' '; 1 << 16];
    let endless = raw_server(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", Some(&SPACES));
    let (csp, _) = signed_in().await;
    let client = Client::builder().vmc_url(&endless).csp_url(csp.url()).api_token(API_TOKEN).build().unwrap();
    let error = client.list_orgs().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { operation: "ListOrgs", limit: 67_108_864 }), "{error:?}");
}

// ---- what may be tried again

#[tokio::test]
async fn only_what_may_pass_and_does_no_harm_is_retryable() {
    let answers = [
        (Answer::new(429), true),
        (refusal(503, false, "busy"), true),
        (refusal(409, true, "another task is running"), true),
        (refusal(409, false, "another task is running"), false),
        (Answer::new(502), false),
        (Answer::new(200), false),
    ];
    for (answer, retryable) in answers {
        let error = error_of(answer).await;
        assert_eq!(error.is_retryable(), retryable, "{error:?}");
    }
    let error = error_of(Answer::new(429).header("retry-after", "17")).await;
    assert_eq!(error.retry_after().map(|pause| pause.as_secs()), Some(17));

    let hangs_up = raw_server(b"", None);
    let (csp, _) = signed_in().await;
    let client = Client::builder().vmc_url(&hangs_up).csp_url(csp.url()).api_token(API_TOKEN).build().unwrap();
    let read = client.get_sddc(org(), sddc()).await.unwrap_err();
    let write = client.create_sddc(org(), Default::default(), &Default::default()).await.unwrap_err();
    assert!(read.is_retryable() && read.source().is_some(), "{read:?}");
    assert!(matches!(write, Error::Transport { .. }) && !write.is_retryable(), "{write:?}");
    assert!(client_of(&hangs_up).list_orgs().await.unwrap_err().is_retryable(), "a sign-in may be repeated");
}

// ---- requests

/// A parameter that takes any text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ThingPath {
    /// The text.
    thing: String,
}

vmc_client::endpoints! {
    service Vmc;
    /// An operation whose path takes any text.
    GetThing: GET "/vmc/api/things/{thing}/parts" (ThingPath, Nothing, Empty) -> OK Empty, needs Read;
}

#[tokio::test]
async fn a_path_parameter_stays_in_its_segment() {
    let (server, client) = signed_in().await;
    answer_all(&server, "GET", Answer::new(200));
    let get =
        async |thing: &str| client.call::<GetThing>(ThingPath { thing: thing.to_owned() }, Nothing {}, Empty).await;
    get("../a/b?c#d %20\u{e4}").await.unwrap();
    let sent = server.received().pop().unwrap();
    assert_eq!(sent.path, "/vmc/api/things/..%2Fa%2Fb%3Fc%23d%20%2520%C3%A4/parts");
    for elsewhere in ["", ".", ".."] {
        let error = get(elsewhere).await.unwrap_err();
        assert!(error.source().unwrap().to_string().contains("`thing`"), "{error:?}");
    }
    assert_eq!(requests(&server), (1, 1), "nothing was sent for those");
}

#[test]
fn the_proxy_of_the_environment_is_not_asked_for_loopback_targets() {
    // Another process, since this one's environment is shared with the other tests.
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_documented_refusal_is_told_in_the_services_words"])
        .env("http_proxy", "http://127.0.0.1:1")
        .env_remove("no_proxy")
        .output()
        .unwrap();

    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[test]
fn unusable_settings_are_refused_before_anything_is_sent() {
    for url in
        ["", "vmc.vmware.com", "ftp://vmc.vmware.com", "https://vmc.vmware.com?a=b", "https://me:pw@vmc.vmware.com"]
    {
        let error = Client::builder().vmc_url(url).build().unwrap_err();
        assert!(error.to_string().contains("the address of VMC"), "{url}: {error}");
    }
    let builders = [
        Client::builder().root_certificate_pem(b"not a certificate"),
        Client::builder().root_certificate_pem(b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"),
        Client::builder().user_agent("two\nlines"),
    ];
    for builder in builders {
        assert!(matches!(builder.clone().build(), Err(Error::Builder { .. })), "{builder:?}");
    }
}

// ---- secrets

/// Everything that a log could show of an error.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn nothing_that_can_be_printed_holds_a_token() {
    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
    const APP_SECRET: &str = "Wq8sLh2NdYb5TfRk";
    let access = access_token(1);
    let mut texts =
        vec![format!("{:?}", Client::builder().api_token(API_TOKEN)), format!("{:?}", client_of("http://localhost"))];

    // VMC repeats the access token, in all the ways in which an answer can go wrong.
    let echo = format!("token {access} and {JWT}, please");
    for answer in [
        refusal(403, false, &echo),
        Answer::new(502).text(&echo, "text/plain"),
        Answer::new(200).json(&echo),
        Answer::new(502).text(" ".repeat(2028) + &echo, "text/plain"),
    ] {
        texts.push(shown(&error_of(answer).await));
    }

    // CSP repeats the API token, or answers a sign-in with something else than it should.
    let echo = format!("invalid_grant: Invalid refresh token: {API_TOKEN}");
    for answer in [
        Answer::new(400).json(json!({"moduleCode": 340, "message": echo})),
        Answer::new(400).text(echo, "text/plain"),
        Answer::new(200).json(&access),
        Answer::new(201).json(json!({"access_token": access})),
        Answer::new(200).json(json!({"token_type": "bearer", "access_token": "a", "expires_in": access})),
        access_token_reply(&format!("{access}\n")),
    ] {
        let server = Server::start().await;
        sign_in_answers(&server, move || answer.clone());
        texts.push(shown(&client_of(server.url()).list_orgs().await.unwrap_err()));
        let form = || ApiTokenForm { refresh_token: Some(API_TOKEN.into()), api_token: None };
        let nameless = Client::builder().csp_url(server.url()).build().unwrap();
        let by_hand = nameless.call::<AuthorizeApiToken>(Nothing {}, form(), Form(form())).await;
        if let Err(error) = by_hand.map(|reply| assert!(!format!("{reply:?}").contains(&access))) {
            texts.push(shown(&error));
        }
    }

    // VMC repeats the secret of an OAuth app.
    let server = Server::start().await;
    server.add(|request| (request.method == "GET").then(|| refusal(401, false, &format!("not {APP_SECRET}"))));
    let app = ClientCredentials { id: "app".to_owned(), secret: APP_SECRET.into() };
    let as_app = client_of(server.url()).as_oauth_app(&app);
    texts.extend([format!("{as_app:?} {app:?}"), shown(&as_app.list_orgs().await.unwrap_err())]);
    assert_eq!(requests(&server), (0, 1), "an app that shows its secret does not sign in");

    // The address with the token in its query cannot be reached.
    let hangs_up = Client::builder().csp_url(&raw_server(b"", None)).build().unwrap();
    let query = ApiTokenForm { refresh_token: Some(API_TOKEN.into()), api_token: None };
    texts.push(shown(
        &hangs_up.call::<AuthorizeApiToken>(Nothing {}, query, Form(Default::default())).await.unwrap_err(),
    ));

    for text in texts {
        for secret in [API_TOKEN, access.as_str(), JWT, &JWT[..12], &access[..12], APP_SECRET] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
}
