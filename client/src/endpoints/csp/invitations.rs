//! Endpoints for invitations into an organization.

use super::{CspOrgPath, ExpandQuery, names_org, users::AcctPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{OrgId, UserOrganizationInvitationResponse, UsersOrganizationInvitationRequest},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

endpoints! {
    service Csp, with methods;
    /// List the invitations of an organization.
    ListOrgInvitations: GET "/csp/gateway/am/api/orgs/{orgId}/invitations" (CspOrgPath, InvitationsQuery, Empty)
        -> OK Json<Vec<UserOrganizationInvitationResponse>>, needs SeeOrg,
        method list_org_invitations(org: OrgId);
    /// Invite people into an organization.
    InviteUsers: POST "/csp/gateway/am/api/orgs/{orgId}/invitations"
        (CspOrgPath, InviteQuery, Json<UsersOrganizationInvitationRequest>) -> OK Empty, needs ManageOrg,
        method invite_users(org: OrgId);
    /// Get an invitation.
    GetInvitation: GET "/csp/gateway/am/api/orgs/{orgId}/invitations/{userInvitationId}"
        (InvitationPath, Nothing, Empty) -> OK Json<UserOrganizationInvitationResponse>, needs SeeOrg,
        method get_invitation(org: OrgId, invitation: Uuid);
    /// Revoke an invitation.
    RevokeInvitation: DELETE "/csp/gateway/am/api/orgs/{orgId}/invitations/{userInvitationId}"
        (InvitationPath, Nothing, Empty) -> OK Empty, needs ManageOrg,
        method revoke_invitation(org: OrgId, invitation: Uuid);
    /// List the invitations of a user.
    ListUserInvitations: GET "/csp/gateway/am/api/orgs/invitations/{acct}" (AcctPath, ExpandQuery, Empty)
        -> OK Json<Vec<UserOrganizationInvitationResponse>>, needs SeeSelf,
        method list_user_invitations(acct: &str);
}

/// `/orgs/{orgId}/invitations/{userInvitationId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InvitationPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Invitation.
    #[serde(rename = "userInvitationId")]
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("format" = "uuid")))]
    pub invitation: Uuid,
}

names_org!(InvitationPath);

/// Query of [`ListOrgInvitations`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InvitationsQuery {
    /// Published without an explanation. It is ignored.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub expand: Option<String>,
    /// Only invitations into this group.
    #[serde(
        rename = "customGroupId",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub group: Option<String>,
    /// Whether to include the groups and not only their ids. Default false.
    #[serde(
        rename = "expandCustomGroups",
        default,
        deserialize_with = "crate::endpoints::lenient_bool",
        skip_serializing_if = "crate::endpoints::is_false"
    )]
    pub expand_groups: bool,
}

/// Query of [`InviteUsers`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InviteQuery {
    /// Published without an explanation. It is ignored.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
