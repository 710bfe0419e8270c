//! Methods for groups of users.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::{
        CspOrgPath, PageQuery,
        groups::{
            AddGroupUsers, CreateGroup, GetGroup, GetGroupRoles, GroupPath, GroupUsersQuery, ListGroupUsers,
            ListGroups, ListNestedGroups, NestedGroupsQuery, RemoveGroupUsers, RemoveGroups, SearchGroupsByRoles,
            SearchGroupsQuery, SearchIdpGroups, SearchIdpGroupsQuery, SearchOrgGroups, UpdateGroup, UpdateGroupRoles,
        },
    },
    http::{Client, Error},
    wire::{
        AddUsersToCustomGroupRequest, BaseUserDto, CreateCustomGroupRequest, ExpandedGroupDto, GroupDto, IdDto, OrgId,
        PagedPostResponse, PagedResponse, PartialSuccessResponse, RemoveGroupsFromOrgRequest,
        RemoveGroupsFromOrganizationResponseOfstring, RemoveUsersFromCustomGroupRequest, RolesDto,
        SearchGroupsByRolesRequest, SearchGroupsResponse, UpdateCustomGroupRequest, UpdateGroupRolesRequest,
    },
};
use uuid::Uuid;

impl Client {
    /// Searches for groups at the identity provider.
    pub async fn search_idp_groups(&self, query: SearchIdpGroupsQuery) -> Result<PagedResponse<GroupDto>, Error> {
        self.call::<SearchIdpGroups>(Nothing {}, query, Empty).await
    }

    /// Lists the groups of an organization.
    pub async fn list_groups(&self, org: OrgId, query: PageQuery) -> Result<PagedResponse<ExpandedGroupDto>, Error> {
        self.call::<ListGroups>(CspOrgPath { org }, query, Empty).await
    }

    /// Creates a group.
    pub async fn create_group(&self, org: OrgId, body: &CreateCustomGroupRequest) -> Result<IdDto, Error> {
        self.call::<CreateGroup>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Removes groups.
    pub async fn remove_groups(
        &self,
        org: OrgId,
        body: &RemoveGroupsFromOrgRequest,
    ) -> Result<RemoveGroupsFromOrganizationResponseOfstring, Error> {
        self.call::<RemoveGroups>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Searches for groups of an organization by role.
    pub async fn search_groups_by_roles(
        &self,
        org: OrgId,
        body: &SearchGroupsByRolesRequest,
    ) -> Result<PagedPostResponse<ExpandedGroupDto>, Error> {
        self.call::<SearchGroupsByRoles>(CspOrgPath { org }, Nothing {}, Json(body.clone())).await
    }

    /// Searches for groups of an organization by name.
    pub async fn search_org_groups(&self, org: OrgId, query: SearchGroupsQuery) -> Result<SearchGroupsResponse, Error> {
        self.call::<SearchOrgGroups>(CspOrgPath { org }, query, Empty).await
    }

    /// Gets a group.
    pub async fn get_group(&self, org: OrgId, group: Uuid) -> Result<ExpandedGroupDto, Error> {
        self.call::<GetGroup>(GroupPath { org, group }, Nothing {}, Empty).await
    }

    /// Renames a group.
    pub async fn update_group(&self, org: OrgId, group: Uuid, body: &UpdateCustomGroupRequest) -> Result<(), Error> {
        self.call::<UpdateGroup>(GroupPath { org, group }, Nothing {}, Json(body.clone())).await
    }

    /// Lists the users in a group.
    pub async fn list_group_users(
        &self,
        org: OrgId,
        group: Uuid,
        query: GroupUsersQuery,
    ) -> Result<PagedResponse<BaseUserDto>, Error> {
        self.call::<ListGroupUsers>(GroupPath { org, group }, query, Empty).await
    }

    /// Adds users to a group.
    pub async fn add_group_users(
        &self,
        org: OrgId,
        group: Uuid,
        body: &AddUsersToCustomGroupRequest,
    ) -> Result<PartialSuccessResponse<String>, Error> {
        self.call::<AddGroupUsers>(GroupPath { org, group }, Nothing {}, Json(body.clone())).await
    }

    /// Removes users from a group.
    pub async fn remove_group_users(
        &self,
        org: OrgId,
        group: Uuid,
        body: &RemoveUsersFromCustomGroupRequest,
    ) -> Result<PartialSuccessResponse<String>, Error> {
        self.call::<RemoveGroupUsers>(GroupPath { org, group }, Nothing {}, Json(body.clone())).await
    }

    /// Lists the groups in a group.
    pub async fn list_nested_groups(
        &self,
        org: OrgId,
        group: Uuid,
        query: NestedGroupsQuery,
    ) -> Result<PagedResponse<GroupDto>, Error> {
        self.call::<ListNestedGroups>(GroupPath { org, group }, query, Empty).await
    }

    /// Gets a group's roles.
    pub async fn get_group_roles(&self, org: OrgId, group: Uuid) -> Result<RolesDto, Error> {
        self.call::<GetGroupRoles>(GroupPath { org, group }, Nothing {}, Empty).await
    }

    /// Changes a group's roles.
    pub async fn update_group_roles(
        &self,
        org: OrgId,
        group: Uuid,
        body: &UpdateGroupRolesRequest,
    ) -> Result<(), Error> {
        self.call::<UpdateGroupRoles>(GroupPath { org, group }, Nothing {}, Json(body.clone())).await
    }
}
