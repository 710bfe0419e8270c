//! The requests of the collection as they are written in `requests.json`: which operations, in which order, with which values.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The content of `requests.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Requests {
    #[serde(rename = "_note")]
    _note: String,
    /// The variables that stand for path parameters with another name.
    pub(super) variables: BTreeMap<String, String>,
    /// The operations without a request, with the reasons.
    pub(super) left_out: BTreeMap<String, String>,
    pub(super) families: Vec<Family>,
}

/// A folder with the folders of a family.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) folders: Vec<Folder>,
}

/// A folder with the requests to a resource.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) requests: Vec<Request>,
}

/// A request. Texts may contain variables, such as `{{sddc}}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// The name of the operation.
    pub(super) operation: String,
    /// The name of the request, if the name of the operation does not say enough.
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) path: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) query: BTreeMap<String, String>,
    /// The JSON body or the fields of the form. A text is a whole body that a variable holds.
    pub(super) body: Option<Value>,
    /// Id and secret of the OAuth app that sends the request.
    pub(super) caller: Option<(String, String)>,
    /// Whether the answer has the operation's other status.
    #[serde(default)]
    pub(super) other_status: bool,
    /// The variables that the answer sets.
    #[serde(default)]
    pub(super) keep: BTreeMap<String, Kept>,
    /// The field of the answer that is checked. Without one, the answer has no body.
    pub(super) field: Option<Field>,
}

/// A field of an answer, as a JSON pointer, with its value if that is checked too.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Field {
    Exists(String),
    Equals(String, Value),
}

/// A part of an answer that a variable keeps, as a JSON pointer.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Kept {
    Value(String),
    /// An object, as JSON.
    Json {
        json_of: String,
    },
    /// A field of the item of a list that has this value.
    Item {
        of: String,
        #[serde(rename = "where")]
        condition: BTreeMap<String, String>,
        take: String,
        /// Keep only what is after the last slash.
        #[serde(default)]
        last_part: bool,
    },
}

impl Requests {
    /// Reads the requests.
    pub(super) fn read() -> Result<Self, String> {
        serde_json::from_str(include_str!("requests.json")).map_err(|err| err.to_string())
    }
}
