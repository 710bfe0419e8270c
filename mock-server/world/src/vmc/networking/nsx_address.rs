//! How the NSX of an SDDC is named: by its SDDC, by the host name of NSX Manager, or by the private address of NSX Manager.

use crate::state::{
    dns::ManagementVm,
    sddcs::{Phase, SddcFacts},
    tasks::Milestone,
};
use std::net::Ipv4Addr;
use vmc_client::wire::{Provider, SddcId};

/// The beginning of the host name of NSX Manager, before the public address of its SDDC with dashes.
const BEFORE: &str = "nsxmanager.sddc-";

/// The end of that name.
const AFTER: &str = ".vmwarevmc.com";

/// What a request from premises calls the NSX of an SDDC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NsxAddress {
    /// The id of the SDDC.
    Sddc(SddcId),
    /// The host name of NSX Manager, by the public address in it.
    Named(Ipv4Addr),
    /// The address of NSX Manager in the management network. SDDCs with the same network share it.
    Private(Ipv4Addr),
}

impl NsxAddress {
    /// Reads a host name or an address. Names are read in any case. No NSX has a loopback address.
    pub fn of_host(host: &str) -> Option<Self> {
        if let Ok(address) = host.parse::<Ipv4Addr>() {
            return (!address.is_loopback()).then_some(Self::Private(address));
        }
        let (before, rest) = host.split_at_checked(BEFORE.len())?;
        let (dashed, after) = rest.split_at_checked(rest.len().checked_sub(AFTER.len())?)?;
        if !before.eq_ignore_ascii_case(BEFORE) || !after.eq_ignore_ascii_case(AFTER) {
            return None;
        }
        dashed.replace('-', ".").parse().ok().map(Self::Named)
    }

    /// Whether this is the NSX of an SDDC. Those of the simulated provider and of deleted SDDCs cannot be reached, nor one before it is
    /// deployed.
    pub fn is_of(self, sddc: &SddcFacts) -> bool {
        let has_it = match self {
            Self::Sddc(id) => return id == sddc.id,
            Self::Named(address) => sddc.drawn.public_ip == address,
            Self::Private(address) => ManagementVm::NsxManager.address_in_network(sddc) == Some(address),
        };
        has_it && sddc.provider == Provider::Aws && sddc.phase != Phase::Deleted && sddc.has(Milestone::Nsx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_an_address_or_the_name_of_nsx_manager() {
        let address = Ipv4Addr::new(10, 2, 0, 5);
        assert_eq!(NsxAddress::of_host("10.2.0.5"), Some(NsxAddress::Private(address)));
        for host in ["nsxManager.sddc-10-2-0-5.vmwarevmc.com", "NSXMANAGER.SDDC-10-2-0-5.VMWAREVMC.COM"] {
            assert_eq!(NsxAddress::of_host(host), Some(NsxAddress::Named(address)), "{host}");
        }
        for host in [
            "",
            "127.0.0.1",
            "::1",
            "nsxmanager.sddc-.vmwarevmc.com",
            "nsxmanager.sddc-10-2-0.vmwarevmc.com",
            "nsxmanager.sddc-10-2-0-5.vmwarevmc.com.evil.example",
            "vcenter.sddc-10-2-0-5.vmwarevmc.com",
            "nsxmanager.sddc-vmwarevmc.com",
            "nsxmanager.sdd\u{e9}-10-2-0-5.vmwarevmc.com",
        ] {
            assert_eq!(NsxAddress::of_host(host), None, "{host}");
        }
    }
}
