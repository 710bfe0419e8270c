//! Reads what stands in a path where its template has names in braces.

use crate::world::error::{ApiError, ApiResult};
use percent_encoding::percent_decode_str;
use serde::{
    Deserializer,
    de::{DeserializeOwned, IntoDeserializer, Visitor, value::MapDeserializer},
    forward_to_deserialize_any,
};
use std::{borrow::Cow, fmt::Display, str::FromStr};

/// The parameters of a path that fits the template.
///
/// # Errors
/// One of them has the wrong form.
pub(super) fn read<T: DeserializeOwned>(template: &'static str, path: &str) -> ApiResult<T> {
    let parameters = parameters(template, path)?;
    let read = |parameters: Vec<_>| MapDeserializer::new(parameters.into_iter());
    T::deserialize(read(parameters.clone())).map_err(|_| {
        // Which one it was costs more to find out, and is asked here alone.
        let tracked: Result<T, _> = serde_path_to_error::deserialize(read(parameters));
        let place = tracked.err().map(|err| err.path().to_string()).filter(|place| place != ".");
        malformed(place.as_deref())
    })
}

fn malformed(place: Option<&str>) -> ApiError {
    let place = place.map(|name| format!(" at `{name}`")).unwrap_or_default();
    ApiError::invalid(format!("The path cannot be read{place}: the identifier has the wrong form."))
}

/// Names and what stands in their places.
fn parameters<'p>(template: &'static str, path: &'p str) -> ApiResult<Vec<(&'static str, Segment<'p>)>> {
    let mut parameters = Vec::with_capacity(4);
    for (name, segment) in std::iter::zip(segments(template), segments(path)) {
        let Some(name) = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else { continue };
        let text = if segment.contains('%') {
            percent_decode_str(segment).decode_utf8().map_err(|_| malformed(Some(name)))?
        } else {
            Cow::Borrowed(segment)
        };
        parameters.push((name, Segment(text)));
    }
    Ok(parameters)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == b'/');
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

/// What stands between two slashes: text, which may be that of a number.
#[derive(Clone)]
struct Segment<'p>(Cow<'p, str>);

type Malformed = serde::de::value::Error;

impl<'p> IntoDeserializer<'_, Malformed> for Segment<'p> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn number<N: FromStr<Err: Display>>(text: &str) -> Result<N, Malformed> {
    text.parse().map_err(serde::de::Error::custom)
}

impl<'de> Deserializer<'de> for Segment<'_> {
    type Error = Malformed;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_str(&self.0)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_u32(number(&self.0)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_u64(number(&self.0)?)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map
        struct enum identifier ignored_any
    }
}
