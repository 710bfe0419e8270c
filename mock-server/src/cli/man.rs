//! `vmcsim man`: writes the manual pages of the program.

use anyhow::Context as _;
use clap::{Args, Command};
use std::{fs, path::PathBuf};

/// Write the manual pages: one for the program and one for each subcommand.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  vmcsim man --output ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The folder to write them into. It is made if it does not exist, and files of the same names are replaced.
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
}

impl Man {
    /// Writes the pages of this command.
    pub(super) fn run(&self, command: Command) -> anyhow::Result<()> {
        let written = fs::create_dir_all(&self.output).and_then(|()| clap_mangen::generate_to(command, &self.output));
        written.with_context(|| format!("the manual pages cannot be written to {}", self.output.display()))
    }
}
