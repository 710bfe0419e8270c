//! Limits on the number of connections and on the machine time that a client may take.

use std::time::Duration;

/// Limits of connections. The defaults suit every well-behaved client; tests of the limits themselves set shorter ones.
///
/// The times are machine time and not a world's time, because a slow client is slow whatever time the simulated clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// How long a client may take to begin, to complete the TLS handshake, and to send the head of its next request. This is also how long
    /// a connection may be idle. Default: 30 s.
    pub head: Duration,
    /// How long a client may take to send the whole body of a request. Default: 60 s.
    pub body: Duration,
    /// How long a client may leave written data unread. Default: 30 s.
    pub write: Duration,
    /// The number of connections that are served at once. Further connections wait. Default: 4096.
    pub connections: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            body: Duration::from_secs(60),
            write: Duration::from_secs(30),
            connections: 4096,
        }
    }
}
