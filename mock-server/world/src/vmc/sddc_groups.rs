//! SDDC groups: SDDCs whose networks are connected by transit gateways.
//!
//! A group has two resources: the group in the inventory, and its network (the network connectivity config). An operation changes both. It
//! is a task here, which the service for operations shows in its own form. A member that was deleted as an SDDC stays in the group, whose
//! network then has failed, until it is removed. (a user's report, terraform-provider-vmc issue 64; that removing it helps is an assumption)

mod accounts;
mod changes;
mod connectivity;
mod deployments;
mod facts;
mod gateways;
mod inventory;
mod members;
mod operations;
mod pages;
mod refusals;
mod routes;

pub use accounts::ACCOUNTS_MAX;
pub(crate) use accounts::accept;
pub use changes::{DELETED_GROUPS_KEPT_MAX, SDDC_GROUPS_MAX};
pub use changes::{change, create, update_members, validate_account_removal, validate_deletion, validate_members};
pub(crate) use changes::{ended, params};
pub use connectivity::{get_config, get_trait, list_configs, regions};
pub use deployments::{
    cluster, clusters, deployment, deployments, host, hosts, network_summary, nsx_details, organization,
    overview_summary, vcenter_summary,
};
pub use gateways::GATEWAYS_MAX;
pub use inventory::{group, group_members, groups};
pub use members::MEMBERS_MAX;
pub use operations::get as get_operation;
pub use routes::{gateway_regions, get_table, overlapping, routes, tables, transit_gateway_regions};
