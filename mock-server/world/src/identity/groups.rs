//! Groups of users. A group has roles in its organization, and all its users have these roles too.
//!
//! The identity provider of a simulated world has no groups, so only groups that an organization creates exist.

use crate::{
    context::{Call, Cx},
    identity::{
        bindings::{Held, org_link},
        checks::{bounded, fit_description, fit_name},
        members::searched_roles,
        paging::{Page, count, holds, with_query},
        refusals,
        roles::Change,
        users::base,
    },
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::{
        identity::{everyone::Identity, groups::Group, roles::Roles, users::IDP},
        world::WorldState,
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;
use vmc_client::{
    endpoints::csp::{
        groups::{
            AddGroupUsers, CreateGroup, GetGroup, GetGroupRoles, GroupPath, ListGroupUsers, ListGroups,
            ListNestedGroups, RemoveGroupUsers, RemoveGroups, SearchGroupsByRoles, SearchIdpGroups, SearchOrgGroups,
            UpdateGroup, UpdateGroupRoles,
        },
        logged_in::GetLoggedInGroups,
    },
    wire::{
        BaseUserDto, ExpandedGroupDto, GroupDto, IdDto, OrgId, PagedPostResponse, PagedResponse,
        PartialSuccessResponse, RemoveGroupsFromOrganizationFailure, RemoveGroupsFromOrganizationResponseOfstring,
        RolesDto, SearchGroupsResponse, UserGroupsResponse,
    },
};

/// The largest number of groups in a world.
pub const GROUPS_MAX: usize = 200;

impl Identity {
    fn groups_of(&self, org: OrgId) -> Vec<&Group> {
        self.groups.values().filter(|group| group.org == org).collect()
    }

    /// Returns a group of an organization.
    ///
    /// # Errors
    /// Fails if there is no such group.
    pub(super) fn group(&self, org: OrgId, id: Uuid) -> ApiResult<&Group> {
        let group = self.groups.get(&id).filter(|group| group.org == org);
        group.ok_or_else(|| refusals::group_not_found(id))
    }

    /// Returns a group of an organization, mutably.
    ///
    /// # Errors
    /// Fails if there is no such group.
    pub(super) fn group_mut(&mut self, org: OrgId, id: Uuid) -> ApiResult<&mut Group> {
        let group = self.groups.get_mut(&id).filter(|group| group.org == org);
        group.ok_or_else(|| refusals::group_not_found(id))
    }

    fn name_is_free(&self, org: OrgId, name: &str, except: Option<Uuid>) -> ApiResult<()> {
        let is = |group: &&Group| group.org == org && group.name == name && Some(group.id) != except;
        if self.groups.values().any(|group| is(&group)) { Err(refusals::taken("a group")) } else { Ok(()) }
    }
}

/// `GET /groups/search`: the result is empty, because the identity provider has no groups.
pub fn search_idp(_: &WorldState, _: &Cx, call: &Call<SearchIdpGroups>) -> ApiResult<PagedResponse<GroupDto>> {
    let page = Page::read(call.query.start, call.query.limit)?;
    Ok(page.get("/csp/gateway/am/api/groups/search", &[], GroupDto::clone))
}

/// `GET /orgs/{orgId}/groups`
pub fn list(world: &WorldState, _: &Cx, call: &Call<ListGroups>) -> ApiResult<PagedResponse<ExpandedGroupDto>> {
    let page = Page::read(call.query.start, call.query.limit)?;
    let path = format!("{}/groups", org_link(call.path.org));
    Ok(page.get(&path, &world.identity.groups_of(call.path.org), |group| expanded(group)))
}

/// `POST /orgs/{orgId}/groups`
pub fn create(world: &mut WorldState, cx: &Cx, call: &Call<CreateGroup>) -> ApiResult<IdDto> {
    let (identity, org) = (&mut *world.identity, call.path.org);
    let name = fit_name(&call.body.0.name)?;
    identity.name_is_free(org, &name, None)?;
    let description = fit_description(call.body.0.description.as_deref())?;
    if identity.groups.len() >= GROUPS_MAX {
        return Err(Refusal::full("groups", GROUPS_MAX));
    }
    let id = identity.ids.uuid(Kind::Group);
    let group =
        Group { id, org, name, description, users: BTreeSet::new(), roles: Roles::default(), created: cx.now() };
    identity.groups.insert(id, group);
    Ok(IdDto { id: Some(id.to_string()) })
}

/// `DELETE /orgs/{orgId}/groups`: the users of the groups remain in the organization.
pub fn remove(
    world: &mut WorldState,
    _: &Cx,
    call: &Call<RemoveGroups>,
) -> ApiResult<RemoveGroupsFromOrganizationResponseOfstring> {
    let org = call.path.org;
    let ids = bounded(&call.body.0.ids)?;
    world.identity.keeping_an_owner(org, |identity| {
        let mut answer = RemoveGroupsFromOrganizationResponseOfstring::default();
        for text in ids {
            let id = text.parse().ok().filter(|id| identity.group(org, *id).is_ok());
            if id.and_then(|id: Uuid| identity.groups.shift_remove(&id)).is_some() {
                answer.succeeded.push(text.clone());
            } else {
                answer.failed.push(text.clone());
                answer.failures.push(RemoveGroupsFromOrganizationFailure {
                    id: Some(text.clone()),
                    error_code: None,
                    message: Some("Cannot find the group.".to_owned()),
                });
            }
        }
        Ok(answer)
    })
}

/// `POST /orgs/{orgId}/groups/search`
pub fn search_by_roles(
    world: &WorldState,
    _: &Cx,
    call: &Call<SearchGroupsByRoles>,
) -> ApiResult<PagedPostResponse<ExpandedGroupDto>> {
    let request = &call.body.0;
    let page = Page::read(request.page_start, request.page_limit)?;
    let wanted = searched_roles(request.roles_search_term.as_ref())?;
    let mut groups = world.identity.groups_of(call.path.org);
    groups.retain(|group| wanted.as_ref().is_none_or(|roles| group.roles.meets(roles)));
    Ok(page.post(&groups, |group| expanded(group)))
}

/// `GET /orgs/{orgId}/groups-search`
pub fn search(world: &WorldState, _: &Cx, call: &Call<SearchOrgGroups>) -> ApiResult<SearchGroupsResponse> {
    let groups = world.identity.groups_of(call.path.org).into_iter();
    let found = groups.filter(|group| holds(&group.name, &call.query.term));
    Ok(SearchGroupsResponse { results: found.map(expanded).collect() })
}

/// `GET /orgs/{orgId}/groups/{groupId}`
pub fn get(world: &WorldState, _: &Cx, call: &Call<GetGroup>) -> ApiResult<ExpandedGroupDto> {
    Ok(expanded(world.identity.group(call.path.org, call.path.group)?))
}

/// `PATCH /orgs/{orgId}/groups/{groupId}`
pub fn update(world: &mut WorldState, _: &Cx, call: &Call<UpdateGroup>) -> ApiResult<()> {
    let GroupPath { org, group } = call.path;
    let name = fit_name(&call.body.0.name)?;
    world.identity.name_is_free(org, &name, Some(group))?;
    let description = fit_description(call.body.0.description.as_deref())?;
    let group = world.identity.group_mut(org, group)?;
    group.name = name;
    group.description = description.or_else(|| group.description.take());
    Ok(())
}

/// `GET /orgs/{orgId}/groups/{groupId}/users`
pub fn users(world: &WorldState, _: &Cx, call: &Call<ListGroupUsers>) -> ApiResult<PagedResponse<BaseUserDto>> {
    let (identity, query) = (&world.identity, &call.query);
    let GroupPath { org, group } = call.path;
    let page = Page::read(query.start, query.limit)?;
    let group = identity.group(org, group)?;
    let mut users = identity.members(org);
    let fits = |text: &str, part: &Option<String>| part.as_deref().is_none_or(|part| holds(text, part));
    users.retain(|user| {
        group.users.contains(&user.id)
            && fits(&user.first_name, &query.first_name)
            && fits(&user.last_name, &query.last_name)
            && fits(&user.username, &query.email)
    });
    let path = with_query(
        format!("{}/groups/{}/users", org_link(org), group.id),
        &[
            ("firstName", query.first_name.as_deref()),
            ("lastName", query.last_name.as_deref()),
            ("email", query.email.as_deref()),
        ],
    );
    Ok(page.get(&path, &users, |user| base(user)))
}

/// `POST /orgs/{orgId}/groups/{groupId}/users`: adds users who are members of the organization.
pub fn add_users(
    world: &mut WorldState,
    _: &Cx,
    call: &Call<AddGroupUsers>,
) -> ApiResult<PartialSuccessResponse<String>> {
    let GroupPath { org, group } = call.path;
    world.identity.group(org, group)?;
    let mut answer = PartialSuccessResponse::default();
    for name in bounded(&call.body.0.usernames_to_add)? {
        let user = world.identity.user_by_acct(name).filter(|user| user.roles.contains_key(&org));
        match user.map(|user| user.id) {
            Some(user) => {
                world.identity.group_mut(org, group)?.users.insert(user);
                answer.succeeded.push(name.clone());
            }
            None => answer.failed.push(name.clone()),
        }
    }
    Ok(answer)
}

/// `DELETE /orgs/{orgId}/groups/{groupId}/users`
pub fn remove_users(
    world: &mut WorldState,
    _: &Cx,
    call: &Call<RemoveGroupUsers>,
) -> ApiResult<PartialSuccessResponse<String>> {
    let GroupPath { org, group } = call.path;
    let ids = bounded(&call.body.0.ids)?;
    world.identity.keeping_an_owner(org, |identity| {
        identity.group(org, group)?;
        let mut answer = PartialSuccessResponse::default();
        for text in ids {
            let user = identity.user_by_id(text).map(|user| user.id);
            let group = identity.group_mut(org, group)?;
            let was_in = user.is_some_and(|user| group.users.remove(&user));
            if was_in { answer.succeeded.push(text.clone()) } else { answer.failed.push(text.clone()) }
        }
        Ok(answer)
    })
}

/// `GET /orgs/{orgId}/groups/{groupId}/groups`: empty, because only groups of the identity provider can be in a group, and it has no
/// groups.
pub fn nested(world: &WorldState, _: &Cx, call: &Call<ListNestedGroups>) -> ApiResult<PagedResponse<GroupDto>> {
    let page = Page::read(call.query.start, call.query.limit)?;
    let group = world.identity.group(call.path.org, call.path.group)?;
    Ok(page.get(&format!("{}/groups/{}/groups", org_link(group.org), group.id), &[], GroupDto::clone))
}

/// `GET /orgs/{orgId}/groups/{groupId}/roles`
pub fn roles(world: &WorldState, _: &Cx, call: &Call<GetGroupRoles>) -> ApiResult<RolesDto> {
    let group = world.identity.group(call.path.org, call.path.group)?;
    Ok(Held::directly(&group.roles).all(group.org))
}

/// `PATCH /orgs/{orgId}/groups/{groupId}/roles`
pub fn update_roles(world: &mut WorldState, _: &Cx, call: &Call<UpdateGroupRoles>) -> ApiResult<()> {
    let GroupPath { org, group } = call.path;
    let request = &call.body.0;
    let change = Change::in_parts(request.organization_roles.as_ref(), &request.service_roles)?;
    world.identity.keeping_an_owner(org, |identity| {
        let group = identity.group_mut(org, group)?;
        group.roles = change.applied(&group.roles);
        Ok(())
    })
}

/// Returns a group as clients see it.
pub(super) fn view(group: &Group) -> GroupDto {
    GroupDto {
        id: Some(group.id.to_string()),
        display_name: Some(group.name.clone()),
        description: group.description.clone(),
        domain: Some(IDP.to_owned()),
        group_type: Some("USER_GROUP".to_owned()),
        users_count: Some(count(group.users.len())),
    }
}

/// Returns a group with its roles.
pub(super) fn expanded(group: &Group) -> ExpandedGroupDto {
    let GroupDto { id, display_name, description, domain, group_type, users_count } = view(group);
    let RolesDto { organization_roles, service_roles } = Held::directly(&group.roles).all(group.org);
    ExpandedGroupDto {
        id,
        display_name,
        description,
        domain,
        group_type,
        users_count,
        organization_roles,
        service_roles,
    }
}

/// `GET /loggedin/user/orgs/{orgId}/groups`
pub fn own(world: &WorldState, cx: &Cx, call: &Call<GetLoggedInGroups>) -> ApiResult<UserGroupsResponse> {
    let (user, org) = world.identity.seen_member(cx, &call.path)?;
    let groups = world.identity.groups.values();
    let groups = groups.filter(|group| group.org == org && group.users.contains(&user.id));
    Ok(UserGroupsResponse { groups: groups.map(view).collect() })
}
