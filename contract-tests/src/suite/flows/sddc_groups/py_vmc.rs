//! What pyVMC does with groups: it reads nested fields without asking whether they are there.

use super::grouped::{DELETE, Group, Grouped, equals};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/sddc_groups/py_vmc", Flow;
    MovableClock => groups_and_sddcs_are_listed;
    MovableClock => a_vpc_is_attached_accepted_changed_and_detached;
    MovableClock => a_vpc_needs_no_acceptance_with_auto_approval;
    MovableClock => a_direct_connect_gateway_comes_and_goes;
    MovableClock => routes_lead_to_members_and_vpcs;
    MovableClock => a_cluster_is_renamed;
    MovableClock => nsx_manager_is_reached;
    MovableClock => clusters_and_hosts_come_in_pages;
};

const ADD_ACCOUNT: (&str, &str) = ("ADD_EXTERNAL_ACCOUNT", "AwsAddExternalAccountConfig");
const REMOVE_ACCOUNT: (&str, &str) = ("REMOVE_EXTERNAL_ACCOUNT", "AwsRemoveExternalAccountConfig");
const ATTACHMENTS: (&str, &str) = ("APPLY_ATTACHMENT_ACTION", "AwsApplyAttachmentActionConfig");
const ADD_GATEWAY: (&str, &str) = ("ASSOCIATE_DIRECT_CONNECT_GATEWAY", "AwsAssociateDirectConnectGatewayConfig");
const REMOVE_GATEWAY: (&str, &str) =
    ("DISASSOCIATE_DIRECT_CONNECT_GATEWAY", "AwsDisassociateDirectConnectGatewayConfig");

async fn groups_and_sddcs_are_listed(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 2).await?;
    equal!(world.get("inventory", "/core/deployment-groups").await?.require(200)?.body["empty"], true);
    let one = world.sddcs[0].clone();
    let group = world.group("listed", &[&one]).await?;
    world.group("alone", &[]).await?;
    let groups = world.get("inventory", "/core/deployment-groups").await?.require(200)?;
    equal!((&groups.body["empty"], &groups.body["total_elements"]), (&json!(false), &json!(2)));
    let first = &groups.body["content"][0];
    equal!((&first["id"], &first["state"]["display_name"]), (&json!(group.id), &json!("Ready")));
    hold!(first["creator"]["user_name"].is_string(), "a group has a creator");
    equal!(first["membership"]["included"][0]["deployment_id"], json!(one));
    let sorted = world.get("inventory", "/core/deployment-groups?sort=name&size=1&page=1").await?.require(200)?;
    equal!((&sorted.body["content"][0]["name"], &sorted.body["last"]), (&json!("listed"), &json!(true)));
    world.get("inventory", "/core/deployment-groups?size=0").await?.require(400)?.refused()?;

    let sddcs = world.get("inventory", "/core/deployments").await?.require(200)?;
    equal!(sddcs.body["total_elements"], 2);
    for sddc in sddcs.list("$.content")? {
        equal!((&sddc["type"]["code"], &sddc["location"]["code"]), (&json!("SDDC"), &json!("us-west-2")));
        hold!(sddc["name"].is_string() && sddc["type"]["deployment_type"].is_string(), "an SDDC has a name and a kind");
    }
    let connector = world.config(&group, "AwsNetworkConnectivityTrait").await?;
    equals(&connector, "$.traits.AwsNetworkConnectivityTrait.l3connectors[0].location.name", "US_WEST_2")?;
    let path = format!("/core/network-connectivity-configs/{}/traits/AwsNetworkConnectivityTrait", group.config);
    let part = world.get("network", &path).await?.require(200)?;
    equal!(part.body, connector.body["traits"]["AwsNetworkConnectivityTrait"]);
    world.get("network", &format!("{path}s")).await?.require(404)?.refused()?;
    Ok(())
}

/// Requests a change of a group and waits until it is made.
async fn done(world: &mut Grouped<'_>, group: &Group, of: (&str, &str), config: &Value) -> Played {
    let id = world.change(group, of, config).await?.require(201)?.string("$.id")?;
    equals(&world.operation(&id).await?, "$.state.name", "IN_PROGRESS")?;
    world.pass("2m").await?;
    equals(&world.operation(&id).await?, "$.state.name", "COMPLETED")
}

async fn accounts(world: &Grouped<'_>, group: &Group) -> Played<Value> {
    let config = world.config(group, "AwsVpcAttachmentsTrait").await?;
    Ok(config.body["traits"]["AwsVpcAttachmentsTrait"]["accounts"].clone())
}

async fn a_vpc_is_attached_accepted_changed_and_detached(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let one = world.sddcs[0].clone();
    let group = world.group("outward", &[&one]).await?;
    let account = |more: Value| {
        let mut account = json!({"account_number": "012345678901"});
        account
            .as_object_mut()
            .into_iter()
            .for_each(|account| account.extend(more.as_object().cloned().unwrap_or_default()));
        json!({"account": account})
    };
    done(&mut world, &group, ADD_ACCOUNT, &account(json!({"regions": ["us-west-2"]}))).await?;
    equal!(accounts(&world, &group).await?[0]["state"], "ASSOCIATING");
    equal!(accounts(&world, &group).await?[0]["attachments"], json!([]));
    world.change(&group, ADD_ACCOUNT, &account(json!({}))).await?.require(409)?.refused()?;
    world.pass("5m").await?;
    let known = accounts(&world, &group).await?[0].clone();
    equal!((&known["account_number"], &known["state"]), (&json!("012345678901"), &json!("ASSOCIATED")));
    let attachment = &known["attachments"][0];
    equal!(attachment["state"], "PENDING_ACCEPTANCE");
    hold!(attachment["vpc_id"].as_str().is_some_and(|vpc| vpc.starts_with("vpc-")), "a VPC was attached");
    let id = attachment["attach_id"].as_str().needed()?;

    let act = |action: &str, more: Value| {
        let mut attachment = json!({"action": action, "attach_id": id});
        attachment.as_object_mut().into_iter().for_each(|it| it.extend(more.as_object().cloned().unwrap_or_default()));
        account(json!({"attachments": [attachment]}))
    };
    let prefixes = json!({"configured_prefixes": ["172.31.0.0/16"]});
    world.change(&group, ATTACHMENTS, &act("UPDATE", prefixes.clone())).await?.require(409)?.refused()?;
    done(&mut world, &group, ATTACHMENTS, &act("ACCEPT", json!({}))).await?;
    equal!(accounts(&world, &group).await?[0]["attachments"][0]["state"], "AVAILABLE");
    world.change(&group, ATTACHMENTS, &act("PAINT", json!({}))).await?.require(400)?.refused()?;
    world.change(&group, ATTACHMENTS, &act("UPDATE", json!({"configured_prefixes": ["home"]}))).await?.require(400)?;
    done(&mut world, &group, ATTACHMENTS, &act("UPDATE", prefixes)).await?;
    equal!(accounts(&world, &group).await?[0]["attachments"][0]["configured_prefixes"], json!(["172.31.0.0/16"]));

    let removal = format!(
        "/core/network-connectivity-configs/validate-remove-external-account?account_number=012345678901&network_connectivity_config_id={}",
        group.config
    );
    let refused = world.change(&group, REMOVE_ACCOUNT, &account(json!({}))).await?.require(409)?;
    refused.refused()?;
    hold!(refused.string("$.details[0].validation_error_message")?.contains("VPC"), "the refusal says why");
    world.post("network", &removal, &json!({})).await?.require(409)?.refused()?;
    world.change_members(&group, &[], &[&one]).await?.require(200)?;
    world.pass("5m").await?;
    world.change(&group, DELETE, &json!({})).await?.require(409)?.refused()?;
    done(&mut world, &group, ATTACHMENTS, &act("DELETE", json!({}))).await?;
    world.post("network", &removal, &json!({})).await?.require(204)?;
    done(&mut world, &group, REMOVE_ACCOUNT, &account(json!({}))).await?;
    equal!(accounts(&world, &group).await?, json!([]));
    world.change(&group, REMOVE_ACCOUNT, &account(json!({}))).await?.require(409)?.refused()?;
    world.change(&group, DELETE, &json!({})).await?.require(201).map(drop)
}

async fn a_vpc_needs_no_acceptance_with_auto_approval(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let one = world.sddcs[0].clone();
    let group = world.group("open", &[&one]).await?;
    // The number of an account that is connected to the organization: its own VPC is attached.
    let own = world.setting.text("$.connected_accounts[0].account_number");
    let number = own.unwrap_or_else(|_| "123456789012".to_owned());
    let account = json!({"account": {"account_number": number, "regions": ["us-west-2"], "auto_approval": "true"}});
    done(&mut world, &group, ADD_ACCOUNT, &account).await?;
    world.pass("5m").await?;
    equal!(accounts(&world, &group).await?[0]["attachments"][0]["state"], "AVAILABLE");
    for wrong in [json!({"account_number": "1"}), json!({}), json!({"account_number": "12345678901x"})] {
        world.change(&group, ADD_ACCOUNT, &json!({"account": wrong})).await?.require(400)?.refused()?;
    }
    Ok(())
}

async fn a_direct_connect_gateway_comes_and_goes(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let one = world.sddcs[0].clone();
    let group = world.group("direct", &[&one]).await?;
    let of = |more: Value| {
        let mut gateway = json!({"direct_connect_gateway_id": "dxgw-1"});
        gateway.as_object_mut().into_iter().for_each(|it| it.extend(more.as_object().cloned().unwrap_or_default()));
        json!({"direct_connect_gateway_association": gateway})
    };
    let whole = of(json!({"direct_connect_gateway_owner": "123456789012",
        "peering_region_configs": [{"allowed_prefixes": ["10.10.0.0/16"], "region": "us-west-2"}]}));
    let id = world.change(&group, ADD_GATEWAY, &whole).await?.require(201)?.string("$.id")?;
    let place = "$.traits.AwsDirectConnectGatewayAssociationsTrait.direct_connect_gateway_associations";
    let read = async |world: &Grouped<'_>| world.config(&group, "AwsDirectConnectGatewayAssociationsTrait").await;
    equals(&read(&world).await?, &format!("{place}[0].state"), "ASSOCIATING")?;
    world.pass("2m").await?;
    equals(&world.operation(&id).await?, "$.state.name", "COMPLETED")?;
    let known = read(&world).await?;
    equals(&known, &format!("{place}[0].state"), "CONNECTED")?;
    equals(&known, &format!("{place}[0].direct_connect_gateway_owner"), "123456789012")?;
    known.require_value(&format!("{place}[0].peering_regions[0].allowed_prefixes"), &json!(["10.10.0.0/16"]))?;
    world.change(&group, ADD_GATEWAY, &whole).await?.require(409)?.refused()?;
    world.change(&group, ADD_GATEWAY, &json!({})).await?.require(400)?.refused()?;
    let gateways = format!("/core/network-connectivity-configs/{}/direct-connect-gateways", group.config);
    let regions = world.get("network", &format!("{gateways}/dxgw-1/available-peering-regions")).await?.require(200)?;
    hold!(!regions.list("$")?.is_empty(), "it can be connected somewhere");
    done(&mut world, &group, REMOVE_GATEWAY, &of(json!({}))).await?;
    read(&world).await?.require_value(place, &json!([]))?;
    world.change(&group, REMOVE_GATEWAY, &of(json!({}))).await?.require(409)?.refused()?;
    // Clients read the first region, also where the request names none.
    done(&mut world, &group, ADD_GATEWAY, &of(json!({}))).await?;
    read(&world).await?.require_value(&format!("{place}[0].peering_regions[0].allowed_prefixes"), &json!([]))
}

async fn routes_lead_to_members_and_vpcs(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 2).await?;
    let [one, two] = [0, 1].map(|number: usize| world.sddcs[number].clone());
    let group = world.group("routed", &[&one, &two]).await?;
    let account = json!({"account": {"account_number": "123456789012", "auto_approval": "true"}});
    done(&mut world, &group, ADD_ACCOUNT, &account).await?;
    world.pass("5m").await?;
    let attachment = accounts(&world, &group).await?[0]["attachments"][0].clone();
    let change = json!({"account": {"account_number": "123456789012", "attachments": [{"action": "UPDATE",
        "attach_id": attachment["attach_id"], "configured_prefixes": ["10.11.128.0/20"]}]}});
    done(&mut world, &group, ATTACHMENTS, &change).await?;
    let tables = format!("/core/network-connectivity-configs/{}/route-tables", group.config);
    let found = world.get("network", &tables).await?.require(200)?;
    equal!(found.body["total_elements"], 2);
    let [members, external] = [0, 1].map(|number| found.string(&format!("$.content[{number}].id")));
    let (members, external) = (members?, external?);
    equals(&world.get("network", &format!("{tables}/{members}")).await?.require(200)?, "$.id", &members)?;
    let routes = world.get("network", &format!("{tables}/{members}/routes")).await?.require(200)?;
    let seen: Vec<_> =
        routes.list("$.content")?.iter().map(|route| (&route["destination"], &route["target"]["id"])).collect();
    equal!(
        seen,
        [
            (&json!("10.10.0.0/16"), &json!(one)),
            (&json!("10.11.0.0/16"), &json!(two)),
            (&json!("10.11.128.0/20"), &attachment["vpc_id"])
        ]
    );
    let outside =
        world.get("network", &format!("{tables}/{external}/routes?sort=destination,desc")).await?.require(200)?;
    equals(&outside, "$.content[0].destination", "10.11.0.0/16")?;
    equal!(outside.body["total_elements"], 2);
    let filter = format!("{tables}/{members}/routes?filter=(destination eq '10.10.0.0/16')");
    equal!(world.get("network", &filter).await?.require(200)?.body["total_elements"], 1);
    let overlapping = world.get("network", &format!("{tables}/{members}/overlapping-routes")).await?.require(200)?;
    equal!(overlapping.list("$")?.len(), 2);
    world.get("network", &format!("{tables}/{}", group.config)).await?.require(404)?.refused()?;
    Ok(())
}

async fn a_cluster_is_renamed(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let one = world.sddcs[0].clone();
    let cluster = world.alice.first_cluster(&one).await?;
    let path = format!("/vmc-aws/clusters/{cluster}:rename-cluster");
    let begun = world.post("inventory", &path, &json!({"cluster_name": "Blue"})).await?.require(202)?;
    equals(&begun, "$.resource_id", &cluster)?;
    world.post("inventory", &path, &json!({"cluster_name": "Red"})).await?.require(400)?.refused()?;
    world.pass("1m").await?;
    equals(&world.alice.task(&begun.string("$.id")?).await?, "$.status", "FINISHED")?;
    equal!(world.alice.clusters(&one).await?[0]["cluster_name"], "Blue");
    let shown = world.get("inventory", &format!("/core/clusters/{cluster}")).await?.require(200)?;
    equal!((&shown.body["name"], &shown.body["primary_cluster"]), (&json!("Blue"), &json!(true)));
    for (body, status) in [
        (json!({}), 400),
        (json!({"cluster_name": "n".repeat(129)}), 400),
        (json!({"cluster_name": "Green", "current_cluster_name": "Cluster-1"}), 400),
        (json!({"cluster_name": "Green", "current_cluster_name": "Blue"}), 202),
    ] {
        world.post("inventory", &path, &body).await?.require(status)?;
    }
    let nothing = "/vmc-aws/clusters/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee:rename-cluster";
    world.post("inventory", nothing, &json!({"cluster_name": "Red"})).await?.require(404)?.refused()?;
    world.post("inventory", &path.replace("rename", "paint"), &json!({})).await?.require(404)?.refused()?;
    Ok(())
}

async fn nsx_manager_is_reached(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 1).await?;
    let path = format!("/core/deployments/{}/nsx", world.sddcs[0]);
    let details = world.get("network", &path).await?.require(200)?;
    hold!(details.string("$.nsx_users[0].password")?.len() > 4, "the owner sees passwords");
    for place in [
        "$.nsx_private_ip",
        "$.nsx_public_fqdn",
        "$.nsx_private_fqdn",
        "$.login_urls[0].preferred_url",
        "$.login_urls[1].preferred_url",
        "$.login_urls[1].other_urls[0]",
        "$.login_urls[2].preferred_url",
    ] {
        hold!(!details.string(place)?.is_empty(), "{place} has a text");
    }
    world.alice = world.setting.reader().await?;
    let seen = world.get("network", &path).await?.require(200)?;
    equal!(
        (&seen.body["nsx_users"][0]["user_name"], &seen.body["nsx_users"][0]["password"]),
        (&json!("cloud_admin"), &Value::Null)
    );
    Ok(())
}

async fn clusters_and_hosts_come_in_pages(trial: &Trial) -> Played {
    let mut world = Grouped::set(trial, 2).await?;
    let [one, two] = [0, 1].map(|number: usize| world.sddcs[number].clone());
    world.alice.create_cluster(&one, &json!({"num_hosts": 2})).await?;
    world.pass("30m").await?;
    let clusters = world.get("inventory", "/core/clusters").await?.require(200)?;
    let hosts = world.get("inventory", "/core/hosts?size=1").await?.require(200)?;
    let first = hosts.string("$.content[0].id")?;
    equals(&world.get("inventory", &format!("/core/hosts/{first}")).await?.require(200)?, "$.id", &first)?;
    equal!(hosts.body["total_pages"], hosts.body["total_elements"]);
    equal!((&hosts.body["first"], &hosts.body["number_of_elements"]), (&json!(true), &json!(1)));
    let of_two = world.get("inventory", &format!("/core/clusters?deployment_id={two}")).await?.require(200)?;
    equal!(of_two.body["total_elements"], 1);
    let cluster = of_two.string("$.content[0].id")?;
    let of_cluster = world.get("inventory", &format!("/core/hosts?cluster_id={cluster}")).await?.require(200)?;
    equals(&of_cluster, "$.content[0].deployment_id", &two)?;
    let overview = world
        .get("inventory", &format!("/core/deployments/{one}/summaries/DeploymentOverviewSummary"))
        .await?
        .require(200)?;
    equal!(overview.body["cluster_count"].as_i64(), Some(clusters.number("$.total_elements")? - 1));

    world.alice.delete_sddc(&two).await?.require(202)?;
    world.pass("2m").await?;
    world.get("inventory", &format!("/core/deployments/{two}")).await?.require(404)?.refused()?;
    let deleted = format!("/core/deployments/{two}?include_deleted_resources=true&summary=DeploymentVcenterSummary");
    let deleted = world.get("inventory", &deleted).await?.require(200)?;
    equal!((&deleted.body["deleted"], &deleted.body["state"]["phase"]), (&json!(true), &json!("DELETED")));
    equal!(deleted.body["summary"].as_object().map(|summary| summary.len()), Some(1));
    world.get("inventory", &format!("/core/clusters/{cluster}")).await?.require(404)?.refused()?;
    Ok(())
}
