//! The console in a real browser, as people use it.
//!
//! - [`coming_up`]: an SDDC comes up before one's eyes; a creation fails on demand.
//! - [`tokens`]: a token is made, copied and used.
//! - [`explorer`]: a call in the API Explorer, without typing anything.
//! - [`worlds`]: a fork keeps what the first world loses.
//! - [`access`]: keyboard alone, a narrow window, no JavaScript, many tabs, the admin token.
//! - [`looks`]: every page, light and dark, wide and narrow: no serious fault for axe-core, nothing wider than the window, and a picture.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod browser;
mod coming_up;
mod explorer;
mod looks;
mod tokens;
mod tools;
mod worlds;
