//! Tests of the contract tests themselves: recordings, published tables, `vmc-contract check`, variants, coverage,
//! the client's methods, published fields that are never sent, and the rules of the source tree.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod check;
mod client_methods;
mod coverage;
mod modules;
mod not_simulated;
mod published;
mod recordings;
mod tidy;
mod unsent;
mod variants;
