//! Which SDDCs can be members of a group, and what becomes of a group without its members.

use super::grouped::{DELETE, Grouped, UPDATE, equals, findings};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/sddc_groups/members", Flow;
    MovableClock => each_fault_of_a_member_is_named;
    MovableClock => a_change_of_no_member_fails;
    MovableClock => a_group_misses_a_deleted_sddc;
    MovableClock => one_change_follows_another;
    MovableClock => readers_change_nothing;
    MovableClock => an_older_script_changes_members;
    MovableClock => what_an_operation_lacks_is_said;
};

async fn each_fault_of_a_member_is_named(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 2).await?;
    let [one, two] = [0, 1].map(|number: usize| world.sddcs[number].clone());
    let unknown = ["lele", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"];
    let refused = world.validate(&[&one, unknown[0], unknown[1]]).await?.require(409)?;
    equal!(
        findings(&refused)?,
        [("Found deployments that do not exist.".to_owned(), unknown.map(str::to_owned).to_vec())]
    );

    let same = world.new_sddc("10.11.128.0/20").await?;
    let refused = world.validate(&[&one, &same]).await?.require(409)?;
    equal!(findings(&refused)?[0], ("Found deployments that are not in READY state.".to_owned(), vec![same.clone()]));
    world.pass("2m").await?;
    world.validate(&[&one, &same]).await?.require(204)?;
    // The one that comes later in the request is named.
    let overlap = "Found invalid or overlapping CIDR blocks.".to_owned();
    for (sddcs, named) in [([&two, &same], &same), ([&same, &two], &two)] {
        let refused = world.validate(&[sddcs[0], sddcs[1]]).await?.require(409)?;
        equal!(findings(&refused)?, [(overlap.clone(), vec![named.clone()])]);
        let created = world.ask_for_group("overlapping", &[sddcs[0], sddcs[1]]).await?.require(409)?;
        equal!(findings(&created)?, findings(&refused)?);
    }

    let group = world.group("first", &[&one, &two]).await?;
    let taken = world.validate(&[&two]).await?.require(409)?;
    equal!(findings(&taken)?, [("Found deployments that already belong to a group.".to_owned(), vec![two.clone()])]);
    let path = "/core/network-connectivity-configs/validate-members";
    let joining = json!({"members": [{"id": same}], "deployment_group_id": group.id});
    equal!(findings(&world.post("network", path, &joining).await?.require(409)?)?, [(overlap, vec![same.clone()])]);
    // The addresses are free as soon as who has them leaves in the same change.
    world.change_members(&group, &[&same], &[&two]).await?.require(200)?;
    let non_members = world.change_members(&group, &[], &[&two]).await?.require(409)?;
    hold!(non_members.body["message"].is_string(), "a change is under way");
    world.pass("5m").await?;
    let non_members = findings(&world.change_members(&group, &[], &[&two]).await?.require(409)?)?;
    equal!(non_members[0], ("Found deployments that are not members of the group.".to_owned(), vec![two]));
    Ok(())
}

/// The service accepts the change, and the operation fails. (recorded)
async fn a_change_of_no_member_fails(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let one = world.sddcs[0].clone();
    let group = world.group("steady", &[&one]).await?;
    let changed = world.change_members(&group, &[], &[]).await?.require(200)?;
    world.pass("5m").await?;
    let failed = world.operation(&changed.string("$.config.operation_id")?).await?;
    for (path, text) in [
        ("$.state.name", "FAILED"),
        ("$.state.error_code", "internal.server.error"),
        ("$.state.error_msg", "Internal service failed to execute operation"),
        ("$.error_message", "Internal service failed to execute operation"),
    ] {
        equals(&failed, path, text)?;
    }
    equals(&world.config(&group, "").await?, "$.state.name", "CONNECTED")?;
    equal!(world.read(&group).await?.body["membership"]["included"][0]["deployment_id"], json!(one));
    Ok(())
}

async fn a_group_misses_a_deleted_sddc(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 2).await?;
    let [one, two] = [0, 1].map(|number: usize| world.sddcs[number].clone());
    let group = world.group("broken", &[&one, &two]).await?;
    world.alice.delete_sddc(&two).await?.require(202)?;
    world.pass("2m").await?;
    let config = world.config(&group, "AwsRealizedSddcConnectivityTrait").await?;
    equals(&config, "$.state.name", "FAILED")?;
    hold!(config.body["state"]["error_msgs"][&two].is_string(), "the lost SDDC is named");
    equal!(config.body["traits"]["AwsRealizedSddcConnectivityTrait"]["sddcs"], json!([{"sddc_id": one}]));
    equal!(world.read(&group).await?.body["membership"]["included"].as_array().map(Vec::len), Some(2));
    world.change_members(&group, &[], &[&two]).await?.require(200)?;
    world.pass("5m").await?;
    equals(&world.config(&group, "").await?, "$.state.name", "CONNECTED")
}

async fn one_change_follows_another(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let group = world.begin_group("busy", &[]).await?;
    let one = world.sddcs[0].clone();
    world.change_members(&group, &[&one], &[]).await?.require(409)?.refused()?;
    world.change(&group, DELETE, &json!({})).await?.require(409)?.refused()?;
    world.pass("10m").await?;
    let validation = format!("/core/network-connectivity-configs/validate-delete?group_id={}", group.id);
    world.post("network", &validation, &json!({})).await?.require(204)?;
    world.change_members(&group, &[&one], &[]).await?.require(200)?;
    let refused = world.post("network", &validation, &json!({})).await?.require(409)?;
    equal!(refused.refused()?, "Validation of deletion of SDDC group failed.");
    world.change(&group, DELETE, &json!({})).await?.require(409)?.refused()?;
    world.pass("5m").await?;
    world.change_members(&group, &[], &[&one]).await?.require(200)?;
    world.pass("5m").await?;
    world.change(&group, DELETE, &json!({})).await?.require(201)?;
    world.change_members(&group, &[&one], &[]).await?.require(409)?.refused()?;
    world.pass("5m").await?;
    world.change(&group, DELETE, &json!({})).await?.require(409)?.refused()?;
    // The SDDC is free again.
    world.group("next", &[&one]).await.map(drop)
}

async fn readers_change_nothing(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let one = world.sddcs[0].clone();
    let group = world.group("watched", &[&one]).await?;
    world.alice = world.setting.reader().await?;
    world.validate(&[]).await?.require(204)?;
    world.read(&group).await?;
    world.operation(&group.operation).await?;
    world.ask_for_group("mine", &[]).await?.require(403)?.refused()?;
    world.change_members(&group, &[], &[&one]).await?.require(403)?.refused()?;
    world.change(&group, DELETE, &json!({})).await?.require(403)?.refused()?;
    Ok(())
}

async fn an_older_script_changes_members(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 2).await?;
    let [one, two] = [0, 1].map(|number: usize| world.sddcs[number].clone());
    let group = world.group("old", &[&one]).await?;
    let body = json!({"type": "UPDATE_GROUP_MEMBERS", "resource_id": group.id, "resource_type": "deployment-group",
        "config": {"type": "DeploymentGroupMembersUpdateConfig", "remove_members": [{"deployment_id": one}],
            "add_members": [{"deployment_id": two}]}});
    world.post("inventory", "/grouping/operations", &body).await?.require(200)?;
    equals(&world.config(&group, "").await?, "$.state.name", "UPDATING")?;
    world.pass("5m").await?;
    equals(&world.config(&group, "").await?, "$.state.name", "CONNECTED")?;
    equal!(world.read(&group).await?.body["membership"]["included"], json!([{"deployment_id": two}]));
    let list = world.get("inventory", &format!("/core/deployment-groups/{}/members", group.id)).await?.require(200)?;
    equal!(list.body, json!([{"deployment_id": two}]));
    Ok(())
}

async fn what_an_operation_lacks_is_said(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 0).await?;
    let group = world.group("exact", &[]).await?;
    let whole = json!({"resource_id": group.config, "resource_type": "network-connectivity-config", "type": UPDATE.0,
        "config": {"type": UPDATE.1}});
    for (key, value) in [
        ("resource_type", Value::Null),
        ("resource_type", json!("deployment-group")),
        ("resource_id", json!(group.id)),
        ("type", json!("PAINT")),
        ("config", Value::Null),
        ("config", json!({"type": DELETE.1})),
        ("org_id", json!("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")),
    ] {
        let mut body = whole.clone();
        body[key] = value.clone();
        let answer = world.post("network", "/aws/operations", &body).await?;
        trial.hold(answer.status == 400, &answer, "status", json!(400), &format!("{key} is {value}"));
    }
    world.ask_for_group(" ", &[]).await?.require(400)?.refused()?;
    Ok(())
}
