//! Where ids come from: one stream of numbers per kind of thing, all drawn from the world's seed.
//!
//! Each kind has its own stream, so one more draw here does not shift the ids there. The generator is `SplitMix64`, written out so
//! that a seed means the same ids in every version for ever.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What an id is for. The names are part of exported state; the numbers behind them are part of every id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Organizations.
    Org = 1,
    /// Users (version 3, as the service has them).
    User = 2,
    /// SDDCs.
    Sddc = 3,
    /// Tasks.
    Task = 4,
    /// Clusters.
    Cluster = 5,
    /// Hosts, their names, instances and network interfaces.
    Esx = 6,
    /// Things inside an SDDC's configuration: VPC, subnets, manifests, passwords.
    Config = 7,
    /// Connected AWS accounts (version 3).
    ConnectedAccount = 8,
    /// VPCs and subnets of the customer's AWS account.
    AwsResource = 9,
    /// SDDC templates.
    SddcTemplate = 10,
    /// API tokens.
    ApiToken = 11,
    /// `jti` of access tokens.
    AccessToken = 12,
    /// Public addresses.
    PublicIp = 13,
    /// Maintenance reservations, and the windows that they lie in.
    Reservation = 14,
    /// Connections of SDDCs with subnets.
    SddcConnection = 15,
    /// Subscriptions, and their ids in billing.
    Subscription = 16,
    /// Requests to raise quotas.
    ServiceQuotaRequest = 17,
    /// Ways of paying.
    PaymentMethod = 18,
    // Sign-in and identity.
    /// OAuth apps: the part of a client id after the world's mark.
    OauthApp = 40,
    /// Secrets of OAuth apps.
    ClientSecret = 41,
    /// Groups of users.
    Group = 42,
    /// Invitations.
    Invitation = 43,
    /// Signatures of the terms of use.
    TosSignature = 44,
    /// Ids of API tokens, which are no secrets.
    ApiTokenId = 45,
}

/// The id streams of a world. How far each is drawn is state, so an imported world goes on where the exported one stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ids {
    #[serde(with = "number_text")]
    seed: u64,
    drawn: BTreeMap<Kind, u64>,
}

impl Ids {
    /// Fresh streams from a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: BTreeMap::new() }
    }

    /// The next number of a kind's stream.
    pub fn number(&mut self, kind: Kind) -> u64 {
        let drawn = self.drawn.entry(kind).or_insert(0);
        *drawn += 1;
        mix(mix(self.seed ^ mix(kind as u64)).wrapping_add(drawn.wrapping_mul(GOLDEN)))
    }

    /// The next id of a kind, laid out as version 4.
    pub fn uuid(&mut self, kind: Kind) -> Uuid {
        self.bytes(kind).into_uuid()
    }

    /// The next id of a kind, laid out as version 3: users and connected accounts have those. (recorded)
    pub fn uuid_v3(&mut self, kind: Kind) -> Uuid {
        self.bytes(kind).with_version(uuid::Version::Md5).into_uuid()
    }

    /// A text of `length` letters and digits.
    pub fn alphanumeric(&mut self, kind: Kind, length: usize) -> String {
        self.text(kind, length, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    }

    /// A text of `length` lower-case hexadecimal digits, as AWS names its resources.
    pub fn hex(&mut self, kind: Kind, length: usize) -> String {
        self.text(kind, length, b"0123456789abcdef")
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

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finishing step of `SplitMix64`: scatters the bits of a number.
pub fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Numbers of 64 bits travel as text: readers of JSON that hold all numbers as floating point would bend them.
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

/// A world's id: unique in its server by `index`, and the same in every run with the same seeds.
pub fn world_id(server_seed: u64, index: u64) -> Uuid {
    let high = mix(server_seed ^ mix(index));
    uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(mix(high ^ index))).to_be_bytes())
        .into_uuid()
}
