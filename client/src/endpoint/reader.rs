//! The deserializer for requests, answers and exported worlds.
//!
//! [`Reader`] reads JSON documents and the flat names and values of queries, forms and paths. With one
//! deserializer for all of them, the code that reads a wire type is compiled only once. The reader tracks its place in the
//! document, so that errors can name it, and it records the members that no type has a field for.
//!
//! In request bodies, a number, a boolean or a text may also be written as one of the other two, for example `"3"` for 3:
//! see the module `coerce`. If a body sets fields, at least one of them must be known. Answers and exported worlds are
//! read without these rules.
//!
//! The methods for one kind of value do not call `deserialize_any`. If they did, code for every kind of JSON value would
//! be compiled for each type, and the program would be a tenth larger.
//!
//! `serde_json` checks the syntax of the whole JSON text once. After that, a value is kept as text, and objects and
//! lists are split into their members one level at a time, when a type asks for them.

mod access;
mod coerce;
mod context;
mod error;
mod json;
mod key;

pub(super) use self::context::Context;
pub use self::{context::Reader, error::ReadError};

use self::{
    access::{Fields, Items, Rest, Variant},
    context::{Input, Step},
    json::{Json, Name},
};
use crate::wire::entity::UNSET_IF_EMPTY;
use serde::{
    Deserializer,
    de::{Error, Expected, Visitor},
};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The type name that tells `serde_json` to return the text of a value instead of its content.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

fn visit_text<'de, V: Visitor<'de>>(text: Cow<'de, str>, visitor: V) -> Result<V::Value, ReadError> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

fn visit_list<'de, V: Visitor<'de>>(mut items: Items<'_, 'de>, visitor: V) -> Result<V::Value, ReadError> {
    let read = visitor.visit_seq(&mut items)?;
    items.leave()?;
    Ok(read)
}

/// The part of a reader's work that does not depend on the visitor, so that it is compiled once.
impl<'r, 'de> Reader<'r, 'de> {
    /// Returns the items of a list.
    fn list(self, expected: &dyn Expected) -> Result<Items<'r, 'de>, ReadError> {
        match self.input {
            Input::Json(text) => match Json::of(text)? {
                Json::List(text) => Items::of(self.context, text),
                other => Err(other.invalid_type(expected)),
            },
            input => Err(input.invalid_type(expected)),
        }
    }

    /// Returns the members of an object. The context remembers the names of `fields` if the object is a request body that sets fields of
    /// which none is in this list.
    fn object(
        self,
        fields: Option<&'static [&'static str]>,
        expected: &dyn Expected,
    ) -> Result<Fields<'r, 'de>, ReadError> {
        let rest = match self.input {
            Input::Json(text) if text.starts_with('{') => {
                let members = self.context.members(text)?;
                if let Some(fields) = fields
                    && self.context.begins_body()
                    && !has_known_field(members.as_slice(), fields)
                {
                    self.context.knows_none_of(fields);
                }
                Rest::Members(members)
            }
            Input::Json(text) => return Err(Json::of(text)?.invalid_type(expected)),
            Input::Pairs(pairs) => Rest::Pairs(pairs.into_iter()),
            Input::Text(_) => return Err(self.input.invalid_type(expected)),
        };
        Ok(Fields::of(self.context, rest))
    }

    /// Returns the variant of an enum, and enters it.
    fn variant(self) -> Result<Variant<'r, 'de>, ReadError> {
        let Self { context, input } = self;
        let (name, value) = match input {
            Input::Text(text) => (text, None),
            Input::Pairs(_) => return Err(ReadError("expected value".into())),
            Input::Json(text) => match Json::of(text)? {
                Json::Text(text) => (text, None),
                Json::Object(text) => {
                    let mut members = context.members(text)?;
                    match (members.next(), members.next()) {
                        (Some((Name(variant), value)), None) => (variant, Some(value.get())),
                        (None, _) => return Err(ReadError("expected one member, found none".into())),
                        (Some(_), Some(_)) => {
                            let count = 2 + members.len();
                            return Err(ReadError(format!("expected one member, found {count}").into()));
                        }
                    }
                }
                _ => return Err(ReadError("expected value".into())),
            },
        };
        context.enter(context.depth(), Step::Variant(name.clone()))?;
        Ok(Variant { context, name, value })
    }
}

/// Returns `true` if an object has one of these fields, or if all its members are null or empty texts.
fn has_known_field(members: &[(Name<'_>, &RawValue)], fields: &[&str]) -> bool {
    let is_known = |name: &Name| fields.contains(&&*name.0);
    let is_set = |value: &RawValue| !matches!(value.get(), "null" | "\"\"");
    members.iter().any(|(name, _)| is_known(name)) || !members.iter().any(|(_, value)| is_set(value))
}

macro_rules! numbers {
    ($($deserialize:ident $visit:ident $type:ty, $coerced:path;)*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.input {
                Input::Text(text) => match text.parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(err) => Err(ReadError::custom(err)),
                },
                Input::Pairs(_) => Err(self.input.invalid_type(&visitor)),
                Input::Json(text) => match self.context.scalar(text, $coerced)? {
                    Json::Unsigned(number) => visitor.visit_u64(number),
                    Json::Signed(number) => visitor.visit_i64(number),
                    Json::Float(number) => visitor.visit_f64(number),
                    other => Err(other.invalid_type(&visitor)),
                },
            }
        }
    )* };
}

macro_rules! texts {
    ($($deserialize:ident $coerced:path;)*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.input {
                Input::Text(text) => visit_text(text, visitor),
                Input::Pairs(_) => Err(self.input.invalid_type(&visitor)),
                Input::Json(text) => match self.context.scalar(text, $coerced)? {
                    Json::Text(text) => visit_text(text, visitor),
                    other => Err(other.invalid_type(&visitor)),
                },
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Reader<'_, 'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let Self { context, input } = self;
        let text = match input {
            Input::Pairs(pairs) => {
                return visitor.visit_map(Fields::of(context, Rest::Pairs(pairs.into_iter())));
            }
            Input::Text(text) => return visit_text(text, visitor),
            Input::Json(text) => text,
        };
        match Json::of(text)? {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(value),
            Json::Unsigned(number) => visitor.visit_u64(number),
            Json::Signed(number) => visitor.visit_i64(number),
            Json::Float(number) => visitor.visit_f64(number),
            Json::Text(text) => visit_text(text, visitor),
            Json::List(text) => visit_list(Items::of(context, text)?, visitor),
            Json::Object(text) => {
                let members = context.members(text)?;
                visitor.visit_map(Fields::of(context, Rest::Members(members)))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.input {
            Input::Text(text) => match text.parse() {
                Ok(value) => visitor.visit_bool(value),
                Err(err) => Err(ReadError::custom::<std::str::ParseBoolError>(err)),
            },
            Input::Pairs(_) => Err(self.input.invalid_type(&visitor)),
            Input::Json(text) => match self.context.scalar(text, coerce::boolean)? {
                Json::Bool(value) => visitor.visit_bool(value),
                other => Err(other.invalid_type(&visitor)),
            },
        }
    }

    numbers! {
        deserialize_i8 visit_i8 i8, coerce::integer;
        deserialize_i16 visit_i16 i16, coerce::integer;
        deserialize_i32 visit_i32 i32, coerce::integer;
        deserialize_i64 visit_i64 i64, coerce::integer;
        deserialize_u8 visit_u8 u8, coerce::integer;
        deserialize_u16 visit_u16 u16, coerce::integer;
        deserialize_u32 visit_u32 u32, coerce::integer;
        deserialize_u64 visit_u64 u64, coerce::integer;
        deserialize_f32 visit_f32 f32, coerce::number;
        deserialize_f64 visit_f64 f64, coerce::number;
    }

    texts! {
        deserialize_char coerce::text;
        deserialize_str coerce::text;
        deserialize_string coerce::text;
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let text = match self.input {
            Input::Text(text) => text,
            Input::Json(text) => match Json::of(text)? {
                Json::Text(text) => text,
                other => return Err(other.invalid_type(&visitor)),
            },
            Input::Pairs(_) => return Err(self.input.invalid_type(&visitor)),
        };
        visitor.visit_str(&text)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.input {
            Input::Json("null") => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.input {
            Input::Json(text) => match Json::of(text)? {
                Json::Null => visitor.visit_unit(),
                other => Err(other.invalid_type(&visitor)),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.input {
            Input::Json(text) if name == RAW_VALUE => {
                let pairs = vec![(Cow::Borrowed(RAW_VALUE), Cow::Borrowed(text))];
                visitor.visit_map(Fields::of(self.context, Rest::Pairs(pairs.into_iter())))
            }
            Input::Json("\"\"") if name == UNSET_IF_EMPTY => visitor.visit_none(),
            _ if name == UNSET_IF_EMPTY => visitor.visit_some(self),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visit_list(self.list(&visitor)?, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let members = self.object(None, &visitor)?;
        visitor.visit_map(members)
    }

    /// Reads a struct from an object or from names and values, but not from a list. Derived types would also accept a
    /// list of their fields, a form that the service does not have.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let members = self.object(Some(fields), &visitor)?;
        visitor.visit_map(members)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.input {
            Input::Json(text) => self.context.note_unread(!matches!(text, "null" | "\"\"")),
            Input::Text(text) => self.context.note_unread(!text.is_empty()),
            Input::Pairs(_) => {}
        }
        visitor.visit_unit()
    }
}

#[cfg(test)]
mod tests;
