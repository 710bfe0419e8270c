//! Parts that every simulated service needs and that know no resource: time, agenda, ids, pacing, faults, filters, refusals, collections.

pub mod agenda;
pub mod clock;
pub mod collections;
pub mod faults;
pub mod filter;
pub mod ids;
pub mod near_names;
pub mod network_api;
pub mod network_operations;
pub mod pacing;
pub mod refusal;
pub mod shared;
pub mod sorted_map;
pub mod task_kind;
