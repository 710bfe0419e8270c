//! Types for the definitions of the services that an organization can use.

use crate::wire::entity::null_as_empty;
use serde::{Deserialize, Serialize};

/// The services. (seen in client code)
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceDefinitionsDto {
    /// The services.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<ServiceDefinitionDto>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceDefinitionDto {
    /// Name for people, as `VMware Cloud on AWS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Whether the console shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<bool>,
}

/// The services as the console lists them. (seen in client code)
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConsoleServicesDto {
    #[serde(default, deserialize_with = "null_as_empty")]
    pub services_list: Vec<ConsoleServiceDto>,
}

/// A service as the console lists it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConsoleServiceDto {
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Whether the caller may open it: `FULL` or `NO_ACCESS`. The field is seen in client code, its values are not.
    /// (assumption)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_access_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_definition_id: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_urls: Option<ServiceUrlsDto>,
}

/// The addresses of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceUrlsDto {
    /// Where it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_home: Option<String>,
}
