//! Tests of operations that are not cases of the suite, because they send requests that its clients cannot, or test what
//! only this server does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod auth;
mod bad_input;
mod csp_older;
mod csp_tokens;
mod examples;
mod typed_client;
mod wire;
