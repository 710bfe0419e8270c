//! What is known of a template.

use super::author::Author;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;
use vmc_client::wire::{AwsSddcConfig, SddcId, SddcTemplateId, TaskId};

/// What is true of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateFacts {
    /// Its id.
    pub id: SddcTemplateId,
    /// Its name.
    pub name: String,
    /// The SDDC that it was kept from.
    pub source: SddcId,
    /// When.
    pub created: Timestamp,
    /// By whom.
    pub author: Author,
    /// When it was written last.
    pub updated: Timestamp,
    /// Number of writes.
    pub version: i32,
    /// The configuration as it was asked for.
    pub config: AwsSddcConfig,
    /// Addresses of the management network.
    pub vpc_cidr: String,
    /// Public address of the management gateway.
    pub public_ip: Ipv4Addr,
    /// The task that deletes it, if one does.
    pub deletion: Option<TaskId>,
}
