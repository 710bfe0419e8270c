//! Network connections: accepting them, also with TLS and through the proxy, serving them, and closing them in order.

pub(crate) mod tls;

mod connection;
mod house;
mod limits;
mod listen;
mod patience;
mod proxy;
mod script;

pub(crate) use house::House;
pub use limits::ConnectionLimits;
pub(crate) use listen::{Door, Kind, serve};
