//! The operations of the endpoint table with their published descriptions, and requests for them in a world that has
//! an SDDC.

use crate::{
    openapi::resolve,
    published::Published,
    suite::{Customer, Played, Setting, Stop, Trial},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use vmc_client::{endpoint::OperationInfo, endpoints};

/// An id that no thing has.
pub(super) const NOBODY: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

/// Queries that an operation needs before it searches for a thing.
const QUERIES: &[(&str, &str)] = &[
    ("UpdateTask", "action=cancel"),
    ("UpdateAutoscalerTask", "action=cancel"),
    ("UpdateSiteRecoveryTask", "action=cancel"),
    ("ScaleOutReplication", "scale_out=true"),
    ("SetReplicationScaleOut", "scale_out=true"),
];

/// An operation, its entry in the contract's OpenAPI document, and whether the published tables require a token.
pub(super) struct Operation {
    pub(super) line: &'static OperationInfo,
    pub(super) entry: Value,
    pub(super) needs_token: bool,
}

/// Returns all operations of the endpoint table.
///
/// # Errors
/// An operation is not in the document or is not published.
pub(super) fn all(document: &Value) -> Played<Vec<Operation>> {
    let unread = |err: anyhow::Error| Stop::differs(format!("the published tables cannot be read: {err:#}"));
    let published = Published::all().map_err(unread)?;
    let mut operations = Vec::new();
    for line in endpoints::all() {
        let entry = document["paths"][line.path][line.method.to_lowercase()].clone();
        let known = published.iter().find_map(|published| published.operation(line.method, line.path));
        let Some(known) = known.filter(|_| entry.is_object()) else {
            return Err(Stop::differs(format!("{} is not in the document, or not published", line.name)));
        };
        operations.push(Operation { line, entry, needs_token: known.needs_token });
    }
    Ok(operations)
}

impl Operation {
    /// Returns `true` if the contract's own document requires a token for the operation.
    pub(super) fn documents_token(&self) -> bool {
        self.entry["security"].as_array().is_some_and(|ways| !ways.is_empty())
    }

    pub(super) fn body_schema<'d>(&'d self, document: &'d Value) -> Option<&'d Value> {
        let schema = self.entry["requestBody"]["content"]["application/json"].get("schema")?;
        Some(resolve(document, schema))
    }

    /// Returns the names of the path parameters.
    pub(super) fn parameters(&self) -> Vec<&'static str> {
        self.line.path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    /// Returns the path with these ids and with the query that the operation needs; `None` if an id is missing.
    pub(super) fn path(&self, ids: &BTreeMap<&str, String>) -> Option<String> {
        self.parameters().iter().all(|name| ids.contains_key(name)).then(|| self.full_path(ids))
    }

    /// Returns the path; missing ids are replaced by one that no thing has.
    pub(super) fn full_path(&self, ids: &BTreeMap<&str, String>) -> String {
        let mut path = self.line.path.to_owned();
        for name in self.parameters() {
            path = path.replace(&format!("{{{name}}}"), ids.get(name).map_or(NOBODY, String::as_str));
        }
        let query = QUERIES.iter().find(|(name, _)| *name == self.line.name);
        query.map_or(path.clone(), |(_, query)| format!("{path}?{query}"))
    }

    /// Returns the smallest valid body of the operation.
    pub(super) fn body(&self, document: &Value) -> Vec<u8> {
        self.body_schema(document).map(|schema| example(document, schema).to_string()).unwrap_or_default().into_bytes()
    }
}

/// Returns the JSON type of a schema other than `null`.
pub(super) fn kind(schema: &Value) -> &str {
    let of_list = || schema["type"].as_array()?.iter().filter_map(Value::as_str).find(|kind| *kind != "null");
    schema["type"].as_str().or_else(of_list).unwrap_or("anything")
}

/// Returns the smallest value that matches a schema.
pub(super) fn example(document: &Value, schema: &Value) -> Value {
    let schema = resolve(document, schema);
    if let Some(value) = schema["enum"].get(0).or(schema.get("const")) {
        return value.clone();
    }
    match kind(schema) {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let field = |name: &str| (name.to_owned(), example(document, &schema["properties"][name]));
            Value::Object(required.map(field).collect::<Map<_, _>>())
        }
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(0);
            (0..least).map(|_| example(document, &schema["items"])).collect()
        }
        "boolean" => json!(false),
        "integer" | "number" => schema["minimum"].as_i64().map_or(json!(1), |least| json!(least.max(1))),
        "string" if schema["format"] == "uuid" => json!(NOBODY),
        "string" if schema["format"] == "date-time" => json!("2026-01-05T08:00:00Z"),
        _ => json!("x"),
    }
}

/// A world with an SDDC, its known ids, and the operations.
pub(super) struct Stage<'t> {
    pub(super) setting: Setting<'t>,
    pub(super) owner: Customer<'t>,
    pub(super) document: Value,
    pub(super) operations: Vec<Operation>,
    pub(super) ids: BTreeMap<&'static str, String>,
}

/// A request that must be refused.
pub(super) struct Request<'u> {
    pub(super) line: &'static OperationInfo,
    pub(super) person: &'u Customer<'u>,
    pub(super) path: String,
    pub(super) body: Vec<u8>,
    pub(super) statuses: &'static [u16],
    /// A text that the refusal must contain.
    pub(super) said: &'static str,
}

impl<'t> Stage<'t> {
    pub(super) async fn set(trial: &'t Trial) -> Played<Self> {
        let setting = trial.setting(json!({})).await?;
        let owner = setting.owner().await?;
        let task = owner.create_sddc("a").await?;
        let sddc = task.string("$.resource_id")?;
        setting.advance("10m").await?;
        let cluster = owner.first_cluster(&sddc).await?;
        let org = setting.org().to_owned();
        let ids = BTreeMap::from([
            ("org", org.clone()),
            ("orgId", org),
            ("sddc", sddc),
            ("task", task.string("$.id")?),
            ("cluster", cluster),
        ]);
        let document = vmcsim::openapi();
        let (owner, operations) = (setting.owner().await?, all(&document)?);
        Ok(Self { setting, owner, document, operations, ids })
    }

    /// Returns the answers to all reading requests about the world's organization.
    async fn seen(&self) -> Played<Vec<String>> {
        let owner = self.setting.owner().await?;
        let mut seen = Vec::new();
        for path in ["", "/sddcs?includeDeleted=true", "/tasks"] {
            seen.push(owner.get(&owner.org_path(path)).await?.require(200)?.text);
        }
        Ok(seen)
    }

    /// Sends requests, and requires that each is refused in the shape of its service and that nothing has changed
    /// afterwards.
    pub(super) async fn refused(&self, requests: Vec<Request<'_>>) -> Played {
        const SHOWN_MAX: usize = 200;
        let before = self.seen().await?;
        if requests.is_empty() {
            return Err(Stop::differs("there is nothing to be refused".to_owned()));
        }
        for Request { line, person, path, body, statuses, said } in requests {
            let shown = String::from_utf8_lossy(&body[..body.len().min(SHOWN_MAX)]).into_owned();
            let answer = person.send_bytes(line.method, &path, "application/json", body).await?;
            if !statuses.contains(&answer.status) {
                let sentence = format!("another status, of the body {shown:?}: {}", answer.said());
                return Err(answer.mismatch("status", Some(json!(statuses)), sentence).into());
            }
            let message = answer.refused()?;
            if !message.contains(said) {
                let sentence = format!("the refusal of the body {shown:?} says {message:?}");
                return Err(answer.mismatch("$", Some(json!(said)), sentence).into());
            }
        }
        if self.seen().await? == before {
            Ok(())
        } else {
            Err(Stop::differs("requests that were refused have changed something".to_owned()))
        }
    }
}
