//! Network connections: accepting them, also with TLS and through the proxy, serving them, and closing them in order.

pub(crate) mod tls;

mod connection;
mod limits;
mod listen;
mod patience;
mod proxy;
mod script;

pub use limits::ConnectionLimits;
pub(crate) use listen::{Door, House, Kind, serve};
