//! What is known of a world: records of its resources, one file for each. Nothing here does what an operation or a task does.

pub mod account_link;
pub mod addons;
pub mod agreements;
pub mod author;
pub mod clusters;
pub mod dns;
pub mod esxs;
pub mod identity;
pub mod not_found;
pub mod orgs;
pub mod public_ips;
pub mod quota_requests;
pub mod reservations;
pub mod sddcs;
pub mod subscriptions;
pub mod tasks;
pub mod templates;
pub mod world;
