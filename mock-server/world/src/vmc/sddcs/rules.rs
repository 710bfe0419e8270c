//! Checks of requests for new SDDCs, in the order in which their refusals take precedence.
//!
//! The texts and the smallest and largest numbers of hosts are recorded; [`refusals`] says which sentences are recorded.

use crate::{
    kernel::refusal::{ApiResult, Refusal},
    state::{account_link::aws_region, sddcs::Phase},
    vmc::{
        clusters, orgs,
        sddcs::{Org, refusals},
    },
};
use vmc_client::wire::{
    AccountLinkSddcConfig, AccountLinkState, AwsSddcConfig, DeploymentType, HostInstanceType, Provider,
    ResourceDeploymentType, SddcConfigSize, SoftwareTier, VsanVersion,
};

/// The longest name of an SDDC, in characters. (assumption)
const NAME_MAX: usize = 128;

/// The progress at which a wrong account link or network fails the provisioning, in thousandths. (assumption)
pub(super) const FAILS_AT: u16 = 30;

/// An accepted request, with defaults filled in.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub(super) provider: Provider,
    /// The region, in the form `US_WEST_2`.
    pub(super) region: String,
    pub(super) deployment: ResourceDeploymentType,
    pub(super) sddc_type: Option<String>,
    pub(super) hosts: u32,
    pub(super) instance_type: HostInstanceType,
    pub(super) storage_gib: Option<i64>,
    pub(super) vpc_cidr: String,
    pub(super) zones: Vec<String>,
    pub(super) account_link: Option<AccountLinkState>,
    /// The `error_message` of the task, if the request is accepted but cannot succeed.
    pub(super) outcome: Option<String>,
}

impl Accepted {
    pub(super) fn is_single_host(&self) -> bool {
        self.sddc_type.as_deref() == Some("1NODE")
    }
}

pub(super) fn check(org: &Org, config: &AwsSddcConfig) -> ApiResult<Accepted> {
    check_name(&config.name)?;
    let region = check_place(org, config)?;
    let deployment = match config.deployment_type.as_ref().unwrap_or(&DeploymentType::SingleAz) {
        DeploymentType::SingleAz => ResourceDeploymentType::SingleAz,
        DeploymentType::MultiAz => ResourceDeploymentType::MultiAz,
        DeploymentType::Other(other) => {
            return Err(Refusal::invalid(format!("Invalid deployment type {other}; it is SingleAZ or MultiAZ.")));
        }
    };
    let hosts = check_hosts(org, config, &deployment)?;
    let sddc_type = check_type(org, config, hosts, &deployment)?;
    let account_link = check_link(org, config, sddc_type.as_deref() == Some("1NODE"))?;
    check_quotas(org, hosts)?;
    let aws_region = aws_region(&region);
    let letters = match deployment {
        ResourceDeploymentType::MultiAz => &["a", "b"][..],
        _ => &["a"],
    };
    let instance_type = check_instance_type(config)?;
    check_choices(config)?;
    Ok(Accepted {
        provider: config.provider.clone(),
        region,
        sddc_type,
        hosts,
        storage_gib: clusters::check_storage(&instance_type, config.storage_capacity)?,
        instance_type,
        vpc_cidr: config.network().unwrap_or_else(|| default_network(&config.provider)).to_owned(),
        zones: letters.iter().map(|letter| format!("{aws_region}{letter}")).collect(),
        account_link,
        outcome: why_it_will_fail(org, config, &deployment),
        deployment,
    })
}

pub(super) fn check_name(name: &str) -> ApiResult<()> {
    if name.trim().is_empty() {
        return Err(Refusal::invalid("The name of an SDDC must not be empty."));
    }
    if name.chars().count() > NAME_MAX {
        return Err(Refusal::invalid(format!("The name of an SDDC must not be longer than {NAME_MAX} characters.")));
    }
    Ok(())
}

/// Checks that the provider and region are enabled for the organization. Returns the region in the service's form.
fn check_place(org: &Org, config: &AwsSddcConfig) -> ApiResult<String> {
    if !org.has_provider(&config.provider) {
        return Err(orgs::refusals::not_available(&format!("Provider {}", config.provider)));
    }
    let regions = org.regions();
    let asked = match &config.region {
        Some(region) => region.to_ascii_uppercase().replace('-', "_"),
        None => regions.first().cloned().unwrap_or_default(),
    };
    if !regions.contains(&asked) {
        let written = config.region.as_deref().unwrap_or(&asked);
        return Err(orgs::refusals::not_available(&format!("Region {written}")));
    }
    Ok(asked)
}

fn is_one_node(config: &AwsSddcConfig) -> bool {
    config.sddc_type.as_deref() == Some("1NODE")
}

fn check_hosts(org: &Org, config: &AwsSddcConfig, deployment: &ResourceDeploymentType) -> ApiResult<u32> {
    let min = match (deployment, &config.provider) {
        (ResourceDeploymentType::MultiAz, _) => org.limit("minHostsPerSddcMultiAz"),
        // A single ZEROCLOUD host does not need the type `1NODE`: this is recorded as accepted.
        (_, Provider::ZeroCloud) => 1,
        _ if is_one_node(config) => 1,
        _ => org.limit("minHostsPerSddc"),
    };
    let hosts = u32::try_from(config.num_hosts)
        .ok()
        .filter(|hosts| *hosts >= min)
        .ok_or_else(|| refusals::too_few_hosts(min))?;
    let max = org.limit("maxHostsPerSddcOnCreate").min(org.limit("maxHostsPerSddc"));
    if hosts > max {
        return Err(clusters::refusals::too_many_hosts(max));
    }
    if *deployment == ResourceDeploymentType::MultiAz && hosts % 2 == 1 {
        return Err(Refusal::invalid("The hosts of a MultiAZ SDDC must be even in number."));
    }
    Ok(hosts)
}

/// Returns the type that the SDDC will show. For a single host it is `1NODE`, even if the request has no type (recorded for ZEROCLOUD).
/// Otherwise it is the type in the request, so that a client reads what it configured.
fn check_type(
    org: &Org,
    config: &AwsSddcConfig,
    hosts: u32,
    deployment: &ResourceDeploymentType,
) -> ApiResult<Option<String>> {
    let types = org.properties.get("sddcTypes").map_or("", String::as_str);
    if let Some(asked) = &config.sddc_type {
        if !types.split(',').any(|known| known.trim() == asked) {
            return Err(orgs::refusals::sddc_type_invalid());
        }
        if asked == "1NODE" && (hosts != 1 || *deployment == ResourceDeploymentType::MultiAz) {
            return Err(Refusal::invalid("An SDDC of type 1NODE has exactly one host, in one availability zone."));
        }
    }
    Ok(if hosts == 1 { Some("1NODE".to_owned()) } else { config.sddc_type.clone() })
}

fn links(config: &AwsSddcConfig) -> &[AccountLinkSddcConfig] {
    config.account_link_sddc_config.as_deref().unwrap_or_default()
}

/// Checks that an SDDC of several hosts on AWS is linked at once; a single host may be linked later. (documented)
fn check_link(org: &Org, config: &AwsSddcConfig, single_host: bool) -> ApiResult<Option<AccountLinkState>> {
    let linked = !links(config).is_empty();
    let delayed = config.account_link_config.as_ref().is_some_and(|link| link.delay_account_link == Some(true));
    if org.switch("accountLinkingOptional") {
        return if linked { Err(refusals::link_not_wanted(org.id)) } else { Ok(None) };
    }
    match config.provider {
        _ if linked && !delayed => Ok(Some(AccountLinkState::Linked)),
        Provider::ZeroCloud => Ok(None),
        _ if single_host => Ok(Some(AccountLinkState::Delayed)),
        _ => Err(refusals::link_required()),
    }
}

/// Returns the default management network: as published, and for the simulated provider as recorded.
fn default_network(provider: &Provider) -> &'static str {
    match provider {
        Provider::ZeroCloud => "10.2.0.0/16",
        Provider::Aws | Provider::Other(_) => "10.0.0.0/16",
    }
}

fn check_instance_type(config: &AwsSddcConfig) -> ApiResult<HostInstanceType> {
    match &config.host_instance_type {
        None => Ok(HostInstanceType::I3Metal),
        Some(HostInstanceType::Other(other)) => Err(Refusal::invalid(format!("Invalid host instance type {other}."))),
        Some(known) => Ok(known.clone()),
    }
}

/// Checks that values are in the lists of allowed values. Clients write sizes in upper or lower case.
fn check_choices(config: &AwsSddcConfig) -> ApiResult<()> {
    let refused = |what, value: &str| Err(Refusal::invalid(format!("Invalid {what} {value}.")));
    if let Some(SddcConfigSize::Other(other)) = &config.size
        && !SddcConfigSize::VALUES.iter().any(|known| known.eq_ignore_ascii_case(other))
    {
        return refused("size", other);
    }
    if let Some(SoftwareTier::Other(other)) = &config.software_tier {
        return refused("software tier", other);
    }
    if let Some(VsanVersion::Other(other)) = &config.vsan_version {
        return refused("vSAN version", other);
    }
    config.msft_license_config.as_ref().map_or(Ok(()), clusters::check_licences)
}

fn check_quotas(org: &Org, hosts: u32) -> ApiResult<()> {
    let sddcs = org.sddcs.values().filter(|sddc| sddc.phase != Phase::Deleted).count();
    let limit = org.limit("sddcLimit");
    if u32::try_from(sddcs).unwrap_or(u32::MAX) >= limit {
        return Err(refusals::sddc_limit(limit));
    }
    clusters::check_host_limit(org, hosts)
}

/// Returns the error of a request that the service accepts although it cannot succeed. More than one subnet: the exact sentence is
/// recorded. Placeholders in the link or the network: documented as failing, but without a sentence.
fn why_it_will_fail(org: &Org, config: &AwsSddcConfig, deployment: &ResourceDeploymentType) -> Option<String> {
    let subnets_max = if *deployment == ResourceDeploymentType::MultiAz { 2 } else { 1 };
    for link in links(config) {
        let account = link.connected_account_id.as_ref().map(ToString::to_string).unwrap_or_default();
        let subnets = link.customer_subnet_ids.as_deref().unwrap_or_default();
        if subnets.len() > subnets_max {
            return Some(skyscraper(
                &format!(
                    "The provided account linking data contains more than one subnet for {account}. Only one is supported."
                ),
                "too.many.subnets",
            ));
        }
        let Some(known) = org.aws_accounts.iter().find(|known| known.id.to_string() == account) else {
            return Some(skyscraper(&format!("The connected account {account} does not exist."), "unknown.account"));
        };
        if let Some(subnet) = subnets.iter().find(|subnet| known.subnets.find(subnet).is_none()) {
            return Some(skyscraper(
                &format!("The subnet {subnet} does not exist in account {account}."),
                "unknown.subnet",
            ));
        }
    }
    match config.network() {
        Some(cidr) if !is_network(cidr) => Some(skyscraper(
            &format!("The VPC CIDR {cidr} is not a network with a prefix of 16, 20 or 23 bits."),
            "invalid.vpc.cidr",
        )),
        _ => None,
    }
}

/// Returns the message of a failed task in the service's form. (recorded)
fn skyscraper(sentence: &str, code: &str) -> String {
    format!("com.vmware.skyscraper.common.SkyscraperException: {sentence}:skyscraper.sddc.provision.config.{code}")
}

fn is_network(cidr: &str) -> bool {
    cidr.split_once('/').is_some_and(|(address, prefix)| {
        address.parse::<std::net::Ipv4Addr>().is_ok() && matches!(prefix, "16" | "20" | "23")
    })
}
