//! `vmc-contract replay`: answers requests with recordings.

use clap::Args;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode};
use vmc_contract::{
    recording::Recordings,
    replay::{self, Server},
};

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Folder of recordings, such as a recorded session or `fixtures/recordings`.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Address to listen on. Port 0 stands for a free port.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: SocketAddr,
}

impl Replay {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let recordings = Recordings::read_from(&self.folder)?;
        let stop = vmcsim::stop_signal()?;
        let server = Server::start(replay::Replay::new(&recordings), self.listen).await?;
        println!(
            "vmc-contract replay listens on {} with {} recordings; stop with Ctrl-C",
            server.url(),
            recordings.all().count()
        );
        stop.await;
        server.stop().await?;
        Ok(ExitCode::SUCCESS)
    }
}
