//! Refusals of operations on clusters and on their hosts.

use crate::{
    kernel::refusal::Refusal,
    vmc::states::{self, WrongState},
};
use http::StatusCode;
use vmc_client::wire::{ClusterId, SddcId};

/// The first cluster cannot be deleted while its SDDC exists.
pub(super) fn primary_cluster(id: ClusterId) -> Refusal {
    let message = format!("Cluster {id} holds the management VMs of its SDDC and cannot be deleted.");
    Refusal::bad_request("skyscraper.cluster.delete.primary", message)
}

/// The SDDC has the largest number of clusters.
pub(super) fn cluster_limit(limit: u32) -> Refusal {
    let message = format!("Maximum limit of {limit} clusters reached for the SDDC.");
    Refusal::bad_request("skyscraper.cluster.create.cluster.limit", message)
}

/// The cluster would have too few hosts.
pub(super) fn too_few_hosts(min: u32) -> Refusal {
    let message = format!("Cluster creation requires a minimum of {min} hosts.");
    Refusal::bad_request("skyscraper.cluster.create.min.hosts", message)
}

/// The cluster would have too many hosts. (recorded)
pub(crate) fn too_many_hosts(max: u32) -> Refusal {
    let message = format!("Maximum host limit of {max} hosts reached for the cluster.");
    Refusal::bad_request("skyscraper.sddc.provision.config.max.hosts", message)
}

/// The clusters of the SDDC together would have too many hosts.
pub(super) fn too_many_hosts_in_sddc(max: u32) -> Refusal {
    let message = format!("Maximum host limit of {max} hosts reached for the SDDC.");
    Refusal::bad_request("skyscraper.sddc.max.hosts", message)
}

/// No host can be removed from a cluster of two hosts. (recorded)
pub(super) fn two_node_cluster(id: ClusterId) -> Refusal {
    let message = format!("ESX delete operation is unsupported on two node cluster {id}");
    Refusal::bad_request("skyscraper.esx.delete.two.node.cluster", message)
}

/// The cluster must keep at least `min` hosts. (recorded)
pub(super) fn least_hosts(cluster: ClusterId, min: u32) -> Refusal {
    let message = format!("This cluster with id {cluster} must have at least {min} hosts.");
    Refusal::bad_request("skyscraper.esx.delete.min.hosts", message)
}

/// A single-host SDDC must be converted before hosts can be added.
pub(super) fn convert_first(sddc: SddcId) -> Refusal {
    let message = format!("Sddc {sddc} has a single host and must be converted before it can grow.");
    Refusal::bad_request("skyscraper.sddc.single.host", message)
}

/// A single-host SDDC whose link was delayed must be linked before hosts can be added.
pub(super) fn link_before_scale_up(sddc: SddcId) -> Refusal {
    let message = format!("Sddc {sddc} must be linked to an AWS account before it can be scaled up.");
    Refusal::bad_request("skyscraper.sddc.link.required", message)
}

/// The cluster cannot be reconfigured, because its hosts have storage of their own.
pub(super) fn not_reconfigurable(id: ClusterId) -> Refusal {
    let message = format!("Cluster {id} cannot be reconfigured: its hosts have storage of their own.");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "skyscraper.cluster.reconfigure.not.allowed", message)
}

/// The cluster cannot be deleted in its state. (recorded)
fn not_deletable(id: ClusterId) -> Refusal {
    Refusal::bad_request(
        "skyscraper.cluster.delete.invalid.state",
        format!(
            "Cluster {id} is currently not in a state where it can be deleted. Please try once the status is READY or FAILED."
        ),
    )
}

/// Another cluster of the SDDC is being created. Only "Another cluster creation is in progress" in the middle of the sentence is recorded.
fn creation_in_progress() -> Refusal {
    Refusal::bad_request(
        "skyscraper.cluster.create.in.progress",
        "The cluster cannot be created. Another cluster creation is in progress in this SDDC.",
    )
}

/// A task on the cluster prevents an operation on its SDDC.
fn busy(id: ClusterId) -> Refusal {
    let message = format!("Another task is running on Cluster {id}. Please try once it has finished.");
    Refusal::bad_request("skyscraper.resource.busy", message)
}

impl WrongState for states::Cluster {
    type Id = ClusterId;

    fn refuse(self, id: &ClusterId, state: &str, _: &[&str]) -> Refusal {
        match self {
            Self::NotInState => states::not_in_state("Cluster", id.0, state),
            Self::NotDeletable => not_deletable(*id),
            Self::CreationInProgress => creation_in_progress(),
            Self::Busy => busy(*id),
        }
    }
}

/// The organization has the largest number of hosts. Only "exceed host provisioning limit" is (weakly) recorded.
pub(super) fn host_limit(limit: u32) -> Refusal {
    let message = format!("The request would exceed host provisioning limit of {limit} hosts for this organization.");
    Refusal::bad_request("skyscraper.sddc.provision.host.limit", message)
}
