//! Endpoints for OAuth clients: their roles in an organization, and the rotation of their own secrets.

use super::{CspOrgPath, MayNameOrg, PageQuery, names_org};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        AssignRolesToMembersRequest, AssignRolesToMembersResponse, ClientSecretRotationRequest, ExpandedAuthClientDto,
        OrgId, PagedResponse, PartialSuccessResponse, RemoveMembersFromOrgRequest, RolesDto, UpdateMemberRolesRequest,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp, with methods;
    /// List the clients that have roles in an organization.
    ListClients: GET "/csp/gateway/am/api/orgs/{orgId}/clients" (CspOrgPath, PageQuery, Empty)
        -> OK Json<PagedResponse<ExpandedAuthClientDto>>, needs SeeOrg,
        method list_clients(org: OrgId);
    /// Give roles in an organization to clients.
    AssignClientRoles: POST "/csp/gateway/am/api/orgs/{orgId}/clients"
        (CspOrgPath, Nothing, Json<AssignRolesToMembersRequest>)
        -> OK Json<AssignRolesToMembersResponse>, needs ManageOrg,
        method assign_client_roles(org: OrgId);
    /// Remove clients from an organization.
    RemoveClients: DELETE "/csp/gateway/am/api/orgs/{orgId}/clients"
        (CspOrgPath, Nothing, Json<RemoveMembersFromOrgRequest>)
        -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg,
        method remove_clients(org: OrgId);
    /// Get a client's roles in an organization.
    GetClientRoles: GET "/csp/gateway/am/api/clients/{clientId}/orgs/{orgId}/roles" (ClientOrgPath, Nothing, Empty)
        -> OK Json<RolesDto>, needs SeeOrg,
        method get_client_roles(client: &str, org: OrgId);
    /// Change a client's roles in an organization.
    UpdateClientRoles: PATCH "/csp/gateway/am/api/clients/{clientId}/orgs/{orgId}/roles"
        (ClientOrgPath, Nothing, Json<UpdateMemberRolesRequest>) -> OK Empty, needs ManageOrg,
        method update_client_roles(client: &str, org: OrgId);
    /// Rotate the secret of the OAuth app that makes the call. The old secret stays valid for a while.
    RotateClientSecret: POST "/csp/gateway/am/api/clients/{clientId}/secrets"
        (ClientPath, Nothing, Json<ClientSecretRotationRequest>) -> OK Empty, credential,
        /// Authenticate the client with the app's secret: [`as_oauth_app`](Self::as_oauth_app).
        method rotate_client_secret(client: &str);
    /// Delete the old secret of the OAuth app that makes the call before it expires.
    DeleteOldClientSecret: DELETE "/csp/gateway/am/api/clients/{clientId}/secrets" (ClientPath, Nothing, Empty)
        -> OK Empty, credential,
        /// Authenticate the client with the app's secret: [`as_oauth_app`](Self::as_oauth_app).
        method delete_old_client_secret(client: &str);
}

/// `/clients/{clientId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClientPath {
    /// Client id.
    #[serde(rename = "clientId")]
    pub client: String,
}

impl MayNameOrg for ClientPath {
    fn named_org(&self) -> Option<OrgId> {
        None
    }
}

/// `/clients/{clientId}/orgs/{orgId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClientOrgPath {
    /// Client id.
    #[serde(rename = "clientId")]
    pub client: String,
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

names_org!(ClientOrgPath);
