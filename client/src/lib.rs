//! The contract of VMware Cloud on AWS (VMC) and of its sign-in service (CSP), and a thin async client for both.
//!
//! - [`mod@endpoints`]: every operation, declared once: method, path, types, status.
//! - [`wire`]: the types of requests and responses, field by field.
//! - [`endpoint`]: the traits that describe an endpoint, and the encoding of bodies.
//! - [`secrets`]: the names and texts that mark a value as secret, so that it is not logged.
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

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "http"))]
#[doc = include_str!("../README.md")]
struct Readme;
