//! Connections: taking them in, with TLS and through the proxy too, serving them, and ending them in order.

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
