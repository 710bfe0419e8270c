//! The users and OAuth apps of a described world.

use super::mark;
use crate::{
    kernel::{
        ids::{Ids, Kind},
        sorted_map::SortedMap,
    },
    state::{
        identity::{
            api_tokens::{ApiToken, ApiTokenText},
            everyone::Identity,
            oauth_apps::{ClientId, GrantType, OauthApp},
            roles::Roles,
            scopes::Scopes,
            users::User,
        },
        orgs::Org,
    },
};
use indexmap::IndexMap;
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;
use vmc_client::wire::{Secret, UserId};

/// The lengths of a secret that a description gives, in characters.
pub(crate) const SECRET_MIN: usize = 16;
pub(crate) const SECRET_MAX: usize = 256;

/// The greatest length of a client id that a description gives, in characters.
pub(crate) const CLIENT_ID_MAX: usize = 256;

/// Whether a text can be an API token or client secret that a description gives.
pub(crate) fn can_be_secret(text: &str) -> bool {
    (SECRET_MIN..=SECRET_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether a text can be a client id that a description gives.
pub(crate) fn can_be_client_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=CLIENT_ID_MAX).contains(&text.len()) && text.bytes().all(fits)
}

/// The users and OAuth apps of a new world.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    pub(crate) users: Vec<NewUser>,
    pub(crate) apps: Vec<NewApp>,
}

/// A user of a new world.
#[derive(Debug, Clone)]
pub(crate) struct NewUser {
    pub(crate) id: Option<UserId>,
    pub(crate) username: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) roles: Roles,
    /// API tokens. A token without a text is drawn.
    pub(crate) api_tokens: Vec<Option<Secret>>,
}

/// An OAuth app of a new world. What is not given is drawn.
#[derive(Debug, Clone)]
pub(crate) struct NewApp {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) secret: Option<Secret>,
    pub(crate) roles: Roles,
}

impl People {
    /// Creates the users and apps. What is drawn for one depends on its name and the seed, and not on the others. Secrets also differ from
    /// world to world.
    pub(crate) fn identity(self, (world, seed): (Uuid, u64), ids: &mut Ids, org: &Org, now: Timestamp) -> Identity {
        let mut identity = nobody(world, ids);
        let author: Arc<str> =
            self.users.first().map_or_else(|| org.author.name.clone(), |user| user.username.as_str().into());
        for user in self.users {
            identity.add_new_user(user, seed, org, now);
        }
        for app in self.apps {
            identity.add_new_app(app, seed, org, &author, now);
        }
        identity.shrink_to_fit();
        identity
    }
}

/// An organization without users and OAuth apps.
pub(super) fn nobody(world: Uuid, ids: &mut Ids) -> Identity {
    let own = Ids::new(ids.number(Kind::AccessToken));
    let secrets = Ids::new(ids.number(Kind::ApiToken) ^ mark::fold(world));
    Identity {
        users: SortedMap::new(),
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
    }
}

impl Identity {
    fn add_new_user(&mut self, new: NewUser, seed: u64, org: &Org, now: Timestamp) {
        let mut ids = Ids::named(seed, &format!("user {}", new.username));
        let drawn = UserId(ids.uuid_v3(Kind::User));
        let user = User {
            id: new.id.unwrap_or(drawn),
            username: new.username.into(),
            first_name: new.first_name.into(),
            last_name: new.last_name.into(),
            default_org: org.id,
            created: now,
            roles: SortedMap::from([(org.id, new.roles.into())]),
        };
        let kept = self.with_streams(ids);
        let name = user.username.split('@').next().unwrap_or_default();
        for (number, text) in (1..).zip(new.api_tokens) {
            let name = if number == 1 { format!("{name} token") } else { format!("{name} token {number}") }.into();
            let token = ApiToken::new(user.id, org.id, name, now);
            match text {
                None => self.make_api_token(token),
                Some(text) => self.store_api_token(ApiTokenText(text.expose().to_owned()), token),
            };
        }
        self.restore_streams(kept);
        self.users.insert(user.id, user.into());
    }

    fn add_new_app(&mut self, new: NewApp, seed: u64, org: &Org, author: &Arc<str>, now: Timestamp) {
        let mut ids = Ids::named(seed, &format!("OAuth app {}", new.name));
        let principal = UserId(ids.uuid_v3(Kind::User));
        let kept = self.with_streams(ids);
        let drawn = self.draw_client_id();
        let id = new.id.map_or(drawn, |id| ClientId::from(id.as_str()));
        let secret = new.secret.unwrap_or_else(|| self.draw_client_secret());
        self.restore_streams(kept);
        let app = OauthApp {
            scopes: Scopes::everything(),
            grant_types: vec![GrantType::ClientCredentials],
            roles: SortedMap::from([(org.id, new.roles.into())]),
            ..OauthApp::new(id.clone(), principal, org.id, new.name.into(), secret, author.clone(), now)
        };
        self.apps.insert(id, app);
    }

    /// Draws ids from these streams until the streams that it returns are restored, and secrets from streams that differ from world to world.
    fn with_streams(&mut self, mut ids: Ids) -> (Ids, Ids) {
        let secrets = Ids::new(ids.number(Kind::ApiToken) ^ mark::fold(self.world));
        (std::mem::replace(&mut self.ids, ids), std::mem::replace(&mut self.secrets, secrets))
    }

    fn restore_streams(&mut self, (ids, secrets): (Ids, Ids)) {
        (self.ids, self.secrets) = (ids, secrets);
    }
}
