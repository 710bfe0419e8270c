//! Types for clusters.

use super::{
    entity::{ClusterId, empty_as_none, null_as_empty},
    esxs::{AwsEsxHost, AwsWitnessEsx},
    open_enum::open_enum,
    provider::HostInstanceType,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A cluster of hosts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Cluster {
    pub cluster_id: ClusterId,
    /// Name, such as `Cluster-1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_state: Option<ClusterState>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub esx_host_list: Vec<AwsEsxHost>,
    /// Witness host, if the cluster is stretched over two zones.
    pub vsan_witness: Option<AwsWitnessEsx>,
    /// AWS key that encrypts the storage.
    pub aws_kms_info: Option<AwsKmsInfo>,
    /// Number of cores in use on each host. A recording has 0 for hosts that use all cores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_cpu_cores_count: Option<i32>,
    /// Whether the hosts use hyper-threading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hyper_threading_enabled: Option<bool>,
    /// Kind of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_host_info: Option<EsxHostInfo>,
    /// Total capacity of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_capacity: Option<EntityCapacity>,
    /// AWS placement groups of the hosts.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub partition_placement_group_info: Vec<PartitionPlacementGroupInfo>,
    /// Licences for Microsoft software.
    pub msft_license_config: Option<MsftLicensingConfig>,
    /// The Kubernetes control plane on the cluster.
    pub wcp_details: Option<WcpDetails>,
    /// Raw storage in GiB (recorded).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_capacity: Option<i64>,
    /// Whether the cluster is stretched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_type: Option<AvailabilityType>,
    /// AWS zones of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_zones: Option<Vec<String>>,
    /// Resource pool for workloads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compute_rp_name: Option<String>,
    /// Resource pool for management VMs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mgmt_rp_name: Option<String>,
    /// AWS instance type of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// Version of the storage architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsan_version: Option<String>,
    /// Notes of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_properties: Option<BTreeMap<String, String>>,
}

impl From<ClusterId> for Cluster {
    /// A cluster of which only the id is known.
    fn from(cluster_id: ClusterId) -> Self {
        Self {
            cluster_id,
            cluster_name: None,
            cluster_state: None,
            esx_host_list: Vec::new(),
            vsan_witness: None,
            aws_kms_info: None,
            host_cpu_cores_count: None,
            hyper_threading_enabled: None,
            esx_host_info: None,
            cluster_capacity: None,
            partition_placement_group_info: Vec::new(),
            msft_license_config: None,
            wcp_details: None,
            storage_capacity: None,
            availability_type: None,
            availability_zones: None,
            compute_rp_name: None,
            mgmt_rp_name: None,
            instance_type: None,
            vsan_version: None,
            custom_properties: None,
        }
    }
}

/// Processors, memory and storage. The names in camel case are older spellings of the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EntityCapacity {
    /// Processor sockets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_sockets: Option<i64>,
    /// Processor cores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_number_of_cores: Option<i64>,
    /// Clock rate over all cores, in GHz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_capacity_ghz: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_capacity_gib: Option<i64>,
    /// Solid state disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_ssds: Option<i64>,
    /// Raw storage in GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_capacity_gib: Option<i64>,
    /// Processor sockets, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "numberOfSockets", skip_serializing_if = "Option::is_none")]
    pub old_number_of_sockets: Option<i64>,
    /// Processor cores, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "totalNumberOfCores", skip_serializing_if = "Option::is_none")]
    pub old_total_number_of_cores: Option<i64>,
    /// Clock rate in whole GHz, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "cpuCapacityGhz", skip_serializing_if = "Option::is_none")]
    pub old_cpu_capacity_ghz: Option<i64>,
    /// Memory in GiB, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "memoryCapacityGib", skip_serializing_if = "Option::is_none")]
    pub old_memory_capacity_gib: Option<i64>,
    /// Solid state disks, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "numberOfSsds", skip_serializing_if = "Option::is_none")]
    pub old_number_of_ssds: Option<i64>,
    /// Raw storage in GiB, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "storageCapacityGib", skip_serializing_if = "Option::is_none")]
    pub old_storage_capacity_gib: Option<i64>,
}

/// The cluster to create. Unset fields may be absent or null; a text or number that is unset may be an empty string.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClusterConfig {
    /// Number of hosts in the cluster.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub num_hosts: i32,
    /// Number of cores to use on each host. Default: all.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub host_cpu_cores_count: Option<i32>,
    /// AWS instance type of the hosts.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub host_instance_type: Option<HostInstanceType>,
    /// Storage of the cluster in GiB, if the hosts have no storage of their own.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub storage_capacity: Option<i64>,
    /// AWS zones of the hosts, such as `us-west-2a`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_zones: Option<Vec<String>>,
    /// Licences for Microsoft software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub msft_license_config: Option<MsftLicensingConfig>,
}

/// The new configuration of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClusterReconfigureParams {
    /// Number of hosts after the change.
    pub num_hosts: i32,
    /// Storage after the change, in GiB.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub storage_capacity: Option<i64>,
    /// The property to favour: the id of a `VsanClusterReconfigBias`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub bias: Option<String>,
}

/// The configurations that a cluster can change to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VsanClusterReconfigConstraints {
    /// The number of hosts to which this applies.
    pub hosts: i32,
    /// Properties that a reconfiguration can favour.
    pub reconfig_biases: Vec<VsanClusterReconfigBias>,
    pub default_reconfig_bias_id: String,
    /// Amounts of storage that can be chosen, by the id of the bias.
    pub available_capacities: BTreeMap<String, Vec<VsanAvailableCapacity>>,
    /// Default storage, by the id of the bias.
    pub default_capacities: BTreeMap<String, VsanAvailableCapacity>,
}

/// A property that a reconfiguration can favour.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VsanClusterReconfigBias {
    /// Name for programs.
    pub id: String,
    pub short_description: String,
    /// A sentence.
    pub full_description: String,
}

/// An amount of storage with its cost and quality.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VsanAvailableCapacity {
    /// Size in GiB.
    pub size: i64,
    /// Cost, as a word.
    pub cost: String,
    /// Quality, as a word.
    pub quality: String,
}

/// Properties of all hosts of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EsxHostInfo {
    /// AWS instance type, such as `i3.metal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
}

/// AWS placement groups in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PartitionPlacementGroupInfo {
    /// Availability zone. A recording has the name of a region here, `us-west-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub partition_group_names: Vec<String>,
}

/// Licences for Microsoft software.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MsftLicensingConfig {
    /// Windows Server.
    #[serde(default, deserialize_with = "empty_as_none")]
    pub windows_licensing: Option<MsftLicensing>,
    /// SQL Server.
    #[serde(default, deserialize_with = "empty_as_none")]
    pub mssql_licensing: Option<MsftLicensing>,
    /// Whether they are academic licences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub academic_license: Option<bool>,
}

/// A key of the AWS key management service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsKmsInfo {
    /// ARN of the key.
    pub amazon_resource_name: String,
}

/// The Kubernetes control plane on a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WcpDetails {
    /// State of the Kubernetes control plane.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wcp_status: Option<WcpStatus>,
    /// Addresses of pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_cidr: Option<String>,
    /// Addresses of services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_cidr: Option<String>,
    /// Addresses for inbound traffic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingress_cidr: Option<String>,
    /// Addresses for outbound traffic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub egress_cidr: Option<String>,
}

open_enum! {
    pub enum ClusterState {
        Deploying = "DEPLOYING",
        AddingHosts = "ADDING_HOSTS",
        /// It can be used.
        Ready = "READY",
        Failed = "FAILED",
    }

    /// Whether a cluster is stretched over two zones.
    pub enum AvailabilityType {
        SingleAz = "SINGLE_AZ",
        MultiAz = "MULTI_AZ",
    }

    /// The supplier of a licence.
    pub enum MsftLicensing {
        /// No licence.
        Disabled = "DISABLED",
        /// The customer brings it.
        CustomerSupplied = "CUSTOMER_SUPPLIED",
        /// It comes with the service.
        Enabled = "ENABLED",
    }

    /// The state of the Kubernetes control plane.
    pub enum WcpStatus {
        CertificateRevokeFailed = "CERTIFICATE_REVOKE_FAILED",
        CertificateRevokeInProgress = "CERTIFICATE_REVOKE_IN_PROGRESS",
        CertificateUpdateFailed = "CERTIFICATE_UPDATE_FAILED",
        CertificateUpdateInProgress = "CERTIFICATE_UPDATE_IN_PROGRESS",
        CertificateUpdatePending = "CERTIFICATE_UPDATE_PENDING",
        Disabled = "DISABLED",
        DisableFailed = "DISABLE_FAILED",
        DisableInProgress = "DISABLE_IN_PROGRESS",
        DisablePending = "DISABLE_PENDING",
        Enabled = "ENABLED",
        EnableFailed = "ENABLE_FAILED",
        EnableInProgress = "ENABLE_IN_PROGRESS",
        EnablePending = "ENABLE_PENDING",
    }
}
