//! `vmcsim tasks`: lists the tasks of the world's organization.

use super::{
    output::{cell, print_json, print_table},
    server::Server,
    user::Whose,
};
use clap::Args;
use serde_json::Value;

/// List the tasks of the world's organization.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim tasks                      all tasks, with their progress
  vmcsim tasks --json | jq -r '.[] | select(.status == \"STARTED\") | .id'")]
pub(super) struct Tasks {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    server: Server,
}

impl Tasks {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let control = self.server.control()?;
        let tasks = self.whose.find(&control)?.get("/tasks")?;
        if self.server.json {
            print_json(&tasks);
            return Ok(());
        }
        let rows: Vec<_> = tasks.as_array().into_iter().flatten().map(row).collect();
        print_table(["task", "type", "status", "%", "phase", "resource", "started"], &rows, "no tasks");
        Ok(())
    }
}

fn row(task: &Value) -> [String; 7] {
    ["id", "task_type", "status", "progress_percent", "phase_in_progress", "resource_id", "start_time"]
        .map(|field| cell(&task[field]))
}
