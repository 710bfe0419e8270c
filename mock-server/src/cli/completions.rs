//! `vmcsim completions`: prints the completions of the command line for a shell.

use super::output::print_exactly;
use clap::{Args, Command};
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
    /// Prints the completions of this command.
    pub(super) fn run(&self, mut command: Command) {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "vmcsim", &mut script);
        print_exactly(String::from_utf8_lossy(&script).trim_end());
    }
}
