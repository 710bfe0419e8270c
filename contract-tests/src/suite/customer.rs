//! A client of the service in a case. Failures that make a [`User`] panic end only the case here.

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

/// A client that sends requests, signed in or not.
#[derive(Debug, Clone)]
pub struct Customer<'t> {
    trial: &'t Trial,
    user: User,
}

impl<'t> Customer<'t> {
    pub(super) fn new(trial: &'t Trial, user: User) -> Self {
        Self { trial, user }
    }

    /// Signs in with an API token and returns the signed-in customer.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn sign_in(&self, api_token: &str, org: &str) -> Played<Self> {
        let token = self.send_form(AUTHORIZE, format!("refresh_token={api_token}")).await?.require(200)?;
        Ok(self.in_org(&token.string("$.access_token")?, org))
    }

    /// Returns the customer with another access token, or with none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { user: self.user.with_token(token), ..*self }
    }

    /// Returns the customer with this access token, whose paths are those of this organization.
    #[must_use]
    pub fn in_org(&self, token: &str, org: &str) -> Self {
        Self { user: self.user.in_org(token, org), ..*self }
    }

    /// Returns the access token.
    pub fn token(&self) -> Option<&str> {
        self.user.token()
    }

    /// Returns the organization whose paths [`Customer::org_path`] makes.
    pub fn org(&self) -> &str {
        self.user.org()
    }

    /// Returns a path below the customer's organization.
    pub fn org_path(&self, rest: &str) -> String {
        self.user.org_path(rest)
    }

    /// Returns a path of the sign-in service below the customer's organization.
    pub fn csp_path(&self, rest: &str) -> String {
        self.user.csp_path(rest)
    }

    /// Sends a `GET` request.
    ///
    /// # Errors
    /// No answer was received. This applies to all requests.
    pub async fn get(&self, path: &str) -> Played<Answer> {
        self.send("GET", path, None).await
    }

    /// Sends a `POST` request with a JSON body.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn post(&self, path: &str, body: &Value) -> Played<Answer> {
        self.send("POST", path, Some(body)).await
    }

    /// Sends a `PUT` request with a JSON body.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn put(&self, path: &str, body: &Value) -> Played<Answer> {
        self.send("PUT", path, Some(body)).await
    }

    /// Sends a `PATCH` request with a JSON body.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn patch(&self, path: &str, body: &Value) -> Played<Answer> {
        self.send("PATCH", path, Some(body)).await
    }

    /// Sends a `DELETE` request.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn delete(&self, path: &str) -> Played<Answer> {
        self.send("DELETE", path, None).await
    }

    /// Sends any request with a JSON body or none.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Played<Answer> {
        let request = self.user.request(method, path);
        let request = if let Some(body) = body { request.json(body) } else { request };
        self.answered(method, path, request).await
    }

    /// Sends a form with `POST`.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn send_form(&self, path: &str, form: String) -> Played<Answer> {
        self.send_bytes("POST", path, "application/x-www-form-urlencoded", form.into_bytes()).await
    }

    /// Sends any request with any body.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn send_bytes(&self, method: &str, path: &str, media_type: &str, body: Vec<u8>) -> Played<Answer> {
        let request = self.user.request(method, path).header("Content-Type", media_type).body(body);
        self.answered(method, path, request).await
    }

    /// Sends any request with these headers and any body. If the headers include `csp-auth-token` or `Authorization`,
    /// the customer's own token is not sent.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Played<Answer> {
        self.answered(method, path, self.user.request_with(method, path, headers, body.into())).await
    }

    /// Sends a form as a client that uses basic authentication.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn send_form_as(&self, id: &str, secret: &str, path: &str, form: &str) -> Played<Answer> {
        let request = self.user.request("POST", path).basic_auth(id, Some(secret));
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form.to_owned());
        self.answered("POST", path, request).await
    }

    /// Sends any request with a JSON body as a client that uses basic authentication.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn send_as(&self, id: &str, secret: &str, method: &str, path: &str, body: &Value) -> Played<Answer> {
        let request = self.user.request(method, path).basic_auth(id, Some(secret)).json(body);
        self.answered(method, path, request).await
    }

    /// Requests a token as an OAuth app.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn client_token(&self, id: &str, secret: &str) -> Played<Answer> {
        self.send_form_as(id, secret, TOKEN, "grant_type=client_credentials").await
    }

    /// Returns an OAuth app that is signed in.
    ///
    /// # Errors
    /// Signing in fails.
    pub async fn sign_in_as(&self, id: &str, secret: &str, org: &str) -> Played<Self> {
        let token = self.client_token(id, secret).await?.require(200)?.string("$.access_token")?;
        Ok(self.in_org(&token, org))
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

// Shorthands for common requests.
impl Customer<'_> {
    /// Requests a ZEROCLOUD SDDC of one host. Returns the task.
    ///
    /// # Errors
    /// The request is refused.
    pub async fn create_sddc(&self, name: &str) -> Played<Answer> {
        let config = simulated(name, 1);
        self.create(&config).await?.require(202)
    }

    /// Requests an SDDC. Returns the task or a refusal.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn create(&self, config: &Value) -> Played<Answer> {
        self.post(&self.org_path("/sddcs"), config).await
    }

    /// Reads an SDDC.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn sddc(&self, id: &str) -> Played<Answer> {
        self.get(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Lists the SDDCs of the organization.
    ///
    /// # Errors
    /// The request is refused.
    pub async fn sddcs(&self) -> Played<Answer> {
        self.get(&self.org_path("/sddcs")).await?.require(200)
    }

    /// Requests the deletion of an SDDC. Returns the task or a refusal.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn delete_sddc(&self, id: &str) -> Played<Answer> {
        self.delete(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Reads a task.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn task(&self, id: &str) -> Played<Answer> {
        self.get(&self.org_path(&format!("/tasks/{id}"))).await
    }

    /// Requests the cancellation of a task. Returns the task or a refusal.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn cancel(&self, id: &str) -> Played<Answer> {
        self.send("POST", &self.org_path(&format!("/tasks/{id}?action=cancel")), None).await
    }

    /// Requests a cluster. Returns the task or a refusal.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn create_cluster(&self, sddc: &str, config: &Value) -> Played<Answer> {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/clusters")), config).await
    }

    /// Requests the deletion of a cluster. Returns the task or a refusal.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn delete_cluster(&self, sddc: &str, cluster: &str) -> Played<Answer> {
        self.delete(&self.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}"))).await
    }

    /// Requests a change of hosts, with `add` or another action. Returns the task or a refusal.
    ///
    /// # Errors
    /// No answer was received.
    pub async fn change_esxs(&self, sddc: &str, action: &str, config: &Value) -> Played<Answer> {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/esxs?action={action}")), config).await
    }

    /// Returns the clusters of an SDDC.
    ///
    /// # Errors
    /// The SDDC has no list of clusters.
    pub async fn clusters(&self, sddc: &str) -> Played<Vec<Value>> {
        self.sddc(sddc).await?.require(200)?.list("$.resource_config.clusters").cloned()
    }

    /// Returns the hosts of a cluster. `cluster` is its index in the SDDC.
    ///
    /// # Errors
    /// There is no such cluster, or it has no list of hosts.
    pub async fn hosts(&self, sddc: &str, cluster: usize) -> Played<Vec<Value>> {
        let path = format!("$.resource_config.clusters[{cluster}].esx_host_list");
        self.sddc(sddc).await?.require(200)?.list(&path).cloned()
    }

    /// Returns the id of the first cluster of an SDDC.
    ///
    /// # Errors
    /// The SDDC shows no cluster.
    pub async fn first_cluster(&self, sddc: &str) -> Played<String> {
        self.sddc(sddc).await?.require(200)?.string("$.resource_config.clusters[0].cluster_id")
    }

    /// Returns the customer's id in the sign-in service.
    ///
    /// # Errors
    /// The request is refused.
    pub async fn id(&self) -> Played<String> {
        self.get("/csp/gateway/am/api/loggedin/user").await?.require(200)?.string("$.userId")
    }
}
