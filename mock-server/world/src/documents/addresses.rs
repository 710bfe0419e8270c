//! Addresses, blocks and ranges of addresses as texts, and the published formats of texts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address with the length of the prefix of its network, as `192.168.1.1/24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    pub address: IpAddr,
    pub prefix: u8,
}

impl Cidr {
    /// Reads a text, or returns `None` if it is no address with a prefix.
    pub fn read(text: &str) -> Option<Self> {
        let (address, prefix) = text.trim().split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u8 = prefix.parse().ok().filter(|prefix| digits && *prefix <= bits(address))?;
        Some(Self { address, prefix })
    }

    /// The first address of the network.
    pub fn first(self) -> IpAddr {
        with_number(self.address, number(self.address) & self.mask())
    }

    /// The last address of the network.
    pub fn last(self) -> IpAddr {
        with_number(self.address, number(self.address) | !self.mask())
    }

    /// The network as a text, as `192.168.1.0/24`.
    pub fn network(self) -> String {
        format!("{}/{}", self.first(), self.prefix)
    }

    /// Whether an address is in the network.
    pub fn contains(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4()
            && (number(self.first())..=number(self.last())).contains(&number(address))
    }

    /// Returns the address that is this many addresses after the first one, if it is in the network.
    pub fn nth(self, place: u32) -> Option<IpAddr> {
        let place = number(self.first()).checked_add(place.into()).filter(|place| *place <= number(self.last()))?;
        Some(with_number(self.address, place))
    }

    fn mask(self) -> u128 {
        let free = u32::from(bits(self.address) - self.prefix);
        let ones = if self.address.is_ipv4() { u128::from(u32::MAX) } else { u128::MAX };
        // A shift by all bits is not defined.
        ones.checked_shl(free).unwrap_or(0) & ones
    }
}

fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

/// Returns the address with this number, of the same version as another.
fn with_number(like: IpAddr, number: u128) -> IpAddr {
    match like {
        // The mask has cut off all higher bits.
        IpAddr::V4(_) => Ipv4Addr::from(u32::try_from(number & u128::from(u32::MAX)).unwrap_or(u32::MAX)).into(),
        IpAddr::V6(_) => Ipv6Addr::from(number).into(),
    }
}

/// Returns the first and the last address of an address, a block or a range.
pub fn extent(text: &str) -> Option<(IpAddr, IpAddr)> {
    let text = text.trim();
    if let Some((first, last)) = text.split_once('-') {
        let (first, last): (IpAddr, IpAddr) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        return (first.is_ipv4() == last.is_ipv4() && first <= last).then_some((first, last));
    }
    if text.contains('/') {
        return Cidr::read(text).map(|cidr| (cidr.first(), cidr.last()));
    }
    text.parse().ok().map(|address| (address, address))
}

/// Whether a text has a published format. An empty text is as good as none, and `ANY` stands for all addresses. (client code)
pub fn fits(format: &str, text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return true;
    }
    match format {
        "ip" => text.parse::<IpAddr>().is_ok(),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "ip-cidr-block" => Cidr::read(text).is_some(),
        "ipv4-cidr-block" => Cidr::read(text).is_some_and(|cidr| cidr.address.is_ipv4()),
        "ipv6-cidr-block" => Cidr::read(text).is_some_and(|cidr| cidr.address.is_ipv6()),
        "address-or-block-or-range" => is_any(text) || extent(text).is_some(),
        "list-of-address-or-block-or-range" => is_any(text) || text.split(',').all(|part| extent(part).is_some()),
        "mac-address" => is_mac(text),
        "port-or-range" => is_any(text) || is_port_or_range(text),
        // Numbers have their own forms, and other formats are not published.
        _ => true,
    }
}

fn is_any(text: &str) -> bool {
    text.eq_ignore_ascii_case("any")
}

fn is_mac(text: &str) -> bool {
    let parts: Vec<&str> = text.split([':', '-']).collect();
    parts.len() == 6 && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_port_or_range(text: &str) -> bool {
    let port = |text: &str| text.trim().parse::<u16>().ok();
    match text.split_once('-') {
        Some((first, last)) => port(first).zip(port(last)).is_some_and(|(first, last)| first <= last),
        None => port(text).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_a_first_and_a_last_address() {
        let cidr = Cidr::read("192.168.1.77/26").unwrap();
        assert_eq!((cidr.network().as_str(), cidr.last().to_string().as_str()), ("192.168.1.64/26", "192.168.1.127"));
        assert_eq!(Cidr::read("10.1.2.3/0").unwrap().network(), "0.0.0.0/0");
        assert_eq!(Cidr::read("10.1.2.3/32").unwrap().network(), "10.1.2.3/32");
        assert_eq!(Cidr::read("fd00::17/64").unwrap().network(), "fd00::/64");
        assert!(cidr.contains("192.168.1.100".parse().unwrap()) && !cidr.contains("192.168.1.128".parse().unwrap()));
        assert_eq!(cidr.nth(64), None);
    }

    #[test]
    fn texts_fit_their_formats() {
        for (format, good, bad) in [
            ("ip", &["10.0.0.1", "fe80::1", ""][..], &["10.0.0", "10.0.0.1/8", "x"][..]),
            ("ipv4", &["10.0.0.1"], &["fe80::1"]),
            ("ip-cidr-block", &["10.0.0.1/24", "fd00::/8"], &["10.0.0.1", "10.0.0.1/33", "10.0.0.1/+3"]),
            (
                "address-or-block-or-range",
                &["10.0.0.1", "10.0.0.0/8", "10.0.0.1-10.0.0.9", "ANY"],
                &["10.0.0.9-10.0.0.1"],
            ),
            ("list-of-address-or-block-or-range", &["10.0.0.1,10.0.0.2", "any"], &["10.0.0.1,"]),
            ("mac-address", &["01:23:45:67:89:ab", "01-23-45-67-89-AB"], &["01:23:45:67:89"]),
            ("port-or-range", &["80", "80-90"], &["90-80", "65536", "-"]),
        ] {
            for text in good {
                assert!(fits(format, text), "{format} {text}");
            }
            for text in bad {
                assert!(!fits(format, text), "{format} {text}");
            }
        }
    }
}
