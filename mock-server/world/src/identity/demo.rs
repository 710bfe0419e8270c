//! The users and OAuth app of a new world.

use super::people::{NewApp, NewUser, People, nobody};
use crate::{
    kernel::{
        ids::{Ids, Kind},
        shared::Shared,
        sorted_map::SortedMap,
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
use jiff::Timestamp;
use std::sync::{Arc, LazyLock};
use uuid::Uuid;
use vmc_client::wire::UserId;

/// A user of a new world. The texts and roles are the same in every world.
struct Person {
    /// The login name.
    username: Arc<str>,
    last_name: Arc<str>,
    /// The name of the user's API token.
    token: Arc<str>,
    roles: Shared<Roles>,
}

impl Person {
    fn new(name: &str, last_name: &str, org: &[OrgRole], service: &[ServiceRole]) -> Self {
        Self {
            username: format!("{name}@vmcsim.example").into(),
            last_name: last_name.into(),
            token: format!("{name} token").into(),
            roles: Roles::of(org, service).into(),
        }
    }
}

/// The users. The first one may do everything, the second works with SDDCs, the third may only read.
static PEOPLE: LazyLock<[Person; 3]> = LazyLock::new(|| {
    [
        Person::new("owner", "Owner", &[OrgRole::OrgOwner], &[ServiceRole::VmcFull, ServiceRole::NsxCloudAdmin]),
        Person::new("member", "Member", &[OrgRole::OrgMember], &[ServiceRole::VmcFull]),
        Person::new("reader", "Reader", &[OrgRole::OrgMember], &[ServiceRole::VmcRead, ServiceRole::NsxCloudAuditor]),
    ]
});

/// The first name of all users.
static FIRST_NAME: LazyLock<Arc<str>> = LazyLock::new(|| "Demo".into());

/// The name of the OAuth app.
static APP_NAME: LazyLock<Arc<str>> = LazyLock::new(|| "demo app".into());

/// The roles of the OAuth app: what the Terraform provider needs, which reads the networks of each SDDC on AWS.
static APP_ROLES: LazyLock<Shared<Roles>> =
    LazyLock::new(|| Roles::of(&[OrgRole::OrgMember], &[ServiceRole::VmcFull, ServiceRole::NsxCloudAdmin]).into());

/// A believable organization: an owner, a member, a reader and an OAuth app, each with a key.
pub(crate) fn identity(world: Uuid, ids: &mut Ids, org: &Org, now: Timestamp) -> Identity {
    let mut identity = nobody(world, ids);
    add_people(&mut identity, ids, org, now);
    identity
}

/// The users and the OAuth app of a world whose description has none: the same, but with ids and secrets that depend on their names, so that a
/// description that lists them makes the same ones.
pub(crate) fn people() -> People {
    let user = |person: &Person| NewUser {
        id: None,
        username: person.username.to_string(),
        first_name: FIRST_NAME.to_string(),
        last_name: person.last_name.to_string(),
        roles: Roles::clone(&person.roles),
        api_tokens: vec![None],
    };
    let app = NewApp { name: APP_NAME.to_string(), id: None, secret: None, roles: Roles::clone(&APP_ROLES) };
    People { users: PEOPLE.iter().map(user).collect(), apps: vec![app] }
}

/// Creates the users, their API tokens, and the OAuth app.
fn add_people(identity: &mut Identity, ids: &mut Ids, org: &Org, now: Timestamp) {
    for person in &*PEOPLE {
        let user = User {
            id: UserId(ids.uuid_v3(Kind::User)),
            username: person.username.clone(),
            first_name: FIRST_NAME.clone(),
            last_name: person.last_name.clone(),
            default_org: org.id,
            created: now,
            roles: SortedMap::from([(org.id, person.roles.clone())]),
        };
        identity.make_api_token(ApiToken::new(user.id, org.id, person.token.clone(), now));
        identity.users.insert(user.id, user.into());
    }
    let principal = UserId(ids.uuid_v3(Kind::User));
    let id = identity.draw_client_id();
    let secret = identity.draw_client_secret();
    let app = OauthApp {
        scopes: Scopes::everything(),
        grant_types: vec![GrantType::ClientCredentials],
        roles: SortedMap::from([(org.id, APP_ROLES.clone())]),
        ..OauthApp::new(id.clone(), principal, org.id, APP_NAME.clone(), secret, PEOPLE[0].username.clone(), now)
    };
    identity.apps.insert(id, app);
    identity.shrink_to_fit();
}
