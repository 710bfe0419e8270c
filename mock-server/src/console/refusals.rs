//! The statuses of answers of the console that are no pages, and what a refused form says.

use crate::world::kernel::refusal::Refusal;
use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

/// Why an operation that a form carried out was refused.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    /// The messages of the refusal, as the API gives them.
    pub(super) message: String,
}

impl Failure {
    /// Reads the body of a refusal, in the form of whichever service gave it.
    pub(super) fn of(status: StatusCode, body: &[u8]) -> Self {
        let value: Value = serde_json::from_slice(body).unwrap_or_default();
        let list = value["error_messages"].as_array();
        let list = list.map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "));
        let single = ["message", "error_message"].iter().find_map(|name| value[*name].as_str()).map(str::to_owned);
        let message = list.filter(|text| !text.is_empty()).or(single);
        Self { status, message: message.unwrap_or_else(|| format!("The server answered with status {status}.")) }
    }

    /// Refuses a form that makes no sense.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into() }
    }

    /// Refuses a form that no page of this server made.
    pub(super) fn foreign_form() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            message:
                "This form was made before the server was started again, or by another page. Please send it once more."
                    .to_owned(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self { status: refusal.status, message: refusal.to_string() }
    }
}

/// Refuses a page that does not exist.
pub(super) fn no_such_page() -> Failure {
    Failure { status: StatusCode::NOT_FOUND, message: "There is no such page in the console.".to_owned() }
}

/// Refuses a method that a page does not have.
pub(super) fn wrong_method() -> Failure {
    Failure { status: StatusCode::METHOD_NOT_ALLOWED, message: "This page is only shown, or only sent to.".to_owned() }
}

/// Refuses a wrong admin token.
pub(super) fn wrong_token() -> Failure {
    Failure { status: StatusCode::FORBIDDEN, message: "That is not the admin token of this server.".to_owned() }
}

/// Refuses a visitor who has not signed in, and whose program cannot show the page for that.
pub(super) fn not_signed_in() -> Failure {
    Failure { status: StatusCode::UNAUTHORIZED, message: "Please sign in to the console.".to_owned() }
}

/// Returns a response that sends the browser to another page.
pub(super) fn see_other(to: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}
