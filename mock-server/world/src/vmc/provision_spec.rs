//! The SDDCs that an organization can create, the clusters that an SDDC can get, and the hosts that a cluster can get. It is an assumption
//! that the keys are `1NODE`, `SingleAZ` and `MultiAZ` for kinds, and regions for availability; the display names of regions are also an
//! assumption.

use crate::{
    context::{Call, Cx},
    kernel::{
        collections::map_of,
        refusal::{ApiResult, Refusal},
    },
    state::{clusters::ClusterFacts, orgs::Org, sddcs::SddcFacts},
    vmc::clusters::{
        self,
        hardware::{self, Hardware},
    },
};
use vmc_client::{
    endpoints::{
        clusters::GetHostProvisionSpec,
        esxs::ChangeEsxs,
        sddcs::{GetClusterProvisionSpec, GetProvisionSpec},
    },
    wire::{
        AdditionalHostSpec, ClusterConfig, ClusterProvisionSpec, ConfigSpec, HostProvisionSpec, InstanceTypeConfig,
        InstanceTypeConfigForCluster, Provider, ProvisionSpec, SddcConfigSize, SddcConfigSpec,
        StoragePolicyReconfigInfo,
    },
};

/// The number of hosts from which on objects must survive two failures at once, so that the storage policies of a smaller cluster must be
/// changed. (assumption, from the documented service level)
const HOSTS_OF_TWO_FAILURES: u32 = 6;

/// `GET /orgs/{org}/sddcs/provision-spec`: computed from the organization's properties.
pub fn get(org: &Org, _: &Cx, _: &Call<GetProvisionSpec>) -> ApiResult<ProvisionSpec> {
    let most = org.limit("maxHostsPerSddcOnCreate").min(org.limit("maxHostsPerSddc")).min(1000);
    let spec = |provider: &Provider| {
        let least = match provider {
            Provider::ZeroCloud => 1,
            Provider::Aws | Provider::Other(_) => org.limit("minHostsPerSddc"),
        };
        let stretched = org.limit("minHostsPerSddcMultiAz");
        SddcConfigSpec {
            sddc_type_config_spec: Some(map_of([
                ("1NODE".to_owned(), kind(org, 1..=1, 1, Some(i64::from(org.single_host_days())))),
                ("SingleAZ".to_owned(), kind(org, least..=most, 1, None)),
                ("MultiAZ".to_owned(), kind(org, stretched..=most, 2, None)),
            ])),
            region_display_names: Some(map_of(
                org.regions().into_iter().map(|region| (region.clone(), place(&region))),
            )),
        }
    };
    let providers = [Provider::Aws, Provider::ZeroCloud];
    let known = providers.iter().filter(|provider| org.has_provider(provider));
    Ok(ProvisionSpec { provider: Some(map_of(known.map(|provider| (provider.to_string(), spec(provider))))) })
}

/// Returns the specification of one kind of SDDC: the numbers of hosts, their step, and the lifetime in days.
fn kind(org: &Org, hosts: std::ops::RangeInclusive<u32>, step: usize, days: Option<i64>) -> ConfigSpec {
    let hosts: Vec<_> = hosts.step_by(step).map(i64::from).collect();
    let types: Vec<_> = hardware::TABLE.iter().map(|row| instance_type(row, &hosts)).collect();
    ConfigSpec {
        expiry_in_days: days,
        sddc_sizes: Some(SddcConfigSize::VALUES.iter().map(|size| (*size).to_owned()).collect()),
        availability: Some(map_of(org.regions().into_iter().map(|region| (region, types.clone())))),
        powered_by_outpost_available: Some(false),
        ..ConfigSpec::default()
    }
}

fn cores(row: &Hardware) -> Vec<i64> {
    row.cpu_cores.iter().map(|cores| i64::from(*cores)).collect()
}

fn instance_type(row: &Hardware, hosts: &[i64]) -> InstanceTypeConfig {
    let cores = cores(row);
    InstanceTypeConfig {
        instance_type: Some(row.instance_type.to_string()),
        display_name: Some(row.display_name.to_owned()),
        label: Some(row.display_name.to_owned()),
        hosts: Some(hosts.to_vec()),
        entity_capacity: Some(row.capacity.view()),
        supported_cpu_cores: Some(map_of([("VSAN1".to_owned(), cores.clone())])),
        cpu_cores: Some(cores),
        hyper_threading_supported: Some(false),
        vsan_esa_supported: Some(false),
        ..InstanceTypeConfig::default()
    }
}

/// Returns the display name of a region: `US_WEST_2` is `US West 2`.
fn place(region: &str) -> String {
    let word = |word: &str| match word {
        "US" | "EU" | "AP" | "CA" | "SA" | "ME" | "AF" => word.to_owned(),
        word => {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            format!("{first}{}", rest.to_ascii_lowercase())
        }
    };
    region.split('_').map(word).collect::<Vec<_>>().join(" ")
}

/// `GET …/cluster-provision-spec`: the clusters that could be created now. If none can be created, the cause is the refusal of the smallest
/// one. The fields are published; which numbers they hold is an assumption.
pub fn of_clusters(org: &Org, _: &Cx, call: &Call<GetClusterProvisionSpec>) -> ApiResult<ClusterProvisionSpec> {
    let sddc = org.sddc(call.path.sddc)?;
    let configs = hardware::TABLE.iter().map(|row| instance_type_for_cluster(org, sddc, row));
    Ok(ClusterProvisionSpec { instance_type_configs: Some(configs.collect()) })
}

fn instance_type_for_cluster(org: &Org, sddc: &SddcFacts, row: &Hardware) -> InstanceTypeConfigForCluster {
    let check = |hosts: u32| {
        let config = ClusterConfig {
            num_hosts: i32::try_from(hosts).unwrap_or(i32::MAX),
            host_instance_type: Some(row.instance_type.clone()),
            ..ClusterConfig::default()
        };
        clusters::check_creation(org, sddc, &config).map(|_| ())
    };
    let least = clusters::hosts_min(org, sddc, sddc.zones.len() > 1);
    let (hosts, cause) = possible(1..=clusters::HOSTS_MAX, least, check);
    InstanceTypeConfigForCluster {
        instance_type: Some(row.instance_type.to_string()),
        display_name: Some(row.display_name.to_owned()),
        hosts: Some(hosts.into_iter().map(i64::from).collect()),
        entity_capacity: Some(row.capacity.view()),
        cpu_cores: Some(cores(row)),
        instance_provisioning_error_cause: cause,
    }
}

/// `GET …/clusters/{cluster}/host-provision-spec`: the numbers of hosts that could be added now. If none can be added, the cause is the
/// refusal of the smallest number. The fields are documented; the values of `action` are not, so that of adding hosts is taken. (assumption)
pub fn of_hosts(org: &Org, _: &Cx, call: &Call<GetHostProvisionSpec>) -> ApiResult<HostProvisionSpec> {
    let sddc = org.sddc(call.path.sddc)?;
    let cluster = sddc.cluster(Some(call.path.cluster))?;
    if let Some(other) = call.query.action.as_deref().filter(|action| *action != "add") {
        return Err(Refusal::invalid(format!("Invalid action {other}; it is add.")));
    }
    let check = |more: u32| {
        sddc.check_state::<ChangeEsxs>()?;
        cluster.check_state::<ChangeEsxs>()?;
        clusters::check_addition(org, sddc, &[cluster], more)
    };
    let least = if cluster.is_stretched() { 2 } else { 1 };
    let (more, cause) = possible(1..=clusters::HOSTS_MAX, least, check);
    let mut capacity = hardware::hardware(&cluster.instance_type).capacity;
    capacity.storage_gib = cluster.storage_gib.unwrap_or(capacity.storage_gib);
    Ok(HostProvisionSpec {
        additional_host_specs: Some(more.into_iter().map(|more| addition(cluster, more)).collect()),
        instance_provisioning_error_cause: cause,
        entity_capacity: Some(capacity.view()),
    })
}

fn addition(cluster: &ClusterFacts, more: u32) -> AdditionalHostSpec {
    let there = cluster.host_count();
    let needed = there < HOSTS_OF_TWO_FAILURES && there.saturating_add(more) >= HOSTS_OF_TWO_FAILURES;
    AdditionalHostSpec {
        additional_host_count: Some(i64::from(more)),
        storage_policy_reconfig_info: Some(StoragePolicyReconfigInfo { reconfig_needed: Some(needed) }),
    }
}

/// Returns the numbers that pass a check. If there are none, it also returns why the smallest sensible number does not.
fn possible(
    numbers: std::ops::RangeInclusive<u32>,
    least: u32,
    check: impl Fn(u32) -> ApiResult<()>,
) -> (Vec<u32>, Option<String>) {
    let possible: Vec<_> = numbers.filter(|number| check(*number).is_ok()).collect();
    let cause = if possible.is_empty() { check(least).err().map(|refusal| refusal.to_string()) } else { None };
    (possible, cause)
}
