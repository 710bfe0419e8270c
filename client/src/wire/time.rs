//! Timestamps with the exact number of digits that the service writes.

use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// An instant in UTC with six fraction digits, as entities and tasks have it: `2018-08-06T03:28:59.000490Z`.
///
/// It holds the instant that the text literally names. The service writes the milliseconds of `created` and its like into the last
/// three of the six digits; such a value is made with [`Time::padded_millis`] and taken back with [`Time::unpadded`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(Timestamp);

/// An instant in UTC with three fraction digits, as hosts have it: `2021-06-04T13:15:11.050Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilliTime(Timestamp);

impl Time {
    /// Writes 490 ms as `.000490` (recorded of `created`, `expiration_date`, `created_at`).
    pub fn padded_millis(at: Timestamp) -> Self {
        let (second, nano) = split(at);
        Self(join(second, nano / 1_000_000 * 1_000))
    }

    /// Drops the fraction: `.000000` (recorded of `updated`).
    pub fn whole_second(at: Timestamp) -> Self {
        let (second, _) = split(at);
        Self(join(second, 0))
    }

    /// Writes 490 ms as `.490000` (recorded of a task's `start_time` and `end_time`). What is finer than a millisecond is dropped.
    pub fn millis(at: Timestamp) -> Self {
        Self(to_millis(at))
    }

    /// The instant that the text literally names.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// The instant that was meant by a text made with [`Time::padded_millis`]. A fraction that cannot be padded milliseconds, being
    /// 1000 microseconds or more, is left as it is.
    pub fn unpadded(self) -> Timestamp {
        let (second, nano) = split(self.0);
        if nano < 1_000_000 { join(second, nano / 1_000 * 1_000_000) } else { self.0 }
    }
}

impl MilliTime {
    /// Drops what is finer than a millisecond.
    pub fn of(at: Timestamp) -> Self {
        Self(to_millis(at))
    }

    /// The instant.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

/// Whole seconds since 1970, rounded down, and the nanoseconds after that.
fn split(at: Timestamp) -> (i64, i32) {
    match (at.as_second(), at.subsec_nanosecond()) {
        (second, nano) if nano < 0 => (second - 1, nano + 1_000_000_000),
        parts => parts,
    }
}

/// The inverse of [`split`]. Out of range is only what was rounded down from within the first second there is.
fn join(second: i64, nano: i32) -> Timestamp {
    Timestamp::new(second, nano).unwrap_or(Timestamp::MIN)
}

fn to_millis(at: Timestamp) -> Timestamp {
    let (second, nano) = split(at);
    join(second, nano / 1_000_000 * 1_000_000)
}

fn to_micros(at: Timestamp) -> Timestamp {
    let (second, nano) = split(at);
    join(second, nano / 1_000 * 1_000)
}

/// The text of an instant, built without allocating: every answer holds about ten.
struct Text {
    bytes: [u8; 27],
    len: usize,
}

impl Text {
    fn of(at: Timestamp, fraction_digits: usize) -> Self {
        let civil = Offset::UTC.to_datetime(at);
        let mut bytes = *b"0000-00-00T00:00:00.000000Z";
        put(&mut bytes[0..4], civil.year().unsigned_abs().into());
        put(&mut bytes[5..7], civil.month().unsigned_abs().into());
        put(&mut bytes[8..10], civil.day().unsigned_abs().into());
        put(&mut bytes[11..13], civil.hour().unsigned_abs().into());
        put(&mut bytes[14..16], civil.minute().unsigned_abs().into());
        put(&mut bytes[17..19], civil.second().unsigned_abs().into());
        let micros = civil.subsec_nanosecond().unsigned_abs() / 1_000;
        put(&mut bytes[20..26], micros);
        bytes[20 + fraction_digits] = b'Z';
        Self { bytes, len: 21 + fraction_digits }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).expect("digits and punctuation are ASCII")
    }
}

/// Writes a number right-aligned over the zeros of a template.
fn put(slot: &mut [u8], mut number: u32) {
    for byte in slot.iter_mut().rev() {
        *byte = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// A text that is no instant as RFC 3339 writes them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an RFC 3339 date-time such as 2018-08-06T03:28:59.000490Z")]
pub struct TimeError(String);

/// Reads RFC 3339 and nothing looser: the library also reads dates with a space, without seconds or with `+0000`, which clients of
/// the real service refuse.
fn parse(text: &str) -> Result<Timestamp, TimeError> {
    let refusal = || TimeError(text.to_owned());
    if !is_rfc_3339(text.as_bytes()) {
        return Err(refusal());
    }
    let at: Timestamp = text.parse().map_err(|_| refusal())?;
    // An offset can carry the first hours of year 0 into a year that has no text.
    if Offset::UTC.to_datetime(at).year() < 0 { Err(refusal()) } else { Ok(at) }
}

/// Whether the digits and punctuation stand where they must; whether there is such a day is not looked at.
fn is_rfc_3339(text: &[u8]) -> bool {
    let fits = |text: &[u8], pattern: &[u8]| {
        text.len() == pattern.len()
            && text.iter().zip(pattern).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                wanted => byte.eq_ignore_ascii_case(wanted),
            })
    };
    let Some((whole, rest)) = text.split_at_checked(19) else { return false };
    let offset = match rest.strip_prefix(b".") {
        None => rest,
        Some(rest) => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if !(1..=9).contains(&digits) {
                return false;
            }
            &rest[digits..]
        }
    };
    fits(whole, b"0000-00-00T00:00:00") && [b"Z".as_slice(), b"+00:00", b"-00:00"].iter().any(|form| fits(offset, form))
}

struct Rfc3339;

impl de::Visitor<'_> for Rfc3339 {
    type Value = Timestamp;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an RFC 3339 date-time")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        parse(text).map_err(E::custom)
    }
}

macro_rules! as_text {
    ($name:ident, $digits:literal, $truncate:path) => {
        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(Text::of(self.0, $digits).as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }

        impl FromStr for $name {
            type Err = TimeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse(text).map($truncate).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                writer.serialize_str(Text::of(self.0, $digits).as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                reader.deserialize_str(Rfc3339).map($truncate).map(Self)
            }
        }

        #[cfg(feature = "schemas")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "format": "date-time"})
            }
        }
    };
}

as_text!(Time, 6, to_micros);
as_text!(MilliTime, 3, to_millis);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn each_kind_of_instant_has_its_own_fraction() {
        let now = at("2018-08-06T03:28:59.490612Z");
        assert_eq!(Time::padded_millis(now).to_string(), "2018-08-06T03:28:59.000490Z");
        assert_eq!(Time::whole_second(now).to_string(), "2018-08-06T03:28:59.000000Z");
        assert_eq!(Time::millis(now).to_string(), "2018-08-06T03:28:59.490000Z");
        assert_eq!(MilliTime::of(now).to_string(), "2018-08-06T03:28:59.490Z");
        assert_eq!(Time::padded_millis(now).unpadded(), at("2018-08-06T03:28:59.490Z"));
        assert_eq!(Time::millis(now).unpadded(), at("2018-08-06T03:28:59.490Z"));
    }

    #[test]
    fn fractions_before_1970_count_upwards() {
        let early = at("1969-12-31T23:59:58.250Z");
        assert_eq!(Time::padded_millis(early).to_string(), "1969-12-31T23:59:58.000250Z");
        assert_eq!(Time::whole_second(early).to_string(), "1969-12-31T23:59:58.000000Z");
        assert_eq!(MilliTime::of(early).to_string(), "1969-12-31T23:59:58.250Z");
        assert_eq!(Time::padded_millis(early).unpadded(), early);
    }

    #[test]
    fn what_is_read_is_written_in_utc_with_all_digits() {
        for (text, written) in [
            ("2018-08-06T03:28:59Z", "2018-08-06T03:28:59.000000Z"),
            ("2018-08-06t03:28:59.1z", "2018-08-06T03:28:59.100000Z"),
            ("2018-08-06T03:28:59.123456789Z", "2018-08-06T03:28:59.123456Z"),
            ("2018-08-06T03:28:59.000490+05:30", "2018-08-05T21:58:59.000490Z"),
            ("2018-08-06T03:28:59.5-00:00", "2018-08-06T03:28:59.500000Z"),
        ] {
            let time: Time = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(time).unwrap(), written);
            assert_eq!(time, written.parse().unwrap(), "reading back gives the same value");
        }
    }

    #[test]
    fn looser_texts_are_refused() {
        for text in [
            "",
            "2018-08-06",
            "2018-08-06T03:28:59",
            "2018-08-06 03:28:59Z",
            "2018-08-06T03:28Z",
            "2018-08-06T03:28:59+0000",
            "2018-08-06T03:28:59.Z",
            "2018-08-06T03:28:59.1234567890Z",
            "2018-08-06T03:28:59Z[UTC]",
            "2018-02-30T03:28:59Z",
            "0000-01-01T00:00:00+01:00",
            "1533526139",
        ] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
        assert!(serde_json::from_str::<MilliTime>("1533526139").is_err());
    }
}
