//! Refusals of requests for resources that do not exist.

use crate::kernel::refusal::Refusal;
use vmc_client::wire::{
    ClusterId, ConnectedAccountId, ConnectivityConfigId, DeploymentGroupId, EsxId, OrgId, SddcId, SddcTemplateId,
    TaskId,
};

pub fn org(id: OrgId) -> Refusal {
    Refusal::not_found("skyscraper.org.not.found", format!("Organization {id} doesn't exist."))
}

pub fn task(id: TaskId) -> Refusal {
    Refusal::not_found("skyscraper.task.not.found", format!("Cannot find the task with identifier {id}."))
}

pub fn sddc(id: SddcId) -> Refusal {
    Refusal::not_found("skyscraper.sddc.not.found", format!("Cannot find the SDDC with identifier {id}."))
}

pub fn cluster(id: ClusterId) -> Refusal {
    Refusal::not_found("skyscraper.cluster.not.found", format!("Cannot find the cluster with identifier {id}."))
}

pub fn esx(id: EsxId) -> Refusal {
    Refusal::not_found("skyscraper.esx.not.found", format!("Cannot find the host with identifier {id}."))
}

/// The cluster for the management VMs does not exist (yet).
pub fn primary_cluster(sddc: SddcId) -> Refusal {
    let message = format!("Sddc {sddc} has no primary cluster yet.");
    Refusal::bad_request("skyscraper.sddc.primary.cluster.missing", message)
}

pub fn aws_account(id: ConnectedAccountId) -> Refusal {
    let message = format!("Cannot find the connected account with identifier {id}.");
    Refusal::not_found("skyscraper.account.link.account.not.found", message)
}

pub fn template(id: SddcTemplateId) -> Refusal {
    let message = format!("Cannot find the SDDC template with identifier {id}.");
    Refusal::not_found("skyscraper.sddc.template.not.found", message)
}

pub fn sddc_group(id: DeploymentGroupId) -> Refusal {
    Refusal::not_found("skyscraper.sddc.group.not.found", format!("Cannot find the SDDC group with identifier {id}."))
}

pub fn connectivity_config(id: ConnectivityConfigId) -> Refusal {
    let message = format!("Cannot find the network connectivity config with identifier {id}.");
    Refusal::not_found("skyscraper.sddc.group.config.not.found", message)
}
