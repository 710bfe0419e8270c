//! Types for SDDCs, and for the requests that create and rename them.

use super::{
    account_link::{AccountLinkConfig, AccountLinkSddcConfig},
    clusters::MsftLicensingConfig,
    entity::{Entity, OrgId, SddcId, SddcTemplateId, empty_as_none},
    open_enum::open_enum,
    provider::{HostInstanceType, Provider, SoftwareTier},
    resource_config::AwsSddcResourceConfig,
    time::Time,
};
use serde::{Deserialize, Serialize};

/// A software-defined data center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Sddc {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: Entity<SddcId>,
    /// Name given by the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Cloud provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// Its parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_config: Option<AwsSddcResourceConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_state: Option<SddcState>,
    /// `ENABLED` or `DISABLED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_access_state: Option<String>,
    /// State of the link to the customer's AWS account.
    pub account_link_state: Option<AccountLinkState>,
    /// `1NODE`, or null for the usual kind.
    pub sddc_type: Option<String>,
    /// Time at which a single-host SDDC expires, with padded milliseconds as in `created`.
    pub expiration_date: Option<Time>,
    /// Template from which it was made (recorded).
    pub sddc_template_id: Option<SddcTemplateId>,
    /// Whether NSX accepts tokens of the sign-in service. (recorded)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsxt_csp_mode: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Edition that was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_tier: Option<SoftwareTier>,
    /// Whether a single-host SDDC has a smaller host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_node_reduced_capacity: Option<bool>,
}

impl From<Entity<SddcId>> for Sddc {
    /// An SDDC of which only the identity is known.
    fn from(entity: Entity<SddcId>) -> Self {
        Self {
            entity,
            name: None,
            provider: None,
            resource_config: None,
            sddc_state: None,
            sddc_access_state: None,
            account_link_state: None,
            sddc_type: None,
            expiration_date: None,
            sddc_template_id: None,
            nsxt_csp_mode: None,
            org_id: None,
            software_tier: None,
            one_node_reduced_capacity: None,
        }
    }
}

/// The SDDC to provision. Unset fields may be absent, null or empty strings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsSddcConfig {
    /// Number of hosts in the first cluster.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub num_hosts: i32,
    /// Name of the SDDC.
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub name: String,
    /// Cloud provider.
    pub provider: Provider,
    /// Addresses of the first compute network, such as `192.168.1.0/24`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub vxlan_subnet: Option<String>,
    /// `1NODE`, `DEFAULT`, or unset.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub sddc_type: Option<String>,
    /// One availability zone or two.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub deployment_type: Option<DeploymentType>,
    /// `US_WEST_2` or `us-west-2`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// State of the link to the customer's AWS account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_link_config: Option<AccountLinkConfig>,
    /// Accounts and subnets to link to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_link_sddc_config: Option<Vec<AccountLinkSddcConfig>>,
    /// AWS instance type of the hosts.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub host_instance_type: Option<HostInstanceType>,
    /// Licences for Microsoft software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub msft_license_config: Option<MsftLicensingConfig>,
    /// Id that the SDDC will have.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<SddcId>,
    /// Template that the SDDC is created from.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub sddc_template_id: Option<SddcTemplateId>,
    /// Size of the management VMs.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub size: Option<SddcConfigSize>,
    /// Whether to create no first compute network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_creating_vxlan: Option<bool>,
    /// Single sign-on domain. Default `vmc.local`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub sso_domain: Option<String>,
    /// Storage of each host in GiB, if the hosts have no storage of their own.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub storage_capacity: Option<i64>,
    /// Addresses of the management network. Default `10.0.0.0/16`. An empty text asks for the default too, and is kept apart from no text:
    /// the SDDC is then shown without a network, as the Terraform provider expects it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpc_cidr: Option<String>,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub vpc_name: Option<String>,
    /// VPC to use instead of a new one.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub existing_vpc_id: Option<String>,
    /// AWS Outpost to provision on.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub outpost_id: Option<String>,
    /// Storage architecture.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub vsan_version: Option<VsanVersion>,
    /// Edition to buy.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub software_tier: Option<SoftwareTier>,
    /// Whether a single-host SDDC has a smaller host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_node_reduced_capacity: Option<bool>,
}

impl AwsSddcConfig {
    /// The management network that is asked for, if one is.
    pub fn network(&self) -> Option<&str> {
        self.vpc_cidr.as_deref().filter(|network| !network.is_empty())
    }
}

/// The changes of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcPatchRequest {
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The new configuration of a single-host SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcConvertRequest {
    /// Number of hosts after the change. Default 3.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub num_hosts: Option<i32>,
}

open_enum! {
    pub enum SddcState {
        Deploying = "DEPLOYING",
        /// It can be used.
        Ready = "READY",
        Deleting = "DELETING",
        Deleted = "DELETED",
        /// Provisioning failed; it stays until deleted.
        Failed = "FAILED",
        Canceled = "CANCELED",
        ReadyForGlcmBringup = "READY_FOR_GLCM_BRINGUP",
        /// From older published types.
        DeletionFailed = "DELETION_FAILED",
    }

    /// The state of the link of an SDDC to the customer's AWS account.
    pub enum AccountLinkState {
        /// The SDDC is not linked yet.
        Delayed = "DELAYED",
        Linked = "LINKED",
        Unlinked = "UNLINKED",
    }

    /// Availability zones of an SDDC, as requests spell it.
    pub enum DeploymentType {
        SingleAz = "SingleAZ",
        MultiAz = "MultiAZ",
    }

    /// Size of the management VMs, as requests spell it.
    pub enum SddcConfigSize {
        NsxSmall = "nsx_small",
        Medium = "medium",
        Large = "large",
        NsxLarge = "nsx_large",
    }

    /// Storage architecture.
    pub enum VsanVersion {
        Vsan1 = "vsan1" | "VSAN1",
        VsanEsa = "vsanesa" | "VSANESA",
        NoVsan = "novsan" | "NOVSAN",
    }
}

/// Keys that recorded answers have and no published type. The callers were operators; that a customer sees none of these keys is an
/// assumption, and no type here has them.
///
/// A bare key counts wherever it stands in an SDDC or task. `parent.key` counts only in the object, or in each object of the list,
/// that stands under `parent`; elsewhere the same key is a customer's.
pub const OPERATOR_ONLY_KEYS: &[&str] = &[
    "admin_password",
    "admin_username",
    "agent",
    "agents",
    "backup_restore_vc_password",
    "backup_restore_vc_username",
    "certificates",
    "created_build_number",
    "default_key_pair",
    "diskgroup_list",
    "edge_lcm_enabled",
    "esx_credential",
    "esx_host_list.instance_id",
    "esx_hosts.instance_id",
    "finger_print",
    "fleet_management_password",
    "fleet_management_queue_password",
    "fleet_management_queue_user",
    "fleet_management_username",
    "intermediate_ip_pool",
    "ipv6_enabled",
    "ipv6_vpc_cidr",
    "key_provider_data",
    "locale",
    "management_vms",
    "mgmt_appliance_connectivity_enabled",
    "mgmt_appliance_connectivity_logical_switch_id",
    "new_nsx_credentials",
    "non_master_agents",
    "nsx_manager_audit_password",
    "nsx_manager_audit_username",
    "nsx_manager_password",
    "nsx_manager_username",
    "nsx_mgr_ip",
    "nsx_proxy_password",
    "nsx_proxy_username",
    "parent_notifications",
    "perf_agent_svc_password",
    "perf_agent_svc_username",
    "pop_xeni_connected",
    "prefix_lists",
    "root_nsx_controller_password",
    "root_nsx_edge_password",
    "sddc_manager_credentials",
    "ssh_check_failure_retry_time",
    "sub_domain",
    "task_sub_status_transitions",
    "temp_vc_admin_password",
    "vc_remote_plugin_support_enabled",
    "vc_ssh_credential",
    "volume_list",
    "vpc_info.created",
    "vswitch_name",
    "vuln_scanner_admin_user",
    "vuln_scanner_password",
    "witness_az",
    "zero_cloud_region",
];
