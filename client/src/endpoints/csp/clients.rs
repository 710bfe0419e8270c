//! Clients: what OAuth apps may do in an organization, and their own care for their secrets.

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
    /// List the clients that have roles in an organization.
    ListClients: GET "/csp/gateway/am/api/orgs/{orgId}/clients" (CspOrgPath, PageQuery, Empty)
        -> OK Json<PagedResponse<ExpandedAuthClientDto>>;
    /// Give roles in an organization to clients.
    AssignClientRoles: POST "/csp/gateway/am/api/orgs/{orgId}/clients" (CspOrgPath, Nothing, Json<AssignRolesToMembersRequest>)
        -> OK Json<AssignRolesToMembersResponse>;
    /// Remove clients from an organization.
    RemoveClients: DELETE "/csp/gateway/am/api/orgs/{orgId}/clients" (CspOrgPath, Nothing, Json<RemoveMembersFromOrgRequest>)
        -> OK Json<PartialSuccessResponse<String>>;
    /// Get a client's roles in an organization.
    GetClientRoles: GET "/csp/gateway/am/api/clients/{clientId}/orgs/{orgId}/roles" (ClientOrgPath, Nothing, Empty) -> OK Json<RolesDto>;
    /// Change a client's roles in an organization.
    UpdateClientRoles: PATCH "/csp/gateway/am/api/clients/{clientId}/orgs/{orgId}/roles"
        (ClientOrgPath, Nothing, Json<UpdateMemberRolesRequest>) -> OK Empty;
    /// As a client: take a new secret; the old one lives on for a while.
    RotateClientSecret: POST "/csp/gateway/am/api/clients/{clientId}/secrets" (ClientPath, Nothing, Json<ClientSecretRotationRequest>)
        -> OK Empty;
    /// As a client: end the old secret before its time.
    DeleteOldClientSecret: DELETE "/csp/gateway/am/api/clients/{clientId}/secrets" (ClientPath, Nothing, Empty) -> OK Empty;
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
