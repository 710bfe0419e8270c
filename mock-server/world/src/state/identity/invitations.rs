//! The record of an invitation.

use super::roles::Roles;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::wire::OrgId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: Uuid,
    /// The organization that the user is invited to.
    pub org: OrgId,
    /// The name of the invited user.
    pub username: String,
    /// The roles that the user will have.
    pub roles: Roles,
    /// The groups that the user will be in.
    pub groups: Vec<Uuid>,
    /// The time of its creation, and the name of its author.
    pub generated: (Timestamp, String),
    pub expires: Timestamp,
    /// The time at which it was accepted.
    pub redeemed: Option<Timestamp>,
    /// The time at which it was revoked, and the name of the user who did it.
    pub revoked: Option<(Timestamp, String)>,
}
