//! The keys of a description. Where the API has a name for something, the key has that name.

use super::reading::{Placed, Read, by_serde, described, members, read_by_serde};
use crate::{
    description::{node::Node, problems::Problems},
    kernel::{
        clock::OnPoll,
        faults::FaultRule,
        network_api::NetworkApi,
        pacing::{Pace, Preset},
        task_kind::TaskKind,
    },
};
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{AccountLinkConfig, MsftLicensingConfig, Secret, SubscriptionRequest};

read_by_serde!(OnPoll, Preset, NetworkApi, FaultRule, SubscriptionRequest, MsftLicensingConfig, AccountLinkConfig);

described! {
    /// A world, described. Every key is optional.
    #[derive(Default)]
    pub struct Description {
        /// Seed of the world's ids. An id that is not given comes from the seed and the name of the thing. Default: derived from the server's seed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub seed: Option<u64>,
        /// What the clock shows first, RFC 3339. Default: the machine's time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub at: Option<Placed<Timestamp>>,
        /// Virtual seconds per second; 0 stops the clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rate: Option<Placed<f64>>,
        /// The effect that a read of an unfinished task has on the clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub on_poll: Option<OnPoll>,
        /// How long tasks take.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub pacing: Option<PacingPart>,
        /// Fault rules.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub faults: Vec<Placed<FaultRule>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub organization: Option<OrganizationPart>,
        /// Users. Default: an owner, a member and a reader.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub users: Option<Vec<Placed<UserPart>>>,
        /// OAuth apps. Default: one, unless users are described.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub oauth_apps: Option<Vec<Placed<OauthAppPart>>>,
        /// Connected AWS accounts. Default: one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub connected_accounts: Option<Vec<Placed<AccountPart>>>,
        /// SDDCs, in the order of their creation.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub sddcs: Vec<Placed<SddcPart>>,
        /// Subscriptions, as the operation that buys one takes them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub subscriptions: Vec<Placed<SubscriptionRequest>>,
    }
}

described! {
    /// How long tasks take.
    pub struct PacingPart {
        /// The pace of every kind of task that has no exception.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub preset: Option<Preset>,
        /// Exceptions, by `task_type`: the name of a preset, or a span such as `90s`.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub kinds: BTreeMap<String, PaceText>,
    }
}

described! {
    #[derive(Default)]
    pub struct OrganizationPart {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub id: Option<Uuid>,
        /// Its name for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub display_name: Option<String>,
        /// Quotas and switches that differ from the default, as texts.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub properties: BTreeMap<String, String>,
        /// The networking interfaces of its SDDCs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub network_api: Option<NetworkApi>,
    }
}

described! {
    /// A user of the organization.
    pub struct UserPart {
        /// The login name, a mail address.
        pub username: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub id: Option<Uuid>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub first_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_name: Option<String>,
        /// Roles in the organization and in the service: `org_owner`, `vmc-user:full`.
        pub roles: Vec<Placed<String>>,
        /// API tokens, each of 16 to 256 visible characters. Default: one, which is drawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<Vec<String>>"))]
        pub api_tokens: Option<Vec<Placed<Secret>>>,
    }
}

described! {
    /// An OAuth app of the organization, which signs in with an id and a secret.
    pub struct OauthAppPart {
        /// The name for people.
        pub name: String,
        /// The client id, of 1 to 256 letters, digits, `-`, `_` and `.`. Default: drawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub client_id: Option<Placed<String>>,
        /// The secret, of 16 to 256 visible characters. Default: drawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub client_secret: Option<Placed<Secret>>,
        /// Roles, as those of a user.
        pub roles: Vec<Placed<String>>,
    }
}

described! {
    /// A connected AWS account.
    pub struct AccountPart {
        /// Twelve digits.
        pub account_number: Placed<String>,
        /// The id of the connected account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub id: Option<Uuid>,
        /// Its VPCs. Default: one in each region of the organization, each with four subnets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub vpcs: Option<Vec<VpcPart>>,
    }
}

described! {
    /// A VPC of a connected AWS account.
    pub struct VpcPart {
        /// `vpc-` and a text.
        pub id: Placed<String>,
        /// `US_WEST_2` or `us-west-2`.
        pub region: Placed<String>,
        /// Its addresses.
        pub cidr: Placed<String>,
        pub subnets: Vec<SubnetPart>,
    }
}

described! {
    /// A subnet of a VPC.
    pub struct SubnetPart {
        /// `subnet-` and a text.
        pub id: Placed<String>,
        /// The availability zone, such as `us-west-2a`.
        pub zone: Placed<String>,
        /// Its addresses, a part of those of the VPC.
        pub cidr: Placed<String>,
        /// Its name tag.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
    }
}

described! {
    pub struct SddcPart {
        pub name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub id: Option<Uuid>,
        /// `AWS` or `ZEROCLOUD`.
        pub provider: String,
        /// `US_WEST_2` or `us-west-2`. Default: the first region of the organization.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub region: Option<String>,
        /// Hosts of the first cluster.
        pub num_hosts: i32,
        /// `i3.metal`, or in the spelling of Terraform `I3_METAL`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub host_instance_type: Option<String>,
        /// `1NODE`, `DEFAULT`, or unset.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sddc_type: Option<String>,
        /// `SingleAZ` or `MultiAZ`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub deployment_type: Option<String>,
        /// Addresses of the management network.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub vpc_cidr: Option<String>,
        /// Addresses of the first compute network.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub vxlan_subnet: Option<String>,
        /// Whether there is no first compute network.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub skip_creating_vxlan: Option<bool>,
        /// Single sign-on domain.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sso_domain: Option<String>,
        /// Size of the management VMs: `medium` or `large`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub size: Option<String>,
        /// Storage of each host in GiB, if the hosts have no storage of their own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub storage_capacity: Option<i64>,
        /// Licences for Microsoft software.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub msft_license_config: Option<MsftLicensingConfig>,
        /// The state of the link to the customer's AWS account, as the operation that creates an SDDC takes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub account_link_config: Option<AccountLinkConfig>,
        /// The subnet that the SDDC is linked to. Default for an SDDC on AWS that must be linked: the first subnet of an account in its region.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub subnet: Option<Placed<String>>,
        /// When its creation was requested. Default: what the clock shows first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub created: Option<Placed<Timestamp>>,
        /// When its deletion was requested, for the states of a deletion. Default: what the clock shows first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub deleted: Option<Placed<Timestamp>>,
        /// When the task ends that is under way, for `DEPLOYING` and `DELETING`. Default: as the pace says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub ends: Option<Placed<Timestamp>>,
        /// `READY`, which is the default; `DEPLOYING` or `DELETING`, with the task under way at what the clock shows first; `FAILED`,
        /// `CANCELED`, `DELETION_FAILED` or `DELETED`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub state: Option<Placed<String>>,
        /// Its clusters. The first one is here only to give a name and ids; its hosts are counted by `num_hosts` of the SDDC.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub clusters: Vec<Placed<ClusterPart>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub public_ips: Vec<Placed<PublicIpPart>>,
        /// Documents of its networks by their paths, such as `/infra/tier-1s/cgw/segments/app`, as a PUT would send them. With null, the document that a
        /// new SDDC has there is deleted.
        #[serde(default, skip_serializing_if = "Documents::is_empty")]
        #[cfg_attr(feature = "schemas", schemars(with = "BTreeMap<String, Option<serde_json::Map<String, Value>>>"))]
        pub networking: Documents,
    }
}

described! {
    /// A cluster of an SDDC.
    #[derive(Default)]
    pub struct ClusterPart {
        /// Its name. If it is not the one that the service gives it (`Cluster-2`), the cluster is renamed.
        pub name: Placed<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
        pub id: Option<Uuid>,
        /// The number of its hosts. It is left out for the first cluster.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub num_hosts: Option<i32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub host_instance_type: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub host_cpu_cores_count: Option<i32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub storage_capacity: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub msft_license_config: Option<MsftLicensingConfig>,
        /// Ids of its hosts, in their order. Hosts after the last of these have ids that are drawn.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub hosts: Vec<HostPart>,
    }
}

described! {
    /// A host of a cluster.
    pub struct HostPart {
        #[cfg_attr(feature = "schemas", schemars(with = "String"))]
        pub id: Uuid,
    }
}

described! {
    /// A public address of an SDDC.
    pub struct PublicIpPart {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// The address of the workload that it is attached to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub private_ip: Option<String>,
    }
}

/// Documents of networks by their paths, in the order in which they are put.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Documents(pub IndexMap<String, Placed<Value>>);

impl Documents {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Read for Documents {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        members(node, path, problems).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

/// Whether the credentials of a description are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Credentials {
    /// API tokens, client ids and secrets are those of the description. Each belongs to one world of a server.
    #[default]
    Given,
    /// They are drawn, and differ from world to world.
    Derived,
}

/// Whether a description that is made from a world has its secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    Shown,
    LeftOut,
}

/// The pace of one kind of task: the name of a preset, or a span such as `90s`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct PaceText(
    #[cfg_attr(feature = "schemas", schemars(with = "String"))] pub String,
    #[serde(skip)] pub(super) Pace,
);

impl Read for PaceText {
    fn read(node: &Node, path: &str, problems: &mut Problems) -> Option<Self> {
        let text = String::read(node, path, problems)?;
        match Preset::named(&text) {
            Some(preset) => Some(Self(text, Pace::Preset(preset))),
            None => SignedDuration::read(node, path, problems).map(|time| Self(text, Pace::Takes(time))),
        }
    }
}

impl Description {
    /// Reads a description. What depends on other keys, and on what the service accepts, is checked when a world is made from it.
    ///
    /// # Errors
    /// Returns every problem that was found.
    pub fn read(node: &Node) -> Result<Self, Vec<super::Problem>> {
        let mut problems = Problems::default();
        let empty = Node::from(serde_json::json!({}));
        // An empty file describes a world in which everything is as by default.
        let node = if node.content == super::node::Content::Null { &empty } else { node };
        let read = Self::read_from(node, &mut problems);
        let Some(read) = read else { return Err(problems.or_ok(()).err().unwrap_or_default()) };
        problems.or_ok(read)
    }

    fn read_from(node: &Node, problems: &mut Problems) -> Option<Self> {
        let read = <Self as Read>::read(node, "", problems);
        let kinds = read.iter().flat_map(|read| &read.pacing).flat_map(|pacing| pacing.kinds.keys());
        for kind in kinds.filter(|kind| TaskKind::named(kind).is_none()) {
            problems.add(&format!("pacing.kinds.{kind}"), node.at, "There is no kind of task of this name.");
        }
        read
    }
}
