//! The route tables of SDDC groups.
//!
//! A group has two: that of its members, which leads to the members and to the VPCs that are attached, and that of what is outside, which
//! leads to the members. (that pyVMC takes the first for the members and the second for what is outside: attested; the routes: assumption)

use super::{
    facts::{author, exists, location},
    pages,
};
use crate::{
    context::{Call, Cx},
    kernel::{
        filter::Filter,
        ids::mix,
        refusal::{ApiResult, Refusal},
    },
    state::{orgs::Org, sddc_groups::GroupFacts},
    vmc::account_link::network::Network,
};
use serde::Serialize;
use uuid::Uuid;
use vmc_client::{
    endpoints::sddc_groups::connectivity::{
        GetRouteTable, ListGatewayPeeringRegions, ListOverlappingRoutes, ListRouteTables, ListRoutes,
        ListTransitGatewayPeeringRegions,
    },
    wire::{ConnectivityConfigId, CoreLocation, Page, RouteEntry, RouteEntryTarget, RouteTable, RouteTableId},
};

/// The names of the route tables, in their order.
const NAMES: [&str; 2] = ["members", "external"];

/// `GET …/{id}/route-tables`
pub fn tables(org: &Org, _: &Cx, call: &Call<ListRouteTables>) -> ApiResult<Page<RouteTable>> {
    let query = &call.query;
    let asked = pages::Asked::read(query.size, query.page)?;
    let group = org.group_of_config(call.path.id)?;
    let tables = (0..NAMES.len()).map(|index| table(org, group, index)).collect();
    let tables = wanted(tables, query.filter.as_deref(), "routeTable")?;
    Ok(asked.page(pages::sort(tables, query.sort.as_deref())?))
}

/// `GET …/{id}/route-tables/{routeTableId}`
pub fn get_table(org: &Org, _: &Cx, call: &Call<GetRouteTable>) -> ApiResult<RouteTable> {
    let (group, index) = find(org, call.path.id, call.path.table)?;
    Ok(table(org, group, index))
}

/// `GET …/{id}/route-tables/{routeTableId}/routes`
pub fn routes(org: &Org, _: &Cx, call: &Call<ListRoutes>) -> ApiResult<Page<RouteEntry>> {
    let query = &call.query;
    let asked = pages::Asked::read(query.size, query.page)?;
    let (group, index) = find(org, call.path.id, call.path.table)?;
    let routes = wanted(entries(org, group, index), query.filter.as_deref(), "route")?;
    Ok(asked.page(pages::sort(routes, query.sort.as_deref())?))
}

/// `GET …/{id}/route-tables/{routeTableId}/overlapping-routes`
pub fn overlapping(org: &Org, _: &Cx, call: &Call<ListOverlappingRoutes>) -> ApiResult<Vec<RouteEntry>> {
    let (group, index) = find(org, call.path.id, call.path.table)?;
    let overlaps = |route: &RouteEntry| route.overlap_cidrs.as_ref().is_some_and(|others| !others.is_empty());
    Ok(entries(org, group, index).into_iter().filter(overlaps).collect())
}

/// `GET …/{id}/direct-connect-gateways/{gateway}/available-peering-regions`: all regions of the organization. (assumption)
pub fn gateway_regions(org: &Org, _: &Cx, call: &Call<ListGatewayPeeringRegions>) -> ApiResult<Vec<CoreLocation>> {
    org.group_of_config(call.path.id)?;
    Ok(org.regions().iter().map(|region| location(region)).collect())
}

/// `GET …/{id}/external-transit-gateways/{gateway}/available-peering-regions`: all regions of the organization. (assumption)
pub fn transit_gateway_regions(
    org: &Org,
    _: &Cx,
    call: &Call<ListTransitGatewayPeeringRegions>,
) -> ApiResult<Vec<CoreLocation>> {
    org.group_of_config(call.path.id)?;
    Ok(org.regions().iter().map(|region| location(region)).collect())
}

/// Returns the items that a filter wants.
fn wanted<T: Serialize>(items: Vec<T>, filter: Option<&str>, of_type: &str) -> ApiResult<Vec<T>> {
    let Some(filter) = filter.map(Filter::parse).transpose()? else { return Ok(items) };
    Ok(items.into_iter().filter(|item| filter.matches_item(item, of_type)).collect())
}

fn find(org: &Org, config: ConnectivityConfigId, table: RouteTableId) -> ApiResult<(&GroupFacts, usize)> {
    let group = org.group_of_config(config)?;
    let index = (0..NAMES.len()).find(|index| id(group, *index) == table);
    index.map(|index| (group, index)).ok_or_else(|| {
        Refusal::not_found(
            "skyscraper.sddc.group.route.table.not.found",
            format!("Cannot find the route table {table}."),
        )
    })
}

/// Returns the id of a route table, which follows from that of the network.
fn id(group: &GroupFacts, index: usize) -> RouteTableId {
    let (high, low) = group.config.0.as_u64_pair();
    let of = mix(u64::try_from(index).unwrap_or(0) + 1);
    let bytes = ((u128::from(mix(high ^ of)) << 64) | u128::from(mix(low ^ of))).to_be_bytes();
    RouteTableId(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

fn table(org: &Org, group: &GroupFacts, index: usize) -> RouteTable {
    let region = group.connected().filter_map(|sddc| org.sddcs.get(&sddc)).map(|sddc| location(&sddc.region)).next();
    RouteTable {
        id: Some(id(group, index)),
        name: NAMES.get(index).map(|name| (*name).to_owned()),
        region: region.as_ref().and_then(|region| region.code.clone()),
        location: region,
        org_id: Some(org.id),
        network_connectivity_config_id: Some(group.config),
        state: Some(super::connectivity::state(group, org)),
        creator: Some(author(&group.author, group.created)),
        updater: Some(author(&group.updated_by, group.updated)),
        ..RouteTable::default()
    }
}

fn entries(org: &Org, group: &GroupFacts, index: usize) -> Vec<RouteEntry> {
    let members = group.connected().filter(|sddc| exists(org, *sddc)).filter_map(|sddc| org.sddcs.get(&sddc));
    let members = members.map(|sddc| {
        let location = location(&sddc.region);
        let target = RouteEntryTarget {
            id: Some(sddc.id.to_string()),
            name: Some(sddc.name.clone()),
            target_type: Some("SDDC".to_owned()),
            region: location.code.clone(),
            location: Some(location),
        };
        (sddc.vpc_cidr.clone(), target)
    });
    let attached = group.accounts.iter().flat_map(|account| &account.attachments);
    let attached = attached.filter(|attachment| attachment.accepted && index == 0).flat_map(|attachment| {
        let target = RouteEntryTarget {
            id: Some(attachment.vpc.clone()),
            name: Some(attachment.vpc.clone()),
            target_type: Some("VPC".to_owned()),
            region: None,
            location: None,
        };
        attachment.prefixes.iter().map(move |prefix| (prefix.clone(), target.clone()))
    });
    let all: Vec<_> = members.chain(attached).collect();
    let networks: Vec<_> = all.iter().map(|(destination, _)| Network::read(destination)).collect();
    let table = id(group, index);
    let entry = |(place, (destination, target)): (usize, &(String, RouteEntryTarget))| {
        let others = networks.iter().enumerate().filter(|(other, network)| {
            *other != place && network.zip(networks[place]).is_some_and(|(one, other)| one.overlaps(other))
        });
        let others: Vec<_> = others.map(|(other, _)| all[other].0.clone()).collect();
        RouteEntry {
            id: Some(Uuid::from_u64_pair(mix(table.0.as_u64_pair().0), mix(place as u64)).to_string()),
            route_table_id: Some(table),
            destination: Some(destination.clone()),
            address_family: Some("IPV4".to_owned()),
            is_duplicated: Some(others.contains(destination)),
            overlap_cidrs: Some(others),
            target: Some(target.clone()),
            creator: Some(author(&group.author, group.created)),
            ..RouteEntry::default()
        }
    };
    all.iter().enumerate().map(entry).collect()
}
