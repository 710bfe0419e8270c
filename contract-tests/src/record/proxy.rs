//! The proxy: forwards a request and returns the service's answer.

use super::{
    guard::Admission,
    session::{Session, now},
};
use crate::redact::Exchange;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use reqwest::Url;
use std::sync::{Arc, Mutex, PoisonError};

/// The maximum length of a request in bytes.
const REQUEST_MAX: usize = 16 * 1024 * 1024;

/// The maximum length of an answer in bytes.
const ANSWER_MAX: usize = 64 * 1024 * 1024;

/// Hop-by-hop headers (RFC 9110), which are not forwarded. The length is computed from the body.
const HOP_BY_HOP: &[&str] = &[
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A service, its sign-in service, and the session in which both are recorded.
#[derive(Clone)]
pub(super) struct Proxy {
    pub(super) vmc: (Url, reqwest::Client),
    pub(super) csp: (Url, reqwest::Client),
    pub(super) admission: Admission,
    pub(super) session: Arc<Mutex<Session>>,
}

/// The reason why a request got no answer from the service. It contains nothing from the exchange.
struct Failure(StatusCode, &'static str);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, format!("vmc-contract record: {}\n", self.1)).into_response()
    }
}

impl Proxy {
    pub(super) fn router(self) -> Router {
        Router::new().fallback(|State(proxy): State<Self>, request: Request| proxy.answer(request)).with_state(self)
    }

    async fn answer(self, request: Request) -> Response {
        let at = now();
        let (parts, body) = request.into_parts();
        if let Err(reason) = self.admission.check(&parts.headers) {
            return Failure(StatusCode::FORBIDDEN, reason).into_response();
        }
        let answered = self.hand_on(&parts, body).await;
        let (request_body, status, response_headers, response_body) = match answered {
            Ok(answered) => answered,
            Err(failure) => {
                self.session().unanswered(failure.1);
                return failure.into_response();
            }
        };
        let headers = self.headers_back(&parts, &response_headers);
        let exchange = Exchange {
            at,
            took: now().duration_since(at),
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            request_headers: parts.headers,
            request_body,
            status: status.as_u16(),
            response_headers,
            response_body: response_body.clone(),
        };
        // The exchange is recorded before the client receives the answer: a client that has the answer can rely on
        // the recording.
        self.session().add(&exchange);
        let mut response = Response::new(Body::from(response_body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    fn session(&self) -> std::sync::MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn side(&self, path: &str) -> &(Url, reqwest::Client) {
        if path.starts_with("/csp/") { &self.csp } else { &self.vmc }
    }

    async fn hand_on(&self, parts: &Parts, body: Body) -> Result<(Bytes, StatusCode, HeaderMap, Bytes), Failure> {
        let too_long = |_| Failure(StatusCode::PAYLOAD_TOO_LARGE, "the request is too long or broke off");
        let body = to_bytes(body, REQUEST_MAX).await.map_err(too_long)?;
        let (upstream, client) = self.side(parts.uri.path());
        let path = parts.uri.path_and_query().map_or("/", |all| all.as_str());
        let address = format!("{}{path}", upstream.as_str().trim_end_matches('/'));
        let mut headers = travelling(&parts.headers);
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let request = client.request(parts.method.clone(), address).headers(headers).body(body.clone());
        let unreachable =
            |_| Failure(StatusCode::BAD_GATEWAY, "the service cannot be reached, or broke off its answer");
        let mut response = request.send().await.map_err(unreachable)?;
        let (status, headers) = (response.status(), travelling(response.headers()));
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if answer.len() + chunk.len() > ANSWER_MAX {
                return Err(Failure(StatusCode::BAD_GATEWAY, "the answer is too long"));
            }
            answer.extend_from_slice(&chunk);
        }
        Ok((body, status, headers, answer.into()))
    }

    /// Returns the headers of an answer. A `Location` that points to the service is changed to point to the proxy.
    fn headers_back(&self, request: &Parts, headers: &HeaderMap) -> HeaderMap {
        let mut headers = headers.clone();
        let host = request.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let location = headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
        if let (Some(host), Some(location)) = (host, location) {
            let bases = [&self.vmc.0, &self.csp.0].map(|base| base.as_str().trim_end_matches('/'));
            let rest = bases
                .iter()
                .find_map(|base| location.strip_prefix(base))
                .filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
            let here = rest.and_then(|rest| HeaderValue::try_from(format!("http://{host}{rest}")).ok());
            if let Some(here) = here {
                headers.insert(header::LOCATION, here);
            }
        }
        headers
    }
}

/// Returns the headers that are forwarded: all except hop-by-hop headers and those that `Connection` names.
fn travelling(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<_> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let stays =
        |name: &HeaderName| HOP_BY_HOP.contains(&name.as_str()) || named.iter().any(|other| other == name.as_str());
    headers.iter().filter(|(name, _)| !stays(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}
