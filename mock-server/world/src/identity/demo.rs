//! The users and OAuth app of a new world.

use super::mark;
use crate::{
    kernel::{
        ids::{Ids, Kind},
        shared::Shared,
    },
    state::{
        identity::{
            api_tokens::ApiToken,
            everyone::Identity,
            oauth_apps::{GrantType, OauthApp},
            roles::{OrgRole, Roles, ServiceRole},
            scopes::Scopes,
            users::User,
        },
        orgs::Org,
    },
};
use indexmap::IndexMap;
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::LazyLock};
use uuid::Uuid;
use vmc_client::wire::UserId;

type Person = (&'static str, &'static str, &'static [OrgRole], &'static [ServiceRole]);

/// The users: login name, last name, roles. The first one may do everything, the second works with SDDCs, the third may only read.
const PEOPLE: [Person; 3] = [
    ("owner", "Owner", &[OrgRole::OrgOwner], &[ServiceRole::VmcFull, ServiceRole::NsxCloudAdmin]),
    ("member", "Member", &[OrgRole::OrgMember], &[ServiceRole::VmcFull]),
    ("reader", "Reader", &[OrgRole::OrgMember], &[ServiceRole::VmcRead, ServiceRole::NsxCloudAuditor]),
];

/// The roles of the people, which are the same in every world.
static PEOPLES_ROLES: LazyLock<[Shared<Roles>; 3]> =
    LazyLock::new(|| PEOPLE.map(|(_, _, org, service)| Roles::of(org, service).into()));

/// The roles of the OAuth app, which are the same in every world.
static APP_ROLES: LazyLock<Shared<Roles>> =
    LazyLock::new(|| Roles::of(&[OrgRole::OrgMember], &[ServiceRole::VmcFull]).into());

/// A believable organization: an owner, a member, a reader and an OAuth app, each with a key.
pub(crate) fn identity(world: Uuid, ids: &mut Ids, org: &Org, now: Timestamp) -> Identity {
    let own = Ids::new(ids.number(Kind::AccessToken));
    let secrets = Ids::new(ids.number(Kind::ApiToken) ^ mark::fold(world));
    let mut identity = Identity {
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
    add_people(&mut identity, ids, org, now);
    identity
}

/// Creates the users, their API tokens, and the OAuth app.
fn add_people(identity: &mut Identity, ids: &mut Ids, org: &Org, now: Timestamp) {
    for ((name, last_name, ..), roles) in PEOPLE.iter().zip(&*PEOPLES_ROLES) {
        let user = User {
            id: UserId(ids.uuid_v3(Kind::User)),
            username: format!("{name}@vmcsim.example"),
            first_name: "Demo".to_owned(),
            last_name: (*last_name).to_owned(),
            default_org: org.id,
            created: now,
            roles: BTreeMap::from([(org.id, roles.clone())]),
        };
        identity.make_api_token(ApiToken::new(user.id, org.id, format!("{name} token"), now));
        identity.users.insert(user.id, user.into());
    }
    let principal = UserId(ids.uuid_v3(Kind::User));
    let id = identity.draw_client_id();
    let secret = identity.draw_client_secret();
    let app = OauthApp {
        scopes: Scopes::everything(),
        grant_types: vec![GrantType::ClientCredentials],
        roles: BTreeMap::from([(org.id, APP_ROLES.clone())]),
        ..OauthApp::new(id.clone(), principal, org.id, "demo app".to_owned(), secret, "owner@vmcsim.example", now)
    };
    identity.apps.insert(id, app);
    // A server may keep thousands of worlds in which nobody ever makes another key.
    identity.apps.shrink_to_fit();
    identity.api_tokens.shrink_to_fit();
}
