//! A server in this process: for Rust tests, and what the `vmcsim` program runs.

mod network;

use self::network::{Network, Reach, from_here};
use crate::{
    http::{App, Gate, Shell, control},
    names::NameError,
    net::{self, House, tls::TlsError},
    tokens::{KeyError, Tokens},
    world::{error::ApiError, pacing::Preset},
    worlds::{NewWorld, Worlds},
};
use jiff::{SignedDuration, Timestamp};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    thread::JoinHandle,
};
use tokio::sync::oneshot;
use vmc_client::{
    Client,
    wire::{OrgId, Secret},
};

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
    at: Option<Timestamp>,
    rate: Option<f64>,
    signing_key: Option<Secret>,
    network: Network,
}

/// A server that could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
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
    World(#[from] ApiError),
    /// No thread or runtime could be had.
    #[error("cannot start the server's runtime: {0}")]
    Runtime(#[source] std::io::Error),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            seed: 1,
            pace: Preset::Demo,
            at: None,
            rate: None,
            signing_key: None,
            network: Network::default(),
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

    /// RSA private key in PEM form that signs access tokens, instead of the built-in one that everybody has.
    #[must_use]
    pub fn signing_key(mut self, pem: impl Into<Secret>) -> Self {
        self.signing_key = Some(pem.into());
        self
    }

    /// The server as a value that answers requests, without a listener.
    ///
    /// # Errors
    /// The key or the world cannot be as asked.
    fn shell(&self, gate: Gate) -> Result<Arc<Shell>, StartError> {
        let default = NewWorld { at: self.at, rate: self.rate, ..NewWorld::default() };
        Ok(Arc::new(Shell {
            worlds: Worlds::new(self.seed, self.pace, default)?,
            tokens: Tokens::new(self.signing_key.as_ref().map(Secret::expose))?,
            gate,
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
    pub fn api_token(&self) -> Secret {
        self.world().api_token
    }

    /// The default world's organization.
    pub fn org_id(&self) -> OrgId {
        self.world().org_id
    }

    /// The default world: its keys, users, clock and pace.
    ///
    /// # Panics
    /// Never: the default world cannot be deleted.
    pub fn world(&self) -> control::WorldView {
        let worlds = &self.shell.worlds;
        let outcome = worlds.open(worlds.default_world(), |world, now, _| control::view(world, now, &self.url()));
        outcome.result.expect("the default world is always there")
    }

    /// A client that signs in as the default world's owner.
    ///
    /// # Panics
    /// Where the TLS library cannot be set up.
    pub fn client(&self) -> Client {
        let builder = Client::builder().vmc_url(&self.url()).csp_url(&self.url()).api_token(self.api_token());
        builder.build().expect("a client for a plain address needs nothing that could fail")
    }

    /// Moves the default world's clock on.
    ///
    /// # Panics
    /// When it would go backwards, or past the last instant that a world can reach.
    pub fn advance(&self, by: SignedDuration) {
        let worlds = &self.shell.worlds;
        let outcome = worlds.open(worlds.default_world(), |world, _, machine| Ok(world.clock.advance(by, machine)?));
        if let Err(error) = outcome.result {
            panic!("the clock cannot be moved: {error}");
        }
    }

    /// The HTTP surface without the listener: answers requests in this process.
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
