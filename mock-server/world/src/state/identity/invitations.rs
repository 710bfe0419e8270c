//! What is known of an invitation.

use super::roles::Roles;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::wire::OrgId;

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// Into which organization.
    pub org: OrgId,
    /// Who is invited.
    pub username: String,
    /// Roles that await the invited.
    pub roles: Roles,
    /// Groups that the invited will be in.
    pub groups: Vec<Uuid>,
    /// When it was made, and by whom.
    pub generated: (Timestamp, String),
    /// When it ends.
    pub expires: Timestamp,
    /// When it was accepted.
    pub redeemed: Option<Timestamp>,
    /// When it was taken back, and by whom.
    pub revoked: Option<(Timestamp, String)>,
}
