//! The effects of tasks on clusters, at their milestones and at their end.

use crate::{
    kernel::{agenda::Step, task_kind::TaskKind},
    state::{
        clusters::{Change, ClusterFacts, ClusterPhase},
        esxs::EsxFacts,
        orgs::Org,
        tasks::{Milestone, TaskFacts, TaskState},
    },
    tasks,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use vmc_client::wire::EsxState;

/// The time that the service takes to delete a cluster. (recorded)
pub(super) const DESTRUCTION: SignedDuration = SignedDuration::from_millis(681_885);

/// Called when a task on clusters has reached a milestone: changes the clusters that wait for this task.
pub(crate) fn reach(org: &mut Org, task: &TaskFacts, milestone: Milestone, at: Timestamp) {
    let Some(Ok(sddc)) = task.resource.sddc().map(|id| org.sddc_mut(id)) else { return };
    let mut awaited = false;
    for cluster in sddc.clusters.iter_mut().filter(|cluster| cluster.phase.task() == Some(task.id)) {
        cluster.pass(milestone, at);
        awaited = true;
    }
    if awaited {
        sddc.write(None, at);
    }
}

/// Called when a task on clusters has ended. Returns the SDDC's version after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let well = matches!(task.state, TaskState::Finished(_));
    let sddc = org.sddc_mut(task.resource.sddc()?).ok()?;
    let mut awaited = false;
    sddc.clusters.retain_mut(|cluster| {
        let concerned = cluster.phase.task() == Some(task.id);
        awaited |= concerned;
        !concerned || cluster.end(well, at)
    });
    if awaited {
        sddc.write(None, at);
    }
    let grown = sddc.outgrow();
    let (id, version) = (sddc.id, sddc.version);
    if grown {
        org.agenda.withdraw(Step::Expire { sddc: id });
    }
    if task.kind == TaskKind::ClusterDestroy {
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
    fn end(&mut self, well: bool, at: Timestamp) -> bool {
        match std::mem::replace(&mut self.phase, ClusterPhase::Ready) {
            ClusterPhase::Deploying(_) if !well => {
                self.hosts_enter(&EsxState::Failed, at);
                self.phase = ClusterPhase::Failed;
            }
            ClusterPhase::Deploying(_) => self.hosts_enter(&EsxState::Ready, at),
            ClusterPhase::Deleting { .. } if well => return false,
            ClusterPhase::Deleting { .. } | ClusterPhase::Failed => self.phase = ClusterPhase::Failed,
            ClusterPhase::Ready => {}
            ClusterPhase::Changing { change, .. } => self.changed(change, well, at),
        }
        true
    }

    /// Called at the end of a change. A failed change is undone: hosts that were added are removed, and hosts that were to be removed stay.
    /// (assumption)
    fn changed(&mut self, change: Change, well: bool, at: Timestamp) {
        let replaced = |host: &EsxFacts| matches!(change, Change::ReplaceHost(id) if id == host.id);
        self.hosts.retain(|host| if well { !host.is_going() && !replaced(host) } else { !host.is_coming() });
        self.hosts.iter_mut().filter(|host| host.is_coming() || host.is_going()).for_each(|host| {
            host.enter(EsxState::Ready, at);
        });
        match change {
            Change::Reconfigure { storage_gib } if well => self.storage_gib = Some(storage_gib),
            Change::License(licences) if well => self.licences = licences,
            Change::DiskGroups { hosts, attach } if well => {
                for host in self.hosts.iter_mut().filter(|host| hosts.contains(&host.id)) {
                    host.disk_groups = if attach { host.disk_groups + 1 } else { host.disk_groups.saturating_sub(1) };
                }
            }
            Change::AddHosts
            | Change::RemoveHosts
            | Change::ReplaceHost(_)
            | Change::Reconfigure { .. }
            | Change::License(_)
            | Change::DiskGroups { .. } => {}
        }
    }
}
