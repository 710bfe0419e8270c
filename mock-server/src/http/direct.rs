//! The NSX of an SDDC as it is reached from premises, without VMC in between: `/api/4.0/…` for NSX-V, and `/policy/api/v1/…` for NSX-T.
//!
//! Which SDDC is meant follows from the host, if it is the name or the address of NSX Manager; or else from the beginning of the path:
//! `nsx_mgr_url` of the SDDC, or `/_nsx/{sddc}`. Where several worlds have the SDDC, `/_nsx/{world}/{sddc}` says which is meant.
//!
//! The operations are those at VMC. Callers are the users of the NSX, with their passwords. NSX-V speaks XML unless the client asks for
//! JSON. (documented)

mod xml;

use super::{
    Shell,
    call::{self, Decoder},
    document_call::after_base,
    error, networking,
    nsx_user::{NsxUser, SentUri},
    operations::{BODY_MAX, Found},
    refusals,
};
use crate::{
    names::host_of,
    world::{
        documents::table::{Api, Table},
        kernel::{faults::WireFault, refusal::Refusal},
        vmc::networking::NsxAddress,
    },
    worlds::NotSignedIn,
};
use axum::{body::Body, extract::Request, response::Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri, header, uri::PathAndQuery};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use uuid::Uuid;
use vmc_client::{
    endpoint::Service,
    wire::{OrgId, SddcId},
};

/// The beginning of the paths that name an SDDC.
const PREFIX: &str = "/_nsx/";

/// The beginnings of the paths at the host of an NSX. At other hosts there is nothing there.
const AT_HOST: [&str; 5] = ["/api/4.0/", "/api/versions", NODE, "/policy/api/", "/cloud-service/api/"];

/// The beginning of the paths of the node itself, which are in the table of the policy interface.
const NODE: &str = "/api/v1/";

/// The realm that a client without credentials is told. (assumption)
const REALM: &str = "Basic realm=\"NSX\"";

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    /// XML, with the type and the root of the answer.
    Xml {
        of: &'static str,
        root: &'static str,
    },
}

/// What becomes of a request that comes from premises.
pub(super) enum Direct {
    /// It is the same as this request at VMC.
    Same(Request, Form),
    /// It has this answer.
    Answered(Response),
    Refused(Request, Refusal, Form),
}

/// Whether a request is to an NSX as it is reached from premises.
pub(super) fn is_direct(request: &Request) -> bool {
    request.uri().path().starts_with(PREFIX) || place_of(request).is_some()
}

/// Admits a request and makes the request at VMC that means the same.
pub(super) async fn admit(shell: &Shell, request: Request) -> Direct {
    let path = request.uri().path();
    let of_nsx_v = Service::at(path) == Service::NsxV;
    let plain = if of_nsx_v && wants_xml(request.headers()) { Form::Xml { of: "", root: "error" } } else { Form::Json };
    let Some((place, rest)) = place_of(&request) else {
        let refusal = refusals::no_such_operation(request.method().as_str(), path, None);
        return Direct::Refused(request, refusal, plain);
    };
    let found = match credentials(request.headers()) {
        Some((user, password)) => shell.worlds.of_nsx_user(place, &user, &password),
        None => Err(NotSignedIn::Unknown),
    };
    let (user, sddc) = match found {
        Ok(found) => found,
        Err(NotSignedIn::Unknown) => return Direct::Refused(request, refusals::nsx_login_wrong(), plain),
        Err(NotSignedIn::Ambiguous(sddc)) => {
            return Direct::Refused(request, refusals::nsx_world_unclear(sddc), plain);
        }
    };
    if rest == "/api/versions" && matches!(*request.method(), Method::GET | Method::HEAD) {
        return Direct::Answered(versions(plain));
    }
    let org = user.caller.org;
    let Some(uri) = at_vmc(request.uri(), rest, org, sddc) else {
        let refusal = refusals::no_such_operation(request.method().as_str(), path, None);
        return Direct::Refused(request, refusal, plain);
    };
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(SentUri(std::mem::replace(&mut parts.uri, uri)));
    parts.extensions.insert(NsxUser(user));
    let operation = match networking::find(&parts.method, &parts.uri) {
        Found::Operation(operation) => match operation.decode {
            Decoder::Document(table, place) => Some((table, place)),
            Decoder::Endpoint(_) => None,
        },
        Found::OtherMethods(_) | Found::Nothing => None,
    };
    let (Form::Xml { .. }, Some((table, place))) = (plain, operation) else {
        return with_json_body(Request::from_parts(parts, body), operation.filter(|_| of_nsx_v), plain).await;
    };
    let form =
        Form::Xml { of: table.operations[place].response.unwrap_or_default(), root: root_of(after_base(table, place)) };
    with_json_body(Request::from_parts(parts, body), Some((table, place)), form).await
}

/// Returns the request with its body as JSON, if it is XML.
async fn with_json_body(request: Request, operation: Option<(&'static Table, usize)>, form: Form) -> Direct {
    let wanted = operation.and_then(|(table, place)| Some((table, place, table.operations[place].request?)));
    let Some((table, place, of)) = wanted else { return Direct::Same(request, form) };
    if is_json(request.headers().get(header::CONTENT_TYPE)) {
        return Direct::Same(request, form);
    }
    let (mut parts, body) = request.into_parts();
    let bytes = match call::receive(&parts.headers, body, BODY_MAX).await {
        Ok(bytes) => bytes,
        Err(refusal) => return Direct::Refused(Request::from_parts(parts, Body::empty()), refusal, form),
    };
    let bytes = if bytes.trim_ascii_start().first() == Some(&b'<') {
        let text = std::str::from_utf8(&bytes).map_err(|_| "it is not UTF-8".to_owned());
        let read = text.and_then(|text| xml::read(&table.types, of, text));
        let root = root_of(after_base(table, place));
        match read {
            Ok((found, value)) if found == root => Bytes::from(value.to_string()),
            Ok(_) => {
                let refusal = refusals::xml_unreadable(&format!("its root must be `{root}`"));
                return Direct::Refused(Request::from_parts(parts, Body::empty()), refusal, form);
            }
            Err(reason) => {
                let refusal = refusals::xml_unreadable(&reason);
                return Direct::Refused(Request::from_parts(parts, Body::empty()), refusal, form);
            }
        }
    } else {
        bytes
    };
    // The body is plain and whole now.
    for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::EXPECT] {
        parts.headers.remove(name);
    }
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Direct::Same(Request::from_parts(parts, Body::from(bytes)), form)
}

/// Returns the NSX that a request is to, with the world if the request names one, and the path there.
fn place_of(request: &Request) -> Option<((Option<Uuid>, NsxAddress), &str)> {
    let path = request.uri().path();
    if let Some(rest) = path.strip_prefix(PREFIX) {
        let (world, sddc, rest) = of_prefix(rest)?;
        return Some(((world, NsxAddress::Sddc(sddc)), rest));
    }
    if AT_HOST.iter().any(|begin| path.starts_with(begin)) {
        let host = request.headers().get(header::HOST)?.to_str().ok()?;
        return Some(((None, NsxAddress::of_host(host_of(host))?), path));
    }
    // The host name in the path, as `nsx_mgr_url` has it.
    let (host, _) = path.get(1..)?.split_once('/')?;
    let named = NsxAddress::of_host(host).filter(|found| matches!(found, NsxAddress::Named(_)))?;
    Some(((None, named), &path[1 + host.len()..]))
}

/// Returns the world and the SDDC of a path, if they are there, and what follows them.
fn of_prefix(rest: &str) -> Option<(Option<Uuid>, SddcId, &str)> {
    let next = |rest: &str| -> Option<(Uuid, usize)> {
        let end = rest.find('/')?;
        Some((rest[..end].parse().ok()?, end))
    };
    let (first, end) = next(rest)?;
    let after = &rest[end..];
    Some(match next(&after[1..]) {
        Some((sddc, end)) => (Some(first), SddcId(sddc), &after[1 + end..]),
        None => (None, SddcId(first), after),
    })
}

/// Returns the address at VMC.
fn at_vmc(uri: &Uri, rest: &str, org: OrgId, sddc: SddcId) -> Option<Uri> {
    let path = match rest.strip_prefix("/api/4.0") {
        Some(rest) => format!("/vmc/api/orgs/{org}/sddcs/{sddc}{}{rest}", Api::Edges.base()),
        None if [Api::Policy.base(), Api::CloudService.base(), NODE].iter().any(|base| rest.starts_with(base)) => {
            format!("/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}{rest}")
        }
        None => return None,
    };
    let query = uri.query().map(|query| ["?", query].concat()).unwrap_or_default();
    [path, query].concat().parse::<PathAndQuery>().ok().map(Uri::from)
}

/// Reads the user and the password of `Authorization: Basic`.
fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    let (scheme, encoded) = value.split_once(' ')?;
    let decoded = BASE64_STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn is_json(value: Option<&HeaderValue>) -> bool {
    value.and_then(|value| value.to_str().ok()).is_some_and(|text| text.to_ascii_lowercase().contains("json"))
}

/// `Accept` decides; if it names neither, the form of the body does. (documented; the latter is an assumption)
fn wants_xml(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accept = accept.to_ascii_lowercase();
    match (accept.find("json"), accept.find("xml")) {
        (Some(_), None) => false,
        (None, Some(_)) => true,
        (Some(json), Some(xml)) => xml < json,
        (None, None) => !is_json(headers.get(header::CONTENT_TYPE)),
    }
}

/// Returns the root of the documents of an operation. (documented, except for the last ones)
fn root_of(template: &str) -> &'static str {
    match template.strip_prefix("/edges/{edgeId}").unwrap_or(template) {
        "/edges" => "pagedEdgeList",
        "/status" => "edgeStatus",
        "/vnics" => "vnics",
        "/firewall/config" => "firewall",
        "/firewall/config/rules" => "firewallRules",
        "/firewall/config/rules/{ruleId}" => "firewallRule",
        "/nat/config" => "nat",
        "/nat/config/rules" => "natRules",
        "/nat/config/rules/{ruleId}" => "natRule",
        "/dns/config" => "dns",
        "/ipsec/config" => "ipsec",
        "/sddc/networks" => "sddcNetwork",
        "/sddc/networks/{networkId}" => "sddcNetwork",
        "/sddc/cgws/{edgeId}/l2vpn/config" => "l2Vpn",
        "/dhcp/leaseInfo" => "dhcpLeases",
        "/peerconfig" => "peerConfig",
        _ => "statistics",
    }
}

/// `GET /api/versions`. (the guide names the operation; the body is an assumption)
fn versions(form: Form) -> Response {
    let versions = [json!({"value": "1.0"}), json!({"value": "2.0"}), json!({"value": "4.0"})];
    let mut response = match form {
        Form::Json => Response::new(Body::from(json!({"versions": versions}).to_string())),
        Form::Xml { .. } => {
            let all = versions.iter().filter_map(|version| version["value"].as_str());
            let all: String = all.map(|value| format!("<version value=\"{value}\"/>")).collect();
            Response::new(Body::from(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<versions>{all}</versions>")))
        }
    };
    response.headers_mut().insert(header::CONTENT_TYPE, media_type(form));
    response
}

fn media_type(form: Form) -> HeaderValue {
    HeaderValue::from_static(if form == Form::Json { "application/json" } else { "application/xml" })
}

/// Returns an answer in the form that the client wants. The journal has the JSON.
pub(super) async fn in_form(form: Form, response: Response) -> Response {
    let response = error::with_realm(response, REALM);
    let Form::Xml { of, root } = form else { return response };
    if !is_json(response.headers().get(header::CONTENT_TYPE)) || response.extensions().get::<WireFault>().is_some() {
        return response;
    }
    let is_refused = response.status().is_client_error() || response.status().is_server_error();
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let (root, of) = if is_refused { ("error", "") } else { (root, of) };
    let text = xml::written(&Api::Edges.table().types, root, of, &value);
    parts.headers.insert(header::CONTENT_TYPE, media_type(form));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(text))
}
