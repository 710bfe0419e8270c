//! Methods for OAuth apps.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::{
        CspOrgPath,
        oauth_apps::{
            CreateOauthApp, DeleteOauthApps, DeleteOldOauthAppSecret, GetOauthApp, ListOauthApps, OauthAppPath,
            OauthAppsQuery, ReplaceOauthAppSecret, RotateOauthAppSecret, UpdateOauthApp,
        },
    },
    http::{Client, Error},
    wire::{
        ClientIdAndSecretResponse, ClientSecretOwnerRotationRequest, DeleteClientsRequest, OrgId, OrgOAuthAppRequest,
        OrgOAuthAppResponse, OrgOAuthAppUpdateRequest, PagedResponse, PartialSuccessResponse,
    },
};

impl Client {
    /// Creates an OAuth app. Its secret is only part of this answer.
    pub async fn create_oauth_app(
        &self,
        org: OrgId,
        body: &OrgOAuthAppRequest,
    ) -> Result<ClientIdAndSecretResponse, Error> {
        self.call::<CreateOauthApp>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Lists the OAuth apps of an organization.
    pub async fn list_oauth_apps(
        &self,
        org: OrgId,
        query: OauthAppsQuery,
    ) -> Result<PagedResponse<OrgOAuthAppResponse>, Error> {
        self.call::<ListOauthApps>(CspOrgPath { org }, query, Empty).await
    }

    /// Deletes OAuth apps.
    pub async fn delete_oauth_apps(
        &self,
        org: OrgId,
        body: &DeleteClientsRequest,
    ) -> Result<PartialSuccessResponse<String>, Error> {
        self.call::<DeleteOauthApps>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Gets an OAuth app.
    pub async fn get_oauth_app(&self, org: OrgId, app: &str) -> Result<OrgOAuthAppResponse, Error> {
        self.call::<GetOauthApp>(OauthAppPath { org, app: app.to_owned() }, Nothing {}, Empty).await
    }

    /// Changes an OAuth app.
    pub async fn update_oauth_app(
        &self,
        org: OrgId,
        app: &str,
        body: &OrgOAuthAppUpdateRequest,
    ) -> Result<OrgOAuthAppResponse, Error> {
        self.call::<UpdateOauthApp>(OauthAppPath { org, app: app.to_owned() }, Nothing {}, Json(body.clone())).await
    }

    /// Gives an OAuth app a new secret. The old secret stays valid for a while.
    pub async fn rotate_oauth_app_secret(
        &self,
        org: OrgId,
        app: &str,
        body: &ClientSecretOwnerRotationRequest,
    ) -> Result<(), Error> {
        self.call::<RotateOauthAppSecret>(OauthAppPath { org, app: app.to_owned() }, Nothing {}, Json(body.clone()))
            .await
    }

    /// Replaces the secret of an OAuth app immediately.
    pub async fn replace_oauth_app_secret(&self, org: OrgId, app: &str) -> Result<ClientIdAndSecretResponse, Error> {
        self.call::<ReplaceOauthAppSecret>(OauthAppPath { org, app: app.to_owned() }, Nothing {}, Empty).await
    }

    /// Deletes the old secret of an OAuth app before it expires.
    pub async fn delete_old_oauth_app_secret(&self, org: OrgId, app: &str) -> Result<(), Error> {
        self.call::<DeleteOldOauthAppSecret>(OauthAppPath { org, app: app.to_owned() }, Nothing {}, Empty).await
    }
}
