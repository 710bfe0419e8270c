//! Endpoints for hosts: add, remove, change, and precheck; and their storage.

use super::SddcPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{ClusterId, EsxConfig, EsxId, OrgId, SddcId, Task, VsanDiskgroupMapping},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Add or remove hosts, or change them.
    ChangeEsxs: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/esxs" (SddcPath, ChangeEsxsQuery, Json<EsxConfig>)
        -> ACCEPTED Json<Task>, needs Write,
        method change_esxs(org: OrgId, sddc: SddcId);
    /// Check whether hosts can be added. The task fails if they cannot.
    PrecheckAddHosts: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/add-hosts-precheck" (SddcPath, Nothing, Json<EsxConfig>)
        -> OK Json<Task>, needs Write,
        method precheck_add_hosts(org: OrgId, sddc: SddcId);
    /// List the disk groups of a host. The service has withdrawn this operation.
    GetStorageSpecs: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/esxs/{esx}/storage-spec"
        (EsxPath, Nothing, Empty) -> OK Json<Vec<VsanDiskgroupMapping>>, needs Read,
        method get_storage_specs(org: OrgId, sddc: SddcId, cluster: ClusterId, esx: EsxId);
}

/// `/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/esxs/{esx}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EsxPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Cluster.
    pub cluster: ClusterId,
    /// Host.
    pub esx: EsxId,
}

/// Query of [`ChangeEsxs`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ChangeEsxsQuery {
    /// `add` (the default), `remove`, `force-remove`, `addToAll`, `removeFromAll`, `attach-diskgroup` or `detach-diskgroup`.
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("enum" = ["add", "remove", "force-remove", "addToAll", "removeFromAll", "attach-diskgroup", "detach-diskgroup"])))]
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
