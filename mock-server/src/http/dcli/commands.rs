//! The commands of DCLI and their options.

use super::{
    notation::{Component, members},
    types::{Kind, Types},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The name of the parameter that is the request body. It is not part of any option.
pub(super) const BODY: &str = "body";

/// A command, which sends one operation.
pub(super) struct Command<'d> {
    /// The words before the last, joined by dots: `com.vmware.vmc.orgs.accountlink`.
    pub(super) words: String,
    /// The service that the operation belongs to: `com.vmware.vmc.orgs.account_link`.
    pub(super) service: String,
    /// The operation within the service: `get`.
    pub(super) operation: String,
    pub(super) method: String,
    pub(super) path: &'d str,
    described: &'d Value,
}

/// A parameter in the path or query.
pub(super) struct Parameter<'d> {
    pub(super) wire_name: &'d str,
    pub(super) schema: &'d Value,
    pub(super) is_in_path: bool,
    pub(super) is_required: bool,
    description: &'d str,
}

/// Returns the commands of a component for the operations, by their ids, that `is_wanted` says. Operations of the sign-in service have none.
pub(super) fn all<'d>(
    component: &Component,
    document: &'d Value,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Vec<Command<'d>> {
    let mut commands = Vec::new();
    for (path, methods) in members(&document["paths"]) {
        let Some(rest) = path.strip_prefix(component.base) else { continue };
        for (method, described) in members(methods) {
            match described["operationId"].as_str().unwrap_or_default() {
                id if !is_wanted(id) => {}
                id if component.is_based => {
                    commands.push(Command::named(component.name, rest, (method, id), described));
                }
                _ => commands.push(Command::new(path, method, described)),
            }
        }
    }
    commands
}

/// The published names of operations, as `vmc.orgs.sddcs.create`, by method and path.
static NAMES: LazyLock<BTreeMap<(String, String), String>> = LazyLock::new(|| {
    let operations: Value = serde_json::from_str(vmcsim_fixtures::published::OPERATIONS).unwrap_or_default();
    let text = |operation: &Value, key: &str| operation[key].as_str().unwrap_or_default().to_owned();
    let of = |operation: &Value| ((text(operation, "method"), text(operation, "path")), text(operation, "operation"));
    let named = operations.as_array().into_iter().flatten().map(of);
    named.filter(|(_, name)| name.starts_with("vmc.")).collect()
});

impl<'d> Command<'d> {
    fn new(path: &'d str, method: &str, described: &'d Value) -> Self {
        let method = method.to_uppercase();
        let published = NAMES.get(&(method.clone(), path.to_owned())).cloned();
        let name = published.unwrap_or_else(|| name_of(path, &method));
        let (service, operation) = name.rsplit_once('.').unwrap_or(("vmc", &name));
        let service = format!("com.vmware.{service}");
        // A public script of the real service has `accountlink connectedaccounts` for `account_link.connected_accounts`.
        let words = service.replace('_', "");
        Self { words, service, operation: operation.replace('_', ""), method, path, described }
    }

    /// A command whose words are the fixed parts of the path and the last part of the operation's id.
    fn named(component: &str, path: &'d str, (method, id): (&str, &str), described: &'d Value) -> Self {
        let parts = path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
        let service = [component].into_iter().chain(parts).collect::<Vec<_>>().join(".").replace('-', "_");
        let operation = id.rsplit('.').next().unwrap_or(id).replace('_', "");
        Self { words: service.replace('_', ""), service, operation, method: method.to_uppercase(), path, described }
    }

    pub(super) fn summary(&self) -> &'d str {
        self.described["summary"].as_str().unwrap_or_default()
    }

    /// The parameters, without those that are in the address by which DCLI knows the server.
    pub(super) fn parameters(&self) -> impl Iterator<Item = Parameter<'d>> + use<'d> {
        let all = self.described["parameters"].as_array().into_iter().flatten();
        let all = all.map(|parameter| Parameter {
            wire_name: parameter["name"].as_str().unwrap_or_default(),
            schema: &parameter["schema"],
            is_in_path: parameter["in"] == "path",
            is_required: parameter["required"] == true,
            description: parameter["description"].as_str().unwrap_or_default(),
        });
        let path = self.path;
        all.filter(move |one| !one.is_in_path || path.contains(&format!("{{{}}}", one.wire_name)))
    }

    /// The schema of the request body.
    pub(super) fn body(&self) -> Option<&'d Value> {
        members(&self.described["requestBody"]["content"]).next().map(|(_, content)| &content["schema"])
    }

    pub(super) fn is_body_required(&self) -> bool {
        self.described["requestBody"]["required"] == true
    }

    /// The command with its options.
    pub(super) fn line(&self, types: &Types<'d>) -> Value {
        let mut options = Options { types, taken: BTreeSet::from(["help".to_owned()]), list: Vec::new() };
        for parameter in self.parameters() {
            let name = parameter.name();
            let kind = types.kind(parameter.schema);
            options.add(&kebab(&name), &name, parameter.description, &kind, parameter.is_required);
        }
        if let Some(body) = self.body()
            && let Kind::Structure(name) = types.kind(body)
        {
            options.add_fields("", BODY, name, self.is_body_required(), &mut vec![name]);
        }
        json!({
            "identity": {"path": self.words, "name": self.operation}, "description": self.summary(),
            "service_id": self.service, "operation_id": self.operation, "output_field_list": [], "options": options.list,
        })
    }
}

impl Parameter<'_> {
    /// The name without `$`, which is no part of a name in vAPI.
    pub(super) fn name(&self) -> String {
        self.wire_name.replace('$', "")
    }
}

/// The options of a command under construction.
struct Options<'t, 'd> {
    types: &'t Types<'d>,
    taken: BTreeSet<String>,
    list: Vec<Value>,
}

impl<'d> Options<'_, 'd> {
    fn add(&mut self, long: &str, field: &str, description: &str, kind: &Kind<'d>, is_required: bool) {
        let (kind, is_list) = match kind {
            Kind::Scalar(_, option) => (*option, false),
            Kind::List(item) => match **item {
                Kind::Scalar(_, option) => (option, true),
                Kind::List(_) | Kind::Structure(_) | Kind::Any => ("complex", false),
            },
            Kind::Structure(_) | Kind::Any => ("complex", false),
        };
        let generic = match (is_list, is_required) {
            (false, true) => "NONE",
            (false, false) => "OPTIONAL",
            (true, true) => "LIST",
            (true, false) => "OPTIONAL_LIST",
        };
        let mut name = long.to_owned();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{long}-{number}");
        }
        self.list.push(json!({
            "long_option": name, "field_name": field, "description": description, "type": kind, "generic": generic,
        }));
    }

    /// Adds an option for each field of a structure. The fields of structures within it have options too, named after the way to them.
    fn add_fields(&mut self, long: &str, field: &str, structure: &str, is_required: bool, above: &mut Vec<&'d str>) {
        for (name, schema, required) in self.types.fields(structure) {
            let long = if long.is_empty() { kebab(name) } else { format!("{long}-{}", kebab(name)) };
            let field = format!("{field}.{name}");
            let is_required = is_required && required;
            match self.types.kind_of_field(schema) {
                // The inner level of a structure that contains itself cannot be given.
                Kind::Structure(inner) if above.contains(&inner) => {}
                Kind::Structure(inner) if above.len() < self.types.component.depth_max => {
                    above.push(inner);
                    self.add_fields(&long, &field, inner, is_required, above);
                    above.pop();
                }
                kind => self.add(&long, &field, schema["description"].as_str().unwrap_or_default(), &kind, is_required),
            }
        }
    }
}

/// The name of an operation that is published without one: the fixed parts of its path and its method. (assumption)
fn name_of(path: &str, method: &str) -> String {
    let parts = path.split('/').skip(3).filter(|part| !part.starts_with('{'));
    let parts: Vec<_> = parts.map(|part| part.replace('-', "_")).collect();
    format!("vmc.{}.{}", parts.join("."), method.to_lowercase())
}

/// Writes `linkedAccountId` and `linked_account_id` as `linked-account-id`, and `_revision` as `revision`.
fn kebab(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    for letter in name.trim_start_matches('_').chars() {
        match letter {
            '_' | '.' => kebab.push('-'),
            'A'..='Z' => {
                kebab.push('-');
                kebab.push(letter.to_ascii_lowercase());
            }
            other => kebab.push(other),
        }
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_published_names_and_paths() {
        let described = json!({});
        for (method, path, words, operation) in [
            ("get", "/vmc/api/orgs", "com.vmware.vmc.orgs", "list"),
            ("post", "/vmc/api/orgs/{org}/sddcs", "com.vmware.vmc.orgs.sddcs", "create"),
            (
                "get",
                "/vmc/api/orgs/{org}/account-link/compatible-subnets",
                "com.vmware.vmc.orgs.accountlink.compatiblesubnets",
                "get",
            ),
            (
                "get",
                "/vmc/api/orgs/{org}/account-link/customer-aws-account",
                "com.vmware.vmc.orgs.accountlink.customerawsaccount",
                "get",
            ),
        ] {
            let command = Command::new(path, method, &described);
            assert_eq!((command.words.as_str(), command.operation.as_str()), (words, operation), "{path}");
        }
        assert_eq!(kebab("linkedAccountId"), "linked-account-id");
        assert_eq!(kebab("num_hosts"), "num-hosts");
        assert_eq!(kebab("_revision"), "revision");
        let path = "/policy/api/v1/infra/tier-0s/{tier-0-id}";
        let command = Command::named("nsx", path, ("get", "nsx_policy.infra.tier_0s.get"), &described);
        assert_eq!(
            (command.words.as_str(), command.service.as_str()),
            ("nsx.policy.api.v1.infra.tier0s", "nsx.policy.api.v1.infra.tier_0s")
        );
        assert_eq!((command.operation.as_str(), command.method.as_str()), ("get", "GET"));
    }
}
