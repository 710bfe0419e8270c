//! A single request: encodes the arguments of an endpoint, sends them and returns the response.

use super::{Error, login::ClientCredentials, redact::texts_in};
use crate::{
    endpoint::{Access, DecodeError, EncodedCall, Endpoint, Service, encode_call},
    endpoints::csp::tokens::{AuthorizeApiToken, AuthorizeGrant, GetToken},
};
use bytes::Bytes;
use http::Method;
use std::sync::Arc;

/// The operations that make tokens. Sending one twice makes another token, which does no harm.
const SIGN_INS: [&str; 3] = [AuthorizeApiToken::NAME, AuthorizeGrant::NAME, GetToken::NAME];

/// A request that is ready to be sent, without the types of its endpoint.
pub(super) struct Request {
    pub(super) operation: &'static str,
    pub(super) service: Service,
    /// The request needs no access token.
    pub(super) open: bool,
    /// The request can be sent twice without harm.
    pub(super) repeatable: bool,
    /// The credentials of an OAuth app, which are sent in the header of basic authentication.
    pub(super) credentials: Option<ClientCredentials>,
    pub(super) method: Method,
    pub(super) path_and_query: String,
    pub(super) accept: Option<&'static str>,
    pub(super) media_type: Option<&'static str>,
    pub(super) body: Bytes,
}

impl Request {
    pub(super) fn new<E: Endpoint>(path: &E::Path, query: &E::Query, body: &E::Body) -> Result<Self, Error> {
        let unwritable = |source: DecodeError| Error::Encode { operation: E::NAME, source: Arc::new(source) };
        let EncodedCall { path_and_query, body } = encode_call::<E>(path, query, body).map_err(unwritable)?;
        let body = Bytes::from(body);
        Ok(Self {
            operation: E::NAME,
            service: E::INFO.service,
            open: matches!(E::INFO.access, Access::Anonymous | Access::Credential),
            repeatable: E::METHOD.is_idempotent() || SIGN_INS.contains(&E::NAME),
            credentials: None,
            method: E::METHOD,
            path_and_query,
            accept: E::INFO.reply_media_type,
            media_type: E::INFO.body_media_type.filter(|_| !body.is_empty()),
            body,
        })
    }

    /// Turns the request into one that an OAuth app makes for itself: it carries the app's secret instead of an
    /// access token.
    pub(super) fn of_client(self, credentials: &ClientCredentials) -> Self {
        Self { open: true, credentials: Some(credentials.clone()), ..self }
    }

    /// Returns the values of the request that may be secret: the secret of the OAuth app, and all values that are sent
    /// to CSP, because any of them may be a token.
    pub(super) fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<_> =
            self.credentials.iter().map(|credentials| credentials.secret.expose().to_owned()).collect();
        if self.service == Service::Csp {
            let query = self.path_and_query.split_once('?').map_or("", |(_, query)| query);
            let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(&self.body));
            secrets.extend(pairs.map(|(_, value)| value.into_owned()).chain(texts_in(&self.body)));
        }
        secrets
    }
}
