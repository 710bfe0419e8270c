//! The effects of tasks on clusters, at their milestones and at their end.

use crate::{
    kernel::agenda::Step,
    state::{
        clusters::{ClusterFacts, ClusterPhase, merged_licences},
        esxs::{DISK_GROUPS, EsxFacts},
        orgs::Org,
        tasks::{Milestone, TaskFacts, TaskState},
        work::{ClusterWork, Work},
    },
    tasks,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use vmc_client::wire::EsxState;

/// The time that the service takes to delete a cluster. (recorded)
pub(super) const DESTRUCTION: SignedDuration = SignedDuration::from_millis(681_885);

/// Called when a task on clusters has reached a milestone: changes the clusters that wait for this task.
pub(crate) fn reach(org: &mut Org, task: &TaskFacts, milestone: Milestone, at: Timestamp) {
    let Some(Ok(sddc)) = task.work.sddc().map(|id| org.sddc_mut(id)) else { return };
    let mut awaited = false;
    for cluster in sddc.clusters.iter_mut().filter(|cluster| cluster.phase.task() == Some(task.id)) {
        cluster.pass(milestone, at);
        awaited = true;
    }
    if awaited {
        sddc.write(None, at);
    }
}

/// Returns the `params` of a task on clusters.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::Clusters { sddc, work } = work else { return Map::new() };
    let params = match work {
        ClusterWork::Create { cluster, name, config } => {
            json!({"clusterId": cluster, "clusterName": name, "clusterConfig": config})
        }
        // All params except the poll count, which is added at the end. (recorded)
        ClusterWork::Delete { cluster, name, failed, worker_task } => json!({
            "clusterForceRemove": false,
            "clusterName": name,
            "clusterOriginalState": if *failed { ClusterPhase::Failed.name() } else { ClusterPhase::Ready.name() },
            "clusterId": cluster,
            "sddcIdOfCluster": sddc,
            "sddcWorkerTaskId": worker_task,
        }),
        ClusterWork::Reconfigure { cluster, config, .. } => {
            json!({"clusterId": cluster, "clusterReconfigureParams": config})
        }
        ClusterWork::License { cluster, licences } => json!({"clusterId": cluster, "msftLicenseConfig": licences}),
        ClusterWork::AddHosts { clusters, config } | ClusterWork::RemoveHosts { clusters, config } => {
            match &clusters[..] {
                [cluster] => json!({"clusterId": cluster, "esxConfig": config}),
                clusters => json!({"clusterIds": clusters, "esxConfig": config}),
            }
        }
        ClusterWork::CheckHosts { cluster, config } | ClusterWork::ChangeDiskGroups { cluster, config, .. } => {
            json!({"clusterId": cluster, "esxConfig": config})
        }
        ClusterWork::Convert { cluster, hosts } => json!({"clusterId": cluster, "numHosts": hosts}),
        ClusterWork::Rename { cluster, name } => json!({"clusterId": cluster, "clusterName": name}),
        ClusterWork::ReplaceHost { cluster, host } => json!({"clusterId": cluster, "esxId": host}),
    };
    match params {
        Value::Object(params) => params,
        _ => Map::new(),
    }
}

/// Called when a task on clusters has ended. Returns the SDDC's version after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::Clusters { sddc, work } = &task.work else { return None };
    let well = matches!(task.state, TaskState::Finished(_));
    let sddc = org.sddc_mut(*sddc).ok()?;
    let mut awaited = false;
    sddc.clusters.retain_mut(|cluster| {
        let concerned = cluster.phase.task() == Some(task.id);
        awaited |= concerned;
        !concerned || cluster.end(work, well, at)
    });
    if awaited {
        sddc.write(None, at);
    }
    let grown = sddc.outgrow();
    let (id, version) = (sddc.id, sddc.version);
    if grown {
        org.agenda.withdraw(Step::Expire { sddc: id });
    }
    if let ClusterWork::Delete { cluster, .. } = work {
        org.agenda.withdraw(Step::Scale { sddc: id, cluster: *cluster });
        org.agenda.withdraw(Step::Remediate { sddc: id, cluster: *cluster });
        tasks::note(org, task.id, "clusterDeletePollCount", json!(polls(task, at)));
    }
    Some(version)
}

/// Returns how many times the service checked if the cluster was deleted: 44 times in the recorded deletion, and in proportion in others.
fn polls(task: &TaskFacts, at: Timestamp) -> i64 {
    let whole = u128::try_from(at.duration_since(task.start).as_millis()).unwrap_or(0);
    i64::try_from(whole * 44 / DESTRUCTION.as_millis().unsigned_abs().max(1)).unwrap_or(i64::MAX)
}

impl ClusterFacts {
    /// Ends the cluster's phase because a forced deletion has ended its task.
    pub(crate) fn let_go(&mut self) {
        match self.phase {
            ClusterPhase::Deploying(_) | ClusterPhase::Deleting { failed: true, .. } => {
                self.phase = ClusterPhase::Failed;
            }
            ClusterPhase::Changing { .. } | ClusterPhase::Deleting { failed: false, .. } => {
                self.phase = ClusterPhase::Ready;
            }
            ClusterPhase::Ready | ClusterPhase::Failed => {}
        }
    }

    /// Called at a milestone of the cluster's task: moves the hosts that are added or removed one step further.
    fn pass(&mut self, milestone: Milestone, at: Timestamp) {
        let (coming, state) = match milestone {
            Milestone::HostsInitializing => (true, EsxState::Initializing),
            Milestone::HostsProvisioned => (true, EsxState::Provisioned),
            Milestone::HostsAddingToVcenter => (true, EsxState::AddingToVcenter),
            Milestone::HostsLeavingVcenter => (false, EsxState::DeletingFromVcenter),
            Milestone::HostsLeavingCloud => (false, EsxState::PendingCloudDeletion),
            Milestone::HostsDeleting => return self.hosts_enter(&EsxState::Deleting, at),
            _ => return,
        };
        let moved = self.hosts.iter_mut().filter(|host| if coming { host.is_coming() } else { host.is_going() });
        moved.for_each(|host| host.enter(state.clone(), at));
    }

    /// Called at the end of the cluster's task, successful or not. Returns true if the cluster still exists.
    fn end(&mut self, work: &ClusterWork, well: bool, at: Timestamp) -> bool {
        match std::mem::replace(&mut self.phase, ClusterPhase::Ready) {
            ClusterPhase::Deploying(_) if !well => {
                self.hosts_enter(&EsxState::Failed, at);
                self.phase = ClusterPhase::Failed;
            }
            ClusterPhase::Deploying(_) => self.hosts_enter(&EsxState::Ready, at),
            ClusterPhase::Deleting { .. } if well => return false,
            ClusterPhase::Deleting { .. } | ClusterPhase::Failed => self.phase = ClusterPhase::Failed,
            ClusterPhase::Ready => {}
            ClusterPhase::Changing { .. } => self.changed(work, well, at),
        }
        true
    }

    /// Called at the end of a change. A failed change is undone: hosts that were added are removed, and hosts that were to be removed stay.
    /// (assumption)
    fn changed(&mut self, work: &ClusterWork, well: bool, at: Timestamp) {
        let replaced = |there: &EsxFacts| matches!(work, ClusterWork::ReplaceHost { host, .. } if *host == there.id);
        self.hosts.retain(|host| if well { !host.is_going() && !replaced(host) } else { !host.is_coming() });
        self.hosts.iter_mut().filter(|host| host.is_coming() || host.is_going()).for_each(|host| {
            host.enter(EsxState::Ready, at);
        });
        match work {
            ClusterWork::Reconfigure { storage_gib, .. } if well => self.storage_gib = Some(*storage_gib),
            ClusterWork::Rename { name, .. } if well => self.name.clone_from(name),
            ClusterWork::License { licences, .. } if well => {
                self.licences = merged_licences(&self.licences, licences.clone());
            }
            ClusterWork::ChangeDiskGroups { hosts, attach, .. } if well => {
                for host in self.hosts.iter_mut().filter(|host| hosts.contains(&host.id)) {
                    let groups = host.disk_groups;
                    host.disk_groups =
                        if *attach { groups.saturating_add(1).min(DISK_GROUPS) } else { groups.saturating_sub(1) };
                }
            }
            ClusterWork::Create { .. }
            | ClusterWork::Delete { .. }
            | ClusterWork::Reconfigure { .. }
            | ClusterWork::License { .. }
            | ClusterWork::Rename { .. }
            | ClusterWork::AddHosts { .. }
            | ClusterWork::RemoveHosts { .. }
            | ClusterWork::CheckHosts { .. }
            | ClusterWork::ChangeDiskGroups { .. }
            | ClusterWork::Convert { .. }
            | ClusterWork::ReplaceHost { .. } => {}
        }
    }
}
