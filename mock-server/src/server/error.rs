//! Why a server cannot start.

use crate::{
    http::{ExternalUrlError, OriginError},
    names::NameError,
    net::tls::TlsError,
    notifications::TargetError,
    store::StateError,
    tokens::KeyError,
    world::kernel::refusal::Refusal,
};
use std::net::SocketAddr;

/// A server that could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        address: SocketAddr,
        /// Why not.
        reason: std::io::Error,
    },
    /// There can be no TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A host name cannot be allowed.
    #[error(transparent)]
    Name(#[from] NameError),
    /// An origin cannot be allowed.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// The external address is not one.
    #[error(transparent)]
    ExternalUrl(#[from] ExternalUrlError),
    /// Notifications cannot be sent to a target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The admin token is too easy to guess or cannot be sent.
    #[error("an admin token has 16 to 1024 visible ASCII characters")]
    AdminToken,
    /// The system gives no randomness.
    #[error("the system gives no randomness for an admin token")]
    NoRandomness,
    /// The signing key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The default world cannot be as asked.
    #[error(transparent)]
    World(#[from] Refusal),
    /// The state cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// No thread or runtime could be had.
    #[error("cannot start the server's runtime: {0}")]
    Runtime(std::io::Error),
}
