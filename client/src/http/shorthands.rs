//! Methods that fill in the query or a part of the body of an operation. They return the same errors as [`Client::call`].

use super::{Client, Error};
use crate::{
    endpoints::{
        addons::UpdateEnablementQuery, esxs::ChangeEsxsQuery, public_ips::UpdatePublicIpQuery, sddcs::CreateSddcQuery,
        tasks::UpdateTaskQuery,
    },
    wire::{AwsSddcConfig, EsxConfig, OrgId, Sddc, SddcId, SddcPatchRequest, SddcPublicIp, Task, TaskId},
};

/// SDDCs and their hosts.
impl Client {
    /// Validates a request to [`create_sddc`](Self::create_sddc) without provisioning anything.
    pub async fn validate_sddc(&self, org: OrgId, config: &AwsSddcConfig) -> Result<Task, Error> {
        self.create_sddc(org, CreateSddcQuery { validate_only: true }, config).await
    }

    /// Renames an SDDC.
    pub async fn rename_sddc(&self, org: OrgId, sddc: SddcId, name: &str) -> Result<Sddc, Error> {
        self.update_sddc(org, sddc, &SddcPatchRequest { name: Some(name.to_owned()) }).await
    }

    /// Starts a task that adds hosts.
    pub async fn add_esxs(&self, org: OrgId, sddc: SddcId, config: &EsxConfig) -> Result<Task, Error> {
        self.change_esxs(org, sddc, ChangeEsxsQuery::default(), config).await
    }

    /// Starts a task that removes hosts.
    pub async fn remove_esxs(&self, org: OrgId, sddc: SddcId, config: &EsxConfig) -> Result<Task, Error> {
        self.change_esxs(org, sddc, ChangeEsxsQuery { action: Some("remove".to_owned()) }, config).await
    }

    /// Enables or disables an add-on.
    pub async fn set_enablement(&self, org: OrgId, sddc: SddcId, name: &str, on: bool) -> Result<(), Error> {
        let action = if on { "enable" } else { "disable" };
        self.update_enablement(org, sddc, name, UpdateEnablementQuery { action: Some(action.to_owned()) }).await
    }

    /// Requests the cancellation of a task. The task may continue for a while, or even finish successfully.
    pub async fn cancel_task(&self, org: OrgId, task: TaskId) -> Result<Task, Error> {
        self.update_task(org, task, UpdateTaskQuery { action: Some("cancel".to_owned()) }).await
    }
}

/// Public addresses.
impl Client {
    /// Starts a task that attaches a public address, which is not attached yet, to a workload.
    pub async fn attach_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        ip: &SddcPublicIp,
        private_ip: &str,
    ) -> Result<Task, Error> {
        let body = SddcPublicIp { associated_private_ip: Some(private_ip.to_owned()), ..ip.clone() };
        self.change_public_ip(org, sddc, "attach", &body).await
    }

    /// Starts a task that attaches a public address to another workload.
    pub async fn reattach_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        ip: &SddcPublicIp,
        private_ip: &str,
    ) -> Result<Task, Error> {
        let body = SddcPublicIp { associated_private_ip: Some(private_ip.to_owned()), ..ip.clone() };
        self.change_public_ip(org, sddc, "reattach", &body).await
    }

    /// Starts a task that detaches a public address from its workload.
    pub async fn detach_public_ip(&self, org: OrgId, sddc: SddcId, ip: &SddcPublicIp) -> Result<Task, Error> {
        let body = SddcPublicIp { associated_private_ip: None, ..ip.clone() };
        self.change_public_ip(org, sddc, "detach", &body).await
    }

    /// Starts a task that renames a public address.
    pub async fn rename_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        ip: &SddcPublicIp,
        name: &str,
    ) -> Result<Task, Error> {
        let body = SddcPublicIp { name: Some(name.to_owned()), ..ip.clone() };
        self.change_public_ip(org, sddc, "rename", &body).await
    }

    /// Changes a public address. The path contains the allocation id, or the address itself if that id is not known.
    async fn change_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        action: &str,
        body: &SddcPublicIp,
    ) -> Result<Task, Error> {
        let id = body.allocation_id.as_deref().unwrap_or(&body.public_ip);
        self.update_public_ip(org, sddc, id, UpdatePublicIpQuery { action: Some(action.to_owned()) }, body).await
    }
}
