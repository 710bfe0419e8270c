//! The effects of the tasks of site recovery: at their milestones, at their ends, and when the SDDC is deleted.

use crate::{
    state::{
        orgs::Org,
        site_recovery::{NodePhase, SiteRecoveryFacts, SiteRecoveryPhase},
        tasks::{Milestone, TaskFacts, TaskState},
        work::{SiteRecoveryWork, Work},
    },
    vmc::site_recovery::nodes,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use vmc_client::wire::TaskId;

/// Returns the `params` of a task. (assumption)
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::SiteRecovery { work, .. } = work else { return Map::new() };
    let key = |suffix: &Option<String>| ("srmExtensionKey".to_owned(), json!(nodes::extension_key(suffix.as_deref())));
    match work {
        SiteRecoveryWork::Activate { suffix } => Map::from_iter([key(suffix)]),
        SiteRecoveryWork::Deactivate => Map::new(),
        SiteRecoveryWork::CreateSrmNode { node, suffix } => {
            Map::from_iter([("srmNodeId".to_owned(), json!(node)), key(suffix)])
        }
        SiteRecoveryWork::DeleteSrmNode { node } => Map::from_iter([("srmNodeId".to_owned(), json!(node))]),
        SiteRecoveryWork::ScaleOut { scale_out, .. } => Map::from_iter([("scaleOut".to_owned(), json!(scale_out))]),
    }
}

fn facts_of<'o>(org: &'o mut Org, task: &TaskFacts) -> Option<&'o mut SiteRecoveryFacts> {
    let Work::SiteRecovery { sddc, .. } = &task.work else { return None };
    org.sddc_mut(*sddc).ok()?.site_recovery.as_deref_mut()
}

/// Called when a task has reached a milestone: the VMs of the appliances that it deploys are there.
pub(crate) fn reach(org: &mut Org, task: &TaskFacts, milestone: Milestone, at: Timestamp) {
    let Some(facts) = facts_of(org, task).filter(|_| milestone == Milestone::AppliancesProvisioned) else { return };
    let mut changed = false;
    for node in facts.nodes_mut().filter(|node| node.phase == NodePhase::Deploying(task.id)) {
        node.phase = NodePhase::Provisioned(task.id);
        changed = true;
    }
    if changed {
        facts.write(None, at);
    }
}

/// Called when a task has ended. Returns the version of the site recovery after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let facts = facts_of(org, task)?;
    let outcome = match task.state {
        TaskState::Finished(_) => Outcome::Done,
        TaskState::Canceled(..) => Outcome::Canceled,
        TaskState::Running | TaskState::Canceling(_) | TaskState::Failed(..) => Outcome::Failed,
    };
    facts.settle(task.id, outcome);
    facts.write(None, at);
    Some(facts.version)
}

/// The result of a task for what it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Failed,
    Canceled,
}

impl SiteRecoveryFacts {
    /// Ends what waits for a task.
    fn settle(&mut self, task: TaskId, outcome: Outcome) {
        self.scaling.take_if(|scaling| *scaling == task);
        if outcome == Outcome::Done {
            self.retain_nodes(|node| node.phase != NodePhase::Deleting(task));
        }
        for node in self.nodes_mut().filter(|node| node.phase.task() == Some(task)) {
            node.phase = match outcome {
                Outcome::Done => NodePhase::Ready,
                Outcome::Failed => NodePhase::Failed,
                Outcome::Canceled => NodePhase::Canceled,
            };
        }
        self.phase = match (self.phase, outcome) {
            (phase, _) if phase.task() != Some(task) => phase,
            (_, Outcome::Failed) => SiteRecoveryPhase::Failed,
            (_, Outcome::Canceled) => SiteRecoveryPhase::Canceled,
            (SiteRecoveryPhase::Deactivating(_), Outcome::Done) => SiteRecoveryPhase::Deactivated,
            (_, Outcome::Done) => SiteRecoveryPhase::Activated,
        };
    }

    /// Ends what waits for tasks, because the deletion of the SDDC has ended them.
    pub(crate) fn let_go(&mut self) {
        let tasks: Vec<_> = self.tasks().collect();
        tasks.into_iter().for_each(|task| self.settle(task, Outcome::Canceled));
    }
}
