//! Endpoints for the DNS names of an SDDC's management VMs.

use super::{InOrg, SddcPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{OrgId, SddcId, Task},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Make the names of all management VMs resolve to private addresses.
    UpdateDnsPrivate: PUT "/vmc/api/orgs/{org}/sddcs/{sddc}/dns/private" (SddcPath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Write,
        method make_dns_private(org: OrgId, sddc: SddcId);
    /// Make the names of all management VMs resolve to public addresses.
    UpdateDnsPublic: PUT "/vmc/api/orgs/{org}/sddcs/{sddc}/dns/public" (SddcPath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Write,
        method make_dns_public(org: OrgId, sddc: SddcId);
    /// Make the name of one management VM resolve to its private or its public address.
    UpdateManagementVmDns: PUT "/vmc/api/orgs/{org}/sddcs/{sddc}/management-vms/{managementVmId}/dns/{ipType}"
        (ManagementVmDnsPath, Nothing, Empty) -> ACCEPTED Json<Task>, needs Write,
        method update_management_vm_dns(org: OrgId, sddc: SddcId, management_vm_id: &str, ip_type: &str);
}

/// `/orgs/{org}/sddcs/{sddc}/management-vms/{managementVmId}/dns/{ipType}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ManagementVmDnsPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Management VM. The names are not published; the simulation has `vcenter` and `nsx-manager`.
    pub management_vm_id: String,
    /// `private` or `public`.
    pub ip_type: String,
}

impl InOrg for ManagementVmDnsPath {
    fn org(&self) -> OrgId {
        self.org
    }
}
