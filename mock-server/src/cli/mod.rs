//! The command line: reads the arguments and runs the subcommands. Each subcommand has its own file.

mod ca;
mod env;
mod serve;

// Subcommands that send requests to a running server.
mod api;
mod clock;
mod faults;
mod health;
mod journal;
mod load;
mod sddcs;
mod state;
mod tasks;
mod token;
mod wait;
mod worlds;

mod completions;
mod man;
mod openapi;

mod failure;
mod files;
mod http;
mod input;
mod listen;
mod output;
mod process;
mod rate;
mod ready_file;
mod server;
mod user;

use clap::{Command as CommandLine, CommandFactory, FromArgMatches, Parser, Subcommand};
use failure::Ended;
use output::print;
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
  vmcsim api GET /vmc/api/orgs/{org}/sddcs
  vmcsim wait TASK                  wait for a task

Exit codes: 0 done, 1 failed, 2 the command line makes no sense, 3 no server answers, 4 not so (journal verify), 7 refused by the server,
8 not found; vmcsim wait: 4 the task failed, 5 it was cancelled, 6 the timeout came first. With --json, failures are JSON on standard
error too: exit_code, status, error_code and error_messages. An empty environment variable counts as unset."
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
    Token(token::Token),
    Api(api::Api),
    Sddcs(sddcs::Sddcs),
    Tasks(tasks::Tasks),
    Wait(wait::Wait),
    Worlds(worlds::Worlds),
    Clock(clock::ClockCommand),
    Faults(faults::Faults),
    Load(load::Load),
    Journal(journal::Journal),
    Export(state::Export),
    Import(state::Import),
    Health(health::Health),
    Env(env::Env),
    Openapi(openapi::Openapi),
    /// Print which operations of the service are simulated, and the evidence for each.
    Coverage {
        /// Print JSON, with the names of recordings and tests.
        #[arg(long)]
        json: bool,
    },
    Ca(ca::Ca),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Cli {
    /// Reads the command line. Ends the program if it is not valid.
    pub(crate) fn typed() -> Self {
        let mut command = without_empty_variables(Self::command());
        let first = std::env::args_os().nth(1);
        if first.is_some_and(|first| first.to_str().is_some_and(|name| command.find_subcommand(name).is_some())) {
            // Only `serve` reads its arguments from the environment. They must not affect other subcommands.
            command = command.mut_args(|argument| argument.env(None::<&str>));
        }
        let read = command.try_get_matches().and_then(|matches| Self::from_arg_matches(&matches));
        read.unwrap_or_else(|err| {
            if err.use_stderr() && failure::wants_json() {
                failure::report_unreadable(&err);
                std::process::exit(err.exit_code());
            }
            err.exit()
        })
    }

    pub(crate) fn run(self) -> ExitCode {
        match self.dispatch() {
            Ok(ended) => ended.code(),
            Err(err) => failure::report(&err),
        }
    }

    fn dispatch(self) -> anyhow::Result<Ended> {
        match self.command {
            None => self.serve.run()?,
            Some(Command::Serve(serve)) => serve.run()?,
            Some(Command::Token(token)) => token.run()?,
            Some(Command::Api(api)) => api.run()?,
            Some(Command::Sddcs(sddcs)) => sddcs.run()?,
            Some(Command::Tasks(tasks)) => tasks.run()?,
            Some(Command::Wait(wait)) => return wait.run(),
            Some(Command::Worlds(worlds)) => return worlds.run(),
            Some(Command::Clock(clock)) => clock.run()?,
            Some(Command::Faults(faults)) => faults.run()?,
            Some(Command::Load(load)) => load.run()?,
            Some(Command::Journal(journal)) => return journal.run(),
            Some(Command::Export(export)) => export.run()?,
            Some(Command::Import(import)) => import.run()?,
            Some(Command::Health(health)) => health.run()?,
            Some(Command::Env(env)) => env.run()?,
            Some(Command::Openapi(openapi)) => openapi.run()?,
            Some(Command::Coverage { json }) => {
                let coverage = Coverage::built_in()?;
                let text = if json { serde_json::to_string_pretty(&coverage)? } else { coverage.to_string() };
                print(text.trim_end());
            }
            Some(Command::Ca(ca)) => ca.run()?,
            Some(Command::Completions(completions)) => completions.run(Self::command()),
            Some(Command::Man(man)) => man.run(Self::command())?,
        }
        Ok(Ended::Well)
    }
}

/// Makes arguments ignore environment variables that are set to nothing, as scripts and Compose files do to switch them off.
fn without_empty_variables(command: CommandLine) -> CommandLine {
    let command = command.mut_args(|argument| {
        let is_empty =
            argument.get_env().is_some_and(|name| std::env::var_os(name).is_some_and(|value| value.is_empty()));
        if is_empty { argument.env(None::<&str>) } else { argument }
    });
    command.mut_subcommands(without_empty_variables)
}
