//! The state of one simulated world, as one plain value, and all operations on it.
//!
//! This crate does not read a clock, draw randomness, do input or output, log, or use async code. The current time is an argument, ids come
//! from the world's own seeded streams, and future events are entries of an agenda. A world can therefore be cloned, serialized, compared
//! and moved through time, and the same requests always give the same answers.
//!
//! The modules are layers. Each module uses only modules that come before it in this list.
//!
//! | layer | contents |
//! |---|---|
//! | [`kernel`] | parts that know no resource: time, the agenda, ids, pacing, faults, filters |
//! | [`state`] | the records of all resources, as data |
//! | [`context`] | the input of an operation besides its request: caller, time, settings, kinds of task |
//! | [`tasks`] | the progress of tasks, independent of what they do |
//! | [`identity`] | users, tokens, roles, OAuth apps |
//! | [`documents`] | networking as a tree of documents: paths, types, references and revisions |
//! | [`vmc`] | the resources of VMC: operations, rules, and what their tasks do |
//! | [`task_kinds`] | the table of task kinds: the functions of each resource that carry out its tasks |
//! | [`simulation`] | creates a world and lets time pass in it |
//! | [`export`] | writes worlds as JSON documents and reads them |
//! | [`description`] | makes worlds as a person describes them |

pub mod context;
pub mod description;
pub mod documents;
pub mod export;
pub mod identity;
pub mod kernel;
pub mod simulation;
pub mod state;
pub mod task_kinds;
pub mod tasks;
pub mod vmc;

pub use self::{
    context::{Call, Caller, Cx, Request, Settings},
    export::VERSION,
    simulation::{WorldSpec, settings},
    state::world::{World, WorldSettings, WorldState},
};
