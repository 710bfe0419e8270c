//! A stand-in for both services, for answers that the simulator never gives.

mod server;

pub(crate) use server::{Answer, Server};

use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use vmc_client::{Client, wire::OrgId};

/// Opaque, so that nothing but being known gives it away.
pub(crate) const API_TOKEN: &str = "Tz0oBkbR4QpXvN7hEwCjUyLm2dSgA6fKrItO9xPqZsH3uVe8cWnJaG5lMbYiDF1k";
pub(crate) const ORG: &str = "1f2c3bb0-6e0f-4f2a-9d5b-2c6f1a7e8d90";
const AUTHORIZE: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";

pub(crate) fn org() -> OrgId {
    ORG.parse().unwrap()
}

/// The access token that the n-th sign-in brings, opaque too.
pub(crate) fn access_token(n: u32) -> String {
    format!("access-Qm3vXc8Zt1-{n}")
}

pub(crate) fn access_token_reply(token: &str) -> Answer {
    let reply = json!({"id_token": null, "token_type": "bearer", "expires_in": 1799, "access_token": token});
    Answer::new(200).json(reply)
}

/// A server whose sign-in always succeeds, each time with another token, and a client of it.
pub(crate) async fn signed_in() -> (Server, Client) {
    let server = Server::start().await;
    let sign_ins = AtomicU32::new(0);
    sign_in_answers(&server, move || access_token_reply(&access_token(sign_ins.fetch_add(1, Ordering::Relaxed) + 1)));
    let client = client_of(server.url());
    (server, client)
}

pub(crate) fn sign_in_answers(server: &Server, answer: impl Fn() -> Answer + Send + Sync + 'static) {
    server.add(move |request| request.is("POST", AUTHORIZE).then(&answer));
}

pub(crate) fn client_of(url: &str) -> Client {
    Client::builder().vmc_url(url).csp_url(url).api_token(API_TOKEN).build().unwrap()
}

/// How many sign-ins the server has seen, and how many other requests.
pub(crate) fn requests(server: &Server) -> (usize, usize) {
    let received = server.received();
    let sign_ins = received.iter().filter(|request| request.path == AUTHORIZE).count();
    (sign_ins, received.len() - sign_ins)
}

/// A refusal in VMC's shape.
pub(crate) fn refusal(status: u16, retryable: bool, message: &str) -> Answer {
    Answer::new(status).json(json!({
        "status": status, "path": "/vmc/api/orgs", "retryable": retryable, "error_code": "vmc.test",
        "error_messages": [message],
    }))
}

/// What organizations, SDDCs and tasks have in common, and more.
pub(crate) fn entity(id: &str, more: Value) -> Value {
    let mut entity = json!({
        "user_id": "c2f3f894-a1f6-36de-a983-f5d3466f7346", "user_name": "ada@example.com", "id": id, "version": 1,
        "created": "2020-03-20T03:28:59.000277Z", "updated": "2020-03-20T03:30:08.000000Z",
        "updated_by_user_id": "c2f3f894-a1f6-36de-a983-f5d3466f7346",
    });
    let Value::Object(more) = more else { panic!("{more} is no object") };
    entity.as_object_mut().unwrap().extend(more);
    entity
}
