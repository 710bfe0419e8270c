//! Parses one level of a JSON value.

use super::error::ReadError;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Expected, MapAccess, Unexpected, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// One JSON value. Lists and objects are kept as text.
pub(super) enum Json<'de> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(Cow<'de, str>),
    List(&'de str),
    Object(&'de str),
}

/// The name of a member.
#[derive(Deserialize)]
pub(super) struct Name<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// The members of an object, in document order.
pub(super) struct Members<'de>(pub(super) Vec<(Name<'de>, &'de RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Collect)
    }
}

impl<'de> Json<'de> {
    /// Parses one level of a value.
    pub(super) fn of(text: &'de str) -> Result<Self, ReadError> {
        Ok(match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'"') => Self::Text(unquoted(text)?),
            Some(b'[') => Self::List(text),
            Some(b'{') => Self::Object(text),
            _ => {
                let number: serde_json::Number = serde_json::from_str(text).map_err(ReadError::within)?;
                match (number.as_u64(), number.as_i64()) {
                    (Some(number), _) => Self::Unsigned(number),
                    (_, Some(number)) => Self::Signed(number),
                    _ => Self::Float(number.as_f64().unwrap_or_default()),
                }
            }
        })
    }

    #[cold]
    #[inline(never)]
    pub(super) fn invalid_type(&self, expected: &dyn Expected) -> ReadError {
        let found = match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Unsigned(number) => Unexpected::Unsigned(*number),
            Self::Signed(number) => Unexpected::Signed(*number),
            Self::Float(number) => Unexpected::Float(*number),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        ReadError::invalid_type(found, expected)
    }
}

/// Returns the content of a JSON string.
fn unquoted(text: &str) -> Result<Cow<'_, str>, ReadError> {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
        _ => serde_json::from_str(text).map(Cow::Owned).map_err(ReadError::within),
    }
}
