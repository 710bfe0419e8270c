//! The records of all resources of a world, one file for each kind. The code that operations and tasks run is in other modules.

pub mod account_link;
pub mod addons;
pub mod agreements;
pub mod author;
pub mod autoscaler;
pub mod clusters;
pub mod dns;
pub mod edges;
pub mod esxs;
pub mod identity;
pub mod networks;
pub mod not_found;
pub mod notifications;
pub mod orgs;
mod properties;
pub mod public_ips;
pub mod quota_requests;
pub mod reservations;
pub mod sddc_groups;
pub mod sddcs;
pub mod site_recovery;
pub mod subscriptions;
pub mod tasks;
pub mod templates;
pub mod work;
pub mod world;
