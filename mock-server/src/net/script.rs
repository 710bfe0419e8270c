//! Applies a fault to a connection, byte by byte.

use crate::world::kernel::faults::WireFault;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, header};
use http_body_util::BodyExt;
use std::time::Duration;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};
use tokio_rustls::server::TlsStream;

/// The maximum time that a fault keeps a connection open. Black holes and slow answers end after this time.
const SCRIPT_TIME: Duration = Duration::from_secs(300);

/// A byte stream that gives access to its socket.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    fn socket(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn socket(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// The bytes and the ending that replace the regular HTTP answer on a connection.
#[derive(Debug)]
pub(super) struct Script {
    /// Pieces of the answer. There is a pause after each piece except the last.
    pieces: Vec<Bytes>,
    pause: Duration,
    end: End,
}

/// How the connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The connection is closed normally.
    Close,
    /// The connection is reset.
    Reset,
    /// The server sends nothing and waits until the client closes the connection or the time limit ends.
    Silence,
}

impl Script {
    /// Creates the script that applies a fault to an answer.
    pub(super) async fn of(fault: WireFault, response: Response) -> Self {
        let pieces = |pieces, pause| Self { pieces, pause, end: End::Close };
        match fault {
            WireFault::Reset => Self { pieces: Vec::new(), pause: Duration::ZERO, end: End::Reset },
            WireFault::BlackHole => Self { pieces: Vec::new(), pause: Duration::ZERO, end: End::Silence },
            WireFault::Truncate { keep } => {
                let (head, body) = Answer::of(response).await.written(0);
                let keep = keep.map_or(body.len() / 2, |keep| usize::try_from(keep).unwrap_or(usize::MAX));
                pieces(vec![head, body.slice(..keep.min(body.len()))], Duration::ZERO)
            }
            WireFault::ContentLength { off_by } => {
                let (head, body) = Answer::of(response).await.written(i64::from(off_by));
                pieces(vec![head, body], Duration::ZERO)
            }
            WireFault::Drip { bytes, every } => {
                let (head, body) = Answer::of(response).await.written(0);
                let size = usize::try_from(bytes).unwrap_or(usize::MAX).max(1);
                let whole = Bytes::from([head, body].concat());
                let drops =
                    (0..whole.len()).step_by(size).map(|at| whole.slice(at..whole.len().min(at.saturating_add(size))));
                pieces(drops.collect(), Duration::try_from(every).unwrap_or_default())
            }
        }
    }

    /// Runs the script. It ends early when the server is told to stop, when the client is gone, and after [`SCRIPT_TIME`].
    pub(super) async fn run<Io: Wire>(self, mut io: Io, mut stop: watch::Receiver<bool>) {
        let end = self.end;
        tokio::select! {
            _ = tokio::time::timeout(SCRIPT_TIME, self.play(&mut io)) => {}
            _ = stop.changed() => {}
        }
        if end == End::Reset {
            // With a linger time of zero, the socket is reset when it is dropped. `io` is dropped without a shutdown.
            let _ = io.socket().set_zero_linger();
        } else {
            let _ = io.shutdown().await;
        }
    }

    async fn play<Io: Wire>(self, io: &mut Io) -> std::io::Result<()> {
        let mut pieces = self.pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            io.write_all(&piece).await?;
            io.flush().await?;
            if pieces.peek().is_some() && !self.pause.is_zero() {
                #[expect(clippy::disallowed_methods, reason = "a user has asked for machine time to pass")]
                tokio::time::sleep(self.pause).await;
            }
        }
        if self.end == End::Silence {
            // Everything that the client still sends is discarded until it closes the connection.
            let mut swallowed = [0; 1024];
            while io.read(&mut swallowed).await? > 0 {}
        }
        Ok(())
    }
}

/// An answer whose whole body is in memory.
struct Answer {
    head: http::response::Parts,
    body: Bytes,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (head, body) = response.into_parts();
        // The bodies of this server's answers are in memory, and reading them cannot fail.
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Self { head, body }
    }

    /// Encodes the answer as HTTP/1.1, as head and body. The content length is wrong by `off_by` bytes.
    fn written(mut self, off_by: i64) -> (Bytes, Bytes) {
        let length = i64::try_from(self.body.len()).unwrap_or(i64::MAX).saturating_add(off_by).max(0);
        self.head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        let status = self.head.status;
        let mut head = BytesMut::new();
        head.extend_from_slice(
            format!("HTTP/1.1 {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or_default()).as_bytes(),
        );
        for (name, value) in &self.head.headers {
            for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                head.extend_from_slice(part);
            }
        }
        head.extend_from_slice(b"\r\n");
        (head.freeze(), self.body)
    }
}
