//! Types for the network part of a template: gateways with their rules, networks and tunnels.

use super::{entity::null_as_empty, open_enum::open_enum, public_ips::SddcPublicIp, secret::Secret};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Gateways of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NetworkTemplate {
    /// Gateways of the workloads.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub compute_gateway_templates: Vec<ComputeGatewayTemplate>,
    /// Gateways of the management VMs.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub management_gateway_templates: Vec<ManagementGatewayTemplate>,
}

/// Gateways of an SDDC, by the oldest name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NetworkingTemplate {
    /// Gateways of the workloads.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub compute_gateway_templates: Vec<ComputeGatewayTemplate>,
    /// Gateways of the management VMs.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub management_gateway_templates: Vec<ManagementGatewayTemplate>,
}

/// The gateway of the workloads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ComputeGatewayTemplate {
    #[serde(default, deserialize_with = "null_as_empty")]
    pub firewall_rules: Vec<FirewallRule>,
    /// First DNS server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_dns: Option<String>,
    /// Public address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_ip: Option<SddcPublicIp>,
    /// Second DNS server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secondary_dns: Option<String>,
    /// Tunnels to other sites.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub vpns: Vec<Vpn>,
    /// Layer-2 tunnels, in no published form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub l2_vpn: Option<Map<String, Value>>,
    /// Networks of the workloads.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub logical_networks: Vec<LogicalNetwork>,
    /// Rules that translate addresses.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub nat_rules: Vec<NatRule>,
}

/// The gateway of the management VMs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ManagementGatewayTemplate {
    #[serde(default, deserialize_with = "null_as_empty")]
    pub firewall_rules: Vec<FirewallRule>,
    /// First DNS server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_dns: Option<String>,
    /// Public address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_ip: Option<SddcPublicIp>,
    /// Second DNS server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secondary_dns: Option<String>,
    /// Tunnels to other sites.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub vpns: Vec<Vpn>,
    /// Addresses of the management network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_cidr: Option<String>,
}

/// A network of workloads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LogicalNetwork {
    /// `true` if addresses are handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp_enabled: Option<String>,
    /// Addresses that are handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp_ip_range: Option<String>,
    /// Address of the gateway.
    #[serde(rename = "gatewayIp", skip_serializing_if = "Option::is_none")]
    pub gateway_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Connections to other networks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_type: Option<LogicalNetworkType>,
    /// Its addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_cidr: Option<String>,
    /// Tunnel that extends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tunnel_id: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FirewallRule {
    /// What the rule does with matching packets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<FirewallRuleAction>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub application_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Destination, as groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_scope: Option<FirewallRuleScope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<i32>,
    /// Interface that it holds on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_interface: Option<String>,
    /// The creator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_type: Option<FirewallRuleType>,
    /// Protocols and ports.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub services: Vec<FirewallService>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Source, as groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_scope: Option<FirewallRuleScope>,
}

/// Groups of addresses and interfaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FirewallRuleScope {
    /// Groups of addresses.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub grouping_object_ids: Vec<String>,
    /// Groups of interfaces.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub vnic_group_ids: Vec<VnicGroup>,
}

/// Protocol and ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FirewallService {
    /// Ports, such as `443` or `8000-8080`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ports: Vec<String>,
    /// Protocol, such as `TCP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
}

/// A rule that translates addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NatRule {
    /// Direction of the translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<NatRuleAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Internal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_ports: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Protocol, such as `TCP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// External address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_ip: Option<String>,
    /// External ports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_ports: Option<String>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<i32>,
    /// The creator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_type: Option<String>,
}

/// A tunnel to another site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Vpn {
    /// Way in which the two ends authenticate each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<VpnAuthentication>,
    /// The channel through which keys are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_status: Option<VpnChannelStatus>,
    /// Diffie-Hellman group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dh_group: Option<VpnDhGroup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest_algorithm: Option<VpnDigestAlgorithm>,
    /// Whether it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Cipher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<VpnEncryption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Version of the key exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ike_option: Option<VpnIkeOption>,
    /// Networks of this side.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub internal_network_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Gateway of the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_prem_gateway_ip: Option<String>,
    /// Its address behind a translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_prem_nat_ip: Option<String>,
    /// Networks of the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_prem_network_cidr: Option<String>,
    /// Whether perfect forward secrecy is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pfs_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_shared_key: Option<Secret>,
    /// State of the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<VpnState>,
    /// Its parts, by pairs of networks.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub tunnel_statuses: Vec<VpnTunnelStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// The channel through which keys are sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VpnChannelStatus {
    /// State, as a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_state: Option<String>,
    /// State of the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_status: Option<VpnLinkStatus>,
    /// Reason of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_info_message: Option<String>,
}

/// A tunnel between two networks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VpnTunnelStatus {
    /// Reason why it is not up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_info_message: Option<String>,
    /// Network of this side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_subnet: Option<String>,
    /// Network of the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_prem_subnet: Option<String>,
    /// Traffic of the tunnel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traffic_stats: Option<VpnTunnelTrafficStats>,
    /// State, as a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tunnel_state: Option<String>,
    /// State of the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tunnel_status: Option<VpnLinkStatus>,
}

/// The traffic of a tunnel. All values are strings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VpnTunnelTrafficStats {
    /// Packets that could not be deciphered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decryption_failures: Option<String>,
    /// Packets that could not be enciphered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption_failures: Option<String>,
    /// Packets that were changed on the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integrity_errors: Option<String>,
    /// Faults in receiving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packet_received_errors: Option<String>,
    /// Faults in sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packet_sent_errors: Option<String>,
    /// Packets received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packets_in: Option<String>,
    /// Packets sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packets_out: Option<String>,
    /// Packets that were received twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_errors: Option<String>,
    /// Bytes received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rx_bytes_on_local_subnet: Option<String>,
    /// Overflows of the packet number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number_over_flow_errors: Option<String>,
    /// Bytes sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tx_bytes_from_local_subnet: Option<String>,
}
open_enum! {
    /// The way in which a network is connected to others.
    pub enum LogicalNetworkType {
        Hosted = "HOSTED",
        Routed = "ROUTED",
        Extended = "EXTENDED",
    }

    pub enum FirewallRuleAction {
        Allow = "ALLOW",
        Deny = "DENY",
    }

    /// The creator of a firewall rule.
    pub enum FirewallRuleType {
        User = "USER",
        Default = "DEFAULT",
    }

    /// A group of interfaces.
    pub enum VnicGroup {
        Vse = "vse",
        Internal = "internal",
        External = "external",
        VnicIndex0 = "vnic-index-0",
        VnicIndex1 = "vnic-index-1",
        VnicIndex2 = "vnic-index-2",
        VnicIndex3 = "vnic-index-3",
        VnicIndex4 = "vnic-index-4",
        VnicIndex5 = "vnic-index-5",
        VnicIndex6 = "vnic-index-6",
        VnicIndex7 = "vnic-index-7",
        VnicIndex8 = "vnic-index-8",
        VnicIndex9 = "vnic-index-9",
    }

    /// Which side a rule translates.
    pub enum NatRuleAction {
        Dnat = "dnat",
        Snat = "snat",
    }

    /// The way in which the ends of a tunnel authenticate each other.
    pub enum VpnAuthentication {
        Psk = "PSK",
        Unknown = "UNKNOWN",
    }

    /// A Diffie-Hellman group.
    pub enum VpnDhGroup {
        Dh2 = "DH2",
        Dh5 = "DH5",
        Dh14 = "DH14",
        Dh15 = "DH15",
        Dh16 = "DH16",
        Unknown = "UNKNOWN",
    }

    pub enum VpnDigestAlgorithm {
        Sha1 = "SHA1",
        Sha256 = "SHA_256",
    }

    /// A cipher.
    pub enum VpnEncryption {
        Aes = "AES",
        Aes256 = "AES256",
        AesGcm = "AES_GCM",
        TripleDes = "TRIPLE_DES",
        Unknown = "UNKNOWN",
    }

    /// A version of the key exchange.
    pub enum VpnIkeOption {
        IkeV1 = "IKEV1",
        IkeV2 = "IKEV2",
    }

    /// Whether a tunnel is up.
    pub enum VpnState {
        Connected = "CONNECTED",
        Disconnected = "DISCONNECTED",
        PartiallyConnected = "PARTIALLY_CONNECTED",
        Unknown = "UNKNOWN",
    }

    /// Whether a part of a tunnel is up.
    pub enum VpnLinkStatus {
        Connected = "CONNECTED",
        Disconnected = "DISCONNECTED",
        Unknown = "UNKNOWN",
    }
}
