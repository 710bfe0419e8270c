//! Types for connectivity tests from an SDDC to targets on the customer's premises.

use super::{entity::null_as_empty, open_enum::open_enum};
use serde::{Deserialize, Serialize};

/// The tests that can be run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityValidationGroups {
    /// Groups of tests.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub groups: Vec<ConnectivityValidationGroup>,
}

/// Tests for one purpose. As a request, the sub-groups to run with the values of their inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityValidationGroup {
    /// The purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ConnectivityValidationGroupId>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its parts, one for each kind of place.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub sub_groups: Vec<ConnectivityValidationSubGroup>,
}

/// Tests against one kind of place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityValidationSubGroup {
    /// The kind of place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ConnectivityValidationSubGroupId>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Inputs of the user.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub inputs: Vec<ConnectivityValidationInput>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub tests: Vec<ConnectivityAgentValidation>,
}

/// An input of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityValidationInput {
    /// Kind of the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ConnectivityValidationInputId>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Value that the user entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// One thing that is tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityAgentValidation {
    /// Way of testing.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<ConnectivityAgentValidationType>,
    /// Management VM that the test starts from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<ConnectivityAgentValidationSource>,
    /// TCP ports.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<String>,
    /// Path of the address that is fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Size of the packets in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pktsize: Option<String>,
}

/// Result of a test: `params.test_result` of the finished task. The name is published; the fields are those of the interface of 2018.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityValidationGroupResultWrapper {
    /// One entry for each sub-group that was asked for.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<ConnectivityValidationSubGroupResult>,
}

/// Result for one kind of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityValidationSubGroupResult {
    /// The kind of place.
    #[serde(rename = "type")]
    pub type_: ConnectivityValidationSubGroupId,
    /// One entry for each thing tried.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<ConnectivityValidationResult>,
}

/// Result of one thing tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityValidationResult {
    /// How it was tried.
    #[serde(rename = "type")]
    pub type_: ConnectivityAgentValidationType,
    /// What came of it.
    pub status: ConnectivityValidationStatus,
    /// Sentences for a person.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub messages: Vec<String>,
}

open_enum! {
    /// What a group of tests is for.
    pub enum ConnectivityValidationGroupId {
        /// Hybrid linked mode.
        Hlm = "HLM",
        /// Site recovery.
        Draas = "DRAAS",
    }

    /// A kind of place.
    pub enum ConnectivityValidationSubGroupId {
        PrimaryDns = "PRIMARY_DNS",
        SecondaryDns = "SECONDARY_DNS",
        OnpremVcenter = "ONPREM_VCENTER",
        OnpremPsc = "ONPREM_PSC",
        ActiveDirectory = "ACTIVE_DIRECTORY",
        OnpremEsx = "ONPREM_ESX",
        DraasOnpremVcenter = "DRAAS_ONPREM_VCENTER",
        DraasOnpremPsc = "DRAAS_ONPREM_PSC",
        DraasOnpremSrm = "DRAAS_ONPREM_SRM",
        DraasOnpremVr = "DRAAS_ONPREM_VR",
    }

    /// What an input is.
    pub enum ConnectivityValidationInputId {
        Hostname = "HOSTNAME",
        HostIp = "HOST_IP",
        HostnameOrIp = "HOSTNAME_OR_IP",
    }

    /// How something is tried.
    pub enum ConnectivityAgentValidationType {
        Ping = "PING",
        Traceroute = "TRACEROUTE",
        Dns = "DNS",
        /// TCP connections.
        Connectivity = "CONNECTIVITY",
        Curl = "CURL",
    }

    /// The management VM from which something is tried.
    pub enum ConnectivityAgentValidationSource {
        Vcenter = "VCENTER",
        /// Site recovery.
        Srm = "SRM",
        /// Replication.
        Vr = "VR",
    }

    /// What came of something tried.
    pub enum ConnectivityValidationStatus {
        Untested = "UNTESTED",
        Success = "SUCCESS",
        Fail = "FAIL",
        Warning = "WARNING",
        Waiting = "WAITING",
        Running = "RUNNING",
        Timeout = "TIMEOUT",
    }
}
