//! Reads from the headers of a request who the caller is and which address the client used.

use super::external_url::BaseUrl;
use http::{HeaderMap, HeaderName, header, request::Parts};

static TOKEN_HEADER: HeaderName = HeaderName::from_static("csp-auth-token");

/// Returns the access token from `csp-auth-token` or `Authorization: Bearer`. The official clients use one or the other.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    text(token_bytes(headers)?)
}

/// Returns the bytes of the access token in the headers without checking them as text, because tokens are long.
pub(super) fn token_bytes(headers: &HeaderMap) -> Option<&[u8]> {
    let own = headers.get(&TOKEN_HEADER).map(|value| value.as_bytes().trim_ascii());
    own.filter(|token| !token.is_empty()).or_else(|| bearer_bytes(headers)).filter(|token| !token.is_empty())
}

/// Returns the credentials of `Authorization: Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    text(bearer_bytes(headers)?)
}

fn bearer_bytes(headers: &HeaderMap) -> Option<&[u8]> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes().trim_ascii();
    let (scheme, token) = value.split_at_checked(value.iter().position(|byte| *byte == b' ')?)?;
    scheme.eq_ignore_ascii_case(b"bearer").then(|| token.trim_ascii())
}

/// Reads the bytes as text. Characters that a token cannot have are found when the token is verified.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// The scheme of a connection. The listener sets it for every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Scheme {
    #[default]
    Http,
    Https,
}

/// Returns the server's base URL as the client used it, including the scheme, or the one that the user gave for clients behind an ingress.
/// Addresses in answers then work for the same client, also through a proxy or a changed resolver.
pub(super) fn base_url(parts: &Parts) -> String {
    if let Some(BaseUrl(base)) = parts.extensions.get() {
        return base.to_string();
    }
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| parts.uri.authority().map(http::uri::Authority::as_str)).unwrap_or("127.0.0.1");
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte));
    let scheme = match parts.extensions.get::<Scheme>().copied().unwrap_or_default() {
        Scheme::Http => "http://",
        Scheme::Https => "https://",
    };
    [scheme, if plain { host } else { "127.0.0.1" }].concat()
}
