//! Time limits for slow peers: a request body that arrives slowly, and a client that does not read its answer.

use super::script::Wire;
use crate::http::TooSlow;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::{
    error::Error,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::watch,
    time::{Instant, Sleep, timeout},
};

/// The bytes per second that a client must accept in the long run while the server has data for it.
const RATE_MIN: u32 = 4096;

/// The most that is read and discarded of a body that nobody waited for, in bytes.
const LINGER_MAX: usize = 32 << 20;

type Timer = Pin<Box<Sleep>>;

#[expect(clippy::disallowed_methods, reason = "what a slow peer may hold is bounded in machine time")]
fn timer(limit: Duration) -> Timer {
    Box::pin(tokio::time::sleep(limit))
}

/// A request body that must arrive whole within a time limit.
pub(super) struct PatientBody {
    body: Incoming,
    limit: Duration,
    /// Starts the first time that data is missing.
    timer: Option<Timer>,
    is_over: bool,
    /// Is set if the request is answered although the body was not read to its end.
    left_unread: Arc<AtomicBool>,
}

impl PatientBody {
    pub(super) fn new(body: Incoming, limit: Duration, left_unread: Arc<AtomicBool>) -> Self {
        Self { body, limit, timer: None, is_over: false, left_unread }
    }
}

impl Drop for PatientBody {
    fn drop(&mut self) {
        if !self.is_over {
            self.left_unread.store(true, Ordering::Relaxed);
        }
    }
}

impl Body for PatientBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            self.is_over = !matches!(frame, Some(Ok(_))) || self.body.is_end_stream();
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let limit = self.limit;
        ready!(self.timer.get_or_insert_with(|| timer(limit)).as_mut().poll(cx));
        Poll::Ready(Some(Err(TooSlow.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection whose peer must accept written data within a time limit, and in the long run [`RATE_MIN`] bytes per second.
pub(super) struct PatientIo<Io> {
    io: Io,
    waiting: Waiting,
    /// Runs while the peer accepts no data, with its beginning.
    timer: Option<(Instant, Timer)>,
}

/// How long the server has waited for a peer to accept data.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    limit: Duration,
    /// The time that was waited, less the time that the data accepted since would take at [`RATE_MIN`].
    waited: Duration,
}

impl Waiting {
    /// Returns how long the server still waits.
    fn left(&self) -> Duration {
        self.limit.saturating_sub(self.waited)
    }

    /// Notes that the peer accepted data after some time.
    fn accepted(&mut self, bytes: usize, after: Duration) {
        self.waited += after;
        if !self.waited.is_zero() {
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            self.waited = self.waited.saturating_sub(Duration::from_secs(1) * bytes / RATE_MIN);
        }
    }
}

impl<Io> PatientIo<Io> {
    pub(super) fn new(io: Io, limit: Duration) -> Self {
        Self { io, waiting: Waiting { limit, waited: Duration::ZERO }, timer: None }
    }

    pub(super) fn into_inner(self) -> Io {
        self.io
    }

    /// Notes a write or its result: how many bytes the peer has accepted, or that it accepts none.
    fn within<T>(
        &mut self,
        cx: &mut Context<'_>,
        taken: Poll<io::Result<T>>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        let Self { waiting, timer: running, .. } = self;
        if let Poll::Ready(taken) = taken {
            let after = running.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
            waiting.accepted(taken.as_ref().map_or(0, bytes), after);
            return Poll::Ready(taken);
        }
        let (_, timer) = running.get_or_insert_with(|| (Instant::now(), timer(waiting.left())));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read, or too slowly")))
    }
}

/// Reads and discards what a client still sends after the server has closed its own direction. Without that, the system would reset the
/// connection, and the client could lose an answer that it has not read yet.
pub(super) async fn linger<Io: Wire>(io: &mut PatientIo<Io>, mut stop: watch::Receiver<bool>) {
    let limit = io.waiting.limit;
    let swallow = async {
        let (mut left, mut swallowed) = (LINGER_MAX, [0; 4096]);
        while let Ok(read @ 1..) = io.read(&mut swallowed).await {
            left = left.saturating_sub(read);
            if left == 0 {
                break;
            }
        }
    };
    tokio::select! {
        _ = timeout(limit, swallow) => {}
        _ = stop.wait_for(|is_stopping| *is_stopping) => {}
    }
}

impl<Io: Wire> Wire for PatientIo<Io> {
    fn socket(&self) -> &TcpStream {
        self.io.socket()
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for PatientIo<Io> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, into)
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for PatientIo<Io> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let taken = Pin::new(&mut self.io).poll_write(cx, bytes);
        self.within(cx, taken, |bytes| *bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let taken = Pin::new(&mut self.io).poll_write_vectored(cx, bytes);
        self.within(cx, taken, |bytes| *bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let taken = Pin::new(&mut self.io).poll_flush(cx);
        self.within(cx, taken, |()| 0)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let taken = Pin::new(&mut self.io).poll_shutdown(cx);
        self.within(cx, taken, |()| 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns after how many seconds a peer that accepts so many bytes in each is given up, within ten minutes.
    fn given_up(bytes: usize) -> Option<usize> {
        let mut waiting = Waiting { limit: Duration::from_secs(30), waited: Duration::ZERO };
        (1..=600).find(|_| {
            waiting.accepted(bytes, Duration::from_secs(1));
            waiting.left().is_zero()
        })
    }

    #[test]
    fn a_peer_must_accept_data_at_a_rate() {
        assert_eq!(given_up(0), Some(30));
        assert_eq!(given_up(512), Some(35));
        assert_eq!(given_up(2048), Some(60));
        assert_eq!(given_up(RATE_MIN as usize), None);
        assert_eq!(given_up(1 << 30), None);
    }

    #[test]
    fn a_pause_is_made_good_by_later_data() {
        let mut waiting = Waiting { limit: Duration::from_secs(30), waited: Duration::ZERO };
        waiting.accepted(4096, Duration::from_secs(29));
        assert_eq!(waiting.left(), Duration::from_secs(2));
        waiting.accepted(1 << 20, Duration::from_secs(1));
        assert_eq!(waiting.left(), Duration::from_secs(30));
        // Data that is accepted at once earns no time for later.
        waiting.accepted(1 << 20, Duration::ZERO);
        waiting.accepted(0, Duration::from_secs(30));
        assert!(waiting.left().is_zero());
    }
}
