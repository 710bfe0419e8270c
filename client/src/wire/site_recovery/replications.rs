//! Types for the replications of site recovery: their number, their data and their issues.

use crate::wire::{entity::null_as_empty, time::Time};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The number of replications. The types of the fields are as published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReplicationsCount {
    /// Number of replications to the SDDC, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming: Option<String>,
    /// Number of replications from the SDDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_uuid: Option<i64>,
}

/// A replication and its server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReplicationData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_name: Option<String>,
    /// Identifier of the replication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_uuid: Option<String>,
    /// Identifier of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hbr_server_uuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hbr_server_name: Option<String>,
    /// Whether its load is spread over several servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_out: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReplicaDisk {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The collection that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_id: Option<String>,
    /// The datastore that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datastore_mo_id: Option<String>,
    /// Whether it can be moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movable: Option<bool>,
    /// The space that it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space_requirement: Option<f64>,
    /// The datastores to which it can be moved.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub datastores_for_single_host_move: Vec<Map<String, Value>>,
}

/// The disks of one replica.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReplicaDiskCollection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The VM that holds the place of the replica.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_vm_mo_id: Option<String>,
    /// Time at which the collection was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<Time>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub disks: Vec<ReplicaDisk>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct HmsReplicationIssueInfo {
    /// The object that has the issue.
    pub target_object_mo_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_object_name: Option<String>,
    /// How severe it is.
    pub severity: String,
    /// Kind of issue.
    pub issue_type: String,
    /// Time at which it began.
    pub triggered_time: Time,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<ReplicationFault>,
    /// Direction of the replication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// The site that is replicated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_site_uuid: Option<String>,
    /// The site to which it is replicated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_site_uuid: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct HmsSiteIssueInfo {
    /// The object that has the issue.
    pub target_object_mo_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_object_name: Option<String>,
    /// How severe it is.
    pub severity: String,
    /// Kind of issue.
    pub issue_type: String,
    /// Time at which it began.
    pub triggered_time: Time,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<ReplicationFault>,
}

/// What is wrong with a replication or a site. Published as `Fault`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(rename = "Fault"))]
pub struct ReplicationFault {
    /// The sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The fault behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Map<String, Value>>,
}
