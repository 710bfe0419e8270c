//! Networking as documents: a tree of objects with one behaviour, whose kinds are rows of the published tables.
//!
//! The modules here know paths, types, references and revisions. What an SDDC has, and what its documents cause, is in
//! [`vmc::networking`](crate::vmc::networking).

pub mod addresses;
pub mod call;
pub mod hierarchy;
pub mod kinds;
pub mod list;
pub mod paths;
pub mod published;
pub mod refusals;
pub mod schema;
pub mod search;
pub mod table;
pub mod tree;
pub mod view;
