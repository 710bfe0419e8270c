//! The properties of an organization: its quotas and switches, as text.

use crate::kernel::{collections::map_of, shared::Shared};
use std::{collections::BTreeMap, sync::LazyLock};

/// The default quotas and switches of an organization. The names are recorded. The values are chosen so that ordinary use stays below the
/// quotas, except where the value is recorded (the minimum of 2 hosts). In two zones the recorded minimum was 4 hosts; since 2022 it is 2 (documented).
const DEFAULT_PROPERTIES: &[(&str, &str)] = &[
    ("accountLinkingOptional", "false"),
    ("defaultAwsRegions", "US_WEST_2,US_EAST_1,EU_CENTRAL_1,EU_WEST_2,AP_NORTHEAST_1,AP_SOUTHEAST_2"),
    ("defaultHostsPerSddc", "4"),
    ("defaultPDXDatacenter", "pdx2"),
    ("enableAWSCloudProvider", "true"),
    ("enableZeroCloudCloudProvider", "true"),
    ("enabledAvailabilityZones", r#"{"us-east-1":["iad6","iad7","iad12"],"us-west-2":["pdx1", "pdx4", "pdx2"]}"#),
    ("hostLimit", "128"),
    ("invitationCode", "/csp/gateway/slc/api/service-invitations/00000000000000000000000000000"),
    ("isAllAccess", "true"),
    ("maxClustersPerSDDC", "20"),
    ("maxHostsPerSddc", "64"),
    ("maxHostsPerSddcOnCreate", "16"),
    ("minHostsPerSddc", "2"),
    ("minHostsPerSddcMultiAz", "2"),
    ("planVersion", "3.0"),
    ("sddcLimit", "20"),
    ("sddcTypes", "1NODE,DEFAULT"),
    ("skipSubscriptionCheck", "true"),
];

/// The properties of every organization that is not otherwise set up.
pub(super) static UNCHANGED_PROPERTIES: LazyLock<Shared<BTreeMap<String, String>>> = LazyLock::new(|| {
    let all = DEFAULT_PROPERTIES.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    map_of(all).into()
});

/// The regions in a property, separated by commas.
pub(super) fn regions_in(property: &str) -> Vec<String> {
    property.split(',').map(|region| region.trim().to_owned()).filter(|region| !region.is_empty()).collect()
}

/// The regions of an organization that is not otherwise set up, such as `US_WEST_2`.
pub(super) static DEFAULT_REGIONS: LazyLock<Vec<String>> =
    LazyLock::new(|| regions_in(UNCHANGED_PROPERTIES.get("defaultAwsRegions").map_or("", String::as_str)));
