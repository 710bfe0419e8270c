//! The web pages that may send requests to this server, and the headers by which browsers let them (CORS).
//!
//! A page may use the operations of the service if its origin is one of the service's own, or if the user of this server allows it. A page
//! that the user allows may use the control too, if it sends the admin token.

use crate::names::{Names, host_of};
use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

/// The most origins that a user may allow.
const ALLOWED_MAX: usize = 100;

/// How long a browser may remember what it was allowed, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The methods of all operations.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");

/// Request headers that a page may send if it does not say which ones it will send.
const HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, csp-auth-token, x-vmcsim-admin-token");

/// Response headers that a page may read besides those that it may always read.
const EXPOSED: HeaderValue = HeaderValue::from_static("allow, date, retry-after");

/// A browser asks with this header whether a page from the internet may reach an address of a private network.
static PRIVATE_NETWORK_ASKED: HeaderName = HeaderName::from_static("access-control-request-private-network");
static PRIVATE_NETWORK_ALLOWED: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// A text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// The text has another form.
    #[error("`{0}` is not an origin such as https://app.example or http://localhost:3000")]
    Form(String),
    /// The maximum number of origins is already allowed.
    #[error("at most {ALLOWED_MAX} origins can be allowed")]
    TooMany,
}

/// The origins whose pages may use this server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    allowed: Vec<String>,
}

/// A page of another origin that may read the answer to its request.
#[derive(Debug, Clone)]
pub(super) struct Page {
    origin: HeaderValue,
}

impl Origins {
    /// Allows the pages of an origin: a scheme, a host and perhaps a port.
    ///
    /// # Errors
    /// [`OriginError`].
    pub(crate) fn allow(&mut self, origin: &str) -> Result<(), OriginError> {
        let canonical = canonical(origin).ok_or_else(|| OriginError::Form(origin.to_owned()))?;
        if self.allowed.len() >= ALLOWED_MAX {
            return Err(OriginError::TooMany);
        }
        self.allowed.push(canonical);
        Ok(())
    }

    /// Returns whether the user allowed the pages of an origin.
    pub(super) fn are_allowed(&self, origin: &str) -> bool {
        canonical(origin).is_some_and(|origin| self.allowed.contains(&origin))
    }
}

/// Returns an origin in its one spelling: in lower case, and without the default port of its scheme.
pub(super) fn canonical(origin: &str) -> Option<String> {
    let origin = origin.to_ascii_lowercase();
    let (scheme, authority) = origin.split_once("://")?;
    let default = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let uri: Uri = origin.parse().ok()?;
    let host = host_of(authority);
    let is_plain = uri.authority()?.as_str() == authority && !authority.contains('@') && !authority.ends_with(':');
    if !is_plain || !Names::is_host(host) {
        return None;
    }
    Some(format!("{scheme}://{}", authority.strip_suffix(default).unwrap_or(authority)))
}

/// Returns whether an origin is that of the service's own pages, which the service gives over TLS only.
pub(super) fn is_service(origin: &str) -> bool {
    canonical(origin).is_some_and(|origin| origin.strip_prefix("https://").is_some_and(Names::is_site))
}

impl Page {
    /// Makes the page that an `Origin` header names.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        headers.get(header::ORIGIN).map(|origin| Self { origin: origin.clone() })
    }

    /// Returns the answer to the question whether the page may send a request.
    pub(super) fn preflight(&self, headers: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned().unwrap_or(HEADERS);
        let answer = response.headers_mut();
        answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
        answer.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        if headers.contains_key(&PRIVATE_NETWORK_ASKED) {
            answer.insert(PRIVATE_NETWORK_ALLOWED.clone(), HeaderValue::from_static("true"));
        }
        response
    }

    /// Adds to a response that the page may read it.
    pub(super) fn may_read(&self, headers: &mut HeaderMap) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, self.origin.clone());
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
}

/// Returns whether a request only asks whether a page may send another request.
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        let mut origins = Origins::default();
        for (given, sent) in [
            ("https://app.example", "https://app.example"),
            ("http://localhost:3000", "HTTP://LocalHost:3000"),
            ("https://other.example:443", "https://other.example"),
            ("http://[::1]:9000", "http://[::1]:9000"),
        ] {
            assert!(!origins.are_allowed(sent), "{sent}");
            origins.allow(given).unwrap();
            assert!(origins.are_allowed(sent), "{sent}");
        }
        for other in
            ["http://app.example", "https://app.example:444", "https://x.app.example", "https://app.example.x", "null"]
        {
            assert!(!origins.are_allowed(other), "{other}");
        }
        for bad in [
            "*",
            "null",
            "",
            "app.example",
            "https://",
            "https://a/",
            "https://a/b",
            "ftp://a",
            "https://u@a",
            "https://*.a",
            "https://a:",
        ] {
            assert_eq!(origins.allow(bad), Err(OriginError::Form(bad.to_owned())), "{bad}");
        }
    }

    #[test]
    fn pages_of_the_service_are_given_over_tls() {
        for origin in
            ["https://vmc.vmware.com", "https://console.cloud.vmware.com:443", "https://console-stg.cloud.vmware.com"]
        {
            assert!(is_service(origin), "{origin}");
        }
        for origin in [
            "http://vmc.vmware.com",
            "https://vmc.vmware.com:8443",
            "https://vdp.vmware.com",
            "https://x.vmwarevmc.com",
        ] {
            assert!(!is_service(origin), "{origin}");
        }
    }
}
