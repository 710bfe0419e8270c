//! What this server gives as files: its documents, the Postman collection, the certificate, variables, and the world itself.

use super::{
    developer::access,
    layout::Page,
    refusals::{Failure, no_such_page},
    visit::Visit,
};
use askama::Template;
use axum::{body::Body, response::Response};
use http::{HeaderValue, header};
use serde_json::value::RawValue;

/// An OpenAPI document.
pub(super) struct Document {
    pub(super) path: &'static str,
    pub(super) title: &'static str,
    text: &'static str,
}

/// The OpenAPI documents, in the order of the API Explorer.
pub(super) const DOCUMENTS: [Document; 6] = [
    Document {
        path: "/openapi/vmc.json",
        title: "VMware Cloud on AWS",
        text: "organizations, SDDCs, tasks, subscriptions",
    },
    Document { path: "/openapi/csp.json", title: "VMware Cloud Services (CSP)", text: "sign-in, users, roles, tokens" },
    Document { path: "/openapi/networking.json", title: "Networking", text: "NSX-T, the AWS side of it, NSX-V" },
    Document { path: "/openapi/addons.json", title: "Add-ons", text: "site recovery, autoscaler, SDDC groups" },
    Document { path: "/openapi.json", title: "The whole service", text: "all of these without the networks" },
    Document { path: "/_vmcsim/openapi.json", title: "Simulator", text: "clock, faults, journal, worlds" },
];

#[derive(Template)]
#[template(path = "downloads.html")]
struct Downloads<'a> {
    visit: &'a Visit<'a>,
    documents: &'static [Document],
    has_ca: bool,
    environment: String,
    postman: String,
}

impl Downloads<'_> {
    /// Returns the address of the older form of a document.
    fn older(document: &Document) -> String {
        format!("{}?version=3.0", document.path)
    }
}

/// The page of the downloads.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let downloads = Downloads {
        visit,
        documents: &DOCUMENTS,
        has_ca: visit.console.reach.ca_pem.is_some(),
        environment: variables(visit)?,
        postman: visit.in_control("/postman-environment.json"),
    };
    Ok(Page::new("Downloads", "downloads").with("downloads", &downloads))
}

/// Returns the environment variables that lead clients to this server and world, for a POSIX shell.
fn variables(visit: &Visit) -> Result<String, Failure> {
    let access = access(visit)?;
    let mut lines = vec![
        format!("export VMC_URL={0} CSP_URL={0}", access.base),
        format!("export API_TOKEN={} ORG_ID={}", access.token, access.org),
    ];
    if let Some(proxy) = &visit.console.reach.proxy_url {
        lines.push(format!("export HTTPS_PROXY={proxy} https_proxy={proxy}"));
    }
    Ok(lines.join("\n") + "\n")
}

/// The certificate of the server's authority.
pub(super) fn ca(visit: &Visit) -> Result<Response, Failure> {
    let pem = visit.console.reach.ca_pem.clone().ok_or_else(no_such_page)?;
    Ok(file("vmcsim-ca.pem", "application/x-pem-file", pem))
}

/// The environment variables.
pub(super) fn environment(visit: &Visit) -> Result<Response, Failure> {
    Ok(file("vmcsim.env", "text/plain; charset=utf-8", variables(visit)?))
}

/// The world as a document.
pub(super) fn world(visit: &Visit) -> Result<Response, Failure> {
    let world: Box<RawValue> = visit.read_silently(&visit.in_control("/export"))?;
    Ok(file("world.json", "application/json", world.get().to_owned()))
}

fn file(name: &str, kind: &'static str, content: String) -> Response {
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
