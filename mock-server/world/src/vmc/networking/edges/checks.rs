//! Checks of single values in bodies and queries: addresses, ports and keywords.

use super::refusals;
use crate::kernel::refusal::ApiResult;
use serde_json::{Map, Value};
use std::net::{IpAddr, Ipv4Addr};

/// Returns the text of a field, or `None` if it is missing or empty.
pub(super) fn text<'o>(object: &'o Map<String, Value>, field: &str) -> Option<&'o str> {
    object.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// Returns the texts of a list.
pub(super) fn texts<'o>(object: &'o Map<String, Value>, field: &str) -> impl Iterator<Item = &'o str> {
    object.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Returns an object in a field.
pub(super) fn inner<'o>(object: &'o Map<String, Value>, field: &str) -> Option<&'o Map<String, Value>> {
    object.get(field).and_then(Value::as_object)
}

/// Checks that the text of a field, if there is one, is one of the given keywords. Upper and lower case are equal.
pub(super) fn word(object: &Map<String, Value>, field: &str, words: &[&str]) -> ApiResult<()> {
    match text(object, field) {
        Some(text) if !words.iter().any(|word| word.eq_ignore_ascii_case(text)) => {
            Err(refusals::value(field, &format!("one of {}", words.join(", "))))
        }
        _ => Ok(()),
    }
}

/// Checks a field that names addresses: `any`, an address, a network or a range.
pub(super) fn addresses(object: &Map<String, Value>, field: &str) -> ApiResult<()> {
    let all = text(object, field).into_iter().chain(texts(object, field));
    for text in all {
        if !is_any(text) && !is_addresses(text) {
            return Err(refusals::value(field, "any, an address, a network or a range of addresses"));
        }
    }
    Ok(())
}

/// Checks a field that contains an address or a list of addresses. Ranges and networks are not allowed.
pub(super) fn hosts(object: &Map<String, Value>, field: &str) -> ApiResult<()> {
    let mut all = text(object, field).into_iter().chain(texts(object, field));
    if all.all(|text| text.trim().parse::<IpAddr>().is_ok()) {
        Ok(())
    } else {
        Err(refusals::value(field, "an address"))
    }
}

/// Checks a field that names ports: `any`, a number or a range, or several of these separated by commas.
pub(super) fn ports(object: &Map<String, Value>, field: &str) -> ApiResult<()> {
    let all = text(object, field).into_iter().chain(texts(object, field));
    for part in all.flat_map(|text| text.split(',')).map(str::trim) {
        let fits = match part.split_once('-') {
            Some((first, last)) => port(first).zip(port(last)).is_some_and(|(first, last)| first <= last),
            None => port(part).is_some(),
        };
        if !is_any(part) && !fits {
            return Err(refusals::value(field, "any, a port or a range of ports"));
        }
    }
    Ok(())
}

/// Whether a text means all values. The documentation says so of the empty text only.
pub(super) fn is_any(text: &str) -> bool {
    text.is_empty() || text.eq_ignore_ascii_case("any")
}

fn port(text: &str) -> Option<u16> {
    text.trim().parse().ok()
}

fn is_addresses(text: &str) -> bool {
    let address = |text: &str| text.trim().parse::<IpAddr>().ok();
    if let Some((first, last)) = text.split_once('-') {
        return address(first)
            .zip(address(last))
            .is_some_and(|(first, last)| first.is_ipv4() == last.is_ipv4() && first <= last);
    }
    match text.split_once('/') {
        Some((network, length)) => address(network)
            .zip(length.trim().parse::<u8>().ok())
            .is_some_and(|(network, length)| length <= if network.is_ipv4() { 32 } else { 128 }),
        None => address(text).is_some(),
    }
}

/// A network of IPv4 addresses, from its first to its last address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Network {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Network {
    /// Returns the network that an address with a prefix length is in.
    pub(super) fn of(address: &str, length: &str) -> Option<Self> {
        let address: Ipv4Addr = address.trim().parse().ok()?;
        let length: u32 = length.trim().parse().ok().filter(|length| (1..=32).contains(length))?;
        let mask = u32::MAX << (32 - length);
        let first = address.to_bits() & mask;
        Some(Self { first, last: first | !mask })
    }

    /// Reads `192.168.1.0/24`.
    pub(super) fn of_cidr(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        Self::of(address, length)
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    pub(super) fn contains(self, address: Ipv4Addr) -> bool {
        (self.first..=self.last).contains(&address.to_bits())
    }

    /// Returns the address with this offset from the first one. The result may be outside the network.
    pub(super) fn nth(self, place: u32) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.first.saturating_add(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn addresses_and_ports_have_several_forms() {
        let object = |value: &str| Map::from_iter([("f".to_owned(), json!([value]))]);
        for good in ["any", "ANY", "10.0.0.1", "10.0.0.1/24", "10.0.0.1-10.0.0.9", "fd00::1", "fd00::/64"] {
            assert!(addresses(&object(good), "f").is_ok(), "{good}");
        }
        for bad in ["pizza", "10.0.0", "10.0.0.1/33", "10.0.0.9-10.0.0.1", "10.0.0.1-fd00::1", "/24"] {
            assert!(addresses(&object(bad), "f").is_err(), "{bad}");
        }
        for good in ["any", "443", "80-90", "80,443", "0"] {
            assert!(ports(&object(good), "f").is_ok(), "{good}");
        }
        for bad in ["http", "65536", "90-80", "-1", "80-"] {
            assert!(ports(&object(bad), "f").is_err(), "{bad}");
        }
    }

    #[test]
    fn networks_have_a_first_and_a_last_address() {
        let network = Network::of_cidr("192.168.1.77/24").expect("a network");
        assert_eq!(
            (network.nth(0), network.nth(255)),
            (Ipv4Addr::new(192, 168, 1, 0), Ipv4Addr::new(192, 168, 1, 255))
        );
        assert!(network.overlaps(Network::of("192.168.0.0", "16").expect("a network")));
        assert!(!network.overlaps(Network::of("192.168.2.0", "24").expect("a network")));
        assert_eq!(
            (Network::of_cidr("192.168.1.0"), Network::of("10.0.0.0", "33"), Network::of("10.0.0.0", "0")),
            (None, None, None)
        );
    }
}
