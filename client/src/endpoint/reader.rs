//! The deserializer for all requests and for exported worlds.
//!
//! [`Reader`] reads JSON documents and the flat names and values of queries, forms and paths. Each wire type is
//! therefore compiled for a single deserializer. The reader tracks its place in the document, so that errors can name
//! it, and it records the members that no type asked for.
//!
//! `serde_json` checks the syntax of the whole JSON text once. After that, a value is kept as text, and objects and
//! lists are split into their members one level at a time, when a type asks for them.

mod access;
mod json;

use self::{
    access::{Fields, Items, Rest, Variant},
    json::{Json, Members, Name},
};
use crate::form::Pair;
use serde::{
    Deserializer,
    de::{Error, Expected, Unexpected, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashSet, fmt, fmt::Write as _};

/// The maximum depth of nesting.
const DEPTH_MAX: usize = 128;

/// The type name that tells `serde_json` to return the text of a value instead of its content.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// The state that all readers of one document share: the current place, the place of the first error, and the unread
/// members.
#[derive(Default)]
pub(super) struct Context<'de> {
    place: Vec<Step<'de>>,
    error_place: Option<String>,
    /// Places of members that no type asked for; `None` if they are not recorded.
    unread: Option<Vec<String>>,
    /// If `true`, unread nulls and empty strings are recorded too. Requests contain them for fields that are not set.
    strict: bool,
}

/// One step from a value to a value inside it.
enum Step<'de> {
    Key(Cow<'de, str>),
    Index(usize),
    Variant(Cow<'de, str>),
}

/// Reads one value.
pub struct Reader<'r, 'de> {
    context: &'r mut Context<'de>,
    input: Input<'de>,
}

enum Input<'de> {
    /// The text of one JSON value whose syntax has been checked.
    Json(&'de str),
    /// Names and values of a query, a form or a path, which are read like an object.
    Pairs(Vec<Pair<'de>>),
    /// A name, or a value of a query, a form or a path. Numbers and booleans are parsed from it.
    Text(Cow<'de, str>),
}

/// The reason why a value cannot be read. The place is kept in the [`Context`].
#[derive(Debug)]
pub struct ReadError(Box<str>);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl Error for ReadError {
    #[cold]
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self(reason.to_string().into())
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unexpected("type", found, expected)
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unexpected("value", found, expected)
    }
}

impl ReadError {
    /// Uses the wording of `serde_json`, which calls null by its JSON name.
    #[cold]
    #[inline(never)]
    fn unexpected(what: &str, found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(
            match found {
                Unexpected::Unit => format!("invalid {what}: null, expected {expected}"),
                found => format!("invalid {what}: {found}, expected {expected}"),
            }
            .into(),
        )
    }

    /// Creates an error about a part of a text whose syntax is valid: an escape or a number that has no value. Line
    /// and column are left out, because they would be relative to the part.
    #[cold]
    #[inline(never)]
    #[expect(clippy::needless_pass_by_value, reason = "it is used as the function of a `map_err`")]
    fn within(err: serde_json::Error) -> Self {
        let text = err.to_string();
        Self(text.rsplit_once(" at line ").map_or(&*text, |(reason, _)| reason).into())
    }
}

impl<'de> Context<'de> {
    /// Creates a context that records unread members if `noting` is true.
    pub(super) fn new(noting: bool) -> Self {
        Self { unread: noting.then(Vec::new), ..Self::default() }
    }

    /// Creates a context that records every unread member, including nulls and empty strings.
    pub(super) fn strict() -> Self {
        Self { strict: true, ..Self::new(true) }
    }

    /// Returns a reader of a JSON document.
    ///
    /// # Errors
    /// The text is not JSON. The reason names the line and column.
    pub(super) fn json(&mut self, text: &'de str) -> Result<Reader<'_, 'de>, ReadError> {
        match serde_json::from_str::<&RawValue>(text) {
            Ok(value) => Ok(Reader { context: self, input: Input::Json(value.get()) }),
            Err(err) => Err(syntax_error(text, &err)),
        }
    }

    /// Returns a reader of names and values.
    pub(super) fn pairs(&mut self, pairs: Vec<Pair<'de>>) -> Reader<'_, 'de> {
        Reader { context: self, input: Input::Pairs(pairs) }
    }

    /// Returns the places of the members that were not read.
    pub(super) fn into_unread(self) -> Vec<String> {
        self.unread.unwrap_or_default()
    }

    /// Returns the place of the first error, such as `cluster.hosts[2].id`.
    pub(super) fn take_error_place(&mut self) -> String {
        self.error_place.take().unwrap_or_default()
    }

    /// Records the place of an error, unless an earlier one is recorded.
    #[cold]
    #[inline(never)]
    fn failed(&mut self) {
        if self.error_place.is_none() {
            self.error_place = Some(self.here(true));
        }
    }

    fn here(&self, variants: bool) -> String {
        let mut here = String::new();
        for step in &self.place {
            match step {
                // Writing to a string cannot fail.
                Step::Index(index) => _ = write!(here, "[{index}]"),
                Step::Variant(_) if !variants => {}
                Step::Key(name) | Step::Variant(name) => {
                    if !here.is_empty() {
                        here.push('.');
                    }
                    here.push_str(name);
                }
            }
        }
        here
    }

    fn enter(&mut self, step: Step<'de>) -> Result<(), ReadError> {
        self.place.push(step);
        if self.place.len() > DEPTH_MAX { Err(ReadError("recursion limit exceeded".into())) } else { Ok(()) }
    }

    fn leave<T>(&mut self, read: Result<T, ReadError>) -> Result<T, ReadError> {
        if read.is_err() {
            self.failed();
        }
        self.place.pop();
        read
    }

    /// Records a value that no type asked for.
    fn note_unread(&mut self, is_set: bool) {
        if self.unread.is_some() && (self.strict || is_set) {
            let here = self.here(false);
            self.unread.get_or_insert_default().push(here);
        }
    }

    /// Returns the members of an object. An object in which a name occurs twice is refused.
    fn members(&mut self, text: &'de str) -> Result<std::vec::IntoIter<(Name<'de>, &'de RawValue)>, ReadError> {
        let Members(members) = serde_json::from_str(text).map_err(ReadError::within)?;
        let mut seen = HashSet::new();
        for (at, (Name(name), _)) in members.iter().enumerate() {
            let earlier = &members[..at];
            let twice = if at < 16 {
                earlier.iter().any(|(other, _)| other.0 == *name)
            } else {
                if seen.is_empty() {
                    seen.extend(earlier.iter().map(|(other, _)| &*other.0));
                }
                !seen.insert(name)
            };
            if twice {
                let refused = self.enter(Step::Key(name.clone()));
                return self.leave(refused.and_then(|()| Err(ReadError(format!("duplicate field `{name}`").into()))));
            }
        }
        Ok(members.into_iter())
    }
}

/// Returns the error for a text that is not JSON. The text is parsed again as a value, because that gives a more
/// precise message than the syntax check.
#[cold]
#[inline(never)]
fn syntax_error(text: &str, checked: &serde_json::Error) -> ReadError {
    let read = serde_json::from_str::<serde_json::Value>(text).err();
    ReadError(read.as_ref().unwrap_or(checked).to_string().into())
}

fn visit_text<'de, V: Visitor<'de>>(text: Cow<'de, str>, visitor: V) -> Result<V::Value, ReadError> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

fn visit_list<'de, V: Visitor<'de>>(
    context: &mut Context<'de>,
    text: &'de str,
    visitor: V,
) -> Result<V::Value, ReadError> {
    let items: Vec<&RawValue> = serde_json::from_str(text).map_err(ReadError::within)?;
    let count = items.len();
    let mut items = Items { context, items: items.into_iter(), index: 0 };
    let read = visitor.visit_seq(&mut items)?;
    if items.items.as_slice().is_empty() { Ok(read) } else { Err(ReadError::invalid_length(count, &"fewer elements")) }
}

macro_rules! numbers {
    ($($deserialize:ident $visit:ident $type:ty;)*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.input {
                Input::Text(text) => match text.parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(err) => Err(ReadError::custom(err)),
                },
                Input::Pairs(_) => self.deserialize_any(visitor),
                Input::Json(text) => match Json::of(text)? {
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
    ($($deserialize:ident)*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.input {
                Input::Text(text) => visit_text(text, visitor),
                Input::Pairs(_) => self.deserialize_any(visitor),
                Input::Json(text) => match Json::of(text)? {
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
                return visitor.visit_map(Fields { context, rest: Rest::Pairs(pairs.into_iter()), next: None });
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
            Json::List(text) => visit_list(context, text, visitor),
            Json::Object(text) => {
                let members = context.members(text)?;
                visitor.visit_map(Fields { context, rest: Rest::Members(members), next: None })
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.input {
            Input::Text(text) => match text.parse() {
                Ok(value) => visitor.visit_bool(value),
                Err(err) => Err(ReadError::custom::<std::str::ParseBoolError>(err)),
            },
            Input::Pairs(_) => self.deserialize_any(visitor),
            Input::Json(text) => match Json::of(text)? {
                Json::Bool(value) => visitor.visit_bool(value),
                other => Err(other.invalid_type(&visitor)),
            },
        }
    }

    numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

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
                visitor.visit_map(Fields { context: self.context, rest: Rest::Pairs(pairs.into_iter()), next: None })
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.input {
            Input::Json(text) => match Json::of(text)? {
                Json::List(text) => visit_list(self.context, text, visitor),
                other => Err(other.invalid_type(&visitor)),
            },
            _ => self.deserialize_any(visitor),
        }
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
        match self.input {
            Input::Json(text) if !text.starts_with('{') => Err(Json::of(text)?.invalid_type(&visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    /// Reads a struct from an object only. Derived types would also accept a list of their fields, a form that the
    /// service does not have.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let Self { context, input } = self;
        let (variant, value) = match input {
            Input::Text(text) => (text, None),
            Input::Pairs(_) => return Err(ReadError("expected value".into())),
            Input::Json(text) => match Json::of(text)? {
                Json::Text(text) => (text, None),
                Json::Object(text) => {
                    let mut members = context.members(text)?;
                    match (members.next(), members.next()) {
                        (Some((Name(variant), value)), None) => (variant, Some(value.get())),
                        _ => return Err(ReadError("expected value".into())),
                    }
                }
                _ => return Err(ReadError("expected value".into())),
            },
        };
        context.enter(Step::Variant(variant.clone()))?;
        let read = visitor.visit_enum(Variant { context: &mut *context, name: variant, value });
        context.leave(read)
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
