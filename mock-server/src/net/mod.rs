//! Network connections: accepting them, also with TLS and through the proxy, serving them, and closing them in order. Only [`notify`] opens
//! connections.

pub(crate) mod tls;

mod connection;
mod context;
mod descriptors;
mod limits;
mod listen;
mod notify;
mod patience;
mod proxied;
mod proxy;
mod script;

pub(crate) use context::ConnectionContext;
pub use descriptors::raise_descriptor_limit;
pub(crate) use descriptors::{Room, room_for};
pub use limits::ConnectionLimits;
pub(crate) use listen::{Kind, Listener, serve};
pub(crate) use notify::{Notifier, Route};
pub(crate) use proxied::ProxiedHosts;
