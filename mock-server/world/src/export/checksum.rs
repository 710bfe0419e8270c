//! The checksum of an export, which shows whether the world in the document is still the one that was exported.
//!
//! It is computed from the values and their places. It depends neither on the order of keys nor on spaces, escapes and the forms of
//! numbers, so a document keeps it through tools that sort keys or read every number as floating point. It is not a signature: whoever
//! changes a document can leave the checksum out.

use crate::kernel::ids::{Hex, mix};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

/// A checksum as it stands in a document.
pub(super) type Checksum = Hex<16>;

/// The checksum of the value that is read.
pub(super) struct ChecksumOf(pub(super) Checksum);

impl<'de> Deserialize<'de> for ChecksumOf {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut sum = 0;
        At { place: 0, sum: &mut sum }.deserialize(from)?;
        Checksum::try_from(format!("{sum:016x}")).map(Self).map_err(D::Error::custom)
    }
}

/// A place in a document. The value that is read there is added to the sum.
struct At<'a> {
    /// A hash of the keys and indices that lead here.
    place: u64,
    sum: &'a mut u64,
}

impl At<'_> {
    /// Adds a value. `kind` keeps values of different types apart, such as `null` and `false`.
    fn add(&mut self, kind: u64, value: u64) {
        *self.sum = self.sum.wrapping_add(mix(self.place ^ mix(value ^ mix(kind))));
    }

    /// Returns a place in this one.
    fn inner(&mut self, step: u64) -> At<'_> {
        At { place: mix(self.place.wrapping_add(mix(step))), sum: &mut *self.sum }
    }
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.add(0, 0);
        Ok(())
    }

    fn visit_bool<E: Error>(mut self, flag: bool) -> Result<(), E> {
        self.add(1, flag.into());
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "tools that read every number as floating point lose it too")]
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "tools that read every number as floating point lose it too")]
    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: Error>(mut self, number: f64) -> Result<(), E> {
        self.add(2, number.to_bits());
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.add(3, hash(text));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let mut length = 0;
        while items.next_element_seed(self.inner(length))?.is_some() {
            length += 1;
        }
        self.add(4, length);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        let mut length = 0;
        while let Some(Key(key)) = fields.next_key()? {
            fields.next_value_seed(self.inner(key))?;
            length += 1;
        }
        self.add(5, length);
        Ok(())
    }
}

/// The hash of a key.
struct Key(u64);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Hashed).map(Self)
    }
}

struct Hashed;

impl Visitor<'_> for Hashed {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
        Ok(hash(text))
    }
}

fn hash(text: &str) -> u64 {
    text.as_bytes().chunks(8).fold(mix(text.len() as u64), |sum, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mix(sum ^ u64::from_le_bytes(word))
    })
}
