//! The metadata documents from which DCLI, VMware's command line, makes its commands. DCLI reads one of them at every start: that of VMC, or
//! with `+nsx-server` that of an NSX.
//!
//! They are made from the OpenAPI documents of the services. Their form is that of vAPI, read from DCLI 3.0.0: every member that is written here must
//! be there, even if it is empty. DCLI shows answers as they come, so the types of answers are not described.

mod commands;
mod notation;
mod types;

use commands::Command;
use notation::{Component, NSX, VMC, annotation, pair};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use types::Types;

/// Makes the document of VMC from the OpenAPI document of the service.
pub(super) fn metadata(document: &Value) -> Value {
    of_component(&VMC, document, &commands::all(&VMC, document, &|_| true))
}

/// Makes the document of NSX from the OpenAPI document of networks. `is_used` says which operations clients use. The others have no commands,
/// because DCLI takes longer for each command the larger the document is, and the real service's list of commands is not published.
pub(super) fn nsx_metadata(document: &Value, is_used: &dyn Fn(&str) -> bool) -> Value {
    of_component(&NSX, document, &commands::all(&NSX, document, is_used))
}

fn of_component(component: &'static Component, document: &Value, commands: &[Command]) -> Value {
    let types = Types::of(component, document);
    let mut services = BTreeMap::<&str, Vec<Value>>::new();
    let mut structures = BTreeSet::new();
    for command in commands {
        services.entry(&command.service).or_default().push(pair(&command.operation, operation(command, &types)));
        structures.extend(command.body().into_iter().flat_map(|body| types.structures_in(body)));
    }
    let package = json!({
        "name": component.name, "documentation": "", "metadata": [], "enumerations": [],
        "structures": structures.iter().map(|name| pair(&types.id(name), types.structure(name))).collect::<Vec<_>>(),
        "services": services.into_iter().map(|(name, operations)| pair(name, service(name, operations))).collect::<Vec<_>>(),
    });
    let metamodel = json!({"name": component.name, "documentation": "", "metadata": [], "packages": [pair(component.name, package)]});
    let cli = json!({
        "namespaces": namespaces(commands),
        "commands": commands.iter().map(|command| command.line(&types)).collect::<Vec<_>>(),
    });
    let described = json!({"metamodel": metamodel, "cli": cli});
    json!({"version": env!("CARGO_PKG_VERSION"), "metadata": [pair(component.name, described)]})
}

fn service(name: &str, operations: Vec<Value>) -> Value {
    json!({
        "name": name, "documentation": "", "metadata": [], "structures": [], "enumerations": [], "constants": [],
        "operations": Value::Array(operations),
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
            parameter(&of.name(), types.described(&kind, of.is_required), annotation(place, &[("value", of.wire_name)]))
        })
        .collect();
    if let Some(body) = command.body() {
        let kind = types.described(&types.kind(body), command.is_body_required());
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
