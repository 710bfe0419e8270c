//! Judges a VMC server, simulated or real, by what a client sees: statuses and raw JSON over HTTP, never the shared Rust types.
//!
//! - [`target`]: a server, and worlds in it for tests that must not meet.
//! - [`user`]: people with tokens, and what they ask for.
//! - [`csp`]: signing in otherwise than with an API token, refusals of the sign-in service, and what tokens say.

pub mod csp;
pub mod target;
pub mod user;

pub use crate::{
    target::{Target, World},
    user::{Answer, User},
};
