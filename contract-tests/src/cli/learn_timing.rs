//! `vmc-contract learn-timing`: makes a pacing file from the durations of recorded tasks.

use anyhow::{Context, ensure};
use clap::Args;
use std::{fs, path::PathBuf, process::ExitCode};
use vmc_contract::{recording::Recordings, timing::Timing};

#[derive(Debug, Args)]
pub(crate) struct LearnTiming {
    /// Folder of recordings, such as a recorded session or `fixtures/recordings`.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write the pace to this file, for `vmcsim serve --pacing`. Without this option it is printed after the summary.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl LearnTiming {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let timing = Timing::learn(&Recordings::read_from(&self.folder)?);
        print!("{timing}");
        let pacing = timing.pacing();
        ensure!(!pacing.kinds.is_empty(), "no task in {} was seen to start and to finish", self.folder.display());
        let text = serde_json::to_string_pretty(&pacing)? + "\n";
        match &self.output {
            Some(path) => {
                fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
                println!("written to {}", path.display());
            }
            None => print!("\n{text}"),
        }
        Ok(ExitCode::SUCCESS)
    }
}
