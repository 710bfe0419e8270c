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
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp;
    /// List the clients that have roles in an organization.
    ListClients: GET "/csp/gateway/am/api/orgs/{orgId}/clients" (CspOrgPath, PageQuery, Empty)
        -> OK Json<PagedResponse<ExpandedAuthClientDto>>, needs SeeOrg;
    /// Give roles in an organization to clients.
    AssignClientRoles: POST "/csp/gateway/am/api/orgs/{orgId}/clients" (CspOrgPath, Nothing, Json<AssignRolesToMembersRequest>)
        -> OK Json<AssignRolesToMembersResponse>, needs ManageOrg;
    /// Remove clients from an organization.
    RemoveClients: DELETE "/csp/gateway/am/api/orgs/{orgId}/clients" (CspOrgPath, Nothing, Json<RemoveMembersFromOrgRequest>)
        -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg;
    /// Get a client's roles in an organization.
    GetClientRoles: GET "/csp/gateway/am/api/clients/{clientId}/orgs/{orgId}/roles" (ClientOrgPath, Nothing, Empty) -> OK Json<RolesDto>, needs SeeOrg;
    /// Change a client's roles in an organization.
    UpdateClientRoles: PATCH "/csp/gateway/am/api/clients/{clientId}/orgs/{orgId}/roles"
        (ClientOrgPath, Nothing, Json<UpdateMemberRolesRequest>) -> OK Empty, needs ManageOrg;
    /// As a client: take a new secret; the old one lives on for a while.
    RotateClientSecret: POST "/csp/gateway/am/api/clients/{clientId}/secrets" (ClientPath, Nothing, Json<ClientSecretRotationRequest>)
        -> OK Empty, credential;
    /// As a client: end the old secret before its time.
    DeleteOldClientSecret: DELETE "/csp/gateway/am/api/clients/{clientId}/secrets" (ClientPath, Nothing, Empty) -> OK Empty, credential;
}

/// `/clients/{clientId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientOrgPath {
    /// Client id.
    #[serde(rename = "clientId")]
    pub client: String,
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

names_org!(ClientOrgPath);
