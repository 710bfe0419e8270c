//! The policy for failed hosts: whether the service replaces them.

use super::{begin::begin, policies::CHANGE_TIME};
use crate::{
    context::{Call, Cx},
    kernel::{agenda::Step, refusal::ApiResult},
    state::{clusters::ClusterFacts, orgs::Org, work::AutoscalerWork},
    vmc::states::{self, StateRule},
};
use jiff::Timestamp;
use vmc_client::{
    endpoints::autoscaler::{
        GetRemediationPolicy, ListRemediationPolicies, UpdateRemediationPolicies, UpdateRemediationPolicy,
    },
    wire::{AutoscalerTask, ClusterId, EsxState, RemediationClusterInfo, RemediationPolicy, SddcId, TaskId},
};

impl ClusterFacts {
    /// Failed hosts of a new cluster are replaced. (assumption)
    fn remediation(&self) -> RemediationClusterInfo {
        RemediationClusterInfo {
            cluster_id: self.id,
            cluster_name: self.name.clone(),
            remediation_policy: RemediationPolicy { auto_remediation_enabled: !self.autoscaler.leaves_failed_hosts },
        }
    }
}

/// `GET …/sddcs/{sddc}/remediation-policy`
pub fn list(org: &Org, _: &Cx, call: &Call<ListRemediationPolicies>) -> ApiResult<Vec<RemediationClusterInfo>> {
    Ok(org.sddc(call.path.sddc)?.clusters.iter().map(ClusterFacts::remediation).collect())
}

/// `GET …/clusters/{cluster}/remediation-policy`
pub fn get(org: &Org, _: &Cx, call: &Call<GetRemediationPolicy>) -> ApiResult<RemediationClusterInfo> {
    Ok(org.sddc(call.path.sddc)?.cluster(Some(call.path.cluster))?.remediation())
}

/// `PATCH …/clusters/{cluster}/remediation-policy`
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateRemediationPolicy>) -> ApiResult<AutoscalerTask> {
    let (id, cluster) = (call.path.sddc, call.path.cluster);
    org.sddc(id)?.cluster(Some(cluster))?;
    change::<UpdateRemediationPolicy>(org, cx, id, &[cluster], call.body.0.auto_remediation_enabled)
}

/// `PATCH …/sddcs/{sddc}/remediation-policy`
pub fn update_all(org: &mut Org, cx: &Cx, call: &Call<UpdateRemediationPolicies>) -> ApiResult<AutoscalerTask> {
    let id = call.path.sddc;
    let clusters: Vec<_> = org.sddc(id)?.clusters.iter().map(|cluster| cluster.id).collect();
    change::<UpdateRemediationPolicies>(org, cx, id, &clusters, call.body.0.auto_remediation_enabled)
}

fn change<E: StateRule<states::Sddc> + StateRule<states::Cluster> + StateRule<states::Policies>>(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    clusters: &[ClusterId],
    enabled: bool,
) -> ApiResult<AutoscalerTask> {
    let sddc = org.sddc(id)?;
    sddc.check_state::<E>()?;
    for cluster in sddc.clusters.iter().filter(|cluster| clusters.contains(&cluster.id)) {
        cluster.check_state::<E>()?;
        states::check::<E, states::Policies>(&cluster.id, cluster.autoscaler.state())?;
    }
    let work = AutoscalerWork::Remediation { clusters: clusters.to_vec(), enabled };
    let task = begin(org, cx, id, work, CHANGE_TIME)?;
    for cluster in org.sddc_mut(id)?.clusters.iter_mut().filter(|cluster| clusters.contains(&cluster.id)) {
        cluster.autoscaler.change = Some(task.id);
    }
    Ok(task)
}

/// Called when a change of the policy has ended: hosts that have failed meanwhile are replaced now, one after the other (assumption).
/// Returns true if a cluster has waited for it.
pub(super) fn ended(org: &mut Org, id: SddcId, task: TaskId, (enabled, well): (bool, bool), at: Timestamp) -> bool {
    let Ok(sddc) = org.sddc_mut(id) else { return false };
    let (mut awaited, mut failed) = (false, Vec::new());
    for cluster in sddc.clusters.iter_mut().filter(|cluster| cluster.autoscaler.change == Some(task)) {
        awaited = true;
        cluster.autoscaler.change = None;
        if well {
            let hosts = cluster.hosts.iter().filter(|host| host.state == EsxState::Failed);
            if enabled && cluster.autoscaler.leaves_failed_hosts {
                failed.extend(hosts.map(|_| cluster.id));
            }
            cluster.autoscaler.leaves_failed_hosts = !enabled;
        }
    }
    failed.into_iter().for_each(|cluster| org.agenda.promise(at, Step::Remediate { sddc: id, cluster }));
    awaited
}
