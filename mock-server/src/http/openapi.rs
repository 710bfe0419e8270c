//! The OpenAPI 3.1 documents, grown from the same lines of the table as the routes: one of the service, one of the control.

use super::control;
use bytes::Bytes;
use http::{Method, StatusCode};
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoint::{Body, Endpoint, Schemas},
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

/// The finished documents as they are sent.
#[derive(Debug)]
pub(super) struct DocumentTexts {
    pub(super) service: Bytes,
    pub(super) control: Bytes,
}

impl Documents {
    pub(super) fn texts(&self) -> DocumentTexts {
        let text = |document| serde_json::to_vec_pretty(document).unwrap_or_default().into();
        DocumentTexts { service: text(&self.service), control: text(&self.control) }
    }
}

/// What is to stand in the documents. Few who start a server look at one, so they are written when somebody does.
#[derive(Default)]
pub(super) struct DocumentsDraft {
    operations: Vec<OperationDraft>,
}

/// An operation that is to stand in a document.
struct OperationDraft {
    control: bool,
    operation: Operation,
}

impl DocumentsDraft {
    /// Adds one operation.
    pub(super) fn add<E: Endpoint>(&mut self, signed_in: bool) {
        let control = E::PATH.starts_with(control::PREFIX);
        let operation = Operation {
            name: E::NAME,
            doc: E::DOC,
            method: E::METHOD,
            at: E::PATH,
            statuses: [Some(E::STATUS), E::OTHER_STATUS],
            signed_in,
            schemas: E::schemas,
            body_required: E::Body::REQUIRED,
        };
        self.operations.push(OperationDraft { control, operation });
    }

    /// Writes the documents.
    pub(super) fn finish(self) -> Documents {
        let (mut service, mut control) = (Document::new(), Document::new());
        for OperationDraft { control: of_control, operation } in self.operations {
            let document = if of_control { &mut control } else { &mut service };
            document.add_operation(operation);
        }
        Documents {
            service: service.finish("vmcsim", "VMware Cloud on AWS and its sign-in service, simulated"),
            control: control
                .finish("vmcsim control", "Worlds of the simulation: their time, their pace and their faults"),
        }
    }
}

/// What a document says of an operation.
struct Operation {
    name: &'static str,
    doc: &'static str,
    method: Method,
    at: &'static str,
    statuses: [Option<StatusCode>; 2],
    signed_in: bool,
    schemas: fn(&mut SchemaGenerator) -> Schemas,
    body_required: bool,
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
    fn add_operation(&mut self, operation: Operation) {
        let Operation { name, doc, method, at, statuses, signed_in, schemas, body_required } = operation;
        let Schemas { path, query, body, reply } = schemas(&mut self.schemas);
        let mut given = parameters(&path, "path");
        given.extend(parameters(&query, "query"));
        let mut responses = Map::new();
        for status in statuses.into_iter().flatten() {
            let mut response = json!({"description": status.canonical_reason().unwrap_or_default()});
            if let Some((media, schema)) = &reply {
                response["content"] = json!({*media: {"schema": schema}});
            }
            responses.insert(status.as_str().to_owned(), response);
        }
        responses.insert("default".to_owned(), self.refusal(at));
        let mut operation = json!({
            "operationId": name,
            "summary": doc,
            "tags": [tag(at)],
            "parameters": given,
            "responses": responses,
        });
        if let Some((media, schema)) = body {
            operation["requestBody"] = json!({"required": body_required, "content": {media: {"schema": schema}}});
        }
        operation["security"] = if signed_in { json!([{"cspAuthToken": []}, {"bearer": []}]) } else { json!([]) };
        let path = self.paths.entry(at).or_insert_with(|| json!({}));
        path[method.as_str().to_lowercase()] = operation;
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

/// The fields of a flat struct as parameters.
fn parameters(schema: &Schema, place: &str) -> Vec<Value> {
    let required: Vec<_> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let fields = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let of = |(name, mut schema): (String, Value)| {
        let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        without_null(&mut schema);
        let required = place == "path" || required.contains(&json!(name));
        let mut parameter = json!({"name": name, "in": place, "required": required, "schema": schema});
        if let Some(description) = description {
            parameter["description"] = description;
        }
        parameter
    };
    fields.into_iter().map(of).collect()
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
