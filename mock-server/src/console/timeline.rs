//! A picture of a world's time: the tasks as bars, what is due ahead, and failures as marks. The server draws it as SVG.

use super::{
    moments::{Moment, length},
    tasks::Task,
    visit::Visit,
};
use crate::http::control::AgendaView;
use askama::Template;
use jiff::{SignedDuration, Timestamp};

/// The most tasks that are drawn.
const BARS_MAX: usize = 14;

/// The most events that are drawn ahead.
const DUE_MAX: usize = 60;

/// The size of the picture in its own units. It is as wide as its place on the page.
const WIDTH: f64 = 1000.0;
const ROW: f64 = 22.0;
const TOP: f64 = 26.0;

/// The timeline as an SVG picture: tasks as bars over the time of the world, and what is due ahead.
#[derive(Template)]
#[template(path = "timeline.html")]
pub(super) struct Timeline {
    height: f64,
    bars: Vec<Bar>,
    due: Vec<Due>,
    ticks: Vec<Tick>,
    now: f64,
    now_text: String,
    is_empty: bool,
    more: usize,
}

/// A task, drawn from its start to its end, or to the present if it is under way.
struct Bar {
    x: f64,
    y: f64,
    width: f64,
    tone: &'static str,
    title: String,
    label: String,
    /// Where the label begins. It stands beside the bar, on the side where there is room.
    label_x: f64,
    is_left: bool,
    /// Whether the task failed, which is marked at its end.
    failed: bool,
}

/// An event that is due.
struct Due {
    x: f64,
    title: String,
}

struct Tick {
    x: f64,
    text: String,
}

/// The part of time that is drawn.
struct Scale {
    from: Timestamp,
    span: f64,
}

impl Timeline {
    /// Where the marks of what is due begin: below the bars.
    fn due_top(&self) -> f64 {
        self.height - 18.0
    }
}

impl Bar {
    /// Where the mark of a failure begins.
    fn mark_x(&self) -> f64 {
        self.x + self.width + 2.0
    }
}

impl Scale {
    fn x(&self, at: Timestamp) -> f64 {
        (at.duration_since(self.from).as_secs_f64() / self.span).clamp(0.0, 1.0) * WIDTH
    }
}

impl Timeline {
    /// Draws tasks, and what is due in the world.
    pub(super) fn of(visit: &Visit, tasks: &[Task]) -> Self {
        let now = visit.now();
        let agenda = visit.read_silently::<AgendaView>(&visit.in_control(&format!("/agenda?limit={DUE_MAX}"))).ok();
        Self::drawn(
            now,
            tasks,
            &agenda
                .map(|agenda| agenda.due)
                .unwrap_or_default()
                .iter()
                .filter(|step| step.task_id.is_some())
                .map(|step| (step.at, step.task_type.clone().unwrap_or_default()))
                .collect::<Vec<_>>(),
        )
    }

    fn drawn(now: Timestamp, tasks: &[Task], due: &[(Timestamp, String)]) -> Self {
        let mut shown: Vec<&Task> = tasks.iter().filter(|task| task.started().is_some()).collect();
        // What has been under way for the longest comes first, then what ended last.
        shown.sort_by_key(|task| match task.is_under_way() {
            true => (0, task.started().map_or(0, Timestamp::as_second)),
            false => (1, -task.ended().map_or(0, Timestamp::as_second)),
        });
        let more = shown.len().saturating_sub(BARS_MAX);
        shown.truncate(BARS_MAX);
        shown.sort_by_key(|task| task.started());
        let scale = scale(now, &shown, due);
        let bars: Vec<Bar> = shown.iter().enumerate().map(|(row, task)| bar(&scale, now, row, task)).collect();
        let title = |(at, kind): &(Timestamp, String)| {
            format!("{} {}", super::states::task_title(kind), Moment::from(*at, now).text)
        };
        let due = due.iter().map(|step| Due { x: scale.x(step.0), title: title(step) }).collect();
        let height = TOP + ROW * bars.len() as f64 + 22.0;
        let (now_text, is_empty) = (Moment::at(now).text, bars.is_empty());
        Self { height, bars, due, ticks: ticks(&scale), now: scale.x(now), now_text, is_empty, more }
    }
}

/// Chooses the part of time: from the first task to what is due last, with now in it and a little room at the end.
fn scale(now: Timestamp, tasks: &[&Task], due: &[(Timestamp, String)]) -> Scale {
    let from = tasks.iter().filter_map(|task| task.started()).min().unwrap_or(now).min(now);
    let ends = tasks.iter().filter_map(|task| task.ended());
    let to = ends.chain(due.iter().map(|(at, _)| *at)).max().unwrap_or(now).max(now);
    let span = to.duration_since(from).as_secs_f64().max(10.0);
    Scale { from, span: span * 1.04 }
}

fn bar(scale: &Scale, now: Timestamp, row: usize, task: &Task) -> Bar {
    let start = task.started().unwrap_or(now);
    let end = task.ended().unwrap_or(now);
    let (x, to) = (scale.x(start), scale.x(end));
    let width = (to - x).max(3.0);
    let is_left = x + width > WIDTH * 0.72;
    let took = length(end.duration_since(start));
    Bar {
        x,
        y: TOP + ROW * row as f64,
        width,
        tone: task.state().tone,
        title: format!("{}: {}, {took}, began {}", task.full_title(), task.state().text, Moment::at(start).text),
        label: match task.is_under_way() {
            true => format!("{} · {} %", task.full_title(), task.percent()),
            false => task.full_title(),
        },
        label_x: if is_left { x - 6.0 } else { x + width + if task.status == "FAILED" { 16.0 } else { 6.0 } },
        is_left,
        failed: task.status == "FAILED",
    }
}

/// Chooses at most six round times.
fn ticks(scale: &Scale) -> Vec<Tick> {
    const STEPS: [i64; 14] = [5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800, 2_592_000];
    let step = STEPS.into_iter().find(|step| scale.span / *step as f64 <= 6.0).unwrap_or(31_536_000);
    let first = scale.from.as_second().div_euclid(step) + 1;
    let times = (first..first + 7).filter_map(|number| Timestamp::from_second(number * step).ok());
    let inside = times.filter(|at| {
        at.duration_since(scale.from) < SignedDuration::try_from_secs_f64(scale.span * 0.97).unwrap_or_default()
    });
    let format = if step >= 86_400 {
        "%-d %b"
    } else if step >= 60 {
        "%H:%M"
    } else {
        "%H:%M:%S"
    };
    inside.map(|at| Tick { x: scale.x(at), text: at.strftime(format).to_string() }).collect()
}
