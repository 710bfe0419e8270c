//! The OpenAPI 3.1 documents, grown from the same lines of the table as the routes: one of the service, one of the control.

use super::control;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoint::{Body, Endpoint, Reply},
    wire::{CspError, CspModuleError, ErrorResponse},
};

/// The finished documents.
#[derive(Debug)]
pub(super) struct Documents {
    /// What the service has: VMC and sign-in.
    pub(super) service: Value,
    /// The control of the simulation.
    pub(super) control: Value,
}

/// The documents under construction.
pub(super) struct DocumentsDraft {
    service: Document,
    control: Document,
}

impl DocumentsDraft {
    pub(super) fn new() -> Self {
        Self { service: Document::new(), control: Document::new() }
    }

    /// Adds one operation to the document that it belongs to.
    pub(super) fn add<E: Endpoint>(&mut self, signed_in: bool) {
        if E::PATH.starts_with(control::PREFIX) {
            self.control.add::<E>(signed_in);
        } else {
            self.service.add::<E>(signed_in);
        }
    }

    pub(super) fn finish(self) -> Documents {
        Documents {
            service: self.service.finish("vmcsim", "VMware Cloud on AWS and its sign-in service, simulated"),
            control: self
                .control
                .finish("vmcsim control", "Worlds of the simulation: their time, their pace and their faults"),
        }
    }
}

/// One document under construction.
struct Document {
    schemas: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Document {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
        });
        Self { schemas: settings.into_generator(), paths: Map::new() }
    }

    /// Adds one operation.
    fn add<E: Endpoint>(&mut self, signed_in: bool) {
        let mut parameters = self.parameters::<E::Path>("path");
        parameters.extend(self.parameters::<E::Query>("query"));
        let mut responses = Map::new();
        for status in [Some(E::STATUS), E::OTHER_STATUS].into_iter().flatten() {
            let mut response = json!({"description": status.canonical_reason().unwrap_or_default()});
            if let (Some(media), Some(schema)) = (E::Reply::MEDIA_TYPE, E::Reply::schema(&mut self.schemas)) {
                response["content"] = json!({media: {"schema": schema}});
            }
            responses.insert(status.as_str().to_owned(), response);
        }
        responses.insert("default".to_owned(), self.refusal(E::PATH));
        let mut operation = json!({
            "operationId": E::NAME,
            "summary": E::DOC,
            "tags": [tag(E::PATH)],
            "parameters": parameters,
            "responses": responses,
        });
        if let (Some(media), Some(schema)) = (E::Body::MEDIA_TYPE, E::Body::schema(&mut self.schemas)) {
            operation["requestBody"] = json!({"required": E::Body::REQUIRED, "content": {media: {"schema": schema}}});
        }
        operation["security"] = if signed_in { json!([{"cspAuthToken": []}, {"bearer": []}]) } else { json!([]) };
        let path = self.paths.entry(E::PATH).or_insert_with(|| json!({}));
        path[E::METHOD.as_str().to_lowercase()] = operation;
    }

    fn refusal(&mut self, path: &str) -> Value {
        let schema = if path.starts_with("/csp/") {
            let shapes = [self.schemas.subschema_for::<CspModuleError>(), self.schemas.subschema_for::<CspError>()];
            json!({"anyOf": shapes})
        } else {
            json!(self.schemas.subschema_for::<ErrorResponse>())
        };
        json!({"description": "Refused", "content": {"application/json": {"schema": schema}}})
    }

    /// The fields of a flat struct as parameters.
    fn parameters<T: JsonSchema>(&mut self, place: &str) -> Vec<Value> {
        let schema = T::json_schema(&mut self.schemas);
        let required: Vec<_> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let fields = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        fields
            .into_iter()
            .map(|(name, mut schema)| {
                let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
                without_null(&mut schema);
                let required = place == "path" || required.contains(&json!(name));
                let mut parameter = json!({"name": name, "in": place, "required": required, "schema": schema});
                if let Some(description) = description {
                    parameter["description"] = description;
                }
                parameter
            })
            .collect()
    }

    fn finish(mut self, title: &str, summary: &str) -> Value {
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": title,
                "version": env!("CARGO_PKG_VERSION"),
                "summary": summary,
                "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "paths": self.paths,
            "components": {
                "schemas": self.schemas.take_definitions(true),
                "securitySchemes": {
                    "cspAuthToken": {"type": "apiKey", "in": "header", "name": "csp-auth-token"},
                    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                },
            },
        })
    }
}

/// A parameter is text or it is not there: of a type "text or null" only the text remains.
fn without_null(schema: &mut Value) {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = &kinds[..] {
            schema["type"] = kind.clone();
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [choice] = &choices[..] {
            *schema = choice.clone();
        }
    }
}

/// The part of the service that a path belongs to.
fn tag(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("csp") => "CSP",
        Some("_vmcsim") => "Simulation",
        _ => "VMC",
    }
}
