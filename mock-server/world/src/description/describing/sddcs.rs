//! The SDDCs of a description that is made from a world.

use crate::{
    description::{
        model::{ClusterPart, Documents, HostPart, PublicIpPart, SddcPart, Secrets},
        reading::Placed,
    },
    state::{
        clusters::{ClusterFacts, ClusterPhase},
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        tasks::TaskState,
        work::{ClusterWork, SddcWork, Work},
    },
    vmc::networking,
};
use jiff::Timestamp;
use serde_json::Value;
use vmc_client::wire::ClusterConfig;

/// Describes the SDDCs of an organization.
pub(super) fn describe(org: &Org, secrets: Secrets) -> Vec<Placed<SddcPart>> {
    let described = org.sddcs.values().filter(|sddc| was_ready_if_deleted(org, sddc));
    described.map(|facts| Placed::unplaced(sddc(org, facts, secrets))).collect()
}

/// Returns false for an SDDC that was deleted, or is to be deleted, and whose creation had not succeeded. A description cannot say both.
pub(super) fn was_ready_if_deleted(org: &Org, sddc: &SddcFacts) -> bool {
    let creates =
        |work: &Work| matches!(work, Work::Sddc { sddc: of, work: SddcWork::Create { .. } } if *of == sddc.id);
    let created = || org.tasks.values().find(|task| creates(&task.work));
    !is_deleted(sddc) || created().is_none_or(|task| matches!(task.state, TaskState::Finished(_)))
}

fn is_deleted(sddc: &SddcFacts) -> bool {
    matches!(sddc.phase, Phase::Deleting(_) | Phase::DeletionFailed | Phase::Deleted)
}

fn sddc(org: &Org, sddc: &SddcFacts, secrets: Secrets) -> SddcPart {
    let config = &sddc.config;
    let in_use = !matches!(sddc.phase, Phase::Deploying(_) | Phase::Failed | Phase::Canceled);
    let hosts = sddc.clusters.first().map_or(0, |first| first.hosts.iter().filter(|host| !host.is_coming()).count());
    SddcPart {
        name: sddc.name.clone(),
        id: Some(sddc.id.0),
        provider: config.provider.to_string(),
        region: config.region.clone(),
        num_hosts: i32::try_from(hosts).ok().filter(|hosts| in_use && *hosts > 0).unwrap_or(config.num_hosts),
        host_instance_type: config.host_instance_type.as_ref().map(ToString::to_string),
        // A single host that was given company is no longer of this type.
        sddc_type: if in_use { sddc_type(sddc) } else { config.sddc_type.clone() },
        deployment_type: config.deployment_type.as_ref().map(ToString::to_string),
        vpc_cidr: config.vpc_cidr.clone(),
        vxlan_subnet: config.vxlan_subnet.clone(),
        skip_creating_vxlan: config.skip_creating_vxlan,
        sso_domain: config.sso_domain.clone(),
        size: config.size.as_ref().map(ToString::to_string),
        storage_capacity: config.storage_capacity,
        msft_license_config: config.msft_license_config.clone(),
        account_link_config: config.account_link_config.clone(),
        subnet: subnet(org, sddc).map(Placed::unplaced),
        created: Some(Placed::unplaced(sddc.created)),
        deleted: deleted(org, sddc).map(Placed::unplaced),
        ends: sddc.phase.task().and_then(|task| org.tasks.get(&task)?.planned_end).map(Placed::unplaced),
        state: Some(sddc.phase)
            .filter(|phase| *phase != Phase::Ready)
            .map(|phase| Placed::unplaced(phase.state().to_string())),
        clusters: clusters(org, sddc).map(Placed::unplaced).collect(),
        public_ips: public_ips(sddc).map(Placed::unplaced).collect(),
        networking: if in_use { documents(sddc, secrets) } else { Documents::default() },
    }
}

fn sddc_type(sddc: &SddcFacts) -> Option<String> {
    sddc.config.sddc_type.clone().filter(|asked| asked != "1NODE" || sddc.is_single_host())
}

/// The subnet that it is linked to, or was asked to be linked to.
fn subnet(org: &Org, sddc: &SddcFacts) -> Option<String> {
    let mut connections = org.connections.iter().filter(|connection| connection.sddc == sddc.id);
    let asked = || {
        let links = sddc.config.account_link_sddc_config.iter().flatten();
        links.flat_map(|link| link.customer_subnet_ids.iter().flatten()).next().cloned()
    };
    connections.next().map(|connection| connection.subnet.id().to_owned()).or_else(asked)
}

/// When the deletion of an SDDC was requested.
fn deleted(org: &Org, sddc: &SddcFacts) -> Option<Timestamp> {
    if !is_deleted(sddc) {
        return None;
    }
    let deletes = |work: &Work| matches!(work, Work::Sddc { sddc: of, work: SddcWork::Delete } if *of == sddc.id);
    let task = org.tasks.values().rev().find(|task| deletes(&task.work));
    Some(task.map_or(sddc.updated, |task| task.start))
}

/// The clusters that are in use. The first one is there for its ids, while the SDDC is being created too.
fn clusters(org: &Org, sddc: &SddcFacts) -> impl Iterator<Item = ClusterPart> {
    let described = sddc.clusters.iter().enumerate().filter(|(place, cluster)| *place == 0 || is_described(cluster));
    described.map(move |(place, cluster)| ClusterPart {
        name: Placed::unplaced(cluster.name.clone()),
        id: Some(cluster.id.0),
        hosts: hosts(cluster),
        ..if place == 0 { ClusterPart::default() } else { more(org, cluster) }
    })
}

/// The hosts of a cluster; of one in use only those that are there already.
fn hosts(cluster: &ClusterFacts) -> Vec<HostPart> {
    let in_use = cluster.hosts.iter().any(|host| !host.is_coming());
    cluster.hosts.iter().filter(|host| !in_use || !host.is_coming()).map(|host| HostPart { id: host.id.0 }).collect()
}

/// Returns true if a description can say that a cluster after the first is there.
pub(super) fn is_described(cluster: &ClusterFacts) -> bool {
    matches!(cluster.phase, ClusterPhase::Ready | ClusterPhase::Changing { .. })
}

/// What the description of a cluster after the first has besides its name and ids: the values of the request that created it, or its own ones
/// if the task of that request is no longer kept.
fn more(org: &Org, cluster: &ClusterFacts) -> ClusterPart {
    let config = org.tasks.values().find_map(|task| match &task.work {
        Work::Clusters { work: ClusterWork::Create { cluster: of, config, .. }, .. } if *of == cluster.id => {
            Some(ClusterConfig::clone(config))
        }
        _ => None,
    });
    let config = config.unwrap_or_else(|| ClusterConfig {
        host_cpu_cores_count: cluster.cpu_cores,
        host_instance_type: Some(cluster.instance_type.clone()),
        storage_capacity: cluster.storage_gib,
        msft_license_config: Some(cluster.licences.clone()),
        ..ClusterConfig::default()
    });
    let hosts = cluster.hosts.iter().filter(|host| !host.is_coming()).count();
    ClusterPart {
        num_hosts: Some(i32::try_from(hosts).unwrap_or(i32::MAX)),
        host_instance_type: config.host_instance_type.as_ref().map(ToString::to_string),
        host_cpu_cores_count: config.host_cpu_cores_count,
        storage_capacity: config.storage_capacity,
        msft_license_config: config.msft_license_config,
        ..ClusterPart::default()
    }
}

fn public_ips(sddc: &SddcFacts) -> impl Iterator<Item = PublicIpPart> {
    sddc.public_ips.iter().filter(|address| address.is_shown()).map(|address| PublicIpPart {
        name: address.name.clone(),
        private_ip: address.attachment.as_ref().map(|to| to.private_ip.to_string()),
    })
}

fn documents(sddc: &SddcFacts, secrets: Secrets) -> Documents {
    let changes = networking::changes_of(sddc);
    let written = changes.written.into_iter().map(|(path, document)| {
        let mut body = document.body.clone();
        if secrets == Secrets::LeftOut {
            networking::hide_secrets(&mut body);
        }
        (path.to_owned(), Placed::unplaced(Value::Object(body)))
    });
    let deleted = changes.deleted.into_iter().map(|path| (path, Placed::unplaced(Value::Null)));
    Documents(written.chain(deleted).collect())
}
