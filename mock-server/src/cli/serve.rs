//! `vmcsim serve`: the server as a program.

use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
};
use tracing_subscriber::{EnvFilter, util::SubscriberInitExt};
use vmc_client::endpoint::{Body, Json};
use vmcsim::{FaultRule, MockServer, Preset, control};

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "VMCSIM_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// Where ids come from: a number, so that they are the same in every run, or `random`.
    #[arg(long, env = "VMCSIM_SEED", default_value = "1", value_parser = read_seed)]
    seed: Seed,
    /// How long tasks take: realistic (two hours), demo (a minute), instant, or manual (only when told).
    #[arg(long, env = "VMCSIM_PACE", default_value = "demo", value_parser = read_pace)]
    pace: Preset,
    /// Make the default world from one that is built in: empty, demo or busy.
    #[arg(long, env = "VMCSIM_WORLD", value_name = "NAME", conflicts_with = "import")]
    world: Option<String>,
    /// Make the default world from an exported document. It keeps the keys that it had.
    #[arg(long, env = "VMCSIM_IMPORT", value_name = "FILE")]
    import: Option<PathBuf>,
    /// How long tasks take, by their kinds: a file as `vmc-contract learn-timing` writes it, in place of a pace for all.
    #[arg(long, env = "VMCSIM_PACING", value_name = "FILE", conflicts_with = "pace")]
    pacing: Option<PathBuf>,
    /// What to log, on standard error: off, error, warn, info, debug, trace, or a filter such as vmcsim=debug.
    #[arg(long, env = "VMCSIM_LOG", default_value = "info", value_name = "FILTER")]
    log: String,
    /// Write addresses and keys to this file, as JSON, once the server answers.
    #[arg(long, env = "VMCSIM_READY_FILE", value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// RSA private key (PEM, PKCS #8) that signs access tokens. The built-in one is public.
    #[arg(long, env = "VMCSIM_SIGNING_KEY", value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// Fault rules that the default world begins with: a JSON file, as `PUT …/faults` takes it.
    #[arg(long, env = "VMCSIM_FAULTS", value_name = "FILE")]
    faults: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
enum Seed {
    Fixed(u64),
    Random,
}

fn read_seed(text: &str) -> Result<Seed, String> {
    match text {
        "random" => Ok(Seed::Random),
        number => number.parse().map(Seed::Fixed).map_err(|_| "a seed is a whole number, or `random`".to_owned()),
    }
}

fn read_pace(text: &str) -> Result<Preset, String> {
    Preset::named(text).ok_or_else(|| "a pace is realistic, demo, instant or manual".to_owned())
}

impl Serve {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let filter = EnvFilter::builder().parse(&self.log).context("--log is not a log filter")?;
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).finish().init();
        let seed = match self.seed {
            Seed::Fixed(seed) => seed,
            Seed::Random => std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), std::process::id()),
        };
        let mut builder = MockServer::builder().listen(self.listen).seed(seed).pace(self.pace);
        if let Some(name) = &self.world {
            builder = builder.world(name);
        }
        if let Some(file) = &self.import {
            let document = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            builder = builder.import(document);
        }
        if let Some(file) = &self.pacing {
            let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            let pacing = serde_json::from_str(&text).with_context(|| format!("{} is no pacing", file.display()))?;
            builder = builder.pacing(pacing);
        }
        if let Some(file) = &self.signing_key {
            let pem = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            builder = builder.signing_key(pem);
        }
        if let Some(file) = &self.faults {
            let text = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            builder = builder.faults(read_faults(&text).with_context(|| format!("cannot use {}", file.display()))?);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // Whoever starts us may stop us from the first line on.
        let stop = runtime.block_on(async { stop_signal() })?;
        let server = builder.try_start()?;
        self.announce(&server, seed)?;
        runtime.block_on(stop);
        eprintln!("vmcsim: stopping");
        drop(server);
        Ok(())
    }

    fn announce(&self, server: &MockServer, seed: u64) -> anyhow::Result<()> {
        let (url, world) = (server.url(), server.world());
        let (token, org) = (world.api_token.expose(), world.org_id);
        println!("vmcsim {} listens on {url}", env!("CARGO_PKG_VERSION"));
        if !server.address().ip().is_loopback() {
            println!("  WARNING: this address can be reached from other machines, and its keys are not secret.");
        }
        match &self.pacing {
            Some(file) => println!("  pacing     {}", file.display()),
            None => println!("  pace       {}", self.pace),
        }
        println!("  seed       {seed}");
        println!("  org id     {org}");
        println!("  API token  {token}");
        println!("\nSign in and list the organizations:\n");
        println!("  TOKEN=$(curl -s {url}/csp/gateway/am/api/auth/api-tokens/authorize -d refresh_token={token} \\");
        println!("    | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')");
        println!("  curl -s {url}/vmc/api/orgs -H \"csp-auth-token: $TOKEN\"");
        println!("\nEverything it answers: {url}/openapi.json    Stop with Ctrl-C.");
        std::io::stdout().flush()?;
        if let Some(file) = &self.ready_file {
            let ready = json!({
                "url": url,
                "world_id": world.id,
                "org_id": org,
                "api_token": token,
                "users": world.users,
                "client_id": world.client_id,
                "client_secret": world.client_secret,
                "connected_accounts": world.connected_accounts,
            });
            write_whole(file, &serde_json::to_vec_pretty(&ready)?)
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(())
    }
}

/// The fault rules in a file, each checked, so that a mistake is told by its place there.
fn read_faults(text: &[u8]) -> anyhow::Result<Vec<FaultRule>> {
    let rules = Json::<control::FaultRules>::decode(text)?.0.rules;
    for (number, rule) in rules.iter().enumerate() {
        rule.check().with_context(|| format!("at `rules[{number}]`"))?;
    }
    Ok(rules)
}

/// Writes a file so that nobody sees half of it.
fn write_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut half = file.as_os_str().to_owned();
    half.push(".part");
    std::fs::write(&half, content)?;
    std::fs::rename(&half, file)
}

/// Ready when the user (Ctrl-C) or the system (SIGTERM) wants the program to end.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let mut interrupted = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        #[cfg(not(unix))]
        drop(tokio::signal::ctrl_c().await);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_fault_rules_is_read_whole_or_refused_with_the_place() {
        let rules =
            r#"{"rules": [{"then": "token_expired"}, {"when": {"operation": "GetTask"}, "then": {"reset": "after"}}]}"#;
        assert_eq!(read_faults(rules.as_bytes()).unwrap().len(), 2);
        for (text, place) in [
            ("[]", "a list where an object is expected"),
            (r#"{"rules": [{"then": "token_expired"}"#, "line 1 column 36"),
            (
                r#"{"rules": [{"then": "token_expired"}, {"then": {"task_sticks": {"at": "x"}}}]}"#,
                "rules[1].then.task_sticks.at",
            ),
            (
                r#"{"rules": [{"then": "token_expired", "every": 0}]}"#,
                "at `rules[0]`: A fault rule cannot be read: at `every`",
            ),
            (r#"{"rules": [], "more": 1}"#, "`more`"),
        ] {
            let refusal = format!("{:#}", read_faults(text.as_bytes()).unwrap_err());
            assert!(refusal.contains(place), "{text}: {refusal}");
        }
    }
}
