//! Access to the contents of a value: the items of a list, the members of an object, the content of an enum variant.

use super::{
    context::{Context, Input, Reader, Step},
    error::ReadError,
    json::Name,
};
use crate::form::Pair;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor},
};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The items of a list.
pub(super) struct Items<'r, 'de> {
    pub(super) context: &'r mut Context<'de>,
    pub(super) items: std::vec::IntoIter<&'de RawValue>,
    pub(super) index: usize,
}

impl<'r, 'de> Items<'r, 'de> {
    /// The items of a list, given as text.
    pub(super) fn of(context: &'r mut Context<'de>, text: &'de str) -> Result<Self, ReadError> {
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(ReadError::within)?;
        Ok(Self { context, items: items.into_iter(), index: 0 })
    }

    /// The error of a list of which some items were not read.
    #[cold]
    #[inline(never)]
    pub(super) fn too_many(&self) -> ReadError {
        ReadError::invalid_length(self.index + self.items.len(), &"fewer elements")
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = ReadError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        let Some(item) = self.items.next() else { return Ok(None) };
        self.context.enter(Step::Index(self.index))?;
        self.index += 1;
        let read = seed.deserialize(Reader { context: &mut *self.context, input: Input::Json(item.get()) });
        self.context.leave(read.is_err());
        read.map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The members of an object, or of a value that is read like one.
pub(super) struct Fields<'r, 'de> {
    pub(super) context: &'r mut Context<'de>,
    pub(super) rest: Rest<'de>,
    /// The member whose name has been read.
    pub(super) next: Option<(Cow<'de, str>, Input<'de>)>,
}

pub(super) enum Rest<'de> {
    Members(std::vec::IntoIter<(Name<'de>, &'de RawValue)>),
    Pairs(std::vec::IntoIter<Pair<'de>>),
}

impl<'de> Fields<'_, 'de> {
    /// Advances to the next member and returns its name.
    #[inline(never)]
    fn advance(&mut self) -> Option<Cow<'de, str>> {
        let (name, input) = match &mut self.rest {
            Rest::Members(members) => members.next().map(|(name, value)| (name.0, Input::Json(value.get())))?,
            Rest::Pairs(pairs) => pairs.next().map(|(name, value)| (name, Input::Text(value)))?,
        };
        self.next = Some((name.clone(), input));
        Some(name)
    }

    /// Enters the member whose name has been read and returns its value.
    #[inline(never)]
    fn enter(&mut self) -> Result<Input<'de>, ReadError> {
        let (name, input) = self.next.take().unwrap_or((Cow::Borrowed(""), Input::Json("null")));
        self.context.enter(Step::Key(name))?;
        Ok(input)
    }
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = ReadError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        let Some(name) = self.advance() else { return Ok(None) };
        match seed.deserialize(Reader { context: &mut *self.context, input: Input::Text(name) }) {
            Ok(key) => Ok(Some(key)),
            Err(err) => {
                // An error about a name is reported at the place of that name.
                let entered = self.enter();
                self.context.leave(true);
                Err(entered.err().unwrap_or(err))
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadError> {
        let input = self.enter()?;
        let read = seed.deserialize(Reader { context: &mut *self.context, input });
        self.context.leave(read.is_err());
        read
    }
}

/// The variant of an enum, and its content if it has any.
pub(super) struct Variant<'r, 'de> {
    pub(super) context: &'r mut Context<'de>,
    pub(super) name: Cow<'de, str>,
    pub(super) value: Option<&'de str>,
}

impl<'r, 'de> EnumAccess<'de> for Variant<'r, 'de> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<(S::Value, Self), ReadError> {
        let name = std::mem::take(&mut self.name);
        match seed.deserialize(Reader { context: &mut *self.context, input: Input::Text(name) }) {
            Ok(variant) => Ok((variant, self)),
            Err(err) => {
                // An error about the variant's name is reported at the place of the enum.
                let step = self.context.place.pop();
                self.context.failed();
                self.context.place.extend(step);
                Err(err)
            }
        }
    }
}

impl<'r, 'de> Variant<'r, 'de> {
    fn content(self, expected: &str) -> Result<Reader<'r, 'de>, ReadError> {
        match self.value {
            Some(text) => Ok(Reader { context: self.context, input: Input::Json(text) }),
            None => Err(ReadError::invalid_type(Unexpected::UnitVariant, &expected)),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        if self.value.is_some() { <()>::deserialize(self.content("unit variant")?) } else { Ok(()) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, ReadError> {
        seed.deserialize(self.content("newtype variant")?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        self.content("tuple variant")?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, ReadError> {
        self.content("struct variant")?.deserialize_map(visitor)
    }
}
