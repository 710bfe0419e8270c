//! Types of organizations, as the newer services show them.

use crate::wire::entity::{OrgId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An organization. Published as `Organization`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreOrganization {
    pub id: OrgId,
    /// Its short name.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_type: Option<String>,
    /// Its states with cloud providers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Vec<OrganizationState>>,
    /// Its kinds with cloud providers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_types: Option<Vec<OrganizationType>>,
    /// Its settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_configs: Option<Vec<OrganizationConfig>>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<OrganizationAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<OrganizationAuthor>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Notes by provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_tags: Option<Vec<OrganizationTag>>,
    /// The properties that apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_properties: Option<Vec<EffectiveProperties>>,
    /// When it began to use the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onboarded_on_date: Option<String>,
    /// Who began to use the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onboarded_by_user: Option<String>,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("format" = "date-time")))]
    pub last_updated_timestamp: Option<String>,
}

/// Who did something, and when. Published as `Creator` and as `Updater`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrganizationAuthor {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The OAuth app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The time, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
}

/// The state of an organization with a cloud provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrganizationState {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<OrganizationAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<OrganizationAuthor>,
}

/// The kind of an organization with a cloud provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrganizationType {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The kind.
    pub org_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<OrganizationAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<OrganizationAuthor>,
}

/// A setting of an organization.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrganizationConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The pipeline that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// The kind of organizations that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_type: Option<String>,
    /// The kind of its values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<String>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<OrganizationAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<OrganizationAuthor>,
    /// Its values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Map<String, Value>>,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("format" = "date-time")))]
    pub updated_timestamp: Option<String>,
}

/// A note of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrganizationTag {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The properties of an organization that apply with a cloud provider.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EffectiveProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_properties: Option<DataPayloadConfig>,
}

/// Properties.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DataPayloadConfig {
    /// The properties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Map<String, Value>>,
    /// When they were changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("format" = "date-time")))]
    pub updated_timestamp: Option<String>,
}
