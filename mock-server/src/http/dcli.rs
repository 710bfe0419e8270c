//! The metadata document from which DCLI, VMware's command line, makes its commands. DCLI reads it at every start.
//!
//! It is made from the OpenAPI document of the service. Its form is that of vAPI, read from DCLI 3.0.0: every member that is written here must
//! be there, even if it is empty. DCLI shows answers as they come, so the types of answers are not described.

mod commands;
mod notation;
mod types;

use commands::Command;
use notation::{COMPONENT, annotation, pair};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use types::Types;

/// Makes the document from the OpenAPI document of the service.
pub(super) fn metadata(document: &Value) -> Value {
    let types = Types::of(document);
    let commands = commands::all(document);
    let mut services = BTreeMap::<&str, Vec<Value>>::new();
    let mut structures = BTreeSet::new();
    for command in &commands {
        services.entry(&command.service).or_default().push(pair(&command.operation, operation(command, &types)));
        structures.extend(command.body().into_iter().flat_map(|body| types.structures_in(body)));
    }
    let package = json!({
        "name": COMPONENT, "documentation": "", "metadata": [], "enumerations": [],
        "structures": structures.iter().map(|name| pair(&types::id(name), types.structure(name))).collect::<Vec<_>>(),
        "services": services.into_iter().map(|(name, operations)| pair(name, service(name, operations))).collect::<Vec<_>>(),
    });
    let metamodel =
        json!({"name": COMPONENT, "documentation": "", "metadata": [], "packages": [pair(COMPONENT, package)]});
    let cli = json!({
        "namespaces": namespaces(&commands),
        "commands": commands.iter().map(|command| command.line(&types)).collect::<Vec<_>>(),
    });
    json!({"version": env!("CARGO_PKG_VERSION"), "metadata": [pair(COMPONENT, json!({"metamodel": metamodel, "cli": cli}))]})
}

fn service(name: &str, operations: Vec<Value>) -> Value {
    json!({
        "name": name, "documentation": "", "metadata": [], "structures": [], "enumerations": [], "constants": [],
        "operations": operations,
    })
}

/// Describes how an operation is sent.
fn operation(command: &Command, types: &Types) -> Value {
    let parameter = |name: &str, kind: Value, annotation: Value| json!({"name": name, "documentation": "", "metadata": [annotation], "type": kind});
    let mut parameters: Vec<_> = command
        .parameters()
        .map(|of| {
            let kind = types.kind(of.schema);
            let place = if of.is_in_path { "PathVariable" } else { "RequestParam" };
            parameter(&of.name(), kind.described(of.is_required), annotation(place, &[("value", of.wire_name)]))
        })
        .collect();
    if let Some(body) = command.body() {
        let kind = types.kind(body).described(command.is_body_required());
        parameters.push(parameter(commands::BODY, kind, annotation("RequestBody", &[("value", "")])));
    }
    let mapping = annotation("RequestMapping", &[("value", command.path), ("method", &command.method)]);
    json!({
        "name": command.operation, "documentation": command.summary(), "errors": [], "metadata": [mapping],
        "output": {"type": {"category": "BUILTIN", "builtin_type": "VOID"}, "metadata": [], "documentation": ""},
        "params": parameters,
    })
}

/// Returns the levels of names above the commands, from the root. Each lists the level below it.
fn namespaces(commands: &[Command]) -> Vec<Value> {
    let mut below = BTreeMap::<String, BTreeSet<String>>::from([(String::new(), BTreeSet::new())]);
    for command in commands {
        let mut above = String::new();
        for part in command.words.split('.') {
            below.entry(above.clone()).or_default().insert(part.to_owned());
            above = if above.is_empty() { part.to_owned() } else { format!("{above}.{part}") };
        }
        below.entry(above).or_default();
    }
    let identity = |path: &str, name: &str| json!({"path": path, "name": name});
    let of = |(whole, names): (&String, &BTreeSet<String>)| {
        let (path, name) = whole.rsplit_once('.').unwrap_or(("", whole));
        let children: Vec<_> = names.iter().map(|name| identity(whole, name)).collect();
        json!({"identity": identity(path, name), "description": "", "children": children})
    };
    below.iter().map(of).collect()
}
