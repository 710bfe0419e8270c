//! Ids: one stream of numbers for each kind of id, all derived from the world's seed.
//!
//! Each kind has its own stream, so an additional id of one kind does not change the ids of other kinds. The generator `SplitMix64` is
//! implemented here, so that a seed gives the same ids in every version.

use super::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// The kinds of ids. The names are part of exported state, and the numbers are part of every id, so neither may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Org = 1,
    /// Users (version 3, as the service has them).
    User = 2,
    Sddc = 3,
    Task = 4,
    Cluster = 5,
    /// Hosts, and their names, instances and network interfaces.
    Esx = 6,
    /// Parts of an SDDC's configuration: VPC, subnets, manifests, passwords.
    Config = 7,
    /// Connected AWS accounts (version 3).
    ConnectedAccount = 8,
    /// VPCs and subnets of the customer's AWS account.
    AwsResource = 9,
    SddcTemplate = 10,
    ApiToken = 11,
    /// The `jti` of access tokens.
    AccessToken = 12,
    PublicIp = 13,
    /// Maintenance reservations and their windows.
    Reservation = 14,
    /// Connections between SDDCs and subnets.
    SddcConnection = 15,
    /// Subscriptions, and their billing ids.
    Subscription = 16,
    /// Requests to raise quotas.
    ServiceQuotaRequest = 17,
    PaymentMethod = 18,
    /// Documents of networking, and the objects inside them.
    Network = 19,
    /// Appliances of site recovery.
    SiteRecoveryNode = 24,
    /// SDDC groups, their networks, and parts of these.
    SddcGroup = 20,
    // Sign-in and identity.
    /// OAuth apps: the part of a client id after the world's mark.
    OauthApp = 40,
    ClientSecret = 41,
    Group = 42,
    Invitation = 43,
    TosSignature = 44,
    /// Ids of API tokens. These ids are not secret.
    ApiTokenId = 45,
}

/// The id streams of a world. The position of each stream is part of the state, so an imported world continues where the exported one
/// stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ids {
    #[serde(with = "number_text")]
    seed: u64,
    drawn: SortedMap<Kind, u64>,
    /// Ids that somebody wants for the next things of a kind. A wish lives only while a described world is made.
    #[serde(skip)]
    wishes: Vec<(Kind, Uuid)>,
}

impl Ids {
    /// Creates new streams from a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: SortedMap::new(), wishes: Vec::new() }
    }

    /// Creates new streams from a seed and a name. Streams of different names have nothing to do with each other.
    pub fn named(seed: u64, name: &str) -> Self {
        Self::new(name.bytes().fold(mix(seed), |hash, byte| mix(hash ^ u64::from(byte))))
    }

    /// Asks for an id of the next thing of a kind. Of several wishes for a kind, the oldest is fulfilled first.
    pub fn wish(&mut self, kind: Kind, id: Uuid) {
        self.wishes.push((kind, id));
    }

    /// Forgets the wishes that are not fulfilled yet.
    pub fn forget_wishes(&mut self) {
        self.wishes = Vec::new();
    }

    /// Draws the id of a thing, in the form of UUID version 4, and returns the wished one instead if there is a wish. So what is drawn later
    /// does not depend on wishes.
    pub fn id(&mut self, kind: Kind) -> Uuid {
        let drawn = self.uuid(kind);
        self.wished(kind).unwrap_or(drawn)
    }

    fn wished(&mut self, kind: Kind) -> Option<Uuid> {
        let place = self.wishes.iter().position(|(wished, _)| *wished == kind)?;
        Some(self.wishes.remove(place).1)
    }

    /// Draws the next number of a kind's stream.
    pub fn number(&mut self, kind: Kind) -> u64 {
        let drawn = self.drawn.get_or_default(kind);
        // The position may come from a document.
        *drawn = drawn.wrapping_add(1);
        mix(mix(self.seed ^ mix(kind as u64)).wrapping_add(drawn.wrapping_mul(GOLDEN)))
    }

    /// Draws the next id of a kind, in the form of UUID version 4.
    pub fn uuid(&mut self, kind: Kind) -> Uuid {
        self.bytes(kind).into_uuid()
    }

    /// Draws the next id of a kind, in the form of UUID version 3, which users and connected accounts have. (recorded)
    pub fn uuid_v3(&mut self, kind: Kind) -> Uuid {
        self.bytes(kind).with_version(uuid::Version::Md5).into_uuid()
    }

    /// Draws a text of `length` letters and digits.
    pub fn alphanumeric(&mut self, kind: Kind, length: usize) -> String {
        self.text(kind, length, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    }

    /// Draws a text of `length` lower-case hexadecimal digits, as in the ids of AWS resources.
    pub fn hex(&mut self, kind: Kind, length: usize) -> String {
        self.text(kind, length, b"0123456789abcdef")
    }

    /// Draws the digits of a [`Hex`].
    pub fn digits<const DIGITS: usize>(&mut self, kind: Kind) -> Hex<DIGITS> {
        Hex(self.hex(kind, DIGITS))
    }

    fn text<const LETTERS: usize>(&mut self, kind: Kind, length: usize, alphabet: &[u8; LETTERS]) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let mut number = self.number(kind);
            for _ in 0..8.min(length - text.len()) {
                let at = usize::try_from(number % LETTERS as u64).unwrap_or(0);
                text.push(char::from(alphabet[at]));
                number /= LETTERS as u64;
            }
        }
        text
    }

    fn bytes(&mut self, kind: Kind) -> uuid::Builder {
        let (high, low) = (self.number(kind), self.number(kind));
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes())
    }
}

/// A text of exactly `DIGITS` lower-case hexadecimal digits, so each part of it can be taken without a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hex<const DIGITS: usize>(String);

impl<const DIGITS: usize> Hex<DIGITS> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const DIGITS: usize> fmt::Display for Hex<DIGITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const DIGITS: usize> TryFrom<String> for Hex<DIGITS> {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == DIGITS && text.bytes().all(is_digit) {
            Ok(Self(text))
        } else {
            Err(format!("it is not {DIGITS} lower-case hexadecimal digits"))
        }
    }
}

impl<const DIGITS: usize> From<Hex<DIGITS>> for String {
    fn from(hex: Hex<DIGITS>) -> Self {
        hex.0
    }
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The output function of `SplitMix64`, which mixes the bits of a number.
pub fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Serializes 64-bit numbers as text, because JSON readers that use floating point for all numbers would change them.
pub(crate) mod number_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    pub(crate) fn serialize<S: Serializer>(number: &u64, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(number)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(reader: D) -> Result<u64, D::Error> {
        let text = String::deserialize(reader)?;
        text.parse().map_err(|_| D::Error::custom("a seed is a whole number of at most 64 bits, as text"))
    }
}

/// Returns the id of a world: unique within its server by `index`, and the same in every run with the same seeds.
pub fn world_id(server_seed: u64, index: u64) -> Uuid {
    let high = mix(server_seed ^ mix(index));
    uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(mix(high ^ index))).to_be_bytes())
        .into_uuid()
}
