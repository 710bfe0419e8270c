//! OAuth apps in organizations: the roles that they have there, and the rotation of their own secrets.

use crate::{
    context::{Call, Cx},
    identity::{bindings::org_link, checks::bounded, paging::Page, refusals, roles::Change, tokens::Proof},
    kernel::refusal::ApiResult,
    state::{
        identity::{
            everyone::Identity,
            oauth_apps::OauthApp,
            roles::{Right, Roles},
        },
        world::WorldState,
    },
};
use jiff::Timestamp;
use vmc_client::{
    endpoints::csp::clients::{AssignClientRoles, GetClientRoles, ListClients, RemoveClients, UpdateClientRoles},
    wire::{
        AssignRolesToMemberResponse, AssignRolesToMembersResponse, ClientSecretRotationRequest, ExpandedAuthClientDto,
        OrgId, PagedResponse, PartialSuccessResponse, RolesDto, SourceOrgDto,
    },
};

impl Identity {
    /// Returns a client that may be given roles in an organization: one that the organization owns, or one that is allowed in it.
    fn client_mut(&mut self, id: &str, org: OrgId) -> ApiResult<&mut OauthApp> {
        let id = self.named_client(id);
        let app = self.apps.get_mut(&id);
        let app = app.filter(|app| app.org == org || app.allowed_orgs.contains(&org));
        app.ok_or_else(refusals::app_not_found)
    }
}

/// `GET /orgs/{orgId}/clients`
pub fn list(world: &WorldState, _: &Cx, call: &Call<ListClients>) -> ApiResult<PagedResponse<ExpandedAuthClientDto>> {
    let page = Page::read(call.query.start, call.query.limit)?;
    let org = call.path.org;
    let clients: Vec<_> = world.identity.apps.values().filter(|app| app.roles.contains_key(&org)).collect();
    Ok(page.get(&format!("{}/clients", org_link(org)), &clients, |app| view(world, app, org)))
}

fn view(world: &WorldState, app: &OauthApp, org: OrgId) -> ExpandedAuthClientDto {
    let held = Identity::held_by_app(app, org);
    let source = world.orgs.get(&app.org);
    ExpandedAuthClientDto {
        id: Some(app.id.to_string()),
        display_name: Some(app.display_name.to_string()),
        description: app.description.clone(),
        organization_roles: held.org_bindings(org),
        service_roles: held.services_by_id(),
        source_org: Some(SourceOrgDto {
            org_id: Some(app.org.to_string()),
            short_id: source.map(|org| org.name.clone()),
            display_name: source.map(|org| org.display_name.to_string()),
        }),
    }
}

/// `POST /orgs/{orgId}/clients`: adds apps to the organization, with roles.
pub fn assign(
    world: &mut WorldState,
    _: &Cx,
    call: &Call<AssignClientRoles>,
) -> ApiResult<AssignRolesToMembersResponse> {
    let request = &call.body.0;
    let roles = Roles {
        org: Roles::read_org(&request.organization_roles)?,
        service: Roles::read_services(&request.service_roles)?,
    };
    let mut failures = Vec::new();
    for id in bounded(&request.ids)? {
        match world.identity.client_mut(id, call.path.org) {
            Ok(app) => {
                let held = app.roles.get_or_default(call.path.org);
                *held = held.and(&roles).into();
            }
            Err(error) => {
                failures.push(AssignRolesToMemberResponse { id: Some(id.clone()), message: Some(error.to_string()) });
            }
        }
    }
    Ok(AssignRolesToMembersResponse { failures })
}

/// `DELETE /orgs/{orgId}/clients`: removes apps from the organization. The apps themselves remain.
pub fn remove(world: &mut WorldState, _: &Cx, call: &Call<RemoveClients>) -> ApiResult<PartialSuccessResponse<String>> {
    let identity = &mut *world.identity;
    let (succeeded, failed) = bounded(&call.body.0.ids)?.iter().cloned().partition(|id| {
        let id = identity.named_client(id);
        let app = identity.apps.get_mut(&id);
        app.is_some_and(|app| app.roles.remove(&call.path.org).is_some())
    });
    Ok(PartialSuccessResponse { succeeded, failed })
}

/// `GET /clients/{clientId}/orgs/{orgId}/roles`
pub fn roles(world: &WorldState, _: &Cx, call: &Call<GetClientRoles>) -> ApiResult<RolesDto> {
    let app = world.identity.apps.get(&world.identity.named_client(&call.path.client));
    let app = app.filter(|app| app.roles.contains_key(&call.path.org)).ok_or_else(refusals::app_not_found)?;
    Ok(Identity::held_by_app(app, call.path.org).all(call.path.org))
}

/// `PATCH /clients/{clientId}/orgs/{orgId}/roles`: an app without any role remains in the organization.
pub fn update_roles(world: &mut WorldState, _: &Cx, call: &Call<UpdateClientRoles>) -> ApiResult<()> {
    let change = Change::in_all(&call.body.0)?;
    let app = world.identity.client_mut(&call.path.client, call.path.org)?;
    let held = app.roles.get_mut(&call.path.org).ok_or_else(refusals::app_not_found)?;
    *held = change.applied(held).into();
    Ok(())
}

/// `POST /clients/{clientId}/secrets`: the client authenticates with its secret and sets a new one. Both are valid for a limited time.
///
/// # Errors
/// Fails if the credentials are wrong, if they are another client's, or if the client may not rotate its own secret.
pub fn rotate_own(
    world: &mut WorldState,
    now: Timestamp,
    proof: &Proof,
    client: &str,
    request: &ClientSecretRotationRequest,
) -> ApiResult<()> {
    let identity = &mut *world.identity;
    let app = own(identity, proof, client, now)?;
    let seconds = request.secret_rotation_expiration_in_seconds;
    let rotation = app.rotation(request.new_client_secret.as_ref(), seconds, now)?;
    let rotation = identity.with_secret(rotation);
    own(identity, proof, client, now)?.rotate(rotation);
    Ok(())
}

/// `DELETE /clients/{clientId}/secrets`
///
/// # Errors
/// Fails as [`rotate_own`] does.
pub fn delete_own_old_secret(world: &mut WorldState, now: Timestamp, proof: &Proof, client: &str) -> ApiResult<()> {
    own(&mut world.identity, proof, client, now)?.old_secret = None;
    Ok(())
}

fn own<'a>(identity: &'a mut Identity, proof: &Proof, client: &str, now: Timestamp) -> ApiResult<&'a mut OauthApp> {
    let app = identity.proven(proof, now)?;
    if app.id != identity.named_client(client) {
        return Err(refusals::app_not_found());
    }
    if app.owner_only_rotation {
        return Err(refusals::role_missing(Right::ManageOrg));
    }
    identity.apps.get_mut(&proof.id).ok_or_else(refusals::app_not_found)
}
