//! Sends one request to a server on its own connection, over TLS if the address says `https`, with limits on the answer's size and on
//! silence.

use super::failure::Failure;
use anyhow::{Context, bail};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Request, StatusCode, Uri,
    header::{CONNECTION, CONTENT_TYPE, HOST},
    uri::Authority,
};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use vmcsim::trusting_system;

/// The largest answer that is read, in bytes. A large exported world is the largest.
const ANSWER_MAX: usize = 256 << 20;

/// The time within which a server must accept a connection.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// The longest time that a server may send nothing after that.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// The address of a server.
pub(super) struct Address {
    /// The address as it was given, without a slash at the end.
    pub(super) text: String,
    authority: Authority,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// The request did not reach the server, or no answer began.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
pub(super) struct NotReached(anyhow::Error);

impl Address {
    /// Reads an `http` or `https` URL. It may have a path, which is put before the path of each request.
    ///
    /// # Errors
    /// The text is not such a URL, or has a user name, a password, a query or a fragment. Or the system's certificates, which only `https`
    /// needs, cannot be read.
    pub(super) fn read(text: &str) -> anyhow::Result<Self> {
        let text = text.trim_end_matches('/').to_owned();
        let no_address = "the address of a server is such as http://127.0.0.1:8080, and holds no name and password";
        let no_address = || Failure::Misuse(no_address.to_owned());
        let uri: Uri = text.parse().map_err(|_| no_address())?;
        let parts = (uri.scheme_str(), uri.authority(), uri.query());
        let (Some(scheme @ ("http" | "https")), Some(authority), None) = parts else { bail!(no_address()) };
        if authority.as_str().contains('@') || text.contains('#') {
            bail!(no_address());
        }
        let is_tls = scheme == "https";
        let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let tls = if is_tls { Some(trusting_system()?) } else { None };
        Ok(Self { authority: authority.clone(), host, port, tls, text })
    }

    /// Sends a request to a path below the address, and reads the whole answer.
    ///
    /// # Errors
    /// [`NotReached`], or the answer breaks off or is too large.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: HeaderMap,
        body: Option<(&'static str, String)>,
    ) -> anyhow::Result<Answer> {
        let uri: Uri = format!("{}{path}", self.text).parse()?;
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let mut request = Request::builder().method(method).uri(target).header(HOST, self.authority.as_str());
        let (media_type, body) = body.map_or((None, String::new()), |(media_type, body)| (Some(media_type), body));
        if let Some(media_type) = media_type {
            request = request.header(CONTENT_TYPE, media_type);
        }
        let mut request = request.body(Full::new(Bytes::from(body)))?;
        request.headers_mut().extend(headers);
        request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        let answer = self.exchange(request).await.map_err(NotReached)?;
        let (head, mut body) = answer.into_parts();
        let mut read = Vec::new();
        while let Some(frame) = timeout(SILENCE_MAX, body.frame()).await.context("the server is silent")? {
            let Ok(data) = frame.context("the answer broke off")?.into_data() else { continue };
            if read.len() + data.len() > ANSWER_MAX {
                bail!("the answer is larger than {ANSWER_MAX} bytes");
            }
            read.extend_from_slice(&data);
        }
        Ok(Answer { status: head.status, headers: head.headers, body: read })
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> anyhow::Result<http::Response<Incoming>> {
        let connect = async {
            let stream = TcpStream::connect((&*self.host, self.port)).await?;
            let stream: Box<dyn Stream> = match &self.tls {
                None => Box::new(stream),
                Some(tls) => Box::new(tls.connect(ServerName::try_from(self.host.clone())?, stream).await?),
            };
            anyhow::Ok(stream)
        };
        let stream = timeout(CONNECT_MAX, connect).await.context("the server does not accept a connection")??;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            // The exchange reports errors of the connection too.
            let _ = connection.await;
        });
        Ok(timeout(SILENCE_MAX, sender.send_request(request)).await.context("the server is silent")??)
    }
}

/// A connection, plain or over TLS.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}
