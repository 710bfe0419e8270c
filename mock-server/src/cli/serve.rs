//! `vmcsim serve`: runs the server.

use super::{
    ca::CaFolder,
    failure::Failure,
    files::Target,
    input::{end_of_stdin, read_json_as, read_text},
    listen,
    output::complain,
    ready_file::{self, Announcement},
};
use anyhow::Context;
use clap::{Args, builder::FalseyValueParser};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    io::{IsTerminal, Write},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};
use vmc_client::{
    endpoint::{Body, Json},
    wire::Secret,
};
use vmcsim::{Builder, FaultRule, MockServer, OnPoll, Preset, StartError, control, stop_signal};

/// Prints a line. The server keeps running if the line cannot be written.
macro_rules! say {
    ($($what:tt)*) => { drop(writeln!(std::io::stdout(), $($what)*)) };
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address to listen on, such as 127.0.0.1:8080, localhost:8080 or :8080, which are this machine alone. With port 0 the system chooses
    /// a free port.
    #[arg(long, env = "VMCSIM_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR", value_parser = listen::read_listen)]
    listen: SocketAddr,
    /// Seed of the ids: a number, which gives the same ids in every run, or `random`.
    #[arg(long, env = "VMCSIM_SEED", default_value = "1", value_parser = read_seed)]
    seed: Seed,
    /// How long tasks take: realistic (two hours), demo (a minute), instant, or manual (only on request).
    #[arg(long, env = "VMCSIM_PACE", default_value = "demo", value_parser = read_pace)]
    pace: Preset,
    /// The time at which the clocks of worlds start, RFC 3339. Default: this machine's time. A built-in or imported default world cannot
    /// start before its own time.
    #[arg(long, env = "VMCSIM_AT", value_name = "TIME")]
    at: Option<Timestamp>,
    /// How fast the clocks of worlds run, in virtual seconds per second: 1 is real time, and with 0 time moves only when told. With --at
    /// and --rate 0, the same requests get the same answers in every run.
    #[arg(long, env = "VMCSIM_RATE", value_parser = super::rate::read_rate)]
    rate: Option<f64>,
    /// What a read of an unfinished task does to the clock: `stay`, or `jump` to the end of the task.
    #[arg(long, env = "VMCSIM_ON_POLL", value_name = "WHAT", value_parser = read_on_poll)]
    on_poll: Option<OnPoll>,
    /// Make the default world from a built-in one (empty, demo or busy), or from a description in a file: a value with `/` or `.` in it is a
    /// file. `vmcsim worlds check FILE` shows what it would make.
    #[arg(long, env = "VMCSIM_NAMED_WORLD", value_name = "NAME", conflicts_with = "import")]
    world: Option<String>,
    /// Make the default world from an exported document. It keeps the document's credentials.
    #[arg(long, env = "VMCSIM_IMPORT", value_name = "FILE")]
    import: Option<PathBuf>,
    /// Keep worlds in this directory, and continue with the worlds that are there. Every change is on disk before its answer is sent.
    /// Options for the seed and the default world apply to a new state only. The files hold credentials.
    #[arg(long, env = "VMCSIM_STATE", value_name = "DIR")]
    state: Option<PathBuf>,
    /// Move damaged files of the state into its folder `damaged`, say which, and start without them. Without this option, the server does
    /// not start if a file of the state is missing or was changed, and all files stay as they are.
    #[arg(long, env = "VMCSIM_STATE_REPAIR", value_parser = FalseyValueParser::new(), requires = "state")]
    state_repair: bool,
    /// How long each kind of task takes: a file that `vmc-contract learn-timing` wrote. It replaces the pace for all kinds.
    #[arg(long, env = "VMCSIM_PACING", value_name = "FILE")]
    pacing: Option<PathBuf>,
    /// What to log on standard error: off, error, warn, info, debug, trace, or a filter such as vmcsim=debug. With info, every request is
    /// a line. Requests that reach no operation or no world are warnings.
    #[arg(long, env = "VMCSIM_LOG", default_value = "warn", value_name = "FILTER")]
    log: String,
    /// Write addresses and credentials as JSON to this file when the server is ready, and remove it when the server ends.
    // Not VMCSIM_READY_FILE, which tells the other subcommands where a server is: a second server would take it for its own.
    #[arg(long, env = "VMCSIM_SERVE_READY_FILE", value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Requests that the journal of each world keeps, 0 to 1048576; 0 switches journals off. A journal may use 2 KiB for each request, and
    /// at least 8 MiB in all. If requests are larger, it keeps fewer.
    #[arg(long, env = "VMCSIM_JOURNAL_MAX", default_value_t = vmcsim::JOURNAL_DEFAULT, value_parser = read_journal_max, value_name = "COUNT")]
    journal_max: usize,
    /// Memory for the journals of all worlds together in MiB, 1 to 65536. Beyond that, the largest journal loses its oldest entries.
    /// Default: 256, or as much as one full journal needs.
    #[arg(long, env = "VMCSIM_JOURNAL_MEMORY", value_parser = clap::value_parser!(u32).range(1..=65536), value_name = "MIB")]
    journal_memory: Option<u32>,

    /// Memory for cached answers in MiB, 0 to 4096. A GET request whose answer is cached does not run its operation again. 0 switches the
    /// cache off.
    #[arg(long, env = "VMCSIM_ANSWER_CACHE", default_value_t = 64, value_parser = clap::value_parser!(u16).range(..=4096), value_name = "MIB")]
    answer_cache: u16,
    /// RSA private key (PEM, PKCS #8) that signs access tokens. The built-in key is public.
    #[arg(long, env = "VMCSIM_SIGNING_KEY", value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// End when standard input ends. A program that starts the server with a pipe as its standard input takes the server along when it
    /// ends, also when it is killed.
    #[arg(long, env = "VMCSIM_UNTIL_STDIN_ENDS", value_parser = FalseyValueParser::new())]
    until_stdin_ends: bool,
    /// Fault rules that the default world begins with: a JSON file in the format of `PUT …/faults`.
    #[arg(long, env = "VMCSIM_FAULTS", value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Serve no console: no pages for people under /console/.
    #[arg(long, env = "VMCSIM_NO_CONSOLE", value_parser = FalseyValueParser::new())]
    no_console: bool,
    #[command(flatten)]
    network: Network,
}

/// Options for the network: addresses, TLS, the proxy, and admission.
#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
struct Network {
    /// Serve TLS too, on the same port, with certificates of the server's own authority.
    #[arg(long, env = "VMCSIM_TLS", value_parser = FalseyValueParser::new())]
    tls: bool,
    #[command(flatten)]
    ca_folder: CaFolder,
    /// Your own certificate (PEM, with its chain), instead of the authority's.
    #[arg(long, env = "VMCSIM_TLS_CERT", value_name = "FILE", requires = "tls_key", conflicts_with = "ca_dir")]
    tls_cert: Option<PathBuf>,
    /// Private key of your certificate (PEM).
    #[arg(long, env = "VMCSIM_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Open a proxy too, for clients with hard-coded addresses of the service. The proxy leads only to this server.
    #[arg(long, env = "VMCSIM_PROXY", value_name = "ADDR", value_parser = listen::read_proxy)]
    proxy: Option<SocketAddr>,
    /// One more host name of this server, such as `mock` or `*.test.example`. Can be given more than once.
    #[arg(long, env = "VMCSIM_ALLOW_HOST", value_name = "NAME", value_delimiter = ',')]
    allow_host: Vec<String>,
    /// Origin of web pages that may use this server, such as `http://localhost:3000`. For the control they need the admin token. Can be
    /// given more than once.
    #[arg(long, env = "VMCSIM_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    allow_origin: Vec<String>,
    /// Address under which clients reach this server behind an ingress. Addresses in answers begin with it.
    #[arg(long, env = "VMCSIM_EXTERNAL_URL", value_name = "URL")]
    external_url: Option<String>,
    /// Send a notification to this http or https address when a task of an SDDC starts or ends. Can be given more than once, also separated
    /// by blanks. The server opens no other connection. `GET /_vmcsim/statistics` shows what was delivered.
    #[arg(long, env = "VMCSIM_NOTIFY", value_name = "URL", value_delimiter = ' ', hide_env_values = true)]
    notify: Vec<String>,
    /// File with the token that requests to the control must send. Default: no token on loopback addresses; otherwise a new one is made and
    /// printed.
    #[arg(long, env = "VMCSIM_ADMIN_TOKEN_FILE", value_name = "FILE")]
    admin_token_file: Option<PathBuf>,
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

fn read_on_poll(text: &str) -> Result<OnPoll, String> {
    match text {
        "stay" => Ok(OnPoll::Stay),
        "jump" => Ok(OnPoll::Jump),
        _ => Err("it is `stay` or `jump`".to_owned()),
    }
}

fn read_journal_max(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| *count <= vmcsim::JOURNAL_MAX);
    count.ok_or_else(|| format!("a journal keeps 0 to {} requests", vmcsim::JOURNAL_MAX))
}

impl Serve {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let filter: Targets =
            self.log.parse().map_err(|err| Failure::Misuse(format!("--log is not a log filter: {err}")))?;
        let lines = tracing_subscriber::fmt::layer().with_ansi(std::io::stderr().is_terminal());
        tracing_subscriber::registry().with(filter).with(lines.with_writer(std::io::stderr)).init();
        vmcsim::raise_descriptor_limit();
        let seed = match self.seed {
            Seed::Fixed(seed) => seed,
            Seed::Random => std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), std::process::id()),
        };
        let announcement = self.ready_file.as_ref().map(|file| Announcement::prepare(file)).transpose()?;
        let builder = self.builder(seed)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // The process may be stopped as soon as it prints its first line, so the signal handler is installed before that.
        let signal = runtime.block_on(async { stop_signal() })?;
        let stdin_ends = self.until_stdin_ends.then(end_of_stdin).transpose()?;
        let stop = async {
            match stdin_ends {
                Some(stdin_ends) => tokio::select! { () = signal => {}, () = stdin_ends => {} },
                None => signal.await,
            }
        };
        let goes_on =
            self.state.as_ref().filter(|state| state.read_dir().is_ok_and(|mut files| files.next().is_some()));
        let server = builder.try_start().map_err(|err| self.explained(err))?;
        server.state_repairs().iter().for_each(|repair| complain(repair));
        if let Some(state) = goes_on {
            self.say_what_is_for_a_new_state(state);
        }
        self.announce(&server);
        let written = match &announcement {
            // Writing waits for a reader if the file is a named pipe, and the program must be able to stop meanwhile.
            Some(Announcement { target: Target::Stream(stream), .. }) => {
                let (stream, content) = (stream.clone(), ready_file::content(ready(&server))?);
                Some(runtime.spawn_blocking(move || Target::Stream(stream).write(&content)))
            }
            Some(announcement) => {
                announcement
                    .target
                    .write(&ready_file::content(ready(&server))?)
                    .with_context(|| announcement.failure())?;
                None
            }
            None => None,
        };
        runtime.block_on(async {
            let mut stop = std::pin::pin!(stop);
            if let Some(written) = written {
                tokio::select! {
                    written = written => {
                        written?.with_context(|| announcement.as_ref().map(Announcement::failure).unwrap_or_default())?;
                    }
                    () = &mut stop => return anyhow::Ok(()),
                }
            }
            stop.await;
            Ok(())
        })?;
        complain("stopping");
        // A thread that still waits for a reader of the ready file is left to itself.
        runtime.shutdown_background();
        drop(announcement);
        drop(server);
        Ok(())
    }

    fn builder(&self, seed: u64) -> anyhow::Result<Builder> {
        let mut builder =
            MockServer::builder().listen(self.listen).seed(seed).pace(self.pace).journal_max(self.journal_max);
        builder = builder.answers_max(usize::from(self.answer_cache) << 20).console(!self.no_console);
        if let Some(mebibytes) = self.journal_memory {
            builder = builder.journal_bytes_max(usize::try_from(mebibytes)? << 20);
        }
        if let Some(at) = self.at {
            builder = builder.at(at);
        }
        if let Some(rate) = self.rate {
            builder = builder.rate(rate);
        }
        if let Some(on_poll) = self.on_poll {
            builder = builder.on_poll(on_poll);
        }
        if let Some(name) = &self.world {
            builder = if is_file(name) { builder.world_file(name)? } else { builder.world(name) };
        }
        if let Some(directory) = &self.state {
            builder = builder.state(directory).state_repair(self.state_repair);
        }
        if let Some(file) = &self.import {
            builder = builder.import(read_text(file)?);
        }
        if let Some(file) = &self.pacing {
            builder = builder.pacing(read_json_as(file, "pacing")?);
        }
        if let Some(file) = &self.signing_key {
            builder = builder.signing_key(read_text(file)?);
        }
        if let Some(file) = &self.faults {
            let rules = read_faults(read_text(file)?.as_bytes());
            builder = builder.faults(rules.with_context(|| format!("cannot use {}", file.display()))?);
        }
        self.network.apply(builder)
    }

    /// Says why the server cannot start, and what to do about it.
    fn explained(&self, err: StartError) -> anyhow::Error {
        match &self.state {
            Some(state) if matches!(&err, StartError::State(damage) if damage.is_damage()) => {
                let damaged = state.join("damaged");
                anyhow::anyhow!(
                    "{err}\n`--state-repair` moves what is damaged into {} and starts with the rest",
                    damaged.display()
                )
            }
            _ => listen::explained(err, self.network.proxy),
        }
    }

    /// Warns about options that only apply to a new state, because the state exists already.
    fn say_what_is_for_a_new_state(&self, state: &Path) {
        let given = [
            ("--world", self.world.is_some()),
            ("--import", self.import.is_some()),
            ("--faults", self.faults.is_some()),
        ];
        let ignored: Vec<_> = given.into_iter().filter_map(|(name, is)| is.then_some(name)).collect();
        if !ignored.is_empty() {
            let (names, state) = (ignored.join(" and "), state.display());
            complain(&format!("the worlds in {state} go on as they are; {names} would be for a new state"));
        }
    }

    fn announce(&self, server: &MockServer) {
        let (url, world) = (server.url(), server.world());
        let (token, org) = (world.api_token.as_ref().map(Secret::expose), world.org_id);
        say!("vmcsim {} listens on {url}", env!("CARGO_PKG_VERSION"));
        if let Some(console) = server.console_url() {
            say!("  console    {console}");
        }
        self.network.announce(server);
        // The pace is the world's, which may have existed before, and not the command line's.
        let exceptions = if world.pacing.kinds.is_empty() { "" } else { ", with exceptions by kind of task" };
        say!("  pace       {}{exceptions}", world.pacing.preset);
        say!("  seed       {}", world.seed);
        say!("  org id     {org}");
        if let Some(token) = token {
            say!("  API token  {token}");
            say!("\nSign in and list the organizations:\n");
            say!("  TOKEN=$(curl -s {url}/csp/gateway/am/api/auth/api-tokens/authorize -d refresh_token={token} \\");
            say!("    | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')");
            say!("  curl -s {url}/vmc/api/orgs -H \"csp-auth-token: $TOKEN\"");
        } else {
            say!("  API token  none; those of the owner were revoked");
        }
        say!("\nEverything it answers: {url}/openapi.json    Stop with Ctrl-C.");
        let _ = std::io::stdout().flush();
    }
}

/// Returns the content of the ready file.
fn ready(server: &MockServer) -> Value {
    let world = server.world();
    json!({
        "url": server.url(),
        "console_url": server.console_url(),
        "world_id": world.id,
        "org_id": world.org_id,
        "api_token": world.api_token.as_ref().map(Secret::expose),
        "users": world.users,
        "client_id": world.client_id,
        "client_secret": world.client_secret,
        "connected_accounts": world.connected_accounts,
        "tls_url": server.tls_url(),
        "proxy_url": server.proxy_url(),
        "ca_file": server.ca_file().map(Path::to_string_lossy),
        "java_truststore": server.java_truststore().map(Path::to_string_lossy),
        "admin_token": server.admin_token().map(Secret::expose),
    })
}

/// Reads the fault rules in a file. Each rule is checked, so an error names the rule's position in the file.
fn read_faults(text: &[u8]) -> anyhow::Result<Vec<FaultRule>> {
    let rules = Json::<control::FaultRules>::decode(text, None)?.0.rules;
    for (number, rule) in rules.iter().enumerate() {
        rule.check().with_context(|| format!("at `rules[{number}]`"))?;
    }
    Ok(rules)
}

impl Network {
    fn apply(&self, mut builder: Builder) -> anyhow::Result<Builder> {
        if self.tls || self.tls_cert.is_some() {
            builder = builder.tls();
        }
        if let Some(address) = self.proxy {
            builder = builder.proxy_on(address);
        }
        builder = match (&self.tls_cert, &self.tls_key) {
            (Some(chain), Some(key)) => builder.certificate(read_text(chain)?, read_text(key)?),
            _ if self.tls || self.proxy.is_some() => builder.ca_dir(self.ca_folder.path()?),
            _ => builder,
        };
        for name in &self.allow_host {
            builder = builder.allow_host(name);
        }
        for origin in &self.allow_origin {
            builder = builder.allow_origin(origin);
        }
        if let Some(url) = &self.external_url {
            builder = builder.external_url(url);
        }
        for url in &self.notify {
            builder = builder.notify(url.as_str());
        }
        if let Some(file) = &self.admin_token_file {
            builder = builder.admin_token(read_text(file)?.trim());
        }
        Ok(builder)
    }

    /// Says for which names clients will refuse certificates of the kept authority, and what to do about it.
    fn announce_limits_of_ca(&self, server: &MockServer) {
        let Some(dir) = server.ca_file().and_then(Path::parent) else { return };
        let (addresses, names): (Vec<_>, Vec<_>) =
            server.names_outside_ca().into_iter().partition(|name| name.parse::<IpAddr>().is_ok());
        let others =
            names.iter().filter(|name| !self.allow_host.iter().any(|given| given.trim_start_matches("*.") == **name));
        let hosts: String =
            self.allow_host.iter().chain(others).map(|name| format!(" --allow-host '{name}'")).collect();
        let dir = dir.display().to_string().replace('\'', r"'\''");
        let command = format!("vmcsim ca new --ca-dir '{dir}'{hosts}");
        if !names.is_empty() {
            let names = names.join(", ");
            say!(
                "  WARNING: the certificate authority may not vouch for {names}, so clients will refuse its certificates."
            );
            say!("           This makes a new one, which clients must trust: {command}");
        } else if server.ca_is_unlimited() {
            say!("  WARNING: the certificate authority was made by an earlier version and may vouch for every name.");
            say!("           This makes one that may not, and clients must trust it: {command}");
        }
        if !addresses.is_empty() {
            let addresses = addresses.join(", ");
            say!(
                "  WARNING: no certificate authority of vmcsim vouches for {addresses}; --tls-cert gives a certificate of your own."
            );
        }
    }

    fn announce(&self, server: &MockServer) {
        if let Some(url) = server.tls_url() {
            say!("  TLS        {url}");
        }
        if let Some(url) = server.proxy_url() {
            say!("  proxy      {url}");
        }
        for target in server.notified() {
            say!("  notifies   {target}");
        }
        if let Some(file) = server.ca_file() {
            say!("  trust      {}", file.display());
        }
        self.announce_limits_of_ca(server);
        let addresses = [Some(server.address()), server.proxy_address()];
        if addresses.into_iter().flatten().all(|address| address.ip().is_loopback()) {
            say!("  reached    from this machine alone");
        } else {
            say!("  WARNING: it can be reached from other machines, and its API tokens are not secret.");
        }
        if let Some(files) = server.descriptors() {
            let connections = server.connections_max();
            say!(
                "  connections  at most {connections} at once, because this process may open {files} files; see ulimit -n"
            );
        }
        // A token that the user gave is not printed.
        if let Some(token) = server.admin_token().filter(|_| self.admin_token_file.is_none()) {
            say!("  admin token of the control, printed this once: {}", token.expose());
        }
    }
}

/// Whether the name of a world is that of a file.
fn is_file(name: &str) -> bool {
    name.contains(['/', '.'])
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
