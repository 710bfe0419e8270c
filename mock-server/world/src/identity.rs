//! Who may do what: users and programs, their roles and keys. VMC and the sign-in service (CSP) share this one identity.
//!
//! - [`roles`]: what there is to hold, and what it allows. [`scopes`]: how a key is held to less.
//! - [`tokens`]: signing in, and what becomes of access tokens. [`api_tokens`]: the keys of users. [`oauth_apps`], [`clients`]: programs.
//! - [`users`], [`members`], [`groups`], [`invitations`], [`orgs`], [`tos`]: the rest, one file per resource.

pub mod api_tokens;
pub mod clients;
pub mod groups;
pub mod invitations;
pub mod members;
pub mod oauth_apps;
pub mod orgs;
pub mod refusals;
pub mod roles;
pub mod scopes;
pub mod tokens;
pub mod tos;
pub mod users;

mod bindings;
mod demo;
mod mark;
mod paging;

pub use self::{
    api_tokens::{ApiToken, ApiTokenText},
    mark::{world_mark, world_of},
    roles::{Right, rights},
    tokens::{ACCESS_TOKEN_LIFE, Grant, authorize, authorize_token},
};

use self::{
    bindings::Held,
    groups::Group,
    invitations::Invitation,
    oauth_apps::{ClientId, OauthApp},
    roles::{OrgRole, Roles},
    tos::Signature,
};
use super::{
    Caller,
    ids::{Ids, Kind},
    orgs::Org,
    refusal::{ApiResult, Refusal},
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{OrgId, Secret, UserId};

/// The identity provider of all users, as ids of users begin. (recorded)
pub const IDP: &str = "vmware.com";

/// Users of a world.
pub const USERS_MAX: usize = 1000;

/// Everyone and their keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Users by id.
    pub users: BTreeMap<UserId, User>,
    /// API tokens by their text, in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub api_tokens: IndexMap<ApiTokenText, ApiToken>,
    /// OAuth apps in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub apps: IndexMap<ClientId, OauthApp>,
    /// Groups in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub groups: IndexMap<Uuid, Group>,
    /// Invitations in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub invitations: IndexMap<Uuid, Invitation>,
    /// Signatures of the terms of use, in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub signatures: IndexMap<Uuid, Signature>,
    /// What is noted about organizations.
    pub notes: BTreeMap<OrgId, BTreeMap<String, String>>,
    /// `jti` of revoked access tokens, with the time at which each would have expired.
    pub revoked: BTreeMap<Uuid, Timestamp>,
    /// Where ids come from.
    ids: Ids,
    /// Where secrets come from: a stream that differs from world to world, whatever the seed.
    secrets: Ids,
    /// The world; keys begin with its mark.
    world: Uuid,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its id (version 3, as recorded).
    pub id: UserId,
    /// The name it signs in with: a mail address, which is its account name too. (recorded)
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The organization that it begins in.
    pub default_org: OrgId,
    /// When it was made.
    pub created: Timestamp,
    /// What it may do by itself, by organization; it is a member of each of these. Groups may allow it more.
    pub roles: BTreeMap<OrgId, Roles>,
}

/// Whom an access token is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// A user.
    User(UserId),
    /// An OAuth app.
    Client(ClientId),
}

impl Identity {
    /// A believable organization: an owner, a member, a reader and an OAuth app, each with a key.
    pub fn new(world: Uuid, ids: &mut Ids, org: &Org, now: Timestamp) -> Self {
        let own = Ids::new(ids.number(Kind::AccessToken));
        let secrets = Ids::new(ids.number(Kind::ApiToken) ^ mark::fold(world));
        let mut identity = Self {
            users: BTreeMap::new(),
            api_tokens: IndexMap::new(),
            apps: IndexMap::new(),
            groups: IndexMap::new(),
            invitations: IndexMap::new(),
            signatures: IndexMap::new(),
            notes: BTreeMap::new(),
            revoked: BTreeMap::new(),
            ids: own,
            secrets,
            world,
        };
        demo::settle_in(&mut identity, ids, org, now);
        identity
    }

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

    /// A user by account name; letter case does not matter.
    pub fn user_by_acct(&self, acct: &str) -> Option<&User> {
        self.users.values().find(|user| user.username.eq_ignore_ascii_case(acct))
    }

    /// A user by the text of its id, with the identity provider before it or without.
    pub fn user_by_id(&self, text: &str) -> Option<&User> {
        let id = text.strip_prefix(IDP).and_then(|rest| rest.strip_prefix(':')).unwrap_or(text);
        self.users.get(&id.parse().ok()?)
    }

    /// The members of an organization, by name.
    pub fn members(&self, org: OrgId) -> Vec<&User> {
        let mut members: Vec<_> = self.users.values().filter(|user| user.roles.contains_key(&org)).collect();
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
        self.users.insert(user.id, user);
        Ok(())
    }

    /// Takes a user out of an organization: its roles, groups and API tokens there end. Its access tokens are refused for want of
    /// membership, so that one is honoured again if its holder is readmitted within the token's half hour.
    fn expel(&mut self, user: UserId, org: OrgId, now: Timestamp) {
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
    pub(super) fn world(&self) -> Uuid {
        self.world
    }

    /// From now on keys begin with the mark of this world.
    pub(super) fn move_to(&mut self, world: Uuid) {
        self.world = world;
    }

    /// A new secret that begins with the world's mark.
    fn marked_key(&mut self, kind: Kind, length: usize) -> String {
        format!("{}{}", mark::world_mark(self.world), self.secrets.alphanumeric(kind, length))
    }
}

impl User {
    /// Its id as the service writes it: identity provider and id. (recorded)
    pub fn id_text(&self) -> String {
        format!("{IDP}:{}", self.id)
    }
}
