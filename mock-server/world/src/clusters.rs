//! Clusters: creating and deleting them, what their tasks do to them on the way, and what a client sees of them.
//!
//! A task on a cluster is, as recorded, a task of its SDDC: `resource_id` is the SDDC's, the cluster is in `params`. Which clusters it
//! acts on is known to the clusters themselves: their phase names the task that will end it.

pub mod hardware;

mod course;
mod reconfigure;
pub(crate) mod refusals;
mod rules;

pub(super) use course::{ended, reach};
pub use reconfigure::{constraints, publish_licensing, reconfigure, storage_constraints};
pub(super) use rules::{
    check_addition, check_licences, check_link, check_number, check_removal, check_room, check_storage,
};

use super::{
    Call, Cx,
    esxs::EsxFacts,
    ids::{Ids, Kind},
    orgs::Org,
    refusal::ApiResult,
    sddcs::{self, SddcFacts},
    states::{self, StateRule},
    task_kinds::TaskKind,
    tasks::{self, NewTask, Plan, Subject},
};
use hardware::hardware;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoints::{
        clusters::{CreateCluster, DeleteCluster},
        sddcs::GetPrimaryCluster,
    },
    wire::{
        self, Cluster, ClusterId, ClusterState, EsxHostInfo, EsxId, HostInstanceType, MsftLicensingConfig,
        PartitionPlacementGroupInfo, Provider, SddcId, TaskId,
    },
};

/// How long the service takes to delete a cluster. (recorded)
const DESTRUCTION: SignedDuration = SignedDuration::from_millis(681_885);

/// What is true of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterFacts {
    /// Its id.
    pub id: ClusterId,
    /// Its number in its SDDC; the first is 1.
    pub number: u32,
    /// `Cluster-1`, `Cluster-2` …, or `Cluster-757-1`. (recorded)
    pub name: String,
    /// Where it stands.
    pub phase: ClusterPhase,
    /// What its hosts are.
    pub instance_type: HostInstanceType,
    /// Cores per host that are in use; none where all are.
    pub cpu_cores: Option<i32>,
    /// Storage that each host was given, in GiB, where they have none of their own.
    pub storage_gib: Option<i64>,
    /// Licences for Microsoft software.
    pub licences: MsftLicensingConfig,
    /// Zones of its hosts; two where it is stretched.
    pub zones: Vec<String>,
    /// Its hosts.
    pub hosts: Vec<EsxFacts>,
}

/// Where a cluster stands. A phase that something ends names the task that will, and what will be different then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterPhase {
    /// Being made.
    Deploying(TaskId),
    /// In use.
    Ready,
    /// Its making failed; it stays until deleted.
    Failed,
    /// Being changed.
    Changing {
        /// By which task.
        task: TaskId,
        /// To what.
        change: Change,
    },
    /// Being taken down.
    Deleting {
        /// By which task.
        task: TaskId,
        /// Whether it was [`Failed`](Self::Failed) before.
        failed: bool,
    },
}

/// What a task changes of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Hosts come.
    AddHosts,
    /// Hosts go.
    RemoveHosts,
    /// Hosts come or go, and storage changes.
    Reconfigure {
        /// Storage of each host afterwards, in GiB.
        storage_gib: i64,
    },
    /// A host that has failed goes, and another comes in its place.
    ReplaceHost(EsxId),
    /// Disk groups are attached to hosts, or detached from them.
    DiskGroups {
        /// Which hosts.
        hosts: Vec<EsxId>,
        /// Attached.
        attach: bool,
    },
    /// Licences for Microsoft software change.
    License(MsftLicensingConfig),
}

impl ClusterPhase {
    /// The task that will end it.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Self::Deploying(task) | Self::Changing { task, .. } | Self::Deleting { task, .. } => Some(*task),
            Self::Ready | Self::Failed => None,
        }
    }

    /// The state that the table of states knows. Where a published state says it, that one.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Deploying(_) => "DEPLOYING",
            Self::Ready => "READY",
            Self::Failed => "FAILED",
            Self::Changing { change: Change::AddHosts, .. } => "ADDING_HOSTS",
            Self::Changing { change: Change::RemoveHosts, .. } => "REMOVING_HOSTS",
            Self::Changing { .. } => "RECONFIGURING",
            Self::Deleting { .. } => "DELETING",
        }
    }

    /// `cluster_state`. No published state says that hosts go, or the cluster itself: then it goes on showing what it showed.
    /// (assumption)
    fn state(&self, hosts: &[EsxFacts]) -> ClusterState {
        match self {
            Self::Deploying(_) => ClusterState::Deploying,
            Self::Failed | Self::Deleting { failed: true, .. } => ClusterState::Failed,
            Self::Changing { .. } if hosts.iter().any(EsxFacts::is_coming) => ClusterState::AddingHosts,
            Self::Ready | Self::Changing { .. } | Self::Deleting { failed: false, .. } => ClusterState::Ready,
        }
    }
}

/// Of what a new cluster is made.
pub(super) struct NewCluster {
    pub(super) id: ClusterId,
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) plan: ClusterPlan,
    /// The task that makes it.
    pub(super) task: TaskId,
}

/// What was asked for, with its defaults filled in.
pub(super) struct ClusterPlan {
    pub(super) hosts: u32,
    pub(super) instance_type: HostInstanceType,
    pub(super) cpu_cores: Option<i32>,
    pub(super) storage_gib: Option<i64>,
    pub(super) licences: MsftLicensingConfig,
    /// Zones, over which the hosts are spread in turn.
    pub(super) zones: Vec<String>,
}

impl ClusterFacts {
    /// A cluster that has just been asked for; its hosts are numbered on from `first_host`.
    pub(super) fn new(ids: &mut Ids, new: NewCluster, provider: &Provider, first_host: u32, now: Timestamp) -> Self {
        let plan = new.plan;
        let zones = plan.zones.iter().map(String::as_str).cycle();
        let hosts = (first_host..first_host.saturating_add(plan.hosts))
            .zip(zones)
            .map(|(number, zone)| EsxFacts::new(ids, provider, Some(zone), number, now))
            .collect();
        // What a cluster shows that was told nothing of licences. (recorded)
        let none = MsftLicensingConfig { academic_license: Some(false), ..MsftLicensingConfig::default() };
        Self {
            id: new.id,
            number: new.number,
            name: new.name,
            phase: ClusterPhase::Deploying(new.task),
            instance_type: plan.instance_type,
            cpu_cores: plan.cpu_cores,
            storage_gib: plan.storage_gib,
            licences: merged(&none, plan.licences),
            zones: plan.zones,
            hosts,
        }
    }

    /// Whether an operation may act on it now.
    ///
    /// # Errors
    /// The refusal of the table of states.
    pub(super) fn check_state<E: StateRule<states::Cluster>>(&self) -> ApiResult<()> {
        states::check::<E, _>(&self.id, self.phase.name())
    }

    /// Whether its hosts stand in two zones.
    pub fn is_stretched(&self) -> bool {
        self.zones.len() > 1
    }

    /// Hosts, as a number of the wire.
    pub fn host_count(&self) -> u32 {
        u32::try_from(self.hosts.len()).unwrap_or(u32::MAX)
    }

    /// What a client sees. `region` is in AWS's form.
    pub fn view(&self, provider: &Provider, region: &str) -> Cluster {
        let capacity = hardware(&self.instance_type).total(&self.hosts, self.storage_gib);
        Cluster {
            cluster_name: Some(self.name.clone()),
            cluster_state: Some(self.phase.state(&self.hosts)),
            esx_host_list: self.hosts.iter().map(|host| host.view(provider, &self.instance_type)).collect(),
            host_cpu_cores_count: Some(self.cpu_cores.unwrap_or(0)),
            hyper_threading_enabled: Some(false),
            esx_host_info: Some(EsxHostInfo { instance_type: Some(self.instance_type.to_string()) }),
            storage_capacity: Some(capacity.storage_gib),
            cluster_capacity: Some(capacity.view()),
            partition_placement_group_info: vec![PartitionPlacementGroupInfo {
                availability_zone: Some(region.to_owned()),
                partition_group_names: vec![format!("partition-pg-0-{}", self.id)],
            }],
            msft_license_config: Some(self.licences.clone()),
            ..Cluster::from(self.id)
        }
    }
}

/// Licences after a change: what it does not speak of stays.
fn merged(old: &MsftLicensingConfig, new: MsftLicensingConfig) -> MsftLicensingConfig {
    MsftLicensingConfig {
        windows_licensing: new.windows_licensing.or_else(|| old.windows_licensing.clone()),
        mssql_licensing: new.mssql_licensing.or_else(|| old.mssql_licensing.clone()),
        academic_license: new.academic_license.or(old.academic_license),
    }
}

/// `GET …/primarycluster`
pub fn primary(org: &Org, _: &Cx, call: &Call<GetPrimaryCluster>) -> ApiResult<Cluster> {
    let sddc = sddcs::find(org, call.path.sddc)?;
    let cluster = sddc.clusters.first().ok_or_else(|| refusals::no_primary_cluster(sddc.id))?;
    Ok(cluster.view(&sddc.provider, &sddc.aws_region()))
}

/// A cluster of an SDDC by the id in a request; the first where the request names none. (recorded)
///
/// # Errors
/// There is no such cluster, or the SDDC has no primary cluster yet.
pub fn find(sddc: &SddcFacts, id: Option<ClusterId>) -> ApiResult<&ClusterFacts> {
    match id {
        Some(id) => sddc.clusters.iter().find(|cluster| cluster.id == id).ok_or_else(|| refusals::not_found(id)),
        None => sddc.clusters.first().ok_or_else(|| refusals::no_primary_cluster(sddc.id)),
    }
}

/// `POST …/clusters`
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreateCluster>) -> ApiResult<wire::Task> {
    let (id, config) = (call.path.sddc, &call.body.0);
    let sddc = sddcs::find(org, id)?;
    sddc.check_state::<CreateCluster>()?;
    sddc.clusters.iter().try_for_each(|cluster| cluster.check_state::<CreateCluster>())?;
    let plan = rules::check_new(org, sddc, config)?;
    let (provider, version, first_host) = (sddc.provider.clone(), sddc.version, sddc.next_host_number());
    let number = sddc.clusters.iter().map(|cluster| cluster.number).max().unwrap_or(0).saturating_add(1);
    let name = name(org, sddc.index, number);
    let cluster = ClusterId(org.ids.uuid(Kind::Cluster));
    let params = Map::from_iter([
        ("clusterId".to_owned(), json!(cluster)),
        ("clusterName".to_owned(), json!(name)),
        ("clusterConfig".to_owned(), serde_json::to_value(config).unwrap_or(Value::Null)),
    ]);
    let begun = Begin { kind: TaskKind::ClusterCreate, params, realistic: creation_time(&provider, plan.hosts) };
    let task = begin(org, cx, id, version, begun);
    let new = NewCluster { id: cluster, number, name, plan, task: task.entity.id };
    let cluster = ClusterFacts::new(&mut org.ids, new, &provider, first_host, cx.now);
    let sddc = sddcs::find_mut(org, id)?;
    sddc.clusters.push(cluster);
    sddc.write(Some(cx.caller.author()), cx.now);
    Ok(task)
}

/// `Cluster-2`; with the SDDC's number in it where the organization says so. (recorded)
pub(super) fn name(org: &Org, sddc: u32, number: u32) -> String {
    if org.switch("sddcIndexForClusterName") { format!("Cluster-{sddc}-{number}") } else { format!("Cluster-{number}") }
}

/// `DELETE …/clusters/{cluster}`
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteCluster>) -> ApiResult<wire::Task> {
    let id = call.path.sddc;
    let sddc = sddcs::find(org, id)?;
    let cluster = find(sddc, Some(call.path.cluster))?;
    sddc.check_state::<DeleteCluster>()?;
    cluster.check_state::<DeleteCluster>()?;
    if sddc.clusters.first().is_some_and(|first| first.id == cluster.id) {
        return Err(refusals::primary_cluster(cluster.id));
    }
    let failed = cluster.phase == ClusterPhase::Failed;
    // All but the poll count, which is told at the end. (recorded)
    let mut params = Map::from_iter([
        ("clusterForceRemove".to_owned(), json!(false)),
        ("clusterName".to_owned(), json!(cluster.name)),
        ("clusterOriginalState".to_owned(), json!(cluster.phase.name())),
        ("clusterId".to_owned(), json!(cluster.id)),
        ("sddcIdOfCluster".to_owned(), json!(id)),
    ]);
    let (version, realistic) = (sddc.version, destruction_time(&sddc.provider));
    params.insert("sddcWorkerTaskId".to_owned(), json!(org.ids.uuid(Kind::Config)));
    let task = begin(org, cx, id, version, Begin { kind: TaskKind::ClusterDestroy, params, realistic });
    let phase = ClusterPhase::Deleting { task: task.entity.id, failed };
    enter(org, cx, id, &[call.path.cluster], &phase)?;
    Ok(task)
}

/// A task that is to begin on clusters of an SDDC.
pub(super) struct Begin {
    pub(super) kind: TaskKind,
    pub(super) params: Map<String, Value>,
    /// What it would take at the service.
    pub(super) realistic: SignedDuration,
}

/// Begins a task on clusters of an SDDC, which has this version.
pub(super) fn begin(org: &mut Org, cx: &Cx, sddc: SddcId, version: i32, begin: Begin) -> wire::Task {
    let Begin { kind, params, realistic } = begin;
    let subject = Subject::Clusters(sddc);
    tasks::start(org, cx, NewTask { kind, subject, params, realistic, plan: Plan::Succeed, start_version: version })
}

/// Puts clusters into a phase that a task will end.
pub(super) fn enter(org: &mut Org, cx: &Cx, id: SddcId, clusters: &[ClusterId], phase: &ClusterPhase) -> ApiResult<()> {
    let sddc = sddcs::find_mut(org, id)?;
    for cluster in sddc.clusters.iter_mut().filter(|cluster| clusters.contains(&cluster.id)) {
        cluster.phase = phase.clone();
    }
    sddc.write(Some(cx.caller.author()), cx.now);
    Ok(())
}

/// How long the service takes to create a cluster. (assumption; for the simulated provider derived from how long clients' tests took)
fn creation_time(provider: &Provider, hosts: u32) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(120),
        Provider::Aws | Provider::Other(_) => SignedDuration::from_mins(30 + 2 * i64::from(hosts)),
    }
}

/// Of which provider the recorded deletion was is not known; the simulated one is assumed to be quicker.
fn destruction_time(provider: &Provider) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(120),
        Provider::Aws | Provider::Other(_) => DESTRUCTION,
    }
}
