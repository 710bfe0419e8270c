//! `vmcsim`: the simulator as a program.

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("vmcsim: {err:#}");
            ExitCode::FAILURE
        }
    }
}
