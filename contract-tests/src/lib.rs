//! Judges a VMC server, simulated or real, by what a client sees: statuses and raw JSON over HTTP, never the shared Rust types.
//!
//! - [`target`]: a server, and worlds in it for tests that must not meet.
//! - [`user`]: people with tokens, and what they ask for.

pub mod target;
pub mod user;

pub use crate::{
    target::{Target, World},
    user::{Answer, User},
};
