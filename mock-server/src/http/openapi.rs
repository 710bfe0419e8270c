//! The OpenAPI 3.1 documents of the service and of the control. They are made from the same lines of the table as the routes.

use bytes::Bytes;
use http::StatusCode;
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoint::{Access, OperationInfo, Schemas, Service},
    wire::{CspError, CspModuleError, ErrorResponse},
};

/// The finished documents.
#[derive(Debug)]
pub(super) struct Documents {
    /// The document of VMC and sign-in.
    pub(super) service: Value,
    /// The document of the control of the simulation.
    pub(super) control: Value,
}

/// The finished documents as the bytes that are sent.
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

/// Adds the schemas of an endpoint to a generator and returns them.
type SchemasOf = fn(&mut SchemaGenerator) -> Schemas;

/// The operations that the documents will describe. Few callers read a document, so the documents are written on the first request.
#[derive(Default)]
pub(super) struct DocumentsDraft {
    operations: Vec<(&'static OperationInfo, SchemasOf)>,
}

impl DocumentsDraft {
    pub(super) fn add(&mut self, info: &'static OperationInfo, schemas: SchemasOf) {
        self.operations.push((info, schemas));
    }

    pub(super) fn finish(self) -> Documents {
        let (mut service, mut control) = (Document::new(), Document::new());
        for (info, schemas) in self.operations {
            let document = if info.service == Service::Control { &mut control } else { &mut service };
            document.add_operation(info, schemas);
        }
        Documents {
            service: service.finish("vmcsim", "VMware Cloud on AWS and its sign-in service, simulated"),
            control: control
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

    fn add_operation(&mut self, info: &OperationInfo, schemas: SchemasOf) {
        let Schemas { path, query, body, reply } = schemas(&mut self.schemas);
        let mut given = parameters(&path, "path");
        given.extend(parameters(&query, "query"));
        let mut responses = Map::new();
        for status in [Some(info.status), info.other_status].into_iter().flatten() {
            let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
            let mut response = json!({"description": reason.unwrap_or_default()});
            if let Some((media, schema)) = &reply {
                response["content"] = json!({*media: {"schema": schema}});
            }
            responses.insert(status.to_string(), response);
        }
        responses.insert("default".to_owned(), self.refusal(info.service));
        let mut operation = json!({
            "operationId": info.name,
            "summary": info.doc,
            "tags": [tag(info.service)],
            "parameters": given,
            "responses": responses,
        });
        if let Some((media, schema)) = body {
            operation["requestBody"] = json!({"required": info.body_required, "content": {media: {"schema": schema}}});
        }
        let signed_in = matches!(info.access, Access::Needs(_));
        operation["security"] = if signed_in { json!([{"cspAuthToken": []}, {"bearer": []}]) } else { json!([]) };
        let path = self.paths.entry(info.path).or_insert_with(|| json!({}));
        path[info.method.to_lowercase()] = operation;
    }

    fn refusal(&mut self, service: Service) -> Value {
        let schema = match service {
            Service::Csp => {
                let shapes = [self.schemas.subschema_for::<CspModuleError>(), self.schemas.subschema_for::<CspError>()];
                json!({"anyOf": shapes})
            }
            Service::Vmc | Service::Control => json!(self.schemas.subschema_for::<ErrorResponse>()),
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

/// Returns the fields of a flat struct as parameters.
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

/// Removes `null` from a parameter's type. A parameter is either a text or absent, so the type "text or null" becomes "text".
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

/// Returns the name of a service in the documents.
fn tag(service: Service) -> &'static str {
    match service {
        Service::Csp => "CSP",
        Service::Control => "Simulation",
        Service::Vmc => "VMC",
    }
}
