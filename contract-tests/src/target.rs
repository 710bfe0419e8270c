//! The server under test, and the worlds in it.

pub use crate::server::Target;

use crate::{
    sddc_config,
    user::{Answer, User},
};
use serde_json::{Value, json};
use std::sync::OnceLock;
use vmcsim::{MockServer, Preset};

/// The time at which the worlds of tests begin by default.
pub const BEGIN: &str = "2026-01-05T08:00:00.123Z";

/// A world of a simulator: nothing that another test does can be seen in it. Its clock stands still unless it is moved.
#[derive(Debug, Clone)]
pub struct World {
    target: Target,
    /// The server's description of the new world.
    pub view: Value,
}

impl Target {
    /// Returns the simulator in this process. All tests of a process share it, each with its own worlds.
    ///
    /// # Panics
    /// Panics if the simulator cannot start.
    pub fn simulator() -> Self {
        static SERVER: OnceLock<MockServer> = OnceLock::new();
        let start = || MockServer::builder().pace(Preset::Realistic).try_start().expect("the simulator starts");
        Self::at(&SERVER.get_or_init(start).url())
    }

    /// Returns a user without a token.
    pub fn anyone(&self) -> User {
        User::new(self.clone(), None, "")
    }

    /// Creates a world from the request body. The defaults are seed 7, the start time [`BEGIN`], a stopped clock and
    /// the recorded pace.
    ///
    /// # Panics
    /// Panics if the server creates no world.
    pub async fn world(&self, request: Value) -> World {
        self.made_from(completed(request)).await
    }

    /// Creates a world from the request body. The server, or the source of the world, determines the defaults.
    ///
    /// # Panics
    /// Panics if the server creates no world.
    pub async fn made_from(&self, request: Value) -> World {
        let answer = self.anyone().post("/_vmcsim/worlds", &request).await.expect(201);
        World { target: self.clone(), view: answer.body }
    }
}

/// Fills the defaults into a request for a world.
pub(crate) fn completed(mut request: Value) -> Value {
    for (name, value) in
        [("seed", json!(7)), ("at", json!(BEGIN)), ("rate", json!(0)), ("pacing", json!({"preset": "realistic"}))]
    {
        if request.get(name).is_none() {
            request[name] = value;
        }
    }
    request
}

impl World {
    /// Creates a world of the simulator in this process.
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// Does the same as [`World::new`] with some fields of the request body.
    pub async fn with(request: Value) -> Self {
        Target::simulator().world(request).await
    }

    /// Creates a handle to a world from the server's description of it.
    pub fn shown(target: &Target, view: Value) -> Self {
        Self { target: target.clone(), view }
    }

    /// Returns the server of the world.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Returns the id of the world's organization.
    ///
    /// # Panics
    /// Panics if the description contains no such id.
    pub fn org(&self) -> &str {
        self.view["org_id"].as_str().expect("a world has an organization")
    }

    /// Returns the owner of the organization, signed in.
    pub async fn owner(&self) -> User {
        self.user("owner").await
    }

    /// Returns a user with read-only access, signed in.
    pub async fn reader(&self) -> User {
        self.user("reader").await
    }

    /// Returns a user by the first part of its name, signed in.
    ///
    /// # Panics
    /// Panics if there is no such user or signing in fails.
    pub async fn user(&self, name: &str) -> User {
        let users = self.view["users"].as_array().expect("a world has users");
        let is = |user: &&Value| user["username"].as_str().and_then(|full| full.split('@').next()) == Some(name);
        let token = users.iter().find(is).and_then(|user| user["api_token"].as_str()).expect("a user of that name");
        self.target.anyone().sign_in(token, self.org()).await
    }

    /// Creates an SDDC and advances the clock until it is ready. Returns its id and the owner, who signed in at the
    /// end.
    ///
    /// # Panics
    /// Panics if the SDDC is refused or does not become ready.
    pub async fn ready_sddc(&self, config: &Value) -> (User, String) {
        let sddc = self.owner().await.create(config).await.expect(202).text_at("resource_id");
        self.advance("4h").await;
        let owner = self.owner().await;
        assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "READY");
        (owner, sddc)
    }

    /// Returns the request body for an SDDC on AWS that is linked to the first subnet of the world's account in
    /// US_WEST_2.
    pub fn linked_config(&self, name: &str, hosts: impl Into<Value>) -> Value {
        let (account, subnet) = self.account_and_subnet("us-west-2");
        sddc_config::linked(name, hosts, &account, &subnet)
    }

    /// Advances the world's clock.
    pub async fn advance(&self, by: &str) -> Answer {
        self.control("POST", "/clock/advance", &json!({"by": by})).await.expect(200)
    }

    /// Moves the world's clock to the next event.
    pub async fn skip(&self) -> Answer {
        self.control("POST", "/clock/skip", &json!({})).await.expect(200)
    }

    /// Sends a request to the control API of the world.
    ///
    /// # Panics
    /// Panics if the description of the world contains no id.
    pub async fn control(&self, method: &str, path: &str, body: &Value) -> Answer {
        let id = self.view["id"].as_str().expect("a world has an id");
        self.target.anyone().send(method, &format!("/_vmcsim/worlds/{id}{path}"), Some(body)).await
    }

    /// Returns an AWS account that is connected to the organization, and one of its subnets in this region.
    ///
    /// # Panics
    /// Panics if the world has none.
    pub fn account_and_subnet(&self, region: &str) -> (String, String) {
        let account = &self.view["connected_accounts"][0];
        let text = |value: &Value| value.as_str().map(str::to_owned).expect("text");
        (text(&account["id"]), text(&account["subnets"][region][0]))
    }
}
