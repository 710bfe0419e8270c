//! Refusals of requests that do not reach an operation of a world. If the service has no such refusal, the error code is this server's own.

use crate::world::kernel::refusal::Refusal;
use http::StatusCode;
use vmc_client::wire::SddcId;

/// The codings that a request body may have, as the `Accept-Encoding` header of a refusal lists them. (RFC 9110, section 15.5.16)
pub(super) const ENCODINGS_ACCEPTED: &str = "gzip, deflate";

/// The request has no access token.
pub(super) fn token_missing() -> Refusal {
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "skyscraper.auth.token.missing",
        "Authentication is required: exchange your API token with POST /csp/gateway/am/api/auth/api-tokens/authorize, and send the access \
         token from the answer in the csp-auth-token or Authorization header.",
    )
}

/// The request has an API token of this server where it should have an access token.
pub(super) fn api_token_sent() -> Refusal {
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "skyscraper.auth.token.invalid",
        "The access token is not valid: it is an API token. Exchange it with POST /csp/gateway/am/api/auth/api-tokens/authorize, and send \
         the access token from the answer.",
    )
}

/// The user or the password is not one of the NSX of the SDDC. (text from client code)
pub(super) fn nsx_login_wrong() -> Refusal {
    let text = "The credentials were incorrect or the account specified has been locked.";
    Refusal::new(StatusCode::UNAUTHORIZED, "nsx.login.wrong", text)
}

/// Several worlds have the SDDC of a request from premises.
pub(super) fn nsx_world_unclear(sddc: SddcId) -> Refusal {
    let text =
        format!("Several worlds have the SDDC {sddc}. Put the id of the world before it: /_nsx/{{world}}/{sddc}/...");
    Refusal::conflict("vmcsim.world.unclear", text)
}

/// A body is no XML that can be read.
pub(super) fn xml_unreadable(reason: &str) -> Refusal {
    Refusal::invalid(format!("The body cannot be read: {reason}."))
}

/// No operation of the table has this path and method. `meant` is the path of an operation that may be meant.
pub(super) fn no_such_operation(method: &str, path: &str, meant: Option<&str>) -> Refusal {
    let hint = meant.map(|meant| format!(" Perhaps this path is meant: {meant}.")).unwrap_or_default();
    let message = format!("{method} {path} is not an operation of this service.{hint}");
    Refusal::not_found("skyscraper.request.path.unknown", message)
}

/// The path exists, but with other methods.
pub(super) fn method_not_allowed(method: &str, path: &str) -> Refusal {
    let message = format!("{method} is not allowed for {path}.");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "skyscraper.request.method.not.allowed", message)
}

/// The service has this operation or part, and the server does not simulate it. `what` is the subject of the sentence.
pub(super) fn not_simulated(what: &str, reason: &str) -> Refusal {
    Refusal::new(StatusCode::NOT_IMPLEMENTED, "vmcsim.not.simulated", format!("{what} is not simulated: {reason}."))
}

/// The request asks for a document in a version of OpenAPI that it does not have.
pub(super) fn openapi_version_unknown() -> Refusal {
    Refusal::invalid("The document can be had in one version of OpenAPI: `version` is 3.1 or 3.0.")
}

/// The journal has no such entry.
pub(super) fn entry_not_found(number: u64) -> Refusal {
    Refusal::not_found("vmcsim.journal.entry.not.found", format!("There is no entry {number} in the journal."))
}

/// The body is larger than `limit` bytes, the most that the server reads.
pub(super) fn body_too_large(limit: usize) -> Refusal {
    let message = format!("The request body is larger than {limit} bytes.");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "skyscraper.request.too.large", message)
}

/// The body has a content coding that the server does not know.
pub(super) fn encoding_unknown(name: &str) -> Refusal {
    let name = if name.len() <= 100 { name.escape_default().to_string() } else { "…".to_owned() };
    unsupported(format!("The content encoding `{name}` is not supported; {ENCODINGS_ACCEPTED} are."))
}

/// The body has more than `count` content codings.
pub(super) fn too_many_encodings(count: usize) -> Refusal {
    unsupported(format!("A request body has at most {count} content encodings."))
}

fn unsupported(message: String) -> Refusal {
    Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "vmcsim.request.encoding.not.supported", message)
}

/// The body cannot be decoded with the content coding that its header names.
pub(super) fn encoding_broken(name: &str) -> Refusal {
    Refusal::invalid(format!("The request body is not valid {name}, which its Content-Encoding header names."))
}

pub(super) fn body_too_slow() -> Refusal {
    let message = "The request body did not arrive in time.";
    Refusal::new(StatusCode::REQUEST_TIMEOUT, "vmcsim.request.too.slow", message)
}

/// Path and query are longer than `limit` bytes, the most that the server reads.
pub(super) fn target_too_long(limit: usize) -> Refusal {
    let message = format!("The path and query of a request have at most {limit} bytes.");
    Refusal::new(StatusCode::URI_TOO_LONG, "vmcsim.request.target.too.long", message)
}

/// The headers are larger than `limit` bytes or more than `count`, the most that the server reads.
pub(super) fn headers_too_large(limit: usize, count: usize) -> Refusal {
    let message = format!("The headers of a request are at most {count}, with {limit} bytes together.");
    Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "vmcsim.request.headers.too.large", message)
}

/// The request names a host that is not one of this server's names. A web page could have directed that name to this server (DNS
/// rebinding).
pub(super) fn host_not_allowed(host: &str) -> Refusal {
    let message = format!("The host {host} is not one of this server's names. `--allow-host` makes it one.");
    Refusal::new(StatusCode::FORBIDDEN, "vmcsim.host.not.allowed", message)
}

/// The request names its host twice, so it is unclear which one is meant.
pub(super) fn host_twice() -> Refusal {
    Refusal::bad_request("vmcsim.host.ambiguous", "The request has several Host headers.")
}

/// The request does not name its host, although HTTP/1.1 requires it.
pub(super) fn host_missing() -> Refusal {
    Refusal::bad_request("vmcsim.host.missing", "The request names no host in its Host header.")
}

/// The request was caused by a web page of another site.
pub(super) fn site_not_allowed() -> Refusal {
    let message = "A web page of another site may not send this request (Sec-Fetch-Site).";
    Refusal::new(StatusCode::FORBIDDEN, "vmcsim.origin.not.allowed", message)
}

/// The request comes from a web page of another origin.
pub(super) fn origin_not_allowed(origin: &str) -> Refusal {
    let message = format!("The web page at {origin} may not send this request to this server; see --allow-origin.");
    Refusal::new(StatusCode::FORBIDDEN, "vmcsim.origin.not.allowed", message)
}

/// A request to the control of the simulation has no admin token.
pub(super) fn admin_token_missing() -> Refusal {
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "vmcsim.admin.token.missing",
        "The control of this server needs its admin token, as `Authorization: Bearer` or `x-vmcsim-admin-token`.",
    )
}

pub(super) fn admin_token_wrong() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "vmcsim.admin.token.wrong", "The admin token is wrong.")
}

/// The request asks the proxy for a host that is not one of the service's.
pub(crate) fn not_proxied(host: &str) -> Refusal {
    let message = format!(
        "This proxy leads to the simulation of VMware Cloud on AWS and nowhere else; {host} is not a host of it."
    );
    Refusal::new(StatusCode::FORBIDDEN, "vmcsim.proxy.host.not.allowed", message)
}

/// The request was sent to the proxy as if it were the server itself.
pub(crate) fn proxy_needs_host() -> Refusal {
    Refusal::bad_request(
        "vmcsim.proxy.host.missing",
        "This is a proxy: it takes CONNECT and requests for whole http addresses. The server itself listens elsewhere.",
    )
}
