//! Checks a VMC server, simulated or real, by its HTTP statuses and raw JSON, without the Rust types that the
//! simulator shares with its client.
//!
//! - [`target`]: a server, and separate worlds in it for tests.
//! - [`user`]: users with tokens, and their requests.
//! - [`sddc_config`]: request bodies for SDDCs.
//! - [`csp`]: other ways to sign in than with an API token, and the claims of tokens.
//! - [`recording`]: recorded exchanges with the service. [`record`] makes recordings, [`redact`] removes private data
//!   from them, [`replay`] answers requests with them, and [`timing`] derives the durations of tasks from them.
//! - [`copy`]: copies an organization of a service into the description of a world.
//! - [`published`]: the published tables of operations and types.
//! - [`networking`]: which operation on networks a request addresses, and whether its answer is as published.
//! - [`networking_kinds`]: the kinds of objects on networks, and requests that write them.
//! - [`networking_table`]: the published tables of networking.
//! - [`openapi`]: the schemas of an OpenAPI document.
//! - [`linear`]: concurrent clients, whose histories must be linearizable.
//! - [`modelled`]: the operations that random sequences compare with a model.
//! - [`variants`]: requests generated from the published tables, sent to a server and judged.
//! - [`operation`]: finds the operation that a request addresses; [`guard`]: decides whether it may be sent.
//! - [`suite`]: cases that can be run against any server, and [`report`]: their results, in four formats.
//! - [`judge`]: compares answers with recordings. [`compare`] and [`form`] define the comparison, and
//!   [`expected_differences`] lists its exceptions.

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
pub mod networking;
pub mod networking_kinds;
pub mod networking_stage;
pub mod networking_table;
pub mod openapi;
pub mod published;
pub mod recording;
pub mod variants;

pub mod copy;
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
