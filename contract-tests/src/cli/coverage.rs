//! `vmc-contract coverage`: prints the evidence for each operation, in separate columns.

use clap::Args;
use std::{
    io::{self, Write},
    process::ExitCode,
};
use vmcsim::coverage;

#[derive(Debug, Args)]
pub(crate) struct Coverage {
    /// Print JSON, which contains the names of recordings, cases and client methods.
    #[arg(long)]
    json: bool,
}

impl Coverage {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let coverage = coverage::Coverage::built_in()?;
        let text = if self.json { serde_json::to_string_pretty(&coverage)? } else { coverage.to_string() };
        match writeln!(io::stdout(), "{}", text.trim_end()) {
            // A closed pipe is no error: the reader has read as much as it wanted.
            Err(err) if err.kind() != io::ErrorKind::BrokenPipe => Err(err.into()),
            _ => Ok(ExitCode::SUCCESS),
        }
    }
}
