//! Types for the public IP addresses of an SDDC.

use super::entity::null_as_empty;
use serde::{Deserialize, Serialize};

/// A public IP address of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcPublicIp {
    /// The address.
    pub public_ip: String,
    /// Name given by the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// AWS allocation, such as `eipalloc-0567acf34e436c01f`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocation_id: Option<String>,
    /// Address of the workload behind it; absent while unattached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associated_private_ip: Option<String>,
    /// Rule that translates inbound traffic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dnat_rule_id: Option<String>,
    /// Rule that translates outbound traffic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snat_rule_id: Option<String>,
}

/// Public addresses to allocate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcAllocatePublicIpSpec {
    /// Number of addresses to allocate.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub count: i32,
    /// Names for them, in order.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Workload addresses to attach them to, in order.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub private_ips: Vec<String>,
}
