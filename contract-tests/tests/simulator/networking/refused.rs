//! Checks of every kind of object that what is refused changes nothing at all.

use super::{Stage, stage};
use serde_json::json;
use vmc_contract::networking_kinds::{Kind, MADE};

#[tokio::test]
async fn what_is_refused_changes_nothing() {
    let mut stage = stage().await;
    let (mut sent, mut wrong) = (0, Vec::new());
    for kind in stage.kinds.all() {
        let path = stage.fill(&kind.template, MADE).await;
        let export = stage.export().await;
        if belongs_to_the_system(&stage, &kind, &path).await {
            assert!(export == stage.export().await, "{path} was refused and has changed something");
            continue;
        }
        let export = stage.export().await;
        let refused = stage.kinds.wrong_bodies(&kind);
        sent += refused.len();
        for (what, body) in refused {
            let answer = stage.send(kind.changes_with(), &path, Some(&body)).await;
            if answer.status != 400 {
                wrong.push(format!("{path} with {what} answered {} {}", answer.status, answer.text));
            }
        }
        stale(&stage, &kind, &path).await;
        assert!(export == stage.export().await, "a refused request to {path} has changed something");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sent > 300, "{sent} requests");
}

/// Changes an object that users may change.
async fn belongs_to_the_system(stage: &Stage, kind: &Kind, path: &str) -> bool {
    if !kind.has("PATCH") {
        return false;
    }
    let answer = stage.send("PATCH", path, Some(&json!({"description": "changed"}))).await;
    assert!(
        [kind.statuses["PATCH"], 403].contains(&answer.status),
        "{path} answered {} {}",
        answer.status,
        answer.text
    );
    answer.status == 403
}

/// Puts an object with a stale revision.
async fn stale(stage: &Stage, kind: &Kind, path: &str) {
    if !kind.has("PUT") || stage.kinds.is_part(kind) {
        return;
    }
    let mut object = stage.get(path).await.expect(200).body;
    let revision = object["_revision"].as_i64().expect("a revision");
    object["_revision"] = json!(revision - 1);
    stage.send("PUT", path, Some(&object)).await.expect(412);
}
