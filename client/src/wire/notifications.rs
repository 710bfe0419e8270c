//! The body of a notification, which the service sends to a webhook.

use super::{OrgId, SddcId};
use serde::{Deserialize, Serialize};

/// What has happened to a resource. The fields and their order are those of a documented example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Notification {
    pub org_id: OrgId,
    /// Display name of the organization.
    pub org_name: String,
    pub resource_id: SddcId,
    /// Kind of the resource: `SDDC`.
    pub resource: String,
    pub resource_name: String,
    /// Sender of the message.
    pub message_username: String,
    /// What has happened, for people.
    pub message: String,
}
