//! Records a service while clients use it. A proxy forwards every request, returns the service's answer, and writes
//! the exchange to a file without private data ([`crate::redact`]).
//!
//! Requests are forwarded unchanged (method, path, query, headers and body), except that hop-by-hop headers of HTTP
//! are removed and an uncompressed answer is requested. Answers are returned unchanged, with one exception: a
//! `Location` that points to the service is changed to point to the proxy, because a client would bypass the proxy
//! otherwise. URLs in bodies stay unchanged: no known client follows one, and the recording should contain exactly
//! the service's text.

mod guard;
mod proxy;
mod session;

pub use self::{
    guard::Guard,
    session::{Dropped, RECORDINGS_MAX, Session, Summary},
};

use self::proxy::Proxy;
use crate::redact::Redactor;
use anyhow::{Context, ensure};
use reqwest::Url;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, sync::oneshot};

/// The maximum time for an answer of the service. Its answers take seconds; longer work is done in tasks.
const ANSWER_WITHIN: Duration = Duration::from_secs(300);

/// The maximum time to wait for requests in progress when the recorder stops.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// The settings of a recorder.
#[derive(Debug)]
pub struct Settings {
    /// The address of the service.
    pub upstream: String,
    /// The address of the sign-in service, if it differs.
    pub csp_upstream: Option<String>,
    /// Certificates to trust in addition to those of the system, in PEM.
    pub upstream_ca: Option<Vec<u8>>,
    /// The address to listen on; port 0 selects a free port.
    pub listen: SocketAddr,
    /// The folder for the session. It must be empty or not exist.
    pub output: PathBuf,
    /// The redactor that removes secrets.
    pub redactor: Redactor,
    /// A callback that receives a line about each exchange. The line contains no secret.
    pub tell: fn(&str),
}

/// A proxy that records until it is stopped.
#[derive(Debug)]
pub struct Recorder {
    address: SocketAddr,
    session: Arc<Mutex<Session>>,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Recorder {
    /// Starts to listen for clients on this machine, and begins the session.
    ///
    /// # Errors
    /// The same as for [`Recorder::start_guarded`].
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        Self::start_guarded(settings, &Guard::default()).await
    }

    /// Starts to listen for the clients that the guard admits, and begins the session.
    ///
    /// # Errors
    /// An address is invalid or not allowed, the folder is not empty or cannot be written to, or the listening address is in use.
    pub async fn start_guarded(settings: Settings, guard: &Guard) -> anyhow::Result<Self> {
        let vmc = upstream(&settings.upstream)?;
        let csp = settings.csp_upstream.as_deref().map_or_else(|| Ok(vmc.clone()), upstream)?;
        let admission = guard.of(settings.listen, [&vmc, &csp])?;
        let ca = settings.upstream_ca.as_deref();
        let clients = (client(&vmc, ca)?, client(&csp, ca)?);
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("cannot listen on {}", settings.listen))?;
        let address = listener.local_addr()?;
        let session = Session::begin(settings.output, &[&vmc, &csp], settings.redactor, settings.tell)?;
        let session = Arc::new(Mutex::new(session));
        let proxy = Proxy { vmc: (vmc, clients.0), csp: (csp, clients.1), admission, session: session.clone() };
        let (stop, stopped) = oneshot::channel::<()>();
        let served = axum::serve(listener, proxy.router()).with_graceful_shutdown(async {
            // A dropped sender has the same meaning as one that was used.
            let _ = stopped.await;
        });
        Ok(Self { address, session, stop, served: tokio::spawn(served.into_future()) })
    }

    /// Returns the address to which clients send their requests.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening and writes the summary of the session.
    ///
    /// # Errors
    /// The summary cannot be written.
    pub async fn stop(mut self) -> anyhow::Result<Summary> {
        // The server may have ended already.
        let _ = self.stop.send(());
        match tokio::time::timeout(STOP_WITHIN, &mut self.served).await {
            Ok(served) => served??,
            Err(_) => self.served.abort(),
        }
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        session.end()
    }
}

fn upstream(address: &str) -> anyhow::Result<Url> {
    let url = Url::parse(address).with_context(|| format!("`{address}` is no address"))?;
    let bare =
        url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    ensure!(
        matches!(url.scheme(), "http" | "https") && bare,
        "the address of a service must be an http or https URL without user, query and fragment"
    );
    Ok(url)
}

fn client(upstream: &Url, ca: Option<&[u8]>) -> anyhow::Result<reqwest::Client> {
    let mut client = vmc_client::http::reqwest_builder()
        .timeout(ANSWER_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    if let Some(pem) = ca {
        client =
            client.tls_certs_merge(reqwest::Certificate::from_pem_bundle(pem).context("these are no certificates")?);
    }
    if upstream.scheme() == "http" {
        // Without TLS the system's certificates are not needed, and they may not be installed.
        client = client.tls_certs_only([]);
    }
    // No system proxy can reach this machine.
    let host = upstream.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    if host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) {
        client = client.no_proxy();
    }
    client.build().context("the HTTP library does not take the settings")
}
