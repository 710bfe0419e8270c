//! Types for the provisioning options: providers, kinds of SDDC, regions and instance types.

use super::{clusters::EntityCapacity, open_enum::open_enum};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an organization can provision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProvisionSpec {
    /// By provider, as `AWS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<BTreeMap<String, SddcConfigSpec>>,
}

/// What can be provisioned at one provider.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SddcConfigSpec {
    /// By kind of SDDC, as `1NODE`, `SingleAZ`, `MultiAZ`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_type_config_spec: Option<BTreeMap<String, ConfigSpec>>,
    /// Names of regions for people, by region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_display_names: Option<BTreeMap<String, String>>,
}

/// What can be provisioned of one kind of SDDC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConfigSpec {
    /// Days until an SDDC of this kind ends; absent where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_in_days: Option<i64>,
    /// Sizes of the management VMs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_sizes: Option<Vec<String>>,
    /// Instance types, by region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<BTreeMap<String, Vec<InstanceTypeConfig>>>,
    /// Instance types on the customer's own premises, by where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by: Option<BTreeMap<String, Vec<PoweredByInstanceTypeConfig>>>,
    /// Whether it can be had on an AWS Outpost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by_outpost_available: Option<bool>,
    /// Whether it can be had on an AWS Outpost, older spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_powered_by_outpost_available: Option<bool>,
}

/// Hosts of one instance type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InstanceTypeConfig {
    /// Instance type, as `i3.metal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Remark for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Description for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Numbers of hosts to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<i64>>,
    /// What one host amounts to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_capacity: Option<EntityCapacity>,
    /// Cores per host to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_cores: Option<Vec<i64>>,
    /// The same by storage architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_cpu_cores: Option<BTreeMap<String, Vec<i64>>>,
    /// Whether the hosts can use hyper-threading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hyper_threading_supported: Option<bool>,
    /// Whether the newer storage architecture can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsan_esa_supported: Option<bool>,
    /// Why there can be none of this type now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_provisioning_error_cause: Option<String>,
    /// Why there can be none of this type now, older spelling.
    #[schemars(skip)]
    #[serde(rename = "instanceProvisioningErrorCause", skip_serializing_if = "Option::is_none")]
    pub old_instance_provisioning_error_cause: Option<String>,
}

/// Hosts of one instance type on the customer's own premises.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PoweredByInstanceTypeConfig {
    /// Instance type, as `i3.metal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Remark for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Description for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Numbers of hosts to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<i64>>,
    /// What one host amounts to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_capacity: Option<EntityCapacity>,
    /// Cores per host to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_cores: Option<Vec<i64>>,
    /// The same by storage architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_cpu_cores: Option<BTreeMap<String, Vec<i64>>>,
    /// Whether the hosts can use hyper-threading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hyper_threading_supported: Option<bool>,
    /// Whether the newer storage architecture can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsan_esa_supported: Option<bool>,
    /// Why there can be none of this type now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_provisioning_error_cause: Option<String>,
    /// Why there can be none of this type now, older spelling.
    #[schemars(skip)]
    #[serde(rename = "instanceProvisioningErrorCause", skip_serializing_if = "Option::is_none")]
    pub old_instance_provisioning_error_cause: Option<String>,
    /// Where they are, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by_id: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by_type: Option<PoweredByType>,
}

open_enum! {
    /// What powers hosts on the customer's own premises.
    pub enum PoweredByType {
        /// AWS Outposts.
        Outpost = "OUTPOST",
    }
}
