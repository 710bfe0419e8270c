//! The users and OAuth apps of a description that is made from a world.

use crate::{
    description::{
        model::{OauthAppPart, Secrets, UserPart},
        reading::Placed,
    },
    state::{
        identity::{
            everyone::Identity,
            oauth_apps::OauthApp,
            roles::{OrgRole, Roles, ServiceRole},
            users::User,
        },
        world::World,
    },
};
use vmc_client::wire::{OrgId, UserId};

/// Users and OAuth apps of the world's own organization.
pub(super) type People = (Option<Vec<Placed<UserPart>>>, Option<Vec<Placed<OauthAppPart>>>);

pub(super) fn describe(world: &World, secrets: Secrets) -> People {
    let (identity, org) = (&world.state.identity, world.state.home);
    let mut users: Vec<_> = members(identity, org).collect();
    users.sort_by_key(|user| place(identity, user));
    let users: Vec<_> =
        users.into_iter().map(|user| Placed::unplaced(self::user(identity, user, org, secrets))).collect();
    let apps = apps(identity, org).map(|app| Placed::unplaced(self::app(app, org, secrets)));
    let apps: Vec<_> = apps.collect();
    (Some(users).filter(|users| !users.is_empty()), Some(apps).filter(|apps| !apps.is_empty()))
}

/// The users with roles of their own in an organization.
pub(super) fn members(identity: &Identity, org: OrgId) -> impl Iterator<Item = &User> {
    identity.users.values().map(|user| &**user).filter(move |user| user.roles.get(&org).is_some())
}

/// The OAuth apps that an organization owns.
pub(super) fn apps(identity: &Identity, org: OrgId) -> impl Iterator<Item = &OauthApp> {
    identity.apps.values().filter(move |app| app.org == org)
}

/// The place of a user in the description. The first user is the author of the OAuth apps, and the others follow in the order of their
/// API tokens.
fn place(identity: &Identity, user: &User) -> (bool, usize, UserId) {
    let is_author = identity.apps.values().next().is_some_and(|app| app.created.1 == user.username);
    let token = identity.api_tokens.values().position(|token| token.user == user.id);
    (!is_author, token.unwrap_or(usize::MAX), user.id)
}

fn user(identity: &Identity, user: &User, org: OrgId, secrets: Secrets) -> UserPart {
    let tokens = || identity.api_tokens.iter().filter(|(_, token)| token.user == user.id && token.revoked.is_none());
    let given = tokens().map(|(text, _)| Placed::unplaced(text.secret())).collect::<Vec<_>>();
    UserPart {
        username: user.username.to_string(),
        id: Some(user.id.0),
        first_name: Some(user.first_name.to_string()),
        last_name: Some(user.last_name.to_string()),
        roles: roles(user.roles.get(&org).map(|roles| &**roles)),
        // A user without the key gets a token, and one with an empty list none.
        api_tokens: Some(given).filter(|given| secrets == Secrets::Shown || given.is_empty()),
    }
}

fn app(app: &OauthApp, org: OrgId, secrets: Secrets) -> OauthAppPart {
    OauthAppPart {
        name: app.display_name.to_string(),
        client_id: (secrets == Secrets::Shown).then(|| Placed::unplaced(app.id.to_string())),
        client_secret: (secrets == Secrets::Shown).then(|| Placed::unplaced(app.secret.clone())),
        roles: roles(app.roles.get(&org).map(|roles| &**roles)),
    }
}

fn roles(roles: Option<&Roles>) -> Vec<Placed<String>> {
    let Some(roles) = roles else { return Vec::new() };
    let org = roles.org.iter().copied().map(OrgRole::name);
    let names = org.chain(roles.service.iter().copied().map(ServiceRole::name));
    names.map(|name| Placed::unplaced(name.to_owned())).collect()
}
