//! A server in this process: for Rust tests, and what the `vmcsim` program runs.

mod journal;
mod mock_world;
mod network;

pub use journal::VerificationError;
pub use mock_world::MockWorld;

use self::network::{Network, Reach, from_here};
use crate::{
    http::{
        App, Gate, Shell,
        answers::{ANSWERS_MAX, AnswerCache},
        control::{self, PacingView},
        long::LongOperations,
    },
    journal::ENTRIES_DEFAULT,
    names::NameError,
    net::{self, House, tls::TlsError},
    store::StateError,
    tokens::{KeyError, Tokens},
    world::{
        export,
        kernel::{
            faults::{Counted, FaultRule},
            pacing::{Pacing, Preset},
            refusal::{ApiResult, Refusal},
        },
    },
    worlds::{NewWorld, NoWorlds, Source, Worlds},
};
use jiff::{SignedDuration, Timestamp};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    thread::JoinHandle,
};
use tokio::sync::oneshot;
#[cfg(feature = "client")]
use vmc_client::Client;
use vmc_client::wire::{OrgId, Secret};

/// A running simulator. It has a thread and a runtime of its own, so it answers whatever the runtime of its user does. Dropping it
/// ends it.
#[derive(Debug)]
pub struct MockServer {
    reach: Reach,
    app: App,
    shell: Arc<Shell>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// How a server is to be.
#[derive(Debug, Clone)]
pub struct Builder {
    listen: SocketAddr,
    seed: u64,
    pace: Preset,
    pacing: Option<PacingView>,
    at: Option<Timestamp>,
    rate: Option<f64>,
    world: Option<String>,
    import: Option<Secret>,
    state: Option<PathBuf>,
    signing_key: Option<Secret>,
    faults: Option<Vec<FaultRule>>,
    network: Network,
    journal_max: usize,
    answers_max: usize,
}

/// A server that could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        reason: std::io::Error,
    },
    /// There can be no TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A host name cannot be allowed.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The admin token is too easy to guess or cannot be sent.
    #[error("an admin token has 16 to 1024 visible ASCII characters")]
    AdminToken,
    /// The system gives no randomness.
    #[error("the system gives no randomness for an admin token")]
    NoRandomness,
    /// The signing key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The default world cannot be as asked.
    #[error(transparent)]
    World(#[from] Refusal),
    /// The state cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// No thread or runtime could be had.
    #[error("cannot start the server's runtime: {0}")]
    Runtime(std::io::Error),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            seed: 1,
            pace: Preset::Demo,
            pacing: None,
            at: None,
            rate: None,
            world: None,
            import: None,
            state: None,
            signing_key: None,
            faults: None,
            network: Network::default(),
            journal_max: ENTRIES_DEFAULT,
            answers_max: ANSWERS_MAX,
        }
    }
}

impl Builder {
    /// Address to listen on. Default: a free port of 127.0.0.1.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Where ids come from. Default 1, so that they are the same in every run.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How long tasks take. Default: an SDDC in about a minute.
    #[must_use]
    pub fn pace(mut self, preset: Preset) -> Self {
        self.pace = preset;
        self
    }

    /// How long tasks take, by their kinds, in place of a pace for all of them.
    #[must_use]
    pub fn pacing(mut self, pacing: PacingView) -> Self {
        self.pacing = Some(pacing);
        self
    }

    /// What the default world's clock shows at first. Default: the machine's time.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// How fast the default world's clock runs: 1 is real time, 0 stands still.
    #[must_use]
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = Some(rate);
        self
    }

    /// Makes the default world from one that is built in: `empty`, `demo` or `busy`. Its clock and its pace are that world's, unless they
    /// are set too.
    #[must_use]
    pub fn world(mut self, name: impl Into<String>) -> Self {
        self.world = Some(name.into());
        self
    }

    /// Makes the default world from an exported document.
    #[must_use]
    pub fn import(mut self, document: impl Into<Secret>) -> Self {
        self.import = Some(document.into());
        self
    }

    /// Keeps worlds in this directory: what is found there is gone on with, and every answered change is on disk before its answer. Seed
    /// and default world are as they were when the state began; what the builder says of them is for a new one. The files hold keys.
    /// The directory is let go of when the server and every [`MockWorld`] of it are dropped.
    #[must_use]
    pub fn state(mut self, directory: impl Into<PathBuf>) -> Self {
        self.state = Some(directory.into());
        self
    }

    /// RSA private key in PEM form that signs access tokens, instead of the built-in one that everybody has.
    #[must_use]
    pub fn signing_key(mut self, pem: impl Into<Secret>) -> Self {
        self.signing_key = Some(pem.into());
        self
    }

    /// Entries that the journal of each world keeps; none at all switches journals off. Default 4096.
    #[must_use]
    pub fn journal_max(mut self, entries: usize) -> Self {
        self.journal_max = entries;
        self
    }

    /// Bytes of encoded answers that are kept in memory, so that a GET is answered without carrying out its operation again. With 0 none
    /// are kept. Default: 64 MiB.
    #[must_use]
    pub fn answers_max(mut self, bytes: usize) -> Self {
        self.answers_max = bytes;
        self
    }

    /// What goes wrong in the default world.
    #[must_use]
    pub fn faults(mut self, rules: impl IntoIterator<Item = FaultRule>) -> Self {
        self.faults = Some(rules.into_iter().collect());
        self
    }

    /// The server as a value that answers requests, without a listener.
    ///
    /// # Errors
    /// The key or the world cannot be as asked.
    fn shell(&self, gate: Gate) -> Result<Arc<Shell>, StartError> {
        let source = match (&self.import, &self.world) {
            (Some(document), _) => {
                Source::Export(Arc::new(export::read(document.expose().as_bytes()).map_err(Refusal::from)?))
            }
            (None, Some(name)) => Source::Named(name.clone()),
            (None, None) => Source::Seed,
        };
        let (at, rate, faults) = (self.at, self.rate, self.faults.clone());
        let pacing = self.pacing.as_ref().map(PacingView::read).transpose()?;
        let default = NewWorld { source, at, rate, faults, pacing: pacing.clone(), ..NewWorld::default() };
        let pacing = pacing.unwrap_or_else(|| Pacing::preset(self.pace));
        Ok(Arc::new(Shell {
            worlds: Worlds::new(self.seed, pacing, self.journal_max, default, self.state.as_deref()).map_err(
                |err| match err {
                    NoWorlds::World(err) => StartError::World(err),
                    NoWorlds::State(err) => StartError::State(err),
                },
            )?,
            tokens: Tokens::new(self.signing_key.as_ref().map(Secret::expose))?,
            gate,
            answers: AnswerCache::new(self.answers_max),
            long: LongOperations::default(),
        }))
    }

    /// Starts the server.
    ///
    /// # Panics
    /// When it cannot start; [`Builder::try_start`] says why instead.
    #[expect(clippy::unused_async, reason = "starting may come to wait for something, and callers are async anyway")]
    pub async fn start(self) -> MockServer {
        match self.try_start() {
            Ok(server) => server,
            Err(err) => panic!("vmcsim cannot start: {err}"),
        }
    }

    /// Starts the server, from sync code too. When this returns, the server answers.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn try_start(self) -> Result<MockServer, StartError> {
        let (doors, gate, reach) = self.network.open(self.listen)?;
        let shell = self.shell(gate)?;
        let app = App::new(shell.clone());
        let house = House {
            app: app.clone(),
            limits: self.network.limits(),
            tls: reach.tls.clone(),
            serves_tls: reach.serves_tls,
        };
        let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(8);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(workers)
            .thread_name("vmcsim")
            .enable_all()
            .build()
            .map_err(StartError::Runtime)?;
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            // A dropped sender means the same as a sent word: stop.
            let stopped = async { drop(stopped.await) };
            if let Err(err) = runtime.block_on(net::serve(doors, house, stopped)) {
                tracing::error!(%err, "the server cannot listen");
            }
        };
        let thread = std::thread::Builder::new().name("vmcsim".to_owned()).spawn(run).map_err(StartError::Runtime)?;
        Ok(MockServer { reach, app, shell, stop: Some(stop), thread: Some(thread) })
    }
}

impl MockServer {
    /// A server with all defaults, on a free port.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// A server that is to be set up first.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.reach.address
    }

    /// `http://127.0.0.1:port`, the base address for VMC and CSP alike.
    pub fn url(&self) -> String {
        format!("http://{}", from_here(self.reach.address))
    }

    /// API token of the default world's owner.
    ///
    /// # Panics
    /// When all of them were revoked.
    pub fn api_token(&self) -> Secret {
        self.default_world().api_token()
    }

    /// The default world's organization.
    pub fn org_id(&self) -> OrgId {
        self.default_world().org_id()
    }

    /// The default world: its keys, users, clock and pace.
    pub fn world(&self) -> control::WorldView {
        self.default_world().view()
    }

    /// A client that signs in as the default world's owner. Available with the feature `client`.
    #[cfg(feature = "client")]
    pub fn client(&self) -> Client {
        self.default_world().client()
    }

    /// Moves the default world's clock on.
    ///
    /// # Panics
    /// When it would go backwards, or past the last instant that a world can reach.
    pub fn advance(&self, by: SignedDuration) {
        self.default_world().advance(by);
    }

    /// The default world as a document, with its keys: [`MockWorld::export`].
    ///
    /// # Errors
    /// As [`MockWorld::export`].
    pub fn export(&self) -> ApiResult<String> {
        self.default_world().export()
    }

    /// Puts an exported world in the place of the default one: [`MockWorld::import`].
    ///
    /// # Errors
    /// As [`MockWorld::import`]; nothing is changed then.
    pub fn import(&self, document: &str) -> ApiResult<()> {
        self.default_world().import(document)
    }

    /// A copy of the default world: [`MockWorld::fork`].
    ///
    /// # Errors
    /// As [`MockWorld::fork`].
    pub fn fork(&self) -> ApiResult<MockWorld> {
        self.default_world().fork()
    }

    /// The world that is there from the start.
    pub fn default_world(&self) -> MockWorld {
        MockWorld::new(self.shell.clone(), self.url(), self.shell.worlds.default_world())
    }

    /// All its worlds: the default one, then the others by their id.
    pub fn worlds(&self) -> Vec<MockWorld> {
        let all = self.shell.worlds.all().into_iter();
        all.map(|id| MockWorld::new(self.shell.clone(), self.url(), id)).collect()
    }

    /// Makes one more world, with keys of its own.
    ///
    /// # Errors
    /// There are too many worlds, or what is asked for is impossible.
    pub fn new_world(&self, new: NewWorld) -> ApiResult<MockWorld> {
        MockWorld::made(self.shell.clone(), self.url(), new)
    }

    /// Adds a fault rule to the default world. Returns its number there.
    ///
    /// ```
    /// use vmc_client::wire::{AwsSddcConfig, Provider, TaskStatus};
    /// use vmcsim::{Fault, FaultRule, MockServer, TaskKind};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), vmc_client::Error> {
    /// let mock = MockServer::start().await;
    /// let fails = Fault::task_fails(30, "no hosts are left");
    /// mock.add_fault(FaultRule::new(fails).task_kind(TaskKind::SddcProvision).resource("sddc-1").times(1));
    /// let (client, org) = (mock.client(), mock.org_id());
    /// let config = AwsSddcConfig {
    ///     name: "sddc-1".into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default()
    /// };
    /// let task = client.create_sddc(org, &config).await?;
    /// mock.advance("1m".parse().unwrap());
    /// let task = client.get_task(org, task.entity.id).await?;
    /// assert_eq!(task.status, Some(TaskStatus::Failed));
    /// assert_eq!(task.error_message.as_deref(), Some("no hosts are left"));
    /// assert_eq!(mock.faults()[0].hits.get(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// When the rule makes no sense, or there are too many: the test that made it is wrong.
    pub fn add_fault(&self, rule: FaultRule) -> u64 {
        let worlds = &self.shell.worlds;
        let body = serde_json::to_value(&rule).unwrap_or_default();
        let outcome = worlds.open(worlds.default_world(), |world, _, _| world.faults.add(rule)).saved_now();
        self.default_world().note_control::<control::CreateFault, _>(&outcome, &body);
        match outcome.result {
            Ok(id) => id,
            Err(error) => panic!("the fault rule is refused: {error}"),
        }
    }

    /// The fault rules of the default world, with how often each has struck.
    pub fn faults(&self) -> Vec<Counted> {
        let worlds = &self.shell.worlds;
        let outcome = worlds.peek(worlds.default_world(), |world, _| Ok(world.faults.rules().to_vec()));
        outcome.saved_now().result.unwrap_or_default()
    }

    /// Takes all fault rules of the default world away. What they did stays done.
    ///
    /// # Panics
    /// When the state is on a disk that does not take the change.
    pub fn clear_faults(&self) {
        let worlds = &self.shell.worlds;
        let outcome = worlds.open(worlds.default_world(), |world, _, _| {
            world.faults.clear();
            Ok(())
        });
        let outcome = outcome.saved_now();
        self.default_world().note_control::<control::DeleteFaults, _>(&outcome, &());
        if let Err(error) = outcome.result {
            panic!("the fault rules cannot be taken away: {error}");
        }
    }

    /// The HTTP surface without the listener: answers requests in this process. Faults of the connection have none to strike here:
    /// where one would, the answer comes whole, or as a refusal where nothing was to come.
    pub fn app(&self) -> &App {
        &self.app
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
