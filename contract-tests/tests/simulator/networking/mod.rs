//! Tests that are generated from the published table of the policy interface: each kind of object, and each answer.

mod kinds;
mod views;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use vmc_contract::{
    Answer, User, World,
    networking_table::{Found, NetworkingTable},
};

/// The base of the paths of the policy interface.
const BASE: &str = "/policy/api/v1";

/// The id of objects that are made as parents of others.
const MADE: &str = "made";

/// An SDDC whose networks are tested.
struct Stage {
    world: World,
    /// NSX Cloud Admin.
    owner: User,
    /// NSX Cloud Auditor.
    reader: User,
    sddc: String,
    table: NetworkingTable,
    /// `networking-bodies.json`
    facts: Value,
}

/// A kind of object that clients can write.
#[derive(Debug, Clone)]
struct Kind {
    /// The path template below the base, as `/infra/domains/{domain-id}/groups/{group-id}`.
    template: String,
    of_type: String,
    /// The methods, and the status of the answer to each.
    statuses: BTreeMap<String, u16>,
    is_listed: bool,
}

/// Returns a template without the names of its parameters.
fn plain(template: &str) -> String {
    let parts = template.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

impl Stage {
    async fn new() -> Self {
        let world = World::new().await;
        let config = world.linked_config("a", 3);
        let (owner, sddc) = world.ready_sddc(&config).await;
        let reader = world.reader().await;
        let facts = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/networking-bodies.json")).unwrap();
        let facts = serde_json::from_str(&facts).unwrap();
        Self { world, owner, reader, sddc, table: NetworkingTable::policy(), facts }
    }

    /// Returns a path for a request: `rest` is what follows `/policy/api/v1`.
    fn path(&self, rest: &str) -> String {
        let rest = if rest.starts_with("/api/") { rest.to_owned() } else { format!("{BASE}{rest}") };
        format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{}{rest}", self.owner.org(), self.sddc)
    }

    async fn get(&self, rest: &str) -> Answer {
        self.owner.get(&self.path(rest)).await
    }

    async fn put(&self, rest: &str, body: &Value) -> Answer {
        self.owner.send("PUT", &self.path(rest), Some(body)).await
    }

    async fn patch(&self, rest: &str, body: &Value) -> Answer {
        self.owner.patch(&self.path(rest), body).await
    }

    async fn delete(&self, rest: &str) -> Answer {
        self.owner.delete(&self.path(rest)).await
    }

    async fn export(&self) -> String {
        self.world.control("GET", "/export", &Value::Null).await.expect(200).text
    }

    /// The kinds of objects that clients can write, in the order of their paths, so that parents come before their children.
    fn kinds(&self) -> Vec<Kind> {
        let operations = || self.table.operations.iter().filter(|operation| !operation.path.contains('?'));
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        for operation in operations().filter(|operation| ["PUT", "PATCH"].contains(&operation.method.as_str())) {
            let (Some(template), Some(of)) = (operation.path.strip_prefix(BASE), &operation.request) else { continue };
            let kind = kinds.entry(plain(template)).or_insert_with(|| Kind {
                template: template.to_owned(),
                of_type: of.clone(),
                statuses: BTreeMap::new(),
                is_listed: false,
            });
            kind.statuses.insert(operation.method.clone(), operation.statuses[0]);
        }
        for operation in operations() {
            let path = operation.path.strip_prefix(BASE).map(plain).unwrap_or_default();
            if let Some(kind) = kinds.get_mut(&path) {
                kind.statuses.insert(operation.method.clone(), operation.statuses[0]);
                // What is read can have another type than what is written.
                if let Some(of) = operation.response.as_ref().filter(|_| operation.method == "GET") {
                    kind.of_type.clone_from(of);
                }
            }
            if let Some(kind) = kinds.get_mut(&format!("{path}/{{}}")) {
                kind.is_listed |= operation.method == "GET";
            }
        }
        let mut kinds: Vec<_> = kinds.into_values().collect();
        kinds.sort_by_key(|kind| (kind.template.matches('/').count(), kind.template.clone()));
        kinds.retain(|kind| self.facts["left_out"].get(plain(&kind.template)).is_none());
        kinds
    }

    /// Returns a path for a template. The last parameter gets the id `last`; the others lead to objects that every SDDC has, or that were made.
    async fn fill(&self, template: &str, last: &str) -> String {
        let ends_with_id = template.ends_with('}');
        let parts: Vec<&str> = template.split('/').collect();
        let mut path = String::new();
        for (at, part) in parts.iter().enumerate().skip(1) {
            let id = match part.starts_with('{') {
                false => (*part).to_owned(),
                true if ends_with_id && at + 1 == parts.len() => last.to_owned(),
                true => self.id_in(&path, parts[at - 1]).await,
            };
            path = format!("{path}/{id}");
        }
        path
    }

    /// Returns the id of an object in a collection.
    async fn id_in(&self, path: &str, collection: &str) -> String {
        match self.facts["ids"][collection].as_str() {
            Some("*") => {
                let first = self.get(path).await.expect(200).body["results"][0].clone();
                let id = first.get("id").or(first.get("external_id")).and_then(Value::as_str);
                id.unwrap_or_else(|| panic!("{path} is empty")).to_owned()
            }
            Some(id) => id.to_owned(),
            None => MADE.to_owned(),
        }
    }

    /// Returns a body for an object of a kind.
    fn body(&self, kind: &Kind) -> Value {
        let bodies = &self.facts["bodies"];
        let of_place = bodies.get(plain(&kind.template)).or(bodies.get(&kind.of_type));
        of_place.cloned().unwrap_or_else(|| json!({}))
    }

    /// Makes an object of each kind with the id [`MADE`], and those that paths lead through, so that paths lead to objects.
    async fn make_all(&self) {
        for kind in self.kinds() {
            let collection = kind.template.rsplit('/').nth(1).unwrap();
            let of_paths = self.facts["ids"][collection].as_str().filter(|id| *id != "*");
            for id in of_paths.into_iter().chain([MADE]) {
                let path = self.fill(&kind.template, id).await;
                if self.get(&path).await.status == 404 {
                    self.make(&kind, &path).await.expect(200);
                }
            }
        }
    }

    /// Makes an object, with PUT if that is possible.
    async fn make(&self, kind: &Kind, path: &str) -> Answer {
        let method = if kind.statuses.contains_key("PUT") { "PUT" } else { "PATCH" };
        self.owner.send(method, &self.path(path), Some(&self.body(kind))).await
    }

    /// Returns where a value is not of a published type, if it is not.
    fn difference(&self, of: &str, value: &Value) -> Option<String> {
        let mut found = Found::new();
        self.table.differences("$", of, None, value, &mut found);
        (!found.is_empty()).then(|| format!("is not of the type {of} at {found:?}: {value}"))
    }
}
