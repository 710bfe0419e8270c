//! Methods for users, by account name and by id.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::{
        ProfileQuery,
        users::{
            AcctOrgPath, AcctPath, GetUser, GetUserById, GetUserInfo, GetUserInfoById, GetUserRoles, GetUserRolesById,
            GetUserServiceRoles, GetUserServiceRolesById, GetUsersLocales, ListUserOrgs, ListUserOrgsById,
            SearchIdpUsers, ServiceQuery, UpdateMemberRoles, UpdateUserRoles, UpdateUserRolesById,
            UpdateUserServiceRoles, UpdateUserServiceRolesById, UserIdOrgPath, UserIdPath,
        },
    },
    http::{Client, Error},
    wire::{
        BaseUserDto, GetUserByUserIdResponse, LeanUserDto, OrgId, PagedPostResponse, RefLinksDto, RoleDto,
        SearchUsersInIdpRequest, UpdateMemberRolesRequest, UpdateRolesRequestOfBaseRoleBindingDto, UserInfoDto,
        UserServiceRolesResponse, UserServiceRolesUpdateRequest, UsersLocalePreferencesRequest,
        UsersLocalePreferencesResponse,
    },
};

impl Client {
    /// Gets a user by account name.
    pub async fn get_user(&self, acct: &str, query: ProfileQuery) -> Result<LeanUserDto, Error> {
        self.call::<GetUser>(AcctPath { acct: acct.to_owned() }, query, Empty).await
    }

    /// Lists the organizations of a user.
    pub async fn list_user_orgs(&self, acct: &str) -> Result<RefLinksDto, Error> {
        self.call::<ListUserOrgs>(AcctPath { acct: acct.to_owned() }, Nothing {}, Empty).await
    }

    /// Gets a user and its roles in an organization.
    pub async fn get_user_info(&self, acct: &str, org: OrgId, query: ProfileQuery) -> Result<UserInfoDto, Error> {
        self.call::<GetUserInfo>(AcctOrgPath { acct: acct.to_owned(), org }, query, Empty).await
    }

    /// Lists a user's roles in an organization.
    pub async fn get_user_roles(&self, acct: &str, org: OrgId) -> Result<Vec<RoleDto>, Error> {
        self.call::<GetUserRoles>(AcctOrgPath { acct: acct.to_owned(), org }, Nothing {}, Empty).await
    }

    /// Changes a user's roles in an organization.
    pub async fn update_user_roles(
        &self,
        acct: &str,
        org: OrgId,
        body: &UpdateRolesRequestOfBaseRoleBindingDto,
    ) -> Result<(), Error> {
        self.call::<UpdateUserRoles>(AcctOrgPath { acct: acct.to_owned(), org }, Nothing {}, Json(body.clone())).await
    }

    /// Lists a user's roles in the services of an organization.
    pub async fn get_user_service_roles(
        &self,
        acct: &str,
        org: OrgId,
        query: ServiceQuery,
    ) -> Result<UserServiceRolesResponse, Error> {
        self.call::<GetUserServiceRoles>(AcctOrgPath { acct: acct.to_owned(), org }, query, Empty).await
    }

    /// Changes a user's roles in a service of an organization.
    pub async fn update_user_service_roles(
        &self,
        acct: &str,
        org: OrgId,
        body: &UserServiceRolesUpdateRequest,
    ) -> Result<(), Error> {
        self.call::<UpdateUserServiceRoles>(AcctOrgPath { acct: acct.to_owned(), org }, Nothing {}, Json(body.clone()))
            .await
    }

    /// Gets a user by id.
    pub async fn get_user_by_id(&self, user: &str, query: ProfileQuery) -> Result<GetUserByUserIdResponse, Error> {
        self.call::<GetUserById>(UserIdPath { user: user.to_owned() }, query, Empty).await
    }

    /// Lists the organizations of a user, by its id.
    pub async fn list_user_orgs_by_id(&self, user: &str) -> Result<RefLinksDto, Error> {
        self.call::<ListUserOrgsById>(UserIdPath { user: user.to_owned() }, Nothing {}, Empty).await
    }

    /// Gets a user and its roles in an organization, by the user's id.
    pub async fn get_user_info_by_id(&self, user: &str, org: OrgId) -> Result<UserInfoDto, Error> {
        self.call::<GetUserInfoById>(UserIdOrgPath { user: user.to_owned(), org }, Nothing {}, Empty).await
    }

    /// Lists a user's roles in an organization, by its id.
    pub async fn get_user_roles_by_id(&self, user: &str, org: OrgId) -> Result<Vec<RoleDto>, Error> {
        self.call::<GetUserRolesById>(UserIdOrgPath { user: user.to_owned(), org }, Nothing {}, Empty).await
    }

    /// Changes a user's roles in an organization, by its id.
    pub async fn update_user_roles_by_id(
        &self,
        user: &str,
        org: OrgId,
        body: &UpdateRolesRequestOfBaseRoleBindingDto,
    ) -> Result<(), Error> {
        self.call::<UpdateUserRolesById>(UserIdOrgPath { user: user.to_owned(), org }, Nothing {}, Json(body.clone()))
            .await
    }

    /// Lists a user's roles in the services of an organization, by its id.
    pub async fn get_user_service_roles_by_id(
        &self,
        user: &str,
        org: OrgId,
        query: ServiceQuery,
    ) -> Result<UserServiceRolesResponse, Error> {
        self.call::<GetUserServiceRolesById>(UserIdOrgPath { user: user.to_owned(), org }, query, Empty).await
    }

    /// Changes a user's roles in a service of an organization, by its id.
    pub async fn update_user_service_roles_by_id(
        &self,
        user: &str,
        org: OrgId,
        body: &UserServiceRolesUpdateRequest,
    ) -> Result<(), Error> {
        self.call::<UpdateUserServiceRolesById>(
            UserIdOrgPath { user: user.to_owned(), org },
            Nothing {},
            Json(body.clone()),
        )
        .await
    }

    /// Changes a user's roles in an organization and its services together.
    pub async fn update_member_roles(
        &self,
        user: &str,
        org: OrgId,
        body: &UpdateMemberRolesRequest,
    ) -> Result<(), Error> {
        self.call::<UpdateMemberRoles>(UserIdOrgPath { user: user.to_owned(), org }, Nothing {}, Json(body.clone()))
            .await
    }

    /// Searches for users at an identity provider.
    pub async fn search_idp_users(
        &self,
        body: &SearchUsersInIdpRequest,
    ) -> Result<PagedPostResponse<BaseUserDto>, Error> {
        self.call::<SearchIdpUsers>(Nothing {}, Nothing {}, Json(body.clone())).await
    }

    /// Gets the languages of users.
    pub async fn get_users_locales(
        &self,
        body: &UsersLocalePreferencesRequest,
    ) -> Result<UsersLocalePreferencesResponse, Error> {
        self.call::<GetUsersLocales>(Nothing {}, Nothing {}, Json(body.clone())).await
    }
}
