//! The command line, with one file for each subcommand.
//!
//! A subcommand is a variant of [`Command`] and a file with its settings, which implement `async fn run(self) ->
//! anyhow::Result<ExitCode>`. If that returns an error, the program exits with [`UNUSABLE`].

mod check;
mod completions;
mod copy;
mod coverage;
mod learn_timing;
mod man;
mod record;
mod replay;
mod target;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::process::ExitCode;

/// The exit status of a program that could not do its work: wrong usage, an unreachable target, or an unreadable
/// file.
pub(crate) const UNUSABLE: u8 = 2;

/// Checks a VMC server, simulated or real, against recorded exchanges, published types and flows.
#[derive(Debug, Parser)]
#[command(name = "vmc-contract", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Report the differences between a server and the contract.
    Check(check::Check),
    /// Copy an organization into a file from which vmcsim makes a world, without secrets.
    Copy(copy::Copy),
    /// Print the evidence for each operation of the service, in separate columns.
    Coverage(coverage::Coverage),
    /// Record a service while clients use it. Private data is removed from the recordings.
    Record(record::Record),
    /// Serve recorded answers.
    Replay(replay::Replay),
    /// Make a pacing file for the simulator from the durations of recorded tasks.
    LearnTiming(learn_timing::LearnTiming),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Cli {
    /// Reads the command line. Ends the program if it is not valid.
    pub(crate) fn typed() -> Self {
        let matches = without_empty_variables(Self::command()).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|err| err.exit())
    }

    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Check(check) => check.run().await,
            Command::Copy(copy) => copy.run().await,
            Command::Coverage(coverage) => coverage.run(),
            Command::Record(record) => record.run().await,
            Command::Replay(replay) => replay.run().await,
            Command::LearnTiming(learn_timing) => learn_timing.run(),
            Command::Completions(completions) => completions.run(Self::command()).map(|()| ExitCode::SUCCESS),
            Command::Man(man) => man.run(Self::command()).map(|()| ExitCode::SUCCESS),
        }
    }
}

/// Makes arguments ignore environment variables that are set to nothing, as scripts do to switch them off.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|argument| {
        let value = argument.get_env().and_then(std::env::var_os);
        if value.is_some_and(|value| value.is_empty()) { argument.env(None::<&str>) } else { argument }
    });
    command.mut_subcommands(without_empty_variables)
}
