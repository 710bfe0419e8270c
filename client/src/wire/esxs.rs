//! Types for hosts.

use super::{
    entity::{ClusterId, EsxId, empty_as_none},
    open_enum::open_enum,
    provider::Provider,
    public_ips::SddcPublicIp,
    time::MilliTime,
    vpc::EniInfo,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An ESXi host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsEsxHost {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_id: Option<EsxId>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// DNS name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Address of the first network card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac_address: Option<String>,
    /// Cloud provider.
    pub provider: Provider,
    /// State of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_state: Option<EsxState>,
    /// Notes of the service.
    pub custom_properties: Option<BTreeMap<String, String>>,
    /// AWS zone, such as `us-west-2a`; null for hosts added later to a ZEROCLOUD SDDC.
    pub availability_zone: Option<String>,
    /// Time at which `esx_state` last changed, with three digits of the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_last_updated: Option<MilliTime>,
    /// AWS instance type, such as `i3.metal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// Name that stays when the hardware is replaced.
    pub durable_host_name: Option<String>,
    /// Pool from which the host was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_pool: Option<String>,
    /// Elastic network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eni_list: Option<Vec<EniInfo>>,
    /// Cross-account network interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xeni_info: Option<XEniInfo>,
    /// The same, under an older name.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_eni_info: Option<XEniInfo>,
    /// Number of the placement partition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_number: Option<i64>,
    /// Number of successive checks in which AWS reported the instance as running.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ec2_instance_running_status_count: Option<i64>,
    /// Settings of the management network card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_nic_info: Option<EsxNicInfo>,
    /// Public addresses kept for the service's own use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_public_ip_pool: Option<Vec<SddcPublicIp>>,
}

/// The hosts to add, remove or change. Clients send null for fields that they do not use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EsxConfig {
    pub num_hosts: i32,
    /// Zone of new hosts.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    /// The cluster. Default: the first.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<ClusterId>,
    /// Ids of the hosts. Default: the service chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esxs: Option<Vec<EsxId>>,
    /// Whether to fail if new hosts would share a placement partition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict_placement: Option<bool>,
}

/// A cross-account network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct XEniInfo {
    /// The interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_eni_id: Option<String>,
    /// Its association with the trunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub association_id: Option<String>,
    /// The trunk interface that carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trunk_eni_id: Option<String>,
}

/// Settings of a host's network card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EsxNicInfo {
    /// IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// MAC address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vlan: Option<String>,
    /// Default gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// TCP/IP stack of the host.
    #[serde(rename = "net-stack", skip_serializing_if = "Option::is_none")]
    pub net_stack: Option<String>,
}

/// The witness host of a stretched cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsWitnessEsx {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_id: Option<EsxId>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// DNS name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Address of the first network card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac_address: Option<String>,
    /// Cloud provider.
    pub provider: Provider,
    /// State of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enum_state: Option<WitnessState>,
    /// AWS instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// Elastic network interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eni_info: Option<EniInfo>,
}

open_enum! {
    /// Where a host stands.
    pub enum EsxState {
        Deploying = "DEPLOYING",
        Initializing = "INITIALIZING",
        Provisioned = "PROVISIONED",
        /// It can be used.
        Ready = "READY",
        Deleting = "DELETING",
        Deleted = "DELETED",
        Failed = "FAILED",
        AddingToVcenter = "ADDING_TO_VCENTER",
        DeletingFromVcenter = "DELETING_FROM_VCENTER",
        /// Gone from the cluster, not yet from AWS.
        PendingCloudDeletion = "PENDING_CLOUD_DELETION",
    }

    /// Where a witness host stands.
    pub enum WitnessState {
        Deploying = "DEPLOYING",
        Provisioned = "PROVISIONED",
        Deleting = "DELETING",
        /// It can be used.
        Ready = "READY",
        Failed = "FAILED",
    }
}

/// A disk group of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VsanDiskgroupMapping {
    /// How its disks are told apart. The values are published without a description.
    pub mapping_type: VsanDiskgroupMappingType,
}

open_enum! {
    /// How the disks of a disk group are told apart.
    pub enum VsanDiskgroupMappingType {
        /// By serial numbers.
        Serial = "SERIAL",
        /// By canonical names.
        Canonical = "CANONICAL",
        /// By their equal sizes.
        Symmetric = "SYMMETRIC",
    }
}
