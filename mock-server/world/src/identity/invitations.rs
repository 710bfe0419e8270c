//! Invitations to an organization. Users accept them in the console; in the simulation the control API does it.

use crate::{
    context::{Call, Cx},
    identity::{
        bindings::{Held, org_link},
        checks::bounded,
        groups, refusals,
    },
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
        sorted_map::SortedMap,
    },
    state::{
        identity::{
            everyone::Identity,
            invitations::Invitation,
            roles::{OrgRole, Right, Roles},
            users::User,
        },
        world::WorldState,
    },
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use vmc_client::{
    endpoints::csp::invitations::{
        GetInvitation, InvitationPath, InviteUsers, ListOrgInvitations, ListUserInvitations, RevokeInvitation,
    },
    wire::{UserId, UserOrganizationInvitationResponse, UsersOrganizationInvitationRequest},
};

/// The largest number of invitations in a world. Those that are over are kept until space is needed.
pub const INVITATIONS_MAX: usize = 1000;

/// How long an invitation can be accepted. (documented: seven days)
const LIFE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// The longest name of a user, in bytes.
const NAME_MAX: usize = 128;

impl Invitation {
    fn is_pending(&self, now: Timestamp) -> bool {
        self.redeemed.is_none() && self.revoked.is_none() && now < self.expires
    }

    /// Returns the service's name for the state. (assumption)
    fn status(&self, now: Timestamp) -> &'static str {
        match (self.redeemed, &self.revoked) {
            (Some(_), _) => "REDEEMED",
            (_, Some(_)) => "REVOKED",
            _ if now < self.expires => "PENDING",
            _ => "EXPIRED",
        }
    }

    fn view(&self, identity: &Identity, cx: &Cx, with_groups: bool) -> UserOrganizationInvitationResponse {
        let held = Held::directly(&self.roles);
        let groups = self.groups.iter().filter_map(|id| identity.group(self.org, *id).ok());
        let link = format!("{}/invitations/{}", org_link(self.org), self.id);
        UserOrganizationInvitationResponse {
            invitation_link: Some(format!("{}{link}", cx.base_url)),
            ref_link: Some(link),
            username: self.username.clone(),
            status: Some(self.status(cx.now()).to_owned()),
            organization_roles: held.org_bindings(self.org),
            service_roles_dtos: held.services_by_link(),
            custom_groups_ids: self.groups.iter().map(Uuid::to_string).collect(),
            custom_groups: if with_groups { groups.map(groups::expanded).collect() } else { Vec::new() },
            generated_at: Some(self.generated.0.as_millisecond()),
            generated_by: Some(self.generated.1.clone()),
            expiration_time: Some(self.expires.as_millisecond()),
            redeemed_at: self.redeemed.map(Timestamp::as_millisecond),
            redeemed_by: self.redeemed.map(|_| self.username.clone()),
            revoked_at: self.revoked.as_ref().map(|(at, _)| at.as_millisecond()),
            revoked_by: self.revoked.as_ref().map(|(_, by)| by.clone()),
        }
    }
}

/// `GET /orgs/{orgId}/invitations`
pub fn list(
    world: &WorldState,
    cx: &Cx,
    call: &Call<ListOrgInvitations>,
) -> ApiResult<Vec<UserOrganizationInvitationResponse>> {
    let query = &call.query;
    let group = query.group.as_deref().map(str::parse::<Uuid>).transpose();
    let group = group.map_err(|_| Refusal::invalid("customGroupId is not the id of a group."))?;
    let fits = |invitation: &&Invitation| {
        invitation.org == call.path.org && group.is_none_or(|group| invitation.groups.contains(&group))
    };
    let invitations = world.identity.invitations.values().filter(fits);
    Ok(invitations.map(|invitation| invitation.view(&world.identity, cx, query.expand_groups)).collect())
}

/// Reads the roles of an invitation in any of the published and older fields. The published type requires the names of the invited alone;
/// without roles in the organization they become members. (assumption)
fn read_roles(request: &UsersOrganizationInvitationRequest) -> ApiResult<Roles> {
    let mut org = Roles::read_org(&request.organization_roles)?;
    org.append(&mut Roles::read_org_names(request.org_role_names.iter().chain(&request.org_role_name))?);
    if org.is_empty() {
        org.insert(OrgRole::OrgMember);
    }
    Ok(Roles { org, service: Roles::read_linked_services(&request.service_roles_dtos)? })
}

/// `POST /orgs/{orgId}/invitations`. Members and users with a pending invitation are skipped. The answer is empty; the list shows the
/// invitations that were created.
pub fn create(world: &mut WorldState, cx: &Cx, call: &Call<InviteUsers>) -> ApiResult<()> {
    let (request, org) = (&call.body.0, call.path.org);
    let roles = read_roles(request)?;
    let identity = &mut *world.identity;
    let mut groups = Vec::new();
    for text in bounded(&request.custom_groups_ids)? {
        let id = text.parse().map_err(|_| Refusal::invalid("customGroupsIds holds what is not the id of a group."))?;
        groups.push(identity.group(org, id)?.id);
    }
    let names = bounded(&request.usernames)?.iter().map(|name| fit_username(name)).collect::<ApiResult<Vec<_>>>()?;
    if names.is_empty() {
        return Err(Refusal::parameter_missing("usernames"));
    }
    if identity.invitations.len() + names.len() > INVITATIONS_MAX {
        let pending = identity.invitations.values().filter(|invitation| invitation.is_pending(cx.now())).count();
        if pending + names.len() > INVITATIONS_MAX {
            return Err(Refusal::full("invitations", INVITATIONS_MAX));
        }
        identity.invitations.retain(|_, invitation| invitation.is_pending(cx.now()));
    }
    for username in names {
        let member = identity.user_by_acct(&username).is_some_and(|user| user.roles.contains_key(&org));
        let invited = identity
            .invitations
            .values()
            .any(|known| known.org == org && known.username == username && known.is_pending(cx.now()));
        if member || invited {
            continue;
        }
        let id = identity.ids.uuid(Kind::Invitation);
        let invitation = Invitation {
            id,
            org,
            username,
            roles: roles.clone(),
            groups: groups.clone(),
            generated: (cx.now(), cx.caller.username.to_string()),
            expires: cx.now().checked_add(LIFE).unwrap_or(Timestamp::MAX),
            redeemed: None,
            revoked: None,
        };
        identity.invitations.insert(id, invitation);
    }
    Ok(())
}

/// Derives first and last name from a mail address: `ada.keller@example.com` is Ada Keller.
fn names(address: &str) -> (String, String) {
    let person = address.split('@').next().unwrap_or_default();
    let mut names = person.splitn(2, ['.', '_', '-', '+']).map(|name| {
        let mut letters = name.chars();
        letters.next().map(|first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str())).unwrap_or_default()
    });
    (names.next().unwrap_or_default(), names.next().unwrap_or_default())
}

/// Checks a user name, which the service requires to be a mail address. Characters that would become `-` or `_` in a token are refused,
/// because a real client decodes tokens with the standard base64 alphabet.
fn fit_username(name: &str) -> ApiResult<String> {
    let name = name.trim().to_ascii_lowercase();
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b".@_+-".contains(&byte);
    let parts = name.split_once('@').is_some_and(|(person, domain)| !person.is_empty() && domain.contains('.'));
    if !parts || name.len() > NAME_MAX || !name.bytes().all(is_fit) {
        return Err(Refusal::invalid("usernames holds what is not a mail address."));
    }
    Ok(name)
}

/// `GET /orgs/{orgId}/invitations/{userInvitationId}`
pub fn get(world: &WorldState, cx: &Cx, call: &Call<GetInvitation>) -> ApiResult<UserOrganizationInvitationResponse> {
    let InvitationPath { org, invitation } = call.path;
    let found = world.identity.invitations.get(&invitation).filter(|found| found.org == org);
    Ok(found.ok_or_else(|| refusals::invitation_not_found(invitation))?.view(&world.identity, cx, true))
}

/// `DELETE /orgs/{orgId}/invitations/{userInvitationId}`
pub fn revoke(world: &mut WorldState, cx: &Cx, call: &Call<RevokeInvitation>) -> ApiResult<()> {
    let InvitationPath { org, invitation } = call.path;
    let found = world.identity.invitations.get_mut(&invitation).filter(|found| found.org == org);
    let found = found.ok_or_else(|| refusals::invitation_not_found(invitation))?;
    if !found.is_pending(cx.now()) {
        return Err(refusals::invitation_over());
    }
    found.revoked = Some((cx.now(), cx.caller.username.to_string()));
    Ok(())
}

/// `GET /orgs/invitations/{acct}`: the caller's own invitations; for another user those to the caller's organization, if the caller may see
/// them.
pub fn list_for_user(
    world: &WorldState,
    cx: &Cx,
    call: &Call<ListUserInvitations>,
) -> ApiResult<Vec<UserOrganizationInvitationResponse>> {
    let acct = &call.path.acct;
    let own = cx.caller.client.is_none() && cx.caller.username.eq_ignore_ascii_case(acct);
    if !own && !cx.caller.may(Right::SeeOrg) {
        return Err(refusals::role_missing(Right::SeeOrg));
    }
    let invitations = world.identity.invitations.values();
    let found = invitations
        .filter(|found| found.username.eq_ignore_ascii_case(acct) && (own || found.org == cx.caller.org))
        .map(|found| found.view(&world.identity, cx, false));
    Ok(found.collect())
}

/// Accepts an invitation, as the invited user would do in the console. If the user does not exist yet, it is created.
///
/// # Errors
/// Fails if there is no such invitation, or if it is over.
pub fn redeem(world: &mut WorldState, id: Uuid, now: Timestamp) -> ApiResult<User> {
    let identity = &mut *world.identity;
    let invitation = identity.invitations.get(&id).ok_or_else(|| refusals::invitation_not_found(id))?.clone();
    if !invitation.is_pending(now) {
        return Err(refusals::invitation_over());
    }
    let org = invitation.org;
    let user = match identity.user_by_acct(&invitation.username) {
        Some(user) => user.id,
        None => {
            identity.has_room_for_user()?;
            let id = UserId(identity.ids.uuid_v3(Kind::User));
            let (first_name, last_name) = names(&invitation.username);
            identity.add_user(User {
                id,
                username: invitation.username.as_str().into(),
                first_name: first_name.into(),
                last_name: last_name.into(),
                default_org: org,
                created: now,
                roles: SortedMap::new(),
            })?;
            id
        }
    };
    for group in &invitation.groups {
        // If the group has been deleted, the rest of the invitation remains valid.
        if let Ok(group) = identity.group_mut(org, *group) {
            group.users.insert(user);
        }
    }
    if let Some(invitation) = identity.invitations.get_mut(&id) {
        invitation.redeemed = Some(now);
    }
    let user = identity.users.get_mut(&user).ok_or_else(refusals::user_not_found)?;
    let held = user.roles.get_or_default(org);
    *held = held.and(&invitation.roles).into();
    Ok(User::clone(user))
}
