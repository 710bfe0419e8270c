//! `vmc-contract completions`: prints the completions of the command line for a shell.

use clap::{Args, Command};
use clap_complete::Shell;
use std::io::{self, Write as _};

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  vmc-contract completions bash > ~/.local/share/bash-completion/completions/vmc-contract")]
pub(super) struct Completions {
    /// The shell to print completions for.
    shell: Shell,
}

impl Completions {
    /// Prints the completions of this command.
    pub(super) fn run(&self, mut command: Command) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "vmc-contract", &mut script);
        io::stdout().write_all(&script)?;
        Ok(())
    }
}
