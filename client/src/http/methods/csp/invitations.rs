//! Methods for invitations into an organization.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::{
        CspOrgPath, ExpandQuery,
        invitations::{
            GetInvitation, InvitationPath, InvitationsQuery, InviteQuery, InviteUsers, ListOrgInvitations,
            ListUserInvitations, RevokeInvitation,
        },
        users::AcctPath,
    },
    http::{Client, Error},
    wire::{OrgId, UserOrganizationInvitationResponse, UsersOrganizationInvitationRequest},
};
use uuid::Uuid;

impl Client {
    /// Lists the invitations of an organization.
    pub async fn list_org_invitations(
        &self,
        org: OrgId,
        query: InvitationsQuery,
    ) -> Result<Vec<UserOrganizationInvitationResponse>, Error> {
        self.call::<ListOrgInvitations>(CspOrgPath { org }, query, Empty).await
    }

    /// Invites people into an organization.
    pub async fn invite_users(
        &self,
        org: OrgId,
        query: InviteQuery,
        body: &UsersOrganizationInvitationRequest,
    ) -> Result<(), Error> {
        self.call::<InviteUsers>(CspOrgPath { org }, query, Json(body.clone())).await
    }

    /// Gets an invitation.
    pub async fn get_invitation(
        &self,
        org: OrgId,
        invitation: Uuid,
    ) -> Result<UserOrganizationInvitationResponse, Error> {
        self.call::<GetInvitation>(InvitationPath { org, invitation }, Nothing {}, Empty).await
    }

    /// Revokes an invitation.
    pub async fn revoke_invitation(&self, org: OrgId, invitation: Uuid) -> Result<(), Error> {
        self.call::<RevokeInvitation>(InvitationPath { org, invitation }, Nothing {}, Empty).await
    }

    /// Lists the invitations of a user.
    pub async fn list_user_invitations(
        &self,
        acct: &str,
        query: ExpandQuery,
    ) -> Result<Vec<UserOrganizationInvitationResponse>, Error> {
        self.call::<ListUserInvitations>(AcctPath { acct: acct.to_owned() }, query, Empty).await
    }
}
