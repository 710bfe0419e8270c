//! `vmc-contract`: the command line program of this package.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::Cli::typed().run().await.unwrap_or_else(|err| {
        eprintln!("vmc-contract: {err:#}");
        cli::UNUSABLE.into()
    })
}
