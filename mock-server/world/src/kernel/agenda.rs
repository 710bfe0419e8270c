//! The agenda of an organization: future steps, ordered by time.
//!
//! There are no timers and no background work. Before an organization is read or changed, every due step is taken *at its own time*, so
//! reading never changes what happens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use vmc_client::wire::{ClusterId, DeploymentGroupId, SddcId, SubscriptionId, TaskId};

/// One future event. A step that belongs to a task is taken only while the task is running, so it has no effect after a deletion or
/// cancellation has ended the task. The other steps are due dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The task's resource reaches the milestone with this number.
    Milestone {
        task: TaskId,
        /// The milestone's index in the list of the task kind.
        number: u16,
    },
    /// The task ends as planned: it succeeds, or it fails in the planned manner.
    End {
        /// The task that ends.
        task: TaskId,
    },
    /// A requested cancellation takes effect.
    Cancel {
        /// The task that is cancelled.
        task: TaskId,
    },
    /// The lifetime of a single-host SDDC ends.
    Expire {
        /// The SDDC that is deleted.
        sddc: SddcId,
    },
    /// A host fails.
    HostFails {
        /// The SDDC that the host belongs to.
        sddc: SddcId,
        /// The cluster that the host belongs to; `None` means the first cluster.
        cluster: Option<ClusterId>,
    },
    /// The scaling policy of a cluster adds or removes hosts, if it still wants to.
    Scale { sddc: SddcId, cluster: ClusterId },
    /// A failed host of a cluster is replaced, because failed hosts are replaced from now on.
    Remediate { sddc: SddcId, cluster: ClusterId },
    /// An AWS account accepts that its VPCs are attached to an SDDC group, and attaches one.
    AccountAccepts {
        group: DeploymentGroupId,
        /// The number of the account.
        account: u64,
    },
    /// The term of a subscription ends.
    SubscriptionEnds {
        /// The subscription that ends.
        subscription: SubscriptionId,
    },
}

impl Step {
    /// Returns the task that this step belongs to, or `None` for a due date.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Milestone { task, .. } | Self::End { task } | Self::Cancel { task } => Some(task),
            Self::Expire { .. }
            | Self::HostFails { .. }
            | Self::Scale { .. }
            | Self::Remediate { .. }
            | Self::AccountAccepts { .. }
            | Self::SubscriptionEnds { .. } => None,
        }
    }
}

/// The steps in order of time, then in the order in which they were added; the tasks that are held until released; and the steps that wait
/// for the end of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    due: BTreeMap<Timestamp, VecDeque<Step>>,
    held: VecDeque<TaskId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<Waiting>,
}

/// A step that is taken when a task is over, no matter when that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub task: TaskId,
    pub step: Step,
}

impl Agenda {
    /// Adds a step at a given time.
    pub fn promise(&mut self, at: Timestamp, step: Step) {
        self.due.entry(at).or_default().push_back(step);
    }

    /// Adds a step that is taken when the task is over.
    pub fn wait(&mut self, task: TaskId, step: Step) {
        self.waiting.push(Waiting { task, step });
    }

    /// Schedules the steps that have waited for this task at `now`, because the task is over.
    pub fn wake(&mut self, task: TaskId, now: Timestamp) {
        let (woken, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(|waiting| waiting.task == task);
        self.waiting = waiting;
        let woken: Vec<Waiting> = woken;
        woken.into_iter().for_each(|waiting| self.promise(now, waiting.step));
    }

    /// Holds a task until it is released.
    pub fn hold(&mut self, task: TaskId) {
        self.held.push_back(task);
    }

    /// Removes all steps of a task. This is called when a task ends early.
    pub fn forget(&mut self, task: TaskId) {
        self.held.retain(|held| *held != task);
        self.withdraw_all(|step| step.task() == Some(task));
    }

    /// Removes all due dates of an SDDC that is being deleted.
    pub fn forget_sddc(&mut self, gone: SddcId) {
        self.withdraw_all(|step| match step {
            Step::Expire { sddc }
            | Step::HostFails { sddc, .. }
            | Step::Scale { sddc, .. }
            | Step::Remediate { sddc, .. } => sddc == gone,
            Step::Milestone { .. }
            | Step::End { .. }
            | Step::Cancel { .. }
            | Step::AccountAccepts { .. }
            | Step::SubscriptionEnds { .. } => false,
        });
    }

    /// Removes one step.
    pub fn withdraw(&mut self, step: Step) {
        self.withdraw_all(|promised| promised == step);
    }

    fn withdraw_all(&mut self, which: impl Fn(Step) -> bool) {
        self.waiting.retain(|waiting| !which(waiting.step));
        self.due.retain(|_, steps| {
            steps.retain(|step| !which(*step));
            !steps.is_empty()
        });
    }

    /// Returns the time of the next step.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.due.first_key_value().map(|(at, _)| *at)
    }

    /// Returns the time of the next step that belongs to a task, ignoring due dates.
    pub fn next_of_task(&self) -> Option<Timestamp> {
        self.due.iter().find(|(_, steps)| steps.iter().any(|step| step.task().is_some())).map(|(at, _)| *at)
    }

    /// Returns the time at which a task will be over, if that is scheduled.
    pub fn end_of(&self, task: TaskId) -> Option<Timestamp> {
        let ends = |step: &Step| matches!(step, Step::End { task: id } | Step::Cancel { task: id } if *id == task);
        self.due.iter().find(|(_, steps)| steps.iter().any(ends)).map(|(at, _)| *at)
    }

    /// Returns all scheduled steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = (Timestamp, Step)> {
        self.due.iter().flat_map(|(at, steps)| steps.iter().map(|step| (*at, *step)))
    }

    /// Returns the steps that wait for a task, the longest-waiting first.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting> {
        self.waiting.iter().copied()
    }

    /// Returns the held tasks, the longest-held first.
    pub fn held(&self) -> impl Iterator<Item = TaskId> {
        self.held.iter().copied()
    }

    /// Releases one task. Returns true if it was held.
    pub fn let_go(&mut self, task: TaskId) -> bool {
        let before = self.held.len();
        self.held.retain(|held| *held != task);
        self.held.len() < before
    }

    /// Returns true if any task is held.
    pub fn holds_any(&self) -> bool {
        !self.held.is_empty()
    }

    /// Removes and returns the earliest step that is due.
    pub fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, Step)> {
        loop {
            let mut first = self.due.first_entry().filter(|entry| *entry.key() <= now)?;
            let at = *first.key();
            let step = first.get_mut().pop_front();
            if first.get().is_empty() {
                first.remove();
            }
            // A document can name a time at which nothing happens.
            if let Some(step) = step {
                return Some((at, step));
            }
        }
    }
}
