//! Users: their data and roles, and changes of roles.
//!
//! There are three families of paths: the calling user, a user by account name, and a user by id. They have the same operations, and one
//! function implements each operation for all of them. A user may always see itself; to see another user, the caller needs a role in an
//! organization in which both are members.

use crate::{
    context::{Call, Cx},
    identity::{
        bindings::{Held, org_link, org_of_link},
        checks::bounded,
        definitions::{VMC_DISPLAY_NAME, VMC_NAME},
        orgs,
        paging::{Page, holds},
        refusals,
        roles::{Change, VMC_SERVICE_LINK, known_service},
    },
    kernel::refusal::{ApiResult, Refusal},
    state::{
        identity::{
            everyone::Identity,
            roles::Right,
            users::{IDP, User},
        },
        not_found,
        world::WorldState,
    },
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoint::{Endpoint, Json, Nothing},
    endpoints::csp::{
        CspOrgPath, ExpandQuery, MayNameOrg, PageQuery, ProfileQuery,
        logged_in::{
            GetDefaultOrg, GetLoggedInProfile, GetLoggedInUser, ListLoggedInOrgs, ListLoggedInOrgsPaged, SetDefaultOrg,
        },
        users::{
            AcctOrgPath, AcctPath, GetUser, GetUserById, GetUsersLocales, SearchIdpUsers, ServiceQuery, UserIdOrgPath,
            UserIdPath,
        },
    },
    wire::{
        BaseUserDto, GetUserByUserIdResponse, IdpUserDetailsDto, LeanUserDto, LeanUserProfileDto, OrgId,
        OrganizationDto, OrganizationsDto, PagedPostResponse, PagedResponse, RefLinkDto, RefLinksDto, RoleDto,
        ServiceDef, UpdateMemberRolesRequest, UpdateRolesRequestOfBaseRoleBindingDto, UserDto, UserInfoDto,
        UserOrgInfo, UserProfileDto, UserServiceRolesResponse, UserServiceRolesUpdateRequest,
        UsersLocalePreferenceItem, UsersLocalePreferencesResponse,
    },
};

/// The language of users who have not set one. (assumption)
const LOCALE: &str = "en_US";

/// Returns a user's locale and language, such as `en_US` and `en`. VMC has an operation that sets them.
pub(super) fn locale(world: &WorldState, user: &User) -> (String, String) {
    let locale = world.locales.get(&user.id).map_or(LOCALE, String::as_str);
    (locale.to_owned(), locale.split('_').next().unwrap_or(locale).to_owned())
}

/// A path that identifies a user.
pub trait Whom {
    /// Returns that user, even if the caller may not see it.
    fn whom<'a>(&self, identity: &'a Identity, cx: &Cx) -> ApiResult<&'a User>;
}

impl Whom for Nothing {
    fn whom<'a>(&self, identity: &'a Identity, cx: &Cx) -> ApiResult<&'a User> {
        identity.caller(cx)
    }
}

impl Whom for CspOrgPath {
    fn whom<'a>(&self, identity: &'a Identity, cx: &Cx) -> ApiResult<&'a User> {
        identity.caller(cx)
    }
}

macro_rules! whom {
    ($($path:ty: $field:ident by $find:ident;)*) => { $(
        impl Whom for $path {
            fn whom<'a>(&self, identity: &'a Identity, _: &Cx) -> ApiResult<&'a User> {
                identity.$find(&self.$field).ok_or_else(refusals::user_not_found)
            }
        }
    )* };
}
whom! {
    AcctPath: acct by user_by_acct;
    AcctOrgPath: acct by user_by_acct;
    UserIdPath: user by user_by_id;
    UserIdOrgPath: user by user_by_id;
}

impl Identity {
    /// Returns the calling user.
    ///
    /// # Errors
    /// Fails if the caller is an OAuth app.
    pub fn caller(&self, cx: &Cx) -> ApiResult<&User> {
        match cx.caller.client {
            Some(_) => Err(refusals::not_a_user()),
            None => self.users.get(&cx.caller.user).map(|user| &**user).ok_or_else(refusals::user_not_found),
        }
    }

    /// Returns the user in the path, if the caller may see it: the caller itself, or another member of the organization.
    fn seen<'a>(&'a self, cx: &Cx, path: &impl Whom) -> ApiResult<&'a User> {
        let user = path.whom(self, cx);
        if let Ok(user) = user
            && cx.caller.client.is_none()
            && user.id == cx.caller.user
        {
            return Ok(user);
        }
        // A caller without this right must not learn either which users exist.
        if !cx.caller.may(Right::SeeOrg) {
            return Err(refusals::role_missing(Right::SeeOrg));
        }
        user.and_then(
            |user| {
                if user.roles.contains_key(&cx.caller.org) { Ok(user) } else { Err(refusals::user_not_found()) }
            },
        )
    }

    /// Returns the member in the path, and the organization.
    pub(super) fn seen_member<'a, P: Whom + MayNameOrg>(&'a self, cx: &Cx, path: &P) -> ApiResult<(&'a User, OrgId)> {
        let user = self.seen(cx, path)?;
        let org = path.named_org().unwrap_or(cx.caller.org);
        if user.roles.contains_key(&org) { Ok((user, org)) } else { Err(refusals::user_not_found()) }
    }

    /// Changes the roles that a member holds directly. A member keeps at least one role, and an organization at least one owner.
    fn change_roles<P: Whom + MayNameOrg>(
        &mut self,
        cx: &Cx,
        path: &P,
        change: impl FnOnce() -> ApiResult<Change>,
    ) -> ApiResult<()> {
        let (user, org) = self.seen_member(cx, path)?;
        let (id, change) = (user.id, change()?);
        self.keeping_an_owner(org, |identity| {
            let held = identity.users.get_mut(&id).and_then(|user| user.roles.get_mut(&org));
            let held = held.ok_or_else(refusals::user_not_found)?;
            *held = change.applied(held).into();
            if held.org.is_empty() { Err(refusals::last_role()) } else { Ok(()) }
        })
    }
}

/// `GET /loggedin/user`
pub fn logged_in(world: &WorldState, cx: &Cx, call: &Call<GetLoggedInUser>) -> ApiResult<UserDto> {
    Ok(user_dto(world, world.identity.caller(cx)?, call.query.expand_profile))
}

/// `GET /loggedin/user/profile`
pub fn profile(world: &WorldState, cx: &Cx, _: &Call<GetLoggedInProfile>) -> ApiResult<UserProfileDto> {
    let user = world.identity.caller(cx)?;
    let (locale, language) = locale(world, user);
    Ok(UserProfileDto {
        user_id: Some(user.id_text()),
        username: Some(user.username.to_string()),
        acct: Some(user.username.to_string()),
        email: Some(user.username.to_string()),
        default_org_id: Some(user.default_org.to_string()),
        language: Some(language),
        locale: Some(locale),
        is_federated: Some(false),
        created_at: Some(user.created.as_second()),
        ..UserProfileDto::default()
    })
}

/// `GET /loggedin/user/default-org`
pub fn default_org(world: &WorldState, cx: &Cx, _: &Call<GetDefaultOrg>) -> ApiResult<RefLinkDto> {
    Ok(RefLinkDto { ref_link: Some(org_link(world.identity.caller(cx)?.default_org)) })
}

/// `POST /loggedin/user/default-org`
pub fn set_default_org(world: &mut WorldState, cx: &Cx, call: &Call<SetDefaultOrg>) -> ApiResult<RefLinkDto> {
    let link = call.body.0.ref_link.as_deref().ok_or_else(|| Refusal::parameter_missing("refLink"))?;
    let org = org_of_link(link).ok_or_else(|| Refusal::invalid("refLink is not the path of an organization."))?;
    let id = world.identity.caller(cx)?.id;
    let user = world.identity.users.get_mut(&id).filter(|user| user.roles.contains_key(&org));
    user.ok_or_else(|| not_found::org(org))?.default_org = org;
    Ok(RefLinkDto { ref_link: Some(org_link(org)) })
}

/// `GET /loggedin/user/orgs`
pub fn own_orgs(world: &WorldState, cx: &Cx, call: &Call<ListLoggedInOrgs>) -> ApiResult<OrganizationsDto> {
    let query: &ExpandQuery = &call.query;
    let orgs = world.identity.caller(cx)?.roles.keys().copied();
    Ok(OrganizationsDto {
        items: if query.is_set() {
            orgs.clone().filter_map(|org| orgs::view(world, org)).collect()
        } else {
            Vec::new()
        },
        ref_links: orgs.map(org_link).collect(),
    })
}

/// `GET /v2/loggedin/user/orgs`
pub fn own_orgs_paged(
    world: &WorldState,
    cx: &Cx,
    call: &Call<ListLoggedInOrgsPaged>,
) -> ApiResult<PagedResponse<OrganizationDto>> {
    let PageQuery { start, limit } = call.query;
    let page = Page::read(start, limit)?;
    let orgs = world.identity.caller(cx)?.roles.keys();
    let all: Vec<_> = orgs.filter_map(|org| orgs::view(world, *org)).collect();
    Ok(page.get("/csp/gateway/am/api/v2/loggedin/user/orgs", &all, OrganizationDto::clone))
}

/// `GET /users/{acct}`
pub fn get(world: &WorldState, cx: &Cx, call: &Call<GetUser>) -> ApiResult<LeanUserDto> {
    let user = world.identity.seen(cx, &call.path)?;
    Ok(LeanUserDto {
        username: Some(user.username.to_string()),
        first_name: Some(user.first_name.to_string()),
        last_name: Some(user.last_name.to_string()),
        email: Some(user.username.to_string()),
        acct: Some(user.username.to_string()),
        user_id: Some(user.id_text()),
        ref_link: Some(link(user)),
        user_profile: call.query.expand_profile.then(|| lean_profile(world, user)),
    })
}

/// `GET /v2/users/{userId}`
pub fn get_by_id(world: &WorldState, cx: &Cx, call: &Call<GetUserById>) -> ApiResult<GetUserByUserIdResponse> {
    let user = world.identity.seen(cx, &call.path)?;
    Ok(GetUserByUserIdResponse {
        username: Some(user.username.to_string()),
        first_name: Some(user.first_name.to_string()),
        last_name: Some(user.last_name.to_string()),
        email: Some(user.username.to_string()),
        acct: Some(user.username.to_string()),
        user_id: Some(user.id_text()),
        ref_link: Some(link(user)),
        user_profile: call.query.expand_profile.then(|| lean_profile(world, user)),
        idp_user_details: Some(IdpUserDetailsDto::default()),
    })
}

/// `GET …/orgs` of a user: all organizations of the calling user; for another user only the organization of the caller's token.
pub fn orgs_of<E>(world: &WorldState, cx: &Cx, call: &Call<E>) -> ApiResult<RefLinksDto>
where
    E: Endpoint<Path: Whom, Reply = Json<RefLinksDto>>,
{
    let user = world.identity.seen(cx, &call.path)?;
    let own = cx.caller.client.is_none() && user.id == cx.caller.user;
    let orgs = user.roles.keys().copied().filter(|org| own || *org == cx.caller.org);
    Ok(RefLinksDto { ref_links: orgs.map(org_link).collect() })
}

/// `GET …/roles` of a user in an organization.
pub fn roles_of<E>(world: &WorldState, cx: &Cx, call: &Call<E>) -> ApiResult<Vec<RoleDto>>
where
    E: Endpoint<Path: Whom + MayNameOrg, Reply = Json<Vec<RoleDto>>>,
{
    let (user, org) = world.identity.seen_member(cx, &call.path)?;
    Ok(world.identity.held(user, org).org_roles(org))
}

/// `GET …/service-roles` of a user in an organization.
pub fn service_roles_of<E>(world: &WorldState, cx: &Cx, call: &Call<E>) -> ApiResult<UserServiceRolesResponse>
where
    E: Endpoint<Path: Whom + MayNameOrg, Query = ServiceQuery, Reply = Json<UserServiceRolesResponse>>,
{
    let (user, org) = world.identity.seen_member(cx, &call.path)?;
    if let Some(service) = &call.query.service {
        known_service(Some(service))?;
    }
    Ok(UserServiceRolesResponse { service_roles: world.identity.held(user, org).services_by_link() })
}

/// `GET …/info` of a user in an organization.
pub fn info_of<E>(world: &WorldState, cx: &Cx, call: &Call<E>) -> ApiResult<UserInfoDto>
where
    E: Endpoint<Path: Whom + MayNameOrg, Query: ShowsProfile, Reply = Json<UserInfoDto>>,
{
    let (user, org) = world.identity.seen_member(cx, &call.path)?;
    let held: Held = world.identity.held(user, org);
    let facts = world.org(org)?;
    let service = ServiceDef {
        service_name: Some(VMC_NAME.to_owned()),
        service_display_name: Some(VMC_DISPLAY_NAME.to_owned()),
        ref_link: Some(VMC_SERVICE_LINK.to_owned()),
        roles: held.service_bindings(),
    };
    Ok(UserInfoDto {
        user: Some(user_dto(world, user, call.query.shows_profile())),
        user_org_info: vec![UserOrgInfo {
            name: Some(facts.name.clone()),
            display_name: Some(facts.display_name.to_string()),
            org_roles: held.org_roles(org),
            services_def: if service.roles.is_empty() { Vec::new() } else { vec![service] },
        }],
    })
}

/// A query that may ask for the user's settings.
pub trait ShowsProfile {
    /// Returns true if it asks for them.
    fn shows_profile(&self) -> bool;
}

impl ShowsProfile for Nothing {
    fn shows_profile(&self) -> bool {
        false
    }
}

impl ShowsProfile for ProfileQuery {
    fn shows_profile(&self) -> bool {
        self.expand_profile
    }
}

/// `PATCH …/roles` of a user in an organization, in versions 1 and 2 of the API.
pub fn update_roles<E>(world: &mut WorldState, cx: &Cx, call: &Call<E>) -> ApiResult<()>
where
    E: Endpoint<Path: Whom + MayNameOrg, Body = Json<UpdateRolesRequestOfBaseRoleBindingDto>>,
{
    world.identity.change_roles(cx, &call.path, || Change::in_org(&call.body.0))
}

/// `PATCH …/service-roles` of a user in an organization.
pub fn update_service_roles<E>(world: &mut WorldState, cx: &Cx, call: &Call<E>) -> ApiResult<()>
where
    E: Endpoint<Path: Whom + MayNameOrg, Body = Json<UserServiceRolesUpdateRequest>>,
{
    world.identity.change_roles(cx, &call.path, || Change::in_service(&call.body.0))
}

/// `PATCH …/roles` of a user in an organization, in version 3 of the API, which includes service roles.
pub fn update_all_roles<E>(world: &mut WorldState, cx: &Cx, call: &Call<E>) -> ApiResult<()>
where
    E: Endpoint<Path: Whom + MayNameOrg, Body = Json<UpdateMemberRolesRequest>>,
{
    world.identity.change_roles(cx, &call.path, || Change::in_all(&call.body.0))
}

/// `POST /v2/users/search`: the caller sees only members of the same organization, although the identity provider may know others.
pub fn search(world: &WorldState, cx: &Cx, call: &Call<SearchIdpUsers>) -> ApiResult<PagedPostResponse<BaseUserDto>> {
    let request = &call.body.0;
    let page = Page::read(request.page_start, request.page_limit)?;
    let term = request.search_term.as_deref().ok_or_else(|| Refusal::parameter_missing("searchTerm"))?;
    let here = request.idp_id.as_deref().is_none_or(|idp| idp == IDP);
    let mut users = world.identity.members(cx.caller.org);
    users.retain(|user| here && matches(user, term));
    Ok(page.post(&users, |user| base(user)))
}

/// `POST /users/locale-preferences`: the locales of those users that the caller may see.
pub fn locales(world: &WorldState, cx: &Cx, call: &Call<GetUsersLocales>) -> ApiResult<UsersLocalePreferencesResponse> {
    let mut users_preferences = BTreeMap::new();
    for name in bounded(&call.body.0.usernames)? {
        let user = world.identity.user_by_acct(name);
        if let Some(user) = user.filter(|user| user.roles.contains_key(&cx.caller.org)) {
            let (locale, language) = locale(world, user);
            let item = UsersLocalePreferenceItem { language: Some(language), locale: Some(locale) };
            users_preferences.insert(user.username.to_string(), item);
        }
    }
    Ok(UsersLocalePreferencesResponse { users_preferences })
}

/// Returns true if one of the user's names contains the text.
pub(super) fn matches(user: &User, term: &str) -> bool {
    holds(&user.username, term) || holds(&format!("{} {}", user.first_name, user.last_name), term)
}

pub(super) fn link(user: &User) -> String {
    format!("/csp/gateway/am/api/users/{}", user.username)
}

/// Returns the short form of a user, as lists of members contain it.
pub(super) fn base(user: &User) -> BaseUserDto {
    BaseUserDto {
        username: Some(user.username.to_string()),
        first_name: Some(user.first_name.to_string()),
        last_name: Some(user.last_name.to_string()),
        domain: Some(IDP.to_owned()),
        idp_id: Some(IDP.to_owned()),
        accessible: Some(true),
        acct: Some(user.username.to_string()),
        email: Some(user.username.to_string()),
        user_id: Some(user.id_text()),
    }
}

fn user_dto(world: &WorldState, user: &User, with_profile: bool) -> UserDto {
    UserDto {
        username: user.username.to_string(),
        first_name: user.first_name.to_string(),
        last_name: user.last_name.to_string(),
        email: Some(user.username.to_string()),
        email_verified: Some(true),
        acct: Some(user.username.to_string()),
        user_id: Some(user.id_text()),
        ref_link: Some(link(user)),
        user_profile: with_profile.then(|| lean_profile(world, user)),
        ..UserDto::default()
    }
}

fn lean_profile(world: &WorldState, user: &User) -> LeanUserProfileDto {
    let (locale, language) = locale(world, user);
    LeanUserProfileDto {
        default_org_id: Some(user.default_org.to_string()),
        language: Some(language),
        locale: Some(locale),
        is_federated: Some(false),
        ..LeanUserProfileDto::default()
    }
}
