//! Renaming clusters, which is an operation of a newer service. It is answered with an activity, which is a task of VMC. (assumption)

use super::{Begin, begin, enter};
use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        clusters::{Change, ClusterPhase},
        not_found,
        orgs::Org,
        work::ClusterWork,
    },
};
use jiff::SignedDuration;
use vmc_client::{endpoints::sddc_groups::inventory::RenameCluster, wire::ActivityResponse};

/// The time that the service takes to rename a cluster. (assumption)
const RENAMING: SignedDuration = SignedDuration::from_secs(60);

/// The largest number of characters of a name. (assumption)
const NAME_MAX: usize = 128;

/// `POST /api/inventory/{org}/vmc-aws/clusters/{cluster}:rename-cluster`: clusters of one SDDC have different names. (assumption)
pub fn rename(org: &mut Org, cx: &Cx, call: &Call<RenameCluster>) -> ApiResult<ActivityResponse> {
    let (id, asked) = (call.path.cluster, &call.body.0);
    let mut sddcs = org.sddcs.values();
    let sddc = sddcs.find(|sddc| sddc.clusters.iter().any(|cluster| cluster.id == id));
    let sddc = sddc.ok_or_else(|| not_found::cluster(id))?;
    let cluster = sddc.cluster(Some(id))?;
    let name = asked.cluster_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Refusal::parameter_missing("cluster_name"))?;
    if name.chars().count() > NAME_MAX {
        return Err(Refusal::invalid(format!("The name of a cluster must not be longer than {NAME_MAX} characters.")));
    }
    sddc.check_state::<RenameCluster>()?;
    cluster.check_state::<RenameCluster>()?;
    if asked.current_cluster_name.as_deref().is_some_and(|current| !current.is_empty() && current != cluster.name) {
        return Err(Refusal::invalid("current_cluster_name is not the name of the cluster."));
    }
    if sddc.clusters.iter().any(|other| other.id != id && other.name == name) {
        return Err(Refusal::invalid("Another cluster of the SDDC has this name."));
    }
    let (sddc, version) = (sddc.id, sddc.version);
    let work = ClusterWork::Rename { cluster: id, name: name.to_owned() };
    let task = begin(org, cx, sddc, version, Begin { work, realistic: RENAMING });
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::Other };
    enter(org, cx, sddc, &[id], phase)?;
    Ok(ActivityResponse { id: Some(task.entity.id), org_id: Some(org.id), resource_id: Some(id.to_string()) })
}
