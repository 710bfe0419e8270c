//! The life of every kind of object of the interface between NSX-T and AWS that clients can write, and the actions of that interface.

use super::stage::Stage;
use crate::{
    networking_kinds::{Kind, NetworkingKinds},
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/published", Flow;
    MovableClock => each_kind_of_object_between_nsx_and_aws_lives_and_is_listed;
    MovableClock => services_are_connected_and_networks_are_validated;
};

async fn each_kind_of_object_between_nsx_and_aws_lives_and_is_listed(trial: &Trial) -> Played {
    let mut stage = Stage::new(trial, NetworkingKinds::cloud_service()).await?;
    let kinds = stage.kinds.all();
    hold!(kinds.len() > 10, "only {} kinds", kinds.len());
    for kind in kinds {
        let path = stage.fill(&kind.template, "test-object").await?;
        let lived = life(&stage, &kind, &path).await;
        stage.note(lived)?;
    }
    Ok(())
}

async fn life(stage: &Stage<'_>, kind: &Kind, path: &str) -> Played {
    let answer = stage.get(path).await?;
    let before = match answer.status {
        // There is one of these.
        200 => answer.body,
        _ => {
            answer.require(404)?;
            let made = stage.make(kind, path).await?;
            equal!(stage.read(path).await?, made, "{path}");
            made
        }
    };
    if kind.is_listed {
        stage.list(path).await?;
    }
    change(stage, path, &before).await?;
    if kind.has("DELETE") {
        stage.send("DELETE", path, &Value::Null).await?.require(200)?;
        stage.get(path).await?.require(404)?;
        stage.send("DELETE", path, &Value::Null).await?.require(404)?;
    }
    Ok(())
}

/// Puts an object with the right and with a stale revision. An object without a revision was never written.
async fn change(stage: &Stage<'_>, path: &str, before: &Value) -> Played {
    let mut object = before.clone();
    if before.get("_revision").is_some() {
        object["display_name"] = json!("changed");
    }
    let put = stage.send("PUT", path, &object).await?.require(200)?.body;
    if let Some(revision) = before["_revision"].as_i64() {
        equal!((&put["display_name"], &put["_revision"]), (&json!("changed"), &json!(revision + 1)), "{path}");
        stage.send("PUT", path, &object).await?.require(412)?;
    }
    equal!(stage.read(path).await?, put, "{path}");
    let refused = stage.reader.put(&stage.path(path), &object).await?.require(403)?;
    hold!(refused.body["error_code"].is_u64(), "{path}");
    Ok(())
}

async fn services_are_connected_and_networks_are_validated(trial: &Trial) -> Played {
    let mut stage = Stage::new(trial, NetworkingKinds::cloud_service()).await?;
    for root in ["/infra", ""] {
        let template = format!("{root}/linked-vpcs/{{linked-vpc-id}}/connected-services");
        let all = stage.fill(&template, "").await?;
        for enabled in [false, true] {
            let body = json!({"name": "s3", "enabled": enabled});
            let put = stage.send("PUT", &format!("{all}/s3"), &body).await?.require(200)?.body;
            equal!((&put["name"], &put["enabled"]), (&json!("s3"), &json!(enabled)), "{all}");
            equal!(stage.read(&all).await?["results"], json!([body]), "{all}");
        }
    }
    let all = "/infra/sddc-network-config/reserved-networks";
    let before = stage.read(all).await?;
    let validate = format!("{all}?action=VALIDATE_ONLY");
    stage.send("POST", &validate, &json!({"cidr": "10.40.0.0/16"})).await?.require(200)?;
    stage.send("POST", &validate, &json!({"cidr": 7})).await?.require(400)?;
    equal!(stage.read(all).await?, before, "what is only validated is not kept");
    Ok(())
}
