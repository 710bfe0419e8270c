//! One connection to a server, which stays open as long as the server keeps it open.

use super::request::{Known, Request, Sender, filled};
use anyhow::{Context, anyhow};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::header;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// A connection that is opened on first use and reopened after it was closed.
#[derive(Debug)]
pub(super) struct Connection {
    /// The address: `host:port`.
    address: String,
    open: Option<SendRequest<Full<Bytes>>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) date: Option<String>,
    pub(super) text: String,
    /// The body as JSON, if it is JSON.
    pub(super) body: Option<Value>,
    /// If `true`, the connection can be used again.
    pub(super) kept: bool,
}

impl Connection {
    pub(super) fn to(url: &str) -> anyhow::Result<Self> {
        let rest =
            url.strip_prefix("http://").with_context(|| format!("only a simulator is tried, at http://, not {url}"))?;
        let address = rest.trim_end_matches('/');
        let address = if address.contains(':') { address.to_owned() } else { format!("{address}:80") };
        Ok(Self { address, open: None })
    }

    /// Sends a request with the values of a world. A request of the owner gets this access token.
    pub(super) async fn send(&mut self, request: &Request, known: &Known, token: &str) -> anyhow::Result<Received> {
        let target = String::from_utf8_lossy(&filled(request.target.as_bytes(), known)).into_owned();
        let mut builder = http::Request::builder().method(request.method.as_str()).uri(&target);
        builder = builder.header(header::HOST, &self.address);
        builder = match &request.sender {
            Sender::Owner | Sender::Reader => builder.header("csp-auth-token", token),
            Sender::Token(token) => builder.header("csp-auth-token", token),
            Sender::Client => builder.header(header::AUTHORIZATION, basic(known)),
            Sender::Nobody => builder,
        };
        if let Some(kind) = &request.content_type {
            builder = builder.header(header::CONTENT_TYPE, kind);
        }
        let mut body = filled(&request.body, known);
        body.resize(body.len() + request.padding, b' ');
        let http = builder.body(Full::new(Bytes::from(body))).with_context(|| format!("no request: {target}"))?;
        self.exchange(http).await.with_context(|| format!("{} {target} got no answer", request.method))
    }

    async fn exchange(&mut self, request: http::Request<Full<Bytes>>) -> anyhow::Result<Received> {
        let mut sender = match self.open.take() {
            Some(sender) => sender,
            None => open(&self.address).await?,
        };
        let (parts, body) = sender.send_request(request).await?.into_parts();
        let bytes = body.collect().await?.to_bytes();
        let kept = sender.ready().await.is_ok();
        self.open = kept.then_some(sender);
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Received {
            status: parts.status.as_u16(),
            content_type: header(header::CONTENT_TYPE),
            date: header(header::DATE),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            body: serde_json::from_slice(&bytes).ok(),
            kept,
        })
    }
}

async fn open(address: &str) -> anyhow::Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.with_context(|| format!("cannot reach {address}"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // The connection ends when its sender is dropped. If it ends for another reason, the current request returns the
    // error.
    tokio::spawn(async { drop(connection.await) });
    Ok(sender)
}

fn basic(known: &Known) -> String {
    let text = |name: &str| known.get(name).map(|value| value.text.clone()).unwrap_or_default();
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", text("clientId"), text("client_secret"))))
}

impl Received {
    /// Returns the body if the request succeeded.
    pub(super) fn success(self) -> anyhow::Result<Value> {
        if (200..300).contains(&self.status) {
            Ok(self.body.unwrap_or_default())
        } else {
            Err(anyhow!("it was refused with {} {}", self.status, self.text))
        }
    }
}
