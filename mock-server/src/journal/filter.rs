//! Which entries of a journal are asked for.

use super::told::Told;
use crate::world::kernel::{
    faults::goes_by,
    refusal::{ApiResult, Refusal},
};
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, str::FromStr};

/// Entries of a page unless the request says otherwise, and the most that it can ask for.
pub(crate) const PAGE_DEFAULT: usize = 100;
/// The most entries that a page can have.
pub(crate) const PAGE_MAX: usize = 1000;

/// Which entries are asked for. All conditions must hold; one that is not set always does.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    /// Name of the operation.
    pub(crate) operation: Option<String>,
    /// Status of the answer.
    pub(crate) status: Option<StatusPattern>,
    /// Method of the request.
    pub(crate) method: Option<String>,
    /// Name of the user, or client id of the OAuth app, who asked.
    pub(crate) caller: Option<String>,
    /// Not before this time of the world.
    pub(crate) since: Option<Timestamp>,
    /// Not after this time of the world.
    pub(crate) until: Option<Timestamp>,
    /// Whether a fault struck.
    pub(crate) fault: Option<bool>,
    /// Whether a part of the request was looked at by nobody.
    pub(crate) unread: Option<bool>,
    /// Whether the operation belongs to the control of the simulation.
    pub(crate) control: Option<bool>,
    /// Behind the entry of this number.
    pub(crate) after: u64,
    /// At most so many, the oldest first.
    pub(crate) limit: usize,
    /// Instead of the first that fit the last, so many of them.
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
    /// Everything, in one page.
    pub(crate) fn everything() -> Self {
        Self { limit: usize::MAX, ..Self::default() }
    }

    pub(super) fn lets_through(&self, told: &Told) -> bool {
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

/// Callers go by the names by which fault rules know them.
pub(super) fn is_caller(caller: Option<&str>, wanted: &str) -> bool {
    caller.is_some_and(|caller| goes_by(caller, wanted))
}

/// A status or a hundred of them: `404`, `4xx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// This one.
    Is(u16),
    /// Those that begin with this digit.
    BeginsWith(u16),
}

impl StatusPattern {
    /// Whether it means this status.
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

impl JsonSchema for StatusPattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "StatusPattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "integer"]})
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
