//! `vmcsim faults`: shows and changes the fault rules of a world.

use super::{
    failure::Failure,
    input::read_json,
    output::{cell, print, print_json, print_table},
    server::{Control, Server},
};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Show and change the fault rules of a world.
#[derive(Debug, Args)]
#[command(after_help = r#"Examples:
  vmcsim faults                     the rules, and how often each has struck
  vmcsim faults add '{"when":{"task_kind":"SDDC-PROVISION"},"times":1,"then":{"task_fails":{"at":40,"message":"no hosts are left"}}}'
  vmcsim faults add '{"when":{"operation":"CreateSddc"},"every":3,"then":{"error":{"status":503}}}'
  vmcsim faults load faults.json    these rules in place of all that there are: {"rules":[…]}
  vmcsim faults off 2"#)]
pub(super) struct Faults {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    server: Server,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the rules with their counts.
    List,
    /// Add a rule.
    Add {
        /// The rule, as JSON.
        rule: String,
    },
    /// Replace all rules by the rules in a file.
    Load {
        /// A file with `{"rules": [...]}`; - for standard input.
        file: PathBuf,
    },
    /// Enable a rule.
    On {
        /// The rule's number.
        rule: u64,
    },
    /// Disable a rule. Its counts stay.
    Off {
        /// The rule's number.
        rule: u64,
    },
    /// Remove a rule.
    Remove {
        /// The rule's number.
        rule: u64,
    },
    /// Remove all rules.
    Clear,
}

impl Faults {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let control = self.server.control()?;
        let one = |rule: &u64| format!("/faults/{rule}");
        match self.what.as_ref().unwrap_or(&What::List) {
            What::List => {}
            What::Add { rule } => {
                let rule: Value =
                    serde_json::from_str(rule).map_err(|err| Failure::Misuse(format!("the rule is no JSON: {err}")))?;
                control.world("POST", "/faults", Some(&rule))?;
            }
            What::Load { file } => {
                control.world("PUT", "/faults", Some(&read_json(file)?))?;
            }
            What::On { rule } => {
                control.world("PATCH", &one(rule), Some(&json!({"enabled": true})))?;
            }
            What::Off { rule } => {
                control.world("PATCH", &one(rule), Some(&json!({"enabled": false})))?;
            }
            What::Remove { rule } => {
                control.world("DELETE", &one(rule), None)?;
            }
            What::Clear => {
                control.world("DELETE", "/faults", None)?;
            }
        }
        self.show(&control)
    }

    fn show(&self, control: &Control) -> anyhow::Result<()> {
        let shown = control.world("GET", "/faults", None)?;
        if self.server.json {
            print_json(&shown);
            return Ok(());
        }
        let rows: Vec<_> = shown.as_array().into_iter().flatten().map(row).collect();
        print_table(["rule", "hits", "matched", "when", "then", "note"], &rows, "no fault rules");
        if rows.iter().any(|row| row[0].ends_with("(off)")) {
            print("(off): counts nothing and never strikes");
        }
        Ok(())
    }
}

fn row(fault: &Value) -> [String; 6] {
    let rule = &fault["rule"];
    let off = if rule["enabled"] == false { " (off)" } else { "" };
    let when: Vec<_> = rule["when"].as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()).collect();
    let mut when: Vec<_> = when.into_iter().map(|(key, value)| format!("{key} {}", cell(value))).collect();
    for count in ["skip", "times", "every", "chance"] {
        if let Some(number) = rule.get(count).filter(|number| !number.is_null() && **number != 0) {
            when.push(format!("{count} {number}"));
        }
    }
    [
        format!("{}{off}", fault["id"]),
        fault["hits"].to_string(),
        fault["matched"].to_string(),
        when.join(", "),
        rule["then"].to_string(),
        cell(&rule["note"]),
    ]
}
