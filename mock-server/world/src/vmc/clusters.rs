//! Clusters: creating and deleting them, the effects of their tasks, and their representation in answers.
//!
//! As recorded, a task on a cluster is a task of its SDDC: `resource_id` is the SDDC's id, and `params` contain the cluster. The clusters
//! that a task acts on are those whose phase contains the task's id.

pub mod hardware;

mod changes;
mod course;
mod hosts;
mod reconfigure;
pub(crate) mod refusals;
mod rename;
mod rules;

use crate::{
    state::{
        clusters::{ClusterFacts, ClusterPhase, ClusterPlan, NewCluster},
        not_found,
        sddcs::SddcFacts,
    },
    vmc::clusters::course::DESTRUCTION,
};
pub(super) use changes::{Begin, begin, enter};
pub(crate) use course::{ended, params, reach};
pub(super) use hosts::{bring, choose, moving_time, send_away};
pub use reconfigure::{constraints, publish_licensing, reconfigure, storage_constraints};
pub use rename::rename;
pub(super) use rules::{
    HOSTS_MAX, check_addition, check_host_limit, check_licences, check_link, check_number, check_removal, check_room,
    check_storage, hosts_min,
};

use crate::{
    context::{Call, Cx},
    kernel::{ids::Kind, refusal::ApiResult},
    state::{orgs::Org, work::ClusterWork},
};
use hardware::hardware;
use jiff::SignedDuration;
use vmc_client::{
    endpoints::{
        clusters::{CreateCluster, DeleteCluster},
        sddcs::GetPrimaryCluster,
    },
    wire::{self, Cluster, ClusterConfig, ClusterId, EsxHostInfo, PartitionPlacementGroupInfo, Provider},
};

impl ClusterFacts {
    /// Returns the cluster as clients see it. `region` is in AWS's form.
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

/// `GET …/primarycluster`
pub fn primary(org: &Org, _: &Cx, call: &Call<GetPrimaryCluster>) -> ApiResult<Cluster> {
    let sddc = org.sddc(call.path.sddc)?;
    let cluster = sddc.clusters.first().ok_or_else(|| not_found::primary_cluster(sddc.id))?;
    Ok(cluster.view(&sddc.provider, &sddc.aws_region()))
}

/// `POST …/clusters`
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreateCluster>) -> ApiResult<wire::Task> {
    let (id, config) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(id)?;
    let plan = check_creation(org, sddc, config)?;
    let (provider, version, first_host) = (sddc.provider.clone(), sddc.version, sddc.next_host_number());
    let number = sddc.clusters.iter().map(|cluster| cluster.number).max().unwrap_or(0).saturating_add(1);
    let name = name(org, sddc.index, number);
    let cluster = ClusterId(org.ids.id(Kind::Cluster));
    let work = ClusterWork::Create { cluster, name: name.clone(), config: Box::new(config.clone()) };
    let begun = Begin { work, realistic: creation_time(&provider, plan.hosts) };
    let task = begin(org, cx, id, version, begun);
    let new = NewCluster { id: cluster, number, name, plan, task: task.entity.id };
    let cluster = ClusterFacts::new(&mut org.ids, new, &provider, first_host, cx.now());
    let sddc = org.sddc_mut(id)?;
    sddc.clusters.push(cluster);
    sddc.write(Some(cx.caller.author()), cx.now());
    Ok(task)
}

/// Checks that an SDDC may get such a cluster now, and fills in the defaults of the request.
pub(super) fn check_creation(org: &Org, sddc: &SddcFacts, config: &ClusterConfig) -> ApiResult<ClusterPlan> {
    sddc.check_state::<CreateCluster>()?;
    sddc.clusters.iter().try_for_each(|cluster| cluster.check_state::<CreateCluster>())?;
    rules::check_new(org, sddc, config)
}

/// Returns the name of a cluster: `Cluster-2`, or with the SDDC's number in it if the organization's properties say so. (recorded)
pub(super) fn name(org: &Org, sddc: u32, number: u32) -> String {
    if org.switch("sddcIndexForClusterName") { format!("Cluster-{sddc}-{number}") } else { format!("Cluster-{number}") }
}

/// `DELETE …/clusters/{cluster}`
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteCluster>) -> ApiResult<wire::Task> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    let cluster = sddc.cluster(Some(call.path.cluster))?;
    sddc.check_state::<DeleteCluster>()?;
    cluster.check_state::<DeleteCluster>()?;
    if sddc.clusters.first().is_some_and(|first| first.id == cluster.id) {
        return Err(refusals::primary_cluster(cluster.id));
    }
    let (name, failed) = (cluster.name.clone(), cluster.phase == ClusterPhase::Failed);
    let (version, realistic) = (sddc.version, destruction_time(&sddc.provider));
    let worker_task = org.ids.uuid(Kind::Config);
    let work = ClusterWork::Delete { cluster: call.path.cluster, name, failed, worker_task };
    let task = begin(org, cx, id, version, Begin { work, realistic });
    let phase = ClusterPhase::Deleting { task: task.entity.id, failed };
    enter(org, cx, id, &[call.path.cluster], phase)?;
    Ok(task)
}

/// The time that the service takes to create a cluster. (assumption; for the simulated provider derived from the duration of clients'
/// tests)
fn creation_time(provider: &Provider, hosts: u32) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(120),
        Provider::Aws | Provider::Other(_) => SignedDuration::from_mins(30 + 2 * i64::from(hosts)),
    }
}

/// The time that the service takes to delete a cluster. The provider of the recorded deletion is not known; the simulated one is assumed to
/// be faster.
fn destruction_time(provider: &Provider) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(120),
        Provider::Aws | Provider::Other(_) => DESTRUCTION,
    }
}
