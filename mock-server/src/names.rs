//! The host names of the server: those of this machine, those of the service, and those that the user allows.
//!
//! They determine for which names a certificate is created, which hosts the proxy serves, and which `Host` headers may reach the control
//! API of the simulator.

use std::net::{IpAddr, Ipv6Addr};

/// The sites of the service, under its present and its older names. (recorded; the last three are seen in client code)
const SITES: &[&str] = &[
    "vmc.vmware.com",
    "console.cloud.vmware.com",
    "stg.skyscraper.vmware.com",
    "console-stg.cloud.vmware.com",
    "saas.csp.vmware.com",
];

/// The hosts of SDDCs: `vcenter.sddc-…`, `nsx-….rp`. (recorded)
const OF_SDDCS: &[&str] = &["*.vmwarevmc.com"];

/// The names by which local programs call this machine.
const LOOPBACK: &[&str] = &["localhost", "*.localhost"];

/// The maximum length of a DNS name, in bytes.
const NAME_MAX: usize = 253;

/// The maximum number of further names that a user may allow.
const ALLOWED_MAX: usize = 100;

/// The host names of this server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    allowed: Vec<String>,
}

/// A name that cannot be allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is not a host name.
    #[error("`{0}` is not a host name, nor `*.` and one; leave scheme and port away")]
    Form(String),
    /// The maximum number of names is already allowed.
    #[error("at most {ALLOWED_MAX} host names can be allowed")]
    TooMany,
}

impl Names {
    /// Allows a further name: a host name, `*.` and a host name for all hosts below it, or `*` for every host.
    ///
    /// # Errors
    /// [`NameError`].
    pub(crate) fn allow(&mut self, name: &str) -> Result<(), NameError> {
        let plain = canonical(name);
        let below = plain.strip_prefix("*.").unwrap_or(&plain);
        // The original text is compared, because `*.` does not mean `*`.
        if name != "*" && (!is_name(below) || below.parse::<IpAddr>().is_ok()) {
            return Err(NameError::Form(name.to_owned()));
        }
        if self.allowed.len() >= ALLOWED_MAX {
            return Err(NameError::TooMany);
        }
        self.allowed.push(plain);
        Ok(())
    }

    /// Returns whether a host belongs to the service. Only a proxy or a changed DNS resolver can lead such a host to this server.
    pub(crate) fn is_service(host: &str) -> bool {
        let host = canonical(host);
        fits(SITES, &host) || fits(OF_SDDCS, &host)
    }

    /// Returns whether a host is a site of the service itself, and not of an SDDC.
    pub(crate) fn is_site(host: &str) -> bool {
        fits(SITES, &canonical(host))
    }

    /// Returns whether a text is a host name or an address.
    pub(crate) fn is_host(host: &str) -> bool {
        is_name(host) || host.parse::<IpAddr>().is_ok()
    }

    /// Returns whether the user allows a host, or it is a name of this machine. Addresses are not names.
    pub(crate) fn is_own(&self, host: &str) -> bool {
        let host = canonical(host);
        fits(LOOPBACK, &host) || fits(&self.allowed, &host)
    }

    /// Returns whether the user allows a host.
    pub(crate) fn is_allowed(&self, host: &str) -> bool {
        fits(&self.allowed, &canonical(host))
    }

    /// Returns the domains to which all names belong, each with all hosts below it. Returns `None` if every name is allowed.
    pub(crate) fn domains(&self) -> Option<impl Iterator<Item = &str>> {
        let built_in = SITES.iter().chain(OF_SDDCS).chain(LOOPBACK).copied();
        let names = built_in.chain(self.allowed.iter().map(String::as_str));
        let is_limited = !self.allowed.iter().any(|name| name == "*");
        is_limited.then(|| names.map(|name| name.strip_prefix("*.").unwrap_or(name)))
    }

    /// Returns whether a host leads to this server. An address always does; only a name can be made to point elsewhere and back.
    pub(crate) fn lead_here(&self, host: &str) -> bool {
        let host = canonical(host);
        host.parse::<IpAddr>().is_ok() || self.has(&host)
    }

    /// Returns whether a host is one of the names. Addresses are not names.
    pub(crate) fn has(&self, host: &str) -> bool {
        let host = canonical(host);
        Self::is_service(&host) || self.is_own(&host)
    }
}

/// Returns the host of an authority: without its port, and an IPv6 address without its brackets.
pub(crate) fn host_of(authority: &str) -> &str {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((address, rest)) = authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        // Any other text in brackets or after them is not a host.
        let is_whole = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
        return if is_whole && address.parse::<Ipv6Addr>().is_ok() { address } else { authority };
    }
    authority.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(authority, |it| it.0)
}

fn canonical(host: &str) -> String {
    host.trim().trim_end_matches('.').to_ascii_lowercase()
}

fn is_name(host: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    host.len() <= NAME_MAX && host.split('.').all(plain)
}

fn fits(names: &[impl AsRef<str>], host: &str) -> bool {
    names.iter().any(|name| match name.as_ref() {
        "*" => is_name(host),
        name => match name.strip_prefix('*') {
            Some(below) => host.strip_suffix(below).is_some_and(is_name),
            None => host == name,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_service_this_machine_and_the_user() {
        let mut names = Names::default();
        for name in ["mock", "*.test.example", "Other.Example."] {
            names.allow(name).unwrap();
        }
        for host in [
            "vmc.vmware.com",
            "VMC.vmware.com.",
            "console.cloud.vmware.com",
            "nsx-10-2-32-4.rp.vmwarevmc.com",
            "vcenter.sddc-10-2-32-4.vmwarevmc.com",
            "localhost",
            "a.localhost",
            "mock",
            "a.b.test.example",
            "other.example",
        ] {
            assert!(names.has(host) && names.lead_here(host), "{host}");
        }
        for host in [
            "evil.example",
            "vmc.vmware.com.evil.example",
            "evilvmwarevmc.com",
            ".vmwarevmc.com",
            "vmwarevmc.com",
            "test.example",
            "vmware.com",
            "localhost.evil.example",
            "",
            "a b.localhost",
        ] {
            assert!(!names.has(host) && !names.lead_here(host), "{host}");
        }
        for host in ["127.0.0.1", "::1", "192.0.2.7"] {
            assert!(names.lead_here(host) && !names.has(host), "{host}");
        }
    }

    #[test]
    fn what_is_no_name_cannot_be_allowed() {
        let mut names = Names::default();
        for name in ["", "*.", "a/b", "http://a", "a:80", "a b", "*.*", "a*.b", "127.0.0.1", "a..b"] {
            assert_eq!(names.allow(name), Err(NameError::Form(name.to_owned())));
        }
        for _ in 0..ALLOWED_MAX {
            names.allow("*").unwrap();
        }
        assert_eq!(names.allow("a"), Err(NameError::TooMany));
        assert!(names.has("any.name") && !names.has("no name"));
    }

    #[test]
    fn a_host_is_an_authority_without_its_port() {
        for (authority, host) in [
            ("a:80", "a"),
            ("a", "a"),
            ("[::1]:80", "::1"),
            ("[::1]", "::1"),
            ("127.0.0.1:1", "127.0.0.1"),
            ("a:b", "a:b"),
        ] {
            assert_eq!(host_of(authority), host);
        }
    }
}
