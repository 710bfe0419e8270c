//! Checks of new clusters and of the numbers of hosts in clusters, in the order in which their refusals take precedence.

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

/// The largest number of hosts in a cluster. [known from clients]
pub(crate) const HOSTS_MAX: u32 = 16;

/// Checks the request for a new cluster and fills in its defaults.
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
    // It is an assumption that the default is the instance type of the first cluster.
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

/// Checks a number of hosts in a request.
pub(crate) fn check_number(hosts: i32) -> ApiResult<u32> {
    u32::try_from(hosts)
        .ok()
        .filter(|hosts| *hosts > 0)
        .ok_or_else(|| Refusal::invalid("num_hosts must be a number from 1."))
}

/// Checks that a stretched cluster changes by an even number of hosts. (documented)
pub(crate) fn check_pairs(stretched: bool, hosts: u32) -> ApiResult<()> {
    if stretched && hosts % 2 == 1 {
        return Err(Refusal::invalid("The hosts of a cluster in two availability zones are even in number."));
    }
    Ok(())
}

/// Checks that an SDDC may get more hosts: it must be linked (documented), and a single host on AWS must be converted instead (assumption).
fn check_scalable(sddc: &SddcFacts) -> ApiResult<()> {
    check_link(sddc)?;
    if sddc.is_single_host() && sddc.provider != Provider::ZeroCloud {
        return Err(refusals::convert_first(sddc.id));
    }
    Ok(())
}

/// Checks that a single-host SDDC whose link was delayed has been linked, which is required before it gets more hosts. (documented)
pub(crate) fn check_link(sddc: &SddcFacts) -> ApiResult<()> {
    if sddc.account_link == Some(AccountLinkState::Delayed) {
        return Err(refusals::link_before_scale_up(sddc.id));
    }
    Ok(())
}

/// Checks that each of the clusters may get `more` hosts.
pub(crate) fn check_addition(org: &Org, sddc: &SddcFacts, clusters: &[&ClusterFacts], more: u32) -> ApiResult<()> {
    check_scalable(sddc)?;
    let times = u32::try_from(clusters.len()).unwrap_or(u32::MAX);
    for cluster in clusters {
        check_pairs(cluster.is_stretched(), more)?;
        check_room(org, sddc, cluster.host_count(), more, times)?;
    }
    Ok(())
}

/// Checks that `times` clusters of `there` hosts may each get `more` hosts.
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

/// Checks that a cluster may lose this many hosts. The texts are recorded, and that a cluster of two hosts loses none; the minimum is an
/// assumption.
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

/// Returns the smallest number of hosts in a cluster. (assumption: the same as in an SDDC)
pub(crate) fn hosts_min(org: &Org, sddc: &SddcFacts, stretched: bool) -> u32 {
    match sddc.provider {
        _ if stretched => org.limit("minHostsPerSddcMultiAz"),
        Provider::ZeroCloud => 1,
        Provider::Aws | Provider::Other(_) => org.limit("minHostsPerSddc"),
    }
}

/// Returns the zones of a new cluster: the requested ones, if the SDDC has them, or all zones of the SDDC. (assumption)
fn check_zones(sddc: &SddcFacts, config: &ClusterConfig) -> ApiResult<Vec<String>> {
    let Some(asked) = config.availability_zones.as_ref().filter(|zones| !zones.is_empty()) else {
        return Ok(sddc.zones.clone());
    };
    if let Some(other) = asked.iter().find(|zone| !sddc.zones.contains(zone)) {
        return Err(Refusal::invalid(format!("The SDDC is not in the availability zone {other}.")));
    }
    Ok(sddc.zones.iter().filter(|zone| asked.contains(zone)).cloned().collect())
}

/// Returns the cores per host. Clients send 0 for the default.
fn check_cores(instance_type: &HostInstanceType, asked: Option<i32>) -> ApiResult<Option<i32>> {
    let known = hardware(instance_type).cpu_cores;
    match asked.filter(|cores| *cores != 0) {
        Some(cores) if !known.contains(&cores) => {
            Err(Refusal::invalid(format!("A host of type {instance_type} can use {known:?} cores, not {cores}.")))
        }
        asked => Ok(asked),
    }
}

/// Returns the storage of each host, for hosts without storage of their own: the requested value, or the smallest. Clients send 0 for the
/// default. It is known from clients that the value is per host, and that it has no effect on hosts with storage of their own.
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

/// Checks that the licences are of the published kinds.
pub(crate) fn check_licences(licences: &MsftLicensingConfig) -> ApiResult<()> {
    let known = |licence: &Option<MsftLicensing>| match licence {
        Some(MsftLicensing::Other(other)) => Err(Refusal::invalid(format!("Invalid Microsoft licensing {other}."))),
        Some(MsftLicensing::Disabled | MsftLicensing::CustomerSupplied | MsftLicensing::Enabled) | None => Ok(()),
    };
    known(&licences.windows_licensing)?;
    known(&licences.mssql_licensing)
}

/// Checks that the organization may have `more` additional hosts.
pub(crate) fn check_host_limit(org: &Org, more: u32) -> ApiResult<()> {
    let there = org.sddcs.values().filter(|sddc| sddc.phase != Phase::Deleted);
    let used = there.fold(0u32, |used, sddc| used.saturating_add(sddc.host_count()));
    let limit = org.limit("hostLimit");
    if used.saturating_add(more) > limit {
        return Err(refusals::host_limit(limit));
    }
    Ok(())
}
