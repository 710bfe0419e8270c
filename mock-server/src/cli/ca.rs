//! `vmcsim ca`: makes a new certificate authority for servers with TLS or a proxy.

use super::output::print;
use anyhow::Context;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Manage the certificate authority that servers with TLS or a proxy share.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim ca new
  vmcsim ca new --allow-host mock --allow-host '*.test.example'")]
pub(super) struct Ca {
    #[command(subcommand)]
    command: CaCommand,
}

#[derive(Debug, Subcommand)]
enum CaCommand {
    /// Replace the authority by a new one. Clients must trust its certificate, and running servers must be started again.
    New {
        #[command(flatten)]
        folder: CaFolder,
        /// One more host name that the authority may vouch for, such as `mock` or `*.test.example`. Can be given more than once.
        #[arg(long, env = "VMCSIM_ALLOW_HOST", value_name = "NAME", value_delimiter = ',')]
        allow_host: Vec<String>,
    },
}

/// The folder of the authority.
#[derive(Debug, Args)]
pub(super) struct CaFolder {
    /// Folder that keeps the certificate authority. Default: .vmcsim/ca in your home folder.
    #[arg(long, env = "VMCSIM_CA_DIR", value_name = "DIR")]
    ca_dir: Option<PathBuf>,
}

impl CaFolder {
    pub(super) fn path(&self) -> anyhow::Result<PathBuf> {
        let home =
            || std::env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".vmcsim").join("ca"));
        self.ca_dir
            .clone()
            .or_else(home)
            .context("there is no home folder for the certificate authority; --ca-dir names one")
    }
}

impl Ca {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let CaCommand::New { folder, allow_host } = &self.command;
        let file = vmcsim::new_authority(&folder.path()?, allow_host)?;
        print(&format!("{} is new; clients must trust it, and running servers must be started again", file.display()));
        Ok(())
    }
}
