//! `vmcsim clock`: shows and moves a world's time, and lists what is due.

use super::{
    output::{cell, print, print_json, print_table},
    server::{Control, Server},
};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};
use vmc_client::wire::TaskId;

/// Show and move a world's time.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim clock                      what time it is, and what is due next
  vmcsim clock advance 2h           two hours pass at once
  vmcsim clock skip                 to the next thing due
  vmcsim clock skip 5a1f…           to the end of a task
  vmcsim clock on-poll jump         a look at an unfinished task moves the clock to its end
  vmcsim clock rate 60              an hour in a minute
  vmcsim clock pace realistic SDDC-DELETE=90s")]
pub(super) struct ClockCommand {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    server: Server,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the time.
    Show,
    /// Move the time forward.
    Advance {
        /// The span: `2h`, `90m`, `1d 6h`
        #[arg(num_args = 1.., required = true)]
        by: Vec<String>,
    },
    /// Set the time. Time only moves forward.
    Set {
        /// The new time in RFC 3339, such as 2026-01-05T08:00:00Z
        at: Timestamp,
    },
    /// Move the time to the next event that is due, or to the end of a task.
    Skip {
        /// Id of the task.
        task: Option<TaskId>,
    },
    /// Set how fast time passes, in virtual seconds per second.
    Rate {
        /// 1 is real time.
        #[arg(value_parser = super::rate::read_rate)]
        rate: f64,
    },
    /// Stop the clock.
    Freeze,
    /// Set what a read of an unfinished task does to the clock.
    OnPoll {
        /// `stay`, or `jump` to the end of the task
        #[arg(value_parser = ["stay", "jump"])]
        what: String,
    },
    /// Show the events that are due.
    Agenda {
        /// The most events to show.
        #[arg(long, default_value = "100")]
        limit: usize,
    },
    /// Set how long tasks take from now on.
    Pace {
        /// realistic, demo, instant or manual
        preset: String,
        /// Exceptions by kind of task: SDDC-DELETE=90s
        #[arg(value_parser = read_exception)]
        kinds: Vec<(String, String)>,
    },
}

fn read_exception(text: &str) -> Result<(String, String), String> {
    let (kind, pace) = text.split_once('=').ok_or("an exception is KIND=PACE, such as SDDC-DELETE=90s")?;
    Ok((kind.to_owned(), pace.to_owned()))
}

impl ClockCommand {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let control = self.server.control()?;
        let change = |body: Value| control.world("PATCH", "/clock", Some(&body));
        let shown = match self.what.as_ref().unwrap_or(&What::Show) {
            What::Show => control.world("GET", "/clock", None),
            What::Advance { by } => control.world("POST", "/clock/advance", Some(&json!({"by": by.join(" ")}))),
            What::Set { at } => change(json!({"at": at})),
            What::Skip { task: None } => control.world("POST", "/clock/skip", None),
            What::Skip { task } => control.world("POST", "/clock/skip", Some(&json!({"task": task}))),
            What::Rate { rate } => change(json!({"rate": rate})),
            What::Freeze => change(json!({"rate": 0})),
            What::OnPoll { what } => change(json!({"on_poll": what})),
            What::Agenda { limit } => return self.agenda(&control, *limit),
            What::Pace { preset, kinds } => return self.pace(&control, preset, kinds),
        }?;
        if self.server.json {
            print_json(&shown);
        } else {
            if let Some(held) = shown.get("released") {
                let (kind, task, resource) =
                    (cell(&held["task_type"]), cell(&held["task_id"]), cell(&held["resource_id"]));
                print(&format!("released {kind} {task} of resource {resource}"));
            }
            let due = match &shown["next_due"] {
                Value::Null => "nothing is due".to_owned(),
                due => format!("next due {}", cell(due)),
            };
            let rate = if shown["rate"] == 0.0 { "stands still".to_owned() } else { format!("rate {}", shown["rate"]) };
            let jump = if shown["on_poll"] == "jump" { ", jumps on looks at tasks" } else { "" };
            print(&format!("{}  ({rate}{jump}; {due})", cell(&shown["now"])));
        }
        Ok(())
    }

    fn agenda(&self, control: &Control, limit: usize) -> anyhow::Result<()> {
        let shown = control.world("GET", &format!("/agenda?limit={limit}"), None)?;
        if self.server.json {
            print_json(&shown);
            return Ok(());
        }
        let row = |at: String, what: String, entry: &Value| {
            [at, what, cell(&entry["task_type"]), cell(&entry["task_id"]), cell(&entry["resource_id"])]
        };
        let held = shown["held"].as_array().into_iter().flatten();
        let mut rows: Vec<_> = held.map(|task| row("when told".to_owned(), "task waits".to_owned(), task)).collect();
        rows.extend(shown["due"].as_array().into_iter().flatten().map(|step| {
            let what = [cell(&step["what"]).replace('_', " "), cell(&step["milestone"]).replace('_', " ")];
            row(cell(&step["at"]), what.join(" ").trim_end().to_owned(), step)
        }));
        let waiting = shown["waiting"].as_array().into_iter().flatten();
        rows.extend(waiting.map(|step| row("after the task".to_owned(), cell(&step["what"]).replace('_', " "), step)));
        print_table(["at", "what", "task type", "task", "resource"], &rows, "nothing is due");
        if shown["more"] != 0 {
            print(&format!("… and {} more", shown["more"]));
        }
        Ok(())
    }

    fn pace(&self, control: &Control, preset: &str, kinds: &[(String, String)]) -> anyhow::Result<()> {
        let kinds: serde_json::Map<_, _> = kinds.iter().map(|(kind, pace)| (kind.clone(), json!(pace))).collect();
        let shown = control.world("PUT", "/pacing", Some(&json!({"preset": preset, "kinds": kinds})))?;
        if self.server.json {
            print_json(&shown);
        } else {
            print(&format!("pace {}", cell(&shown["preset"])));
            for (kind, pace) in shown["kinds"].as_object().into_iter().flatten() {
                print(&format!("  {kind} {}", cell(pace)));
            }
        }
        Ok(())
    }
}
