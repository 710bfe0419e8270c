//! Decides which requests the recording proxy forwards. It leads to the real service, so no web page that is open in a browser on this
//! machine may use it, and no other machine unless the user says so.

use anyhow::ensure;
use http::{HeaderMap, header, uri::Authority};
use reqwest::Url;
use std::net::{IpAddr, SocketAddr};

/// The header in which browsers say whether a request was caused by a page of another site.
const FETCH_SITE: &str = "sec-fetch-site";

/// The callers whose requests a recorder forwards. By default they are on this machine and use one of its names.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// Further host names under which clients may reach the recorder.
    pub allowed_hosts: Vec<String>,
    /// Whether the recorder may listen on an address that other machines can reach.
    pub beyond_loopback: bool,
}

/// The guard of a recorder for the services that it forwards to.
#[derive(Debug, Clone)]
pub(super) struct Admission {
    allowed_hosts: Vec<String>,
    /// The host names of the services, and the origins of their pages.
    upstream_hosts: Vec<String>,
    upstream_origins: Vec<String>,
}

impl Guard {
    /// Makes the guard of a recorder.
    ///
    /// # Errors
    /// Other machines could reach the address, and the user has not allowed that.
    pub(super) fn of(&self, listen: SocketAddr, upstreams: [&Url; 2]) -> anyhow::Result<Admission> {
        ensure!(
            self.beyond_loopback || listen.ip().is_loopback(),
            "other machines could reach {listen}, and through it the service; --beyond-loopback allows that"
        );
        Ok(Admission {
            allowed_hosts: self.allowed_hosts.iter().map(|name| name.to_ascii_lowercase()).collect(),
            upstream_hosts: upstreams.iter().filter_map(|url| url.host_str().map(str::to_owned)).collect(),
            upstream_origins: upstreams.iter().map(|url| url.origin().ascii_serialization()).collect(),
        })
    }
}

impl Admission {
    /// Checks the host and the origin of a request.
    ///
    /// # Errors
    /// The reason why the request is not forwarded.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), &'static str> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok(),
            _ => None,
        };
        let host = host.ok_or("a request must have one Host header")?;
        if !self.leads_here(host) {
            return Err("the host is not a name of this recorder; see --allow-host");
        }
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next().map(|origin| origin.to_str().unwrap_or_default()), origins.next()) {
            (None, _) => {
                let sites = headers.get_all(FETCH_SITE).iter();
                let of_other_site =
                    sites.map(http::HeaderValue::as_bytes).any(|site| site.eq_ignore_ascii_case(b"cross-site"));
                if of_other_site { Err("a web page of another site may not use this recorder") } else { Ok(()) }
            }
            (Some(origin), None) if self.is_own(origin, host) => Ok(()),
            _ => Err("a web page of another origin may not use this recorder"),
        }
    }

    fn is_own(&self, origin: &str, host: &str) -> bool {
        let is_upstream = self.upstream_origins.iter().any(|own| own.eq_ignore_ascii_case(origin));
        is_upstream || origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
    }

    /// Returns whether a host leads to the recorder. An address always does; a name could be directed here by a web page.
    fn leads_here(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else { return false };
        let host = authority.host().trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        let is_loopback = host == "localhost" || host.ends_with(".localhost");
        let is_known = self.allowed_hosts.contains(&host) || self.upstream_hosts.contains(&host);
        !authority.as_str().contains('@') && (is_loopback || is_known || host.parse::<IpAddr>().is_ok())
    }
}
