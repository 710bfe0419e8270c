//! What will happen later: steps in order of time.
//!
//! Nothing sleeps and nothing runs in the background. Before anything looks at an organization, every due step is taken *at its own
//! time*, so looking never changes what happens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use vmc_client::wire::{ClusterId, SddcId, SubscriptionId, TaskId};

/// One thing that will happen. A step that belongs to a task is taken only while that task still runs, so a step that a deletion or a
/// cancellation has overtaken changes nothing. The others are due dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The task's resource reaches the milestone with this number.
    Milestone {
        /// Whose milestone.
        task: TaskId,
        /// Its place in the task kind's list.
        number: u16,
    },
    /// The task ends as planned: it succeeds, or fails as it was always going to.
    End {
        /// Which task.
        task: TaskId,
    },
    /// A cancellation that was asked for is carried out.
    Cancel {
        /// Which task.
        task: TaskId,
    },
    /// A single-host SDDC's time is over.
    Expire {
        /// Which SDDC.
        sddc: SddcId,
    },
    /// A host fails.
    HostFails {
        /// Of which SDDC.
        sddc: SddcId,
        /// Of which cluster; the first where none is named.
        cluster: Option<ClusterId>,
    },
    /// The term of a subscription is over.
    SubscriptionEnds {
        /// Which subscription.
        subscription: SubscriptionId,
    },
}

impl Step {
    /// The task that this step belongs to, unless it is a due date.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Milestone { task, .. } | Self::End { task } | Self::Cancel { task } => Some(task),
            Self::Expire { .. } | Self::HostFails { .. } | Self::SubscriptionEnds { .. } => None,
        }
    }
}

/// Steps by time, then by the order in which they were promised; the tasks that wait for someone to say "now"; and what waits for a task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    due: BTreeMap<Timestamp, VecDeque<Step>>,
    held: VecDeque<TaskId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<Waiting>,
}

/// A step that is taken when a task is over, whenever that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The task.
    pub task: TaskId,
    /// The step.
    pub step: Step,
}

impl Agenda {
    /// Promises a step.
    pub fn promise(&mut self, at: Timestamp, step: Step) {
        self.due.entry(at).or_default().push_back(step);
    }

    /// Promises a step for the time when a task is over.
    pub fn wait(&mut self, task: TaskId, step: Step) {
        self.waiting.push(Waiting { task, step });
    }

    /// A task is over: promises for now what has waited for it.
    pub fn wake(&mut self, task: TaskId, now: Timestamp) {
        let (woken, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(|waiting| waiting.task == task);
        self.waiting = waiting;
        let woken: Vec<Waiting> = woken;
        woken.into_iter().for_each(|waiting| self.promise(now, waiting.step));
    }

    /// Keeps a task back until it is released.
    pub fn hold(&mut self, task: TaskId) {
        self.held.push_back(task);
    }

    /// Withdraws everything promised for a task; a task that ends early leaves nothing behind.
    pub fn forget(&mut self, task: TaskId) {
        self.held.retain(|held| *held != task);
        self.withdraw_all(|step| step.task() == Some(task));
    }

    /// Withdraws all due dates of an SDDC that goes.
    pub fn forget_sddc(&mut self, gone: SddcId) {
        self.withdraw_all(|step| match step {
            Step::Expire { sddc } | Step::HostFails { sddc, .. } => sddc == gone,
            Step::Milestone { .. } | Step::End { .. } | Step::Cancel { .. } | Step::SubscriptionEnds { .. } => false,
        });
    }

    /// Withdraws a step.
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

    /// When the next dated step is due.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.due.first_key_value().map(|(at, _)| *at)
    }

    /// When the next step of a task is due: due dates apart, the next thing that is under way.
    pub fn next_of_task(&self) -> Option<Timestamp> {
        self.due.iter().find(|(_, steps)| steps.iter().any(|step| step.task().is_some())).map(|(at, _)| *at)
    }

    /// When a task will be over, if that is promised.
    pub fn end_of(&self, task: TaskId) -> Option<Timestamp> {
        let ends = |step: &Step| matches!(step, Step::End { task: id } | Step::Cancel { task: id } if *id == task);
        self.due.iter().find(|(_, steps)| steps.iter().any(ends)).map(|(at, _)| *at)
    }

    /// Everything promised, in order.
    pub fn steps(&self) -> impl Iterator<Item = (Timestamp, Step)> {
        self.due.iter().flat_map(|(at, steps)| steps.iter().map(|step| (*at, *step)))
    }

    /// What waits for a task, the longest-waiting first.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting> {
        self.waiting.iter().copied()
    }

    /// The tasks that are held back, the longest-held first.
    pub fn held(&self) -> impl Iterator<Item = TaskId> {
        self.held.iter().copied()
    }

    /// Lets go of a certain task.
    pub fn let_go(&mut self, task: TaskId) -> bool {
        let before = self.held.len();
        self.held.retain(|held| *held != task);
        self.held.len() < before
    }

    /// Whether a task is being held back.
    pub fn holds_any(&self) -> bool {
        !self.held.is_empty()
    }

    /// Takes the earliest step that is due.
    pub fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, Step)> {
        let mut first = self.due.first_entry().filter(|entry| *entry.key() <= now)?;
        let at = *first.key();
        let step = first.get_mut().pop_front();
        if first.get().is_empty() {
            first.remove();
        }
        step.map(|step| (at, step))
    }
}
