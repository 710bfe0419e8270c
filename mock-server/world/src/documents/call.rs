//! Requests to operations on documents, and their answers.

use super::{kinds::Kind, paths::canonical, published::Operation, table::Table};
use serde_json::{Map, Value};
use vmc_client::wire::SddcId;

/// A request to a published operation on the documents of an SDDC.
#[derive(Debug, Clone)]
pub struct DocumentCall {
    pub table: &'static Table,
    /// The place of the operation in the table.
    pub place: usize,
    pub sddc: SddcId,
    /// The path that the client asked for, below the base of the interface, with its parameters decoded.
    pub asked: String,
    /// The parameters of the query, decoded.
    pub query: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<Value>,
}

/// The answer to such a request.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentReply {
    pub status: u16,
    pub body: Option<Value>,
}

impl DocumentCall {
    pub fn operation(&self) -> &'static Operation {
        &self.table.operations[self.place]
    }

    /// The path template below the base of the interface.
    pub fn template(&self) -> &'static str {
        let template = self.operation().template;
        template.strip_prefix(self.table.api.base()).unwrap_or(template)
    }

    /// The place in the tree of what the client asked for.
    pub fn path(&self) -> String {
        canonical(&self.asked)
    }

    /// The kind of the document that the operation is about.
    pub fn kind(&self) -> Option<&'static Kind> {
        self.table.kinds.of_operation(self.place)
    }

    /// Returns a parameter of the path by its name in the template.
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        let is_named = |segment: &str| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name);
        let place = self.template().split('/').position(is_named)?;
        self.asked.split('/').nth(place)
    }

    /// Returns a parameter of the query that is not empty.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether a parameter of the query is true.
    pub fn switch(&self, name: &str) -> bool {
        self.parameter(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Returns an answer with the usual status of the operation.
    pub fn reply(&self, body: Option<Value>) -> DocumentReply {
        DocumentReply { status: self.operation().status().as_u16(), body }
    }

    /// Returns an answer that contains an object.
    pub fn object(&self, body: Map<String, Value>) -> DocumentReply {
        self.reply(Some(Value::Object(body)))
    }

    /// Returns an answer without a body.
    pub fn done(&self) -> DocumentReply {
        self.reply(None)
    }
}
