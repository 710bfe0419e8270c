//! Which clusters may be made, and to how many hosts they may be brought: checks in the order in which their refusals take precedence.

use crate::{
    kernel::refusal::{ApiResult, Refusal},
    state::{
        clusters::{ClusterFacts, ClusterPlan},
        not_found,
        orgs::Org,
        sddcs::{Phase, SddcFacts},
    },
    vmc::clusters::{hardware::hardware, refusals},
};
use vmc_client::wire::{
    AccountLinkState, ClusterConfig, HostInstanceType, MsftLicensing, MsftLicensingConfig, Provider,
};

/// The most hosts of a cluster. [known from clients]
const HOSTS_MAX: u32 = 16;

/// What a new cluster will be.
pub(super) fn check_new(org: &Org, sddc: &SddcFacts, config: &ClusterConfig) -> ApiResult<ClusterPlan> {
    check_scalable(sddc)?;
    let limit = org.limit("maxClustersPerSDDC");
    if u32::try_from(sddc.clusters.len()).unwrap_or(u32::MAX) >= limit {
        return Err(refusals::cluster_limit(limit));
    }
    let zones = check_zones(sddc, config)?;
    let hosts = check_number(config.num_hosts)?;
    let min = hosts_min(org, sddc, zones.len() > 1);
    if hosts < min {
        return Err(refusals::too_few_hosts(min));
    }
    check_pairs(zones.len() > 1, hosts)?;
    check_room(org, sddc, 0, hosts, 1)?;
    let first = sddc.clusters.first().ok_or_else(|| not_found::primary_cluster(sddc.id))?;
    // That a cluster is by default made of what the first is made of is an assumption.
    let instance_type = match &config.host_instance_type {
        None => first.instance_type.clone(),
        Some(HostInstanceType::Other(other)) => {
            return Err(Refusal::invalid(format!("Invalid host instance type {other}.")));
        }
        Some(known) => known.clone(),
    };
    let licences = config.msft_license_config.clone().unwrap_or_default();
    check_licences(&licences)?;
    Ok(ClusterPlan {
        hosts,
        cpu_cores: check_cores(&instance_type, config.host_cpu_cores_count)?,
        storage_gib: check_storage(&instance_type, config.storage_capacity)?,
        instance_type,
        licences,
        zones,
    })
}

/// A number of hosts in a request.
pub(crate) fn check_number(hosts: i32) -> ApiResult<u32> {
    u32::try_from(hosts)
        .ok()
        .filter(|hosts| *hosts > 0)
        .ok_or_else(|| Refusal::invalid("num_hosts must be a number from 1."))
}

/// A cluster in two zones changes by pairs. (documented)
pub(crate) fn check_pairs(stretched: bool, hosts: u32) -> ApiResult<()> {
    if stretched && hosts % 2 == 1 {
        return Err(Refusal::invalid("The hosts of a cluster in two availability zones are even in number."));
    }
    Ok(())
}

/// Whether an SDDC may grow at all: not before it is linked (documented), and a single host on AWS only by conversion (assumption).
fn check_scalable(sddc: &SddcFacts) -> ApiResult<()> {
    check_link(sddc)?;
    if sddc.is_single_host() && sddc.provider != Provider::ZeroCloud {
        return Err(refusals::convert_first(sddc.id));
    }
    Ok(())
}

/// A single-host SDDC whose link was put off cannot grow until it is linked. (documented)
pub(crate) fn check_link(sddc: &SddcFacts) -> ApiResult<()> {
    if sddc.account_link == Some(AccountLinkState::Delayed) {
        return Err(refusals::link_before_scale_up(sddc.id));
    }
    Ok(())
}

/// Whether each of the clusters may have this many hosts more.
pub(crate) fn check_addition(org: &Org, sddc: &SddcFacts, clusters: &[&ClusterFacts], more: u32) -> ApiResult<()> {
    check_scalable(sddc)?;
    let times = u32::try_from(clusters.len()).unwrap_or(u32::MAX);
    for cluster in clusters {
        check_pairs(cluster.is_stretched(), more)?;
        check_room(org, sddc, cluster.host_count(), more, times)?;
    }
    Ok(())
}

/// Whether a cluster of `there` hosts may have `more`, as may `times` clusters together.
pub(crate) fn check_room(org: &Org, sddc: &SddcFacts, there: u32, more: u32, times: u32) -> ApiResult<()> {
    if there.saturating_add(more) > HOSTS_MAX {
        return Err(refusals::too_many_hosts(HOSTS_MAX));
    }
    let all = more.saturating_mul(times);
    let max = org.limit("maxHostsPerSddc");
    if sddc.host_count().saturating_add(all) > max {
        return Err(refusals::too_many_hosts_in_sddc(max));
    }
    check_host_limit(org, all)
}

/// Whether a cluster may lose this many hosts. The texts are recorded, and that two hosts lose none; the least is an assumption.
pub(crate) fn check_removal(
    org: &Org,
    sddc: &SddcFacts,
    cluster: &ClusterFacts,
    fewer: u32,
    forced: bool,
) -> ApiResult<()> {
    let hosts = cluster.host_count();
    if hosts == 2 && !forced {
        return Err(refusals::two_node_cluster(cluster.id));
    }
    let min = if forced || sddc.is_single_host() { 1 } else { hosts_min(org, sddc, cluster.is_stretched()) };
    if hosts < fewer.saturating_add(min) {
        return Err(refusals::least_hosts(cluster.id, min));
    }
    check_pairs(cluster.is_stretched(), fewer)
}

/// The fewest hosts of a cluster. (assumption: as of an SDDC)
fn hosts_min(org: &Org, sddc: &SddcFacts, stretched: bool) -> u32 {
    match sddc.provider {
        _ if stretched => org.limit("minHostsPerSddcMultiAz"),
        Provider::ZeroCloud => 1,
        Provider::Aws | Provider::Other(_) => org.limit("minHostsPerSddc"),
    }
}

/// The zones of a new cluster: those asked for, among the SDDC's, or all of them. (assumption)
fn check_zones(sddc: &SddcFacts, config: &ClusterConfig) -> ApiResult<Vec<String>> {
    let Some(asked) = config.availability_zones.as_ref().filter(|zones| !zones.is_empty()) else {
        return Ok(sddc.zones.clone());
    };
    if let Some(other) = asked.iter().find(|zone| !sddc.zones.contains(zone)) {
        return Err(Refusal::invalid(format!("The SDDC is not in the availability zone {other}.")));
    }
    Ok(sddc.zones.iter().filter(|zone| asked.contains(zone)).cloned().collect())
}

/// Cores per host. Clients send 0 where they say nothing.
fn check_cores(instance_type: &HostInstanceType, asked: Option<i32>) -> ApiResult<Option<i32>> {
    let known = hardware(instance_type).cpu_cores;
    match asked.filter(|cores| *cores != 0) {
        Some(cores) if !known.contains(&cores) => {
            Err(Refusal::invalid(format!("A host of type {instance_type} can use {known:?} cores, not {cores}.")))
        }
        asked => Ok(asked),
    }
}

/// Storage of each host, where hosts have none of their own: what was asked for, or the least. Clients send 0 where they say nothing.
/// That it is per host, and means nothing to hosts with storage of their own, is known from clients.
pub(crate) fn check_storage(instance_type: &HostInstanceType, asked: Option<i64>) -> ApiResult<Option<i64>> {
    let Some(elastic) = hardware(instance_type).elastic else { return Ok(None) };
    match asked.filter(|gib| *gib != 0) {
        None => Ok(Some(elastic.min)),
        Some(asked) if elastic.choices().any(|choice| choice == asked) => Ok(Some(asked)),
        Some(asked) => {
            let choices: Vec<_> = elastic.choices().collect();
            Err(Refusal::invalid(format!(
                "A host of type {instance_type} can have {choices:?} GiB of storage, not {asked}."
            )))
        }
    }
}

/// Licences must be of the published kinds.
pub(crate) fn check_licences(licences: &MsftLicensingConfig) -> ApiResult<()> {
    let known = |licence: &Option<MsftLicensing>| match licence {
        Some(MsftLicensing::Other(other)) => Err(Refusal::invalid(format!("Invalid Microsoft licensing {other}."))),
        Some(MsftLicensing::Disabled | MsftLicensing::CustomerSupplied | MsftLicensing::Enabled) | None => Ok(()),
    };
    known(&licences.windows_licensing)?;
    known(&licences.mssql_licensing)
}

/// Whether the organization may have this many hosts more.
pub(crate) fn check_host_limit(org: &Org, more: u32) -> ApiResult<()> {
    let there = org.sddcs.values().filter(|sddc| sddc.phase != Phase::Deleted);
    let used = there.fold(0u32, |used, sddc| used.saturating_add(sddc.host_count()));
    let limit = org.limit("hostLimit");
    if used.saturating_add(more) > limit {
        return Err(refusals::host_limit(limit));
    }
    Ok(())
}
