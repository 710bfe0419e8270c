//! The world of a case, with the actions that only its creator can perform: moving its clock, and the users' actions
//! in the console.

use super::{Customer, Played, Stop, Trial, played::Needed};
use crate::{Answer, csp::VMC_SERVICE, sddc_config, target};
use serde_json::{Value, json};

/// A world of the server, isolated from all other cases. Its clock stands still unless the case moves it.
#[derive(Debug)]
pub struct Setting<'t> {
    trial: &'t Trial,
    made: Answer,
}

impl<'t> Setting<'t> {
    pub(super) async fn make(trial: &'t Trial, request: Value) -> Played<Self> {
        let request = target::completed(request);
        let made = trial.anyone().post("/_vmcsim/worlds", &request).await?.require(201)?;
        made.string("$.id")?;
        made.string("$.org_id")?;
        Ok(Self { trial, made })
    }

    /// Returns a path below the world's control API.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/_vmcsim/worlds/{}{rest}", self.made.body["id"].as_str().unwrap_or_default())
    }

    /// Returns the id of the world's organization.
    pub fn org(&self) -> &str {
        self.made.body["org_id"].as_str().unwrap_or_default()
    }

    /// Returns a text of the server's description of the new world.
    ///
    /// # Errors
    /// There is no such text.
    pub fn text(&self, path: &str) -> Played<String> {
        self.made.string(path)
    }

    /// Returns a customer without a token.
    pub fn anyone(&self) -> Customer<'t> {
        self.trial.anyone()
    }

    /// Returns the owner of the organization, signed in.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn owner(&self) -> Played<Customer<'t>> {
        self.user("owner").await
    }

    /// Returns a customer with read-only access, signed in.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn reader(&self) -> Played<Customer<'t>> {
        self.user("reader").await
    }

    /// Returns a user by the first part of its name, signed in.
    ///
    /// # Errors
    /// There is no such user, or signing in fails.
    pub async fn user(&self, name: &str) -> Played<Customer<'t>> {
        let is = |user: &&Value| user["username"].as_str().and_then(|full| full.split('@').next()) == Some(name);
        let token = self.made.list("$.users")?.iter().find(is).and_then(|user| user["api_token"].as_str());
        let token = token.ok_or_else(|| self.made.mismatch("$.users", Some(name.into()), "no user of this name"))?;
        self.sign_in(token, self.org()).await
    }

    /// Returns a customer that signed in with this API token.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn sign_in(&self, api_token: &str, org: &str) -> Played<Customer<'t>> {
        self.anyone().sign_in(api_token, org).await
    }

    /// Returns the world's default OAuth app, signed in.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn app(&self) -> Played<Customer<'t>> {
        let (id, secret) = (self.text("$.client_id")?, self.text("$.client_secret")?);
        self.anyone().sign_in_as(&id, &secret, self.org()).await
    }

    /// Advances the world's clock.
    ///
    /// # Errors
    /// The server refuses the request.
    pub async fn advance(&self, by: &str) -> Played {
        self.control("/clock/advance", &json!({"by": by})).await?.require(200).map(drop)
    }

    /// Moves the world's clock to an instant.
    ///
    /// # Errors
    /// The server refuses the request.
    pub async fn move_clock_to(&self, instant: &str) -> Played {
        let clock = self.anyone().patch(&self.path("/clock"), &json!({"at": instant})).await?;
        clock.require(200).map(drop)
    }

    /// Sends a request to the control API of the world.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn control(&self, path: &str, body: &Value) -> Played<Answer> {
        self.anyone().post(&self.path(path), body).await
    }

    /// Creates an SDDC and advances the clock until it is ready. Returns the owner, who signed in at the end, and the
    /// SDDC's id.
    ///
    /// # Errors
    /// The SDDC is refused or does not become ready.
    pub async fn ready_sddc(&self, config: &Value) -> Played<(Customer<'t>, String)> {
        let sddc = self.owner().await?.create(config).await?.require(202)?.string("$.resource_id")?;
        self.advance("4h").await?;
        let owner = self.owner().await?;
        owner.sddc(&sddc).await?.require(200)?.require_value("$.sddc_state", &json!("READY"))?;
        Ok((owner, sddc))
    }

    /// Returns an AWS account that is connected to the organization, and its subnets in US_WEST_2.
    ///
    /// # Errors
    /// The world has no such account.
    pub fn account_and_subnets(&self) -> Played<(String, Vec<Value>)> {
        let account = self.made.string("$.connected_accounts[0].id")?;
        let subnets = &self.made.body["connected_accounts"][0]["subnets"]["us-west-2"];
        let subnets = subnets.as_array().filter(|subnets| !subnets.is_empty()).cloned();
        Ok((account, subnets.ok_or_else(|| Stop::Skip("the world's account has no subnets".to_owned()))?))
    }

    /// Returns an AWS account that is connected to the organization, and its first subnet in US_WEST_2.
    ///
    /// # Errors
    /// The world has no such account.
    pub fn account_and_subnet(&self) -> Played<(String, String)> {
        let (account, subnets) = self.account_and_subnets()?;
        Ok((account, subnets[0].as_str().needed()?.to_owned()))
    }

    /// Returns the request body for an SDDC on AWS that is linked to the first subnet of the world's account in
    /// US_WEST_2.
    ///
    /// # Errors
    /// The world has no such account.
    pub fn linked_config(&self, name: &str, hosts: impl Into<Value>) -> Played<Value> {
        let (account, subnet) = self.account_and_subnet()?;
        Ok(sddc_config::linked(name, hosts, &account, &subnet))
    }

    /// Connects another AWS account to the organization, as its owner does in the console. Returns the account.
    ///
    /// # Errors
    /// The server refuses the request.
    pub async fn connect_account(&self) -> Played<Value> {
        Ok(self.control("/connected-accounts", &Value::Null).await?.require(201)?.body)
    }

    /// Creates an API token, as a user does in the console.
    ///
    /// # Errors
    /// The server refuses the request.
    pub async fn make_api_token(&self, request: &Value) -> Played<String> {
        self.request_api_token(request).await?.require(201)?.string("$.api_token")
    }

    /// Requests an API token, as a user does in the console. Returns the token or a refusal.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn request_api_token(&self, request: &Value) -> Played<Answer> {
        self.control("/api-tokens", request).await
    }

    /// Accepts an invitation, as the invited user does in the console.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn accept_invitation(&self, id: &str) -> Played<Answer> {
        self.control(&format!("/invitations/{id}/accept"), &json!({})).await
    }

    /// Invites a user with a role in the organization and roles in the VMC service, and accepts the invitation.
    /// Returns the new member's API token.
    ///
    /// # Errors
    /// The server refuses the invitation or its acceptance.
    pub async fn welcome(&self, name: &str, role: &str, service_roles: &[&str]) -> Played<String> {
        let owner = self.owner().await?;
        let service_roles: Vec<_> = service_roles.iter().map(|role| json!({"name": role})).collect();
        let definition = format!("/csp/gateway/slc/api/definitions/external/{VMC_SERVICE}");
        let request = json!({
            "usernames": [name],
            "organizationRoles": [{"name": role}],
            "serviceRolesDtos": [{"serviceDefinitionLink": definition, "serviceRoles": service_roles}],
        });
        owner.post(&owner.csp_path("/invitations"), &request).await?.require(200)?;
        let list = owner.get(&format!("/csp/gateway/am/api/orgs/invitations/{name}")).await?.require(200)?;
        let link = list.string("$[0].refLink")?;
        let id = link.rsplit('/').next().unwrap_or_default();
        self.accept_invitation(id).await?.require(200)?;
        owner.get(&link).await?.require(200)?.require_value("$.status", &json!("REDEEMED"))?;
        self.make_api_token(&json!({"username": name})).await
    }
}
