//! Objects of the networks of an SDDC: those that programs handle most. All others can be handled as
//! [`serde_json::Value`].
//!
//! Each type keeps the fields that it does not name in `other`, so that an object which was read can be changed and
//! written back.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What every object has. Fields that are `None` are not sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Common {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The path by which other objects name this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The number of changes. Replacing an object needs the current one.
    #[serde(rename = "_revision", skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
    /// The fields that have no name here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A group of addresses, VMs or segments.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// Who is in the group: objects with a `resource_type`, with conjunctions between them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expression: Vec<Value>,
    #[serde(flatten)]
    pub common: Common,
}

/// A rule of a gateway policy or of a security policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FirewallRule {
    /// `ALLOW`, `DROP` or `REJECT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Paths of groups, or `ANY` alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source_groups: Vec<String>,
    /// Paths of groups, or `ANY` alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub destination_groups: Vec<String>,
    /// Paths of services, or `ANY` alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Paths of labels or gateways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// The position of the rule: the smallest number is first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logged: Option<bool>,
    #[serde(flatten)]
    pub common: Common,
}

/// A network of workloads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Segment {
    /// `ROUTED`, `EXTENDED` or `DISCONNECTED`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subnets: Vec<SegmentSubnet>,
    #[serde(flatten)]
    pub common: Common,
}

/// The addresses of a segment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SegmentSubnet {
    /// The gateway with its prefix length: `192.168.1.1/24`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway_address: Option<String>,
    /// Ranges of addresses that are given out: `192.168.1.2-192.168.1.254`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dhcp_ranges: Vec<String>,
    /// The network, which the service computes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A rule that translates addresses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NatRule {
    /// `REFLEXIVE`, `DNAT`, `SNAT`, `NO_SNAT` or `NO_DNAT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_network: Option<String>,
    /// A public IP, for traffic from and to the internet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translated_network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(flatten)]
    pub common: Common,
}

/// A public IP address of the interface between NSX-T and AWS.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicIp {
    /// The address, which the service chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    #[serde(flatten)]
    pub common: Common,
}

/// The settings of the interfaces that lead out of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExternalConnectivityConfig {
    /// The MTU towards the intranet, 1500 to 8900.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intranet_mtu: Option<i64>,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Body of the refusals of NSX-T. (recorded)
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NsxApiError {
    /// The status as a word: `NOT_FOUND`.
    #[serde(rename = "httpStatus", default)]
    pub http_status: String,
    #[serde(default)]
    pub error_code: i64,
    #[serde(default)]
    pub module_name: String,
    pub error_message: String,
}
