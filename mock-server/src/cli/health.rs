//! `vmcsim health`: whether a server answers, for containers and scripts.

use super::server::Server;
use clap::Args;

/// Ask whether the server is ready: exit code 0, or 3 if none answers.
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
