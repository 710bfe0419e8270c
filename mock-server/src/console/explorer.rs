//! The API Explorer: Swagger UI on the server's own documents, with the organization filled in and an access token that it gets by itself.

use super::{
    developer::access,
    downloads::{DOCUMENTS, Document},
    layout::Page,
    refusals::Failure,
    sddcs::Sddc,
    visit::Visit,
};
use askama::Template;
use axum::{body::Body, response::Response};
use http::{HeaderValue, header};
use serde_json::json;

#[derive(Template)]
#[template(path = "explorer.html")]
struct Explorer<'a> {
    visit: &'a Visit<'a>,
    documents: &'static [Document],
    org: String,
    sddc: String,
    token: String,
    world: String,
}

/// The page of the API Explorer.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let sddcs: Vec<Sddc> = visit.read_silently(&visit.in_org("/sddcs"))?;
    let world = if visit.is_default_world { "default".to_owned() } else { visit.world.to_string() };
    let ready = sddcs.iter().find(|sddc| sddc.sddc_state == "READY").or(sddcs.first());
    let explorer = Explorer {
        visit,
        documents: &DOCUMENTS,
        org: visit.org(),
        sddc: ready.map(|sddc| sddc.id.clone()).unwrap_or_default(),
        token: access(visit)?.token,
        world,
    };
    Ok(Page::new("API Explorer", "explorer").with("explorer", &explorer))
}

/// The time of the world in seconds since 1970, by which the page decides whether its access token is still valid.
pub(super) fn now(visit: &Visit) -> Response {
    let mut response = Response::new(Body::from(json!({"now": visit.now().as_second()}).to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
