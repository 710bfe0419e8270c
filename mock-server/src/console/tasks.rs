//! Tasks, as far as pages show them.

use super::{
    moments::{Moment, length},
    states::{State, task_title},
    visit::Visit,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;

/// A task, as far as pages show it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) task_type: String,
    pub(super) status: String,
    pub(super) sub_status: Option<String>,
    pub(super) progress_percent: Option<i64>,
    pub(super) estimated_remaining_minutes: Option<i64>,
    pub(super) phase_in_progress: Option<String>,
    #[serde(default)]
    pub(super) task_progress_phases: Vec<Phase>,
    pub(super) resource_id: Option<String>,
    pub(super) resource_type: Option<String>,
    pub(super) error_message: Option<String>,
    pub(super) start_time: Option<String>,
    pub(super) end_time: Option<String>,
    pub(super) user_name: Option<String>,
    /// The name of the SDDC that the task works on, if it works on one.
    #[serde(skip)]
    pub(super) subject: Option<String>,
}

/// A part of a task.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Phase {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) progress_percent: Option<i64>,
}

impl Phase {
    pub(super) fn percent(&self) -> i64 {
        self.progress_percent.unwrap_or_default().clamp(0, 100)
    }
}

impl Task {
    pub(super) fn title(&self) -> String {
        task_title(&self.task_type)
    }

    /// Returns the title with the name of the SDDC, if there is one.
    pub(super) fn full_title(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{} {subject}", self.title()),
            None => self.title(),
        }
    }

    pub(super) fn state(&self) -> State {
        State::of(&self.status)
    }

    /// Returns the address of its page.
    pub(super) fn address(&self, visit: &Visit) -> String {
        visit.href(&format!("/console/activity/{}", self.id))
    }

    pub(super) fn cancellation(&self, visit: &Visit) -> String {
        visit.href(&format!("/console/activity/{}/cancel", self.id))
    }

    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.status.as_str(), "STARTED" | "CANCELING")
    }

    pub(super) fn can_be_canceled(&self) -> bool {
        self.status == "STARTED"
    }

    pub(super) fn percent(&self) -> i64 {
        self.progress_percent.unwrap_or_default().clamp(0, 100)
    }

    /// Returns what the task does at present, if it says so.
    pub(super) fn phase(&self) -> String {
        let id = self.phase_in_progress.as_deref().unwrap_or_default();
        let phase = self.task_progress_phases.iter().find(|phase| phase.id == id);
        let named = phase.and_then(|phase| phase.name.clone());
        let status =
            || self.sub_status.as_deref().filter(|status| *status != self.status).map(|status| State::of(status).text);
        named.or_else(status).unwrap_or_default()
    }

    /// Returns what the task does at present and how long it still takes, as far as it says so.
    pub(super) fn doing(&self) -> String {
        let parts = [self.phase(), self.remaining()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// Returns how long the task still takes, if it says so.
    pub(super) fn remaining(&self) -> String {
        match self.estimated_remaining_minutes {
            Some(minutes @ 1..) => format!("about {minutes} min left"),
            Some(0) => "less than a minute left".to_owned(),
            _ => String::new(),
        }
    }

    pub(super) fn started(&self) -> Option<Timestamp> {
        self.start_time.as_deref().and_then(|time| time.parse().ok())
    }

    pub(super) fn ended(&self) -> Option<Timestamp> {
        self.end_time.as_deref().and_then(|time| time.parse().ok())
    }

    pub(super) fn start(&self) -> Option<Moment> {
        self.started().map(Moment::short)
    }

    /// Returns how long the task took, if it has ended.
    pub(super) fn took(&self) -> Option<String> {
        Some(length(self.ended()?.duration_since(self.started()?)))
    }

    pub(super) fn end(&self) -> Option<Moment> {
        self.ended().map(Moment::short)
    }
}

/// The name of an SDDC.
#[derive(Deserialize)]
struct Named {
    id: String,
    name: String,
}

/// Gives tasks the names of their SDDCs, also of deleted ones.
pub(super) fn name_subjects(visit: &Visit, tasks: &mut [Task]) {
    let sddcs: Vec<Named> = visit.read_silently(&visit.in_org("/sddcs?includeDeleted=true")).unwrap_or_default();
    let names: HashMap<&str, &str> = sddcs.iter().map(|sddc| (sddc.id.as_str(), sddc.name.as_str())).collect();
    for task in tasks {
        let name = task.resource_id.as_deref().and_then(|id| names.get(id));
        task.subject = name.map(|name| (*name).to_owned());
    }
}
