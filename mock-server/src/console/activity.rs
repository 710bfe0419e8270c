//! The activity log: the tasks of the organization.

use super::{
    curl::Call,
    forms,
    layout::Page,
    moments::{Moment, length},
    refusals::Failure,
    states::{State, task_title},
    timeline::Timeline,
    visit::{Visit, encoded},
};
use askama::Template;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// The most tasks that the page shows, and the most that it shows if it shall show all.
const SHOWN_MAX: usize = 25;
const ALL_MAX: usize = 1000;

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

#[derive(Template)]
#[template(path = "activity.html")]
struct Log<'a> {
    visit: &'a Visit<'a>,
    tasks: Vec<Task>,
    here: String,
    left_out: usize,
    filter: &'a str,
}

impl Log<'_> {
    /// Returns the address of the page with all tasks.
    fn address_of_all(&self) -> String {
        let filter = Some(("filter", self.filter)).filter(|(_, filter)| !filter.is_empty());
        let values: Vec<_> = [("show", "all")].into_iter().chain(filter).collect();
        self.visit.href_with("/console/activity", &values)
    }
}

#[derive(Template)]
#[template(path = "activity_filter.html")]
struct FilterForm<'a> {
    visit: &'a Visit<'a>,
    filter: &'a str,
    error: Option<String>,
}

/// The page of the activity log.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let filter = visit.asked("filter").unwrap_or_default();
    let target = match filter {
        "" => visit.in_org("/tasks"),
        filter => visit.in_org(&format!("/tasks?$filter={}", encoded(filter))),
    };
    let (mut tasks, error) = match visit.read::<Vec<Task>>(&target) {
        Ok(tasks) => (tasks, None),
        Err(refusal) if !filter.is_empty() => (Vec::new(), Some(refusal.to_string())),
        Err(refusal) => return Err(refusal.into()),
    };
    tasks.sort_by_key(|task| std::cmp::Reverse(task.started()));
    name_subjects(visit, &mut tasks);
    let timeline = Timeline::of(visit, &tasks);
    let shown_max = if visit.asked("show") == Some("all") { ALL_MAX } else { SHOWN_MAX };
    let left_out = tasks.len().saturating_sub(shown_max);
    tasks.truncate(shown_max);
    let log = Log { visit, tasks, here: visit.here(), left_out, filter };
    let page = Page::new("Activity Log", "activity").with("filter", &FilterForm { visit, filter, error });
    Ok(page.with_live("timeline", &timeline).with_live("tasks", &log))
}

#[derive(Template)]
#[template(path = "task.html")]
struct OneTask<'a> {
    visit: &'a Visit<'a>,
    task: Task,
    json: String,
    here: String,
}

/// The page of one task.
pub(super) fn task_page(visit: &Visit, id: &str) -> Result<Page, Failure> {
    let value: Value = visit.read(&visit.in_org(&format!("/tasks/{}", encoded(id))))?;
    let json = serde_json::to_string_pretty(&value).unwrap_or_default();
    let mut task: Task = serde_json::from_value(value).map_err(|_| Failure::invalid("The task cannot be read."))?;
    name_subjects(visit, std::slice::from_mut(&mut task));
    let title = task.full_title();
    Ok(Page::new(title, "activity").with_live("task", &OneTask { visit, task, json, here: visit.here() }))
}

/// Cancels a task.
pub(super) async fn cancel(visit: Visit<'_>, id: &str) -> Result<Response, Failure> {
    let call = Call::post(&visit.in_org(&format!("/tasks/{}?action=cancel", encoded(id))));
    let next = forms::back(&visit, "/console/activity");
    forms::carry_out(visit, call, (next, "canceled"), page).await
}
