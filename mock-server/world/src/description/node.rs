//! The values of a description as they were written, with the place of each in the file.

use serde_json::{Map, Number, Value};
use std::fmt;

/// A value of a description.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value begins in the file; `None` if it did not come from a file.
    pub at: Option<At>,
    pub content: Content,
}

/// A place in a file. Both numbers begin with 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    pub line: u32,
    pub column: u32,
}

/// The content of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    /// Keys and values in the order of the file. A key may be there twice; that is a problem which is reported when the map is read.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub at: Option<At>,
    pub text: String,
}

impl Node {
    /// Returns the value as JSON. Of a key that is there twice, the last value counts.
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(bool) => Value::Bool(*bool),
            Content::Number(number) => Value::Number(number.clone()),
            Content::Text(text) => Value::String(text.clone()),
            Content::List(items) => items.iter().map(Self::to_value).collect(),
            Content::Map(members) => Value::Object(
                members.iter().map(|(key, value)| (key.text.clone(), value.to_value())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// Returns the words for the kind of the value, to be used in a sentence.
    pub(super) fn kind(&self) -> &'static str {
        match self.content {
            Content::Null => "nothing",
            Content::Bool(_) => "true or false",
            Content::Number(_) => "a number",
            Content::Text(_) => "a text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map of keys and values",
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(bool) => Content::Bool(bool),
            Value::Number(number) => Content::Number(number),
            Value::String(text) => Content::Text(text),
            Value::Array(items) => Content::List(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                let member = |(text, value)| (Key { at: None, text }, Self::from(value));
                Content::Map(members.into_iter().map(member).collect())
            }
        };
        Self { at: None, content }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
