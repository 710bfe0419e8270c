//! The representation of a site recovery in answers.

use super::nodes::{address, hostname};
use crate::{
    context::Cx,
    state::{
        sddcs::SddcFacts,
        site_recovery::{NodeFacts, NodePhase, SiteRecoveryFacts, SiteRecoveryPhase, SrmFacts},
    },
};
use jiff::Timestamp;
use vmc_client::wire::{
    BuildVersion, Provider, SiteRecovery, SiteRecoveryEntity, SiteRecoveryNode, SiteRecoveryNodeType,
    SiteRecoveryNodeVersion, SiteRecoveryVersions, SrmNode, Time, VersionSource,
};

/// The version and build of the Site Recovery Managers. (assumption)
const SRM_VERSION: (&str, &str) = ("8.8.0", "23263431");

/// The version and build of the servers of vSphere Replication. (assumption)
const VR_VERSION: (&str, &str) = ("8.8.0", "23166649");

pub(super) fn site_recovery(sddc: &SddcFacts, facts: &SiteRecoveryFacts, cx: &Cx) -> SiteRecovery {
    let entity = facts.author.entity(sddc.id, facts.created, facts.updated, facts.version);
    let mut entity = SiteRecoveryEntity::from(entity);
    entity.updated_by_user_id = facts.updated_by.id;
    entity.updated_by_user_name = facts.updated_by.name.to_string();
    let is_activated = facts.phase == SiteRecoveryPhase::Activated;
    let vrs = facts.vrs_nodes.iter().zip(1..);
    SiteRecovery {
        sddc_id: Some(sddc.id),
        site_recovery_state: Some(facts.phase.state()),
        // It is a page of vCenter. (assumption)
        draas_h5_url: is_activated.then(|| format!("{}/{}/dr", cx.base_url, hostname("vcenter", sddc))),
        vr_node: facts.vr_node.as_ref().map(|vr| node(sddc, vr, SiteRecoveryNodeType::Vrms, hostname("vr", sddc))),
        srm_nodes: facts.srm_nodes.iter().map(|srm| srm_node(sddc, srm)).collect(),
        vrs_nodes: vrs
            .map(|(vrs, number)| node(sddc, vrs, SiteRecoveryNodeType::Vrs, hostname(&format!("vrs-{number}"), sddc)))
            .collect(),
        srm_node: facts
            .srm_nodes
            .first()
            .map(|srm| node(sddc, &srm.node, SiteRecoveryNodeType::Srm, srm.hostname(sddc))),
        ..SiteRecovery::from(entity)
    }
}

/// An appliance has its name and its address from the beginning: Terraform's provider reads both of all of them.
fn node(sddc: &SddcFacts, facts: &NodeFacts, node_type: SiteRecoveryNodeType, hostname: String) -> SiteRecoveryNode {
    let subnet = match sddc.provider {
        Provider::ZeroCloud => "127.0.0.0/16",
        Provider::Aws | Provider::Other(_) => &sddc.vpc_cidr,
    };
    SiteRecoveryNode {
        id: Some(facts.id),
        node_type: Some(node_type),
        state: Some(facts.phase.state()),
        hostname: Some(hostname),
        ip_address: Some(address(sddc, facts.host)),
        gateway: Some(address(sddc, 1)),
        subnet: Some(subnet.to_owned()),
        vm_moref_id: Some(vm(facts)),
    }
}

fn srm_node(sddc: &SddcFacts, facts: &SrmFacts) -> SrmNode {
    SrmNode {
        id: Some(facts.node.id),
        node_type: Some(SiteRecoveryNodeType::Srm),
        state: Some(facts.node.phase.state()),
        hostname: Some(facts.hostname(sddc)),
        ip_address: Some(address(sddc, facts.node.host)),
        vm_moref_id: Some(vm(&facts.node)),
        srm_extension_key_suffix: facts.suffix.clone(),
        srm_extension_key: Some(facts.extension_key()),
    }
}

/// Returns the id of an appliance's VM in vCenter. (assumption)
fn vm(facts: &NodeFacts) -> String {
    format!("vm-{}", u64::from(facts.number) + 1000)
}

/// Returns the versions of the appliances that are in use.
pub(super) fn versions(sddc: &SddcFacts, facts: &SiteRecoveryFacts, now: Timestamp) -> SiteRecoveryVersions {
    let vr = facts.vr_node.iter().map(|node| (node, SiteRecoveryNodeType::Vrms, VR_VERSION));
    let srm = facts.srm_nodes.iter().map(|srm| (&srm.node, SiteRecoveryNodeType::Srm, SRM_VERSION));
    let vrs = facts.vrs_nodes.iter().map(|node| (node, SiteRecoveryNodeType::Vrs, VR_VERSION));
    let in_use = vr.chain(srm).chain(vrs).filter(|(node, ..)| node.phase == NodePhase::Ready);
    SiteRecoveryVersions {
        generated: Some(Time::millis(now)),
        sddc_id: Some(sddc.id),
        node_versions: in_use.map(|(node, node_type, version)| node_version(sddc, node, node_type, version)).collect(),
    }
}

fn node_version(
    sddc: &SddcFacts,
    facts: &NodeFacts,
    node_type: SiteRecoveryNodeType,
    (version, build): (&str, &str),
) -> SiteRecoveryNodeVersion {
    SiteRecoveryNodeVersion {
        node_id: Some(facts.id),
        node_type: Some(node_type),
        node_ip: Some(address(sddc, facts.host)),
        full_version: Some(format!("{version} Build {build}")),
        appliance_version: Some(version.to_owned()),
        build_number: Some(build.to_owned()),
        build_version: Some(BuildVersion { version: Some(version.to_owned()), build_number: Some(build.to_owned()) }),
        version_source: Some(VersionSource::Vamicli),
    }
}
