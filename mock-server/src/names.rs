//! The names under which the server may be spoken to: this machine's, the service's own, and those that its user allows.
//!
//! They decide for whom a certificate is made, what the proxy ends here, and which `Host` may reach the control of the simulation.

use std::net::{IpAddr, Ipv6Addr};

/// Hosts of the service. What ends in `.vmwarevmc.com` is an SDDC's: `vcenter.sddc-…`, `nsx-….rp`. (recorded)
const SERVICE: &[&str] = &["vmc.vmware.com", "console.cloud.vmware.com", "*.vmwarevmc.com"];

/// This machine, as its own programs call it.
const LOOPBACK: &[&str] = &["localhost", "*.localhost"];

/// The longest name that DNS knows, in bytes.
const NAME_MAX: usize = 253;

/// Further names that a user may allow.
const ALLOWED_MAX: usize = 100;

/// The names of this server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    allowed: Vec<String>,
}

/// A name that cannot be allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It is no name.
    #[error("`{0}` is not a host name, nor `*.` and one; leave scheme and port away")]
    Form(String),
    /// There are many already.
    #[error("at most {ALLOWED_MAX} host names can be allowed")]
    TooMany,
}

impl Names {
    /// Allows one more: a name, `*.` and a name for all below it, or `*` for every name.
    ///
    /// # Errors
    /// [`NameError`].
    pub(crate) fn allow(&mut self, name: &str) -> Result<(), NameError> {
        let plain = canonical(name);
        let below = plain.strip_prefix("*.").unwrap_or(&plain);
        // As it was typed: `*.` is not meant to be `*`.
        if name != "*" && (!is_name(below) || below.parse::<IpAddr>().is_ok()) {
            return Err(NameError::Form(name.to_owned()));
        }
        if self.allowed.len() >= ALLOWED_MAX {
            return Err(NameError::TooMany);
        }
        self.allowed.push(plain);
        Ok(())
    }

    /// Whether a host is one of the service's own, which only a proxy or a changed resolver can lead here.
    pub(crate) fn is_service(host: &str) -> bool {
        fits(SERVICE, &canonical(host))
    }

    /// Whether a host leads to this server. An address always does; only a name can be made to lead elsewhere and back.
    pub(crate) fn lead_here(&self, host: &str) -> bool {
        let host = canonical(host);
        host.parse::<IpAddr>().is_ok() || self.has(&host)
    }

    /// Whether a host is one of the names, which addresses are not.
    pub(crate) fn has(&self, host: &str) -> bool {
        let host = canonical(host);
        fits(SERVICE, &host) || fits(LOOPBACK, &host) || fits(&self.allowed, &host)
    }
}

/// The host of an authority: without its port, and an IPv6 address without its brackets.
pub(crate) fn host_of(authority: &str) -> &str {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((address, rest)) = authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        // Whatever else stands in brackets, or behind them, is no host's name.
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
