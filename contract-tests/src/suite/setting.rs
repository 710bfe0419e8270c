//! A world in which a case is played, and what only its maker can do: move its clock, and act as its users do at the console.

use super::{Customer, Played, Stop, Trial};
use crate::{Answer, csp::VMC_SERVICE, target};
use serde_json::{Value, json};

/// A world of the server: nothing that another case does can be seen in it. Its clock stands still unless it is moved.
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

    /// A path below the world's control.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/_vmcsim/worlds/{}{rest}", self.made.body["id"].as_str().unwrap_or_default())
    }

    /// The id of its organization.
    pub fn org(&self) -> &str {
        self.made.body["org_id"].as_str().unwrap_or_default()
    }

    /// A text of what the server said of the world when it was made.
    ///
    /// # Errors
    /// There is none.
    pub fn text(&self, path: &str) -> Played<String> {
        self.made.string(path)
    }

    /// Someone without a token.
    pub fn anyone(&self) -> Customer<'t> {
        self.trial.anyone()
    }

    /// The owner of the organization, signed in.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn owner(&self) -> Played<Customer<'t>> {
        self.user("owner").await
    }

    /// Someone who may look and change nothing, signed in.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn reader(&self) -> Played<Customer<'t>> {
        self.user("reader").await
    }

    async fn user(&self, name: &str) -> Played<Customer<'t>> {
        let is = |user: &&Value| user["username"].as_str().and_then(|full| full.split('@').next()) == Some(name);
        let token = self.made.list("$.users")?.iter().find(is).and_then(|user| user["api_token"].as_str());
        let token = token.ok_or_else(|| self.made.mismatch("$.users", Some(name.into()), "no user of this name"))?;
        self.sign_in(token, self.org()).await
    }

    /// Someone, signed in with an API token.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn sign_in(&self, api_token: &str, org: &str) -> Played<Customer<'t>> {
        self.anyone().sign_in(api_token, org).await
    }

    /// Moves its clock on.
    ///
    /// # Errors
    /// The server does not.
    pub async fn advance(&self, by: &str) -> Played {
        self.control("/clock/advance", &json!({"by": by})).await?.require(200).map(drop)
    }

    /// Asks the control of the world.
    ///
    /// # Errors
    /// No answer came.
    pub async fn control(&self, path: &str, body: &Value) -> Played<Answer> {
        self.anyone().post(&self.path(path), body).await
    }

    /// Makes an SDDC and lets time pass until it is ready. Returns the owner, signed in then, and its id.
    ///
    /// # Errors
    /// It is refused, or does not become ready.
    pub async fn ready_sddc(&self, config: &Value) -> Played<(Customer<'t>, String)> {
        let sddc = self.owner().await?.create(config).await?.require(202)?.string("$.resource_id")?;
        self.advance("4h").await?;
        let owner = self.owner().await?;
        owner.sddc(&sddc).await?.require(200)?.require_value("$.sddc_state", &json!("READY"))?;
        Ok((owner, sddc))
    }

    /// An AWS account that is connected to the organization, and the subnets of it in US_WEST_2.
    ///
    /// # Errors
    /// The world has none.
    pub fn account_and_subnets(&self) -> Played<(String, Vec<Value>)> {
        let account = self.made.string("$.connected_accounts[0].id")?;
        let subnets = &self.made.body["connected_accounts"][0]["subnets"]["us-west-2"];
        let subnets = subnets.as_array().filter(|subnets| !subnets.is_empty()).cloned();
        Ok((account, subnets.ok_or_else(|| Stop::Skip("the world's account has no subnets".to_owned()))?))
    }

    /// Makes an API token, as a user would in the console.
    ///
    /// # Errors
    /// The server makes none.
    pub async fn make_api_token(&self, request: &Value) -> Played<String> {
        self.control("/api-tokens", request).await?.require(201)?.string("$.api_token")
    }

    /// Invites someone and lets the invitation be accepted. Returns the new member's API token.
    ///
    /// # Errors
    /// The server does not let them in.
    pub async fn welcome(&self, name: &str, role: &str) -> Played<String> {
        let owner = self.owner().await?;
        let definition = format!("/csp/gateway/slc/api/definitions/external/{VMC_SERVICE}");
        let request = json!({
            "usernames": [name],
            "organizationRoles": [{"name": role}],
            "serviceRolesDtos": [{"serviceDefinitionLink": definition, "serviceRoles": []}],
        });
        owner.post(&owner.csp_path("/invitations"), &request).await?.require(200)?;
        let list = owner.get(&format!("/csp/gateway/am/api/orgs/invitations/{name}")).await?.require(200)?;
        let link = list.string("$[0].refLink")?;
        let id = link.rsplit('/').next().unwrap_or_default();
        self.control(&format!("/invitations/{id}/accept"), &json!({})).await?.require(200)?;
        owner.get(&link).await?.require(200)?.require_value("$.status", &json!("REDEEMED"))?;
        self.make_api_token(&json!({"username": name})).await
    }
}
