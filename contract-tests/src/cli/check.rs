//! `vmc-contract check`: reports the differences between a server and the contract.

use super::target::Whom;
use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use std::{io::Write, path::PathBuf, process::ExitCode};
use vmc_contract::{
    report::{Format, Report},
    suite,
};

/// The exit status if the server and the contract differ.
const DRIFT: u8 = 1;

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    whom: Whom,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t = Written::Text)]
    format: Written,
    /// Write the report to this file. Standard output then shows only the totals.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Run only the cases whose names contain this text, such as `recordings/` or `flows/life/what_is_deleted`. The option may be given
    /// several times.
    #[arg(long, value_name = "PART")]
    case: Vec<String>,
    /// List the cases and what each of them needs, without running them.
    #[arg(long)]
    list: bool,
}

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Written {
    Text,
    Json,
    Junit,
    Html,
}

impl From<Written> for Format {
    fn from(written: Written) -> Self {
        match written {
            Written::Text => Self::Text,
            Written::Json => Self::Json,
            Written::Junit => Self::Junit,
            Written::Html => Self::Html,
        }
    }
}

impl Check {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        if self.list {
            let needs = |needs: suite::Needs| match needs {
                suite::Needs::Looks => "only reading requests".to_owned(),
                suite::Needs::Changes(operations) => format!("--allow {}", operations.join(" --allow ")),
                suite::Needs::MovableClock => "a clock that can be moved".to_owned(),
            };
            suite::all().for_each(|case| print(&format!("{}: needs {}\n", case.id, needs(case.needs))));
            return Ok(ExitCode::SUCCESS);
        }
        for part in &self.case {
            ensure!(suite::all().any(|case| case.id.contains(part)), "no case has {part} in its name; see --list");
        }
        let subject = self.whom.subject().await?;
        let wanted = |case: &suite::Case| self.case.is_empty() || self.case.iter().any(|part| case.id.contains(part));
        let report = suite::run(&subject, wanted).await?;
        self.hand_over(&report)?;
        Ok(if report.totals.differs == 0 { ExitCode::SUCCESS } else { DRIFT.into() })
    }

    fn hand_over(&self, report: &Report) -> anyhow::Result<()> {
        let written = report.write(self.format.into())?;
        let Some(file) = &self.output else {
            print(&written);
            return Ok(());
        };
        std::fs::write(file, written).with_context(|| format!("cannot write {}", file.display()))?;
        print(&format!("{}\n", report.totals_line()));
        Ok(())
    }
}

/// Ignores a closed pipe: the reader has read as much as it wanted.
fn print(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}
