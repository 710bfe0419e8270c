//! The SDDCs that an organization can create. It is an assumption that the keys are `1NODE`, `SingleAZ` and `MultiAZ` for kinds, and
//! regions for availability; the display names of regions are also an assumption.

use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::orgs::Org,
    vmc::clusters::hardware::{self, Hardware},
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::sddcs::GetProvisionSpec,
    wire::{ConfigSpec, InstanceTypeConfig, Provider, ProvisionSpec, SddcConfigSize, SddcConfigSpec},
};

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
            sddc_type_config_spec: Some(BTreeMap::from([
                ("1NODE".to_owned(), kind(org, 1..=1, 1, Some(i64::from(org.single_host_days())))),
                ("SingleAZ".to_owned(), kind(org, least..=most, 1, None)),
                ("MultiAZ".to_owned(), kind(org, stretched..=most, 2, None)),
            ])),
            region_display_names: Some(
                org.regions().into_iter().map(|region| (region.clone(), place(&region))).collect(),
            ),
        }
    };
    let providers = [Provider::Aws, Provider::ZeroCloud];
    let known = providers.iter().filter(|provider| org.has_provider(provider));
    Ok(ProvisionSpec { provider: Some(known.map(|provider| (provider.to_string(), spec(provider))).collect()) })
}

/// Returns the specification of one kind of SDDC: the numbers of hosts, their step, and the lifetime in days.
fn kind(org: &Org, hosts: std::ops::RangeInclusive<u32>, step: usize, days: Option<i64>) -> ConfigSpec {
    let hosts: Vec<_> = hosts.step_by(step).map(i64::from).collect();
    let types: Vec<_> = hardware::TABLE.iter().map(|row| instance_type(row, &hosts)).collect();
    ConfigSpec {
        expiry_in_days: days,
        sddc_sizes: Some(SddcConfigSize::VALUES.iter().map(|size| (*size).to_owned()).collect()),
        availability: Some(org.regions().into_iter().map(|region| (region, types.clone())).collect()),
        powered_by_outpost_available: Some(false),
        ..ConfigSpec::default()
    }
}

fn instance_type(row: &Hardware, hosts: &[i64]) -> InstanceTypeConfig {
    let cores: Vec<_> = row.cpu_cores.iter().map(|cores| i64::from(*cores)).collect();
    InstanceTypeConfig {
        instance_type: Some(row.instance_type.to_string()),
        display_name: Some(row.display_name.to_owned()),
        label: Some(row.display_name.to_owned()),
        hosts: Some(hosts.to_vec()),
        entity_capacity: Some(row.capacity.view()),
        supported_cpu_cores: Some(BTreeMap::from([("VSAN1".to_owned(), cores.clone())])),
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
