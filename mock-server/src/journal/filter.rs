//! Filters for journal entries.

use super::redacted::RedactedEntry;
use crate::world::kernel::{
    faults::goes_by,
    refusal::{ApiResult, Refusal},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The number of entries of a page, unless the request sets another limit.
pub(crate) const PAGE_DEFAULT: usize = 100;
/// The largest number of entries that a page can have.
pub(crate) const PAGE_MAX: usize = 1000;

/// Selects journal entries. An entry must meet all conditions. A condition that is `None` is always met.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    /// Name of the operation.
    pub(crate) operation: Option<String>,
    /// Status of the answer.
    pub(crate) status: Option<StatusPattern>,
    /// Method of the request.
    pub(crate) method: Option<String>,
    /// Name of the user, or client id of the OAuth app, that made the request.
    pub(crate) caller: Option<String>,
    /// The earliest time of an entry, in the world's time. An entry of exactly this time matches.
    pub(crate) since: Option<Timestamp>,
    /// The latest time of an entry, in the world's time. An entry of exactly this time matches.
    pub(crate) until: Option<Timestamp>,
    /// Whether a fault was applied to the request.
    pub(crate) fault: Option<bool>,
    /// Whether the simulator ignored a part of the request.
    pub(crate) unread: Option<bool>,
    /// Whether the operation belongs to the control API of the simulator.
    pub(crate) control: Option<bool>,
    /// Only entries with a higher number match.
    pub(crate) after: u64,
    /// The maximum number of entries. The oldest matching entries are returned.
    pub(crate) limit: usize,
    /// If this is set, the latest matching entries are returned instead of the oldest, at most this many.
    pub(crate) last: Option<usize>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            operation: None,
            status: None,
            method: None,
            caller: None,
            since: None,
            until: None,
            fault: None,
            unread: None,
            control: None,
            after: 0,
            limit: PAGE_DEFAULT,
            last: None,
        }
    }
}

impl Filter {
    /// Matches every entry, without a limit.
    pub(crate) fn everything() -> Self {
        Self { limit: usize::MAX, ..Self::default() }
    }

    pub(super) fn lets_through(&self, told: &RedactedEntry) -> bool {
        let entry = told.head();
        entry.number > self.after
            && self.operation.as_ref().is_none_or(|name| entry.operation.as_ref() == Some(name))
            && self.status.is_none_or(|status| status.fits(entry.status))
            && self.method.as_ref().is_none_or(|method| entry.method.eq_ignore_ascii_case(method))
            && self.caller.as_ref().is_none_or(|caller| is_caller(entry.caller.as_deref(), caller))
            && self.since.is_none_or(|since| entry.at >= since)
            && self.until.is_none_or(|until| entry.at <= until)
            && self.fault.is_none_or(|fault| entry.fault.is_some() == fault)
            && self.unread.is_none_or(|unread| entry.unread.is_empty() != unread)
            && self.control.is_none_or(|control| entry.control == control)
    }
}

/// Compares callers by the same names as fault rules do.
pub(super) fn is_caller(caller: Option<&str>, wanted: &str) -> bool {
    caller.is_some_and(|caller| goes_by(caller, wanted))
}

/// A pattern for a status: one status such as `404`, or a class such as `4xx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// Exactly this status.
    Is(u16),
    /// Every status whose first digit is this one.
    BeginsWith(u16),
}

impl StatusPattern {
    /// Returns whether the pattern matches this status.
    pub fn fits(self, status: u16) -> bool {
        match self {
            Self::Is(wanted) => status == wanted,
            Self::BeginsWith(digit) => status / 100 == digit,
        }
    }
}

impl FromStr for StatusPattern {
    type Err = Refusal;

    fn from_str(text: &str) -> ApiResult<Self> {
        let (digit, rest) = text.split_at_checked(1).unwrap_or_default();
        let digit = digit.parse().ok().filter(|digit| (1..=5).contains(digit));
        match (digit, text.parse::<u16>()) {
            (Some(digit), Err(_)) if rest.eq_ignore_ascii_case("xx") => Ok(Self::BeginsWith(digit)),
            (Some(_), Ok(status)) if rest.len() == 2 => Ok(Self::Is(status)),
            _ => Err(Refusal::invalid("A status is a number such as 404, or a hundred of them such as 4xx.")),
        }
    }
}

impl From<u16> for StatusPattern {
    fn from(status: u16) -> Self {
        Self::Is(status)
    }
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(status) => write!(f, "{status}"),
            Self::BeginsWith(digit) => write!(f, "{digit}xx"),
        }
    }
}

impl Serialize for StatusPattern {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Is(status) => writer.serialize_u16(*status),
            Self::BeginsWith(_) => writer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for StatusPattern {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u16),
            Text(String),
        }
        let text = match Written::deserialize(reader)? {
            Written::Number(status) => status.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemas")]
impl schemars::JsonSchema for StatusPattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StatusPattern".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": ["string", "integer"]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_number_or_a_hundred_of_them() {
        let fits = |pattern: &str, status| pattern.parse::<StatusPattern>().map(|pattern| pattern.fits(status)).ok();
        assert_eq!((fits("404", 404), fits("404", 400)), (Some(true), Some(false)));
        assert_eq!((fits("4xx", 404), fits("4XX", 500)), (Some(true), Some(false)));
        for wrong in ["", "4", "40", "4x", "xx", "4040", "044", "604", "6xx", "-40", "+44", "ä04", "40\u{e4}"] {
            assert_eq!(fits(wrong, 404), None, "{wrong}");
        }
    }
}
