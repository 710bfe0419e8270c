//! Reads a description into its types. All problems are collected, not only the first.

use super::{
    node::{At, Content, Key, Node},
    problems::Problems,
};
use crate::kernel::collections::map_of;
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vmc_client::{endpoint::decode_strictly, wire::Secret};

/// The largest distance of a known key that is suggested for an unknown one.
const SIMILAR: usize = 2;

/// A type that can be read from a value of a description.
pub(super) trait Read: Sized {
    /// Reads a value. `None` means that a problem was added.
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self>;

    /// Returns the value of a key that is not there. `None` means that the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// Declares a struct of a description. Each field is a key; a key that is not declared is a problem.
macro_rules! described {
    ($(#[$doc:meta])* pub struct $name:ident { $($(#[$about:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
        pub struct $name { $($(#[$about])* pub $field: $type,)* }

        impl $crate::description::reading::Read for $name {
            fn read(
                node: &$crate::description::node::Node,
                path: &str,
                problems: &mut $crate::description::problems::Problems,
            ) -> Option<Self> {
                let keys = &[$(stringify!($field)),*];
                let fields = $crate::description::reading::Fields::of(node, path, keys, problems)?;
                $(let $field = fields.read(stringify!($field), problems);)*
                Some(Self { $($field: $field?,)* })
            }
        }
    };
}
pub(super) use described;

/// The keys of a map that is being read.
pub(super) struct Fields<'n> {
    path: &'n str,
    at: Option<At>,
    members: &'n [(Key, Node)],
}

impl<'n> Fields<'n> {
    /// Checks that a value is a map that has only these keys, each once.
    pub(super) fn of(node: &'n Node, path: &'n str, keys: &[&str], problems: &mut Problems) -> Option<Self> {
        let Content::Map(members) = &node.content else {
            wrong_kind(node, path, "a map of keys and values", problems);
            return None;
        };
        let mut seen = BTreeSet::new();
        for (key, _) in members {
            if !keys.contains(&key.text.as_str()) {
                let near = keys.iter().find(|known| strsim::levenshtein(known, &key.text) <= SIMILAR);
                let hint = near.map_or_else(String::new, |known| format!(" Is `{known}` meant?"));
                problems.add(&joined(path, &key.text), key.at, format!("There is no key of this name here.{hint}"));
            } else if !seen.insert(&key.text) {
                problems.add(&joined(path, &key.text), key.at, "This key is here twice.");
            }
        }
        Some(Self { path, at: node.at, members })
    }

    /// Reads the value of a key. A key without a value counts as absent.
    pub(super) fn read<T: Read>(&self, name: &str, problems: &mut Problems) -> Option<T> {
        let found = self.members.iter().find(|(key, value)| key.text == name && value.content != Content::Null);
        let Some((_, value)) = found else {
            let absent = T::absent();
            if absent.is_none() {
                problems.add(&joined(self.path, name), self.at, "This key is required.");
            }
            return absent;
        };
        T::read(value, &joined(self.path, name), problems)
    }
}

/// Appends a key to a path.
pub(super) fn joined(path: &str, key: &str) -> String {
    let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    match (path.is_empty(), plain) {
        (true, true) => key.to_owned(),
        (true, false) => format!("[{key:?}]"),
        (false, true) => format!("{path}.{key}"),
        (false, false) => format!("{path}[{key:?}]"),
    }
}

pub(super) fn wrong_kind(node: &Node, path: &str, expected: &str, problems: &mut Problems) {
    problems.add(path, node.at, format!("This must be {expected}, and is {}.", node.kind()));
}

impl Read for String {
    /// Reads a text. A number or a truth value is taken as it was written, as most YAML files leave out the quotes of such texts.
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        match &node.content {
            Content::Text(text) => Some(text.clone()),
            Content::Bool(bool) => Some(bool.to_string()),
            Content::Number(number) => Some(number.to_string()),
            Content::Null | Content::List(_) | Content::Map(_) => {
                wrong_kind(node, path, "a text", problems);
                None
            }
        }
    }
}

impl Read for bool {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        if let Content::Bool(bool) = node.content {
            return Some(bool);
        }
        wrong_kind(node, path, "true or false", problems);
        None
    }
}

/// Reads a value as a type that has its own reader of JSON.
pub(super) fn by_serde<T: DeserializeOwned>(node: &Node, path: &str, problems: &mut Problems) -> Option<T> {
    let (mut reason, mut place) = (String::new(), path.to_owned());
    match decode_strictly::<T>(node.to_value().to_string().as_bytes()) {
        Ok((read, unread)) => {
            for key in &unread {
                problems.add(&format!("{path}.{key}"), node.at, "There is no key of this name here.");
            }
            return unread.is_empty().then_some(read);
        }
        Err(err) => {
            if !err.path.is_empty() {
                let dot = if err.path.starts_with('[') { "" } else { "." };
                place = format!("{path}{dot}{}", err.path);
            }
            reason.push_str(&crate::kernel::refusal::without_quoted(&err.reason));
        }
    }
    problems.add(&place, node.at, format!("This cannot be read: {reason}."));
    None
}

/// Types whose reader of JSON says well what is wrong.
macro_rules! read_by_serde {
    ($($type:ty),* $(,)?) => { $(
        impl Read for $type {
            fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
                by_serde(node, path, problems)
            }
        }
    )* };
}
pub(super) use read_by_serde;

/// Whole numbers of a certain size.
macro_rules! read_whole_number {
    ($($type:ty),*) => { $(
        impl Read for $type {
            fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
                if let Content::Number(number) = &node.content
                    && let Ok(read) = number.to_string().parse()
                {
                    return Some(read);
                }
                let expected = format!("a whole number from {} to {}", Self::MIN, Self::MAX);
                match node.content {
                    Content::Number(_) => problems.add(path, node.at, format!("This must be {expected}.")),
                    _ => wrong_kind(node, path, &expected, problems),
                }
                None
            }
        }
    )* };
}
read_whole_number!(u64, i32, i64);

impl Read for f64 {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        let read = match &node.content {
            Content::Number(number) => number.as_f64(),
            _ => None,
        };
        if read.is_none() {
            wrong_kind(node, path, "a number", problems);
        }
        read
    }
}

read_by_serde!(serde_json::Value);

impl Read for Timestamp {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        let text = String::read(node, path, problems)?;
        let read = text.parse();
        if read.is_err() {
            problems.add(path, node.at, "This is not a time such as 2026-01-05T10:00:00Z.");
        }
        read.ok()
    }
}

impl Read for Uuid {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        let read = Uuid::try_parse(&String::read(node, path, problems)?);
        if read.is_err() {
            problems.add(path, node.at, "This is not a UUID such as 5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a11.");
        }
        read.ok()
    }
}

impl Read for SignedDuration {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        let text = String::read(node, path, problems)?;
        match text.parse::<Self>() {
            Ok(time) if !time.is_negative() => return Some(time),
            Ok(_) => problems.add(path, node.at, "Time only moves forward: this cannot be negative."),
            Err(_) => problems.add(path, node.at, "This is not a span of time such as 90s or 2h30m."),
        }
        None
    }
}

impl Read for Secret {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        String::read(node, path, problems).map(Self::from)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        T::read(node, path, problems).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        let Content::List(items) = &node.content else {
            wrong_kind(node, path, "a list", problems);
            return None;
        };
        // Every item is read, so that the problems of each are found.
        let read: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(place, item)| T::read(item, &format!("{path}[{place}]"), problems))
            .collect();
        read.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        members(node, path, problems).map(map_of)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// Reads a map in the order of the file.
pub(super) fn members<T: Read>(node: &Node, path: &str, problems: &mut Problems) -> Option<IndexMap<String, T>> {
    let Content::Map(members) = &node.content else {
        wrong_kind(node, path, "a map of keys and values", problems);
        return None;
    };
    let mut read = IndexMap::new();
    let mut whole = true;
    for (key, value) in members {
        let path = joined(path, &key.text);
        let Some(value) = T::read(value, &path, problems) else {
            whole = false;
            continue;
        };
        if read.insert(key.text.clone(), value).is_some() {
            problems.add(&path, key.at, "This key is here twice.");
            whole = false;
        }
    }
    whole.then_some(read)
}

/// A value with the place where it was written, for a problem that is found later.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed<T> {
    pub value: T,
    pub(super) path: String,
    pub(super) at: Option<At>,
}

impl<T> Placed<T> {
    /// A value that was not read from a file.
    pub fn unplaced(value: T) -> Self {
        Self { value, path: String::new(), at: None }
    }

    pub(super) fn problem(&self, problems: &mut Problems, message: impl Into<String>) {
        problems.add(&self.path, self.at, message);
    }

    /// Adds a problem at a key of this value.
    pub(super) fn problem_at(&self, key: &str, problems: &mut Problems, message: impl Into<String>) {
        problems.add(&joined(&self.path, key), self.at, message);
    }
}

impl<T: Read> Read for Placed<T> {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        Some(Self { value: T::read(node, path, problems)?, path: path.to_owned(), at: node.at })
    }
}

impl<T: serde::Serialize> serde::Serialize for Placed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

#[cfg(feature = "schemas")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
