//! Methods for organizations and their users.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::{
        CspOrgPath, ExpandQuery,
        orgs::{
            CreateOrganization, GetOrgUsers, GetOrganization, ListOrgUsers, ListOrganizationRoles,
            ListSubOrganizations, OrgRolesQuery, OrgUsersQuery, RemoveUsersByEmail, RemoveUsersById, RemoveUsersByName,
            SearchOrgUsers, SearchOrgUsersByRoles, SearchUsersQuery, SubOrgsQuery, UpdateOrganization,
        },
    },
    http::{Client, Error},
    wire::{
        CreateOrganizationRequest, ExpandedTypedUserDto, ExtendedUsernameDto, OrgId, OrganizationDto,
        OrganizationRolesResponse, PagedPostResponse, PagedResponse, PartialSuccessResponse, RefLinkDto,
        RemoveUsersFromOrgRequest, RemoveUsersFromOrganizationRequest, RemoveUsersFromOrganizationRequestV2,
        SearchUsersByRolesRequest, SearchUsersResponse, UsersDto,
    },
};

impl Client {
    /// Creates an organization that the caller owns.
    pub async fn create_organization(&self, body: &CreateOrganizationRequest) -> Result<RefLinkDto, Error> {
        self.call::<CreateOrganization>(Nothing {}, Nothing {}, Json(body.clone())).await
    }

    /// Gets an organization.
    pub async fn get_organization(&self, org: OrgId) -> Result<OrganizationDto, Error> {
        self.call::<GetOrganization>(CspOrgPath { org }, Nothing {}, Empty).await
    }

    /// Changes an organization's name and metadata.
    pub async fn update_organization(&self, org: OrgId, body: &OrganizationDto) -> Result<RefLinkDto, Error> {
        self.call::<UpdateOrganization>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Lists the organizations below an organization.
    pub async fn list_sub_organizations(
        &self,
        org: OrgId,
        query: SubOrgsQuery,
    ) -> Result<PagedResponse<OrganizationDto>, Error> {
        self.call::<ListSubOrganizations>(CspOrgPath { org }, query, Empty).await
    }

    /// Lists the roles that an organization can assign.
    pub async fn list_organization_roles(
        &self,
        org: OrgId,
        query: OrgRolesQuery,
    ) -> Result<OrganizationRolesResponse, Error> {
        self.call::<ListOrganizationRoles>(CspOrgPath { org }, query, Empty).await
    }

    /// Lists the users of an organization, in the older format.
    pub async fn list_org_users(&self, org: OrgId, query: ExpandQuery) -> Result<UsersDto, Error> {
        self.call::<ListOrgUsers>(CspOrgPath { org }, query, Empty).await
    }

    /// Lists the users of an organization with their roles, page by page.
    pub async fn get_org_users(
        &self,
        org: OrgId,
        query: OrgUsersQuery,
    ) -> Result<PagedResponse<ExpandedTypedUserDto>, Error> {
        self.call::<GetOrgUsers>(CspOrgPath { org }, query, Empty).await
    }

    /// Searches for users of an organization by name.
    pub async fn search_org_users(&self, org: OrgId, query: SearchUsersQuery) -> Result<SearchUsersResponse, Error> {
        self.call::<SearchOrgUsers>(CspOrgPath { org }, query, Empty).await
    }

    /// Searches for users of an organization by role.
    pub async fn search_org_users_by_roles(
        &self,
        org: OrgId,
        body: &SearchUsersByRolesRequest,
    ) -> Result<PagedPostResponse<ExpandedTypedUserDto>, Error> {
        self.call::<SearchOrgUsersByRoles>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Removes users from an organization, by mail address.
    pub async fn remove_users_by_email(
        &self,
        org: OrgId,
        body: &RemoveUsersFromOrgRequest,
    ) -> Result<PartialSuccessResponse<String>, Error> {
        self.call::<RemoveUsersByEmail>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Removes users from an organization, by name.
    pub async fn remove_users_by_name(
        &self,
        org: OrgId,
        body: &RemoveUsersFromOrganizationRequest,
    ) -> Result<PartialSuccessResponse<ExtendedUsernameDto>, Error> {
        self.call::<RemoveUsersByName>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Removes users from an organization, by id.
    pub async fn remove_users_by_id(
        &self,
        org: OrgId,
        body: &RemoveUsersFromOrganizationRequestV2,
    ) -> Result<PartialSuccessResponse<String>, Error> {
        self.call::<RemoveUsersById>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }
}
