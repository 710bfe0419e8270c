//! The life of every kind of object of the policy interface that clients can write.

use super::stage::Stage;
use crate::{
    networking_kinds::{Kind, MADE, NetworkingKinds},
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Map, Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/published", Flow;
    MovableClock => each_kind_of_object_lives_and_is_listed;
};

/// The field of a body that no answer shows.
const SECRET: &str = "psk";

/// The id of the object whose life is checked.
const ID: &str = "test-object";

/// Fields that the server sets, and that a client may send without effect.
const READ_ONLY: [&str; 6] =
    ["unique_id", "path", "parent_path", "relative_path", "_create_user", "_last_modified_user"];

async fn each_kind_of_object_lives_and_is_listed(trial: &Trial) -> Played {
    let mut stage = Stage::new(trial, NetworkingKinds::policy()).await?;
    let kinds = stage.kinds.all();
    hold!(kinds.len() > 80, "only {} kinds", kinds.len());
    for kind in kinds {
        for path in paths(&mut stage, &kind).await? {
            let lived = life(&stage, &kind, &path).await;
            stage.note(lived)?;
        }
    }
    Ok(())
}

/// The paths at which the life of a kind is checked. That of which there is one in an object is also checked in an object that was made.
async fn paths(stage: &mut Stage<'_>, kind: &Kind) -> Played<Vec<String>> {
    let mut paths = vec![stage.fill(&kind.template, ID).await?];
    if let Some((parent, rest)) = kind.template.rsplit_once('}').filter(|(_, rest)| !rest.is_empty()) {
        paths.push([stage.fill(&format!("{parent}}}"), MADE).await?.as_str(), rest].concat());
    }
    Ok(paths)
}

async fn life(stage: &Stage<'_>, kind: &Kind, path: &str) -> Played {
    let answer = stage.get(path).await?;
    if answer.status == 200 {
        if change(stage, kind, path, &answer.body).await? && kind.has("DELETE") {
            let answer = stage.send("DELETE", path, &Value::Null).await?;
            // The system keeps what it needs.
            hold!([200, 403].contains(&answer.status), "DELETE {path} answered {}", answer.text);
        }
        return Ok(());
    }
    answer.require(404)?;
    create(stage, kind, path).await?;
    if kind.is_listed {
        stage.list(path).await?;
    }
    let before = stage.read(path).await?;
    change(stage, kind, path, &before).await?;
    if kind.has("DELETE") {
        stage.send("DELETE", path, &Value::Null).await?.require(200)?;
        let refused = stage.get(path).await?.require(404)?.body;
        equal!(refused["error_code"], 600, "{path}");
        stage.send("DELETE", path, &Value::Null).await?.require(404)?;
    }
    Ok(())
}

async fn create(stage: &Stage<'_>, kind: &Kind, path: &str) -> Played {
    let made = stage.make(kind, path).await?;
    let read = stage.read(path).await?;
    hold!(made == read || !kind.has("PUT"), "PUT {path} answers with another object than GET");
    check_contains(&read, &stage.kinds.body(kind, path), path)?;
    let id = path.rsplit('/').next().needed()?;
    equal!((&read["id"], &read["relative_path"]), (&json!(id), &json!(id)), "{path}");
    if stage.kinds.is_part(kind) {
        hold!(read.get("_revision").is_none(), "{path} has a revision");
        return Ok(());
    }
    equal!(read["_revision"], json!(0), "{path}");
    hold!(read["path"].as_str().is_some_and(|own| own.ends_with(id)), "{path}: {read}");
    hold!(read["unique_id"].is_string() && read["_create_user"].is_string(), "{path}: {read}");
    hold!(read["_create_time"].is_i64() && read["marked_for_delete"] == false, "{path}: {read}");
    Ok(())
}

/// Checks that an object has all that was sent.
fn check_contains(read: &Value, sent: &Value, context: &str) -> Played {
    match (read, sent) {
        (Value::Object(read), Value::Object(sent)) => {
            for (name, sent) in sent.iter().filter(|(name, _)| *name != SECRET) {
                hold!(read.contains_key(name), "{context} has lost {name}");
                check_contains(&read[name], sent, context)?;
            }
        }
        (Value::Array(read), Value::Array(sent)) => {
            equal!(read.len(), sent.len(), "{context}");
            for (read, sent) in read.iter().zip(sent) {
                check_contains(read, sent, context)?;
            }
        }
        _ => equal!(read, sent, "{context}"),
    }
    Ok(())
}

/// Changes an object with PATCH and PUT, and tries to as one who may only read. Returns `false` if it belongs to the system.
async fn change(stage: &Stage<'_>, kind: &Kind, path: &str, before: &Value) -> Played<bool> {
    if kind.has("PATCH") {
        let answer = stage.send("PATCH", path, &json!({"description": "changed"})).await?;
        if answer.status == 403 {
            return Ok(false);
        }
        answer.require(kind.statuses["PATCH"])?;
        check_patched(stage, kind, path, before).await?;
    }
    if kind.has("PUT") && !stage.kinds.is_part(kind) {
        replace(stage, path, stage.read(path).await?).await?;
    }
    for method in kind.statuses.keys().filter(|method| *method != "GET") {
        let body = Some(json!({})).filter(|_| method != "DELETE");
        stage.reader.send(method, &stage.path(path), body.as_ref()).await?.require(403)?;
    }
    Ok(true)
}

/// Checks an object whose description was changed, and changes fields that only the server sets.
async fn check_patched(stage: &Stage<'_>, kind: &Kind, path: &str, before: &Value) -> Played {
    let after = stage.read(path).await?;
    equal!(after["description"], "changed", "{path}");
    if !stage.kinds.is_part(kind) {
        equal!(after["_revision"].as_i64(), before["_revision"].as_i64().map(|revision| revision + 1), "{path}");
    }
    let sent: Map<_, _> = READ_ONLY.iter().map(|name| ((*name).to_owned(), json!("other"))).collect();
    stage.send("PATCH", path, &sent.into()).await?.require(kind.statuses["PATCH"])?;
    let after = stage.read(path).await?;
    for name in READ_ONLY {
        hold!(after[name] != "other", "{name} of {path} was overwritten");
    }
    for name in ["unique_id", "path", "parent_path", "_create_user", "_create_time"] {
        equal!(after[name], before[name], "{name} of {path} has changed");
    }
    Ok(())
}

/// Puts an object with a stale, with no, and with the right revision.
async fn replace(stage: &Stage<'_>, path: &str, mut object: Value) -> Played {
    let revision = object["_revision"].as_i64().needed()?;
    object["_revision"] = json!(revision - 1);
    stage.send("PUT", path, &object).await?.require(412)?;
    object.as_object_mut().needed()?.remove("_revision");
    stage.send("PUT", path, &object).await?.require(412)?;
    object["_revision"] = json!(revision);
    object.as_object_mut().needed()?.remove("description");
    let put = stage.send("PUT", path, &object).await?.require(200)?.body;
    equal!((put.get("description"), &put["_revision"]), (None, &json!(revision + 1)), "{path}");
    Ok(())
}
