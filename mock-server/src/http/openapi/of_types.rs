//! Makes the files in `src/schemas/` from the types of the operations. Only a test needs it.

use super::Family;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoint::{OperationInfo, Schemas},
    wire::{CoreError, CspError, CspModuleError, ErrorResponse},
};

/// Adds the schemas of an endpoint to a generator and returns them.
pub(in crate::http) type SchemasOf = fn(&mut SchemaGenerator) -> Schemas;

/// Returns the schemas of all operations of the control, or of all others.
pub(in crate::http) fn schemas_of_types(operations: &[(&'static OperationInfo, SchemasOf)], of_control: bool) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
    });
    let mut generator = settings.into_generator();
    let mut described = Map::new();
    for (info, schemas) in operations {
        if (Family::of(info) == Family::Control) == of_control {
            let Schemas { path, query, body, reply } = schemas(&mut generator);
            let mut own = json!({"path": path, "query": query, "body": body, "reply": reply});
            if let Some(own) = own.as_object_mut() {
                own.retain(|_, schema| !schema.is_null());
            }
            described.insert(info.name.to_owned(), own);
        }
    }
    generator.subschema_for::<ErrorResponse>();
    if !of_control {
        generator.subschema_for::<CspModuleError>();
        generator.subschema_for::<CspError>();
        generator.subschema_for::<CoreError>();
    }
    let mut definitions = generator.take_definitions(true);
    definitions.sort_keys();
    json!({"definitions": definitions, "operations": described})
}
