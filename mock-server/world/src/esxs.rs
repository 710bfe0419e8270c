//! Hosts: adding and removing them, changing them, and checking beforehand.

pub mod failure;

use super::{
    Call, Cx,
    clusters::{self, Begin, Change, ClusterFacts, ClusterPhase, hardware::hardware},
    ids::{Ids, Kind},
    orgs::Org,
    refusal::{ApiResult, Refusal},
    sddcs, states,
    task_kinds::TaskKind,
    tasks::{self, NewTask, Plan, Subject},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::esxs::{ChangeEsxs, PrecheckAddHosts},
    wire::{self, AwsEsxHost, ClusterId, EsxConfig, EsxId, EsxState, HostInstanceType, MilliTime, Provider, SddcId},
};

/// Disk groups of a host that has storage of its own. (assumption)
pub const DISK_GROUPS: u8 = 2;

/// What is true of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EsxFacts {
    /// Its id.
    pub id: EsxId,
    /// Its number in its SDDC, counted from 0.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Its DNS name.
    pub hostname: String,
    /// Address of its first network card.
    pub mac_address: String,
    /// `us-west-2a`; none for hosts that were added later to a ZEROCLOUD SDDC. (recorded)
    pub availability_zone: Option<String>,
    /// Where it stands.
    pub state: EsxState,
    /// Since when.
    pub since: Timestamp,
    /// Its disk groups, at most [`DISK_GROUPS`].
    pub disk_groups: u8,
}

impl EsxFacts {
    /// A host that has just been asked for. `number` counts the hosts of its SDDC from 0.
    pub fn new(ids: &mut Ids, provider: &Provider, zone: Option<&str>, number: u32, now: Timestamp) -> Self {
        let id = EsxId(ids.uuid(Kind::Esx));
        let [name, hostname, mac_address] = match provider {
            // A host of the simulated provider says that it is none. (recorded)
            Provider::ZeroCloud => [
                format!("Not Really ESX{}", ids.uuid(Kind::Esx)),
                format!("zerocloud.esx.local{}", ids.uuid(Kind::Esx)),
                "01-23-45-67-89-ab".to_owned(),
            ],
            Provider::Aws | Provider::Other(_) => {
                let mac = ids.number(Kind::Esx).to_be_bytes();
                [
                    format!("esx-{number}"),
                    format!("esx-{number}.sddc.vmwarevmc.example"),
                    format!("06:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", mac[0], mac[1], mac[2], mac[3], mac[4]),
                ]
            }
        };
        let availability_zone = zone.map(str::to_owned);
        Self {
            id,
            number,
            name,
            hostname,
            mac_address,
            availability_zone,
            state: EsxState::Deploying,
            since: now,
            disk_groups: DISK_GROUPS,
        }
    }

    /// Whether it is on its way in.
    pub fn is_coming(&self) -> bool {
        use EsxState::{AddingToVcenter, Deploying, Initializing, Provisioned};
        matches!(self.state, Deploying | Initializing | Provisioned | AddingToVcenter)
    }

    /// Whether it is on its way out.
    pub fn is_going(&self) -> bool {
        matches!(self.state, EsxState::Deleting | EsxState::DeletingFromVcenter | EsxState::PendingCloudDeletion)
    }

    /// Moves the host to a state, unless it is there already.
    pub fn enter(&mut self, state: EsxState, at: Timestamp) {
        if self.state != state {
            (self.state, self.since) = (state, at);
        }
    }

    /// What a client sees.
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

/// `action` of a change of hosts. Those on all clusters and the forced one are, by their publication, for privileged callers; who that
/// is, is not published, so everyone may who may write. (assumption)
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
    let sddc = sddcs::find(org, id)?;
    let action = Action::named(call.query.action.as_deref())?;
    sddc.check_state::<ChangeEsxs>()?;
    let clusters: Vec<_> = if action.is_everywhere() {
        sddc.clusters.iter().collect()
    } else {
        vec![clusters::find(sddc, config.cluster_id)?]
    };
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

fn params(clusters: &[ClusterId], config: &EsxConfig) -> Map<String, Value> {
    let concerned = match clusters {
        [one] => ("clusterId".to_owned(), json!(one)),
        more => ("clusterIds".to_owned(), json!(more)),
    };
    Map::from_iter([concerned, ("esxConfig".to_owned(), serde_json::to_value(config).unwrap_or(Value::Null))])
}

fn add(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    clusters: &[ClusterId],
    config: &EsxConfig,
    number: u32,
) -> ApiResult<wire::Task> {
    let sddc = sddcs::find(org, id)?;
    let (version, realistic) = (sddc.version, moving_time(&sddc.provider, number));
    for cluster in clusters {
        bring(org, cx, id, *cluster, number, config.availability_zone.as_deref())?;
    }
    let begun = Begin { kind: TaskKind::EsxAdd, params: params(clusters, config), realistic };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::AddHosts };
    clusters::enter(org, cx, id, clusters, &phase)?;
    Ok(task)
}

/// Lets hosts come to a cluster. Those of the simulated provider have no zone (recorded); others the one asked for, if the SDDC is in
/// it, or the cluster's, in turn. A zone of which the SDDC knows nothing is taken as not said: a guide's example sends one. (assumption)
pub(super) fn bring(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    cluster: ClusterId,
    number: u32,
    zone: Option<&str>,
) -> ApiResult<()> {
    let sddc = sddcs::find(org, id)?;
    let there = clusters::find(sddc, Some(cluster))?;
    let asked = zone.filter(|zone| !there.is_stretched() && sddc.zones.iter().any(|known| known == zone));
    let zones: Vec<_> = asked.map_or_else(|| there.zones.clone(), |zone| vec![zone.to_owned()]);
    let (provider, first) = (sddc.provider.clone(), sddc.next_host_number());
    let zones = zones.iter().cycle().map(|zone| (provider != Provider::ZeroCloud).then_some(zone.as_str()));
    let hosts: Vec<_> = (first..first.saturating_add(number))
        .zip(zones)
        .map(|(number, zone)| EsxFacts::new(&mut org.ids, &provider, zone, number, cx.now))
        .collect();
    let sddc = sddcs::find_mut(org, id)?;
    for there in sddc.clusters.iter_mut().filter(|there| there.id == cluster) {
        there.hosts.extend_from_slice(&hosts);
    }
    Ok(())
}

/// The hosts that a removal means: those named, or the last.
fn chosen(cluster: &ClusterFacts, config: &EsxConfig, number: u32) -> ApiResult<Vec<EsxId>> {
    let Some(named) = named(cluster, config, number)? else { return Ok(choose(cluster, number)) };
    let of = |zone: &String| {
        let here = |host: &&EsxFacts| named.contains(&host.id) && host.availability_zone.as_ref() == Some(zone);
        cluster.hosts.iter().filter(here).count()
    };
    if cluster.is_stretched() && cluster.zones.iter().any(|zone| of(zone) != of(&cluster.zones[0])) {
        return Err(Refusal::invalid("Of a cluster in two availability zones as many hosts leave each."));
    }
    Ok(named)
}

/// The hosts that a request names, as many as it says; none where it names none.
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

/// The hosts that leave where none are named: those that came last, from each zone as many. (assumption)
pub(super) fn choose(cluster: &ClusterFacts, number: u32) -> Vec<EsxId> {
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

/// Sends hosts of a cluster on their way out.
pub(super) fn send_away(org: &mut Org, cx: &Cx, id: SddcId, leaving: &[EsxId]) -> ApiResult<()> {
    let sddc = sddcs::find_mut(org, id)?;
    let hosts = sddc.clusters.iter_mut().flat_map(|cluster| &mut cluster.hosts);
    hosts.filter(|host| leaving.contains(&host.id)).for_each(|host| host.enter(EsxState::Deleting, cx.now));
    Ok(())
}

fn remove(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    clusters: &[ClusterId],
    config: &EsxConfig,
    leaving: &[EsxId],
) -> ApiResult<wire::Task> {
    let sddc = sddcs::find(org, id)?;
    let number = u32::try_from(leaving.len()).unwrap_or(u32::MAX);
    let (version, realistic) = (sddc.version, moving_time(&sddc.provider, number));
    send_away(org, cx, id, leaving)?;
    let begun = Begin { kind: TaskKind::EsxRemove, params: params(clusters, config), realistic };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::RemoveHosts };
    clusters::enter(org, cx, id, clusters, &phase)?;
    Ok(task)
}

/// How long the service takes to bring hosts or to send them away. (assumption)
pub(super) fn moving_time(provider: &Provider, hosts: u32) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(30),
        Provider::Aws | Provider::Other(_) => SignedDuration::from_mins(10 + 2 * i64::from(hosts)),
    }
}

/// The hosts whose disk groups change: those named, or the first that can. A host keeps one at least. (assumption)
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
    let version = sddcs::find(org, id)?.version;
    let kind = if attach { TaskKind::DiskGroupAttach } else { TaskKind::DiskGroupDetach };
    let begun = Begin { kind, params: params(&[cluster], config), realistic: SignedDuration::from_mins(5) };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::DiskGroups { hosts, attach } };
    clusters::enter(org, cx, id, &[cluster], &phase)?;
    Ok(task)
}

/// `POST …/add-hosts-precheck`: a task that touches nothing and fails where hosts could not be added. (assumption)
pub fn precheck(org: &mut Org, cx: &Cx, call: &Call<PrecheckAddHosts>) -> ApiResult<wire::Task> {
    let (id, config) = (call.path.sddc, &call.body.0);
    let sddc = sddcs::find(org, id)?;
    sddc.check_state::<PrecheckAddHosts>()?;
    let cluster = clusters::find(sddc, config.cluster_id)?;
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
        kind: TaskKind::EsxAddPrecheck,
        subject: Subject::Clusters(id),
        params: params(&[cluster.id], config),
        realistic: SignedDuration::from_secs(30),
        plan,
        start_version: sddc.version,
    };
    Ok(tasks::start(org, cx, new))
}
