//! The work of tasks on SDDC groups.

use crate::{kernel::task_kind::TaskKind, state::sddc_groups::AccountNumber};
use serde::{Deserialize, Serialize};
use vmc_client::wire::GroupOperationConfig;

/// The work of a task on an SDDC group. What changes is in the record of the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupWork {
    Create {
        name: String,
    },
    UpdateMembers(Box<GroupOperationConfig>),
    Delete(Box<GroupOperationConfig>),
    AddAccount {
        account: AccountNumber,
        config: Box<GroupOperationConfig>,
        /// The seconds after the end of the task until the account accepts the share.
        accepts_after: u32,
    },
    RemoveAccount {
        account: AccountNumber,
        config: Box<GroupOperationConfig>,
    },
    ChangeAttachments {
        account: AccountNumber,
        config: Box<GroupOperationConfig>,
    },
    AddGateway {
        gateway: String,
        config: Box<GroupOperationConfig>,
    },
    RemoveGateway {
        gateway: String,
        config: Box<GroupOperationConfig>,
    },
}

impl GroupWork {
    pub(super) fn kind(&self) -> TaskKind {
        match self {
            Self::Create { .. } => TaskKind::GroupCreate,
            Self::UpdateMembers(_) => TaskKind::GroupUpdateMembers,
            Self::Delete(_) => TaskKind::GroupDelete,
            Self::AddAccount { .. } => TaskKind::GroupAddAccount,
            Self::RemoveAccount { .. } => TaskKind::GroupRemoveAccount,
            Self::ChangeAttachments { .. } => TaskKind::GroupChangeAttachments,
            Self::AddGateway { .. } => TaskKind::GroupAddGateway,
            Self::RemoveGateway { .. } => TaskKind::GroupRemoveGateway,
        }
    }

    /// Returns what the operation was asked to change.
    pub fn config(&self) -> Option<&GroupOperationConfig> {
        match self {
            Self::Create { .. } => None,
            Self::UpdateMembers(config)
            | Self::Delete(config)
            | Self::AddAccount { config, .. }
            | Self::RemoveAccount { config, .. }
            | Self::ChangeAttachments { config, .. }
            | Self::AddGateway { config, .. }
            | Self::RemoveGateway { config, .. } => Some(config),
        }
    }
}
