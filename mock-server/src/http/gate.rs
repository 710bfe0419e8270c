//! Who may come in at all, before any operation is looked for.
//!
//! A web page that a user of this machine has open must not drive the simulation: its requests name its own origin, or, where its name was
//! made to lead here (DNS rebinding), a host that is none of ours. From other machines the control needs the admin token.

use super::{auth, refusals};
use crate::{
    control_prefix::PREFIX,
    names::{Names, host_of},
    world::kernel::refusal::ApiResult,
};
use http::{HeaderMap, HeaderName, Uri, header};
use subtle::ConstantTimeEq;
use vmc_client::wire::Secret;

/// The header for the admin token, beside `Authorization: Bearer`.
static ADMIN_TOKEN: HeaderName = HeaderName::from_static("x-vmcsim-admin-token");

/// The longest path and query that is taken, in bytes. Somewhat more is all that the HTTP library could read.
const TARGET_MAX: usize = 60 << 10;

/// The most that the headers of a request may weigh together, in bytes, and how many they may be. An access token weighs about 1.5 kB.
const HEADERS_MAX: usize = 128 << 10;
const HEADER_COUNT_MAX: usize = 80;

/// Checks every request.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// The names that lead here.
    pub(crate) names: Names,
    /// What whoever controls the simulation must know, if anything.
    pub(crate) admin_token: Option<Secret>,
}

impl Gate {
    /// Lets a request in, or says why not.
    ///
    /// # Errors
    /// The head is too large, the host or the origin is a stranger's, or the admin token is not there.
    pub(super) fn admit(&self, uri: &Uri, headers: &HeaderMap) -> ApiResult<()> {
        if uri.path_and_query().map_or(0, |target| target.as_str().len()) > TARGET_MAX {
            return Err(refusals::target_too_long(TARGET_MAX));
        }
        let weight: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if weight > HEADERS_MAX || headers.len() > HEADER_COUNT_MAX {
            return Err(refusals::headers_too_large(HEADERS_MAX, HEADER_COUNT_MAX));
        }
        let mut hosts = headers.get_all(header::HOST).iter();
        // Of two nobody knows which is meant.
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
            // Whoever knows the token is no stray web page, and may call this machine what they like.
            Some(token) => check_token(token, headers),
            None if host.is_some_and(|host| host.is_empty() || self.names.lead_here(host_of(host))) => Ok(()),
            None => Err(refusals::host_not_allowed(shown(host))),
        }
    }

    /// Only web pages have an origin. One that this server gave, or that its user allows, is addressed as the server is.
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

/// Compares in the same time whatever was sent.
fn check_token(token: &Secret, headers: &HeaderMap) -> ApiResult<()> {
    let own = headers.get(&ADMIN_TOKEN).and_then(|value| value.to_str().ok()).map(str::trim);
    let sent = own.or_else(|| auth::bearer(headers)).ok_or_else(refusals::admin_token_missing)?;
    let is_right = bool::from(sent.as_bytes().ct_eq(token.expose().as_bytes()));
    if is_right { Ok(()) } else { Err(refusals::admin_token_wrong()) }
}

/// A host as it can be repeated in a sentence.
fn shown(host: Option<&str>) -> &str {
    let plain = |host: &&str| host.len() < 300 && host.bytes().all(|byte| byte.is_ascii_graphic());
    host.filter(plain).unwrap_or("unreadable")
}
