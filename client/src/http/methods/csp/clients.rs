//! Methods for OAuth clients: their roles, and the rotation of their secrets.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::{
        CspOrgPath, PageQuery,
        clients::{
            AssignClientRoles, ClientOrgPath, ClientPath, DeleteOldClientSecret, GetClientRoles, ListClients,
            RemoveClients, RotateClientSecret, UpdateClientRoles,
        },
    },
    http::{Client, ClientCredentials, Error},
    wire::{
        AssignRolesToMembersRequest, AssignRolesToMembersResponse, ClientSecretRotationRequest, ExpandedAuthClientDto,
        OrgId, PagedResponse, PartialSuccessResponse, RemoveMembersFromOrgRequest, RolesDto, UpdateMemberRolesRequest,
    },
};

impl Client {
    /// Lists the clients that have roles in an organization.
    pub async fn list_clients(
        &self,
        org: OrgId,
        query: PageQuery,
    ) -> Result<PagedResponse<ExpandedAuthClientDto>, Error> {
        self.call::<ListClients>(CspOrgPath { org }, query, Empty).await
    }

    /// Gives roles in an organization to clients.
    pub async fn assign_client_roles(
        &self,
        org: OrgId,
        body: &AssignRolesToMembersRequest,
    ) -> Result<AssignRolesToMembersResponse, Error> {
        self.call::<AssignClientRoles>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Removes clients from an organization.
    pub async fn remove_clients(
        &self,
        org: OrgId,
        body: &RemoveMembersFromOrgRequest,
    ) -> Result<PartialSuccessResponse<String>, Error> {
        self.call::<RemoveClients>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Gets a client's roles in an organization.
    pub async fn get_client_roles(&self, client: &str, org: OrgId) -> Result<RolesDto, Error> {
        self.call::<GetClientRoles>(ClientOrgPath { client: client.to_owned(), org }, Nothing {}, Empty).await
    }

    /// Changes a client's roles in an organization.
    pub async fn update_client_roles(
        &self,
        client: &str,
        org: OrgId,
        body: &UpdateMemberRolesRequest,
    ) -> Result<(), Error> {
        self.call::<UpdateClientRoles>(ClientOrgPath { client: client.to_owned(), org }, Nothing {}, Json(body.clone()))
            .await
    }

    /// Rotates the secret of the OAuth app that makes the call. The old secret stays valid for a while.
    pub async fn rotate_client_secret(
        &self,
        credentials: &ClientCredentials,
        body: &ClientSecretRotationRequest,
    ) -> Result<(), Error> {
        let path = ClientPath { client: credentials.id.clone() };
        self.call_as_client::<RotateClientSecret>(credentials, path, Nothing {}, Json(body.clone())).await
    }

    /// Deletes the old secret of the OAuth app that makes the call before it expires.
    pub async fn delete_old_client_secret(&self, credentials: &ClientCredentials) -> Result<(), Error> {
        let path = ClientPath { client: credentials.id.clone() };
        self.call_as_client::<DeleteOldClientSecret>(credentials, path, Nothing {}, Empty).await
    }
}
