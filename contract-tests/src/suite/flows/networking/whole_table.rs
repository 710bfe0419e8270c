//! Every operation of the policy interface, asked for objects of every kind: they are made, changed, read, acted on and deleted.
//!
//! What the published table does not tell is in `contract-tests/networking-bodies.json`.

use super::networker::{Networker, networked};
use crate::{
    Answer,
    networking::tables,
    networking_table::{NetworkingTable, Operation},
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, hold},
    },
};
use serde_json::{Value, json};
use std::cmp::Reverse;

pub(super) const CASES: &[Case] = cases! { "flows/networking/whole_table", Flow;
    MovableClock => objects_of_every_kind_are_made_changed_read_and_deleted;
};

const BASE: &str = "/policy/api/v1";

/// The id of the objects that are made.
const MADE: &str = "made";

/// Where a path leads if its template does not end with an id.
#[derive(Clone, Copy, PartialEq)]
enum Lead {
    /// Below objects that every SDDC has, where there are some.
    Usual,
    /// Below an object that was made.
    Made,
}

struct Walk<'t> {
    alice: Networker<'t>,
    table: &'static NetworkingTable,
    facts: Value,
}

/// Returns a template without the names of its parameters.
fn plain(template: &str) -> String {
    let parts = template.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Returns the path template of an operation below the base, and its fixed query.
fn template(operation: &Operation) -> (&str, &str) {
    let path = operation.path.strip_prefix(BASE).unwrap_or(&operation.path);
    path.split_once('?').unwrap_or((path, ""))
}

async fn objects_of_every_kind_are_made_changed_read_and_deleted(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let facts = serde_json::from_str(include_str!("../../../../networking-bodies.json")).ok().needed()?;
    let walk = Walk { alice, table: &tables()[0], facts };
    walk.make_all().await?;
    for operation in walk.operations(&["PATCH", "PUT"]) {
        walk.change(operation).await?;
    }
    for operation in walk.operations(&["GET"]) {
        walk.read(operation).await?;
    }
    for operation in walk.operations(&["POST"]) {
        walk.act(operation).await?;
    }
    let mut deletions = walk.operations(&["DELETE"]);
    deletions.sort_by_key(|operation| Reverse((operation.path.matches('/').count(), operation.path.clone())));
    for operation in deletions {
        walk.delete(operation).await?;
    }
    Ok(())
}

impl Walk<'_> {
    /// The operations with one of some methods that are simulated.
    fn operations(&self, methods: &[&str]) -> Vec<&'static Operation> {
        let is_asked = |operation: &&Operation| {
            methods.contains(&operation.method.as_str()) && self.facts["not_simulated"].get(&operation.name).is_none()
        };
        self.table.operations.iter().filter(is_asked).collect()
    }

    fn full(&self, rest: &str) -> String {
        let base = if rest.starts_with("/api/") { "" } else { BASE };
        self.alice.path("").replace("/policy/api/v1/infra", &[base, rest].concat())
    }

    async fn send(&self, method: &str, rest: &str, body: Option<&Value>) -> Played<Answer> {
        self.alice.user.send(method, &self.full(rest), body).await
    }

    async fn is_there(&self, rest: &str) -> Played<bool> {
        Ok(self.send("GET", rest, None).await?.status == 200)
    }

    /// Returns a path for a template. The last id is that of an object that was made, unless objects of this kind can only be read.
    async fn fill(&self, template: &str, lead: Lead) -> Played<String> {
        let parts: Vec<&str> = template.split('/').collect();
        let last = parts.iter().rposition(|part| part.starts_with('{')).unwrap_or(0);
        let mut path = String::new();
        for (at, part) in parts.iter().enumerate().skip(1) {
            let id = if !part.starts_with('{') {
                (*part).to_owned()
            } else if at == last && (at + 1 == parts.len() || lead == Lead::Made) && !self.is_only_read(template) {
                MADE.to_owned()
            } else {
                self.id_in(&path, parts[at - 1]).await?
            };
            path = format!("{path}/{id}");
        }
        Ok(path)
    }

    fn is_only_read(&self, template: &str) -> bool {
        self.facts["only_read"].get(plain(template)).is_some()
    }

    async fn id_in(&self, path: &str, collection: &str) -> Played<String> {
        match self.facts["ids"][collection].as_str() {
            Some("*") => {
                let list = self.send("GET", path, None).await?.require(200)?.body;
                let first = &list["results"][0];
                Ok(first["id"].as_str().or(first["external_id"].as_str()).needed()?.to_owned())
            }
            Some(id) => Ok(id.to_owned()),
            None => Ok(MADE.to_owned()),
        }
    }

    /// Returns a body for an object of a kind.
    fn body(&self, template: &str, of: &str) -> Value {
        let bodies = &self.facts["bodies"];
        bodies.get(plain(template)).or(bodies.get(of)).cloned().unwrap_or_else(|| json!({}))
    }

    /// Makes objects of all kinds, from the root downwards.
    async fn make_all(&self) -> Played {
        let mut writes = self.operations(&["PUT", "PATCH"]);
        writes.sort_by_key(|operation| (operation.path.matches('/').count(), operation.path.clone()));
        for operation in writes.into_iter().filter(|operation| !operation.path.contains('?')) {
            let (template, _) = template(operation);
            for lead in [Lead::Usual, Lead::Made] {
                let path = self.fill(template, lead).await?;
                self.make(operation, template, &path).await?;
                let (above, id) = path.rsplit_once('/').needed()?;
                let usual = self.id_in(above, above.rsplit('/').next().needed()?).await;
                // Paths lead through the objects with the usual ids, too.
                if let Some(usual) = usual.ok().filter(|usual| id == MADE && usual != MADE) {
                    self.make(operation, template, &format!("{above}/{usual}")).await?;
                }
            }
        }
        Ok(())
    }

    /// Makes an object if it is not there.
    async fn make(&self, operation: &Operation, template: &str, path: &str) -> Played {
        let can_be_read =
            self.table.operations.iter().any(|other| other.method == "GET" && other.path == operation.path);
        if can_be_read && self.is_there(path).await? {
            return Ok(());
        }
        let of = operation.request.as_deref().unwrap_or_default();
        let body = self.body(template, of);
        self.send(&operation.method, path, Some(&body)).await?.require(operation.statuses[0]).map(drop)
    }

    /// Changes an object, or makes it.
    async fn change(&self, operation: &Operation) -> Played {
        let (template, fixed) = template(operation);
        let path = self.fill(template, Lead::Made).await?;
        let of = operation.request.as_deref().unwrap_or_default();
        let read = self.send("GET", &path, None).await?;
        let body = match (operation.method.as_str(), read.status) {
            ("PUT", 200) => read.body,
            (_, 200) if read.body.get("_revision").is_some() => {
                let mut body = self.body(template, of);
                body["description"] = json!("changed");
                body
            }
            _ => self.body(template, of),
        };
        let answer = self.send(&operation.method, &with(&path, fixed), Some(&body)).await?;
        answer.require(operation.statuses[0]).map(drop)
    }

    async fn read(&self, operation: &Operation) -> Played {
        let (template, fixed) = template(operation);
        let required = operation.query.iter().filter(|parameter| parameter.required);
        let values = required.map(|parameter| {
            let value = match parameter.name.as_str() {
                "connectivity_path" => "/infra/tier-1s/cgw",
                "realized_path" => {
                    "/infra/realized-state/enforcement-points/vmc-enforcementpoint/domains/cgw/groups/made"
                }
                "query" => "resource_type:Group",
                _ => "/infra/domains/cgw/groups/made",
            };
            format!("{}={value}", parameter.name)
        });
        let query: Vec<String> =
            [fixed.to_owned()].into_iter().filter(|fixed| !fixed.is_empty()).chain(values).collect();
        let path = self.fill(template, Lead::Usual).await?;
        self.send("GET", &with(&path, &query.join("&")), None).await?.require(200)?;
        Ok(())
    }

    /// Carries out an action.
    async fn act(&self, operation: &Operation) -> Played {
        let (template, fixed) = template(operation);
        let path = self.fill(template, Lead::Usual).await?;
        let fact = &self.facts["actions"][with(&plain(template), fixed)];
        let mut body = match fixed {
            "action=revise" => self.send("GET", &path, None).await?.require(200)?.body,
            _ => fact["body"].clone(),
        };
        if body["virtual_machine_id"] == "*" {
            body["virtual_machine_id"] =
                json!(self.id_in("/infra/realized-state/virtual-machines", "virtual-machines").await?);
        }
        let query = match (fixed, fact["query"].as_str()) {
            ("action=revise", _) => "action=revise&operation=insert_top".to_owned(),
            (fixed, None) => fixed.to_owned(),
            ("", Some(query)) => query.to_owned(),
            (fixed, Some(query)) => format!("{fixed}&{query}"),
        };
        let body = Some(&body).filter(|body| !body.is_null());
        let answer = self.send("POST", &with(&path, &query), body).await?;
        hold!(operation.statuses.contains(&answer.status), "{}: {} {}", operation.name, answer.status, answer.text);
        Ok(())
    }

    /// Deletes an object, which is made before if it is not there.
    async fn delete(&self, operation: &Operation) -> Played {
        let (template, fixed) = template(operation);
        let path = self.fill(template, Lead::Made).await?;
        let writes = self.table.operations.iter().filter(|other| ["PUT", "PATCH"].contains(&other.method.as_str()));
        let write = writes.into_iter().find(|other| other.path.strip_prefix(BASE) == Some(template)).needed()?;
        self.make(write, template, &path).await?;
        self.send("DELETE", &with(&path, fixed), None).await?.require(operation.statuses[0]).map(drop)
    }
}

/// Adds a query to a path.
fn with(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
