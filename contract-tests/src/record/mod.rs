//! Records a service while clients use it: a proxy that hands every request on, answers as the service did, and writes down what travelled,
//! without what belongs to somebody ([`crate::redact`]).
//!
//! Requests are handed on as they came: method, path, query, headers and body, less what HTTP says is between neighbours alone, and asking
//! for an answer that is not compressed. Answers come back as they were, but for one thing: a `Location` that leads to the service leads to
//! the proxy instead, as a client would leave it otherwise. Addresses in bodies stay: no client is known to follow one, and what the
//! recording holds should be what the service said.

mod proxy;
mod session;

pub use self::session::{Dropped, RECORDINGS_MAX, Session, Summary};

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

/// How long the service may take to answer. Its answers come within seconds; what takes long there is a task.
const ANSWER_WITHIN: Duration = Duration::from_secs(300);

/// How long requests that are under way are waited for at the end.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// What to record, and where.
#[derive(Debug)]
pub struct Settings {
    /// Address of the service.
    pub upstream: String,
    /// Address of its sign-in, if that is elsewhere.
    pub csp_upstream: Option<String>,
    /// Certificates to trust besides those of the system, in PEM.
    pub upstream_ca: Option<Vec<u8>>,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder that the session is written to. It must be empty or not there.
    pub output: PathBuf,
    /// What takes out secrets.
    pub redactor: Redactor,
    /// What is done with a line on each exchange, which holds no secret.
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
    /// Begins to listen, and the session.
    ///
    /// # Errors
    /// An address is none, the folder holds something, or cannot be written to; the listening address is taken.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        let vmc = upstream(&settings.upstream)?;
        let csp = settings.csp_upstream.as_deref().map_or_else(|| Ok(vmc.clone()), upstream)?;
        let ca = settings.upstream_ca.as_deref();
        let clients = (client(&vmc, ca)?, client(&csp, ca)?);
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("cannot listen on {}", settings.listen))?;
        let address = listener.local_addr()?;
        let session = Session::begin(settings.output, &[&vmc, &csp], settings.redactor, settings.tell)?;
        let session = Arc::new(Mutex::new(session));
        let proxy = Proxy { vmc: (vmc, clients.0), csp: (csp, clients.1), session: session.clone() };
        let (stop, stopped) = oneshot::channel::<()>();
        let served = axum::serve(listener, proxy.router()).with_graceful_shutdown(async {
            // A sender that is gone says the same as one that was used.
            let _ = stopped.await;
        });
        Ok(Self { address, session, stop, served: tokio::spawn(served.into_future()) })
    }

    /// Where clients send their requests to.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening, and writes what the session came to.
    ///
    /// # Errors
    /// That cannot be written.
    pub async fn stop(mut self) -> anyhow::Result<Summary> {
        // The server may have ended by itself.
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
    let mut client =
        reqwest::Client::builder().timeout(ANSWER_WITHIN).redirect(reqwest::redirect::Policy::none()).referer(false);
    if let Some(pem) = ca {
        client =
            client.tls_certs_merge(reqwest::Certificate::from_pem_bundle(pem).context("these are no certificates")?);
    }
    if upstream.scheme() == "http" {
        // Without TLS the system's certificates are not needed, and there may not be any.
        client = client.tls_certs_only([]);
    }
    // No system proxy leads to this machine.
    let host = upstream.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    if host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) {
        client = client.no_proxy();
    }
    client.build().context("the HTTP library does not take the settings")
}
