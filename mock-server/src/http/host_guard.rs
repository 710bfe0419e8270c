//! Decides which requests are admitted, before the operation is looked up.
//!
//! A web page that is open in a browser on this machine must not control the simulation. Its requests name the page's own origin. If the
//! page uses DNS rebinding, they name a host that is not one of this server's names. Requests to the control from other machines need the
//! admin token.

use super::{auth, refusals};
use crate::{
    control_prefix::PREFIX,
    names::{Names, host_of},
    world::kernel::refusal::ApiResult,
};
use http::{HeaderMap, HeaderName, Uri, header};
use subtle::ConstantTimeEq;
use vmc_client::wire::Secret;

/// The header for the admin token, as an alternative to `Authorization: Bearer`.
static ADMIN_TOKEN: HeaderName = HeaderName::from_static("x-vmcsim-admin-token");

/// The longest path and query that are accepted, in bytes. The HTTP library can read only a little more.
const TARGET_MAX: usize = 60 << 10;

/// The largest total size of a request's headers, in bytes, and their largest number. An access token takes about 1.5 kB.
const HEADERS_MAX: usize = 128 << 10;
const HEADER_COUNT_MAX: usize = 80;

/// Checks the host, the origin and the admin token of every request.
#[derive(Debug, Default)]
pub(crate) struct HostGuard {
    /// The host names of this server.
    pub(crate) names: Names,
    /// The token that callers of the control must send, if one is needed.
    pub(crate) admin_token: Option<Secret>,
}

impl HostGuard {
    /// Checks a request before it is routed.
    ///
    /// # Errors
    /// The path, the query or the headers are too large, the host or the origin is not allowed, or the admin token is missing.
    pub(super) fn admit(&self, uri: &Uri, headers: &HeaderMap) -> ApiResult<()> {
        if uri.path_and_query().map_or(0, |target| target.as_str().len()) > TARGET_MAX {
            return Err(refusals::target_too_long(TARGET_MAX));
        }
        let weight: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if weight > HEADERS_MAX || headers.len() > HEADER_COUNT_MAX {
            return Err(refusals::headers_too_large(HEADERS_MAX, HEADER_COUNT_MAX));
        }
        let mut hosts = headers.get_all(header::HOST).iter();
        // With two Host headers it is unclear which one is meant.
        let host = match (hosts.next(), hosts.next()) {
            (None, _) => Some(""),
            (Some(host), None) => host.to_str().ok(),
            (Some(_), Some(_)) => None,
        };
        self.check_origin(host, headers)?;
        if !uri.path().starts_with(PREFIX) {
            return Ok(());
        }
        match &self.admin_token {
            // A caller that knows the token is not a web page and may use any host name.
            Some(token) => check_token(token, headers),
            None if host.is_some_and(|host| host.is_empty() || self.names.lead_here(host_of(host))) => Ok(()),
            None => Err(refusals::host_not_allowed(shown(host))),
        }
    }

    /// Checks the origin, which only web pages send. A page that this server gave or that its user allows has one of the server's own host
    /// names as its origin.
    fn check_origin(&self, host: Option<&str>, headers: &HeaderMap) -> ApiResult<()> {
        let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
        let is_one = headers.get_all(header::ORIGIN).iter().count() == 1;
        let own = is_one && origin.is_some_and(|origin| host.is_some_and(|host| host.eq_ignore_ascii_case(origin)));
        if own && host.is_some_and(|host| self.names.lead_here(host_of(host))) {
            return Ok(());
        }
        Err(refusals::origin_not_allowed(shown(origin)))
    }
}

/// Compares in constant time, whatever was sent.
fn check_token(token: &Secret, headers: &HeaderMap) -> ApiResult<()> {
    let own = headers.get(&ADMIN_TOKEN).and_then(|value| value.to_str().ok()).map(str::trim);
    let sent = own.or_else(|| auth::bearer(headers)).ok_or_else(refusals::admin_token_missing)?;
    let is_right = bool::from(sent.as_bytes().ct_eq(token.expose().as_bytes()));
    if is_right { Ok(()) } else { Err(refusals::admin_token_wrong()) }
}

/// Returns the host in a form that an error text can repeat.
fn shown(host: Option<&str>) -> &str {
    let plain = |host: &&str| host.len() < 300 && host.bytes().all(|byte| byte.is_ascii_graphic());
    host.filter(plain).unwrap_or("unreadable")
}
