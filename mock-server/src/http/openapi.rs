//! The OpenAPI documents of the service and of the control. They are made from the same lines of the table as the routes.
//!
//! Clients are generated from these documents, so they are written as the generators read them best: `contract-tests/clients` runs several.

mod examples;
mod family;
mod groups;
mod head;
pub(super) mod networking;
#[cfg(feature = "schemas")]
mod of_types;
mod plain;
mod refusals;
mod version_3_0;

pub use self::family::Family;
pub(super) use self::head::SERVER;
#[cfg(feature = "schemas")]
pub(super) use self::of_types::{SchemasOf, schemas_of_types};

use crate::schemas::{OperationSchemas, Schemas, keep_used};
use examples::Examples;
use head::Head;
use http::StatusCode;
use serde_json::{Map, Value, json};
use vmc_client::endpoint::{Access, OperationInfo, Right, Service};

/// A version of OpenAPI that a document can be had in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V3_1,
    V3_0,
}

impl Version {
    /// Returns the version with this number.
    pub(super) fn numbered(number: &str) -> Option<Self> {
        match number {
            "3.1" => Some(Self::V3_1),
            "3.0" => Some(Self::V3_0),
            _ => None,
        }
    }
}

/// Returns a document in the form of OpenAPI 3.0.
pub(super) fn version_3_0(document: &Value) -> Value {
    version_3_0::of(document.clone())
}

/// The operations that the documents describe. Few callers read a document, so each is written when it is first asked for.
#[derive(Default)]
pub(super) struct DocumentsDraft {
    operations: Vec<&'static OperationInfo>,
}

impl DocumentsDraft {
    pub(super) fn add(&mut self, info: &'static OperationInfo) {
        self.operations.push(info);
    }

    /// Returns the document of a family in OpenAPI 3.1. Without a family it is that of all operations except those of the control.
    pub(super) fn document(&self, family: Option<Family>) -> Value {
        let schemas = if family == Some(Family::Control) { Schemas::of_control() } else { Schemas::of_service() };
        let mut document = Document::new(schemas);
        for info in &self.operations {
            let own = Family::of(info);
            if family.map_or(own != Family::Control, |family| family == own) {
                document.add_operation(info);
            }
        }
        document.finish(Head::of(family))
    }
}

/// One document under construction.
struct Document {
    schemas: Schemas,
    paths: Map<String, Value>,
    responses: Map<String, Value>,
    groups: Vec<&'static str>,
    examples: Examples,
}

impl Document {
    fn new(schemas: Schemas) -> Self {
        Self { schemas, paths: Map::new(), responses: Map::new(), groups: Vec::new(), examples: Examples::read() }
    }

    fn add_operation(&mut self, info: &OperationInfo) {
        let OperationSchemas { path, query, body, reply } = self.schemas.take(info.name);
        let mut given = parameters(&path, "path");
        given.extend(parameters(&query, "query"));
        let example = self.examples.of(info.name);
        example.add_to_parameters(&mut given);
        let is_refused_for = refusals::statuses(info, !given.is_empty());
        let mut responses = Map::new();
        for status in [Some(info.status), info.other_status].into_iter().flatten() {
            let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
            let mut response = json!({"description": reason.unwrap_or_default()});
            if let Some((media, schema)) = info.reply_media_type.zip(reply.as_ref()) {
                response["content"] = json!({media: content(schema, example.answer())});
            }
            responses.insert(status.to_string(), response);
        }
        for status in &is_refused_for {
            responses.insert(status.to_string(), refusals::reference(info.service, Some(*status)));
        }
        responses.insert("default".to_owned(), refusals::reference(info.service, None));
        let starts_task = info.method != "GET" && reply.is_some_and(|schema| schema == plain::reference("Task"));
        let group = groups::of(info.path);
        let mut operation = json!({
            "operationId": info.name,
            "summary": info.doc,
            "description": description(info, starts_task),
            "tags": [group],
            "parameters": given,
        });
        if let Some((media, schema)) = info.body_media_type.zip(body) {
            let required = info.body_required || has_required_fields(&self.schemas, &schema);
            operation["requestBody"] =
                json!({"required": required, "content": {media: content(&schema, example.body())}});
        }
        operation["responses"] = Value::Object(responses);
        operation["security"] = security(info.access);
        let path = self.paths.entry(info.path).or_insert_with(|| json!({}));
        path[info.method.to_lowercase()] = operation;
        self.groups.push(group);
        self.add_refusals(info.service);
    }

    /// Adds the refusals of a service, once.
    fn add_refusals(&mut self, service: Service) {
        let schema = match service {
            Service::Csp => {
                json!({"anyOf": [plain::reference("CspModuleError"), plain::reference("CspError")]})
            }
            Service::Core => plain::reference("CoreError"),
            Service::Vmc | Service::Nsx | Service::NsxV | Service::Control => plain::reference("ErrorResponse"),
        };
        self.responses.extend(refusals::responses(service, &schema));
    }

    fn finish(mut self, head: &Head) -> Value {
        self.responses.retain(|name, _| is_referred_to(&self.paths, name));
        let mut schemas = self.schemas.definitions;
        keep_used(&mut schemas, self.paths.values().chain(self.responses.values()));
        plain::simplify(&mut schemas);
        json!({
            "openapi": "3.1.0",
            "info": head.info(),
            "servers": head.servers(),
            "tags": groups::tags(|name| self.groups.contains(&name)),
            "paths": self.paths,
            "components": {
                "schemas": schemas,
                "responses": self.responses,
                "securitySchemes": (head.security_schemes)(),
            },
        })
    }
}

fn content(schema: &Value, example: Option<&Value>) -> Value {
    let mut content = json!({"schema": schema});
    if let Some(example) = example {
        content["example"] = example.clone();
    }
    content
}

/// Returns `true` if some operation refers to this response.
fn is_referred_to(paths: &Map<String, Value>, name: &str) -> bool {
    let reference = json!(format!("#/components/responses/{name}"));
    let operations = paths.values().filter_map(Value::as_object).flat_map(|methods| methods.values());
    let mut responses =
        operations.filter_map(|operation| operation["responses"].as_object()).flat_map(|all| all.values());
    responses.any(|response| response["$ref"] == reference)
}

/// A body with required fields cannot be left out.
fn has_required_fields(schemas: &Schemas, schema: &Value) -> bool {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.rsplit('/').next());
    let schema = name.and_then(|name| schemas.definitions.get(name));
    schema.and_then(|schema| schema["required"].as_array()).is_some_and(|fields| !fields.is_empty())
}

/// Says who may use an operation, and what its answer is good for.
fn description(info: &OperationInfo, starts_task: bool) -> String {
    let who = match info.access {
        Access::Anonymous => "Everybody may use it, without a token.",
        Access::Credential => "It needs no access token. The request has a credential of its own.",
        Access::Session => {
            "It needs the access token of the session that it ends, or the id token of that session in the body."
        }
        Access::Admin => "It needs the admin token, if the server has one.",
        Access::Needs(Right::Read) => "The caller needs a role with which SDDCs can be read.",
        Access::Needs(Right::Write) => "The caller needs a role with which SDDCs can be changed.",
        Access::Needs(Right::Delete) => "The caller needs a role with which SDDCs can be deleted.",
        Access::Needs(Right::Secrets) => "The caller needs a role with which passwords of SDDCs can be seen.",
        Access::Needs(Right::SeeNetworks) => "The caller needs a role with which networks can be read.",
        Access::Needs(Right::ChangeNetworks) => "The caller needs a role with which networks can be changed.",
        Access::Needs(Right::SeeSelf) => "Every signed-in caller may use it.",
        Access::Needs(Right::SeeOrg) => "The caller must be a member of the organization.",
        Access::Needs(Right::ManageApps) => "The caller needs a role with which OAuth apps can be managed.",
        Access::Needs(Right::ManageOrg) => "The caller needs a role with which the organization can be managed.",
    };
    let task = if starts_task { " The answer is the task that carries out the change." } else { "" };
    format!("{who}{task}")
}

fn security(access: Access) -> Value {
    match access {
        Access::Needs(_) => json!([{"cspAuthToken": []}, {"bearer": []}]),
        Access::Admin => json!([{}, {"adminToken": []}, {"adminBearer": []}]),
        Access::Anonymous | Access::Credential | Access::Session => json!([]),
    }
}

/// Returns the fields of a flat struct as parameters.
fn parameters(schema: &Value, place: &str) -> Vec<Value> {
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
        if place == "query" && parameter["schema"]["type"] == "array" {
            // The values of a list are separated by commas.
            parameter["style"] = json!("form");
            parameter["explode"] = json!(false);
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
