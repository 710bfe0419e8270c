//! The properties that all tasks of one kind share.

use crate::{
    kernel::task_kind::TaskKind,
    state::{
        orgs::Org,
        tasks::{Milestone, TaskFacts},
        work::Work,
    },
};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// The table of task kinds.
#[derive(Debug)]
pub struct Kinds(pub [Row; TaskKind::ALL.len()]);

/// Returns the view of a task's work: its `params`, except for results.
pub type Params = fn(&Work) -> Map<String, Value>;

/// Changes the resource of a task that reaches a milestone at the given time.
pub type Reach = fn(&mut Org, &TaskFacts, Milestone, Timestamp);

/// Changes the resource of a task that ends at the given time. Returns the resource's new version, if it has one.
pub type End = fn(&mut Org, &TaskFacts, Timestamp) -> Option<i32>;

/// The source of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A recording of the service shows it.
    Recorded,
    /// A published client names it.
    Documented,
    /// It is chosen in the service's style; no public source shows it.
    Assumed,
}

/// The properties of one kind of task.
#[derive(Debug)]
pub struct Row {
    pub kind: TaskKind,
    /// The source of the kind's name.
    pub evidence: Evidence,
    /// The progress phases in order. Empty if the service shows no phases.
    pub phases: &'static [Phase],
    /// The sub statuses of a kind without phases, in order. Each has the share of the task's duration, in thousandths, at which it ends.
    pub sub_statuses: &'static [(&'static str, u16)],
    /// The `progress_percent` of a task that has just begun. Provisioning shows 1 at once, deletion 0. (recorded)
    pub first_percent: i64,
    /// True if a running task shows its percentage and remaining minutes. A deletion stays at 0 % and -1 until it ends. (recorded)
    pub tells_progress: bool,
    /// The number of times that the service writes the task while it runs; the finished task shows it as `version`.
    pub writes: i64,
    /// The milestones, each at its share of the task's duration in thousandths. The end of the task is not in the list.
    pub milestones: &'static [(u16, Milestone)],
    /// True if a user may cancel the task.
    pub cancelable: bool,
    /// The function that shows the work as `params`.
    pub params: Params,
    /// The function that changes the resource at a milestone.
    pub reach: Reach,
    /// The function that changes the resource at the end of the task.
    pub end: End,
}

#[derive(Debug)]
pub struct Phase {
    /// The `id` in the API.
    pub id: &'static str,
    /// The `name` in the API.
    pub name: &'static str,
    /// The task's `sub_status` while this phase is in progress. (assumption)
    pub sub_status: &'static str,
    /// The share of the task's duration, in thousandths, at which the phase ends. (assumption)
    pub until: u16,
}

impl Kinds {
    /// Returns the row of a kind.
    pub fn row(&self, kind: TaskKind) -> &Row {
        &self.0[kind as usize]
    }
}
