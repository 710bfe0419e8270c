//! Cases for recordings of SDDC groups.

use crate::suite::{Customer, Played, Setting, Trial};
use serde_json::{Value, json};

/// A world with two SDDCs whose networks do not overlap.
async fn two_sddcs<'t>(setting: &Setting<'t>) -> Played<(Customer<'t>, [String; 2])> {
    let owner = setting.owner().await?;
    let mut sddcs = Vec::new();
    for network in ["10.10.0.0/16", "10.11.0.0/16"] {
        let config = json!({"name": network, "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_WEST_2", "vpc_cidr": network});
        sddcs.push(owner.create(&config).await?.require(202)?.string("$.resource_id")?);
    }
    setting.advance("10m").await?;
    Ok((setting.owner().await?, [sddcs.remove(0), sddcs.remove(0)]))
}

fn members(sddcs: &[&str]) -> Value {
    sddcs.iter().map(|id| json!({"id": id})).collect()
}

fn path(setting: &Setting<'_>, service: &str, rest: &str) -> String {
    format!("/api/{service}/{}{rest}", setting.org())
}

/// The recorded requests have ids of SDDCs that do not exist here.
fn with_members(request: &Value, key: &str, sddcs: &[&str]) -> Value {
    let mut request = request.clone();
    request[key] = members(sddcs);
    request
}

/// From the creation of a group to its deletion, with a change of members that changes none.
pub(super) async fn a_group_of_two_sddcs(trial: &Trial) -> Played {
    const CREATE: &str = "/core/network-connectivity-configs/create-group-network-connectivity";
    let setting = trial.setting(json!({})).await?;
    let (owner, [one, two]) = two_sddcs(&setting).await?;
    let request = with_members(&trial.request(106)?, "members", &[&one, &two]);
    let made = owner.post(&path(&setting, "network", CREATE), &request).await?;
    trial.judge_kinds(106, &made);
    let (group, config) = (made.string("$.group_id")?, made.string("$.config_id")?);
    setting.advance("10m").await?;
    let owner = setting.owner().await?;
    trial
        .judge_kinds(104, &owner.get(&path(&setting, "inventory", &format!("/core/deployment-groups/{group}"))).await?);

    let operations = path(&setting, "network", "/aws/operations");
    let ours = |record: u32| -> Played<Value> {
        let mut request = trial.request(record)?;
        request["org_id"] = setting.org().into();
        request["resource_id"] = json!(config);
        Ok(request)
    };
    trial.judge(109, &owner.post(&operations, &ours(108)?).await?);
    let mut nothing = ours(107)?;
    nothing["config"] = json!({"type": "AwsUpdateDeploymentGroupMembersConfig"});
    let failing = owner.post(&operations, &nothing).await?.require(200)?.string("$.config.operation_id")?;
    setting.advance("5m").await?;
    let failed = owner.get(&path(&setting, "operation", &format!("/core/operations/{failing}"))).await?;
    trial.judge(59, &failed);
    trial.judge_kinds(110, &failed);

    let mut change = ours(107)?;
    change["config"]["add_members"] = json!([]);
    change["config"]["remove_members"] = members(&[&one, &two]);
    trial.judge_kinds(107, &owner.post(&operations, &change).await?);
    setting.advance("5m").await?;
    trial.judge_kinds(108, &setting.owner().await?.post(&operations, &ours(108)?).await?);
    Ok(())
}

/// The request names two SDDCs in one network.
pub(super) async fn members_that_overlap(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let mut sddcs = Vec::new();
    for name in ["lele", "male"] {
        sddcs.push(owner.create_sddc(name).await?.string("$.resource_id")?);
    }
    setting.advance("10m").await?;
    let request = with_members(&trial.request(60)?, "members", &[&sddcs[0], &sddcs[1]]);
    let mut body = trial.recording(60)?.customer_body();
    body["details"][0]["members"] = json!([sddcs[1]]);
    let path = path(&setting, "network", "/core/network-connectivity-configs/validate-members");
    trial.judge_by(60, &body, &setting.owner().await?.post(&path, &request).await?);
    Ok(())
}

/// A group with an AWS account and a Direct Connect gateway. No operation here connects a transit gateway of the customer.
pub(super) async fn everything_around_a_group(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (owner, [one, two]) = two_sddcs(&setting).await?;
    let request = json!({"name": "test_sddc_group", "members": members(&[&one, &two])});
    let create = path(&setting, "network", "/core/network-connectivity-configs/create-group-network-connectivity");
    let config = owner.post(&create, &request).await?.require(200)?.string("$.config_id")?;
    setting.advance("10m").await?;
    let config_path = path(&setting, "network", &format!("/core/network-connectivity-configs/{config}"));
    let account = json!({"account_number": "123456789012", "regions": ["us-west-2"], "auto_approval": "true"});
    let region = json!({"allowed_prefixes": ["10.20.30.40/24", "40.30.20.10/24"], "region": "us-west-2"});
    let gateway = json!({"direct_connect_gateway_id": "dxgw-1", "direct_connect_gateway_owner": "owner-1",
        "peering_region_configs": [region]});
    let operations = path(&setting, "network", "/aws/operations");
    let ask = async |operation: &str, config_type: &str, key: &str, value: &Value| -> Played {
        let body = json!({"resource_id": config, "resource_type": "network-connectivity-config", "type": operation,
            "config": {"type": config_type, key: value}});
        setting.owner().await?.post(&operations, &body).await?.require(201)?;
        setting.advance("10m").await
    };
    ask("ADD_EXTERNAL_ACCOUNT", "AwsAddExternalAccountConfig", "account", &account).await?;
    let traits = format!("{config_path}?{}", trial.recording(105)?.request.query.unwrap_or_default());
    let seen = setting.owner().await?.get(&traits).await?;
    let attachment = seen.string("$.traits.AwsVpcAttachmentsTrait.accounts[0].attachments[0].attach_id")?;
    let action = json!({"account_number": "123456789012", "attachments": [{"action": "UPDATE", "attach_id": attachment,
        "configured_prefixes": ["10.20.30.40/24", "40.30.20.10/24"]}]});
    ask("APPLY_ATTACHMENT_ACTION", "AwsApplyAttachmentActionConfig", "account", &action).await?;
    let key = "direct_connect_gateway_association";
    ask("ASSOCIATE_DIRECT_CONNECT_GATEWAY", "AwsAssociateDirectConnectGatewayConfig", key, &gateway).await?;
    let mut body = trial.recording(105)?.customer_body();
    let associations = "customer_transit_gateway_associations";
    body["traits"]["AwsCustomerTransitGatewayAssociationsTrait"][associations] = json!([]);
    trial.judge_kinds_by(105, &body, &setting.owner().await?.get(&traits).await?);
    Ok(())
}
