//! Hosts: adding, removing and changing them, the check before adding, and their storage.

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        clusters::{Change, ClusterFacts, ClusterPhase},
        esxs::{DISK_GROUPS, EsxFacts},
        not_found,
        orgs::Org,
        tasks::Plan,
        work::{ClusterWork, Work},
    },
    tasks::{self, NewTask},
    vmc::{
        clusters::{self, Begin, hardware::hardware},
        states,
    },
};
use jiff::SignedDuration;
use vmc_client::{
    endpoints::esxs::{ChangeEsxs, GetStorageSpecs, PrecheckAddHosts},
    wire::{self, ClusterId, EsxConfig, EsxId, SddcId, VsanDiskgroupMapping, VsanDiskgroupMappingType},
};

/// The `action` of a change of hosts. According to the published description, the actions on all clusters and the forced one are for
/// privileged callers. It does not say who they are, so here every caller with the right to write may use them. (assumption)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Add { everywhere: bool },
    Remove { everywhere: bool, forced: bool },
    DiskGroups { attach: bool },
}

impl Action {
    fn named(name: Option<&str>) -> ApiResult<Self> {
        Ok(match name {
            None | Some("add") => Self::Add { everywhere: false },
            Some("addToAll") => Self::Add { everywhere: true },
            Some("remove") => Self::Remove { everywhere: false, forced: false },
            Some("force-remove") => Self::Remove { everywhere: false, forced: true },
            Some("removeFromAll") => Self::Remove { everywhere: true, forced: false },
            Some("attach-diskgroup") => Self::DiskGroups { attach: true },
            Some("detach-diskgroup") => Self::DiskGroups { attach: false },
            Some(other) => {
                return Err(Refusal::invalid(format!(
                    "Invalid action {other}; it is add, remove, force-remove, addToAll, removeFromAll, attach-diskgroup or \
                     detach-diskgroup."
                )));
            }
        })
    }

    fn is_forced(self) -> bool {
        matches!(self, Self::Remove { forced: true, .. })
    }

    fn is_everywhere(self) -> bool {
        matches!(self, Self::Add { everywhere: true } | Self::Remove { everywhere: true, .. })
    }
}

/// `POST …/esxs`
pub fn change(org: &mut Org, cx: &Cx, call: &Call<ChangeEsxs>) -> ApiResult<wire::Task> {
    let (id, config) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(id)?;
    let action = Action::named(call.query.action.as_deref())?;
    sddc.check_state::<ChangeEsxs>()?;
    let clusters: Vec<_> =
        if action.is_everywhere() { sddc.clusters.iter().collect() } else { vec![sddc.cluster(config.cluster_id)?] };
    for cluster in &clusters {
        let state = cluster.phase.name();
        states::check_forced::<ChangeEsxs, states::Cluster>(action.is_forced(), &cluster.id, state)?;
    }
    let number = clusters::check_number(config.num_hosts)?;
    let ids: Vec<_> = clusters.iter().map(|cluster| cluster.id).collect();
    match action {
        Action::Add { .. } => {
            clusters::check_addition(org, sddc, &clusters, number)?;
            add(org, cx, id, &ids, config, number)
        }
        Action::Remove { forced, .. } => {
            let mut leaving = Vec::new();
            for cluster in &clusters {
                clusters::check_removal(org, sddc, cluster, number, forced)?;
                leaving.extend(chosen(cluster, config, number)?);
            }
            remove(org, cx, id, &ids, config, &leaving)
        }
        Action::DiskGroups { attach } => {
            let (cluster, hosts) = (clusters[0].id, check_disk_groups(clusters[0], config, number, attach)?);
            change_disk_groups(org, cx, id, cluster, config, hosts, attach)
        }
    }
}

/// Starts a task that adds `number` hosts to each cluster. The caller has checked that they may have them.
pub(crate) fn add(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    clusters: &[ClusterId],
    config: &EsxConfig,
    number: u32,
) -> ApiResult<wire::Task> {
    let sddc = org.sddc(id)?;
    let (version, realistic) = (sddc.version, clusters::moving_time(&sddc.provider, number));
    for cluster in clusters {
        clusters::bring(org, cx, id, *cluster, number, config.availability_zone.as_deref())?;
    }
    let work = ClusterWork::AddHosts { clusters: clusters.to_vec(), config: config.clone() };
    let begun = Begin { work, realistic };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::AddHosts };
    clusters::enter(org, cx, id, clusters, phase)?;
    Ok(task)
}

/// Returns the hosts to remove: those in the request, or the last ones.
fn chosen(cluster: &ClusterFacts, config: &EsxConfig, number: u32) -> ApiResult<Vec<EsxId>> {
    let Some(named) = named(cluster, config, number)? else { return Ok(clusters::choose(cluster, number)) };
    let of = |zone: &String| {
        let here = |host: &&EsxFacts| named.contains(&host.id) && host.availability_zone.as_ref() == Some(zone);
        cluster.hosts.iter().filter(here).count()
    };
    if cluster.is_stretched() && cluster.zones.iter().any(|zone| of(zone) != of(&cluster.zones[0])) {
        return Err(Refusal::invalid("Of a cluster in two availability zones as many hosts leave each."));
    }
    Ok(named)
}

/// Returns the hosts that the request names, or `None` if it names none. Their number must be the number in the request.
fn named(cluster: &ClusterFacts, config: &EsxConfig, number: u32) -> ApiResult<Option<Vec<EsxId>>> {
    let Some(named) = config.esxs.as_ref().filter(|named| !named.is_empty()) else { return Ok(None) };
    let mut named = named.clone();
    named.sort_unstable();
    named.dedup();
    if let Some(unknown) = named.iter().find(|id| !cluster.hosts.iter().any(|host| host.id == **id)) {
        return Err(Refusal::invalid(format!("Cluster {} has no host {unknown}.", cluster.id)));
    }
    if u32::try_from(named.len()).ok() != Some(number) {
        return Err(Refusal::invalid("num_hosts must be the number of hosts that esxs names."));
    }
    Ok(Some(named))
}

/// Starts a task that removes hosts. The caller has checked that their clusters may lose them.
pub(crate) fn remove(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    clusters: &[ClusterId],
    config: &EsxConfig,
    leaving: &[EsxId],
) -> ApiResult<wire::Task> {
    let sddc = org.sddc(id)?;
    let number = u32::try_from(leaving.len()).unwrap_or(u32::MAX);
    let (version, realistic) = (sddc.version, clusters::moving_time(&sddc.provider, number));
    clusters::send_away(org, cx, id, leaving)?;
    let work = ClusterWork::RemoveHosts { clusters: clusters.to_vec(), config: config.clone() };
    let begun = Begin { work, realistic };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::RemoveHosts };
    clusters::enter(org, cx, id, clusters, phase)?;
    Ok(task)
}

/// Returns the hosts whose disk groups change: those in the request, or the first ones that can change. A host keeps at least one disk
/// group. (assumption)
fn check_disk_groups(cluster: &ClusterFacts, config: &EsxConfig, number: u32, attach: bool) -> ApiResult<Vec<EsxId>> {
    if hardware(&cluster.instance_type).capacity.ssds == 0 {
        return Err(Refusal::invalid(format!("Hosts of type {} have no disk groups.", cluster.instance_type)));
    }
    let can = |host: &&EsxFacts| if attach { host.disk_groups < DISK_GROUPS } else { host.disk_groups > 1 };
    let able: Vec<_> = cluster.hosts.iter().filter(can).map(|host| host.id).collect();
    let number_of = usize::try_from(number).unwrap_or(usize::MAX);
    let concerned = match named(cluster, config, number)? {
        Some(named) => named,
        None => able.iter().copied().take(number_of).collect(),
    };
    if concerned.len() < number_of || concerned.iter().any(|id| !able.contains(id)) {
        return Err(Refusal::invalid(format!("A host has from 1 to {DISK_GROUPS} disk groups.")));
    }
    Ok(concerned)
}

fn change_disk_groups(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    cluster: ClusterId,
    config: &EsxConfig,
    hosts: Vec<EsxId>,
    attach: bool,
) -> ApiResult<wire::Task> {
    let version = org.sddc(id)?.version;
    let work = ClusterWork::ChangeDiskGroups { cluster, config: config.clone(), hosts, attach };
    let begun = Begin { work, realistic: SignedDuration::from_mins(5) };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::Other };
    clusters::enter(org, cx, id, &[cluster], phase)?;
    Ok(task)
}

/// `POST …/add-hosts-precheck`: starts a task that changes nothing, and fails if hosts could not be added. (assumption)
pub fn precheck(org: &mut Org, cx: &Cx, call: &Call<PrecheckAddHosts>) -> ApiResult<wire::Task> {
    let (id, config) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(id)?;
    sddc.check_state::<PrecheckAddHosts>()?;
    let cluster = sddc.cluster(config.cluster_id)?;
    let number = clusters::check_number(config.num_hosts)?;
    let possible =
        cluster.check_state::<ChangeEsxs>().and_then(|()| clusters::check_addition(org, sddc, &[cluster], number));
    let plan = match possible {
        Ok(()) => Plan::Succeed,
        Err(refusal) => Plan::Fail {
            at: 1000,
            message: format!("com.vmware.skyscraper.common.SkyscraperException: {refusal}:skyscraper.esx.add.precheck"),
        },
    };
    let new = NewTask {
        work: Work::Clusters {
            sddc: id,
            work: ClusterWork::CheckHosts { cluster: cluster.id, config: config.clone() },
        },
        realistic: SignedDuration::from_secs(30),
        plan,
        start_version: sddc.version,
    };
    Ok(tasks::start(org, cx, new))
}

/// `GET …/esxs/{esx}/storage-spec`: one mapping for each disk group of the host, by canonical names. (assumption) Hosts without storage of
/// their own have no disk groups.
pub fn storage_specs(org: &Org, _: &Cx, call: &Call<GetStorageSpecs>) -> ApiResult<Vec<VsanDiskgroupMapping>> {
    let cluster = org.sddc(call.path.sddc)?.cluster(Some(call.path.cluster))?;
    let id = call.path.esx;
    let host = cluster.hosts.iter().find(|host| host.id == id).ok_or_else(|| not_found::esx(id))?;
    let groups = if hardware(&cluster.instance_type).capacity.ssds == 0 { 0 } else { host.disk_groups };
    let mapping = VsanDiskgroupMapping { mapping_type: VsanDiskgroupMappingType::Canonical };
    Ok(vec![mapping; usize::from(groups)])
}
