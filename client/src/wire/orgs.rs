//! Types for organizations.

use super::{
    entity::{Entity, OrgId, null_as_empty},
    open_enum::open_enum,
    provider::Provider,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A customer's organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Organization {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: Entity<OrgId>,
    /// Name shown to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Short technical name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Kind of customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla: Option<Sla>,
    /// Whether the organization is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_state: Option<ProjectState>,
    /// Limits and switches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<OrgProperties>,
    /// Settings by cloud provider, such as `AWS`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub cloud_configurations: BTreeMap<String, AwsOrgConfiguration>,
    /// Kind of organization, such as `CUSTOMER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_type: Option<String>,
    /// The seller of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_seller_info: Option<OrgSellerInfo>,
}

impl From<Entity<OrgId>> for Organization {
    /// An organization of which only the identity is known.
    fn from(entity: Entity<OrgId>) -> Self {
        Self {
            entity,
            display_name: None,
            name: None,
            sla: None,
            project_state: None,
            properties: None,
            cloud_configurations: BTreeMap::new(),
            org_type: None,
            org_seller_info: None,
        }
    }
}

/// Limits and switches of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrgProperties {
    /// All values are strings, also numbers (`sddcLimit`) and switches (`accountLinkingOptional`).
    #[serde(default, deserialize_with = "null_as_empty")]
    pub values: BTreeMap<String, String>,
}

/// Settings of an organization with one cloud provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsOrgConfiguration {
    pub provider: Provider,
}

/// A cloud provider that an organization may use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsCloudProvider {
    pub provider: Provider,
    /// Its regions, such as `US_WEST_2`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub regions: Vec<String>,
}

/// The seller of the service to an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrgSellerInfo {
    /// Name of the seller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller: Option<String>,
    /// The seller's account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller_account_id: Option<String>,
}

open_enum! {
    /// Whether an organization is in use.
    pub enum ProjectState {
        Created = "CREATED",
        Deleted = "DELETED",
    }

    /// What kind of customer an organization is.
    pub enum Sla {
        Customer = "CUSTOMER",
        ThirdPartyPartner = "THIRD_PARTY_PARTNER",
        SecondPartyPartner = "SECOND_PARTY_PARTNER",
        InternalCustomer = "INTERNAL_CUSTOMER",
        VmcInternal = "VMC_INTERNAL",
    }
}
