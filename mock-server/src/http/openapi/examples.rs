//! Examples of requests and answers. A contract test makes them by sending a request that works for every operation, and fails if a file is
//! out of date: `UPDATE_EXAMPLES=1 cargo test -p vmc-contract --test simulator examples` writes them.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The examples, by the names of operations.
pub(super) struct Examples(BTreeMap<String, Example>);

/// One request and its answer. Large answers are left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Example {
    /// The values of path and query parameters.
    parameters: BTreeMap<String, Value>,
    body: Option<Value>,
    answer: Option<Value>,
}

impl Examples {
    pub(super) fn read() -> Self {
        Self(serde_json::from_str(include_str!("examples.json")).unwrap_or_default())
    }

    /// Returns the example of an operation, and forgets it.
    pub(super) fn of(&mut self, operation: &str) -> Example {
        self.0.remove(operation).unwrap_or_default()
    }
}

impl Example {
    pub(super) fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    pub(super) fn answer(&self) -> Option<&Value> {
        self.answer.as_ref()
    }

    /// Adds the values to the parameters that have one.
    pub(super) fn add_to_parameters(&self, parameters: &mut [Value]) {
        for parameter in parameters {
            let value = parameter["name"].as_str().and_then(|name| self.parameters.get(name));
            if let Some(value) = value {
                parameter["example"] = value.clone();
            }
        }
    }
}
