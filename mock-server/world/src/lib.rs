//! A world: all state of one simulation, as one plain value.
//!
//! Nothing in here reads a clock, draws randomness, does input or output, logs, or is async. The time comes in as an argument, ids come
//! from the world's own seeded streams, and what will happen later is data in an agenda. So a world can be cloned, serialised, compared
//! and moved through time, and the same requests give the same answers.
//!
//! The modules are layers: each uses those before it in this list, and none after it.
//!
//! | layer | holds |
//! |---|---|
//! | [`kernel`] | what knows no resource: time, promised steps, ids, pace, faults, filters |
//! | [`state`] | records of all resources, as data |
//! | [`context`] | what an operation is given: who asks, the time, the settings, the kinds of task |
//! | [`tasks`] | the course of tasks, whatever they do |
//! | [`identity`] | users, tokens, roles, OAuth apps |
//! | [`vmc`] | the resources of VMC: operations, rules, and what their tasks do |
//! | [`task_kinds`] | the kinds of task: which functions of which resource carry them out |
//! | [`simulation`] | how a world begins, and how time passes in it |
//! | [`export`] | worlds as documents |

pub mod context;
pub mod export;
pub mod identity;
pub mod kernel;
pub mod simulation;
pub mod state;
pub mod task_kinds;
pub mod tasks;
pub mod vmc;

pub use self::{
    context::{Call, Caller, Cx, Settings},
    export::VERSION,
    simulation::{WorldSpec, settings},
    state::world::World,
};
