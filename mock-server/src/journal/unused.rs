//! Fields that the wire types define and the simulator ignores.
//!
//! A test sends each field of these operations and compares the result with that of a request without the field. A field is listed here if,
//! and only if, it has no effect except that the task repeats it in its `params`.

use serde_json::Value;

/// A body field that has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unused {
    /// Name of the operation.
    pub operation: &'static str,
    /// Name of the field.
    pub field: &'static str,
    /// The reason why the field has no effect.
    pub why: &'static str,
}

const fn unused(operation: &'static str, field: &'static str, why: &'static str) -> Unused {
    Unused { operation, field, why }
}

/// The body fields that have no effect, by operation.
pub const UNUSED: &[Unused] = &[
    unused("CreateSddc", "existing_vpc_id", "The VPC of an SDDC is always a new one."),
    unused("CreateSddc", "one_node_reduced_capacity", "Hosts have one capacity."),
    unused("CreateSddc", "outpost_id", "There are no outposts."),
    unused("CreateSddc", "sddc_id", "Ids are the service's to choose."),
    unused("CreateSddc", "software_tier", "There is one tier."),
    unused("CreateSddc", "vpc_name", "The VPC of an SDDC has no name."),
    unused("CreateSddc", "vsan_version", "There is one version."),
    unused("ChangeEsxs", "strict_placement", "Hosts are placed where they are asked for or not at all."),
    unused("PrecheckAddHosts", "availability_zone", "A precheck counts hosts, wherever they are to be."),
    unused("PrecheckAddHosts", "esxs", "Hosts that are to come have no ids."),
    unused("PrecheckAddHosts", "strict_placement", "A precheck counts hosts, wherever they are to be."),
    unused("SetCompatibleSubnetAsync", "availability_zone", "It follows from the subnet."),
    unused("SetCompatibleSubnetAsync", "is_compatible", "It follows from the subnet."),
    unused("SetCompatibleSubnetAsync", "name", "It follows from the subnet."),
    unused("SetCompatibleSubnetAsync", "region_name", "It follows from the subnet."),
    unused("SetCompatibleSubnetAsync", "subnet_cidr_block", "It follows from the subnet."),
    unused("SetCompatibleSubnetAsync", "vpc_cidr_block", "It follows from the subnet."),
    unused("SetCompatibleSubnetAsync", "vpc_id", "It follows from the subnet."),
];

/// Returns the fields of a body that have no effect. Null values and empty strings count as not sent.
pub(crate) fn sent(operation: &str, body: &[u8]) -> Vec<String> {
    let mut rows = UNUSED.iter().filter(|unused| unused.operation == operation).peekable();
    if rows.peek().is_none() {
        return Vec::new();
    }
    let Ok(document) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let is_set = |value: &&Value| !value.is_null() && *value != "";
    rows.filter(|row| document.get(row.field).filter(is_set).is_some()).map(|row| row.field.to_owned()).collect()
}
