//! Refusals of the autoscaler.

use crate::{
    kernel::refusal::Refusal,
    vmc::states::{self, WrongState},
};
use vmc_client::wire::{ClusterId, EdrsPolicyType, SddcId};

/// The default policy is always on. (documented)
pub(super) fn always_on(kind: &EdrsPolicyType) -> Refusal {
    let message = format!("The EDRS policy {kind} is the default and cannot be disabled.");
    Refusal::bad_request("skyscraper.autoscaler.elastic.drs.always.enabled", message)
}

/// Single-host SDDCs have no policies. (documented)
pub(super) fn single_host(id: SddcId) -> Refusal {
    let message = format!("Sddc {id} has a single host, to which EDRS policies do not apply.");
    Refusal::bad_request("skyscraper.autoscaler.elastic.drs.single.host", message)
}

/// The cluster has too few hosts for the policy. (documented)
pub(super) fn not_eligible(cluster: ClusterId, kind: &EdrsPolicyType, min: u32) -> Refusal {
    let message = format!("Cluster {cluster} needs at least {min} hosts for the EDRS policy {kind}.");
    Refusal::bad_request("skyscraper.autoscaler.elastic.drs.not.eligible", message)
}

/// The SDDC is large already.
pub(super) fn large_already(id: SddcId) -> Refusal {
    let message = format!("Sddc {id} is LARGE already.");
    Refusal::bad_request("skyscraper.autoscaler.sddc.size.large", message)
}

/// Another task of the autoscaler is under way that excludes this one.
pub(super) fn busy(what: &str, id: SddcId) -> Refusal {
    let message = format!("{what} of Sddc {id} is in progress. Please try once it has finished.");
    Refusal::bad_request("skyscraper.autoscaler.busy", message)
}

/// Clusters are balanced after they have been analysed.
pub(super) fn not_analyzed(id: SddcId) -> Refusal {
    let message = format!("The clusters of Sddc {id} have not been analyzed.");
    Refusal::bad_request("skyscraper.autoscaler.xlb.not.analyzed", message)
}

/// No balancing runs that could be stopped.
pub(super) fn not_running(id: SddcId) -> Refusal {
    let message = format!("No balancing of the clusters of Sddc {id} is running.");
    Refusal::bad_request("skyscraper.autoscaler.xlb.not.running", message)
}

impl WrongState for states::Policies {
    type Id = ClusterId;

    fn refuse(self, id: &ClusterId, state: &str, needs: &[&str]) -> Refusal {
        match self {
            Self::NotInState => states::part_not_in_state("The policies of Cluster", id, state, needs),
        }
    }
}
