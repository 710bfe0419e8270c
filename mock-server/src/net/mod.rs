//! Connections: taking them in, serving them, and ending them in order.

mod connection;
mod listen;

pub(crate) use listen::serve;
