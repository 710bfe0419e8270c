//! The deserializer of the names of members and variants.
//!
//! Every derived type has code that reads its names, so this deserializer does nothing more for a name than to show it to the type.

use super::{
    context::{Context, Input, Reader},
    error::ReadError,
};
use serde::{Deserializer, de::Visitor};
use std::borrow::Cow;

/// The name of a member or of a variant. Whatever is not read as an identifier, such as the keys of maps, is read by a [`Reader`].
pub(super) struct Key<'r, 'de> {
    pub(super) context: &'r mut Context<'de>,
    pub(super) name: &'r Cow<'de, str>,
}

impl<'r, 'de> Key<'r, 'de> {
    fn reader(self) -> Reader<'r, 'de> {
        Reader { context: self.context, input: Input::Text(self.name.clone()) }
    }
}

macro_rules! by_a_reader {
    ($($deserialize:ident($($given:ident: $type:ty),*);)*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, $($given: $type,)* visitor: V) -> Result<V::Value, ReadError> {
            self.reader().$deserialize($($given,)* visitor)
        }
    )* };
}

impl<'de> Deserializer<'de> for Key<'_, 'de> {
    type Error = ReadError;

    /// Visitors compare the name and do not keep it, so they are given a borrowed text.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_str(self.name)
    }

    by_a_reader! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(length: usize);
        deserialize_tuple_struct(name: &'static str, length: usize);
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_ignored_any();
    }
}
