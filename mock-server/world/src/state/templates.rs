//! The record of an SDDC template.

use super::author::Author;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;
use vmc_client::wire::{AwsSddcConfig, SddcId, SddcTemplateId, TaskId};

/// The state of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateFacts {
    pub id: SddcTemplateId,
    pub name: String,
    /// The SDDC from which the template was made.
    pub source: SddcId,
    pub created: Timestamp,
    pub author: Author,
    /// The time of the last write.
    pub updated: Timestamp,
    /// The number of writes.
    pub version: i32,
    /// The configuration in the create request of the SDDC.
    pub config: AwsSddcConfig,
    /// The address range of the management network.
    pub vpc_cidr: String,
    /// The public address of the management gateway.
    pub public_ip: Ipv4Addr,
    /// The task that deletes the template, if one does.
    pub deletion: Option<TaskId>,
}
