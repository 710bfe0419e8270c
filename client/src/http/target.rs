//! One of the two services, and how a request is sent to it.

use super::{
    Error,
    call::Request,
    login::{AccessToken, ClientCredentials},
    response::{self, Response},
};
use http::{
    HeaderName,
    header::{ACCEPT, CONTENT_TYPE},
};
use std::sync::Arc;

/// The header that carries the access token (published).
const TOKEN_HEADER: HeaderName = HeaderName::from_static("csp-auth-token");

/// One of the two services: where it is, and the connections to it.
pub(super) struct Target {
    /// Scheme, host and perhaps a path, without a slash at the end.
    pub(super) base: String,
    pub(super) http: reqwest::Client,
}

impl Target {
    pub(super) async fn send(&self, request: &Request, token: Option<&AccessToken>) -> Result<Response, Error> {
        let address = format!("{}{}", self.base, request.path_and_query);
        let mut builder = self.http.request(request.method.clone(), address).body(request.body.clone());
        if let Some(token) = token {
            builder = builder.header(TOKEN_HEADER, token.header.clone());
        }
        if let Some(ClientCredentials { id, secret }) = &request.credentials {
            builder = builder.basic_auth(id, Some(secret.expose()));
        }
        if let Some(accept) = request.accept {
            builder = builder.header(ACCEPT, accept);
        }
        if let Some(media_type) = request.media_type {
            builder = builder.header(CONTENT_TYPE, media_type);
        }
        // The address may hold a token in its query.
        let lost = |err: reqwest::Error| Error::Transport {
            operation: request.operation,
            repeatable: request.repeatable,
            source: Arc::new(err.without_url()),
        };
        let response = builder.send().await.map_err(lost)?;
        let limit = response::MOST_BYTES;
        let answer = Response::read(response, limit).await.map_err(lost)?;
        answer.ok_or(Error::TooLarge { operation: request.operation, limit })
    }
}
