//! Tests of SDDC groups with what only the control API does: faults, a clock that jumps, exported worlds, the agenda.

use serde_json::{Value, json};
use vmc_contract::{Answer, User, World};

fn path(user: &User, service: &str, rest: &str) -> String {
    format!("/api/{service}/{}{rest}", user.org())
}

/// Requests a group without members.
async fn create(owner: &User, name: &str) -> Answer {
    let path = path(owner, "network", "/core/network-connectivity-configs/create-group-network-connectivity");
    owner.post(&path, &json!({"name": name})).await.expect(200)
}

async fn operation(owner: &User, id: &str) -> Value {
    owner.get(&path(owner, "operation", &format!("/core/operations/{id}"))).await.expect(200).body
}

async fn config(owner: &User, group: &Answer, traits: &str) -> Value {
    let rest = format!("/core/network-connectivity-configs/{}?trait={traits}", group.text_at("config_id"));
    owner.get(&path(owner, "network", &rest)).await.expect(200).body
}

async fn change(owner: &User, group: &Answer, of: &str, config: Value) -> Answer {
    let body = json!({"resource_id": group.text_at("config_id"), "resource_type": "network-connectivity-config",
        "type": of, "config": config});
    owner.post(&path(owner, "network", "/aws/operations"), &body).await
}

#[tokio::test]
async fn an_operation_fails_by_a_rule_and_the_group_can_be_deleted() {
    let world = World::new().await;
    let owner = world.owner().await;
    let rule = json!({"when": {"task_kind": "CREATE_DEPLOYMENT_GROUP", "resource": "doomed"},
        "then": {"task_fails": {"at": 50, "message": "SddcGroup creation failed"}}});
    world.control("POST", "/faults", &rule).await.expect(201);
    let (doomed, other) = (create(&owner, "doomed").await, create(&owner, "other").await);
    world.advance("10m").await;
    let failed = operation(&owner, &doomed.text_at("operation_id")).await;
    assert_eq!(failed["error_message"], "SddcGroup creation failed");
    assert_eq!((&failed["state"]["name"], &failed["state"]["error_msg"]), (&json!("FAILED"), &failed["error_message"]));
    let seen = config(&owner, &doomed, "").await;
    assert_eq!(seen["state"]["name"], "FAILED");
    assert_eq!(seen["state"]["error_msgs"][doomed.text_at("group_id")], "SddcGroup creation failed");
    assert_eq!(operation(&owner, &other.text_at("operation_id")).await["state"]["name"], "COMPLETED");
    let delete = json!({"type": "AwsDeleteDeploymentGroupConfig"});
    change(&owner, &doomed, "DELETE_DEPLOYMENT_GROUP", delete).await.expect(201);
    world.advance("5m").await;
    assert_eq!(config(&world.owner().await, &doomed, "").await["state"]["name"], "DELETED");
}

#[tokio::test]
async fn reading_an_operation_moves_a_clock_that_jumps() {
    let world = World::new().await;
    let owner = world.owner().await;
    world.control("PATCH", "/clock", &json!({"on_poll": "jump"})).await.expect(200);
    let group = create(&owner, "group").await;
    assert_eq!(config(&owner, &group, "").await["state"]["name"], "PENDING");
    assert_eq!(operation(&owner, &group.text_at("operation_id")).await["state"]["name"], "COMPLETED");
    assert_eq!(config(&owner, &group, "").await["state"]["name"], "CONNECTED");
    // It is a task of VMC too.
    let task = owner.task(&group.text_at("operation_id")).await.expect(200).body;
    assert_eq!((&task["task_type"], &task["status"]), (&json!("CREATE_DEPLOYMENT_GROUP"), &json!("FINISHED")));
}

#[tokio::test]
async fn a_group_goes_on_in_a_copy_of_its_world() {
    const TRAIT: &str = "AwsVpcAttachmentsTrait";
    let world = World::with(json!({"pacing": {"preset": "realistic"}})).await;
    let owner = world.owner().await;
    let group = create(&owner, "group").await;
    world.advance("10m").await;
    let owner_later = world.owner().await;
    let account = json!({"type": "AwsAddExternalAccountConfig", "account": {"account_number": "012345678901"}});
    change(&owner_later, &group, "ADD_EXTERNAL_ACCOUNT", account).await.expect(201);
    world.advance("2m").await;
    let agenda = world.control("GET", "/agenda", &Value::Null).await.expect(200);
    assert!(agenda.text.contains("account_accepts"), "{}", agenda.text);
    let document = world.control("GET", "/export", &Value::Null).await.expect(200).body;
    world.control("PUT", "/import", &document).await.expect(200);
    world.control("POST", "/clock/skip", &Value::Null).await.expect(200);
    let seen = config(&world.owner().await, &group, TRAIT).await;
    let account = &seen["traits"][TRAIT]["accounts"][0];
    assert_eq!((&account["account_number"], &account["state"]), (&json!("012345678901"), &json!("ASSOCIATED")));
    assert_eq!(account["attachments"][0]["state"], "PENDING_ACCEPTANCE");
}
