//! Time limits for slow peers: a request body that arrives slowly, and a client that does not read its answer.

use super::script::Wire;
use crate::http::TooSlow;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::{
    error::Error,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Sleep,
};

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
}

impl PatientBody {
    pub(super) fn new(body: Incoming, limit: Duration) -> Self {
        Self { body, limit, timer: None }
    }
}

impl Body for PatientBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
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

/// A connection whose peer must accept written data within a time limit.
pub(super) struct PatientIo<Io> {
    io: Io,
    limit: Duration,
    /// Runs while the peer accepts no data.
    timer: Option<Timer>,
}

impl<Io> PatientIo<Io> {
    pub(super) fn new(io: Io, limit: Duration) -> Self {
        Self { io, limit, timer: None }
    }

    pub(super) fn into_inner(self) -> Io {
        self.io
    }

    fn within<T>(&mut self, cx: &mut Context<'_>, taken: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if taken.is_ready() {
            self.timer = None;
            return taken;
        }
        let limit = self.limit;
        ready!(self.timer.get_or_insert_with(|| timer(limit)).as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
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
        self.within(cx, taken)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let taken = Pin::new(&mut self.io).poll_write_vectored(cx, bytes);
        self.within(cx, taken)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let taken = Pin::new(&mut self.io).poll_flush(cx);
        self.within(cx, taken)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let taken = Pin::new(&mut self.io).poll_shutdown(cx);
        self.within(cx, taken)
    }
}
