//! Worlds as descriptions, in requests to the control.

use crate::{
    journal::A_WORLD,
    world::{
        description::{Description, node::Node},
        kernel::refusal::ApiResult,
    },
    worlds::refusals,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, fmt};

/// The description of a world as a JSON document. It may hold credentials. A text such as `${NAME}` stays as it is: only a file that the
/// server reads at its start may refer to variables of the environment.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DescriptionDocument(Value);

impl DescriptionDocument {
    /// Reads the description.
    ///
    /// # Errors
    /// The refusal names every problem that was found.
    pub(super) fn read(&self) -> ApiResult<Description> {
        Description::read(&Node::from(self.0.clone())).map_err(|problems| refusals::not_described(&problems))
    }

    /// Returns the text of the document.
    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }

    /// Returns a document that stands for one whose content must not be shown.
    pub(super) fn unshown() -> Self {
        Self(Value::String(A_WORLD.to_owned()))
    }
}

impl fmt::Debug for DescriptionDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The document may hold credentials, so it is not printed.
        f.write_str("DescriptionDocument(..)")
    }
}

impl JsonSchema for DescriptionDocument {
    fn inline_schema() -> bool {
        Description::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        Description::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Description::json_schema(generator)
    }
}
