//! Direct Connect gateways of a group.

use super::{accounts::check_prefixes, refusals};
use crate::{
    kernel::refusal::{ApiResult, Refusal},
    state::{
        orgs::Org,
        sddc_groups::{GatewayFacts, GatewayRegion, GroupFacts},
        work::GroupWork,
    },
};
use vmc_client::wire::{
    DirectConnectGatewayAssociation, DirectConnectGatewaySpec, GroupOperationConfig, PeeringRegion, PeeringRegionSpec,
};

/// The largest number of Direct Connect gateways of a group. (assumption)
pub const GATEWAYS_MAX: usize = 20;

/// The largest number of regions of a gateway. (assumption)
const REGIONS_MAX: usize = 100;

fn spec(config: &GroupOperationConfig) -> ApiResult<(&str, &DirectConnectGatewaySpec)> {
    let spec = config.direct_connect_gateway_association.as_ref();
    let id = spec.and_then(|spec| spec.direct_connect_gateway_id.as_deref()).filter(|id| !id.is_empty());
    id.zip(spec).ok_or_else(|| {
        Refusal::parameter_missing("config.direct_connect_gateway_association.direct_connect_gateway_id")
    })
}

/// Returns the work that connects a gateway.
pub(super) fn addition(group: &GroupFacts, config: &GroupOperationConfig) -> ApiResult<GroupWork> {
    let (id, spec) = spec(config)?;
    if group.gateways.iter().any(|gateway| gateway.id == id) {
        return Err(refusals::gateway(format!(
            "The Direct Connect gateway {id} is already associated with the group."
        )));
    }
    if group.gateways.len() >= GATEWAYS_MAX {
        return Err(Refusal::full("Direct Connect gateways of a group", GATEWAYS_MAX));
    }
    let regions = spec.peering_region_configs.as_deref().unwrap_or_default();
    if regions.len() > REGIONS_MAX {
        return Err(Refusal::invalid(format!("There must be {REGIONS_MAX} regions at most.")));
    }
    for region in regions {
        check_prefixes(region.allowed_prefixes.as_deref().unwrap_or_default())?;
    }
    Ok(GroupWork::AddGateway { gateway: id.to_owned(), config: Box::new(config.clone()) })
}

/// Returns the work that disconnects a gateway.
pub(super) fn removal(group: &GroupFacts, config: &GroupOperationConfig) -> ApiResult<GroupWork> {
    let (id, _) = spec(config)?;
    if group.gateways.iter().any(|gateway| gateway.id == id) {
        Ok(GroupWork::RemoveGateway { gateway: id.to_owned(), config: Box::new(config.clone()) })
    } else {
        Err(refusals::gateway(format!("The Direct Connect gateway {id} is not associated with the group.")))
    }
}

/// Returns the record of a gateway that a task connects. A request without regions means that of the first member. (assumption)
pub(super) fn record(org: &Org, group: &GroupFacts, config: &GroupOperationConfig) -> Option<GatewayFacts> {
    let (id, spec) = spec(config).ok()?;
    let first = group.connected().find_map(|sddc| org.sddcs.get(&sddc)).map(|sddc| sddc.aws_region());
    let region = |asked: &PeeringRegionSpec| GatewayRegion {
        region: asked.region.clone().or_else(|| first.clone()).unwrap_or_default(),
        allowed_prefixes: asked.allowed_prefixes.clone().unwrap_or_default(),
    };
    let mut regions: Vec<_> = spec.peering_region_configs.iter().flatten().map(region).collect();
    if regions.is_empty() {
        regions.push(region(&PeeringRegionSpec::default()));
    }
    let owner = spec.direct_connect_gateway_owner.clone();
    Some(GatewayFacts { id: id.to_owned(), owner, regions, connected: false })
}

/// Returns the gateways as clients see them. The state of one that is connected is recorded; the other is an assumption.
pub(super) fn view(group: &GroupFacts) -> Vec<DirectConnectGatewayAssociation> {
    let region = |region: &GatewayRegion| PeeringRegion {
        allowed_prefixes: Some(region.allowed_prefixes.clone()),
        configured_prefixes: None,
    };
    let gateway = |gateway: &GatewayFacts| DirectConnectGatewayAssociation {
        direct_connect_gateway_id: gateway.id.clone(),
        direct_connect_gateway_owner: gateway.owner.clone(),
        state: Some(if gateway.connected { "CONNECTED" } else { "ASSOCIATING" }.to_owned()),
        peering_regions: gateway.regions.iter().map(region).collect(),
    };
    group.gateways.iter().map(gateway).collect()
}
