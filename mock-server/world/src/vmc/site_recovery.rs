//! Site recovery (DRaaS): a server of vSphere Replication and one or more Site Recovery Managers (SRM) beside an SDDC's vCenter.
//!
//! The states of a site recovery and of its appliances are published, and what Terraform's provider reads of them is known from its code.
//! When which state is left, what is refused, and how long it takes are assumptions. No VM is replicated, so the lists of replications are
//! empty. (assumption)

mod activation;
mod course;
mod nodes;
mod reading;
mod record;
mod refusals;
mod replications;
mod srm_nodes;
pub mod tasks;
mod view;

pub(crate) use self::course::{ended, params, reach};
pub use self::{
    activation::{activate, deactivate},
    nodes::{SRM_NODES_MAX, VRS_NODES},
    reading::{export_config, generate_oauth_client, get, versions},
    replications::{
        count, list, replica_data, replica_disks, replication_issues, scale_out, set_scale_out, site_issues,
    },
    srm_nodes::{create as create_srm_node, delete as delete_srm_node},
};
