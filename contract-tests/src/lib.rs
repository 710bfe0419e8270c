//! Judges a VMC server, simulated or real, by what a client sees: statuses and raw JSON over HTTP, never the shared Rust types.
//!
//! - [`target`]: a server, and worlds in it for tests that must not meet.
//! - [`user`]: people with tokens, and what they ask for.
//! - [`sddc_config`]: request bodies for SDDCs.
//! - [`csp`]: signing in otherwise than with an API token, and what tokens say.
//! - [`recording`]: recorded exchanges with the service. [`record`] makes them, [`redact`] takes out what is nobody's business, [`replay`]
//!   answers by them, and [`timing`] learns from them how long tasks take.
//! - [`published`]: the published tables of operations and types.
//! - [`openapi`]: the schemas of an OpenAPI document.
//! - [`linear`]: concurrent clients, whose histories must be linearizable.
//! - [`modelled`]: which operations random sequences ask a model for.
//! - [`variants`]: requests made from those tables, sent to a server and judged.
//! - [`operation`]: which operation a request is meant for; [`guard`]: whether it may be sent.
//! - [`suite`]: cases that any server can be judged by, and [`report`]: what was found, in four formats.
//! - [`judge`]: judges answers by recordings; [`compare`] and [`form`] say how, [`expected_differences`] where not.

pub mod csp;
pub mod guard;
pub mod operation;
pub mod sddc_config;
mod server;
pub mod target;
pub mod user;

pub mod compare;
pub mod expected_differences;
pub mod form;
pub mod judge;
pub mod linear;
pub mod modelled;
pub mod openapi;
pub mod published;
pub mod recording;
pub mod variants;

pub mod record;
pub mod redact;
pub mod replay;
pub mod report;
pub mod suite;
pub mod timing;

pub use crate::{
    judge::Judge,
    target::{Target, World},
    user::{Answer, User},
};
