//! Tests that are generated from the published table of the policy interface: each kind of object, and each answer.

mod kinds;
mod views;

use serde_json::{Value, json};
use std::collections::BTreeSet;
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
    methods: BTreeSet<String>,
    is_listed: bool,
}

impl Kind {
    fn is_singleton(&self) -> bool {
        !self.template.ends_with('}')
    }
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
        let facts = serde_json::from_str(include_str!("../../../networking-bodies.json")).unwrap();
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
        let mut kinds: Vec<Kind> = Vec::new();
        for operation in &self.table.operations {
            let Some(template) = operation.path.strip_prefix(BASE).filter(|path| !path.contains('?')) else { continue };
            let of = |kind: &&mut Kind| plain(&kind.template) == plain(template);
            match (kinds.iter_mut().find(of), &operation.request) {
                (Some(kind), _) => _ = kind.methods.insert(operation.method.clone()),
                (None, Some(of_type)) if ["PUT", "PATCH"].contains(&operation.method.as_str()) => kinds.push(Kind {
                    template: template.to_owned(),
                    of_type: of_type.clone(),
                    methods: [operation.method.clone()].into(),
                    is_listed: false,
                }),
                _ => {}
            }
        }
        // Methods that the table has before those that write.
        for operation in self.table.operations.iter().filter(|operation| !operation.path.contains('?')) {
            let path = operation.path.strip_prefix(BASE).map(plain).unwrap_or_default();
            for kind in kinds.iter_mut().filter(|kind| plain(&kind.template) == path) {
                kind.methods.insert(operation.method.clone());
            }
            for kind in kinds.iter_mut().filter(|kind| plain(&kind.template) == format!("{path}/{{}}")) {
                kind.is_listed |= operation.method == "GET";
            }
        }
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

    /// Makes an object of each kind with the id [`MADE`], so that paths lead to objects.
    async fn make_all(&self) {
        for kind in self.kinds().iter().filter(|kind| !kind.is_singleton()) {
            let path = self.fill(&kind.template, MADE).await;
            if self.get(&path).await.status == 404 {
                let answer = self.put(&path, &self.body(kind)).await;
                assert!([200, 403].contains(&answer.status), "{kind:?}: {} {}", answer.status, answer.text);
            }
        }
    }

    /// Checks that a value is of a published type.
    fn check_type(&self, of: &str, value: &Value, context: &str) {
        let mut found = Found::new();
        self.table.differences("$", of, None, value, &mut found);
        assert!(found.is_empty(), "{context} is not of the type {of} at {found:?}: {value:#}");
    }
}
