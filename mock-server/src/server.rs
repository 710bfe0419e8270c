//! A server in this process, for Rust tests and for the `vmcsim` program.

mod clock;
mod console;
mod error;
mod faults;
mod journal;
mod load;
mod mock_world;
mod network;
mod network_options;
mod span;

pub use error::StartError;
pub use journal::VerificationError;
pub use mock_world::MockWorld;
pub use span::IntoSpan;

use self::network::{Network, Opened, Reach, from_here};
use crate::{
    description::{self, Faulty},
    http::{
        App, HostGuard, Shell,
        answers::{ANSWERS_MAX, AnswerCache},
        control::{self, PacingView},
        long::LongOperations,
    },
    journal::{ENTRIES_DEFAULT, Journal, Journals},
    net::{self, ConnectionContext, ConnectionLimits, Notifier, Room, Route},
    new_world::{NewWorld, Source},
    notifications::Notifications,
    threads,
    tokens::Tokens,
    world::{
        description::{Credentials, Description},
        export,
        kernel::{
            clock::OnPoll,
            faults::FaultRule,
            network_api::NetworkApi,
            pacing::{Pacing, Preset},
            refusal::{ApiResult, Refusal},
        },
    },
    worlds::{Defaults, StateOptions, Worlds, WorldsError},
};
use jiff::Timestamp;
use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
};
use tokio::sync::oneshot;
#[cfg(feature = "client")]
use vmc_client::Client;
use vmc_client::wire::{OrgId, Secret};

/// A running simulator. It has its own thread and runtime, so it answers whatever the caller's runtime does. Dropping it stops the server.
#[derive(Debug)]
pub struct MockServer {
    reach: Reach,
    room: Room,
    app: App,
    shell: Arc<Shell>,
    has_console: bool,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// Dropped after the server has stopped.
    _notifier: Option<Notifier>,
}

/// The configuration of a server that is not started yet.
#[derive(Debug, Clone)]
pub struct Builder {
    listen: SocketAddr,
    seed: u64,
    pace: Preset,
    pacing: Option<PacingView>,
    at: Option<Timestamp>,
    rate: Option<f64>,
    on_poll: Option<OnPoll>,
    world: Option<String>,
    description: Option<Arc<Description>>,
    import: Option<Secret>,
    state: Option<PathBuf>,
    state_repair: bool,
    signing_key: Option<Secret>,
    faults: Option<Vec<FaultRule>>,
    network: Network,
    journal_max: usize,
    journal_bytes_max: Option<usize>,
    answers_max: usize,
    console: bool,
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
            on_poll: None,
            world: None,
            description: None,
            import: None,
            state: None,
            state_repair: false,
            signing_key: None,
            faults: None,
            network: Network::default(),
            journal_max: ENTRIES_DEFAULT,
            journal_bytes_max: None,
            answers_max: ANSWERS_MAX,
            console: true,
        }
    }
}

impl Builder {
    /// Sets the address to listen on. Default: a free port of 127.0.0.1.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Sets the seed of ids. Default: 1, so ids are the same in every run.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how long tasks take. By default an SDDC takes about a minute.
    #[must_use]
    pub fn pace(mut self, preset: Preset) -> Self {
        self.pace = preset;
        self
    }

    /// Sets how long each kind of task takes, instead of one pace for all kinds.
    #[must_use]
    pub fn pacing(mut self, pacing: PacingView) -> Self {
        self.pacing = Some(pacing);
        self
    }

    /// Sets the time at which the clocks of the default world and of new worlds from a seed start, unless a new world sets its own.
    /// Default: the machine's time.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// Sets how fast the clocks of the default world and of new worlds run, unless a new world sets its own rate. 1 is real time. 0 stops
    /// the clocks, so time passes only when a test moves them.
    #[must_use]
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = Some(rate);
        self
    }

    /// Sets what a read of an unfinished task does to the clocks of the default world and of new worlds: nothing, or a move to the end of
    /// the task ([`OnPoll::Jump`]).
    #[must_use]
    pub fn on_poll(mut self, on_poll: OnPoll) -> Self {
        self.on_poll = Some(on_poll);
        self
    }

    /// Makes the default world from a built-in one: `empty`, `demo` or `busy`. The default world gets the clock and the pace of that world,
    /// unless they are set too.
    #[must_use]
    pub fn world(mut self, name: impl Into<String>) -> Self {
        self.world = Some(name.into());
        self
    }

    /// Makes the default world from a description, with the ids and credentials that it gives. The description's clock and pace are used,
    /// unless they are set too.
    #[must_use]
    pub fn description(mut self, description: Description) -> Self {
        self.description = Some(Arc::new(description));
        self
    }

    /// Makes the default world from a description in a file, YAML or JSON. Variables of the environment stand for secrets: `${NAME}`.
    ///
    /// # Errors
    /// The file cannot be read, or the description has problems, which are all in the error.
    pub fn world_file(self, file: impl AsRef<Path>) -> Result<Self, Faulty> {
        Ok(self.description(description::read_file(file.as_ref())?))
    }

    /// Makes the default world from an exported document.
    #[must_use]
    pub fn import(mut self, document: impl Into<Secret>) -> Self {
        self.import = Some(document.into());
        self
    }

    /// Keeps the worlds in this directory. The server continues with the worlds that it finds there, and writes every change to disk before
    /// it answers. Seed and default world are as they were when the state was created; the builder's values are used for a new state only.
    /// The files hold credentials. The directory is released when the server and all its [`MockWorld`]s are dropped.
    #[must_use]
    pub fn state(mut self, directory: impl Into<PathBuf>) -> Self {
        self.state = Some(directory.into());
        self
    }

    /// Sets whether damaged files of the state are moved into its folder `damaged`, and the server starts without them.
    /// [`MockServer::state_repairs`] tells what was done. Default: the server does not start, and all files stay as they are.
    #[must_use]
    pub fn state_repair(mut self, repair: bool) -> Self {
        self.state_repair = repair;
        self
    }

    /// Sets the RSA private key (PEM) that signs access tokens. It replaces the built-in key, which is public.
    #[must_use]
    pub fn signing_key(mut self, pem: impl Into<Secret>) -> Self {
        self.signing_key = Some(pem.into());
        self
    }

    /// Sets how many entries the journal of each world keeps. 0 switches journals off. Default: 4096.
    #[must_use]
    pub fn journal_max(mut self, entries: usize) -> Self {
        self.journal_max = entries;
        self
    }

    /// Sets how many bytes the journals of all worlds hold together. Beyond that, the largest journal loses its oldest entries. Default:
    /// 256 MiB, or as much as one full journal needs.
    #[must_use]
    pub fn journal_bytes_max(mut self, bytes: usize) -> Self {
        self.journal_bytes_max = Some(bytes);
        self
    }

    /// Sets how many bytes of encoded answers the server caches. A GET request whose answer is cached does not run its operation again. 0
    /// switches the cache off. Default: 64 MiB.
    #[must_use]
    pub fn answers_max(mut self, bytes: usize) -> Self {
        self.answers_max = bytes;
        self
    }

    /// Sets the fault rules of the default world.
    #[must_use]
    pub fn faults(mut self, rules: impl IntoIterator<Item = FaultRule>) -> Self {
        self.faults = Some(rules.into_iter().collect());
        self
    }

    /// Makes the server as a value that answers requests, without a listener.
    ///
    /// # Errors
    /// The key cannot be used, or the world cannot be made as requested.
    fn shell(&self, host_guard: HostGuard, notifications: Notifications) -> Result<Arc<Shell>, StartError> {
        let source = match (&self.import, &self.description, &self.world) {
            (Some(document), ..) => {
                Source::Export(Arc::new(export::read(document.expose().as_bytes()).map_err(Refusal::from)?))
            }
            (None, Some(description), _) => Source::Description(description.clone(), Credentials::Given),
            (None, None, Some(name)) => Source::Named(name.clone()),
            (None, None, None) => Source::Seed,
        };
        let (at, rate, on_poll, faults) = (self.at, self.rate, self.on_poll, self.faults.clone());
        let pacing = self.pacing.as_ref().map(PacingView::read).transpose()?;
        // The default world has both interfaces, so that every guide can be followed at once.
        let network_api = matches!(source, Source::Seed).then_some(NetworkApi::Both);
        let pacing_of_default = pacing.clone();
        let default = NewWorld {
            source,
            at,
            rate,
            on_poll,
            faults,
            network_api,
            pacing: pacing_of_default,
            ..NewWorld::default()
        };
        let pacing = pacing.unwrap_or_else(|| Pacing::preset(self.pace));
        let defaults = Defaults { pacing, at, rate, on_poll };
        let journals = Journals::new(self.journal_max, self.journal_bytes_max);
        let state = self.state.as_deref().map(|directory| StateOptions { directory, repair: self.state_repair });
        let unmatched = Journal::unmatched(&journals);
        let notifications = Arc::new(notifications);
        let worlds = Worlds::new(self.seed, defaults, journals, notifications.clone(), default, state);
        Ok(Arc::new(Shell {
            worlds: worlds.map_err(|err| match err {
                WorldsError::World(err) => StartError::World(err),
                WorldsError::State(err) => StartError::State(err),
            })?,
            tokens: Tokens::new(self.signing_key.as_ref().map(Secret::expose))?,
            host_guard,
            unmatched,
            answers: AnswerCache::new(self.answers_max),
            notifications,
            long: LongOperations::default(),
        }))
    }

    /// Starts the server. It is ready when this function returns, so there is nothing to wait for.
    ///
    /// # Panics
    /// Panics if the server cannot start. [`Builder::try_start`] returns the error instead.
    #[track_caller]
    pub fn start(self) -> Ready<MockServer> {
        match self.try_start() {
            Ok(server) => ready(server),
            Err(err) => panic!("vmcsim cannot start: {err}"),
        }
    }

    /// Starts the server without an async runtime. When this function returns, the server answers requests.
    ///
    /// # Errors
    /// Returns a [`StartError`] if the server cannot start.
    pub fn try_start(self) -> Result<MockServer, StartError> {
        let (notifications, outlets) = Notifications::to(&self.network.notify)?;
        let routes = outlets.into_iter().map(Route::to).collect::<Result<Vec<_>, _>>()?;
        let Opened { listeners, proxied, host_guard, reach } = self.network.open(self.listen)?;
        let shell = self.shell(host_guard, notifications)?;
        let notifier = match routes.is_empty() {
            true => None,
            false => Some(Notifier::start(shell.clone(), routes).map_err(StartError::Runtime)?),
        };
        let (app, stop_console) = self.with_console(App::new(shell.clone()), &reach)?;
        let has_console = stop_console.is_some();
        let limits = self.network.limits();
        let room = net::room_for(limits.connections);
        let context = ConnectionContext {
            app: app.clone(),
            limits: ConnectionLimits { connections: room.connections, ..limits },
            proxied,
            tls: reach.tls.clone(),
            serves_tls: reach.serves_tls,
        };
        let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(8);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(workers)
            .thread_name("vmcsim")
            .on_thread_start(threads::mark_answering)
            .enable_all()
            .build()
            .map_err(StartError::Runtime)?;
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            // The server stops on a message and also when the sender is dropped.
            let stopped = async {
                drop(stopped.await);
                stop_console.into_iter().for_each(|stop| stop());
            };
            if let Err(err) = runtime.block_on(net::serve(listeners, context, stopped)) {
                tracing::error!(%err, "the server cannot listen");
            }
        };
        let thread = std::thread::Builder::new().name("vmcsim".to_owned()).spawn(run).map_err(StartError::Runtime)?;
        let (stop, thread) = (Some(stop), Some(thread));
        Ok(MockServer { reach, room, app, shell, has_console, stop, thread, _notifier: notifier })
    }
}

impl MockServer {
    /// Starts a server with all defaults on a free port.
    ///
    /// # Panics
    /// Panics if the server cannot start.
    #[track_caller]
    pub fn start() -> Ready<Self> {
        Self::builder().start()
    }

    /// Returns a builder that configures a server.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns the address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.reach.address
    }

    /// Returns `http://127.0.0.1:port`, the base address of both VMC and CSP.
    pub fn url(&self) -> String {
        format!("http://{}", from_here(self.reach.address))
    }

    /// Returns the API token of the default world's owner.
    ///
    /// # Panics
    /// Panics if all API tokens of the owner were revoked.
    #[track_caller]
    pub fn api_token(&self) -> Secret {
        self.default_world().api_token()
    }

    /// Returns the id of the default world's organization.
    #[track_caller]
    pub fn org_id(&self) -> OrgId {
        self.default_world().org_id()
    }

    /// Returns the default world's credentials, users, clock and pace.
    #[track_caller]
    pub fn world(&self) -> control::WorldView {
        self.default_world().view()
    }

    /// Returns a client that signs in as the default world's owner. Available with the feature `client`.
    #[cfg(feature = "client")]
    #[track_caller]
    pub fn client(&self) -> Client {
        self.default_world().client()
    }

    /// Exports the default world as a document that holds its credentials: [`MockWorld::export`].
    ///
    /// # Errors
    /// The same as for [`MockWorld::export`].
    pub fn export(&self) -> ApiResult<String> {
        self.default_world().export()
    }

    /// Replaces the default world by an exported one: [`MockWorld::import`].
    ///
    /// # Errors
    /// The same as for [`MockWorld::import`]. The world is unchanged then.
    pub fn import(&self, document: &str) -> ApiResult<()> {
        self.default_world().import(document)
    }

    /// Makes a copy of the default world: [`MockWorld::fork`].
    ///
    /// # Errors
    /// The same as for [`MockWorld::fork`].
    pub fn fork(&self) -> ApiResult<MockWorld> {
        self.default_world().fork()
    }

    /// Returns the default world, which exists from the start.
    pub fn default_world(&self) -> MockWorld {
        MockWorld::new(self.shell.clone(), self.url(), self.shell.worlds.default_world())
    }

    /// Returns all worlds: the default world first, then the others by id.
    pub fn worlds(&self) -> Vec<MockWorld> {
        let all = self.shell.worlds.all().into_iter();
        all.map(|id| MockWorld::new(self.shell.clone(), self.url(), id)).collect()
    }

    /// Returns what was damaged in the state, and what became of it: one sentence or more for each damage. Empty unless
    /// [`Builder::state_repair`] was set.
    pub fn state_repairs(&self) -> &[String] {
        self.shell.worlds.repairs()
    }

    /// Makes a new world with its own credentials.
    ///
    /// # Errors
    /// There are too many worlds, or the requested world is impossible.
    pub fn new_world(&self, new: NewWorld) -> ApiResult<MockWorld> {
        MockWorld::made(self.shell.clone(), self.url(), new)
    }

    /// Returns the HTTP surface without the listener. It answers requests in this process. Faults of the connection have no effect here
    /// because there is no connection. Instead, the complete answer is returned, or a refusal where the fault would prevent an answer.
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
