//! Tasks: their start, progress and end.

use crate::linear::model::{
    ids::{Id, new_id},
    records::tasks::{Effect, Task},
    reply::{BAD, Reply, UNKNOWN},
    state::Model,
};
use serde_json::Value;
use std::sync::Arc;

/// The duration of every task in seconds.
pub const LASTS: u32 = 60;

/// The kinds of tasks that the model knows.
pub const KINDS: [&str; 14] = [
    "SDDC-PROVISION",
    "SDDC-DELETE",
    "CLUSTER-CREATE",
    "CLUSTER-DESTROY",
    "ESX-ADD",
    "ESX-REMOVE",
    "ESX-DISKGROUP-ATTACH",
    "ESX-DISKGROUP-DETACH",
    "PUBLIC-IP-ALLOCATE",
    "PUBLIC-IP-RENAME",
    "PUBLIC-IP-RELEASE",
    "SDDC-TEMPLATE-DELETE",
    "SUBSCRIPTION-CREATE",
    "SUBSCRIPTION-CANCEL",
];

/// The kinds of tasks that a user may cancel. (assumption, except for the first)
const CANCELABLE: [&str; 2] = ["SDDC-PROVISION", "SUBSCRIPTION-CREATE"];

impl Model {
    /// Returns the id of the task that a call starts.
    pub(crate) fn new_task(&self, seen: &Value) -> Id {
        new_id(seen, "task", |id| self.tasks.contains_key(id))
    }

    /// Starts the task of a call and returns it as the answer.
    pub(crate) fn begin(&mut self, seen: &Value, kind: &'static str, on: &Id, effect: Effect) -> Reply {
        self.begin_on_cluster(seen, kind, on, None, effect)
    }

    /// Does the same as [`Self::begin`] for a task that names the cluster it creates.
    pub(crate) fn begin_on_cluster(
        &mut self,
        seen: &Value,
        kind: &'static str,
        on: &Id,
        cluster: Option<Id>,
        effect: Effect,
    ) -> Reply {
        let id = self.new_task(seen);
        let due = Some(self.now + LASTS);
        let task = Task { id: id.clone(), kind, on: on.clone(), cluster, status: "STARTED", due, effect };
        let view = task.view();
        self.tasks.insert(id, Arc::new(task));
        Reply::Done(202, view)
    }

    pub(crate) fn list_tasks(&self) -> Reply {
        Reply::Done(200, self.tasks.values().map(|task| task.view()).collect())
    }

    pub(crate) fn get_task(&self, id: &str) -> Reply {
        self.tasks.get(id).map_or(UNKNOWN, |task| Reply::Done(200, task.view()))
    }

    /// Cancels a task. Only tasks that create something can be cancelled, and only once.
    pub(crate) fn cancel(&mut self, id: &str) -> Reply {
        let now = self.now;
        let Some(task) = self.tasks.get_mut(id) else { return UNKNOWN };
        if !CANCELABLE.contains(&task.kind) || task.status != "STARTED" {
            return BAD;
        }
        let task = Arc::make_mut(task);
        (task.status, task.due) = ("CANCELING", Some(now + LASTS));
        Reply::Done(200, task.view())
    }

    /// Stops the tasks in progress on a thing.
    pub(crate) fn stop(&mut self, on: &Id) {
        for task in self.tasks.values_mut().filter(|task| task.on == *on && task.due.is_some()) {
            let task = Arc::make_mut(task);
            (task.status, task.due) = ("CANCELED", None);
        }
    }

    /// Advances the time, and ends the tasks that are due.
    pub(crate) fn advance(&mut self, by: u32) -> Reply {
        self.now += by;
        self.settle();
        Reply::Done(200, Value::Null)
    }

    /// Applies all events that are due, the earliest first.
    fn settle(&mut self) {
        let now = self.now;
        loop {
            let due = self.tasks.values_mut().filter(|task| task.due.is_some_and(|due| due <= now));
            let Some(task) = due.min_by_key(|task| task.due) else { return };
            let task = Arc::make_mut(task);
            task.due = None;
            task.status = if task.status == "CANCELING" { "CANCELED" } else { "FINISHED" };
            let task = task.clone();
            self.finish(&task);
        }
    }

    fn finish(&mut self, task: &Task) {
        match &task.effect {
            Effect::TemplateGone => self.templates.retain(|_, template| template.id.as_ref() != Some(&task.on)),
            Effect::Bought if task.status == "FINISHED" => self.enter_subscription(&task.on, "ACTIVATED"),
            Effect::Bought | Effect::Cancelled => self.enter_subscription(&task.on, "CANCELLED"),
            effect => {
                if let Some(sddc) = self.sddcs.get_mut(&task.on) {
                    Arc::make_mut(sddc).meet(effect, task.status);
                }
            }
        }
    }
}
