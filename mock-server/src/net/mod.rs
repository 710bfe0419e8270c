//! Connections: taking them in, serving them, and ending them in order.

mod connection;
mod listen;
mod script;

pub(crate) use listen::serve;
