//! Somebody who uses the service in a case. What a [`User`] panics at ends the case here.

use super::{Played, Stop, Trial};
use crate::{
    Answer, User,
    compare::Mismatch,
    csp::{AUTHORIZE, TOKEN},
    operation,
    sddc_config::simulated,
    user::NoAnswer,
};
use serde_json::Value;

/// Somebody who sends requests, signed in or not.
#[derive(Debug, Clone)]
pub struct Customer<'t> {
    trial: &'t Trial,
    user: User,
}

impl<'t> Customer<'t> {
    pub(super) fn new(trial: &'t Trial, user: User) -> Self {
        Self { trial, user }
    }

    /// This person, signed in with an API token.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn sign_in(&self, api_token: &str, org: &str) -> Played<Self> {
        let token = self.send_form(AUTHORIZE, format!("refresh_token={api_token}")).await?.require(200)?;
        Ok(Self { user: self.user.in_org(&token.string("$.access_token")?, org), ..*self })
    }

    /// This person with another access token, or none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { user: self.user.with_token(token), ..*self }
    }

    /// The access token.
    pub fn token(&self) -> Option<&str> {
        self.user.token()
    }

    /// The organization whose paths [`Customer::org_path`] makes.
    pub fn org(&self) -> &str {
        self.user.org()
    }

    /// A path below the person's organization.
    pub fn org_path(&self, rest: &str) -> String {
        self.user.org_path(rest)
    }

    /// A path of the sign-in service below the person's organization.
    pub fn csp_path(&self, rest: &str) -> String {
        self.user.csp_path(rest)
    }

    /// `GET`
    ///
    /// # Errors
    /// No answer came, as of all requests.
    pub async fn get(&self, path: &str) -> Played<Answer> {
        self.send("GET", path, None).await
    }

    /// `POST` with a JSON body
    ///
    /// # Errors
    /// No answer came.
    pub async fn post(&self, path: &str, body: &Value) -> Played<Answer> {
        self.send("POST", path, Some(body)).await
    }

    /// `PATCH` with a JSON body
    ///
    /// # Errors
    /// No answer came.
    pub async fn patch(&self, path: &str, body: &Value) -> Played<Answer> {
        self.send("PATCH", path, Some(body)).await
    }

    /// `DELETE`
    ///
    /// # Errors
    /// No answer came.
    pub async fn delete(&self, path: &str) -> Played<Answer> {
        self.send("DELETE", path, None).await
    }

    /// Any request with a JSON body or none.
    ///
    /// # Errors
    /// No answer came.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Played<Answer> {
        let request = self.user.request(method, path);
        let request = if let Some(body) = body { request.json(body) } else { request };
        self.answered(method, path, request).await
    }

    /// A `POST` of a form.
    ///
    /// # Errors
    /// No answer came.
    pub async fn send_form(&self, path: &str, form: String) -> Played<Answer> {
        self.send_bytes("POST", path, "application/x-www-form-urlencoded", form.into_bytes()).await
    }

    /// Any request with any body.
    ///
    /// # Errors
    /// No answer came.
    pub async fn send_bytes(&self, method: &str, path: &str, media_type: &str, body: Vec<u8>) -> Played<Answer> {
        let request = self.user.request(method, path).header("Content-Type", media_type).body(body);
        self.answered(method, path, request).await
    }

    /// Asks for a token as an OAuth app.
    ///
    /// # Errors
    /// No answer came.
    pub async fn client_token(&self, id: &str, secret: &str) -> Played<Answer> {
        let request = self.user.request("POST", TOKEN).basic_auth(id, Some(secret));
        self.answered("POST", TOKEN, request.form(&[("grant_type", "client_credentials")])).await
    }

    async fn answered(&self, method: &str, path: &str, request: reqwest::RequestBuilder) -> Played<Answer> {
        match self.user.try_answer(method, path, request).await {
            Ok(answer) => {
                self.trial.look(&answer);
                Ok(answer)
            }
            Err(NoAnswer::NotSent(why)) => Err(Stop::Skip(why)),
            Err(no_answer @ NoAnswer::Broken(_)) => Err(Stop::from(Mismatch {
                operation: operation::name_of(&format!("{method} {path}")).to_owned(),
                path: "connection".to_owned(),
                expected: None,
                actual: None,
                sentence: no_answer.to_string(),
            })),
        }
    }
}

// What a customer of the service says, in a word each.
impl Customer<'_> {
    /// Asks for a ZEROCLOUD SDDC of one host. Returns the task.
    ///
    /// # Errors
    /// It is refused.
    pub async fn create_sddc(&self, name: &str) -> Played<Answer> {
        let config = simulated(name, 1);
        self.create(&config).await?.require(202)
    }

    /// Asks for an SDDC. Returns the task, or a refusal.
    ///
    /// # Errors
    /// No answer came.
    pub async fn create(&self, config: &Value) -> Played<Answer> {
        self.post(&self.org_path("/sddcs"), config).await
    }

    /// Looks at an SDDC.
    ///
    /// # Errors
    /// No answer came.
    pub async fn sddc(&self, id: &str) -> Played<Answer> {
        self.get(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Lists the SDDCs that are there.
    ///
    /// # Errors
    /// It is refused.
    pub async fn sddcs(&self) -> Played<Answer> {
        self.get(&self.org_path("/sddcs")).await?.require(200)
    }

    /// Asks for the end of an SDDC. Returns the task, or a refusal.
    ///
    /// # Errors
    /// No answer came.
    pub async fn delete_sddc(&self, id: &str) -> Played<Answer> {
        self.delete(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Looks at a task.
    ///
    /// # Errors
    /// No answer came.
    pub async fn task(&self, id: &str) -> Played<Answer> {
        self.get(&self.org_path(&format!("/tasks/{id}"))).await
    }

    /// Asks a task to stop. Returns the task, or a refusal.
    ///
    /// # Errors
    /// No answer came.
    pub async fn cancel(&self, id: &str) -> Played<Answer> {
        self.send("POST", &self.org_path(&format!("/tasks/{id}?action=cancel")), None).await
    }

    /// Asks for a cluster. Returns the task, or a refusal.
    ///
    /// # Errors
    /// No answer came.
    pub async fn create_cluster(&self, sddc: &str, config: &Value) -> Played<Answer> {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/clusters")), config).await
    }

    /// Asks for the end of a cluster. Returns the task, or a refusal.
    ///
    /// # Errors
    /// No answer came.
    pub async fn delete_cluster(&self, sddc: &str, cluster: &str) -> Played<Answer> {
        self.delete(&self.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}"))).await
    }

    /// Asks for a change of hosts, `add` or another action. Returns the task, or a refusal.
    ///
    /// # Errors
    /// No answer came.
    pub async fn change_esxs(&self, sddc: &str, action: &str, config: &Value) -> Played<Answer> {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/esxs?action={action}")), config).await
    }

    /// The clusters of an SDDC.
    ///
    /// # Errors
    /// It shows none.
    pub async fn clusters(&self, sddc: &str) -> Played<Vec<Value>> {
        self.sddc(sddc).await?.require(200)?.list("$.resource_config.clusters").cloned()
    }

    /// The hosts of a cluster, which is named by its place in the SDDC.
    ///
    /// # Errors
    /// There is no such cluster, or it shows no hosts.
    pub async fn hosts(&self, sddc: &str, cluster: usize) -> Played<Vec<Value>> {
        let path = format!("$.resource_config.clusters[{cluster}].esx_host_list");
        self.sddc(sddc).await?.require(200)?.list(&path).cloned()
    }

    /// The id of the first cluster of an SDDC.
    ///
    /// # Errors
    /// It shows none.
    pub async fn first_cluster(&self, sddc: &str) -> Played<String> {
        self.sddc(sddc).await?.require(200)?.string("$.resource_config.clusters[0].cluster_id")
    }

    /// The id by which the sign-in service knows the person.
    ///
    /// # Errors
    /// It is refused.
    pub async fn id(&self) -> Played<String> {
        self.get("/csp/gateway/am/api/loggedin/user").await?.require(200)?.string("$.userId")
    }
}
