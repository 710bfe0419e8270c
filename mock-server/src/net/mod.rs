//! Connections: taking them in, with TLS and through the proxy too, serving them, and ending them in order.

pub(crate) mod tls;

mod connection;
mod limits;
mod listen;
mod patience;
mod proxy;
mod script;

pub use limits::ConnectionLimits;
pub(crate) use listen::{Door, House, Kind, serve};
