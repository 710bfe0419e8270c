//! Random changes of users, roles and tokens. Exactly the calls that a small model allows must succeed at VMC.

use crate::{kept, tried};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use vmc_contract::{
    User, World,
    csp::{AUTHORIZE, TOKEN},
    sddc_config::simulated,
};

const SERVICE: &str = "tcq4LTfyZ_-UPdPAJIi2LhnvxmE_";
const PEOPLE: [&str; 3] = ["owner", "member", "reader"];
const ACCESS_LIFE: i64 = 1799;
/// How long an old secret lives on after a rotation.
const OLD_SECRET_LIFE: i64 = 3600;
/// How many access tokens are tried after each change: the latest.
const TRIED: usize = 5;

/// What may happen. Numbers choose among what there is, or nothing where there is nothing.
#[derive(Debug, Clone)]
enum Change {
    IssueKey { person: usize, hours: i64, read_only: bool },
    RevokeKey(usize),
    SignIn(usize),
    RevokeAccess(usize),
    Grant { person: usize, role: Role },
    Withdraw { person: usize, role: Role },
    Remove { person: usize },
    Readmit { person: usize },
    MakeApp,
    GrantApp { app: usize, role: Role },
    WithdrawApp { app: usize, role: Role },
    RemoveApp(usize),
    DeleteApp(usize),
    RotateSecret(usize),
    SignInApp { app: usize, secret: usize },
    Advance { seconds: i64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Full,
    Read,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Full => "vmc-user:full",
            Self::Read => "vmc-user:read",
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let role = || prop_oneof![Just(Role::Full), Just(Role::Read)];
    let some = 0..24usize;
    prop_oneof![
        2 => (0..3usize, prop_oneof![Just(1), Just(24), Just(180 * 24)], any::<bool>())
            .prop_map(|(person, hours, read_only)| Change::IssueKey { person, hours, read_only }),
        1 => some.clone().prop_map(Change::RevokeKey),
        5 => some.clone().prop_map(Change::SignIn),
        1 => some.clone().prop_map(Change::RevokeAccess),
        2 => (0..3usize, role()).prop_map(|(person, role)| Change::Grant { person, role }),
        2 => (0..3usize, role()).prop_map(|(person, role)| Change::Withdraw { person, role }),
        // The owner stays: it makes the changes.
        2 => (1..3usize).prop_map(|person| Change::Remove { person }),
        3 => (1..3usize).prop_map(|person| Change::Readmit { person }),
        2 => Just(Change::MakeApp),
        2 => (some.clone(), role()).prop_map(|(app, role)| Change::GrantApp { app, role }),
        1 => (some.clone(), role()).prop_map(|(app, role)| Change::WithdrawApp { app, role }),
        1 => some.clone().prop_map(Change::RemoveApp),
        1 => some.clone().prop_map(Change::DeleteApp),
        2 => some.clone().prop_map(Change::RotateSecret),
        4 => (some, 0..4usize).prop_map(|(app, secret)| Change::SignInApp { app, secret }),
        2 => prop_oneof![Just(60), Just(ACCESS_LIFE - 1), Just(OLD_SECRET_LIFE), Just(86_400), Just(180 * 86_400)]
            .prop_map(|seconds| Change::Advance { seconds }),
    ]
}

/// Somebody who may hold roles: `None` where it is not in the organization.
type Held = Option<BTreeSet<Role>>;

struct Key {
    text: String,
    id: String,
    person: usize,
    read_only: bool,
    expires: i64,
    revoked: bool,
}

struct App {
    id: String,
    held: Held,
    deleted: bool,
    /// All that it ever had, with the time until which each is good; the last one is good for ever.
    secrets: Vec<(String, i64)>,
}

#[derive(Clone, Copy)]
enum Holder {
    Person(usize),
    App(usize),
}

struct Access {
    user: User,
    holder: Holder,
    held: BTreeSet<Role>,
    expires: i64,
    revoked: bool,
}

/// One of a list, by any number; none of an empty one.
fn chosen<T>(list: &[T], number: usize) -> Option<&T> {
    list.get(number.checked_rem(list.len())?)
}

fn chosen_mut<T>(list: &mut [T], number: usize) -> Option<&mut T> {
    list.get_mut(number.checked_rem(list.len())?)
}

/// What should be, beside the world that is.
struct Model {
    world: World,
    now: i64,
    people: [Held; 3],
    keys: Vec<Key>,
    apps: Vec<App>,
    tokens: Vec<Access>,
}

impl Model {
    async fn new() -> Self {
        let held = |roles: &[Role]| Some(roles.iter().copied().collect());
        Self {
            world: World::new().await,
            now: 0,
            people: [held(&[Role::Full]), held(&[Role::Full]), held(&[Role::Read])],
            keys: Vec::new(),
            apps: Vec::new(),
            tokens: Vec::new(),
        }
    }

    /// The owner with a fresh key, as the old one may have expired.
    async fn owner(&self) -> User {
        let made =
            self.world.make_api_token(&json!({"username": "owner@vmcsim.example", "life": "1h"})).await.expect(201);
        self.world.target().anyone().sign_in(&made.text_at("api_token"), self.world.org()).await
    }

    /// What a key or app may do: 401 without membership, 403 without the role, 200.
    fn expected(&self, token: &Access, needs: &[Role]) -> u16 {
        let here = match token.holder {
            Holder::Person(person) => self.people[person].is_some(),
            Holder::App(app) => !self.apps[app].deleted && self.apps[app].held.is_some(),
        };
        if token.revoked || token.expires <= self.now || !here {
            401
        } else if needs.iter().any(|role| token.held.contains(role)) {
            200
        } else {
            403
        }
    }

    async fn check(&self) -> Result<(), TestCaseError> {
        let sddc = simulated("a", 1);
        for (number, token) in self.tokens.iter().enumerate().rev().take(TRIED) {
            let read = token.user.sddcs().await.status;
            prop_assert_eq!(read, self.expected(token, &[Role::Full, Role::Read]), "reading with token {}", number);
            let write = token.user.post(&token.user.org_path("/sddcs?validateOnly=true"), &sddc).await.status;
            prop_assert_eq!(write, self.expected(token, &[Role::Full]), "writing with token {}", number);
        }
        Ok(())
    }

    async fn apply(&mut self, change: &Change) -> Result<(), TestCaseError> {
        match *change {
            Change::IssueKey { person, hours, read_only } => self.issue_key(person, hours, read_only).await?,
            Change::RevokeKey(key) => self.revoke_key(key).await,
            Change::SignIn(key) => self.sign_in(key).await?,
            Change::RevokeAccess(token) => self.revoke_access(token).await,
            Change::Grant { person, role } => self.change_person(person, role, true).await?,
            Change::Withdraw { person, role } => self.change_person(person, role, false).await?,
            Change::Remove { person } => self.remove_person(person).await?,
            Change::Readmit { person } => self.readmit(person).await,
            Change::MakeApp => self.make_app().await,
            Change::GrantApp { app, role } => self.change_app(app, role, true).await?,
            Change::WithdrawApp { app, role } => self.change_app(app, role, false).await?,
            Change::RemoveApp(app) => self.remove_app(app).await?,
            Change::DeleteApp(app) => self.delete_app(app).await?,
            Change::RotateSecret(app) => self.rotate(app).await?,
            Change::SignInApp { app, secret } => self.sign_in_app(app, secret).await?,
            Change::Advance { seconds } => {
                self.world.advance(&format!("{seconds}s")).await;
                self.now += seconds;
            }
        }
        Ok(())
    }
}

// Keys and access tokens.
impl Model {
    async fn issue_key(&mut self, person: usize, hours: i64, read_only: bool) -> Result<(), TestCaseError> {
        let mut request =
            json!({"username": format!("{}@vmcsim.example", PEOPLE[person]), "life": format!("{hours}h")});
        if read_only {
            let roles = json!([{"name": "vmc-user:read"}]);
            request["allowed_scopes"] = json!({"servicesScopes": [{"serviceDefinitionId": SERVICE, "roles": roles}]});
        }
        let made = self.world.make_api_token(&request).await;
        prop_assert_eq!(made.status, if self.people[person].is_some() { 201 } else { 404 });
        if made.status == 201 {
            let (text, id) = (made.text_at("api_token"), made.text_at("id"));
            self.keys.push(Key { text, id, person, read_only, expires: self.now + hours * 3600, revoked: false });
        }
        Ok(())
    }

    async fn revoke_key(&mut self, key: usize) {
        let Some(key) = chosen_mut(&mut self.keys, key) else { return };
        self.world.control("DELETE", &format!("/api-tokens/{}", key.id), &json!(null)).await.expect(204);
        key.revoked = true;
    }

    async fn sign_in(&mut self, key: usize) -> Result<(), TestCaseError> {
        let Some(key) = chosen(&self.keys, key) else { return Ok(()) };
        let held = self.people[key.person].clone().filter(|_| !key.revoked && self.now < key.expires);
        let anyone = self.world.target().anyone();
        let answer = anyone.send_form(AUTHORIZE, format!("refresh_token={}", key.text)).await;
        prop_assert_eq!(answer.status, if held.is_some() { 200 } else { 400 }, "signing in: {}", answer.text);
        if let Some(mut held) = held {
            held.retain(|role| !key.read_only || *role == Role::Read);
            let user = anyone.in_org(&answer.text_at("access_token"), self.world.org());
            let (holder, expires) = (Holder::Person(key.person), self.now + ACCESS_LIFE);
            self.tokens.push(Access { user, holder, held, expires, revoked: false });
        }
        Ok(())
    }

    async fn revoke_access(&mut self, token: usize) {
        let Some(token) = chosen_mut(&mut self.tokens, token) else { return };
        let form = format!("token={}", token.user.token().unwrap());
        token.user.send_form("/csp/gateway/am/api/auth/revoke", form).await.expect(200);
        token.revoked = true;
    }
}

// People.
impl Model {
    async fn change_person(&mut self, person: usize, role: Role, grant: bool) -> Result<(), TestCaseError> {
        let org = self.world.org();
        let path = format!("/csp/gateway/am/api/v3/users/{}/orgs/{org}/roles", self.id_of(person).await);
        let roles = json!([{"name": role.name()}]);
        let change = if grant { json!({"rolesToAdd": roles}) } else { json!({"rolesToRemove": roles}) };
        let mut service = json!({"serviceDefinitionId": SERVICE});
        service.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = self.owner().await.patch(&path, &json!({"serviceRoles": [service]})).await;
        let held = &mut self.people[person];
        prop_assert_eq!(answer.status, if held.is_some() { 200 } else { 404 });
        if let Some(held) = held {
            if grant {
                held.insert(role)
            } else {
                held.remove(&role)
            };
        }
        Ok(())
    }

    async fn remove_person(&mut self, person: usize) -> Result<(), TestCaseError> {
        let owner = self.owner().await;
        let ids = json!({"ids": [self.id_of(person).await]});
        let path = format!("/csp/gateway/am/api/v2/orgs/{}/users", self.world.org());
        let answer = owner.send("DELETE", &path, Some(&ids)).await.expect(200);
        prop_assert_eq!(answer.texts("succeeded", "").len(), usize::from(self.people[person].is_some()));
        self.people[person] = None;
        for key in self.keys.iter_mut().filter(|key| key.person == person) {
            key.revoked = true;
        }
        Ok(())
    }

    /// Back in, to look: by an invitation that is accepted. The keys from before stay worthless.
    async fn readmit(&mut self, person: usize) {
        if self.people[person].is_some() {
            return;
        }
        let (owner, name) = (self.owner().await, format!("{}@vmcsim.example", PEOPLE[person]));
        let link = format!("/csp/gateway/slc/api/definitions/external/{SERVICE}");
        let request = json!({
            "usernames": [name],
            "organizationRoles": [{"name": "org_member"}],
            "serviceRolesDtos": [{"serviceDefinitionLink": link, "serviceRoles": [{"name": "vmc-user:read"}]}],
        });
        owner.post(&owner.csp_path("/invitations"), &request).await.expect(200);
        let list = owner.get(&format!("/csp/gateway/am/api/orgs/invitations/{name}")).await.expect(200);
        let pending =
            list.body.as_array().unwrap().iter().find(|invitation| invitation["status"] == "PENDING").unwrap();
        let id = pending["refLink"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        self.world.control("POST", &format!("/invitations/{id}/accept"), &json!({})).await.expect(200);
        self.people[person] = Some(BTreeSet::from([Role::Read]));
    }

    /// A person's id, known also when it is no longer a member.
    async fn id_of(&self, person: usize) -> String {
        let users = self.world.view["users"].as_array().unwrap();
        let name = format!("{}@vmcsim.example", PEOPLE[person]);
        let user = users.iter().find(|user| user["username"] == name.as_str()).unwrap();
        user["user_id"].as_str().unwrap().to_owned()
    }
}

// OAuth apps.
impl Model {
    async fn make_app(&mut self) {
        if self.apps.len() == 3 {
            return;
        }
        let owner = self.owner().await;
        let request = json!({"displayName": "app", "grantTypes": ["client_credentials"]});
        let made = owner.post(&owner.csp_path("/oauth-apps"), &request).await.expect(200);
        let secrets = vec![(made.text_at("clientSecret"), i64::MAX)];
        self.apps.push(App { id: made.text_at("clientId"), held: None, deleted: false, secrets });
    }

    async fn change_app(&mut self, app: usize, role: Role, grant: bool) -> Result<(), TestCaseError> {
        let owner = self.owner().await;
        let Some(app) = chosen_mut(&mut self.apps, app) else { return Ok(()) };
        let roles = json!([{"name": role.name()}]);
        if grant {
            let services = json!([{"serviceDefinitionId": SERVICE, "serviceRoles": roles}]);
            let request = json!({"ids": [app.id], "serviceRoles": services});
            let answer = owner.post(&owner.csp_path("/clients"), &request).await.expect(200);
            prop_assert_eq!(answer.texts("failures", "id").len(), usize::from(app.deleted));
            if !app.deleted {
                app.held.get_or_insert_default().insert(role);
            }
        } else {
            let path = format!("/csp/gateway/am/api/clients/{}/orgs/{}/roles", app.id, owner.org());
            let change = json!({"serviceRoles": [{"serviceDefinitionId": SERVICE, "rolesToRemove": roles}]});
            let here = app.held.is_some() && !app.deleted;
            prop_assert_eq!(owner.patch(&path, &change).await.status, if here { 200 } else { 404 });
            if let Some(held) = &mut app.held {
                held.remove(&role);
            }
        }
        Ok(())
    }

    async fn remove_app(&mut self, app: usize) -> Result<(), TestCaseError> {
        let owner = self.owner().await;
        let Some(app) = chosen_mut(&mut self.apps, app) else { return Ok(()) };
        let answer =
            owner.send("DELETE", &owner.csp_path("/clients"), Some(&json!({"ids": [app.id]}))).await.expect(200);
        let here = app.held.take().is_some() && !app.deleted;
        prop_assert_eq!(answer.texts("succeeded", "").len(), usize::from(here));
        Ok(())
    }

    async fn delete_app(&mut self, app: usize) -> Result<(), TestCaseError> {
        let owner = self.owner().await;
        let Some(app) = chosen_mut(&mut self.apps, app) else { return Ok(()) };
        let ids = json!({"clientIdsToDelete": [app.id]});
        let answer = owner.send("DELETE", &owner.csp_path("/oauth-apps"), Some(&ids)).await.expect(200);
        prop_assert_eq!(answer.texts("succeeded", "").len(), usize::from(!app.deleted));
        app.deleted = true;
        Ok(())
    }

    async fn rotate(&mut self, app: usize) -> Result<(), TestCaseError> {
        let owner = self.owner().await;
        let Some(app) = chosen_mut(&mut self.apps, app) else { return Ok(()) };
        let new = format!("secret-number-{}", app.secrets.len());
        let request = json!({"newClientSecret": new, "secretRotationExpirationInSeconds": OLD_SECRET_LIFE});
        let answer = owner.post(&owner.csp_path(&format!("/oauth-apps/{}/secret", app.id)), &request).await;
        prop_assert_eq!(answer.status, if app.deleted { 404 } else { 200 });
        if !app.deleted {
            // Two are good at once and no more: the one before the last ends with the next rotation.
            let last = app.secrets.len() - 1;
            for (_, until) in &mut app.secrets[..last] {
                *until = 0;
            }
            app.secrets[last].1 = self.now + OLD_SECRET_LIFE;
            app.secrets.push((new, i64::MAX));
        }
        Ok(())
    }

    async fn sign_in_app(&mut self, number: usize, secret: usize) -> Result<(), TestCaseError> {
        let Some(app) = chosen(&self.apps, number) else { return Ok(()) };
        let number = number % self.apps.len();
        let Some((secret, until)) = app.secrets.iter().rev().nth(secret) else { return Ok(()) };
        let anyone = self.world.target().anyone();
        let answer = anyone.send_form_as(&app.id, secret, TOKEN, "grant_type=client_credentials").await;
        let expected = match &app.held {
            _ if app.deleted || *until <= self.now => 401,
            None => 403,
            Some(_) => 200,
        };
        prop_assert_eq!(answer.status, expected, "signing in as an app: {}", answer.text);
        if let Some(held) = app.held.clone().filter(|_| expected == 200) {
            let user = anyone.in_org(&answer.text_at("access_token"), self.world.org());
            let (holder, expires) = (Holder::App(number), self.now + ACCESS_LIFE);
            self.tokens.push(Access { user, holder, held, expires, revoked: false });
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..tried(64, kept!("identity")) })]

    #[test]
    fn exactly_the_allowed_calls_succeed(changes in prop::collection::vec(change(), 1..80)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut model = Model::new().await;
            for change in &changes {
                model.apply(change).await?;
                model.check().await?;
            }
            let path = format!("/_vmcsim/worlds/{}", model.world.text("id"));
            model.world.target().anyone().delete(&path).await.expect(204);
            Ok::<(), TestCaseError>(())
        })?;
    }
}
