//! `vmcsim health`: tells containers and scripts whether a server is ready.

use super::server::Server;
use clap::Args;

/// Check whether the server is ready: exit code 0 if it is, 3 if no server answers.
#[derive(Debug, Args)]
pub(super) struct Health {
    #[command(flatten)]
    server: Server,
}

impl Health {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let ready = self.server.control()?.ask("GET", "/readyz", None)?;
        if self.server.json {
            super::output::print_json(&ready);
        }
        Ok(())
    }
}
