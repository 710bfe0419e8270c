//! Network connections: accepting them, also with TLS and through the proxy, serving them, and closing them in order.

pub(crate) mod tls;

mod connection;
mod context;
mod limits;
mod listen;
mod patience;
mod proxy;
mod script;

pub(crate) use context::ConnectionContext;
pub use limits::ConnectionLimits;
pub(crate) use listen::{Kind, Listener, serve};
