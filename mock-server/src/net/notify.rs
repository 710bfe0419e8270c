//! Sends notifications to the targets that the user names. This is the only module of the server that opens connections.
//!
//! It has a thread and a runtime of its own, so that a slow target or name server delays nothing else. Each target is served apart from the
//! others, one notification after the other. What is not delivered when the server stops is dropped.

use crate::{
    http::Shell,
    notifications::{Outlet, Target, TargetError},
    world::{VERSION, state::notifications::Notice},
};
use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use std::{io, pin::pin, sync::Arc, thread::JoinHandle, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::oneshot,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

/// How often a notification is tried.
const ATTEMPTS_MAX: u32 = 3;

/// How long one attempt may take, from the connection to the head of the answer.
const ATTEMPT_TIME: Duration = Duration::from_secs(5);

/// How long all attempts may take together.
const DELIVERY_TIME: Duration = Duration::from_secs(12);

/// The pause after the first failed attempt. It doubles after each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How often the worlds are looked at, so that a notification comes at its time although nobody asks for anything.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The thread that sends notifications. Dropping this ends it.
#[derive(Debug)]
pub(crate) struct Notifier {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Notifier {
    /// Starts to send the notifications of all worlds. There must be a target.
    ///
    /// # Errors
    /// There can be no thread or runtime.
    pub(crate) fn start(shell: Arc<Shell>, routes: Vec<Route>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let run = move || {
            runtime.block_on(async {
                for route in routes {
                    tokio::spawn(serve(route));
                }
                tokio::select! {
                    _ = stopped => {}
                    () = look(&shell) => {}
                }
            });
            // A look-up of a name cannot be stopped, and is left to itself.
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("vmcsim-notify".to_owned()).spawn(run)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Takes all due steps of all worlds from time to time. What happens does not depend on it, only when it is noticed.
async fn look(shell: &Shell) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        shell.worlds.settle_all();
    }
}

/// A target with its queue and, if it needs TLS, the certificates to trust.
pub(crate) struct Route {
    outlet: Outlet,
    tls: Option<Connector>,
}

impl Route {
    /// Prepares the way to a target.
    ///
    /// # Errors
    /// The target needs TLS, and there can be none.
    pub(crate) fn to(outlet: Outlet) -> Result<Self, TargetError> {
        let tls = if outlet.target.is_tls { Some(connector()?) } else { None };
        Ok(Self { outlet, tls })
    }
}

async fn serve(route: Route) {
    let Route { outlet: Outlet { target, mut queue, counts }, tls } = route;
    while let Some(notice) = queue.recv().await {
        let delivery = timeout(DELIVERY_TIME, deliver(&target, tls.as_ref(), &notice));
        let result = delivery.await.unwrap_or_else(|_| Err(format!("not delivered within {DELIVERY_TIME:?}")));
        let (task, message) = (notice.task, &*notice.body.message);
        match &result {
            Ok(()) => tracing::info!(%target, %task, message, "a notification was delivered"),
            Err(reason) => tracing::warn!(%target, %task, message, reason, "a notification was not delivered"),
        }
        counts.done(result);
    }
}

/// Tries to deliver a notification, several times unless the target refuses it for good.
async fn deliver(target: &Target, tls: Option<&Connector>, notice: &Notice) -> Result<(), String> {
    let mut pause = FIRST_PAUSE;
    for attempt in 1.. {
        let reason = match timeout(ATTEMPT_TIME, send(target, tls, notice)).await {
            Ok(Ok(status)) if status.is_success() => return Ok(()),
            Ok(Ok(status)) => {
                let reason = format!("the target answered {}", status.as_u16());
                if !may_pass(status) {
                    return Err(reason);
                }
                reason
            }
            Ok(Err(err)) => err.to_string(),
            Err(_) => format!("the target did not answer within {ATTEMPT_TIME:?}"),
        };
        if attempt >= ATTEMPTS_MAX {
            return Err(reason);
        }
        #[expect(clippy::disallowed_methods, reason = "a target in another process is waited for")]
        sleep(pause).await;
        pause *= 2;
    }
    Ok(())
}

/// Whether another attempt may succeed after this answer. Redirects are not followed.
fn may_pass(status: StatusCode) -> bool {
    status.is_server_error() || [408, 429].contains(&status.as_u16())
}

/// Sends a notification once. Returns the status of the answer; its body is not read.
async fn send(
    target: &Target,
    tls: Option<&Connector>,
    notice: &Notice,
) -> Result<StatusCode, Box<dyn std::error::Error + Send + Sync>> {
    let request = request(target, notice)?;
    let stream = TcpStream::connect((&*target.host, target.port)).await?;
    let stream: Box<dyn Stream> = match tls {
        None => Box::new(stream),
        Some(tls) => Box::new(secured(tls, target, stream).await?),
    };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let (mut answer, mut connection) = (pin!(sender.send_request(request)), pin!(connection));
    // The connection ends with this attempt. It can be over before the answer has been taken from it.
    let answer = tokio::select! {
        answer = &mut answer => answer,
        _ = &mut connection => answer.await,
    };
    Ok(answer?.status())
}

/// Returns the request that carries a notification. The headers `ce-*` are those of CloudEvents, as in the public example.
fn request(target: &Target, notice: &Notice) -> Result<Request<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
    let Notice { task, kind, moment, body } = notice;
    let moment = moment.word();
    // The example, for which the task has succeeded, names the task kind alone. The other names are assumptions.
    let suffix = if moment == "finished" { String::new() } else { format!("-{}", moment.to_ascii_uppercase()) };
    let mut request = Request::post(&*target.path)
        .header(header::HOST, &*target.authority)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, format!("vmcsim/{VERSION}"))
        .header(header::CONNECTION, "close")
        .header("ce-specversion", "1.0")
        .header("ce-id", format!("{task}-{moment}"))
        .header("ce-source", format!("https://vmc.vmware.com/console/sddcs/{}", body.resource_id))
        .header("ce-type", format!("vmware.vmc.{}{suffix}.v0", kind.name()));
    if let Some(authorization) = &target.authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    Ok(request.body(Full::new(Bytes::from(serde_json::to_vec(body)?)))?)
}

/// A connection, plain or over TLS.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

#[cfg(feature = "cli")]
type Connector = tokio_rustls::TlsConnector;

#[cfg(feature = "cli")]
fn connector() -> Result<Connector, TargetError> {
    super::tls::trusting_system().map_err(|err| TargetError::NoTrust(err.to_string()))
}

#[cfg(feature = "cli")]
async fn secured(tls: &Connector, target: &Target, stream: TcpStream) -> io::Result<impl Stream + 'static> {
    let name = target.host.clone().try_into().map_err(io::Error::other)?;
    tls.connect(name, stream).await
}

/// Without the program's dependencies there are no certificates to trust.
#[cfg(not(feature = "cli"))]
enum Connector {}

#[cfg(not(feature = "cli"))]
fn connector() -> Result<Connector, TargetError> {
    Err(TargetError::NoTls)
}

#[cfg(not(feature = "cli"))]
#[expect(clippy::unused_async, reason = "it is that of the other build")]
async fn secured(tls: &Connector, _: &Target, _: TcpStream) -> io::Result<TcpStream> {
    match *tls {}
}
