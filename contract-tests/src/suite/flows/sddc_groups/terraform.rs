//! The life of a group, in the requests of the Terraform provider.

use super::grouped::{DELETE, Grouped, equals};
use crate::suite::{Case, Needs::MovableClock, Played, Trial, cases, played::equal};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/sddc_groups/terraform", Flow;
    MovableClock => a_group_lives_from_its_creation_to_its_deletion;
};

/// The parts that the provider reads.
const TRAITS: &str = "AwsVpcAttachmentsTrait,AwsDirectConnectGatewayAssociationsTrait,AwsNetworkConnectivityTrait,AwsCustomerTransitGatewayAssociationsTrait";

async fn a_group_lives_from_its_creation_to_its_deletion(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 3).await?;
    let [one, two, three] = [0, 1, 2].map(|number: usize| world.sddcs[number].clone());
    let valid = world.validate(&[&one, &two]).await?.require(204)?;
    equal!(valid.text, "");
    let group = world.begin_group("sddc_group", &[&one, &two]).await?;
    equals(&world.operation(&group.operation).await?, "$.state.name", "IN_PROGRESS")?;
    equals(&world.config(&group, TRAITS).await?, "$.state.name", "PENDING")?;
    world.pass("10m").await?;
    let operation = world.operation(&group.operation).await?;
    equals(&operation, "$.state.name", "COMPLETED")?;
    equals(&operation, "$.type", "CREATE_DEPLOYMENT_GROUP")?;
    equals(&operation, "$.id", &group.operation)?;

    let read = world.read(&group).await?;
    let of = |sddcs: [&str; 2]| json!(sddcs.map(|id| json!({"deployment_id": id})));
    for (key, value) in [
        ("name", json!("sddc_group")),
        ("description", json!("of tests")),
        ("org_id", json!(world.setting.org())),
        ("deleted", json!(false)),
    ] {
        equal!(read.body[key], value, "{key}");
    }
    equal!(read.body["membership"]["included"], of([&one, &two]));
    let found = world
        .get("network", &format!("/core/network-connectivity-configs/?group_id={}", group.id))
        .await?
        .require(200)?;
    equals(&found, "$[0].id", &group.config)?;
    equal!((found.list("$")?.len(), &found.body[0]["traits"]), (1, &Value::Null));
    let with_slash = format!("/core/network-connectivity-configs/{}/?trait={TRAITS}", group.config);
    let config = world.get("network", &with_slash).await?.require(200)?;
    equals(&config, "$.state.name", "CONNECTED")?;
    let traits = &config.body["traits"];
    equal!(traits.as_object().map(|traits| traits.len()), Some(4));
    let gateway = &traits["AwsNetworkConnectivityTrait"]["l3connectors"][0];
    equal!(gateway["region"], "us-west-2");
    equal!(gateway["id"].as_str().map(|id| (id.starts_with("tgw-"), id.len())), Some((true, 21)));
    equal!(traits["AwsVpcAttachmentsTrait"]["accounts"], json!([]));

    let changed = world.change_members(&group, &[&three], &[&one]).await?.require(200)?;
    let operation = changed.string("$.config.operation_id")?;
    equals(&world.config(&group, TRAITS).await?, "$.state.name", "UPDATING")?;
    world.pass("5m").await?;
    let ended = world.operation(&operation).await?;
    equals(&ended, "$.state.name", "COMPLETED")?;
    equal!(ended.body["error_message"], Value::Null);
    equal!(world.read(&group).await?.body["membership"]["included"], of([&two, &three]));

    let refused = world.change(&group, DELETE, &json!({})).await?.require(409)?;
    refused.refused()?;
    let said = "cannot delete SDDC Group. There are still sddcs attached";
    equals(&refused, "$.details[0].validation_error_message", said)?;
    world.change_members(&group, &[], &[&two, &three]).await?.require(200)?;
    world.pass("5m").await?;
    let deletion = world.change(&group, DELETE, &json!({})).await?.require(201)?.string("$.id")?;
    world.pass("5m").await?;
    equals(&world.operation(&deletion).await?, "$.state.name", "COMPLETED")?;
    equal!(world.read(&group).await?.body["deleted"], true);
    equal!(world.get("inventory", "/core/deployment-groups").await?.require(200)?.body["total_elements"], 0);
    Ok(())
}
