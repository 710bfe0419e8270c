//! The OpenAPI document of the networks of SDDCs, made from the published tables.

use super::{
    head::{SERVER, document_info, of_access_tokens},
    plain, refusals,
};
use crate::{
    schemas::keep_used,
    world::documents::{
        published::{Field, Operation, Parameter, Shape, Types},
        table::{Api, Table},
    },
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use vmc_client::endpoint::{OperationInfo, Service, status_of};

/// The end of the name of a schema with the fields that several types extend, whose own name means any of these types.
const BASE: &str = "Fields";

/// The interfaces in the document, in their order.
const APIS: [Api; 3] = [Api::Policy, Api::CloudService, Api::Edges];

/// Returns the document. `info` gives the properties of each operation of a table.
pub(in crate::http) fn document(info: impl Fn(Api, usize) -> &'static OperationInfo) -> Value {
    let names = Names::of(&APIS.map(Api::table));
    let (mut paths, mut tags) = (Map::new(), BTreeSet::new());
    for table in APIS.map(Api::table) {
        for (place, published) in table.operations.iter().enumerate() {
            let info = info(table.api, place);
            let tag = tag(table, published);
            let operation = operation(table, published, info, &names, &tag);
            tags.insert(tag);
            // Operations that differ only in a fixed query have one place in the document. That without the query is described.
            let methods = paths.entry(info.path).or_insert_with(|| json!({}));
            let method = info.method.to_lowercase();
            if published.fixed_query.is_none() || methods.get(&method).is_none() {
                methods[method] = operation;
            }
        }
    }
    let mut schemas = Map::new();
    for table in APIS.map(Api::table) {
        for (name, found) in table.types.iter() {
            let own = schema(table, name, found.base(), &names);
            let shown = names.of_type(table.api, name);
            let known = |subtype: &&&str| table.types.get(subtype).is_some();
            let subtypes: Vec<_> =
                found.subtypes.iter().filter(known).map(|subtype| reference(table.api, subtype, &names)).collect();
            if subtypes.is_empty() {
                schemas.insert(shown, own);
            } else {
                schemas.insert(shown.clone() + BASE, own);
                schemas
                    .insert(shown, json!({"anyOf": subtypes, "discriminator": {"propertyName": found.discriminator}}));
            }
        }
    }
    schemas.insert("EdgeError".to_owned(), edge_error());
    schemas.sort_keys();
    let mut responses = refusals::responses(Service::Nsx, &plain::reference("ApiError"));
    responses.extend(refusals::responses(Service::NsxV, &plain::reference("EdgeError")));
    let paths = Value::Object(paths);
    let responses = Value::Object(responses);
    keep_used(&mut schemas, [&paths, &responses].into_iter());
    json!({
        "openapi": "3.1.0",
        "info": document_info("vmcsim networking", "The networks of SDDCs: NSX-T, its interface to AWS, and the NSX-V preview", DESCRIPTION),
        "servers": [{"url": SERVER, "description": "This server."}],
        "tags": tags.iter().map(|tag| json!({"name": tag})).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses,
            "securitySchemes": of_access_tokens(),
        },
    })
}

const DESCRIPTION: &str = "Objects are documents at paths: PUT replaces one and needs its current `_revision`, PATCH lays fields over it, and \
                           lists come in pages with a `cursor`. The segment `sks-nsxt-manager` may be left out of the paths.";

/// The body of refusals of NSX-V. (documented)
fn edge_error() -> Value {
    json!({
        "type": "object",
        "properties": {"details": {"type": "string"}, "errorCode": {"type": "integer"}, "moduleName": {"type": "string"}},
    })
}

/// The names of types in the document. A name that a type of an earlier interface has begins with the name of its own interface.
struct Names(BTreeSet<(u8, &'static str)>);

impl Names {
    fn of(tables: &[&'static Table]) -> Self {
        let mut seen = BTreeSet::from(["EdgeError"]);
        let mut again = BTreeSet::new();
        for table in tables {
            for (name, _) in table.types.iter() {
                if !seen.insert(name) {
                    again.insert((number(table.api), name));
                }
            }
        }
        Self(again)
    }

    fn of_type(&self, api: Api, name: &str) -> String {
        let name = name.trim_start_matches('_');
        let is_taken = self.0.iter().any(|(of, taken)| *of == number(api) && taken.trim_start_matches('_') == name);
        match api {
            Api::CloudService if is_taken => format!("Cloud{name}"),
            Api::Edges if is_taken => format!("Edge{name}"),
            _ => name.to_owned(),
        }
    }
}

fn number(api: Api) -> u8 {
    match api {
        Api::Policy => 0,
        Api::CloudService => 1,
        Api::Edges => 2,
    }
}

/// Returns the tag of an operation: the interface and the first part of the tree that its path names.
fn tag(table: &Table, published: &Operation) -> String {
    let below = published.template.strip_prefix(table.api.base()).unwrap_or(published.template);
    let first = below.split('/').find(|segment| !segment.is_empty() && *segment != "infra").unwrap_or("infra");
    let interface = match table.api {
        Api::Policy => "policy",
        Api::CloudService => "cloud-service",
        Api::Edges => "nsx-v",
    };
    format!("{interface}: {first}")
}

fn operation(table: &Table, published: &Operation, info: &OperationInfo, names: &Names, tag: &str) -> Value {
    let mut parameters: Vec<_> = segments(info.path)
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    parameters.extend(published.query.iter().map(|parameter| query_parameter(table.api, parameter, names)));
    if let Some((name, value)) = published.fixed_query {
        let is_known = published.query.iter().any(|parameter| parameter.name == name);
        if !is_known {
            parameters.push(
                json!({"name": name, "in": "query", "required": true, "schema": {"type": "string", "enum": [value]}}),
            );
        }
    }
    let mut responses = Map::new();
    for status in &published.statuses {
        let reason = status_of(*status).canonical_reason();
        let mut response = json!({"description": reason.unwrap_or_default()});
        if let Some(name) = published.response.filter(|_| *status != 204) {
            response["content"] = json!({"application/json": {"schema": reference(table.api, name, names)}});
        }
        responses.insert(status.to_string(), response);
    }
    for status in [400, 401, 403, 404] {
        responses.insert(status.to_string(), refusals::reference(info.service, Some(status)));
    }
    responses.insert("default".to_owned(), refusals::reference(info.service, None));
    let mut operation = json!({
        "operationId": info.name,
        "summary": info.doc,
        "tags": [tag],
        "parameters": parameters,
        "responses": responses,
        "security": [{"cspAuthToken": []}, {"bearer": []}],
    });
    if let Some(name) = published.request {
        let content = json!({"application/json": {"schema": reference(table.api, name, names)}});
        operation["requestBody"] = json!({"required": true, "content": content});
    }
    operation
}

/// The names of the parameters in a path template.
fn segments(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

fn query_parameter(api: Api, parameter: &Parameter, names: &Names) -> Value {
    let mut schema = shape(api, &parameter.shape, names);
    if !parameter.values.is_empty() {
        schema["enum"] = json!(parameter.values);
    }
    if let Some(default) = &parameter.default {
        schema["default"] = default.clone();
    }
    json!({"name": parameter.name, "in": "query", "required": parameter.required, "schema": schema})
}

fn reference(api: Api, name: &str, names: &Names) -> Value {
    if name == "object" { json!({"type": "object"}) } else { plain::reference(&names.of_type(api, name)) }
}

fn shape(api: Api, of: &Shape, names: &Names) -> Value {
    match of {
        Shape::Text => json!({"type": "string"}),
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Integer => json!({"type": "integer", "format": "int64"}),
        Shape::Number => json!({"type": "number"}),
        Shape::Any => json!({"type": "object"}),
        Shape::List(item) => json!({"type": "array", "items": shape(api, item, names)}),
        Shape::Map(item) => json!({"type": "object", "additionalProperties": shape(api, item, names)}),
        Shape::Object(name) => reference(api, name, names),
    }
}

fn schema(table: &Table, name: &str, base: Option<&str>, names: &Names) -> Value {
    let types: &Types = &table.types;
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, field) in types.own_fields(name) {
        if field.required && !field.read_only {
            required.push(name);
        }
        properties.insert(name.to_owned(), property(table.api, field, names));
    }
    let mut own = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        own["required"] = json!(required);
    }
    match base {
        None => own,
        Some(base) => {
            let mut name = names.of_type(table.api, base);
            if types.get(base).is_some_and(|found| !found.subtypes.is_empty()) {
                name.push_str(BASE);
            }
            json!({"allOf": [plain::reference(&name), own]})
        }
    }
}

fn property(api: Api, field: &Field, names: &Names) -> Value {
    let mut schema = shape(api, &field.shape, names);
    // Beside a reference, generators ignore other members.
    if schema.get("$ref").is_some() {
        return schema;
    }
    if !field.values.is_empty() {
        match field.shape {
            Shape::List(_) => schema["items"]["enum"] = json!(field.values),
            _ => schema["enum"] = json!(field.values),
        }
    }
    if field.read_only {
        schema["readOnly"] = json!(true);
    }
    if let (Some(format), true) = (field.format, matches!(field.shape, Shape::Integer | Shape::Text)) {
        schema["format"] = json!(format);
    }
    for (name, bound) in [("minimum", field.minimum), ("maximum", field.maximum)] {
        if let Some(bound) = bound {
            schema[name] = json!(bound);
        }
    }
    schema
}
