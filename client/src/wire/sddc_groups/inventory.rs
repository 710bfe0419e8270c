//! Types of the inventory: groups of SDDCs.

use super::CoreAuthor;
use crate::wire::entity::{DeploymentGroupId, OrgId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A group of SDDCs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentGroup {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DeploymentGroupId>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The kind of its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_type: Option<CoreDeploymentType>,
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
    /// Its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership: Option<Membership>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, String>>,
    /// Whether it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<i64>,
}

/// The members of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Membership {
    /// SDDCs that belong to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub included: Option<Vec<GroupMember>>,
    /// SDDCs that do not belong to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Vec<GroupMember>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupMember {
    /// The SDDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
}

/// The kind of an SDDC. Published as `DeploymentType`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreDeploymentType {
    /// Its code, such as `SDDC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name of the cloud provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// Code of the cloud provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// How it is configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_type: Option<String>,
    /// The provider's own kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_internal_type: Option<String>,
    /// The kind with several providers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi_provider_internal_type: Option<String>,
    /// The finer kind with several providers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi_provider_internal_sub_type: Option<String>,
    /// One zone or two; pyVMC reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_type: Option<String>,
}

/// The state of something in the inventory. Published as `State`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InventoryState {
    /// The state.
    pub phase: String,
    /// The finer state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_phase: Option<String>,
    /// The state as the console shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_msg: Option<String>,
    /// The code of what is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The cloud provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What is wrong, in the words of the service that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_error_msg: Option<String>,
    /// The code of that service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_error_code: Option<String>,
}
