//! Types for the provisioning options: providers, kinds of SDDC, regions and instance types.

use super::{clusters::EntityCapacity, open_enum::open_enum};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The configurations that an organization can provision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ProvisionSpec {
    /// The configurations by provider, such as `AWS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<BTreeMap<String, SddcConfigSpec>>,
}

/// The configurations that can be provisioned at one provider.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcConfigSpec {
    /// The settings by type of SDDC, such as `1NODE`, `SingleAZ` and `MultiAZ`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_type_config_spec: Option<BTreeMap<String, ConfigSpec>>,
    /// Names of regions for people, by region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_display_names: Option<BTreeMap<String, String>>,
}

/// The configurations that can be provisioned for one type of SDDC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConfigSpec {
    /// Number of days until an SDDC of this type expires. It is absent if such an SDDC does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_in_days: Option<i64>,
    /// Sizes of the management VMs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_sizes: Option<Vec<String>>,
    /// Instance types, by region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<BTreeMap<String, Vec<InstanceTypeConfig>>>,
    /// Instance types on the customer's own premises, by place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by: Option<BTreeMap<String, Vec<PoweredByInstanceTypeConfig>>>,
    /// Whether it is available on an AWS Outpost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by_outpost_available: Option<bool>,
    /// Whether it is available on an AWS Outpost, in the older spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_powered_by_outpost_available: Option<bool>,
}

/// Hosts of one instance type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InstanceTypeConfig {
    /// Instance type, such as `i3.metal`.
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
    /// Capacity of one host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_capacity: Option<EntityCapacity>,
    /// Numbers of cores per host that can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_cores: Option<Vec<i64>>,
    /// Numbers of cores to choose from, by storage architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_cpu_cores: Option<BTreeMap<String, Vec<i64>>>,
    /// Whether the hosts can use hyper-threading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hyper_threading_supported: Option<bool>,
    /// Whether the newer storage architecture is available.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsan_esa_supported: Option<bool>,
    /// Reason why this type is not available now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_provisioning_error_cause: Option<String>,
    /// Reason why this type is not available now, in the older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "instanceProvisioningErrorCause", skip_serializing_if = "Option::is_none")]
    pub old_instance_provisioning_error_cause: Option<String>,
}

/// Hosts of one instance type on the customer's own premises.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PoweredByInstanceTypeConfig {
    /// Instance type, such as `i3.metal`.
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
    /// Capacity of one host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_capacity: Option<EntityCapacity>,
    /// Numbers of cores per host that can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_cores: Option<Vec<i64>>,
    /// Numbers of cores to choose from, by storage architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_cpu_cores: Option<BTreeMap<String, Vec<i64>>>,
    /// Whether the hosts can use hyper-threading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hyper_threading_supported: Option<bool>,
    /// Whether the newer storage architecture is available.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsan_esa_supported: Option<bool>,
    /// Reason why this type is not available now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_provisioning_error_cause: Option<String>,
    /// Reason why this type is not available now, in the older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "instanceProvisioningErrorCause", skip_serializing_if = "Option::is_none")]
    pub old_instance_provisioning_error_cause: Option<String>,
    /// Id of the place of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by_id: Option<String>,
    /// Kind of the capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powered_by_type: Option<PoweredByType>,
}

open_enum! {
    /// The kind of capacity of hosts on the customer's own premises.
    pub enum PoweredByType {
        /// AWS Outposts.
        Outpost = "OUTPOST",
    }
}

/// What a new cluster of an SDDC can consist of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClusterProvisionSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type_configs: Option<Vec<InstanceTypeConfigForCluster>>,
}

/// Hosts of one instance type for a new cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InstanceTypeConfigForCluster {
    /// Instance type, such as `i3.metal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Numbers of hosts to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<i64>>,
    /// Capacity of one host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_capacity: Option<EntityCapacity>,
    /// Numbers of cores per host that can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_cores: Option<Vec<i64>>,
    /// Reason why no such cluster can be created now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_provisioning_error_cause: Option<String>,
}

/// How many hosts can be added to a cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct HostProvisionSpec {
    /// Numbers of hosts to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_host_specs: Option<Vec<AdditionalHostSpec>>,
    /// Reason why no host can be added now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_provisioning_error_cause: Option<String>,
    /// Capacity of one host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_capacity: Option<EntityCapacity>,
}

/// A number of hosts that can be added to a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AdditionalHostSpec {
    /// The number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_host_count: Option<i64>,
    /// What it means for storage policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_policy_reconfig_info: Option<StoragePolicyReconfigInfo>,
}

/// What a change of hosts means for storage policies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StoragePolicyReconfigInfo {
    /// Whether the policies must be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconfig_needed: Option<bool>,
}
