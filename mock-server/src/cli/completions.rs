//! `vmcsim completions`: prints the completions of the command line for a shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim completions bash > ~/.local/share/bash-completion/completions/vmcsim
  vmcsim completions fish > ~/.config/fish/completions/vmcsim.fish")]
pub(super) struct Completions {
    /// The shell to print completions for.
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::Cli::command(), "vmcsim", &mut script);
        super::output::print(String::from_utf8_lossy(&script).trim_end());
    }
}
