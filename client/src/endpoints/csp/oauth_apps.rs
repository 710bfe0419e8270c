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
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp, with methods;
    /// Create an OAuth app. The answer contains the secret; later reads of the app do not return it.
    CreateOauthApp: POST "/csp/gateway/am/api/orgs/{orgId}/oauth-apps" (CspOrgPath, Nothing, Json<OrgOAuthAppRequest>)
        -> OK Json<ClientIdAndSecretResponse>, needs ManageApps,
        method create_oauth_app(org: OrgId);
    /// List the OAuth apps of an organization.
    ListOauthApps: GET "/csp/gateway/am/api/orgs/{orgId}/oauth-apps" (CspOrgPath, OauthAppsQuery, Empty)
        -> OK Json<PagedResponse<OrgOAuthAppResponse>>, needs ManageApps,
        method list_oauth_apps(org: OrgId);
    /// Delete OAuth apps.
    DeleteOauthApps: DELETE "/csp/gateway/am/api/orgs/{orgId}/oauth-apps"
        (CspOrgPath, Nothing, Json<DeleteClientsRequest>) -> OK Json<PartialSuccessResponse<String>>, needs ManageApps,
        method delete_oauth_apps(org: OrgId);
    /// Get an OAuth app.
    GetOauthApp: GET "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}" (OauthAppPath, Nothing, Empty)
        -> OK Json<OrgOAuthAppResponse>, needs ManageApps,
        method get_oauth_app(org: OrgId, app: &str);
    /// Change an OAuth app.
    UpdateOauthApp: PATCH "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}"
        (OauthAppPath, Nothing, Json<OrgOAuthAppUpdateRequest>) -> OK Json<OrgOAuthAppResponse>, needs ManageApps,
        method update_oauth_app(org: OrgId, app: &str);
    /// Give an OAuth app a new secret. The old secret stays valid for a while.
    RotateOauthAppSecret: POST "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}/secret"
        (OauthAppPath, Nothing, Json<ClientSecretOwnerRotationRequest>) -> OK Empty, needs ManageApps,
        method rotate_oauth_app_secret(org: OrgId, app: &str);
    /// Replace the secret of an OAuth app immediately.
    ReplaceOauthAppSecret: PUT "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}/secret"
        (OauthAppPath, Nothing, Empty) -> OK Json<ClientIdAndSecretResponse>, needs ManageApps,
        method replace_oauth_app_secret(org: OrgId, app: &str);
    /// Delete the old secret of an OAuth app before it expires.
    DeleteOldOauthAppSecret: DELETE "/csp/gateway/am/api/orgs/{orgId}/oauth-apps/{oauthAppId}/secret"
        (OauthAppPath, Nothing, Empty) -> OK Empty, needs ManageApps,
        method delete_old_oauth_app_secret(org: OrgId, app: &str);
}

/// `/orgs/{orgId}/oauth-apps/{oauthAppId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub start: Option<i32>,
    /// The maximum number of results. The server has a default and a limit.
    #[serde(
        rename = "pageLimit",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub limit: Option<i32>,
}
