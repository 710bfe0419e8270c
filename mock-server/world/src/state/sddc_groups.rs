//! The record of an SDDC group, with its network.

use super::author::Author;
use crate::kernel::ids::Hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use vmc_client::wire::{ConnectivityConfigId, DeploymentGroupId, SddcId, TaskId};

/// The state of a group and of its network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFacts {
    pub id: DeploymentGroupId,
    /// The id of its network.
    pub config: ConnectivityConfigId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The user who requested the group.
    pub author: Author,
    pub created: Timestamp,
    /// The author of the last write.
    pub updated_by: Author,
    /// The time of the last write.
    pub updated: Timestamp,
    /// The number of writes.
    pub version: i64,
    pub phase: GroupPhase,
    /// The members in the order in which they joined.
    pub members: Vec<MemberFacts>,
    /// The digits from which AWS ids are built.
    pub aws_suffix: Hex<17>,
    /// The AWS accounts of the customer whose VPCs can be attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountFacts>,
    /// The Direct Connect gateways.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gateways: Vec<GatewayFacts>,
}

/// An AWS account of the customer whose VPCs can be attached to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    /// The account number, twelve digits.
    pub number: AccountNumber,
    /// The regions in which its VPCs can be attached, in the form of the request.
    pub regions: Vec<String>,
    /// True if its VPCs are attached without being accepted.
    pub auto_approval: bool,
    /// True if the account has accepted the share.
    pub accepted: bool,
    pub attachments: Vec<AttachmentFacts>,
}

/// The number of an AWS account: twelve digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountNumber(u64);

/// A VPC of the customer that is attached to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentFacts {
    /// The id of the attachment.
    pub id: String,
    pub vpc: String,
    /// True if the attachment is accepted.
    pub accepted: bool,
    /// The networks that are routed to the VPC.
    pub prefixes: Vec<String>,
}

/// A Direct Connect gateway of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayFacts {
    pub id: String,
    /// The AWS account that owns it.
    pub owner: Option<String>,
    /// The regions, at least one, each with the networks that are made known to the customer's premises.
    pub regions: Vec<GatewayRegion>,
    /// False while it is being connected.
    pub connected: bool,
}

/// A region of a Direct Connect gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayRegion {
    pub region: String,
    pub allowed_prefixes: Vec<String>,
}

impl AccountNumber {
    /// Returns the number without leading zeros.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl TryFrom<String> for AccountNumber {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let is_whole = text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit());
        text.parse().ok().filter(|_| is_whole).map(Self).ok_or("the number of an AWS account has twelve digits")
    }
}

impl From<AccountNumber> for String {
    fn from(number: AccountNumber) -> Self {
        number.to_string()
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:012}", self.0)
    }
}

/// The phase of a group. A phase that a task will end contains the task's id, so that no other task can end it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupPhase {
    /// The group is being created by this task.
    Creating(TaskId),
    /// The members are connected.
    Connected,
    /// The group is being changed.
    Updating {
        /// The task that changes it.
        task: TaskId,
        /// Why the group had failed before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
    },
    /// The creation or a change failed, for this reason.
    Failed(String),
    /// The group is being deleted by this task.
    Deleting(TaskId),
    /// The deletion failed, for this reason.
    DeletionFailed(String),
    /// The group is deleted. It can still be read for a while.
    Deleted,
}

/// A member of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFacts {
    pub sddc: SddcId,
    pub phase: MemberPhase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberPhase {
    /// The running task on the group connects it.
    Joining,
    /// It is connected.
    Connected,
    /// The running task on the group disconnects it.
    Leaving,
}

impl GroupPhase {
    /// Returns the name of the state of the network.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Creating(_) => "PENDING",
            Self::Connected => "CONNECTED",
            Self::Updating { .. } => "UPDATING",
            Self::Failed(_) => "FAILED",
            Self::Deleting(_) => "DELETING",
            Self::DeletionFailed(_) => "DELETION_FAILED",
            Self::Deleted => "DELETED",
        }
    }

    /// Returns the task that will end this phase.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Self::Creating(task) | Self::Updating { task, .. } | Self::Deleting(task) => Some(*task),
            Self::Connected | Self::Failed(_) | Self::DeletionFailed(_) | Self::Deleted => None,
        }
    }
}

impl GroupFacts {
    /// Returns the SDDCs that belong to the group: those that are connected, also while they are being disconnected.
    pub fn connected(&self) -> impl Iterator<Item = SddcId> + '_ {
        let connected = self.members.iter().filter(|member| member.phase != MemberPhase::Joining);
        connected.map(|member| member.sddc)
    }

    /// Returns a member.
    pub fn member(&self, sddc: SddcId) -> Option<&MemberFacts> {
        self.members.iter().find(|member| member.sddc == sddc)
    }

    pub(crate) fn write(&mut self, by: Option<Author>, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated = at;
        if let Some(by) = by {
            self.updated_by = by;
        }
    }
}
