//! Organizations at the sign-in service. Their SDDCs and other resources belong to VMC.

use crate::{
    context::{Call, Cx},
    identity::{
        bindings::{org_link, role_dto},
        checks::fit_name,
        paging::Page,
    },
    kernel::refusal::{ApiResult, Refusal},
    state::{
        identity::roles::{OrgRole, Roles, ServiceRole},
        not_found,
        orgs::Org,
        world::WorldState,
    },
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::csp::orgs::{
        CreateOrganization, GetOrganization, ListOrganizationRoles, ListSubOrganizations, UpdateOrganization,
    },
    wire::{OrgId, OrganizationDto, OrganizationRolesResponse, PagedResponse, RefLinkDto},
};

/// The largest number of organizations in a world.
pub const ORGS_MAX: usize = 20;

/// The limits of the notes on an organization: their number, and the length of each name and value.
const NOTES_MAX: usize = 50;
const NOTE_LENGTH_MAX: usize = 256;

/// `POST /orgs`: the caller becomes owner of the new organization, with all roles. The caller's access token remains valid for the old
/// organization only; the new one needs an API token of its own.
pub fn create(world: &mut WorldState, cx: &Cx, call: &Call<CreateOrganization>) -> ApiResult<RefLinkDto> {
    let name = fit_name(call.body.0.display_name.as_deref().unwrap_or_default())?;
    let user = world.identity.caller(cx)?.id;
    if world.orgs.len() >= ORGS_MAX {
        return Err(Refusal::full("organizations", ORGS_MAX));
    }
    let mut org = Org::new(&mut world.identity.ids, cx.now(), BTreeMap::new());
    (org.display_name, org.author) = (name.into(), cx.caller.author());
    let id = org.id;
    world.orgs.insert(id, org.into());
    if let Some(user) = world.identity.users.get_mut(&user) {
        let roles = Roles::of(&[OrgRole::OrgOwner], &[ServiceRole::VmcFull, ServiceRole::NsxCloudAdmin]);
        user.roles.insert(id, roles.into());
    }
    Ok(RefLinkDto { ref_link: Some(org_link(id)) })
}

/// `GET /orgs/{orgId}`
pub fn get(world: &WorldState, _: &Cx, call: &Call<GetOrganization>) -> ApiResult<OrganizationDto> {
    view(world, call.path.org).ok_or_else(|| not_found::org(call.path.org))
}

/// `PATCH /orgs/{orgId}`: changes the display name and the notes, which replace the earlier ones. Other fields cannot be changed and are
/// ignored.
pub fn update(world: &mut WorldState, _: &Cx, call: &Call<UpdateOrganization>) -> ApiResult<RefLinkDto> {
    let (request, id) = (&call.body.0, call.path.org);
    let name = request.display_name.as_deref().map(fit_name).transpose()?;
    let longest = request.metadata.iter().flat_map(|(name, value)| [name.len(), value.len()]).max().unwrap_or(0);
    if request.metadata.len() > NOTES_MAX || longest > NOTE_LENGTH_MAX {
        return Err(Refusal::invalid(format!("metadata has at most {NOTES_MAX} entries of {NOTE_LENGTH_MAX} bytes.")));
    }
    let org = world.orgs.get_mut(&id).ok_or_else(|| not_found::org(id))?;
    if let Some(name) = name {
        org.display_name = name.into();
    }
    if !request.metadata.is_empty() {
        world.identity.notes.insert(id, request.metadata.clone());
    }
    Ok(RefLinkDto { ref_link: Some(org_link(id)) })
}

/// `GET /orgs/{orgId}/sub-orgs`: always empty.
pub fn sub_orgs(
    _: &WorldState,
    _: &Cx,
    call: &Call<ListSubOrganizations>,
) -> ApiResult<PagedResponse<OrganizationDto>> {
    let page = Page::read(None, None)?;
    Ok(page.get(&format!("{}/sub-orgs", org_link(call.path.org)), &[], OrganizationDto::clone))
}

/// `GET /orgs/{orgId}/roles`
pub fn roles(_: &WorldState, _: &Cx, call: &Call<ListOrganizationRoles>) -> ApiResult<OrganizationRolesResponse> {
    let wanted = call.query.name.as_deref();
    let roles = OrgRole::ALL.into_iter().filter(|role| wanted.is_none_or(|name| role.name() == name));
    Ok(OrganizationRolesResponse { org_roles_data: roles.map(|role| role_dto(role, call.path.org)).collect() })
}

/// Returns an organization as clients see it.
pub(super) fn view(world: &WorldState, id: OrgId) -> Option<OrganizationDto> {
    let org = world.orgs.get(&id)?;
    Some(OrganizationDto {
        name: Some(org.name.clone()),
        display_name: Some(org.display_name.to_string()),
        ref_link: Some(org_link(id)),
        parent_ref_link: None,
        metadata: world.identity.notes.get(&id).cloned().unwrap_or_default(),
    })
}
