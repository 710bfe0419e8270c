//! Queries of the users of a world and their roles.

use super::{bindings::Held, mark::world_mark, refusals};
use crate::{
    context::Caller,
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::identity::{
        everyone::Identity,
        oauth_apps::{ClientId, OauthApp},
        roles::OrgRole,
        users::{IDP, User},
    },
};
use jiff::Timestamp;
use uuid::Uuid;
use vmc_client::wire::{OrgId, Secret, UserId};

/// The largest number of users in a world.
pub const USERS_MAX: usize = 1000;

impl Identity {
    /// Returns the first API token of a user that is not revoked, by the part of the user's name before the `@`.
    pub fn api_token_of(&self, name: &str) -> Option<Secret> {
        let user = self.users.values().find(|user| user.username.split('@').next() == Some(name))?;
        self.api_token_of_user(user)
    }

    /// Returns the first API token of a user that is not revoked.
    pub fn api_token_of_user(&self, user: &User) -> Option<Secret> {
        let (text, _) = self.api_tokens.iter().find(|(_, token)| token.user == user.id && token.revoked.is_none())?;
        Some(text.secret())
    }

    /// Returns the first API token of an owner of an organization that is not revoked. If the organization has no owner, the tokens of all
    /// users count.
    pub fn api_token_of_owner(&self, org: OrgId) -> Option<Secret> {
        let owns = |user: &User| user.roles.get(&org).is_some_and(|roles| roles.org.contains(&OrgRole::OrgOwner));
        let has_owner = self.users.values().any(|user| owns(user));
        let counts = |id: &UserId| !has_owner || self.users.get(id).is_some_and(|user| owns(user));
        let mut tokens = self.api_tokens.iter();
        let (text, _) = tokens.find(|(_, token)| token.revoked.is_none() && counts(&token.user))?;
        Some(text.secret())
    }

    /// Returns the name of the user who owns this API token, valid or not.
    pub fn username_behind(&self, api_token: &str) -> Option<&str> {
        let token = self.api_token(api_token)?;
        self.users.get(&token.user).map(|user| &*user.username)
    }

    /// Returns the first OAuth app of an organization, with its client id and secret.
    pub fn app_of(&self, org: OrgId) -> Option<&OauthApp> {
        self.apps.values().find(|app| app.org == org)
    }

    /// Checks the conditions that can change during the lifetime of an access token: revocation and membership.
    ///
    /// # Errors
    /// Fails if the token has been revoked.
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

    /// Returns a user by the text of its id, with or without the identity provider before it.
    pub fn user_by_id(&self, text: &str) -> Option<&User> {
        let id = text.strip_prefix(IDP).and_then(|rest| rest.strip_prefix(':')).unwrap_or(text);
        self.users.get(&id.parse().ok()?).map(|user| &**user)
    }

    /// Returns the members of an organization, ordered by name.
    pub fn members(&self, org: OrgId) -> Vec<&User> {
        let mut members: Vec<_> = self.all_users().filter(|user| user.roles.contains_key(&org)).collect();
        members.sort_by(|one, other| one.username.cmp(&other.username));
        members
    }

    /// Returns the roles of a member in an organization, and whether they are held directly, through groups, or both.
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

    /// Runs a change of roles or members in an organization, and undoes it if the organization would have no owner afterwards.
    ///
    /// # Errors
    /// Fails if the organization would be left without an owner, or if the change itself fails. Nothing is changed in either case.
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

    /// Checks that a user can be added.
    ///
    /// # Errors
    /// Fails if the world has the largest number of users.
    pub(super) fn has_room_for_user(&self) -> ApiResult<()> {
        if self.users.len() >= USERS_MAX { Err(Refusal::full("users", USERS_MAX)) } else { Ok(()) }
    }

    /// Adds a user without roles.
    ///
    /// # Errors
    /// Fails if the world has the largest number of users.
    pub(super) fn add_user(&mut self, user: User) -> ApiResult<()> {
        self.has_room_for_user()?;
        self.users.insert(user.id, user.into());
        Ok(())
    }

    /// Removes a user from an organization: the user's roles, groups and API tokens there end. Access tokens are refused because the user
    /// is not a member; if the user is added again within the half hour that a token lives, the token is accepted again.
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

    /// Returns the world to which these credentials belong.
    pub(crate) fn world(&self) -> Uuid {
        self.world
    }

    /// Sets the world whose mark new credentials begin with.
    pub(crate) fn move_to(&mut self, world: Uuid) {
        self.world = world;
        self.draw_for_given();
    }

    /// Draws new keys for those that a description gave: a key without the mark of a world belongs to one world of a server.
    fn draw_for_given(&mut self) {
        if self.given_keys().next().is_none() {
            return;
        }
        let mark = world_mark(self.world);
        for (text, token) in std::mem::take(&mut self.api_tokens) {
            if text.0.starts_with(&mark) {
                self.api_tokens.insert(text, token);
            } else {
                self.make_api_token(token);
            }
        }
        for (id, app) in std::mem::take(&mut self.apps) {
            let id = if id.as_str().starts_with(&mark) { id } else { self.draw_client_id() };
            self.apps.insert(id.clone(), OauthApp { id, ..app });
        }
    }

    /// Returns the API tokens and client ids that do not begin with the mark of the world, because a description gave them.
    pub fn given_keys(&self) -> impl Iterator<Item = &str> {
        let mark = world_mark(self.world);
        let tokens = self.api_tokens.keys().map(|text| text.0.as_str());
        tokens.chain(self.apps.keys().map(ClientId::as_str)).filter(move |key| !key.starts_with(&mark))
    }

    /// Draws a new secret that begins with the world's mark.
    pub(super) fn marked_key(&mut self, kind: Kind, length: usize) -> String {
        format!("{}{}", world_mark(self.world), self.secrets.alphanumeric(kind, length))
    }
}
