//! What a connection may take of machine time, and how many there may be.

use std::time::Duration;

/// Limits of connections. The defaults suit every client that means well; tests of the limits themselves set shorter ones.
///
/// These are times of the machine, not of any world: a slow client is slow whatever the simulation's clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// How long a client may take to begin, to shake hands, and to send the head of its next request; so also how long a connection may
    /// be idle. Default 30 s.
    pub head: Duration,
    /// How long a client may take to send the whole body of a request. Default 60 s.
    pub body: Duration,
    /// How long a client may leave what is written to it unread. Default 30 s.
    pub write: Duration,
    /// Connections that are served at once; further ones wait. Default 4096.
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
