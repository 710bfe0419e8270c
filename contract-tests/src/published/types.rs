//! Published types.

use serde::Deserialize;
use std::collections::BTreeMap;

/// An object with fields, or another name for a text.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Type {
    pub(super) fields: BTreeMap<String, Field>,
    pub(super) alias_of: Option<String>,
    #[serde(rename = "enum")]
    pub(super) values: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Field {
    #[serde(rename = "type")]
    pub(super) notation: String,
    #[serde(default)]
    pub(crate) required: bool,
    pub(super) format: Option<String>,
    #[serde(rename = "enum")]
    pub(super) values: Option<Vec<String>>,
}
