//! The types of requests and answers on the wire. This module contains their encoding and no behaviour.
//!
//! The names, types, values and required fields are those of the published types. Recordings determine which fields
//! are null, absent or empty, and the order of the keys. Optional fields follow one rule: a field that a recording
//! shows as `null` is written as `null` when it is unset; other unset fields are omitted. Decoding accepts both forms
//! and ignores unknown keys.
//!
//! Some published fields have an older spelling, as `tgwIps` for `tgw_ips`. It is decoded, but it is not in the schemas: generated clients would
//! have two fields of one name.

// Shared pieces.
pub mod entity;
pub mod error;
mod open_enum;
pub mod provider;
pub mod secret;
pub mod time;

// Resources, named as their endpoints are.
pub mod account_link;
pub mod agreements;
pub mod clusters;
pub mod csp;
pub mod esxs;
pub mod orgs;
pub mod provision_spec;
pub mod public_ips;
pub mod quota_requests;
pub mod sddc_groups;
pub mod sddcs;
pub mod storage;
pub mod subscriptions;
pub mod tasks;
pub mod templates;
// What is done to a finished SDDC.
pub mod addons;
pub mod autoscaler;
pub mod connectivity;
pub mod customer_support;
pub mod locale;
pub mod networking;
pub mod notifications;
pub mod reservations;
// Services of their own.
pub mod site_recovery;

// The larger parts of a template and of an SDDC.
pub mod gateway_templates;
pub mod manifest;
pub mod resource_config;
pub mod vpc;

pub use account_link::*;
pub use addons::*;
pub use agreements::*;
pub use autoscaler::*;
pub use clusters::*;
pub use connectivity::*;
pub use csp::*;
pub use customer_support::*;
pub use entity::*;
pub use error::*;
pub use esxs::*;
pub use gateway_templates::*;
pub use locale::*;
pub use manifest::*;
pub use notifications::*;
pub use orgs::*;
pub use provider::*;
pub use provision_spec::*;
pub use public_ips::*;
pub use quota_requests::*;
pub use reservations::*;
pub use resource_config::*;
pub use sddc_groups::*;
pub use sddcs::*;
pub use secret::*;
pub use site_recovery::*;
pub use storage::*;
pub use subscriptions::*;
pub use tasks::*;
pub use templates::*;
pub use time::*;
pub use vpc::*;
