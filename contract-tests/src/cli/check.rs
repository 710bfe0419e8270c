//! `vmc-contract check`: says where a server and the contract differ.

use clap::Args;
use std::process::ExitCode;
use vmc_contract::Target;

/// Status where the server and the contract differ.
const DRIFT: u8 = 1;

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Address of the server, for its VMC and CSP operations alike.
    #[arg(long, value_name = "URL", required_unless_present = "in_process")]
    target: Option<String>,
    /// Judge a simulator that is started in this process.
    #[arg(long, conflicts_with = "target")]
    in_process: bool,
}

impl Check {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let target = self.target.as_deref().map_or_else(Target::simulator, Target::at);
        let answered = target.http().get(format!("{}/csp/gateway/am/api/auth/token-public-key", target.url()));
        let status = answered.send().await?.status();
        println!("GetTokenPublicKey answers {status}");
        Ok(if status.is_success() { ExitCode::SUCCESS } else { DRIFT.into() })
    }
}
