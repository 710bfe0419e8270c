//! Types for the resources of an SDDC.

use super::{
    account_link::SddcLinkConfig,
    clusters::{Cluster, MsftLicensingConfig},
    entity::{OrgId, SddcId, null_as_empty},
    esxs::AwsEsxHost,
    manifest::SddcManifest,
    open_enum::open_enum,
    provider::{Provider, SoftwareTier},
    public_ips::SddcPublicIp,
    secret::Secret,
    vpc::{EniInfo, VpcInfo},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The parts of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsSddcResourceConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<SddcId>,
    /// Region in upper case, such as `US_WEST_2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Public addresses of workloads.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub public_ip_pool: Vec<SddcPublicIp>,
    /// Its software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_manifest: Option<SddcManifest>,
    /// How the point-of-presence agent reaches the SDDC.
    pub pop_agent_xeni_connection: Option<PopAgentXeniConnection>,
    /// Hosts of all clusters.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub esx_hosts: Vec<AwsEsxHost>,
    /// Notes of the service.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub custom_properties: BTreeMap<String, String>,
    /// The AWS network of the SDDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_info: Option<VpcInfo>,
    /// Address of vCenter, a URL too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_ip: Option<String>,
    /// URL of vCenter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_url: Option<String>,
    /// Instance id of vCenter.
    pub vc_instance_id: Option<String>,
    /// Address of the Platform Services Controller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psc_ip: Option<String>,
    /// URL of the Platform Services Controller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psc_url: Option<String>,
    /// URL of the NSX manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_mgr_url: Option<String>,
    /// URL of the NSX manager's login page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_mgr_login_url: Option<String>,
    /// vCenter in the management network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_management_ip: Option<String>,
    /// Whether the storage is NFS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nfs_mode: Option<bool>,
    /// Public address of vCenter.
    pub vc_public_ip: Option<String>,
    /// Whether vCenter keeps permissions per container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_containerized_permissions_enabled: Option<bool>,
    /// Platform Services Controller in the management network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psc_management_ip: Option<String>,
    /// NSX manager in the management network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_mgr_management_ip: Option<String>,
    /// Addresses of the NSX controllers.
    pub nsx_controller_ips: Option<Vec<String>>,
    /// Addresses of the first compute network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vxlan_subnet: Option<String>,
    /// Whether the SDDC was created without a first compute network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_creating_vxlan: Option<bool>,
    /// Compute gateways.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub cgws: Vec<String>,
    /// Management gateway. It is empty with NSX-T.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mgw_id: Option<String>,
    /// Logical networks.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub sddc_networks: Vec<String>,
    /// Cloud provider.
    pub provider: Provider,
    /// vCenter's id of the first cluster.
    pub esx_cluster_id: Option<String>,
    /// Single sign-on domain, such as `vmc.local`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sso_domain: Option<String>,
    /// The customer's vCenter user, such as `cloudadmin@vmc.local`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_username: Option<String>,
    /// The first password of that user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_password: Option<Secret>,
    /// vCenter group of that user.
    pub cloud_user_group: Option<String>,
    /// The customer's NSX administrator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_cloud_admin: Option<String>,
    /// The first password of that user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_cloud_admin_password: Option<Secret>,
    /// The customer's NSX auditor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_cloud_audit: Option<String>,
    /// The first password of that user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_cloud_audit_password: Option<Secret>,
    /// Resource pool of the management VMs.
    pub management_rp: Option<String>,
    /// Datastore of the management VMs.
    pub management_ds: Option<String>,
    /// Public address of the NSX manager. (recorded)
    pub nsx_reverse_proxy_url: Option<String>,
    /// Base of the NSX API from outside, ending in `/sks-nsxt-manager`; clients cut that off or keep it.
    pub nsx_api_public_endpoint_url: Option<String>,
    /// Whether vCenter accepts tokens of the sign-in service.
    pub vc_csp_login_status: Option<String>,
    /// vCenter user for emergencies.
    pub vc_break_glass_url: Option<String>,
    /// Whether the management VMs' names resolve to private addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_with_management_vm_private_ip: Option<bool>,
    /// Clusters, the primary one first.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub clusters: Vec<Cluster>,
    /// One availability zone or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_type: Option<ResourceDeploymentType>,
    /// AWS zones, such as `us-west-2a`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub availability_zones: Vec<String>,
    /// AWS zone of the witness host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness_availability_zone: Option<String>,
    /// Whether vSphere Lifecycle Manager is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vlcm_enabled: Option<bool>,
    /// Whether distributed switches are converged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvds_enabled: Option<bool>,
    /// Addresses of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_host_subnet: Option<String>,
    /// Network of the management appliances.
    pub mgmt_appliance_network_name: Option<String>,
    /// Paid additions to NSX.
    pub nsxt_addons: Option<NsxtAddons>,
    /// Hardening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_security: Option<SddcSecurity>,
    /// vCenter's client at the sign-in.
    pub vc_oauth_client: Option<CspOauthClient>,
    /// NSX's own client at the sign-in.
    pub nsx_native_client: Option<CspOauthClient>,
    /// Size of the management VMs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_size: Option<SddcSize>,
    /// Licences for Microsoft software.
    pub msft_license_config: Option<MsftLicensingConfig>,
    /// The AWS Outpost it runs on.
    pub outpost_config: Option<OutpostConfig>,
    /// Maximum number of its public addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_num_public_ip: Option<i64>,
    /// Public addresses of the management gateway.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub mgw_public_ip_pool: Vec<SddcPublicIp>,
    /// Whether the network is NSX-T.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsxt: Option<bool>,
    /// Whether the SDDC has the requested configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_desired_state: Option<bool>,
    /// Links to the customer's AWS accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_link_sddc_config: Option<Vec<SddcLinkConfig>>,
    /// S3 bucket for backups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_restore_bucket: Option<String>,
    /// AWS instance profile of the hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub esx_instance_profile: Option<InstanceProfileInfo>,
    /// Providers of encryption keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_provider: Option<Vec<KeyProviderData>>,
    /// Endpoint of the AWS key management service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_vpc_endpoint: Option<KmsVpcEndpoint>,
    /// Client of NSX's services at the sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_service_client: Option<CspOauthClient>,
    /// Client of NSX's users at the sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_user_client: Option<CspOauthClient>,
    /// Edition that was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_tier: Option<SoftwareTier>,
    /// Whether vCenter has one name inside and one outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_hostname_vc_deployment: Option<bool>,
    /// AWS network of the point-of-presence agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_info_peered_agent: Option<VpcInfo>,
    /// Encryption of the storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsan_encryption_config: Option<VsanEncryptionConfig>,
}

/// How the point-of-presence agent reaches an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PopAgentXeniConnection {
    /// Its network interface in the SDDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eni_info: Option<EniInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_subnet_route: Option<String>,
}

/// Size of the management VMs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcSize {
    /// Size of vCenter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_size: Option<VcSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsx_size: Option<NsxSize>,
    /// Size of vCenter and NSX.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<SddcSizeName>,
}

/// Hardening of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcSecurity {
    /// Compliance rules. `NONE` was recorded, although the published type does not list it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<SddcSecurityProfile>,
    /// Whether it is hardened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardened: Option<bool>,
    /// The same, under an older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_hardened: Option<bool>,
}

/// Paid additions to NSX.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NsxtAddons {
    /// Whether the advanced addition is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_nsx_advanced_addon: Option<bool>,
}

/// An AWS Outpost under an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OutpostConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outpost_id: Option<String>,
    /// Whether it is simulated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mocked: Option<bool>,
    /// State of its connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OutpostStatus>,
    /// The same as another field, under another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outpost_status: Option<OutpostStatus>,
}

/// A client at the sign-in service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CspOauthClient {
    /// Client id.
    pub id: String,
    /// Client secret. It is never null, because clients fail on null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// Organization that owns the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Ways to get a token, such as `authorization_code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_types: Option<Vec<String>>,
    /// Address to which a user is sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// All addresses to which browsers may be sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// Path of the client in the sign-in's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_link: Option<String>,
    /// Seconds for which an access token is valid.
    #[serde(rename = "accessTokenTTL", skip_serializing_if = "Option::is_none")]
    pub access_token_ttl: Option<i64>,
    /// Seconds for which a refresh token is valid.
    #[serde(rename = "refreshTokenTTL", skip_serializing_if = "Option::is_none")]
    pub refresh_token_ttl: Option<i64>,
}

/// An AWS instance profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InstanceProfileInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_profile_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// The policy of the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
}

/// Endpoint of the AWS key management service in the SDDC's VPC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct KmsVpcEndpoint {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_endpoint_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_interface_ids: Option<Vec<String>>,
}

/// Encryption of the storage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VsanEncryptionConfig {
    /// TCP port of the key server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// Certificate of the key server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// A provider of encryption keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct KeyProviderData {
    /// Name of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Kind of provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_type: Option<String>,
    /// The key, if vCenter itself keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native_spec_key_material: Option<NativeSpecKeyMaterial>,
    /// Whether it is the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_default_key_provider: Option<bool>,
    /// Whether the hosts use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_host_key_provider: Option<bool>,
}

/// A key that vCenter itself keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NativeSpecKeyMaterial {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
}

open_enum! {
    /// Availability zones of an SDDC, as answers spell it.
    pub enum ResourceDeploymentType {
        SingleAz = "SINGLE_AZ",
        MultiAz = "MULTI_AZ",
        /// Older spelling.
        OldSingleAz = "SingleAZ",
        /// Older spelling.
        OldMultiAz = "MultiAZ",
    }

    /// Size of vCenter.
    pub enum VcSize {
        Medium = "medium",
        Large = "large",
    }

    pub enum NsxSize {
        Small = "small",
        Medium = "medium",
        Large = "large",
    }

    /// Size of the management VMs, as answers spell it.
    pub enum SddcSizeName {
        NsxSmall = "NSX_SMALL",
        Medium = "MEDIUM",
        Large = "LARGE",
        NsxLarge = "NSX_LARGE",
    }

    /// Rules to meet.
    pub enum SddcSecurityProfile {
        Default = "PROFILE_DEFAULT",
        /// Payment card industry.
        PciCommercial = "PROFILE_PCI_COMMERCIAL",
        /// No rules (recorded, not published).
        None = "NONE",
    }

    /// The state of the connection to an AWS Outpost.
    pub enum OutpostStatus {
        Deploying = "DEPLOYING",
        Connected = "CONNECTED",
        Disconnected = "DISCONNECTED",
    }
}
