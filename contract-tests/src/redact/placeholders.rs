//! Makes the placeholders of secrets. A placeholder has the form of its secret and is the same for the same secret.
//! Without the key of the session, the secret cannot be derived from it.

use super::Kind;
use ring::hmac;
use std::{
    collections::{HashMap, HashSet},
    net::{Ipv4Addr, Ipv6Addr},
};
use uuid::Uuid;
use vmc_client::secrets::looks_like_api_token;

const HEX: &[u8] = b"0123456789abcdef";
const DIGITS: &[u8] = b"0123456789";
const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The number of hosts in the first range of public addresses, 203.0.113.0/24. When all are used, addresses come from
/// 240.0.0.0/4, which is not assigned.
const DOCUMENTATION_HOSTS: u8 = 254;

/// Makes placeholders.
pub(super) struct Placeholders {
    key: hmac::Key,
    addresses: HashMap<Ipv4Addr, Ipv4Addr>,
    taken: HashSet<u8>,
}

impl Placeholders {
    pub(super) fn new(key: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key), addresses: HashMap::new(), taken: HashSet::new() }
    }

    /// Returns bytes that are derived from the key, the replaced text and its kind.
    fn bytes(&self, taken_for: &str, text: &str, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 32);
        let mut block = 0u32;
        while bytes.len() < length {
            let mut context = hmac::Context::with_key(&self.key);
            context.update(taken_for.as_bytes());
            context.update(&[0]);
            context.update(&block.to_be_bytes());
            context.update(text.as_bytes());
            bytes.extend_from_slice(context.sign().as_ref());
            block += 1;
        }
        bytes.truncate(length);
        bytes
    }

    fn letters(&self, taken_for: &str, text: &str, alphabet: &[u8], length: usize) -> String {
        let letter = |byte: u8| char::from(alphabet[usize::from(byte) % alphabet.len()]);
        self.bytes(taken_for, text, length).into_iter().map(letter).collect()
    }

    /// Returns the placeholder of a text of this kind.
    pub(super) fn of(&self, kind: Kind, text: &str) -> String {
        let lower = text.to_lowercase();
        match kind {
            Kind::Secret if looks_like_api_token(text) => self.letters("token", &lower, ALPHANUMERIC, text.len()),
            Kind::Secret => format!("redacted-{}", self.letters("secret", &lower, HEX, 16)),
            Kind::Client if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                self.letters("client", &lower, ALPHANUMERIC, text.len().min(64))
            }
            Kind::Client => format!("client-{}", self.letters("client", &lower, HEX, 16)),
            Kind::User | Kind::Name => format!("name-{}", self.letters("name", &lower, HEX, 8)),
            Kind::Host => format!("host-{}.example.com", self.letters("host", &lower, HEX, 8)),
            Kind::Account => self.account(text),
        }
    }

    /// Returns the placeholder of a mail address.
    pub(super) fn mail(&self, text: &str) -> String {
        format!("user-{}@example.com", self.letters("mail", &text.to_lowercase(), HEX, 8))
    }

    /// Returns the placeholder of an AWS account number: twelve digits.
    pub(super) fn account(&self, text: &str) -> String {
        format!("9{}", self.letters("account", text, DIGITS, 11))
    }

    /// Returns the placeholder of a secret number: nine digits.
    pub(super) fn number(&self, text: &str) -> u64 {
        self.bytes("number", text, 8).into_iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(byte)) % 900_000_000
            + 100_000_000
    }

    /// Returns the placeholder of a signature, which only has the form of one.
    pub(super) fn signature(&self, text: &str) -> String {
        self.letters("signature", text, ALPHANUMERIC, 43)
    }

    /// Returns the placeholder of a UUID, written with or without hyphens. It has the same version, variant and
    /// letter case. The nil UUID stays unchanged.
    pub(super) fn uuid(&self, text: &str) -> String {
        let Ok(id) = Uuid::try_parse(text) else { return self.hex(text) };
        if id.is_nil() {
            return text.to_owned();
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.bytes("id", &id.simple().to_string(), 16));
        bytes[6] = bytes[6] & 0x0f | id.as_bytes()[6] & 0xf0;
        bytes[8] = bytes[8] & 0x3f | id.as_bytes()[8] & 0xc0;
        let other = Uuid::from_bytes(bytes);
        let other = if text.contains('-') { other.hyphenated().to_string() } else { other.simple().to_string() };
        in_case_of(text, other)
    }

    /// Returns the placeholder of hexadecimal digits: the same number of digits.
    pub(super) fn hex(&self, text: &str) -> String {
        in_case_of(text, self.letters("hex", &text.to_lowercase(), HEX, text.len()))
    }

    /// Returns the placeholder of an IPv4 address, if it is public.
    pub(super) fn address(&mut self, address: Ipv4Addr) -> Option<Ipv4Addr> {
        if !is_public(address) {
            return None;
        }
        if let Some(known) = self.addresses.get(&address) {
            return Some(*known);
        }
        let bytes = self.bytes("address", &address.to_string(), 4);
        let first = bytes[0] % DOCUMENTATION_HOSTS + 1;
        let mut hosts = (first..=DOCUMENTATION_HOSTS).chain(1..first);
        let other = match hosts.find(|host| !self.taken.contains(host)) {
            Some(host) => {
                self.taken.insert(host);
                Ipv4Addr::new(203, 0, 113, host)
            }
            None => Ipv4Addr::new(240 | bytes[0] & 0x07, bytes[1], bytes[2], bytes[3]),
        };
        self.addresses.insert(address, other);
        Some(other)
    }

    /// Returns the placeholder of an IPv6 address, if it is public.
    pub(super) fn address_v6(&self, address: Ipv6Addr) -> Option<Ipv6Addr> {
        // 2000::/3 is the only range that has been assigned so far.
        if address.segments()[0] & 0xe000 != 0x2000 {
            return None;
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.bytes("address", &address.to_string(), 16));
        bytes[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
        Some(Ipv6Addr::from(bytes))
    }
}

fn in_case_of(text: &str, other: String) -> String {
    let is_upper =
        text.bytes().any(|byte| byte.is_ascii_uppercase()) && !text.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_upper { other.to_uppercase() } else { other }
}

/// Returns `true` if an address can be assigned to someone. Addresses for documentation count as public too, because
/// they are used as placeholders of public ones.
fn is_public(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    let shared = a == 100 && b & 0xc0 == 64;
    let benchmark = a == 198 && b & 0xfe == 18;
    let nobody = a == 0 || a >= 224 || shared || benchmark;
    !(nobody || address.is_private() || address.is_loopback() || address.is_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_keep_the_form_and_follow_from_the_key() {
        let (mut one, mut other) = (Placeholders::new(b"one"), Placeholders::new(b"other"));
        let id = one.uuid("799a8e7a-a450-3c45-8306-c79f7cbf16be");
        assert_eq!((id.len(), &id[14..15], Uuid::parse_str(&id).unwrap().get_version_num()), (36, "3", 3));
        assert_eq!(one.uuid("799A8E7A-A450-3C45-8306-C79F7CBF16BE"), id.to_uppercase());
        assert_eq!(one.uuid("799a8e7aa4503c458306c79f7cbf16be"), id.replace('-', ""));
        assert_ne!(other.uuid("799a8e7a-a450-3c45-8306-c79f7cbf16be"), id);
        let nil = Uuid::nil().to_string();
        assert_eq!(one.uuid(&nil), nil);
        assert_eq!(one.account("123456789012").len(), 12);
        assert!(one.mail("Ada@corp.com") == one.mail("ada@corp.com") && one.mail("a@b.c").ends_with("@example.com"));
        let token = "0aB1cD2eF3".repeat(6) + "zzzz";
        assert!(looks_like_api_token(&one.of(Kind::Secret, &token)) && one.of(Kind::Secret, "x").len() == 25);
        let public = one.address("52.3.4.5".parse().unwrap()).unwrap();
        assert_eq!(
            (&public.octets()[..3], one.address("52.3.4.5".parse().unwrap())),
            (&[203, 0, 113][..], Some(public))
        );
        assert_eq!(other.address("10.1.2.3".parse().unwrap()), None);
        assert!(one.address_v6("2600:1f14::1".parse().unwrap()).unwrap().to_string().starts_with("2001:db8:"));
        assert_eq!(one.address_v6("fe80::1".parse().unwrap()), None);
    }

    #[test]
    fn no_two_addresses_become_one() {
        let mut placeholders = Placeholders::new(b"key");
        let made: HashSet<_> =
            (0..400).filter_map(|n| placeholders.address(Ipv4Addr::from(0x3400_0000 + n * 7))).collect();
        assert_eq!(made.len(), 400);
        assert_eq!(made.iter().filter(|address| address.octets()[0] == 203).count(), usize::from(DOCUMENTATION_HOSTS));
    }
}
