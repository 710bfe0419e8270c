//! Ranges of addresses.

use std::net::Ipv4Addr;

/// Addresses of each subnet that AWS keeps for itself. [AWS documentation]
pub(super) const KEPT_BY_AWS: u32 = 5;

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Network {
    first: u32,
    last: u32,
}

impl Network {
    /// Reads `10.0.0.0/16`; bits behind the prefix are dropped.
    pub(super) fn read(cidr: &str) -> Option<Self> {
        let (address, prefix) = cidr.split_once('/')?;
        let address = address.parse::<Ipv4Addr>().ok()?.to_bits();
        let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32)?;
        let hosts = u32::MAX.checked_shr(prefix).unwrap_or(0);
        Some(Self { first: address & !hosts, last: address | hosts })
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    pub(super) fn size(self) -> u32 {
        (self.last - self.first).saturating_add(1)
    }

    /// The address with this place among those that AWS gives out.
    pub(super) fn usable(self, place: u32) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.first.saturating_add(KEPT_BY_AWS - 1).saturating_add(place).min(self.last))
    }
}
