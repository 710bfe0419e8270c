//! Endpoints for the public IP addresses of an SDDC and of its management gateway, as the service had them until
//! 2020.

use super::{InOrg, SddcPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{OrgId, SddcAllocatePublicIpSpec, SddcId, SddcPublicIp, Task},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the public IP addresses of an SDDC.
    ListPublicIps: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/publicips" (SddcPath, Nothing, Empty)
        -> OK Json<Vec<SddcPublicIp>>, needs Read,
        method list_public_ips(org: OrgId, sddc: SddcId);
    /// Allocate public IP addresses.
    CreatePublicIps: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/publicips"
        (SddcPath, Nothing, Json<SddcAllocatePublicIpSpec>) -> ACCEPTED Json<Task>, needs Write,
        method create_public_ips(org: OrgId, sddc: SddcId);
    /// Get one public IP address.
    GetPublicIp: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/publicips/{id}" (PublicIpPath, Nothing, Empty)
        -> OK Json<SddcPublicIp>, needs Read,
        method get_public_ip(org: OrgId, sddc: SddcId, id: &str);
    /// Attach, detach, reattach or rename a public IP address.
    UpdatePublicIp: PATCH "/vmc/api/orgs/{org}/sddcs/{sddc}/publicips/{id}"
        (PublicIpPath, UpdatePublicIpQuery, Json<SddcPublicIp>) -> ACCEPTED Json<Task>, needs Write,
        method update_public_ip(org: OrgId, sddc: SddcId, id: &str);
    /// Release a public IP address.
    DeletePublicIp: DELETE "/vmc/api/orgs/{org}/sddcs/{sddc}/publicips/{id}" (PublicIpPath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Write,
        method delete_public_ip(org: OrgId, sddc: SddcId, id: &str);
    /// List the public IP addresses of the management gateway.
    ListMgwPublicIps: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/mgw/publicips" (SddcPath, Nothing, Empty)
        -> OK Json<Vec<SddcPublicIp>>, needs Read,
        method list_mgw_public_ips(org: OrgId, sddc: SddcId);
    /// Get one public IP address of the management gateway.
    GetMgwPublicIp: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/mgw/publicips/{id}" (PublicIpPath, Nothing, Empty)
        -> OK Json<SddcPublicIp>, needs Read,
        method get_mgw_public_ip(org: OrgId, sddc: SddcId, id: &str);
}

/// `/orgs/{org}/sddcs/{sddc}/publicips/{id}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PublicIpPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Id of the allocation of a public IP address, such as `eipalloc-00b67b90807f209e0`.
    pub id: String,
}

impl InOrg for PublicIpPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

/// Query of [`UpdatePublicIp`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["action"])))]
pub struct UpdatePublicIpQuery {
    /// `attach`, `detach`, `reattach` or `rename`. It is required. It is read as optional, so that the refusal can name it.
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("enum" = ["attach", "detach", "reattach", "rename"])))]
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
