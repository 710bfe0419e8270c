//! The OpenAPI documents and their schemas as values, without a server.

use super::{
    networking,
    openapi::{self, Family},
    routes,
};
use serde_json::Value;

/// Returns the OpenAPI 3.1 document of the service: every simulated operation, without those on networks.
pub fn openapi() -> Value {
    routes().finish().1.document(None)
}

/// Makes the content of a file in `src/schemas/` from the Rust types: the JSON Schemas of the control, or of all other operations.
#[cfg(feature = "schemas")]
pub fn schemas_of_types(of_control: bool) -> Value {
    openapi::schemas_of_types(&routes().schemas, of_control)
}

/// Returns the OpenAPI 3.1 document of a family of operations.
pub fn openapi_of(family: Family) -> Value {
    match family {
        Family::Networking => networking::document(),
        family => routes().finish().1.document(Some(family)),
    }
}

/// Returns the OpenAPI 3.1 document of the control of the simulation.
pub fn control_openapi() -> Value {
    openapi_of(Family::Control)
}

/// Returns the OpenAPI 3.1 document of the networks of SDDCs.
pub fn networking_openapi() -> Value {
    openapi_of(Family::Networking)
}

/// Converts one of these documents to OpenAPI 3.0, for generators that do not read 3.1.
pub fn openapi_3_0(document: &Value) -> Value {
    openapi::version_3_0(document)
}
