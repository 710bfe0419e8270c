//! Connections between SDDCs and subnets: creating and deleting them.

use crate::{
    context::{Call, Cx},
    kernel::{ids::Kind, refusal::ApiResult},
    state::{
        account_link::{Connection, Question, Subnet},
        orgs::Org,
        sddcs::{Phase, SddcFacts},
    },
    vmc::{
        account_link::{subnets, view},
        states,
    },
};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};
use vmc_client::{
    endpoints::account_link::{ListSddcConnections, SetCompatibleSubnet},
    wire::{AccountLinkState, AwsSddcConnection, ConnectedAccountId, SddcConnectionId, SddcId, SddcLinkConfig},
};

/// `GET /orgs/{org}/account-link/sddc-connections`
pub fn list(org: &Org, _: &Cx, call: &Call<ListSddcConnections>) -> ApiResult<Vec<AwsSddcConnection>> {
    if let Some(sddc) = call.query.sddc {
        org.sddc(sddc)?;
    }
    let wanted = |connection: &&Connection| call.query.sddc.is_none_or(|sddc| connection.sddc == sddc);
    Ok(org.connections.iter().filter(wanted).map(|connection| view::connection(connection, org)).collect())
}

/// Returns true if the SDDC has a link to this account or is about to get one.
pub(super) fn is_linked(org: &Org, sddc: &SddcFacts, account: ConnectedAccountId) -> bool {
    let wanted = sddc.config.account_link_sddc_config.iter().flatten();
    sddc.account_link == Some(AccountLinkState::Linked)
        && (org.connections.iter().any(|connection| connection.sddc == sddc.id && connection.account == account)
            || matches!(sddc.phase, Phase::Deploying(_))
                && wanted.into_iter().any(|link| link.connected_account_id == Some(account)))
}

/// Returns the SDDCs whose link was delayed and that can be linked to this subnet.
pub(super) fn waiting(org: &Org, subnet: &Subnet) -> Vec<SddcId> {
    let may = |sddc: &SddcFacts| {
        let state = sddc.phase.state();
        states::check::<SetCompatibleSubnet, states::Sddc>(&sddc.id, state.as_str()).is_ok()
    };
    let waits = |sddc: &&Arc<SddcFacts>| {
        sddc.account_link == Some(AccountLinkState::Delayed)
            && may(sddc)
            && subnet.region == sddc.aws_region()
            && subnets::why_not(subnet, &Question::of_sddc(sddc), Some(sddc)).is_none()
    };
    org.sddcs.values().filter(waits).map(|sddc| sddc.id).collect()
}

/// Links all waiting SDDCs that are compatible with this subnet to it.
pub(super) fn connect_waiting(org: &mut Org, account: ConnectedAccountId, subnet: &Subnet, at: Timestamp) {
    for id in waiting(org, subnet) {
        if let Ok(sddc) = org.sddc_mut(id) {
            sddc.account_link = Some(AccountLinkState::Linked);
            sddc.write(None, at);
        }
        connect_to(org, id, &[(account, subnet.clone())], at);
    }
}

/// Called when an SDDC has become ready: creates the requested links, unless they were delayed.
pub(crate) fn connect(org: &mut Org, id: SddcId, at: Timestamp) {
    let Some(sddc) = org.sddcs.get(&id).filter(|sddc| sddc.account_link == Some(AccountLinkState::Linked)) else {
        return;
    };
    let mut ends: Vec<(ConnectedAccountId, Subnet)> = Vec::new();
    for link in sddc.config.account_link_sddc_config.iter().flatten() {
        for subnet in link.customer_subnet_ids.iter().flatten() {
            let known = org.subnet(subnet).filter(|(account, _)| link.connected_account_id == Some(*account));
            if let Some((account, subnet)) = known
                && !ends.iter().any(|(_, there)| there.id() == subnet.id())
            {
                ends.push((account, subnet));
            }
        }
    }
    connect_to(org, id, &ends, at);
}

fn connect_to(org: &mut Org, id: SddcId, ends: &[(ConnectedAccountId, Subnet)], at: Timestamp) {
    let Some(sddc) = org.sddcs.get(&id) else { return };
    let (hosts, author) = (sddc.host_count(), sddc.author.clone());
    for (order, (account, subnet)) in (0..).zip(ends) {
        let connection = Connection {
            id: SddcConnectionId(org.ids.uuid(Kind::SddcConnection)),
            sddc: id,
            account: *account,
            subnet: subnet.clone(),
            order,
            enis: (0..hosts).map(|_| format!("eni-{}", org.ids.hex(Kind::SddcConnection, 17))).collect(),
            route_table: format!("rtb-{}", org.ids.hex(Kind::SddcConnection, 17)),
            author: author.clone(),
            created: at,
            broken: None,
        };
        org.connections.push(connection);
    }
}

/// Called when an SDDC has been deleted: removes its connections.
pub(crate) fn disconnect(org: &mut Org, id: SddcId) {
    org.connections.retain(|connection| connection.sddc != id);
}

/// Returns the links of an SDDC, grouped by account.
pub(crate) fn links(org: &Org, id: SddcId) -> Vec<SddcLinkConfig> {
    let mut links: BTreeMap<ConnectedAccountId, Vec<String>> = BTreeMap::new();
    for connection in org.connections.iter().filter(|connection| connection.sddc == id) {
        links.entry(connection.account).or_default().push(connection.subnet.id().to_owned());
    }
    let link =
        |(account, subnets)| SddcLinkConfig { customer_subnet_ids: Some(subnets), connected_account_id: Some(account) };
    links.into_iter().map(link).collect()
}
