//! The clock of the world: moving it, what is due, and how long tasks take.

use super::{
    curl::Call,
    forms::{self, put},
    layout::Page,
    moments::Moment,
    refusals::{Failure, no_such_page},
    states::task_title,
    tasks::{Task, name_subjects},
    timeline::Timeline,
    visit::Visit,
};
use crate::{
    http::control::{AgendaView, ClockView, StepView, WorldView},
    world::kernel::pacing::Preset,
};
use askama::Template;
use axum::response::Response;
use http::Method;
use serde_json::{Value, json};

/// The most events that the page lists.
const STEPS_SHOWN: usize = 20;

/// The clock, and the buttons that move it.
#[derive(Template)]
#[template(path = "clock.html")]
struct Clock<'a> {
    visit: &'a Visit<'a>,
    clock: ClockView,
    now: Moment,
    next: Option<Moment>,
    running: Vec<Task>,
    jumps: bool,
}

/// An event that is due.
struct Step {
    view: StepView,
    at: Moment,
    away: Moment,
    what: String,
}

#[derive(Template)]
#[template(path = "agenda.html")]
struct Agenda<'a> {
    visit: &'a Visit<'a>,
    steps: Vec<Step>,
    more: usize,
    held: Vec<(String, String)>,
    waiting: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pace.html")]
struct Pace<'a> {
    visit: &'a Visit<'a>,
    preset: String,
    kinds: String,
}

/// The presets with what they mean.
const PRESETS: [(Preset, &str); 4] = [
    (Preset::Realistic, "as the service: an SDDC takes two hours"),
    (Preset::Demo, "an SDDC takes about a minute"),
    (Preset::Instant, "tasks are finished at the next look"),
    (Preset::Manual, "tasks wait until you release them"),
];

impl Pace<'_> {
    fn presets(&self) -> Vec<(String, &'static str)> {
        PRESETS.iter().map(|(preset, text)| (preset.to_string(), *text)).collect()
    }
}

/// Writes the kind of an event: `task_ends` is `Task ends`.
fn title(view: &StepView) -> String {
    let word =
        serde_json::to_value(view.what).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    let mut text = word.replace('_', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let milestone = view.milestone.and_then(|milestone| serde_json::to_value(milestone).ok());
    match milestone.as_ref().and_then(Value::as_str) {
        Some(milestone) => format!("{text}: {}", milestone.replace('_', " ")),
        None => text,
    }
}

/// The page of the clock.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let clock: ClockView = visit.read(&visit.in_control("/clock"))?;
    let agenda: AgendaView = visit.read(&visit.in_control(&format!("/agenda?limit={STEPS_SHOWN}")))?;
    let world: WorldView = visit.read_silently(&visit.in_control(""))?;
    let mut tasks: Vec<Task> = visit.read_silently(&visit.in_org("/tasks"))?;
    for (action, body) in [("advance", Some(json!({"by": "1h"}))), ("skip", None)] {
        let target = visit.in_control(&format!("/clock/{action}"));
        visit.offer(body.map_or_else(|| Call::post(&target), |body| Call::with(Method::POST, &target, &body)));
    }
    name_subjects(visit, &mut tasks);
    let timeline = Timeline::of(visit, &tasks);
    tasks.retain(Task::is_under_way);
    let jumps = serde_json::to_value(clock.on_poll).is_ok_and(|word| word == "jump");
    let next = clock.next_due.map(|due| Moment::from(due, clock.now));
    let now = Moment::at(clock.now);
    let step = |view: StepView| Step {
        at: Moment::at(view.at),
        away: Moment::from(view.at, agenda.now),
        what: title(&view),
        view,
    };
    let steps = agenda.due.into_iter().map(step).collect();
    let held = agenda.held.iter().map(|held| (task_title(&held.task_type), held.task_id.to_string())).collect();
    let waiting = agenda.waiting.iter().map(|one| (task_title(&one.task_type), one.task_id.to_string())).collect();
    let kinds = world.pacing.kinds.iter().map(|(kind, pace)| format!("{kind} {pace}")).collect::<Vec<_>>().join("\n");
    let page =
        Page::new("Clock", "clock").with_live("clock", &Clock { visit, clock, now, next, running: tasks, jumps });
    let agenda = Agenda { visit, steps, more: agenda.more, held, waiting };
    let pace = Pace { visit, preset: world.pacing.preset.to_string(), kinds };
    Ok(page.with_live("timeline", &timeline).with_live("agenda", &agenda).with("pace", &pace))
}

/// Moves or sets the clock, or sets the pace.
pub(super) async fn act(visit: Visit<'_>, action: &str) -> Result<Response, Failure> {
    let next = forms::back(&visit, "/console/clock");
    let number = |text: &str| text.parse::<f64>().map_or_else(|_| Value::from(text), Value::from);
    let (call, word) = match action {
        "advance" => {
            let by = json!({"by": visit.sent("by")});
            (Call::with(Method::POST, &visit.in_control("/clock/advance"), &by), "skipped")
        }
        "skip" => {
            let mut body = json!({});
            put(&mut body, "task", visit.sent("task"));
            (Call::with(Method::POST, &visit.in_control("/clock/skip"), &body), "skipped")
        }
        "set" => {
            let mut body = json!({});
            if !visit.sent("rate").is_empty() {
                body["rate"] = number(visit.sent("rate"));
            }
            put(&mut body, "at", visit.sent("at"));
            put(&mut body, "on_poll", visit.sent("on_poll"));
            (Call::with(Method::PATCH, &visit.in_control("/clock"), &body), "clock")
        }
        "pace" => {
            let mut body = json!({"preset": visit.sent("preset"), "kinds": {}});
            for line in visit.sent("kinds").lines().map(str::trim).filter(|line| !line.is_empty()) {
                let (kind, pace) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                body["kinds"][kind] = Value::from(pace.trim());
            }
            (Call::with(Method::PUT, &visit.in_control("/pacing"), &body), "pace")
        }
        _ => return Err(no_such_page()),
    };
    forms::carry_out(visit, call, (next, word), page).await
}
