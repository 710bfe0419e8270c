//! Makes the world of a copied description once, and leaves out what the simulator does not accept.

use super::{answers::ReadDocuments, documents};
use anyhow::{Context, bail};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, path::Path};
use vmcsim::{
    description::{self, Description, Problem},
    world::{World, description::node::Node, state::sddcs::SddcFacts, vmc::networking::networks_of},
};

/// How often parts are left out, before the description is given up. Each time all parts with a problem are.
const ROUNDS_MAX: usize = 50;

/// A part that was left out, and why.
type LeftOut = (String, String);

/// Returns the description without the parts that cannot be made, and these parts. `read` says which documents of networks were
/// read, by the name of the SDDC.
///
/// # Errors
/// The rest cannot be made either.
pub(super) fn fit(
    mut description: Value,
    read: &BTreeMap<String, ReadDocuments>,
) -> anyhow::Result<(Value, Vec<LeftOut>)> {
    let mut left_out = Vec::new();
    compare_with_new(&mut description, read, &mut left_out)?;
    make(&mut description, &mut left_out)?;
    Ok((description, left_out))
}

/// Makes the world, without the parts that have problems.
fn make(description: &mut Value, left_out: &mut Vec<LeftOut>) -> anyhow::Result<World> {
    for _ in 0..ROUNDS_MAX {
        let parsed = Description::read(&Node::from(description.clone()));
        let made = parsed.and_then(|parsed| match description::make(Path::new(""), &parsed) {
            Ok(world) => Ok(world),
            Err(faulty) => Err(faulty.problems),
        });
        let problems = match made {
            Ok(world) => return Ok(world),
            Err(problems) => problems,
        };
        let mut removed = false;
        // The last ones first, so that the places of the others in their lists stay the same.
        for Problem { path, message, .. } in problems.iter().rev() {
            let Some((pointer, name)) = part(description, path) else { continue };
            if remove(description, &pointer) {
                left_out.push((name, message.clone()));
                removed = true;
            }
        }
        if !removed {
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            bail!("the copy cannot be made: {}", shown.join("; "));
        }
    }
    bail!("the copy cannot be made")
}

/// The largest part that is to be left out for a problem at a path, as a JSON pointer, and its name for people.
fn part(description: &Value, path: &str) -> Option<(String, String)> {
    let (list, rest) = path.split_once('[')?;
    let (index, rest) = rest.split_once(']')?;
    let item = &description[list][index.parse::<usize>().ok()?];
    let name = item["name"].as_str().or(item["username"].as_str()).or(item["account_number"].as_str());
    let name = format!("{list} {}", name.unwrap_or(index));
    if let Some(document) = rest.strip_prefix(".networking[\"").and_then(|rest| rest.split_once("\"]")) {
        let escaped = document.0.replace('~', "~0").replace('/', "~1");
        return Some((format!("/{list}/{index}/networking/{escaped}"), format!("{} of {name}", document.0)));
    }
    for inner in ["clusters", "public_ips", "roles"] {
        let place = rest.strip_prefix(&format!(".{inner}[")).and_then(|rest| rest.split_once(']'));
        if let Some((place, _)) = place {
            return Some((format!("/{list}/{index}/{inner}/{place}"), format!("{inner} {place} of {name}")));
        }
    }
    Some((format!("/{list}/{index}"), name))
}

/// Removes what a JSON pointer names.
fn remove(value: &mut Value, pointer: &str) -> bool {
    let Some((above, last)) = pointer.rsplit_once('/') else { return false };
    let last = last.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(above) {
        Some(Value::Object(members)) => members.shift_remove(&last).is_some(),
        Some(Value::Array(items)) => last.parse().is_ok_and(|place: usize| {
            let found = place < items.len();
            found.then(|| items.remove(place));
            found
        }),
        _ => false,
    }
}

/// Leaves out the documents that a new SDDC has in the same way, and says which documents of a new SDDC are not there.
fn compare_with_new(
    description: &mut Value,
    read: &BTreeMap<String, ReadDocuments>,
    left_out: &mut Vec<LeftOut>,
) -> anyhow::Result<()> {
    let mut bare = description.clone();
    for sddc in bare["sddcs"].as_array_mut().into_iter().flatten() {
        sddc.as_object_mut().map(|sddc| sddc.shift_remove("networking"));
    }
    let world = make(&mut bare, left_out)?;
    let org = world.state.home().context("the world has no organization")?;
    // SDDCs that cannot be made are no longer there.
    let networking: Vec<_> = description["sddcs"].as_array().into_iter().flatten().cloned().collect();
    *description = bare;
    for sddc in description["sddcs"].as_array_mut().into_iter().flatten() {
        let Some(before) = networking.iter().find(|before| before["name"] == sddc["name"]) else { continue };
        let Some(made) = org.sddcs.values().find(|made| sddc["name"] == made.name) else { continue };
        let name = made.name.as_str();
        let mut changed = before["networking"].as_object().map(|all| changed_documents(all, made)).unwrap_or_default();
        changed.extend(read.get(name).into_iter().flat_map(|read| deleted_documents(read, made)));
        if !changed.is_empty() {
            sddc["networking"] = Value::Object(changed);
        }
    }
    Ok(())
}

/// The documents of a new SDDC that are not there, each with null. What is below another one comes before it.
fn deleted_documents(read: &ReadDocuments, sddc: &SddcFacts) -> Vec<(String, Value)> {
    let new = networks_of(sddc);
    let is_deleted = |path: &str, body: &Map<String, Value>| {
        let was_read = body.get("resource_type").and_then(Value::as_str).is_some_and(|of| read.types.contains(of));
        was_read && !read.paths.contains(path)
    };
    let deleted = new.iter().filter(|(path, document)| is_deleted(path, &document.body));
    let mut deleted: Vec<_> = deleted.map(|(path, _)| (path.to_string(), Value::Null)).collect();
    deleted.reverse();
    deleted
}

fn changed_documents(documents: &Map<String, Value>, sddc: &SddcFacts) -> Map<String, Value> {
    let new = networks_of(sddc);
    let is_changed = |path: &str, body: &Value| {
        let same = |document: &Value| documents::body(document) == *body;
        !new.get(path).is_some_and(|document| same(&Value::Object(document.body.clone())))
    };
    documents
        .iter()
        .filter(|(path, body)| is_changed(path, body))
        .map(|(path, body)| (path.clone(), body.clone()))
        .collect()
}
