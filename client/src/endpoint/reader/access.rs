//! Access to the contents of a value: the items of a list, the members of an object, the content of an enum variant.

use super::{
    context::{Context, Input, Reader, Step},
    error::ReadError,
    json::Name,
    key::Key,
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
    context: &'r mut Context<'de>,
    items: std::vec::IntoIter<&'de RawValue>,
    index: usize,
    /// How deep the list is nested.
    depth: usize,
}

impl<'r, 'de> Items<'r, 'de> {
    /// The items of a list, given as text.
    pub(super) fn of(context: &'r mut Context<'de>, text: &'de str) -> Result<Self, ReadError> {
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(ReadError::within)?;
        let depth = context.depth();
        Ok(Self { context, items: items.into_iter(), index: 0, depth })
    }

    /// Enters the next item and returns it.
    #[inline(never)]
    fn enter(&mut self) -> Result<Option<Reader<'_, 'de>>, ReadError> {
        let Some(item) = self.items.next() else {
            self.context.leave(self.depth);
            return Ok(None);
        };
        self.context.enter(self.depth, Step::Index(self.index))?;
        self.index += 1;
        Ok(Some(Reader { context: &mut *self.context, input: Input::Json(item.get()) }))
    }

    /// Leaves the list.
    ///
    /// # Errors
    /// Some of its items were not read.
    pub(super) fn leave(self) -> Result<(), ReadError> {
        self.context.leave(self.depth);
        match self.items.len() {
            0 => Ok(()),
            more => Err(ReadError::invalid_length(self.index + more, &"fewer elements")),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = ReadError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        match self.enter()? {
            Some(item) => seed.deserialize(item).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The members of an object, or of a value that is read like one.
pub(super) struct Fields<'r, 'de> {
    context: &'r mut Context<'de>,
    rest: Rest<'de>,
    /// The member whose name has been read.
    next: Option<(Cow<'de, str>, Input<'de>)>,
    /// How deep the object is nested.
    depth: usize,
}

pub(super) enum Rest<'de> {
    Members(std::vec::IntoIter<(Name<'de>, &'de RawValue)>),
    Pairs(std::vec::IntoIter<Pair<'de>>),
}

impl<'r, 'de> Fields<'r, 'de> {
    pub(super) fn of(context: &'r mut Context<'de>, rest: Rest<'de>) -> Self {
        let depth = context.depth();
        Self { context, rest, next: None, depth }
    }

    /// Advances to the next member and returns its name.
    #[inline(never)]
    fn advance(&mut self) -> Option<Key<'_, 'de>> {
        self.context.leave(self.depth);
        let next = match &mut self.rest {
            Rest::Members(members) => members.next().map(|(Name(name), value)| (name, Input::Json(value.get())))?,
            Rest::Pairs(pairs) => pairs.next().map(|(name, value)| (name, Input::Text(value)))?,
        };
        let (name, _) = self.next.insert(next);
        Some(Key { context: &mut *self.context, name })
    }

    /// Enters the member whose name has been read and returns its value.
    #[inline(never)]
    fn enter(&mut self) -> Result<Reader<'_, 'de>, ReadError> {
        let (name, input) = self.next.take().unwrap_or((Cow::Borrowed(""), Input::Json("null")));
        self.context.enter(self.depth, Step::Key(name))?;
        Ok(Reader { context: &mut *self.context, input })
    }

    /// Returns an error about a name, after it has entered the member, so that the error has the place of that name.
    #[cold]
    #[inline(never)]
    fn wrong_name(&mut self, err: ReadError) -> ReadError {
        self.enter().err().unwrap_or(err)
    }
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = ReadError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        let Some(key) = self.advance() else { return Ok(None) };
        match seed.deserialize(key) {
            Ok(key) => Ok(Some(key)),
            Err(err) => Err(self.wrong_name(err)),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadError> {
        seed.deserialize(self.enter()?)
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

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), ReadError> {
        match seed.deserialize(Key { context: &mut *self.context, name: &self.name }) {
            Ok(variant) => Ok((variant, self)),
            Err(err) => {
                self.context.leave_variant();
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
