//! What the tasks of one kind have in common.

use crate::{
    kernel::task_kind::TaskKind,
    state::{
        orgs::Org,
        tasks::{Milestone, TaskFacts},
    },
};
use jiff::Timestamp;

/// The table of kinds.
#[derive(Debug)]
pub struct Kinds(pub [Row; TaskKind::ALL.len()]);

/// Changes the resource of a task that has reached a milestone at this time.
pub type Reach = fn(&mut Org, &TaskFacts, Milestone, Timestamp);

/// Changes the resource of a task that has ended at this time. Returns the resource's version after that, if it has one.
pub type End = fn(&mut Org, &TaskFacts, Timestamp) -> Option<i32>;

/// How we know a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Seen in a recording of the service.
    Recorded,
    /// Named in a published client.
    Documented,
    /// Chosen in the service's style; no public source shows it.
    Assumed,
}

/// What there is to know about one kind of task.
#[derive(Debug)]
pub struct Row {
    /// Which kind.
    pub kind: TaskKind,
    /// Whether the kind's name is attested.
    pub evidence: Evidence,
    /// Progress phases in order; none where the service shows none.
    pub phases: &'static [Phase],
    /// Sub statuses of a kind without phases, in order: each with the share of the duration up to which it holds, in thousandths.
    pub sub_statuses: &'static [(&'static str, u16)],
    /// `progress_percent` of a task that has just begun. Provisioning shows 1 at once, deletion 0. (recorded)
    pub first_percent: i64,
    /// Whether percentage and remaining minutes are told on the way. A deletion stays at 0 % and -1 until it ends. (recorded)
    pub tells_progress: bool,
    /// How often the service writes the task while it runs; the finished task's `version`.
    pub writes: i64,
    /// What the task does to its resource on the way, by share of its duration in thousandths. Its end is not in the list.
    pub milestones: &'static [(u16, Milestone)],
    /// Whether a user may cancel it.
    pub cancelable: bool,
    /// What a milestone does to the resource.
    pub reach: Reach,
    /// What the end of the task does to the resource.
    pub end: End,
}

/// A progress phase.
#[derive(Debug)]
pub struct Phase {
    /// `id` on the wire.
    pub id: &'static str,
    /// `name` on the wire.
    pub name: &'static str,
    /// `sub_status` of the task while this phase is in progress. (assumption)
    pub sub_status: &'static str,
    /// Up to which share of the task's duration it goes, in thousandths. (assumption)
    pub until: u16,
}

impl Kinds {
    /// The row of a kind.
    pub fn row(&self, kind: TaskKind) -> &Row {
        &self.0[kind as usize]
    }
}
