//! The hosts of clusters: adding and removing them, and their representation in answers.

use crate::{
    context::Cx,
    kernel::refusal::ApiResult,
    state::{clusters::ClusterFacts, esxs::EsxFacts, orgs::Org},
};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use vmc_client::wire::{AwsEsxHost, ClusterId, EsxId, EsxState, HostInstanceType, MilliTime, Provider, SddcId};

impl EsxFacts {
    /// Returns the host as clients see it.
    pub fn view(&self, provider: &Provider, instance_type: &HostInstanceType) -> AwsEsxHost {
        AwsEsxHost {
            esx_id: Some(self.id),
            name: Some(self.name.clone()),
            hostname: Some(self.hostname.clone()),
            mac_address: Some(self.mac_address.clone()),
            provider: provider.clone(),
            esx_state: Some(self.state.clone()),
            custom_properties: Some(BTreeMap::new()),
            availability_zone: self.availability_zone.clone(),
            state_last_updated: Some(MilliTime::of(self.since)),
            instance_type: Some(instance_type.to_string()),
            ..AwsEsxHost::default()
        }
    }
}

/// Adds hosts to a cluster. Hosts of the simulated provider have no zone (recorded). Other hosts get the requested zone if the SDDC has it,
/// otherwise the cluster's zones in turn. A zone that the SDDC does not have is ignored, because a guide's example sends one. (assumption)
pub(crate) fn bring(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    cluster: ClusterId,
    number: u32,
    zone: Option<&str>,
) -> ApiResult<()> {
    let sddc = org.sddc(id)?;
    let there = sddc.cluster(Some(cluster))?;
    let asked = zone.filter(|zone| !there.is_stretched() && sddc.zones.iter().any(|known| known == zone));
    let zones: Vec<_> = asked.map_or_else(|| there.zones.clone(), |zone| vec![zone.to_owned()]);
    let (provider, first) = (sddc.provider.clone(), sddc.next_host_number());
    let zones = zones.iter().cycle().map(|zone| (provider != Provider::ZeroCloud).then_some(zone.as_str()));
    let hosts: Vec<_> = (first..first.saturating_add(number))
        .zip(zones)
        .map(|(number, zone)| EsxFacts::new(&mut org.ids, &provider, zone, number, cx.now()))
        .collect();
    let sddc = org.sddc_mut(id)?;
    for there in sddc.clusters.iter_mut().filter(|there| there.id == cluster) {
        there.hosts.extend_from_slice(&hosts);
    }
    Ok(())
}

/// Returns the hosts to remove if the request names none: the ones that were added last, the same number from each zone. (assumption)
pub(crate) fn choose(cluster: &ClusterFacts, number: u32) -> Vec<EsxId> {
    let mut left: Vec<_> = cluster.hosts.iter().collect();
    let mut leaving = Vec::new();
    let zones = cluster.zones.iter().cycle();
    for zone in zones.take(usize::try_from(number).unwrap_or(0)) {
        let here = |host: &&EsxFacts| !cluster.is_stretched() || host.availability_zone.as_ref() == Some(zone);
        if let Some(last) = left.iter().rposition(here) {
            leaving.push(left.remove(last).id);
        }
    }
    leaving
}

/// Starts the removal of hosts of a cluster.
pub(crate) fn send_away(org: &mut Org, cx: &Cx, id: SddcId, leaving: &[EsxId]) -> ApiResult<()> {
    let sddc = org.sddc_mut(id)?;
    let hosts = sddc.clusters.iter_mut().flat_map(|cluster| &mut cluster.hosts);
    hosts.filter(|host| leaving.contains(&host.id)).for_each(|host| host.enter(EsxState::Deleting, cx.now()));
    Ok(())
}

/// The time that the service takes to add or remove hosts. (assumption)
pub(crate) fn moving_time(provider: &Provider, hosts: u32) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(30),
        Provider::Aws | Provider::Other(_) => SignedDuration::from_mins(10 + 2 * i64::from(hosts)),
    }
}
