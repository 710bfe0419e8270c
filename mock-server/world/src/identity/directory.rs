//! Looking up who there is in a world, and what they hold.

use super::{bindings::Held, mark::world_mark, refusals};
use crate::{
    context::Caller,
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::identity::{
        everyone::Identity,
        oauth_apps::OauthApp,
        roles::OrgRole,
        users::{IDP, User},
    },
};
use jiff::Timestamp;
use uuid::Uuid;
use vmc_client::wire::{OrgId, Secret, UserId};

/// Users of a world.
pub const USERS_MAX: usize = 1000;

impl Identity {
    /// The first API token of a user that was not revoked, by the part of the user's name before the `@`.
    pub fn api_token_of(&self, name: &str) -> Option<Secret> {
        let user = self.users.values().find(|user| user.username.split('@').next() == Some(name))?;
        let (text, _) = self.api_tokens.iter().find(|(_, token)| token.user == user.id && token.revoked.is_none())?;
        Some(text.secret())
    }

    /// The name of the user whose API token this is, honoured or not.
    pub fn username_behind(&self, api_token: &str) -> Option<&str> {
        let token = self.api_token(api_token)?;
        self.users.get(&token.user).map(|user| user.username.as_str())
    }

    /// The first OAuth app of an organization, with its client id and secret.
    pub fn app_of(&self, org: OrgId) -> Option<&OauthApp> {
        self.apps.values().find(|app| app.org == org)
    }

    /// Checks what can change while an access token lives: revocation, and membership.
    ///
    /// # Errors
    /// The token has been revoked.
    pub fn check(&self, token: Uuid, caller: &Caller) -> ApiResult<()> {
        let member = match &caller.client {
            Some(client) => self.apps.get(client).is_some_and(|app| app.roles.contains_key(&caller.org)),
            None => self.users.get(&caller.user).is_some_and(|user| user.roles.contains_key(&caller.org)),
        };
        if self.revoked.contains_key(&token) || !member { Err(refusals::token_revoked()) } else { Ok(()) }
    }

    fn all_users(&self) -> impl Iterator<Item = &User> {
        self.users.values().map(|user| &**user)
    }

    /// A user by account name; letter case does not matter.
    pub fn user_by_acct(&self, acct: &str) -> Option<&User> {
        self.all_users().find(|user| user.username.eq_ignore_ascii_case(acct))
    }

    /// A user by the text of its id, with the identity provider before it or without.
    pub fn user_by_id(&self, text: &str) -> Option<&User> {
        let id = text.strip_prefix(IDP).and_then(|rest| rest.strip_prefix(':')).unwrap_or(text);
        self.users.get(&id.parse().ok()?).map(|user| &**user)
    }

    /// The members of an organization, by name.
    pub fn members(&self, org: OrgId) -> Vec<&User> {
        let mut members: Vec<_> = self.all_users().filter(|user| user.roles.contains_key(&org)).collect();
        members.sort_by(|one, other| one.username.cmp(&other.username));
        members
    }

    /// What a member holds in an organization, and how: by itself, through groups, or both.
    pub fn held(&self, user: &User, org: OrgId) -> Held {
        let mut held = Held::default();
        if let Some(roles) = user.roles.get(&org) {
            held.add(roles, None);
            for group in self.groups.values().filter(|group| group.org == org && group.users.contains(&user.id)) {
                held.add(&group.roles, Some(group.id));
            }
        }
        held
    }

    /// Runs a change of who is what in an organization, and takes it back if it would leave the organization without an owner.
    ///
    /// # Errors
    /// An organization would be left without an owner, or why the change itself fails. Nothing is changed then.
    pub fn keeping_an_owner<T>(&mut self, org: OrgId, change: impl FnOnce(&mut Self) -> ApiResult<T>) -> ApiResult<T> {
        let before = self.clone();
        let result = change(self).and_then(|done| {
            let owned =
                self.members(org).iter().any(|user| self.held(user, org).roles().org.contains(&OrgRole::OrgOwner));
            if owned { Ok(done) } else { Err(refusals::last_owner(org)) }
        });
        if result.is_err() {
            *self = before;
        }
        result
    }

    /// Makes a user without roles.
    ///
    /// # Errors
    /// There are as many users as there can be.
    pub(super) fn add_user(&mut self, user: User) -> ApiResult<()> {
        if self.users.len() >= USERS_MAX {
            return Err(Refusal::full("users", USERS_MAX));
        }
        self.users.insert(user.id, user.into());
        Ok(())
    }

    /// Takes a user out of an organization: its roles, groups and API tokens there end. Its access tokens are refused for want of
    /// membership, so that one is honoured again if its holder is readmitted within the token's half hour.
    pub(super) fn expel(&mut self, user: UserId, org: OrgId, now: Timestamp) {
        if let Some(user) = self.users.get_mut(&user) {
            user.roles.remove(&org);
        }
        for group in self.groups.values_mut().filter(|group| group.org == org) {
            group.users.remove(&user);
        }
        for token in self.api_tokens.values_mut().filter(|token| token.user == user && token.org == org) {
            token.revoked.get_or_insert(now);
        }
    }

    /// The world whose keys these are.
    pub(crate) fn world(&self) -> Uuid {
        self.world
    }

    /// From now on keys begin with the mark of this world.
    pub(crate) fn move_to(&mut self, world: Uuid) {
        self.world = world;
    }

    /// A new secret that begins with the world's mark.
    pub(super) fn marked_key(&mut self, kind: Kind, length: usize) -> String {
        format!("{}{}", world_mark(self.world), self.secrets.alphanumeric(kind, length))
    }
}
