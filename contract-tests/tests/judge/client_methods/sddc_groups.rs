//! Calls the client's methods for SDDC groups, the inventory, and operations.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::{Value, json};
use vmc_client::wire::{ConnectivityConfigId, OrgId, SddcId};

async fn sddc(stage: &Stage, network: &str) -> SddcId {
    let config =
        json!({"name": network, "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_WEST_2", "vpc_cidr": network});
    let task = said!(stage, create_sddc(stage.org, plain(), &of(config)));
    SddcId(stage.over(task).await.resource_id.unwrap().0)
}

async fn change(stage: &Stage, org: OrgId, id: ConnectivityConfigId, operation: &str, config: Value) {
    let body =
        json!({"resource_id": id, "resource_type": "network-connectivity-config", "type": operation, "config": config});
    let begun = said!(stage, change_sddc_group(org, &of(body)));
    said!(stage, get_operation(org, begun.id.unwrap()));
}

pub(crate) async fn grouped() {
    let stage = Stage::set(json!({"pacing": {"preset": "instant"}})).await;
    let org = stage.org;
    let (one, two) = (sddc(&stage, "10.10.0.0/16").await, sddc(&stage, "10.11.0.0/16").await);
    let members = json!([{"id": one}, {"id": two}]);
    said!(stage, validate_group_members(org, &of(json!({"members": members}))));
    let request = json!({"name": "group", "description": "of two", "members": members});
    let made = said!(stage, create_sddc_group(org, &of(request)));
    let (group, id) = (made.group_id.unwrap(), made.config_id.unwrap());
    said!(stage, get_operation(org, made.operation_id.unwrap()));
    said!(stage, get_deployment_group(org, group));
    said!(stage, list_deployment_groups(org, plain()));
    said!(stage, list_deployment_group_members(org, group));
    said!(
        stage,
        list_connectivity_configs(org, of(json!({"group_id": group, "trait": "AwsNetworkConnectivityTrait"})))
    );
    said!(stage, list_group_regions(org));

    let account = json!({"account_number": "123456789012", "regions": ["us-west-2"], "auto_approval": "true"});
    let add = json!({"type": "AwsAddExternalAccountConfig", "account": account, "policy_id": id, "group_id": group});
    change(&stage, org, id, "ADD_EXTERNAL_ACCOUNT", add).await;
    let gateway = json!({"direct_connect_gateway_id": "dxgw-1", "direct_connect_gateway_owner": "123456789012",
        "peering_region_configs": [{"allowed_prefixes": ["10.10.0.0/16"], "region": "us-west-2"}]});
    let associate =
        json!({"type": "AwsAssociateDirectConnectGatewayConfig", "direct_connect_gateway_association": gateway});
    change(&stage, org, id, "ASSOCIATE_DIRECT_CONNECT_GATEWAY", associate).await;
    let traits = "AwsNetworkConnectivityTrait,AwsRealizedSddcConnectivityTrait,AwsVpcAttachmentsTrait,\
        AwsDirectConnectGatewayAssociationsTrait,AwsCustomerTransitGatewayAssociationsTrait";
    let config = said!(stage, get_connectivity_config(org, id, of(json!({"trait": traits}))));
    let accounts = config.traits.unwrap().remove("AwsVpcAttachmentsTrait").unwrap().accounts.unwrap();
    let attachment = &accounts[0].attachments.as_ref().unwrap()[0].attach_id;
    let prefixes = json!([{"action": "UPDATE", "attach_id": attachment, "configured_prefixes": ["10.11.0.0/20"]}]);
    let apply = json!({"type": "AwsApplyAttachmentActionConfig",
        "account": {"account_number": "123456789012", "attachments": prefixes}});
    change(&stage, org, id, "APPLY_ATTACHMENT_ACTION", apply).await;
    said!(stage, get_connectivity_trait(org, id, "AwsVpcAttachmentsTrait"));
    said!(stage, list_gateway_peering_regions(org, id, "dxgw-1"));
    said!(stage, list_transit_gateway_peering_regions(org, id, "tgw-1"));
    let table = said!(stage, list_route_tables(org, id, plain())).content[0].id.unwrap();
    said!(stage, get_route_table(org, id, table));
    said!(stage, list_routes(org, id, table, plain()));
    said!(stage, list_overlapping_routes(org, id, table));

    let detach = json!([{"action": "DELETE", "attach_id": attachment}]);
    let apply = json!({"type": "AwsApplyAttachmentActionConfig",
        "account": {"account_number": "123456789012", "attachments": detach}});
    change(&stage, org, id, "APPLY_ATTACHMENT_ACTION", apply).await;
    let removal = json!({"account_number": "123456789012", "network_connectivity_config_id": id});
    said!(stage, validate_account_removal(org, of(removal)));
    change(&stage, org, id, "UPDATE_MEMBERS", json!({"type": "AwsUpdateDeploymentGroupMembersConfig"})).await;
    let leave = json!({"type": "UPDATE_GROUP_MEMBERS", "resource_id": group, "resource_type": "deployment-group",
        "config": {"type": "DeploymentGroupMembersUpdateConfig", "remove_members": [{"deployment_id": one}]}});
    said!(stage, update_group_members(org, &of(leave)));
    stage.over(said!(stage, delete_sddc(org, two, plain()))).await;
    said!(stage, get_deployment_group(org, group));
    said!(stage, get_connectivity_config(org, id, plain()));
    let empty = said!(stage, create_sddc_group(org, &of(json!({"name": "empty"})))).group_id.unwrap();
    said!(stage, validate_group_deletion(org, of(json!({"group_id": empty}))));
}

pub(crate) async fn inventory() {
    let stage = Stage::set(json!({"pacing": {"preset": "instant"}})).await;
    let org = stage.org;
    let one = sddc(&stage, "10.10.0.0/16").await;
    said!(stage, list_deployments(org, plain()));
    let summaries = "DeploymentOverviewSummary,DeploymentVcenterSummary,DeploymentNetworkSummary";
    said!(stage, get_deployment(org, one, of(json!({"summary": summaries}))));
    said!(stage, get_deployment_network_summary(org, one));
    said!(stage, get_deployment_overview_summary(org, one));
    said!(stage, get_deployment_vcenter_summary(org, one));
    said!(stage, get_nsx_details(org, one));
    let cluster = said!(stage, list_inventory_clusters(org, plain())).content[0].id.unwrap();
    said!(stage, get_inventory_cluster(org, cluster, plain()));
    let host = said!(stage, list_inventory_hosts(org, plain())).content[0].id.unwrap();
    said!(stage, get_inventory_host(org, host, plain()));
    let renamed = said!(stage, rename_cluster(org, cluster, &of(json!({"cluster_name": "Blue"}))));
    said!(stage, get_task(org, renamed.id.unwrap()));
    said!(stage, get_core_organization(org));
}
