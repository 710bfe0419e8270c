//! The activity log: the tasks of the organization.

use super::{
    curl::Call,
    forms,
    layout::Page,
    refusals::Failure,
    tasks::{Task, name_subjects},
    timeline::Timeline,
    visit::{Visit, encoded},
};
use askama::Template;
use axum::response::Response;
use serde_json::Value;

/// The most tasks that the page shows, and the most that it shows if it shall show all.
const SHOWN_MAX: usize = 20;
const ALL_MAX: usize = 1000;

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
