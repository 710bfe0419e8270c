//! Tasks and their effects.

use crate::linear::model::ids::{Id, Made};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Task {
    pub(crate) id: Id,
    pub(crate) kind: &'static str,
    /// The thing that the task acts on.
    pub(crate) on: Id,
    /// The cluster that the task creates.
    pub(crate) cluster: Option<Id>,
    pub(crate) status: &'static str,
    /// The time at which the task ends; `None` once it has ended.
    pub(crate) due: Option<u32>,
    pub(crate) effect: Effect,
}

/// The effect of a finished task.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    /// The SDDC can be used.
    Made,
    /// The SDDC is deleted.
    Gone,
    /// The operation on the cluster that was created by this task is complete.
    Cluster(Id),
    /// These hosts of a cluster have gained or lost a disk group.
    DiskGroups { cluster: Id, hosts: Vec<Made>, attached: bool },
    /// These addresses are allocated.
    Allocated(Vec<Made>),
    /// An address has a new name.
    Named(Made, String),
    /// An address is released.
    Released(Made),
    /// The template is deleted.
    TemplateGone,
    /// The subscription can be used.
    Bought,
    /// The subscription is cancelled.
    Cancelled,
}

impl Task {
    pub(crate) fn view(&self) -> Value {
        let mut seen = json!({"task": *self.id, "type": self.kind, "on": *self.on, "status": self.status});
        if let Some(cluster) = &self.cluster {
            seen["cluster"] = json!(**cluster);
        }
        seen
    }
}
