//! The kinds of objects on networks that clients can write, derived from the published tables, and the paths and bodies of requests that work.
//!
//! What the tables do not say is in `networking-bodies.json`: ids of objects that every SDDC has, bodies, and kinds that differ.

use crate::{
    networking::tables,
    networking_table::{NetworkingTable, Operation},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

/// The id of objects that are made as parents of others.
pub const MADE: &str = "made";

/// The kinds of one interface.
#[derive(Debug)]
pub struct NetworkingKinds {
    pub table: &'static NetworkingTable,
    /// The beginning of its paths.
    base: &'static str,
    /// `networking-bodies.json`
    facts: &'static Value,
}

/// A kind of object that clients can write.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The path template below the base, as `/infra/domains/{domain-id}/groups/{group-id}`.
    pub template: String,
    /// The type of the object as it is read.
    pub of_type: String,
    /// The methods, and the status of the answer to each.
    pub statuses: BTreeMap<String, u16>,
    /// Whether the collection can be read.
    pub is_listed: bool,
}

impl Kind {
    /// Whether there is an operation with this method.
    pub fn has(&self, method: &str) -> bool {
        self.statuses.contains_key(method)
    }

    /// The method that creates an object.
    pub fn creates_with(&self) -> &'static str {
        if self.has("PUT") { "PUT" } else { "PATCH" }
    }

    /// The method that changes an object. Fields that it does not send are kept if that is possible.
    pub fn changes_with(&self) -> &'static str {
        if self.has("PATCH") { "PATCH" } else { "PUT" }
    }
}

/// Returns a template without the names of its parameters.
pub fn plain(template: &str) -> String {
    let parts = template.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Returns the path template of an operation without its query, and the query.
pub fn without_query(operation: &Operation) -> (&str, &str) {
    operation.path.split_once('?').unwrap_or((&operation.path, ""))
}

impl NetworkingKinds {
    /// Returns the kinds of the policy interface of NSX-T.
    pub fn policy() -> Self {
        Self { table: &tables()[0], base: "/policy/api/v1", facts: facts() }
    }

    /// Returns the kinds of the interface between NSX-T and AWS.
    pub fn cloud_service() -> Self {
        Self { table: &tables()[1], base: "/cloud-service/api/v1", facts: facts() }
    }

    /// Returns a path below the base as it is in a request. A path of another interface begins with `/api/`.
    pub fn at_the_base(&self, path: &str) -> String {
        if path.starts_with("/api/") { path.to_owned() } else { format!("{}{path}", self.base) }
    }

    /// Returns the part of a path that follows the base.
    pub fn below_the_base<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.base).unwrap_or(path)
    }

    /// Whether a list of `networking-bodies.json` names a kind or an operation by its template below the base.
    pub fn says(&self, list: &str, template: &str) -> bool {
        self.facts[list].get(plain(template)).is_some()
    }

    /// Whether an object is a part of the one above, and has no revision of its own.
    pub fn is_part(&self, kind: &Kind) -> bool {
        self.says("parts", &kind.template)
    }

    /// The kinds, in the order of their paths, so that parents come before their children.
    pub fn all(&self) -> Vec<Kind> {
        let operations = || self.table.operations.iter().filter(|operation| !operation.path.contains('?'));
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        for operation in operations().filter(|operation| ["PUT", "PATCH"].contains(&operation.method.as_str())) {
            let (Some(template), Some(of)) = (operation.path.strip_prefix(self.base), &operation.request) else {
                continue;
            };
            let kind = kinds.entry(plain(template)).or_insert_with(|| Kind {
                template: template.to_owned(),
                of_type: of.clone(),
                statuses: BTreeMap::new(),
                is_listed: false,
            });
            kind.statuses.extend(operation.statuses.first().map(|status| (operation.method.clone(), *status)));
        }
        for operation in operations() {
            let path = operation.path.strip_prefix(self.base).map(plain).unwrap_or_default();
            if let Some(kind) = kinds.get_mut(&path) {
                kind.statuses.extend(operation.statuses.first().map(|status| (operation.method.clone(), *status)));
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
        kinds.retain(|kind| !self.says("left_out", &kind.template));
        kinds
    }

    /// Returns a body for the object of a kind at a path.
    pub fn body(&self, kind: &Kind, path: &str) -> Value {
        let bodies = &self.facts["bodies"];
        let is_made = path.ends_with(MADE);
        let of_other = self.facts["bodies_beside"].get(&kind.of_type).filter(|_| !is_made);
        let of_place = of_other.or(bodies.get(plain(&kind.template))).or(bodies.get(&kind.of_type));
        of_place.cloned().unwrap_or_else(|| json!({}))
    }

    /// Returns the ids of the objects that paths lead through, which must be made if an SDDC does not have them.
    pub fn ids_of_parents(&self, kind: &Kind) -> Vec<&'static str> {
        let collection = kind.template.rsplit('/').nth(1).unwrap_or_default();
        let of_paths = self.facts["ids"][collection].as_str().filter(|id| *id != "*");
        of_paths.into_iter().chain([MADE]).collect()
    }

    /// Returns a path for a template. The parameter at its end gets the id `last`; the others lead to objects that every SDDC has, or that were
    /// made. `found` has the first ids of collections that the server fills.
    ///
    /// # Errors
    /// The path of a collection whose first id must be found before.
    pub fn fill(&self, template: &str, last: &str, found: &BTreeMap<String, String>) -> Result<String, String> {
        let is_only_read = self.says("only_read", template);
        let parts: Vec<&str> = template.split('/').collect();
        let mut path = String::new();
        for (at, part) in parts.iter().enumerate().skip(1) {
            let collection = parts[at - 1];
            let is_last = at + 1 == parts.len() && !is_only_read;
            let id = match (part.starts_with('{'), self.facts["ids"][collection].as_str()) {
                (false, _) => part,
                (true, _) if is_last => last,
                (true, Some("*")) => found.get(&path).map(String::as_str).ok_or(path.as_str())?,
                (true, id) => id.unwrap_or(MADE),
            };
            path = format!("{path}/{id}");
        }
        Ok(path)
    }

    /// Returns the query that the path of an operation has, and the other parameters that it requires except the name of an action.
    pub fn query(&self, operation: &Operation) -> String {
        let (_, fixed) = without_query(operation);
        let value = |name: &str| self.facts["query"][name].as_str().or(self.facts["query"]["*"].as_str());
        let is_needed = |name: &str| name != "action" && fixed.split('=').next() != Some(name);
        let required = operation.query.iter().filter(|parameter| parameter.required && is_needed(&parameter.name));
        let pairs = required.filter_map(|parameter| Some((&parameter.name, value(&parameter.name)?)));
        let required = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        [fixed, &required].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
    }

    /// Returns bodies that change one field of an object of a kind and must be refused with 400, each with what is wrong.
    pub fn wrong_bodies(&self, kind: &Kind) -> Vec<(String, Value)> {
        let mut wrong = Vec::new();
        // A wrong type of the object itself is either refused or that of an older client.
        let is_written = |name: &str| !name.starts_with('_') && name != "resource_type";
        for (name, field) in self.table.fields(&kind.of_type) {
            if field.read_only || !is_written(name) || field.notation == "object" {
                continue;
            }
            let value = if field.notation == "string" { json!({}) } else { json!("pizza") };
            wrong.push((format!("a wrong {name}"), json!({ (name): value })));
            let is_text = field.notation.trim_start_matches("array<").trim_end_matches('>') == "string";
            if is_text && field.words.is_some() {
                let word = if field.notation == "string" { json!("PIZZA") } else { json!(["PIZZA"]) };
                wrong.push((format!("an unknown word as {name}"), json!({ (name): word })));
            }
            if field.notation == "string" && name.ends_with("_path") {
                let missing = json!({ (name): "/infra/domains/cgw/groups/none" });
                wrong.push((format!("a missing object as {name}"), missing));
            }
        }
        wrong
    }
}

/// Returns the id of the first object of a list.
pub fn first_id(list: &Value) -> Option<&str> {
    let first = list["results"].get(0)?;
    let names = ["id", "linked_vpc_id", "external_id"];
    names.iter().find_map(|name| first.get(*name)?.as_str())
}

fn facts() -> &'static Value {
    static FACTS: LazyLock<Value> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../networking-bodies.json")).expect("networking-bodies.json is JSON")
    });
    &FACTS
}
