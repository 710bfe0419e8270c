//! Checks every kind of object that clients can write: its life, its lists, and what is refused.

use super::{Kind, Stage, plain};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The id of the object that a test makes.
const ID: &str = "test-object";

/// Fields that the server sets, and that a client may send without effect.
const READ_ONLY: [&str; 6] =
    ["unique_id", "path", "parent_path", "relative_path", "_create_user", "_last_modified_user"];

#[tokio::test]
async fn each_kind_lives_and_is_listed() {
    let stage = Arc::new(Stage::new().await);
    stage.make_all().await;
    let (mut tested, mut failed) = (0, Vec::new());
    for kind in stage.kinds() {
        let template = kind.template.clone();
        // The test goes on with the other kinds, and names all that fail.
        if tokio::spawn(life(stage.clone(), kind)).await.is_err() {
            failed.push(template);
        }
        tested += 1;
    }
    assert!(failed.is_empty(), "these kinds fail: {failed:#?}");
    assert!(tested > 80, "{tested} kinds");
}

async fn life(stage: Arc<Stage>, kind: Kind) {
    let path = stage.fill(&kind.template, ID).await;
    if let Some(before) = existing(&stage, &kind, &path).await {
        change(&stage, &kind, &path, before).await;
    } else {
        create(&stage, &kind, &path).await;
        list(&stage, &kind, &path).await;
        let before = stage.get(&path).await.expect(200).body;
        change(&stage, &kind, &path, before).await;
        end(&stage, &kind, &path).await;
    }
}

/// Returns the object if the SDDC has it, as it has most objects of which there is one.
async fn existing(stage: &Stage, kind: &Kind, path: &str) -> Option<Value> {
    let answer = stage.get(path).await;
    assert!([200, 404].contains(&answer.status), "{kind:?}: {} {}", answer.status, answer.text);
    (answer.status == 200).then_some(answer.body)
}

/// Whether an object is a part of the one above, and has no revision of its own.
fn is_part(stage: &Stage, kind: &Kind) -> bool {
    stage.facts["parts"].get(plain(&kind.template)).is_some()
}

async fn create(stage: &Stage, kind: &Kind, path: &str) {
    let body = stage.body(kind);
    let made = stage.make(kind, path).await.expect(200).body;
    let read = stage.get(path).await.expect(200).body;
    assert!(made == read || !kind.statuses.contains_key("PUT"), "PUT {path} answers with another object than GET");
    assert_eq!(stage.difference(&kind.of_type, &read), None, "{path}");
    check_contains(&read, &body, path);
    let id = path.rsplit('/').next().unwrap();
    assert_eq!((&read["id"], &read["relative_path"]), (&json!(id), &json!(id)), "{path}");
    if is_part(stage, kind) {
        assert_eq!(read.get("_revision"), None, "{path}");
        return;
    }
    assert_eq!(read["_revision"], json!(0), "{path}");
    assert!(read["path"].as_str().is_some_and(|own| own.ends_with(id)), "{path}: {read}");
    assert!(read["unique_id"].is_string() && read["_create_user"].is_string(), "{path}: {read}");
    assert!(read["_create_time"].is_i64() && read["marked_for_delete"] == false, "{path}: {read}");
}

/// Checks that an object has all that was sent.
fn check_contains(read: &Value, sent: &Value, context: &str) {
    match (read, sent) {
        (Value::Object(read), Value::Object(sent)) => {
            for (name, sent) in sent {
                let read = read.get(name).unwrap_or_else(|| panic!("{context} has lost {name}"));
                check_contains(read, sent, context);
            }
        }
        (Value::Array(read), Value::Array(sent)) => {
            assert_eq!(read.len(), sent.len(), "{context}");
            read.iter().zip(sent).for_each(|(read, sent)| check_contains(read, sent, context));
        }
        _ => assert_eq!(read, sent, "{context}"),
    }
}

/// Checks that the list has the object, and that pages of one object are the list.
async fn list(stage: &Stage, kind: &Kind, path: &str) {
    let (collection, id) = path.rsplit_once('/').unwrap();
    if !kind.is_listed {
        return;
    }
    let list = stage.get(collection).await.expect(200).body;
    let ids = |list: &Value| -> Vec<Value> {
        list["results"].as_array().into_iter().flatten().map(|object| object["id"].clone()).collect()
    };
    let all = ids(&list);
    assert!(all.contains(&json!(id)), "{collection} lacks {id}: {all:?}");
    assert_eq!(list["result_count"], json!(all.len()), "{collection}");
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    for _ in 0..=all.len() {
        let page = stage.get(&format!("{collection}?page_size=1{cursor}")).await.expect(200).body;
        paged.extend(ids(&page));
        match page["cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, all, "the pages of {collection}");
}

/// Changes an object with PATCH and PUT, and tries what is refused.
async fn change(stage: &Stage, kind: &Kind, path: &str, before: Value) {
    if kind.statuses.contains_key("PATCH") {
        let export = stage.export().await;
        let answer = stage.patch(path, &json!({"description": "changed"})).await;
        if answer.status == 403 {
            // The object belongs to the system.
            assert!(export == stage.export().await, "PATCH {path} was refused and has changed something");
            return;
        }
        answer.expect(kind.statuses["PATCH"]);
        patch(stage, kind, path, &before).await;
    }
    if kind.statuses.contains_key("PUT") && !is_part(stage, kind) {
        replace(stage, path, stage.get(path).await.expect(200).body).await;
    }
    let export = stage.export().await;
    refuse(stage, kind, path).await;
    assert!(export == stage.export().await, "a refused request to {path} has changed something");
}

/// Checks an object whose description was changed, and changes fields that only the server sets.
async fn patch(stage: &Stage, kind: &Kind, path: &str, before: &Value) {
    let after = stage.get(path).await.expect(200).body;
    assert_eq!(after["description"], "changed", "{path}");
    if !is_part(stage, kind) {
        let revision = before["_revision"].as_i64().unwrap();
        assert_eq!(after["_revision"], json!(revision + 1), "{path}");
    }
    let sent: Map<_, _> = READ_ONLY.iter().map(|name| ((*name).to_owned(), json!("other"))).collect();
    stage.patch(path, &sent.into()).await.expect(kind.statuses["PATCH"]);
    let after = stage.get(path).await.expect(200).body;
    for name in READ_ONLY {
        assert!(after[name] != "other", "{name} of {path} was overwritten");
    }
    for name in ["unique_id", "path", "parent_path", "_create_user", "_create_time"] {
        assert_eq!(after[name], before[name], "{name} of {path} has changed");
    }
}

/// Puts an object with a stale, with no, and with the right revision.
async fn replace(stage: &Stage, path: &str, mut object: Value) {
    let export = stage.export().await;
    let revision = object["_revision"].as_i64().unwrap();
    object["_revision"] = json!(revision - 1);
    stage.put(path, &object).await.expect(412);
    object.as_object_mut().unwrap().remove("_revision");
    stage.put(path, &object).await.expect(412);
    assert!(export == stage.export().await, "a stale PUT {path} has changed something");
    object["_revision"] = json!(revision);
    object.as_object_mut().unwrap().remove("description");
    let put = stage.put(path, &object).await.expect(200).body;
    assert_eq!((put.get("description"), &put["_revision"]), (None, &json!(revision + 1)), "{path}");
}

/// Sends wrong values of each field, and requests of a caller who may only read.
async fn refuse(stage: &Stage, kind: &Kind, path: &str) {
    let fields = stage.table.fields(&kind.of_type);
    let method = if kind.statuses.contains_key("PATCH") { "PATCH" } else { "PUT" };
    let full = stage.path(path);
    let send = async |body: Value| stage.owner.send(method, &full, Some(&body)).await;
    // A wrong type of the object itself is either refused or that of an older client.
    let is_written = |name: &str| !name.starts_with('_') && name != "resource_type";
    let writable = fields.iter().filter(|(name, field)| !field.read_only && is_written(name));
    for (name, field) in writable {
        let wrong = match field.notation.as_str() {
            "object" => continue,
            "string" => json!({}),
            _ => json!("pizza"),
        };
        let answer = send(json!({(*name): wrong})).await;
        assert_eq!(answer.status, 400, "{method} {path} with a wrong {name}: {}", answer.text);
        let is_text = field.notation.trim_start_matches("array<").trim_end_matches('>') == "string";
        if is_text && field.words.is_some() {
            let word = json!("PIZZA");
            let sent = if field.notation == "string" { json!({(*name): word}) } else { json!({(*name): [word]}) };
            let answer = send(sent).await;
            assert_eq!(answer.status, 400, "{method} {path} with an unknown word as {name}: {}", answer.text);
        }
        if field.notation == "string" && name.ends_with("_path") {
            let answer = send(json!({(*name): "/infra/domains/cgw/groups/none"})).await;
            assert_eq!(answer.status, 400, "{method} {path} with a missing object as {name}: {}", answer.text);
        }
    }
    stage.reader.get(&full).await.expect(200);
    for method in kind.statuses.keys().filter(|method| *method != "GET") {
        let body = Some(json!({})).filter(|_| method != "DELETE");
        stage.reader.send(method, &full, body.as_ref()).await.expect(403);
    }
}

async fn end(stage: &Stage, kind: &Kind, path: &str) {
    if !kind.statuses.contains_key("DELETE") {
        return;
    }
    stage.delete(path).await.expect(200);
    let refused = stage.get(path).await.expect(404).body;
    assert_eq!(refused["error_code"], 600, "{path}: {refused}");
    stage.delete(path).await.expect(404);
}
