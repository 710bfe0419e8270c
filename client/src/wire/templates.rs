//! Types for templates: saved configurations of SDDCs from which new SDDCs can be created.

use super::{
    account_link::AccountLinkSddcConfig,
    entity::{Entity, OrgId, SddcId, SddcTemplateId, null_as_empty},
    gateway_templates::{NetworkTemplate, NetworkingTemplate},
    open_enum::open_enum,
    provider::Provider,
    public_ips::SddcPublicIp,
    sddcs::Sddc,
};
use serde::{Deserialize, Serialize};

/// The saved configuration of an SDDC, from which others can be created.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcTemplate {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: Entity<SddcTemplateId>,
    /// Links of the SDDCs that are created from it.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub account_link_sddc_configs: Vec<AccountLinkSddcConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The gateways and their networks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_template: Option<NetworkTemplate>,
    /// The same, under its oldest name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub networking_template: Option<NetworkingTemplate>,
    /// Number of hosts. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_hosts: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Cloud provider. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// Public addresses. Oldest interface only.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub public_ips: Vec<SddcPublicIp>,
    /// Region. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The SDDC that it was kept from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc: Option<Box<Sddc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_sddc_id: Option<SddcId>,
    /// Single sign-on domain. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sso_domain: Option<String>,
    /// State of the template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<SddcTemplateState>,
    /// The organization. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    /// Address of vCenter. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_public_ip: Option<SddcPublicIp>,
    /// Address of vCenter. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vc_url: Option<String>,
    /// Addresses of the management network. Oldest interface only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_cidr: Option<String>,
}

impl From<Entity<SddcTemplateId>> for SddcTemplate {
    /// A template of which only the identity is known.
    fn from(entity: Entity<SddcTemplateId>) -> Self {
        Self {
            entity,
            account_link_sddc_configs: Vec::new(),
            name: None,
            network_template: None,
            networking_template: None,
            num_hosts: None,
            org_id: None,
            provider: None,
            public_ips: Vec::new(),
            region: None,
            sddc: None,
            source_sddc_id: None,
            sso_domain: None,
            state: None,
            tenant_id: None,
            vc_public_ip: None,
            vc_url: None,
            vpc_cidr: None,
        }
    }
}

open_enum! {
    pub enum SddcTemplateState {
        /// Being kept.
        Initialization = "INITIALIZATION",
        /// Ready to be used.
        Available = "AVAILABLE",
        /// An SDDC is being made from it.
        InUse = "INUSE",
        /// An SDDC was made from it.
        Applied = "APPLIED",
        Deleting = "DELETING",
        Deleted = "DELETED",
        Failed = "FAILED",
        /// Older spelling.
        Initializing = "INITIALIZING",
    }
}
