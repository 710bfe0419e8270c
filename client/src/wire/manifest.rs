//! Types for the software versions that an SDDC was built from.

use super::{entity::PopInfoId, open_enum::open_enum, time::Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The software of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcManifest {
    /// Machine image of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_ami: Option<AmiInfo>,
    /// Bundle of the lifecycle manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glcm_bundle: Option<GlcmBundle>,
    /// Name of the build cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// Version shown to customers, such as `1.16`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vmc_version: Option<String>,
    /// Full version, such as `1.16.0.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vmc_internal_version: Option<String>,
    /// Software of the point-of-presence agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pop_info: Option<PopInfo>,
    /// Hosts whose storage is EBS volumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ebs_backed_vsan_config: Option<EbsBackedVsanConfig>,
    /// Machine image of hosts with NSX-T.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_nsxt_ami: Option<AmiInfo>,
    /// Machine image of witness hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsan_witness_ami: Option<AmiInfo>,
}

/// An AWS machine image.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AmiInfo {
    /// The image, such as `ami-1a2b3c4d`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// AWS region, such as `us-west-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Instance type that it is intended for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
}

/// A bundle of the lifecycle manager.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GlcmBundle {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Address, in the recorded spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_bucket: Option<String>,
    /// Address, in the published spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "s3Bucket", skip_serializing_if = "Option::is_none")]
    pub published_s3_bucket: Option<String>,
}

/// The build cycle of a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Metadata {
    /// The cycle, such as `Cycle-20`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycle_id: Option<String>,
    /// Milliseconds since 1970, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
}

/// Hosts whose storage is EBS volumes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EbsBackedVsanConfig {
    /// AWS instance type, such as `r5.metal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
}

/// Software of the point-of-presence agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PopInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<PopInfoId>,
    /// Time at which it was built, with padded milliseconds as in `created`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Time>,
    /// Machine images by region.
    pub ami_infos: BTreeMap<String, PopAmiInfo>,
    /// Version of this description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest_version: Option<String>,
    /// Operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_type: Option<PopOsType>,
    /// Services by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_infos: Option<BTreeMap<String, PopServiceInfo>>,
}

/// A machine image of the point-of-presence agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PopAmiInfo {
    /// The image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Purpose of the image. Default `POP`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<PopAmiType>,
    /// AWS region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Instance type that it is intended for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
}

/// A service on the point-of-presence agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PopServiceInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<PopService>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Change list number of its source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cln: Option<String>,
}

open_enum! {
    /// Operating system of the point-of-presence agent.
    pub enum PopOsType {
        Centos = "CENTOS",
        Amazon = "AMAZON",
        Photon = "PHOTON",
    }

    /// What an image is for.
    pub enum PopAmiType {
        Centos = "CENTOS",
        Pop = "POP",
    }

    /// A service on the point-of-presence agent. Values are from older published types; the newest lists none.
    pub enum PopService {
        Os = "OS",
        Agent = "AGENT",
        Glcm = "GLCM",
        S3Adapter = "S3_ADAPTER",
        Jre = "JRE",
        Docker = "DOCKER",
        Aide = "AIDE",
        Rts = "RTS",
        FmManagement = "FM_MANAGEMENT",
        FmLogCollector = "FM_LOG_COLLECTOR",
        FmMetricsCollector = "FM_METRICS_COLLECTOR",
        Bre = "BRE",
        Brf = "BRF",
        ReverseProxy = "REVERSE_PROXY",
        ForwardProxy = "FORWARD_PROXY",
        Dns = "DNS",
        Ntp = "NTP",
        LogzLogCollector = "LOGZ_LOG_COLLECTOR",
    }
}
