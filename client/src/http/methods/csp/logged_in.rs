//! Methods for the calling user.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::csp::{
        CspOrgPath, ExpandQuery, PageQuery,
        logged_in::{
            GetDefaultOrg, GetLoggedInGroups, GetLoggedInInfo, GetLoggedInProfile, GetLoggedInRoles,
            GetLoggedInServiceRoles, GetLoggedInUser, ListLoggedInOrgs, ListLoggedInOrgsPaged, LoggedInQuery,
            SetDefaultOrg,
        },
        users::ServiceQuery,
    },
    http::{Client, Error},
    wire::{
        OrgId, OrganizationDto, OrganizationsDto, PagedResponse, RefLinkDto, RoleDto, UserDto, UserGroupsResponse,
        UserInfoDto, UserProfileDto, UserServiceRolesResponse,
    },
};

impl Client {
    /// Gets the calling user.
    pub async fn get_logged_in_user(&self, query: LoggedInQuery) -> Result<UserDto, Error> {
        self.call::<GetLoggedInUser>(Nothing {}, query, Empty).await
    }

    /// Gets the calling user's settings.
    pub async fn get_logged_in_profile(&self) -> Result<UserProfileDto, Error> {
        self.call::<GetLoggedInProfile>(Nothing {}, Nothing {}, Empty).await
    }

    /// Gets the calling user's default organization.
    pub async fn get_default_org(&self) -> Result<RefLinkDto, Error> {
        self.call::<GetDefaultOrg>(Nothing {}, Nothing {}, Empty).await
    }

    /// Sets the calling user's default organization.
    pub async fn set_default_org(&self, body: &RefLinkDto) -> Result<RefLinkDto, Error> {
        self.call::<SetDefaultOrg>(Nothing {}, Nothing {}, Json(body.clone())).await
    }

    /// Lists the organizations of the calling user.
    pub async fn list_logged_in_orgs(&self, query: ExpandQuery) -> Result<OrganizationsDto, Error> {
        self.call::<ListLoggedInOrgs>(Nothing {}, query, Empty).await
    }

    /// Lists the organizations of the calling user, page by page.
    pub async fn list_logged_in_orgs_paged(&self, query: PageQuery) -> Result<PagedResponse<OrganizationDto>, Error> {
        self.call::<ListLoggedInOrgsPaged>(Nothing {}, query, Empty).await
    }

    /// Lists the calling user's roles in an organization.
    pub async fn get_logged_in_roles(&self, org: OrgId) -> Result<Vec<RoleDto>, Error> {
        self.call::<GetLoggedInRoles>(CspOrgPath { org }, Nothing {}, Empty).await
    }

    /// Lists the calling user's roles in the services of an organization.
    pub async fn get_logged_in_service_roles(
        &self,
        org: OrgId,
        query: ServiceQuery,
    ) -> Result<UserServiceRolesResponse, Error> {
        self.call::<GetLoggedInServiceRoles>(CspOrgPath { org }, query, Empty).await
    }

    /// Gets the calling user and its roles in an organization.
    pub async fn get_logged_in_info(&self, org: OrgId) -> Result<UserInfoDto, Error> {
        self.call::<GetLoggedInInfo>(CspOrgPath { org }, Nothing {}, Empty).await
    }

    /// Lists the calling user's groups in an organization.
    pub async fn get_logged_in_groups(&self, org: OrgId) -> Result<UserGroupsResponse, Error> {
        self.call::<GetLoggedInGroups>(CspOrgPath { org }, Nothing {}, Empty).await
    }
}
