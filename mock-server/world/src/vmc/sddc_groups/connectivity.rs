//! The networks of SDDC groups, with their parts (traits).

use super::{
    accounts,
    facts::{author, aws_id, exists, faults, location},
    gateways, pages,
};
use crate::{
    context::{Call, Cx},
    kernel::{collections::map_of, refusal::ApiResult},
    state::{
        orgs::Org,
        sddc_groups::{GroupFacts, GroupPhase},
    },
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::sddc_groups::connectivity::{
        GetConnectivityConfig, GetConnectivityTrait, ListConnectivityConfigs, ListGroupRegions,
    },
    wire::{ConnectivityState, CoreLocation, L3Connector, NetworkConnectivityConfig, RealizedSddc, Trait},
};

/// `GET /api/network/{org}/core/network-connectivity-configs`: in the order of their creation. (order: assumption)
pub fn list_configs(
    org: &Org,
    _: &Cx,
    call: &Call<ListConnectivityConfigs>,
) -> ApiResult<Vec<NetworkConnectivityConfig>> {
    let query = &call.query;
    let asked = pages::Asked::read(query.size, query.page)?;
    let deleted = query.include_deleted_resources == Some(true);
    let groups = org.sddc_groups.values().filter(|group| deleted || group.phase != GroupPhase::Deleted);
    let is_asked = |group: &GroupFacts| query.group_id.is_empty() || query.group_id.0.contains(&group.id.to_string());
    let groups = groups.filter(|group| is_asked(group));
    Ok(asked.items(groups.map(|group| view(group, org, &query.traits.0))))
}

/// `GET /api/network/{org}/core/network-connectivity-configs/{id}`: also that of a deleted group. (assumption)
pub fn get_config(org: &Org, _: &Cx, call: &Call<GetConnectivityConfig>) -> ApiResult<NetworkConnectivityConfig> {
    Ok(view(org.group_of_config(call.path.id)?, org, &call.query.traits.0))
}

/// `GET /api/network/{org}/core/network-connectivity-configs/{id}/traits/{traitName}`
pub fn get_trait(org: &Org, _: &Cx, call: &Call<GetConnectivityTrait>) -> ApiResult<Trait> {
    let group = org.group_of_config(call.path.id)?;
    part(group, org, &call.path.name).ok_or_else(|| super::refusals::no_such_trait(&call.path.name))
}

/// `GET /api/network/{org}/core/network-connectivity-configs/available-list-of-aws-regions`
pub fn regions(org: &Org, _: &Cx, _: &Call<ListGroupRegions>) -> ApiResult<Vec<CoreLocation>> {
    Ok(org.regions().iter().map(|region| location(region)).collect())
}

fn view(group: &GroupFacts, org: &Org, traits: &[String]) -> NetworkConnectivityConfig {
    let traits = map_of(traits.iter().filter_map(|name| Some((name.clone(), part(group, org, name)?))));
    NetworkConnectivityConfig {
        id: Some(group.config),
        group_id: Some(group.id),
        name: group.name.clone(),
        org_id: Some(org.id),
        group_to_group_connectivity_id: None,
        version: None,
        config_type: None,
        state: Some(state(group, org)),
        creator: Some(author(&group.author, group.created)),
        updater: Some(author(&group.updated_by, group.updated)),
        internal_creator: None,
        tags: None,
        properties: None,
        traits: Some(traits).filter(|traits| !traits.is_empty()),
        trait_list: None,
    }
}

/// Returns the state of the network of a group.
pub(super) fn state(group: &GroupFacts, org: &Org) -> ConnectivityState {
    let mut error_msgs = match &group.phase {
        GroupPhase::Failed(why) | GroupPhase::DeletionFailed(why) => map_of([(group.id.to_string(), why.clone())]),
        _ => BTreeMap::new(),
    };
    let name = match &group.phase {
        GroupPhase::Connected => {
            error_msgs = faults(org, group);
            if error_msgs.is_empty() { "CONNECTED" } else { "FAILED" }
        }
        phase => phase.name(),
    };
    ConnectivityState { name: name.to_owned(), error_msgs: Some(error_msgs) }
}

/// Returns a part of the network of a group by its name; `None` if there is no such part.
fn part(group: &GroupFacts, org: &Org, name: &str) -> Option<Trait> {
    let own = match name {
        "AwsNetworkConnectivityTrait" => Trait { l3connectors: Some(connectors(group, org)), ..Trait::default() },
        "AwsRealizedSddcConnectivityTrait" => {
            let sddcs = group.connected().filter(|sddc| exists(org, *sddc));
            Trait { sddcs: Some(sddcs.map(|sddc_id| RealizedSddc { sddc_id }).collect()), ..Trait::default() }
        }
        "AwsVpcAttachmentsTrait" => Trait { accounts: Some(accounts::view(group)), ..Trait::default() },
        "AwsDirectConnectGatewayAssociationsTrait" => {
            Trait { direct_connect_gateway_associations: Some(gateways::view(group)), ..Trait::default() }
        }
        "AwsCustomerTransitGatewayAssociationsTrait" => {
            Trait { customer_transit_gateway_associations: Some(Vec::new()), ..Trait::default() }
        }
        _ => return None,
    };
    Some(Trait {
        org_id: Some(org.id),
        name: Some(name.to_owned()),
        trait_type: Some(name.to_owned()),
        resource_id: Some(group.config.to_string()),
        version: Some(group.version),
        ..own
    })
}

/// Returns the transit gateways: one for each region that has members.
fn connectors(group: &GroupFacts, org: &Org) -> Vec<L3Connector> {
    let mut regions = Vec::new();
    for sddc in group.connected().filter(|sddc| exists(org, *sddc)).filter_map(|sddc| org.sddcs.get(&sddc)) {
        if !regions.contains(&&sddc.region) {
            regions.push(&sddc.region);
        }
    }
    let connector = |region: &&String| {
        let location = location(region);
        L3Connector { id: aws_id("tgw", group, region), region: location.code.clone(), location: Some(location) }
    };
    regions.iter().map(connector).collect()
}
