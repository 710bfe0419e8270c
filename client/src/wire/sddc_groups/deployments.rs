//! Types of the inventory: SDDCs, clusters and hosts.

use super::{CoreAuthor, CoreDeploymentType, CoreLocation, CoreName, InventoryState};
use crate::wire::{
    Secret,
    entity::{ClusterId, EsxId, OrgId, SddcId, TaskId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Deployment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SddcId>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Its kind.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub deployment_type: Option<CoreDeploymentType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<InventoryState>,
    /// Its region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<CoreLocation>,
    /// Its software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<CoreName>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Which service made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, String>>,
    /// Its summaries, of which only those are there that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<DeploymentSummary>,
    /// Whether several customers use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi_tenant: Option<bool>,
    /// Whether it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<i64>,
}

/// The summaries of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentSummary {
    /// Its size.
    #[serde(rename = "DeploymentOverviewSummary", skip_serializing_if = "Option::is_none")]
    pub overview: Option<DeploymentOverviewSummary>,
    #[serde(rename = "DeploymentVcenterSummary", skip_serializing_if = "Option::is_none")]
    pub vcenter: Option<DeploymentVcenterSummary>,
    /// Its NSX Manager.
    #[serde(rename = "DeploymentNetworkSummary", skip_serializing_if = "Option::is_none")]
    pub network: Option<DeploymentNetworkSummary>,
}

/// The size of an SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentOverviewSummary {
    /// Whether the SDDC can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_access_state: Option<String>,
    /// Number of clusters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_count: Option<i64>,
    /// Number of hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_count: Option<i64>,
    /// Size of the management VMs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_size: Option<String>,
    /// What all hosts have together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configured_capacity: Option<CoreCapacity>,
    /// Id of the summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name of the summary.
    pub name: String,
    /// The SDDC.
    pub resource_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<i64>,
}

/// The vCenter of an SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentVcenterSummary {
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_url: Option<String>,
    /// Its name in the DNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_fqdn: Option<String>,
    /// Its public IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_public_ip: Option<String>,
    /// Id of the summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name of the summary.
    pub name: String,
    /// The SDDC.
    pub resource_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<i64>,
}

/// The NSX Manager of an SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentNetworkSummary {
    /// Its private IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_manager_ip: Option<String>,
    /// Its address on the internet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_nsx_manager_url: Option<String>,
    /// Its address in the SDDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_nsx_manager_url: Option<String>,
    /// Id of the summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name of the summary.
    pub name: String,
    /// The SDDC.
    pub resource_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<i64>,
}

/// What hosts have. Published as `Capacity`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreCapacity {
    /// Processors, in MHz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_mhz: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_bytes: Option<i64>,
}

/// A cluster. Published as `Cluster`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreCluster {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ClusterId>,
    pub name: String,
    /// The SDDC.
    pub deployment_id: SddcId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Whether it has the management VMs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_cluster: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<InventoryState>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Which service made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// Whether it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<i64>,
}

/// A host. Published as `Host`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreHost {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<EsxId>,
    pub name: String,
    /// The SDDC.
    pub deployment_id: SddcId,
    pub cluster_id: ClusterId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<InventoryState>,
    /// What it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<CoreCapacity>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Which service made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// Whether it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<i64>,
}

/// How the NSX Manager of an SDDC is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NsxDetails {
    /// Its private IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_private_ip: Option<String>,
    /// Its public IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_public_ip: Option<String>,
    /// The way that is meant to be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_default_access: Option<String>,
    /// The sign-in that is meant to be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_default_auth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_users: Option<Vec<NsxCredentialInfo>>,
    /// Its name in the DNS, which resolves to the private address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_private_fqdn: Option<String>,
    /// Its name in the DNS, which resolves to the public address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_public_fqdn: Option<String>,
    /// Its addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_urls: Option<Vec<NsxLoginInfo>>,
}

/// A user of the NSX Manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NsxCredentialInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// Password, shown only to callers whose roles allow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// What the user may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_type: Option<String>,
}

/// Addresses of the NSX Manager.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NsxLoginInfo {
    /// Whether they are on the internet or in the SDDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_type: Option<String>,
    /// How users sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    /// The address that is meant to be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_url: Option<String>,
    /// Other addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_urls: Option<Vec<String>>,
}

/// The new name of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClusterRenameIntent {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_name: Option<String>,
    /// The name so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_cluster_name: Option<String>,
}

/// A change that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ActivityResponse {
    /// Its id, which is that of a task of VMC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<TaskId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// What changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
}
