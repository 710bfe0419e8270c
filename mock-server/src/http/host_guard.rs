//! Decides which requests are admitted, before the operation is looked up.
//!
//! A web page that is open in a browser on this machine must not use the simulation. Its requests name the page's own origin, or say that
//! they come from another site. If the page uses DNS rebinding, they name a host that is not one of this server's names. Requests to the
//! control from other machines need the admin token.

use super::{
    auth,
    external_url::ExternalUrl,
    origins::{self, Origins, Page},
    page_paths::is_page,
    refusals,
};
use crate::{
    control_prefix::PREFIX,
    names::{Names, host_of},
    world::kernel::refusal::ApiResult,
};
use http::{HeaderMap, HeaderName, Method, Uri, Version, header};
use subtle::ConstantTimeEq;
use vmc_client::wire::Secret;

/// The header for the admin token, as an alternative to `Authorization: Bearer`.
static ADMIN_TOKEN: HeaderName = HeaderName::from_static("x-vmcsim-admin-token");

/// The header in which browsers say whether a request was caused by a page of another site.
static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The headers in which browsers say that a person follows a link.
static FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
static FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

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
    /// The origins whose pages the user allows.
    pub(crate) origins: Origins,
    /// The address of this server behind an ingress.
    pub(crate) external_url: Option<ExternalUrl>,
    /// The token that callers of the control must send, if one is needed.
    pub(crate) admin_token: Option<Secret>,
}

/// A request that was admitted.
#[derive(Debug, Default)]
pub(super) struct Admitted {
    /// The page of another origin that sent the request.
    pub(super) page: Option<Page>,
    /// The browser only asks whether the page may send a request.
    pub(super) is_preflight: bool,
}

impl HostGuard {
    /// Returns whether callers of the control must send the admin token.
    #[cfg(feature = "console")]
    pub(crate) fn needs_token(&self) -> bool {
        self.admin_token.is_some()
    }

    /// Returns whether a text is the admin token. Without an admin token every text is.
    #[cfg(feature = "console")]
    pub(crate) fn knows(&self, text: &str) -> bool {
        self.admin_token.as_ref().is_none_or(|token| is_token(token, text))
    }

    /// Checks a request before it is routed.
    ///
    /// # Errors
    /// The path, the query or the headers are too large, the host or the origin is not allowed, or the admin token is missing.
    pub(super) fn admit(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> ApiResult<Admitted> {
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
            (Some(_), Some(_)) => return Err(refusals::host_twice()),
        };
        let is_control = uri.path().starts_with(PREFIX);
        let is_own = is_control || is_page(uri.path());
        let is_visit = is_own && !is_control && is_navigation(method, headers);
        let page = if is_visit { None } else { self.check_origin(is_own, host, method, headers)? };
        let is_preflight = page.is_some() && origins::is_preflight(method, headers);
        match &self.admin_token {
            // A browser asks without the token.
            Some(_) if is_control && is_preflight => {}
            // A caller that knows the token is not a web page and may use any host name.
            Some(token) if is_control => check_token(token, headers)?,
            _ => self.check_host(uri.path(), host)?,
        }
        Ok(Admitted { page, is_preflight })
    }

    /// Checks the host. Texts that are the same for everybody are given under any name; their paths have only one part.
    fn check_host(&self, path: &str, host: Option<&str>) -> ApiResult<()> {
        let is_public = !path.get(1..).unwrap_or_default().contains('/') && !is_page(path);
        if is_public || host.is_some_and(|host| host.is_empty() || self.names.lead_here(host_of(host))) {
            return Ok(());
        }
        Err(refusals::host_not_allowed(shown(host)))
    }

    /// Checks the origin, which only web pages send. A page that this server gave has one of the server's own host names as its origin.
    /// Returns the page if it comes from elsewhere and may read the answer.
    fn check_origin(
        &self,
        is_control: bool,
        host: Option<&str>,
        method: &Method,
        headers: &HeaderMap,
    ) -> ApiResult<Option<Page>> {
        let mut sent = headers.get_all(header::ORIGIN).iter();
        let Some(first) = sent.next() else {
            let of_other_site =
                headers.get_all(&FETCH_SITE).iter().any(|site| site.as_bytes().eq_ignore_ascii_case(b"cross-site"));
            let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
            return if of_other_site && (is_control || !reads) { Err(refusals::site_not_allowed()) } else { Ok(None) };
        };
        let origin = first.to_str().ok().filter(|_| sent.next().is_none());
        let Some(origin) = origin else { return Err(refusals::origin_not_allowed("unreadable")) };
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        let is_of_host = || {
            let same = authority.zip(host).is_some_and(|(authority, host)| host.eq_ignore_ascii_case(authority));
            same && host.is_some_and(|host| self.names.lead_here(host_of(host)))
        };
        if is_of_host() || self.external_url.as_ref().is_some_and(|url| url.is_origin(origin)) {
            return Ok(None);
        }
        // Without an admin token nothing but the origin would keep a page from the control.
        let is_allowed = self.origins.are_allowed(origin) && !(is_control && self.admin_token.is_none());
        if is_allowed || !is_control && origins::is_service(origin) {
            return Ok(Page::of(headers));
        }
        Err(refusals::origin_not_allowed(shown(Some(origin))))
    }
}

/// Checks that a request that came over a connection names its host as HTTP requires. (RFC 9112, section 3.2)
///
/// # Errors
/// There is no `Host` header although the request needs one, or there are several.
pub(crate) fn check_host_header(version: Version, headers: &HeaderMap) -> ApiResult<()> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let first = hosts.next();
    if hosts.next().is_some() {
        return Err(refusals::host_twice());
    }
    let is_named = first.is_some_and(|host| !host.as_bytes().trim_ascii().is_empty());
    if is_named || version < Version::HTTP_11 { Ok(()) } else { Err(refusals::host_missing()) }
}

/// Whether a person follows a link, also one on a page of another site. That page cannot read what is answered, nor show it in a frame.
fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    let is = |name: &HeaderName, value: &[u8]| headers.get(name).is_some_and(|sent| sent.as_bytes() == value);
    *method == Method::GET && is(&FETCH_MODE, b"navigate") && is(&FETCH_DEST, b"document")
}

/// Compares in constant time, whatever was sent.
fn check_token(token: &Secret, headers: &HeaderMap) -> ApiResult<()> {
    let own = headers.get(&ADMIN_TOKEN).and_then(|value| value.to_str().ok()).map(str::trim);
    let sent = own.or_else(|| auth::bearer(headers)).ok_or_else(refusals::admin_token_missing)?;
    if is_token(token, sent) { Ok(()) } else { Err(refusals::admin_token_wrong()) }
}

fn is_token(token: &Secret, sent: &str) -> bool {
    sent.as_bytes().ct_eq(token.expose().as_bytes()).into()
}

/// Returns the host in a form that an error text can repeat.
fn shown(host: Option<&str>) -> &str {
    let plain = |host: &&str| host.len() < 300 && host.bytes().all(|byte| byte.is_ascii_graphic());
    host.filter(plain).unwrap_or("unreadable")
}
