//! Methods for the public addresses, DNS names and connectivity of an SDDC.

use super::{Client, Error};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::{
        SddcPath,
        connectivity::{GetConnectivityTests, StartConnectivityTests, StartConnectivityTestsQuery},
        dns::{ManagementVmDnsPath, UpdateDnsPrivate, UpdateDnsPublic, UpdateManagementVmDns},
        public_ips::{
            CreatePublicIps, DeletePublicIp, GetMgwPublicIp, GetPublicIp, ListMgwPublicIps, ListPublicIps,
            PublicIpPath, UpdatePublicIp, UpdatePublicIpQuery,
        },
    },
    wire::{
        ConnectivityValidationGroup, ConnectivityValidationGroups, OrgId, SddcAllocatePublicIpSpec, SddcId,
        SddcPublicIp, Task,
    },
};

impl Client {
    /// Lists the public addresses of an SDDC.
    pub async fn list_public_ips(&self, org: OrgId, sddc: SddcId) -> Result<Vec<SddcPublicIp>, Error> {
        self.call::<ListPublicIps>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }

    /// Begins to allocate public addresses.
    pub async fn create_public_ips(
        &self,
        org: OrgId,
        sddc: SddcId,
        spec: &SddcAllocatePublicIpSpec,
    ) -> Result<Task, Error> {
        self.call::<CreatePublicIps>(SddcPath { org, sddc }, Nothing {}, Json(spec.clone())).await
    }

    /// Gets one public address by its allocation.
    pub async fn get_public_ip(&self, org: OrgId, sddc: SddcId, id: &str) -> Result<SddcPublicIp, Error> {
        self.call::<GetPublicIp>(PublicIpPath { org, sddc, id: id.to_owned() }, Nothing {}, Empty).await
    }

    /// Begins to attach a public address that is free to a workload.
    pub async fn attach_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        ip: &SddcPublicIp,
        private_ip: &str,
    ) -> Result<Task, Error> {
        let body = SddcPublicIp { associated_private_ip: Some(private_ip.to_owned()), ..ip.clone() };
        self.change_public_ip(org, sddc, "attach", body).await
    }

    /// Begins to attach a public address to another workload.
    pub async fn reattach_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        ip: &SddcPublicIp,
        private_ip: &str,
    ) -> Result<Task, Error> {
        let body = SddcPublicIp { associated_private_ip: Some(private_ip.to_owned()), ..ip.clone() };
        self.change_public_ip(org, sddc, "reattach", body).await
    }

    /// Begins to detach a public address from its workload.
    pub async fn detach_public_ip(&self, org: OrgId, sddc: SddcId, ip: &SddcPublicIp) -> Result<Task, Error> {
        let body = SddcPublicIp { associated_private_ip: None, ..ip.clone() };
        self.change_public_ip(org, sddc, "detach", body).await
    }

    /// Begins to rename a public address.
    pub async fn rename_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        ip: &SddcPublicIp,
        name: &str,
    ) -> Result<Task, Error> {
        let body = SddcPublicIp { name: Some(name.to_owned()), ..ip.clone() };
        self.change_public_ip(org, sddc, "rename", body).await
    }

    /// Changes a public address. The path contains the allocation id, or the address itself if that id is not known.
    async fn change_public_ip(
        &self,
        org: OrgId,
        sddc: SddcId,
        action: &str,
        body: SddcPublicIp,
    ) -> Result<Task, Error> {
        let id = body.allocation_id.clone().unwrap_or_else(|| body.public_ip.clone());
        let query = UpdatePublicIpQuery { action: Some(action.to_owned()) };
        self.call::<UpdatePublicIp>(PublicIpPath { org, sddc, id }, query, Json(body)).await
    }

    /// Begins to release a public address.
    pub async fn delete_public_ip(&self, org: OrgId, sddc: SddcId, id: &str) -> Result<Task, Error> {
        self.call::<DeletePublicIp>(PublicIpPath { org, sddc, id: id.to_owned() }, Nothing {}, Empty).await
    }

    /// Lists the public addresses of the management gateway.
    pub async fn list_mgw_public_ips(&self, org: OrgId, sddc: SddcId) -> Result<Vec<SddcPublicIp>, Error> {
        self.call::<ListMgwPublicIps>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }

    /// Gets one public address of the management gateway by its allocation.
    pub async fn get_mgw_public_ip(&self, org: OrgId, sddc: SddcId, id: &str) -> Result<SddcPublicIp, Error> {
        self.call::<GetMgwPublicIp>(PublicIpPath { org, sddc, id: id.to_owned() }, Nothing {}, Empty).await
    }
}

impl Client {
    /// Begins to make the names of all management VMs resolve to private addresses.
    pub async fn make_dns_private(&self, org: OrgId, sddc: SddcId) -> Result<Task, Error> {
        self.call::<UpdateDnsPrivate>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }

    /// Begins to make the names of all management VMs resolve to public addresses.
    pub async fn make_dns_public(&self, org: OrgId, sddc: SddcId) -> Result<Task, Error> {
        self.call::<UpdateDnsPublic>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }

    /// Begins to make the name of one management VM resolve to its `private` or `public` address.
    pub async fn update_management_vm_dns(
        &self,
        org: OrgId,
        sddc: SddcId,
        management_vm: &str,
        ip_type: &str,
    ) -> Result<Task, Error> {
        let path =
            ManagementVmDnsPath { org, sddc, management_vm_id: management_vm.to_owned(), ip_type: ip_type.to_owned() };
        self.call::<UpdateManagementVmDns>(path, Nothing {}, Empty).await
    }
}

impl Client {
    /// Gets the available tests and the inputs that they need.
    pub async fn get_connectivity_tests(
        &self,
        org: OrgId,
        sddc: SddcId,
    ) -> Result<ConnectivityValidationGroups, Error> {
        self.call::<GetConnectivityTests>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }

    /// Starts tests. The result is in `test_result` of the finished task's `params`, as a
    /// [`ConnectivityValidationGroupResultWrapper`](crate::wire::ConnectivityValidationGroupResultWrapper).
    pub async fn start_connectivity_tests(
        &self,
        org: OrgId,
        sddc: SddcId,
        group: &ConnectivityValidationGroup,
    ) -> Result<Task, Error> {
        let query = StartConnectivityTestsQuery { action: Some("start".to_owned()) };
        self.call::<StartConnectivityTests>(SddcPath { org, sddc }, query, Json(group.clone())).await
    }
}
