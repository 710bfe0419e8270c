//! The paths of the pages for people.

use axum::extract::Request;
use http::{Method, header};

/// The path under which the pages are.
pub(super) const PAGES: &str = "/console";

/// Returns whether a path is that of a page.
pub(super) fn is_page(path: &str) -> bool {
    path.strip_prefix(PAGES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns whether a request asks for the start of the server as a person in a browser does.
pub(super) fn is_visit_of_root(request: &Request) -> bool {
    let wants_html = |value: &http::HeaderValue| value.to_str().is_ok_and(|value| value.contains("text/html"));
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    reads && request.uri().path() == "/" && request.headers().get_all(header::ACCEPT).iter().any(wants_html)
}
