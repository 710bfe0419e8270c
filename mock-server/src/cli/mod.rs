//! The command line: what was typed, and doing it. One file per subcommand.

mod env;
mod serve;

use clap::{Parser, Subcommand};
use serve::Serve;
use std::io::Write;
use vmcsim::coverage::Coverage;

/// VMware Cloud on AWS, simulated on your own machine.
///
/// Without a subcommand it serves.
#[derive(Debug, Parser)]
#[command(version, about, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the simulation until Ctrl-C.
    Serve(Serve),
    Env(env::Env),
    /// Print the OpenAPI 3.1 document of the service that is simulated.
    Openapi {
        /// The control of the simulation instead.
        #[arg(long)]
        control: bool,
    },
    /// Print which operations of the service are simulated, and what shows it.
    Coverage {
        /// As JSON, with the names of recordings and tests.
        #[arg(long)]
        json: bool,
    },
}

impl Cli {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self.command {
            None => self.serve.run(),
            Some(Command::Serve(serve)) => serve.run(),
            Some(Command::Env(env)) => env.run(),
            Some(Command::Openapi { control }) => {
                let document = if control { vmcsim::control_openapi() } else { vmcsim::openapi() };
                print(&serde_json::to_string_pretty(&document)?);
                Ok(())
            }
            Some(Command::Coverage { json }) => {
                let coverage = Coverage::built_in()?;
                let text = if json { serde_json::to_string_pretty(&coverage)? } else { coverage.to_string() };
                print(text.trim_end());
                Ok(())
            }
        }
    }
}

/// A reader that closes the pipe early has seen what it wanted.
fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
