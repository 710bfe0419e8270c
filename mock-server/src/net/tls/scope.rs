//! The names that a certificate authority may vouch for: its name constraints. (RFC 5280, section 4.2.1.10)

use super::certificate::{Certificate, DNS_NAME, IP_ADDRESS};
use crate::names::Names;
use rcgen::{CidrSubnet, GeneralSubtree, NameConstraints};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The addresses that cannot belong to somebody else: loopback, private, shared and link-local ones, and how many bits of each are fixed.
const ADDRESSES: &[(IpAddr, u8)] = &[
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(100, 64, 0, 0)), 10),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
    (IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0)), 10),
];

/// The names and addresses that an authority may vouch for. The default is every name and every address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// Domains with all hosts below them. `None` stands for every name.
    names: Option<Vec<String>>,
    /// Addresses, as address and mask in bytes. `None` stands for every address.
    addresses: Option<Vec<(Vec<u8>, Vec<u8>)>>,
}

impl Scope {
    /// Returns the scope of an authority for a server with these names.
    pub(super) fn of_server(names: &Names) -> Self {
        let subnets = ADDRESSES.iter().map(|(address, bits)| match CidrSubnet::from_addr_prefix(*address, *bits) {
            CidrSubnet::V4(address, mask) => (address.to_vec(), mask.to_vec()),
            CidrSubnet::V6(address, mask) => (address.to_vec(), mask.to_vec()),
        });
        let domains = names.domains().map(|names| names.map(str::to_owned).collect());
        Self { names: domains, addresses: Some(subnets.collect()) }
    }

    /// Reads the scope of an authority from its certificate. Returns `None` if it cannot be read. Excluded names are not read, because
    /// authorities of this program have none.
    pub(super) fn of(certificate: &Certificate<'_>) -> Option<Self> {
        let (mut names, mut addresses) = (None, None);
        for (form, value) in certificate.permitted.iter().flatten() {
            match *form {
                DNS_NAME => {
                    let name = std::str::from_utf8(value).ok()?.trim_start_matches('.').to_ascii_lowercase();
                    names.get_or_insert_with(Vec::new).push(name);
                }
                IP_ADDRESS => {
                    let (address, mask) = value.split_at(value.len() / 2);
                    addresses.get_or_insert_with(Vec::new).push((address.to_vec(), mask.to_vec()));
                }
                _ => {}
            }
        }
        Some(Self { names, addresses })
    }

    /// Returns the name constraints for a certificate.
    pub(super) fn constraints(&self) -> Option<NameConstraints> {
        let names = self.names.iter().flatten().map(|name| GeneralSubtree::DnsName(name.clone()));
        let subnet = |(address, mask): &(Vec<u8>, Vec<u8>)| match (address[..].try_into(), mask[..].try_into()) {
            (Ok(address), Ok(mask)) => Some(CidrSubnet::V4(address, mask)),
            _ => Some(CidrSubnet::V6(address[..].try_into().ok()?, mask[..].try_into().ok()?)),
        };
        let addresses = self.addresses.iter().flatten().filter_map(subnet).map(GeneralSubtree::IpAddress);
        let permitted_subtrees: Vec<_> = names.chain(addresses).collect();
        (!permitted_subtrees.is_empty())
            .then_some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() })
    }

    /// Returns whether every name or every address is within the scope.
    pub(super) fn is_unlimited(&self) -> bool {
        self.names.is_none() || self.addresses.is_none()
    }

    /// Returns whether a domain with all hosts below it is within the scope.
    pub(super) fn has_name(&self, name: &str) -> bool {
        let is_below = |domain: &String| {
            domain.is_empty() || name.strip_suffix(&**domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.names.as_ref().is_none_or(|domains| domains.iter().any(is_below))
    }

    /// Returns whether an address is within the scope.
    pub(super) fn has_address(&self, address: IpAddr) -> bool {
        let bytes = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        let is_in = |(subnet, mask): &(Vec<u8>, Vec<u8>)| {
            let mut bits = bytes.iter().zip(subnet).zip(mask);
            subnet.len() == bytes.len() && bits.all(|((byte, subnet), mask)| byte & mask == subnet & mask)
        };
        self.addresses.as_ref().is_none_or(|subnets| subnets.iter().any(is_in))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_has_the_names_of_the_server_alone() {
        let mut names = Names::default();
        for name in ["mock", "*.test.example"] {
            names.allow(name).unwrap();
        }
        let scope = Scope::of_server(&names);
        for name in ["vmc.vmware.com", "nsx-1.rp.vmwarevmc.com", "localhost", "a.localhost", "mock", "a.test.example"] {
            assert!(scope.has_name(name), "{name}");
        }
        for name in ["vmware.com", "evil.example", "xmock", "example", "evilvmwarevmc.com"] {
            assert!(!scope.has_name(name), "{name}");
        }
        for address in ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "::1", "fd00::1", "fe80::1"] {
            assert!(scope.has_address(address.parse().unwrap()), "{address}");
        }
        for address in ["192.0.2.1", "172.32.0.1", "::2", "2001:db8::1"] {
            assert!(!scope.has_address(address.parse().unwrap()), "{address}");
        }
        assert!(!scope.is_unlimited());
        names.allow("*").unwrap();
        assert!(Scope::of_server(&names).is_unlimited() && Scope::of_server(&names).has_name("any.name"));
    }
}
