//! Endpoints for the OAuth apps of an organization: programs that sign in with their own credentials.

use super::{CspOrgPath, names_org};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        ClientIdAndSecretResponse, ClientSecretOwnerRotationRequest, DeleteClientsRequest, OrgId, OrgOAuthAppRequest,
        OrgOAuthAppResponse, OrgOAuthAppUpdateRequest, PagedResponse, PartialSuccessResponse,
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp;
    /// Make an OAuth app. Its secret is shown this once.
    CreateOauthApp: POST "/csp/gateway/am/api/orgs/{orgId}/oauth-apps" (CspOrgPath, Nothing, Json<OrgOAuthAppRequest>)
        -> OK Json<ClientIdAndSecretResponse>, needs ManageApps;
    /// List the OAuth apps of an organization.
    ListOauthApps: GET "/csp/gateway/am/api/orgs/{orgId}/oauth-apps" (CspOrgPath, OauthAppsQuery, Empty)
        -> OK Json<PagedResponse<OrgOAuthAppResponse>>, needs ManageApps;
    /// Delete OAuth apps.
    DeleteOauthApps: DELETE "/csp/gateway/am/api/orgs/{orgId}/oauth-apps" (CspOrgPath, Nothing, Json<DeleteClientsRequest>)
        -> OK Json<PartialSuccessResponse<String>>, needs ManageApps;
    /// Get an OAuth app.
    GetOauthApp: GET "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}" (OauthAppPath, Nothing, Empty)
        -> OK Json<OrgOAuthAppResponse>, needs ManageApps;
    /// Change an OAuth app.
    UpdateOauthApp: PATCH "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}" (OauthAppPath, Nothing, Json<OrgOAuthAppUpdateRequest>)
        -> OK Json<OrgOAuthAppResponse>, needs ManageApps;
    /// Give an OAuth app a new secret; the old one lives on for a while.
    RotateOauthAppSecret: POST "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}/secret"
        (OauthAppPath, Nothing, Json<ClientSecretOwnerRotationRequest>) -> OK Empty, needs ManageApps;
    /// Replace the secret of an OAuth app at once.
    ReplaceOauthAppSecret: PUT "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}/secret" (OauthAppPath, Nothing, Empty)
        -> OK Json<ClientIdAndSecretResponse>, needs ManageApps;
    /// End the old secret of an OAuth app before its time.
    DeleteOldOauthAppSecret: DELETE "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}/secret" (OauthAppPath, Nothing, Empty)
        -> OK Empty, needs ManageApps;
}

/// `/orgs/{orgId}/oauth-apps/{oauthAppId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OauthAppPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Client id.
    #[serde(rename = "oauthAppId")]
    pub app: String,
}

names_org!(OauthAppPath);

/// Query of [`ListOauthApps`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OauthAppsQuery {
    /// Part of a name or client id.
    #[serde(
        rename = "searchTerm",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub term: Option<String>,
    /// Number of the first result, from 1. Default 1.
    #[serde(
        rename = "pageStart",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<i32>,
    /// The most results. Default and maximum are the server's.
    #[serde(
        rename = "pageLimit",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub limit: Option<i32>,
}
