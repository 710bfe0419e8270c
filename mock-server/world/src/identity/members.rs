//! The users of an organization: listing, searching and removing them.

use crate::{
    context::{Call, Cx},
    identity::{
        bindings::Form,
        checks::bounded,
        paging::{Page, with_query},
        refusals,
        roles::known_service,
        users::{base, link, locale, matches},
    },
    kernel::refusal::ApiResult,
    state::{
        identity::{
            everyone::Identity,
            roles::{OrgRole, Roles, ServiceRole},
            users::User,
        },
        world::WorldState,
    },
};
use vmc_client::{
    endpoints::csp::orgs::{
        GetOrgUsers, ListOrgUsers, RemoveUsersByEmail, RemoveUsersById, RemoveUsersByName, SearchOrgUsers,
        SearchOrgUsersByRoles,
    },
    wire::{
        BaseUserDto, BaseUserWithProfileDto, ExpandedTypedUserDto, ExtendedUsernameDto, OrgId, PagedPostResponse,
        PagedResponse, PartialSuccessResponse, RolesSearchTermDto, SearchUsersResponse, UserAndRolesDto,
        UserLocalePreferencesDto, UsersDto,
    },
};

/// `GET /orgs/{orgId}/users`
pub fn list(world: &WorldState, _: &Cx, call: &Call<ListOrgUsers>) -> ApiResult<UsersDto> {
    let (identity, org) = (&world.identity, call.path.org);
    let members = identity.members(org);
    let expanded = |user: &&User| UserAndRolesDto {
        username: user.username.to_string(),
        first_name: user.first_name.to_string(),
        last_name: user.last_name.to_string(),
        email: Some(user.username.to_string()),
        acct: Some(user.username.to_string()),
        user_id: Some(user.id_text()),
        organization_roles: identity.held(user, org).org_bindings(org),
    };
    Ok(UsersDto {
        ref_links: members.iter().map(|user| link(user)).collect(),
        users: if call.query.is_set() { members.iter().map(expanded).collect() } else { Vec::new() },
    })
}

/// `GET /v2/orgs/{orgId}/users`
pub fn list_paged(
    world: &WorldState,
    _: &Cx,
    call: &Call<GetOrgUsers>,
) -> ApiResult<PagedResponse<ExpandedTypedUserDto>> {
    let (identity, org, query) = (&world.identity, call.path.org, &call.query);
    let page = Page::read(query.start, query.limit)?;
    let mut members = identity.members(org);
    if let Some(service) = &query.service {
        known_service(Some(service))?;
        members.retain(|user| !identity.held(user, org).roles().service.is_empty());
    }
    let path = with_query(
        format!("/csp/gateway/am/api/v2/orgs/{org}/users"),
        &[("serviceDefinitionId", query.service.as_deref()), ("expandProfile", query.expand_profile.then_some("true"))],
    );
    Ok(page.get(&path, &members, |user| expanded(world, user, org, query.expand_profile, Form::Listed)))
}

/// `GET /orgs/{orgId}/users/search`
pub fn search(world: &WorldState, _: &Cx, call: &Call<SearchOrgUsers>) -> ApiResult<SearchUsersResponse> {
    let (identity, org) = (&world.identity, call.path.org);
    let found = identity.members(org).into_iter().filter(|user| matches(user, &call.query.term));
    Ok(SearchUsersResponse {
        results: found.map(|user| expanded(world, user, org, call.query.expand_profile, Form::Searched)).collect(),
    })
}

/// `POST /orgs/{orgId}/users/search`
pub fn search_by_roles(
    world: &WorldState,
    _: &Cx,
    call: &Call<SearchOrgUsersByRoles>,
) -> ApiResult<PagedPostResponse<ExpandedTypedUserDto>> {
    let (identity, org, request) = (&world.identity, call.path.org, &call.body.0);
    let page = Page::read(request.page_start, request.page_limit)?;
    let wanted = searched_roles(request.roles_search_term.as_ref())?;
    let mut members = identity.members(org);
    members.retain(|user| wanted.as_ref().is_none_or(|roles| identity.held(user, org).roles().meets(roles)));
    Ok(page.post(&members, |user| expanded(world, user, org, false, Form::Searched)))
}

/// Returns the roles that a search is for, or `None` if it names no roles and finds everyone.
pub(super) fn searched_roles(term: Option<&RolesSearchTermDto>) -> ApiResult<Option<Roles>> {
    let Some(term) = term else { return Ok(None) };
    let mut roles = Roles::default();
    for role in &term.org_roles {
        let role = role.role_name.as_deref().and_then(OrgRole::named);
        roles.org.insert(role.ok_or_else(refusals::org_role_unknown)?);
    }
    for service in &term.service_roles {
        known_service(Some(&service.service_definition_id))?;
        for role in &service.service_roles {
            roles.service.insert(ServiceRole::named(&role.role_name).ok_or_else(refusals::service_role_unknown)?);
        }
    }
    Ok((!roles.is_empty()).then_some(roles))
}

/// `PATCH /orgs/{orgId}/users`
pub fn remove_by_email(
    world: &mut WorldState,
    cx: &Cx,
    call: &Call<RemoveUsersByEmail>,
) -> ApiResult<PartialSuccessResponse<String>> {
    let request = &call.body.0;
    let emails: Vec<_> = request.emails.iter().chain(&request.email).cloned().collect();
    remove(world, cx, call.path.org, &emails, |identity, email| identity.user_by_acct(email))
}

/// `DELETE /orgs/{orgId}/users`
pub fn remove_by_name(
    world: &mut WorldState,
    cx: &Cx,
    call: &Call<RemoveUsersByName>,
) -> ApiResult<PartialSuccessResponse<ExtendedUsernameDto>> {
    remove(world, cx, call.path.org, &call.body.0.users, |identity, user| identity.user_by_acct(&user.username))
}

/// `DELETE /v2/orgs/{orgId}/users`
pub fn remove_by_id(
    world: &mut WorldState,
    cx: &Cx,
    call: &Call<RemoveUsersById>,
) -> ApiResult<PartialSuccessResponse<String>> {
    remove(world, cx, call.path.org, &call.body.0.ids, |identity, id| identity.user_by_id(id))
}

/// Removes those of the given users that are members. If no owner would remain, nobody is removed.
fn remove<T: Clone>(
    world: &mut WorldState,
    cx: &Cx,
    org: OrgId,
    named: &[T],
    find: impl for<'a> Fn(&'a Identity, &T) -> Option<&'a User>,
) -> ApiResult<PartialSuccessResponse<T>> {
    let named = bounded(named)?;
    world.identity.keeping_an_owner(org, |identity| {
        let mut answer = PartialSuccessResponse { succeeded: Vec::new(), failed: Vec::new() };
        for name in named {
            let member = find(identity, name).filter(|user| user.roles.contains_key(&org)).map(|user| user.id);
            match member {
                Some(user) => {
                    identity.expel(user, org, cx.now());
                    answer.succeeded.push(name.clone());
                }
                None => answer.failed.push(name.clone()),
            }
        }
        Ok(answer)
    })
}

/// Returns a user with its roles. The two answers that contain it differ in some keys. (recorded)
fn expanded(world: &WorldState, user: &User, org: OrgId, profile: bool, form: Form) -> ExpandedTypedUserDto {
    let held = world.identity.held(user, org);
    let BaseUserDto { username, first_name, last_name, domain, idp_id, accessible, acct, email, user_id } = base(user);
    let preferences = || {
        let (locale, language) = locale(world, user);
        UserLocalePreferencesDto { language, locale }
    };
    ExpandedTypedUserDto {
        user: Some(BaseUserWithProfileDto {
            username,
            first_name,
            last_name,
            domain,
            idp_id,
            accessible,
            acct,
            email,
            user_id,
            user_profile: profile.then(preferences),
        }),
        org_id: Some(org),
        organization_roles: held.org_bindings_in(org, form),
        service_roles: held.typed_services(form),
        custom_roles: Vec::new(),
    }
}
