//! The hosts and ports that the proxy leads to.

use crate::names::{Names, host_of};
use http::uri::Authority;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The ports of the service's hosts.
const PORTS: [u16; 2] = [443, 80];

/// The hosts and ports that the proxy leads to.
#[derive(Debug)]
pub(crate) struct ProxiedHosts {
    names: Names,
    /// The address that the server itself listens on.
    server: SocketAddr,
    /// The host and the port of the server behind an ingress.
    external: Option<(String, u16)>,
}

impl ProxiedHosts {
    pub(crate) fn new(names: Names, server: SocketAddr, external: Option<(&str, u16)>) -> Self {
        Self { names, server, external: external.map(|(host, port)| (host.to_ascii_lowercase(), port)) }
    }

    /// Returns whether the proxy leads to a host at a port. `here` is the address at which the client reached the proxy.
    pub(super) fn lead_to(&self, host: &str, port: u16, here: IpAddr) -> bool {
        let is_own_port = port == self.server.port();
        if let Ok(address) = host.parse::<IpAddr>() {
            return is_own_port && self.is_own(address.to_canonical(), here) || self.is_external(host, port);
        }
        let is_of_service = Names::is_service(host) || self.names.is_allowed(host);
        is_of_service && PORTS.contains(&port) || is_own_port && self.names.is_own(host) || self.is_external(host, port)
    }

    /// Returns whether a port is one of the service's hosts.
    pub(super) fn is_of_service(port: u16) -> bool {
        PORTS.contains(&port)
    }

    /// Returns whether clients reach the server itself at an address.
    fn is_own(&self, address: IpAddr, here: IpAddr) -> bool {
        let listens = self.server.ip().to_canonical();
        let loopback = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()].contains(&address);
        loopback || address == listens || listens.is_unspecified() && address == here.to_canonical()
    }

    fn is_external(&self, host: &str, port: u16) -> bool {
        self.external.as_ref().is_some_and(|(own, own_port)| own.eq_ignore_ascii_case(host) && *own_port == port)
    }
}

/// Returns the host and the port of an authority that has no user name. `default` is the port of an authority without one.
pub(super) fn target(authority: &Authority, default: Option<u16>) -> Option<(&str, u16)> {
    let text = authority.as_str();
    let host = host_of(text);
    let rest = match text.strip_prefix('[') {
        Some(rest) => rest.strip_prefix(host)?.strip_prefix(']')?,
        None => text.strip_prefix(host)?,
    };
    let port = if rest.is_empty() { default? } else { rest.strip_prefix(':')?.parse().ok()? };
    Some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(server: &str) -> ProxiedHosts {
        let mut names = Names::default();
        names.allow("*.test.example").unwrap();
        names.allow("outside.example").unwrap();
        ProxiedHosts::new(names, server.parse().unwrap(), Some(("outside.example", 8443)))
    }

    #[test]
    fn the_proxy_leads_to_this_server_alone() {
        let here: IpAddr = "192.0.2.7".parse().unwrap();
        let led = |server: &str, target: &str| {
            let authority = target.parse().unwrap();
            super::target(&authority, None).is_some_and(|(host, port)| hosts(server).lead_to(host, port, here))
        };
        for target in [
            "vmc.vmware.com:443",
            "saas.csp.vmware.com:443",
            "VCENTER.sddc-1-2-3-4.vmwarevmc.com:443",
            "a.test.example:443",
            "a.test.example:80",
            "a.test.example:8080",
            "outside.example:8443",
            "localhost:8080",
            "mock.localhost:8080",
            "127.0.0.1:8080",
            "[::1]:8080",
            "[::ffff:127.0.0.1]:8080",
        ] {
            assert!(led("127.0.0.1:8080", target), "{target}");
        }
        for target in [
            "vmc.vmware.com:8080",
            "vdp.vmware.com:443",
            "test.example:443",
            "a.test.example:8443",
            "outside.example:22",
            "localhost:80",
            "localhost:443",
            "127.0.0.1:80",
            "127.0.0.2:8080",
            "[::2]:8080",
            "192.0.2.7:8080",
            "10.0.0.1:8080",
            "user:password@vmc.vmware.com:443",
            "user@127.0.0.1:8080",
        ] {
            assert!(!led("127.0.0.1:8080", target), "{target}");
        }
        for server in ["192.0.2.7:8080", "0.0.0.0:8080", "[::]:8080"] {
            assert!(led(server, "192.0.2.7:8080") && !led(server, "192.0.2.8:8080"), "{server}");
        }
    }
}
