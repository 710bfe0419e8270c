//! The command line: reads the arguments and runs the subcommands. Each subcommand has its own file.

mod ca;
mod env;
mod serve;

// Subcommands that send requests to a running server.
mod clock;
mod faults;
mod health;
mod journal;
mod state;
mod wait;
mod worlds;

mod completions;

mod ended;
mod http;
mod input;
mod output;
mod rate;
mod server;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use ended::Ended;
use output::{complain, print};
use std::process::ExitCode;
use vmcsim::coverage::Coverage;

/// A simulator of VMware Cloud on AWS on your own machine.
///
/// Without a subcommand it runs `serve`.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  vmcsim                            serve on 127.0.0.1:8080, an SDDC takes a minute
  vmcsim --pace realistic --ready-file ready.json
  vmcsim clock advance 2h           two hours pass at once
  vmcsim wait TASK                  wait for a task

Exit codes: 0 done, 1 refused or failed, 2 the command line cannot be read, 3 no server answers;
vmcsim wait: 4 the task failed, 5 it was cancelled, 6 the timeout came first."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the simulation until Ctrl-C.
    Serve(serve::Serve),
    Worlds(worlds::Worlds),
    Clock(clock::ClockCommand),
    Faults(faults::Faults),
    Journal(journal::Journal),
    Export(state::Export),
    Import(state::Import),
    Wait(wait::Wait),
    Health(health::Health),
    Env(env::Env),
    /// Print the OpenAPI 3.1 document of the simulated service.
    Openapi {
        /// Print the document of the control of the simulation instead.
        #[arg(long)]
        control: bool,
    },
    /// Print which operations of the service are simulated, and the evidence for each.
    Coverage {
        /// Print JSON, with the names of recordings and tests.
        #[arg(long)]
        json: bool,
    },
    Ca(ca::Ca),
    Completions(completions::Completions),
}

impl Cli {
    /// Reads the command line. Ends the program if it is not valid.
    pub(crate) fn typed() -> Self {
        let mut command = Self::command();
        let first = std::env::args_os().nth(1);
        if first.is_some_and(|first| first.to_str().is_some_and(|name| command.find_subcommand(name).is_some())) {
            // Only `serve` reads its arguments from the environment. They must not affect other subcommands.
            command = command.mut_args(|argument| argument.env(None::<&str>));
        }
        Self::from_arg_matches(&command.get_matches()).unwrap_or_else(|err| err.exit())
    }

    pub(crate) fn run(self) -> ExitCode {
        match self.dispatch() {
            Ok(Ended::Well) => ExitCode::SUCCESS,
            Ok(Ended::Failed) => ExitCode::from(4),
            Ok(Ended::Canceled) => ExitCode::from(5),
            Ok(Ended::TimedOut) => ExitCode::from(6),
            Err(err) => {
                let unreachable = err.downcast_ref::<server::Unreachable>().is_some();
                complain(&format!("{err:#}"));
                if unreachable { ExitCode::from(3) } else { ExitCode::FAILURE }
            }
        }
    }

    fn dispatch(self) -> anyhow::Result<Ended> {
        match self.command {
            None => self.serve.run()?,
            Some(Command::Serve(serve)) => serve.run()?,
            Some(Command::Worlds(worlds)) => worlds.run()?,
            Some(Command::Clock(clock)) => clock.run()?,
            Some(Command::Faults(faults)) => faults.run()?,
            Some(Command::Journal(journal)) => return journal.run(),
            Some(Command::Export(export)) => export.run()?,
            Some(Command::Import(import)) => import.run()?,
            Some(Command::Wait(wait)) => return wait.run(),
            Some(Command::Health(health)) => health.run()?,
            Some(Command::Env(env)) => env.run()?,
            Some(Command::Openapi { control }) => {
                let document = if control { vmcsim::control_openapi() } else { vmcsim::openapi() };
                print(&serde_json::to_string_pretty(&document)?);
            }
            Some(Command::Coverage { json }) => {
                let coverage = Coverage::built_in()?;
                let text = if json { serde_json::to_string_pretty(&coverage)? } else { coverage.to_string() };
                print(text.trim_end());
            }
            Some(Command::Ca(ca)) => ca.run()?,
            Some(Command::Completions(completions)) => completions.run(Self::command()),
        }
        Ok(Ended::Well)
    }
}
