//! IPv4 address ranges.

use std::net::Ipv4Addr;

/// The number of addresses in each subnet that AWS reserves. [AWS documentation]
pub(super) const KEPT_BY_AWS: u32 = 5;

/// An IPv4 address range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::vmc) struct Network {
    first: u32,
    last: u32,
}

impl Network {
    /// Parses `10.0.0.0/16`. Bits after the prefix are set to zero.
    pub(in crate::vmc) fn read(cidr: &str) -> Option<Self> {
        let (address, prefix) = cidr.split_once('/')?;
        let address = address.parse::<Ipv4Addr>().ok()?.to_bits();
        let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32)?;
        let hosts = u32::MAX.checked_shr(prefix).unwrap_or(0);
        Some(Self { first: address & !hosts, last: address | hosts })
    }

    pub(in crate::vmc) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    pub(super) fn size(self) -> u32 {
        (self.last - self.first).saturating_add(1)
    }

    /// Returns the address at this index among those that AWS does not reserve.
    pub(super) fn usable(self, place: u32) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.first.saturating_add(KEPT_BY_AWS - 1).saturating_add(place).min(self.last))
    }
}
