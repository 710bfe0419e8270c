//! The request that a call makes.

use serde_json::Value;

/// A request: method, path, body and token.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<Body>,
    /// The access token, if it is not the client's own.
    pub(crate) access_token: Option<String>,
}

#[derive(Debug)]
pub(crate) enum Body {
    Json(Value),
    Form(String),
}
