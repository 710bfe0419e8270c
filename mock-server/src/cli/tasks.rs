//! `vmcsim tasks`: lists the tasks of the world's organization.

use super::{
    output::{cell, print_json, print_table},
    server::Server,
};
use clap::Args;
use serde_json::Value;

/// List the tasks of the world's organization.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim tasks                      all tasks, with their progress
  vmcsim tasks --json | jq -r '.[] | select(.held) | .task.id'")]
pub(super) struct Tasks {
    #[command(flatten)]
    server: Server,
}

impl Tasks {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let tasks = self.server.control()?.world("GET", "/tasks", None)?;
        if self.server.json {
            print_json(&tasks);
            return Ok(());
        }
        let rows: Vec<_> = tasks.as_array().into_iter().flatten().map(row).collect();
        print_table(["task", "type", "status", "%", "phase", "resource", "started"], &rows, "no tasks");
        Ok(())
    }
}

fn row(view: &Value) -> [String; 7] {
    let fields = ["id", "task_type", "status", "progress_percent", "phase_in_progress", "resource_id", "start_time"];
    let mut row = fields.map(|field| cell(&view["task"][field]));
    if view["held"] == true {
        row[2].push_str(" (held)");
    }
    row
}
