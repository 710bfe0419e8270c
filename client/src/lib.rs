//! The contract of VMware Cloud on AWS (VMC) and of its sign-in service (CSP), and a thin async client for both.
//!
//! - [`mod@endpoints`]: every operation, declared once: method, path, types, status.
//! - [`wire`]: what travels, field by field.
//! - [`endpoint`]: what an endpoint is, and how bodies are encoded.
//! - [`secrets`]: which names and texts mean that something must not be written down.
//! - `http` (feature `http`): a [`Client`] that signs in, calls endpoints and waits for tasks.

mod decode_error;
pub mod endpoint;
pub mod endpoints;
pub mod form;
#[cfg(feature = "http")]
pub mod http;
pub mod secrets;
pub mod wire;

#[cfg(feature = "http")]
pub use crate::http::{Client, Error};
