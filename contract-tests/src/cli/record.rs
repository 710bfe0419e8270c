//! `vmc-contract record`: records a service while clients use it.

use anyhow::{Context, ensure};
use clap::Args;
use std::{fs, net::SocketAddr, path::PathBuf, process::ExitCode};
use vmc_contract::{
    record::{Dropped, Guard, Recorder, Settings},
    redact::Redactor,
};

/// The minimum length of a key in bytes.
const KEY_MIN: usize = 16;

#[derive(Debug, Args)]
pub(crate) struct Record {
    /// Address of the service, such as `https://vmc.vmware.com`. All requests are sent on to it.
    #[arg(long, value_name = "URL")]
    upstream: String,
    /// Address of the sign-in service (`/csp/`), such as `https://console.cloud.vmware.com`, if it differs from the address of the service.
    #[arg(long, value_name = "URL")]
    csp_upstream: Option<String>,
    /// File with certificates, in PEM form, that are trusted in addition to those of the system.
    #[arg(long, value_name = "FILE")]
    upstream_ca: Option<PathBuf>,
    /// Address to listen on. Port 0 stands for a free port. Everybody who can reach this address can reach the service through it, so it must
    /// be an address of this machine alone.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: SocketAddr,
    /// Allow an address that other machines can reach.
    #[arg(long)]
    beyond_loopback: bool,
    /// A further host name under which clients reach the recorder. It may be given several times. Addresses and localhost need not be named.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Folder to write the recordings to. It must be empty, or it is created.
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// File with a secret key of at least 16 bytes. Sessions with the same key have the same placeholder for the same secret. Without this
    /// option, each session has a random key.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// File with texts that must not be written, one in each line. Texts that are secret because of their field or form are removed without
    /// being listed.
    #[arg(long, value_name = "FILE")]
    hide: Option<PathBuf>,
}

impl Record {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let read = |path: &PathBuf| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let mut redactor = match &self.key {
            Some(path) => {
                let key = read(path)?;
                ensure!(key.len() >= KEY_MIN, "a key has {KEY_MIN} bytes or more");
                Redactor::with_key(&key)
            }
            None => Redactor::new()?,
        };
        if let Some(path) = &self.hide {
            let texts = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            texts.lines().map(str::trim).filter(|text| !text.is_empty()).for_each(|text| redactor.hide(text));
        }
        let stop = vmcsim::stop_signal()?;
        let guard = Guard { allowed_hosts: self.allow_host.clone(), beyond_loopback: self.beyond_loopback };
        let settings = Settings {
            upstream: self.upstream,
            csp_upstream: self.csp_upstream,
            upstream_ca: self.upstream_ca.as_ref().map(read).transpose()?,
            listen: self.listen,
            output: self.output.clone(),
            redactor,
            tell: |line| println!("{line}"),
        };
        let recorder = Recorder::start_guarded(settings, &guard).await?;
        println!("vmc-contract record listens on {}; stop with Ctrl-C", recorder.url());
        if !self.listen.ip().is_loopback() {
            println!("  WARNING: this address can be reached from other machines.");
        }
        stop.await;
        let summary = recorder.stop().await?;
        println!("{} recordings in {}", summary.recordings, self.output.display());
        if !summary.dropped.is_nothing() {
            let Dropped { beyond_the_limit, not_clean, not_written, unanswered, bodies } = summary.dropped;
            println!(
                "  missing: {beyond_the_limit} exchanges beyond the limit, {not_clean} with too many secrets, {not_written} that could \
                 not be written, {unanswered} without an answer, and {bodies} bodies"
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}
