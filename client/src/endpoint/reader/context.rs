//! The values that a reader reads, and the context that all readers of one document share.

use super::{
    coerce::Coerce,
    error::ReadError,
    json::{Json, Members, Name},
};
use crate::form::Pair;
use serde::de::{Error as _, Expected, Unexpected};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashSet, fmt::Write as _};

/// The maximum number of nested values.
const DEPTH_MAX: usize = 128;

/// The data that all readers of one document share: the place and the unread members.
///
/// A value is left when the next item or member of its list or object is entered, or when the list or object ends. So a value that cannot be
/// read is not left, and after an error the place is that of the error.
#[derive(Default)]
pub(in crate::endpoint) struct Context<'de> {
    place: Vec<Step<'de>>,
    /// The places of members that no type has; `None` if they are not collected.
    unread: Option<Vec<String>>,
    /// Whether unread nulls and empty strings count too. Requests send them for fields that are not set.
    strict: bool,
    /// Whether the document is a request body. Its single values may have the JSON form of another type, and it must have
    /// a known field if it sets any.
    is_body: bool,
    /// The fields of the type of a request body that sets fields, but none of these.
    none_known: Option<&'static [&'static str]>,
}

/// One step from a value to a value inside it.
pub(super) enum Step<'de> {
    Key(Cow<'de, str>),
    Index(usize),
    Variant(Cow<'de, str>),
}

/// Reads one value.
pub struct Reader<'r, 'de> {
    pub(super) context: &'r mut Context<'de>,
    pub(super) input: Input<'de>,
}

pub(super) enum Input<'de> {
    /// The text of one JSON value whose syntax was checked.
    Json(&'de str),
    /// Names and values of a query, a form or a path. They are read like an object.
    Pairs(Vec<Pair<'de>>),
    /// A name, or a value of a query, a form or a path. Numbers and booleans are parsed from it.
    Text(Cow<'de, str>),
}

impl Input<'_> {
    /// The error of names and values, or of one of them, where another type is expected. That of JSON is [`Json::invalid_type`].
    #[cold]
    #[inline(never)]
    pub(super) fn invalid_type(&self, expected: &dyn Expected) -> ReadError {
        match self {
            Self::Json(_) | Self::Pairs(_) => ReadError::invalid_type(Unexpected::Map, expected),
            Self::Text(text) => ReadError::invalid_type(Unexpected::Str(text), expected),
        }
    }
}

impl<'de> Context<'de> {
    /// Creates a context. It collects unread members if `noting` is true.
    pub(in crate::endpoint) fn new(noting: bool) -> Self {
        Self { unread: noting.then(Vec::new), ..Self::default() }
    }

    /// Creates a context that collects every unread member, including nulls and empty strings.
    pub(in crate::endpoint) fn strict() -> Self {
        Self { strict: true, ..Self::new(true) }
    }

    /// A context for a request body. It notes unread members where `noting`.
    pub(in crate::endpoint) fn body(noting: bool) -> Self {
        Self { is_body: true, ..Self::new(noting) }
    }

    /// Returns `true` at the beginning of a request body.
    pub(super) fn begins_body(&self) -> bool {
        self.is_body && self.place.is_empty()
    }

    /// Remembers the fields of the type of a request body that sets other fields only.
    pub(super) fn knows_none_of(&mut self, fields: &'static [&'static str]) {
        self.none_known = Some(fields);
    }

    /// Returns the error of a request body that was read and sets fields, but none that its type has.
    pub(in crate::endpoint) fn no_known_field(&self) -> Option<ReadError> {
        let fields = self.none_known?;
        Some(ReadError(format!("none of its fields is known, expected one of `{}`", fields.join("`, `")).into()))
    }

    /// Creates a reader of a JSON document.
    ///
    /// # Errors
    /// The text is not JSON. The reason names line and column.
    pub(in crate::endpoint) fn json(&mut self, text: &'de str) -> Result<Reader<'_, 'de>, ReadError> {
        match serde_json::from_str::<&RawValue>(text) {
            Ok(value) => Ok(Reader { context: self, input: Input::Json(value.get()) }),
            Err(err) => Err(syntax_error(text, &err)),
        }
    }

    /// Creates a reader of names and values.
    pub(in crate::endpoint) fn pairs(&mut self, pairs: Vec<Pair<'de>>) -> Reader<'_, 'de> {
        Reader { context: self, input: Input::Pairs(pairs) }
    }

    /// Returns the places of the members that were not read.
    pub(in crate::endpoint) fn into_unread(self) -> Vec<String> {
        self.unread.unwrap_or_default()
    }

    /// Returns the place, such as `cluster.hosts[2].id`. After an error, it is that of the value that could not be read.
    pub(in crate::endpoint) fn place(&self) -> String {
        self.here(true)
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

    /// Returns how deep the value that was entered last is nested.
    pub(super) fn depth(&self) -> usize {
        self.place.len()
    }

    /// Enters a value in the list or object that is nested as deep as `depth`.
    pub(super) fn enter(&mut self, depth: usize, step: Step<'de>) -> Result<(), ReadError> {
        self.leave(depth);
        self.place.push(step);
        if self.place.len() > DEPTH_MAX { Err(ReadError("recursion limit exceeded".into())) } else { Ok(()) }
    }

    /// Leaves what was entered in the list or object that is nested as deep as `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        self.place.truncate(depth);
    }

    /// Leaves the variant that was entered last. The place of a wrong name of a variant is the enum.
    #[cold]
    #[inline(never)]
    pub(super) fn leave_variant(&mut self) {
        self.place.pop();
    }

    /// Parses one level of a value. `coerce` reads it as another type, where this is allowed.
    pub(super) fn scalar(&self, text: &'de str, coerce: Coerce) -> Result<Json<'de>, ReadError> {
        Ok(if self.is_body { coerce(Json::of(text)?, text) } else { Json::of(text)? })
    }

    /// Collects the place of a value that no type has.
    pub(super) fn note_unread(&mut self, is_set: bool) {
        if self.unread.is_some() && (self.strict || is_set) {
            let here = self.here(false);
            self.unread.get_or_insert_default().push(here);
        }
    }

    /// Reads the members of an object. A name that occurs twice is an error.
    pub(super) fn members(
        &mut self,
        text: &'de str,
    ) -> Result<std::vec::IntoIter<(Name<'de>, &'de RawValue)>, ReadError> {
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
                self.enter(self.depth(), Step::Key(name.clone()))?;
                return Err(ReadError(format!("duplicate field `{name}`").into()));
            }
        }
        Ok(members.into_iter())
    }
}

/// Returns the error of a text that is not JSON. Parsing the whole text gives a more exact message than checking it.
#[cold]
#[inline(never)]
fn syntax_error(text: &str, checked: &serde_json::Error) -> ReadError {
    let read = serde_json::from_str::<serde_json::Value>(text).err();
    ReadError(read.as_ref().unwrap_or(checked).to_string().into())
}
