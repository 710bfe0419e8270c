//! Runs the program and the server as processes on a network: subcommands, connections, TLS, tokens, and state on disk.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cli;
mod network;
mod other_clients;
mod state;
mod tokens;
