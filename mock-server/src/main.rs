//! `vmcsim`: the simulator as a program.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::Cli::typed().run()
}
