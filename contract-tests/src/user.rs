//! People with tokens, and what they ask for. Everything is raw JSON.

use crate::{sddc_config::simulated, target::Target};
use serde_json::{Value, json};
use std::fmt;

/// Someone who sends requests, signed in or not.
#[derive(Debug, Clone)]
pub struct User {
    target: Target,
    token: Option<String>,
    org: String,
}

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Method and path of the request, for messages.
    pub request: String,
    /// Status.
    pub status: u16,
    /// `Content-Type`, if there was one.
    pub content_type: Option<String>,
    /// `Date`, if there was one.
    pub date: Option<String>,
    /// Body as text.
    pub text: String,
    /// Body as JSON; null where it is none.
    pub body: Value,
}

impl Answer {
    /// The answer, if its status is this one.
    ///
    /// # Panics
    /// Otherwise, showing request and answer.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered {} {}", self.request, self.status, self.text);
        self
    }

    /// A text of the body by its key.
    ///
    /// # Panics
    /// Where there is none.
    #[track_caller]
    pub fn text_at(&self, key: &str) -> String {
        let text = self.body[key].as_str();
        text.unwrap_or_else(|| panic!("{} has no text at {key}: {}", self.request, self.text)).to_owned()
    }

    /// The sentences of a refusal in VMC's shape, after checking that the shape is whole.
    ///
    /// # Panics
    /// Where it is not.
    #[track_caller]
    pub fn refusal(&self) -> Vec<String> {
        let messages = self.vmc_messages();
        messages.unwrap_or_else(|| {
            panic!("{} was not refused in the service's shape: {} {}", self.request, self.status, self.text)
        })
    }

    /// The sentences of a refusal, where it has VMC's shape.
    pub(crate) fn vmc_messages(&self) -> Option<Vec<String>> {
        let body = &self.body;
        let whole = body["status"] == json!(self.status)
            && body["path"].is_string()
            && body["retryable"].is_boolean()
            && body["error_code"].as_str().is_some_and(|code| !code.is_empty())
            && body.as_object().is_some_and(|body| body.len() == 5);
        let messages: Option<Vec<_>> = body["error_messages"]
            .as_array()
            .map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        messages.filter(|messages| whole && !messages.is_empty())
    }

    /// What the sign-in service says, after checking that it has one of the two shapes recorded of it.
    ///
    /// # Panics
    /// Where it has neither.
    #[track_caller]
    pub fn csp_refusal(&self) -> String {
        let message = self.csp_message();
        message.unwrap_or_else(|| {
            panic!("{} was not refused in the sign-in's shape: {} {}", self.request, self.status, self.text)
        })
    }

    /// The sentence of a refusal, where it has one of the two shapes recorded of the sign-in service.
    pub(crate) fn csp_message(&self) -> Option<String> {
        let body = &self.body;
        let mut keys: Vec<_> = body.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        let whole = match keys[..] {
            ["message", "moduleCode"] => body["moduleCode"] == 340,
            ["cspErrorCode", "message", "metadata", "moduleCode", "requestId", "statusCode", "traceId"] => {
                let length = |key: &str| body[key].as_str().map(str::len);
                body["statusCode"] == json!(self.status)
                    && (length("traceId"), length("requestId")) == (Some(32), Some(16))
                    && body["moduleCode"].is_i64()
                    && body["metadata"].is_null()
                    && body["cspErrorCode"].is_string()
            }
            _ => false,
        };
        body["message"].as_str().filter(|message| whole && !message.is_empty()).map(str::to_owned)
    }
}

impl User {
    pub(crate) fn new(target: Target, token: Option<&str>, org: &str) -> Self {
        Self { target, token: token.map(str::to_owned), org: org.to_owned() }
    }

    /// This person, signed in with an API token.
    ///
    /// # Panics
    /// Where signing in fails.
    pub async fn sign_in(&self, api_token: &str, org: &str) -> Self {
        let body = format!("refresh_token={api_token}");
        let answer = self.send_form("/csp/gateway/am/api/auth/api-tokens/authorize", body).await.expect(200);
        Self::new(self.target.clone(), Some(&answer.text_at("access_token")), org)
    }

    /// The same person with another access token, or none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self::new(self.target.clone(), token, &self.org)
    }

    /// Someone with this access token, whose shorter verbs mean this organization.
    #[must_use]
    pub fn in_org(&self, token: &str, org: &str) -> Self {
        Self::new(self.target.clone(), Some(token), org)
    }

    /// The access token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The organization whose paths the shorter verbs use.
    pub fn org(&self) -> &str {
        &self.org
    }

    /// A path below the user's organization.
    pub fn org_path(&self, rest: &str) -> String {
        format!("/vmc/api/orgs/{}{rest}", self.org)
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// `POST` with a JSON body
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    /// `PATCH` with a JSON body
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(body)).await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None).await
    }

    /// Any request with a JSON body or none.
    ///
    /// # Panics
    /// Where there is no such method.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.answer(method, path, request).await
    }

    /// A `POST` of a form.
    pub async fn send_form(&self, path: &str, form: String) -> Answer {
        self.send_bytes("POST", path, "application/x-www-form-urlencoded", form.into_bytes()).await
    }

    /// Any request with any body.
    pub async fn send_bytes(&self, method: &str, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = self.request(method, path).header("Content-Type", content_type).body(body);
        self.answer(method, path, request).await
    }

    /// Any request with these headers and any body. With a header `csp-auth-token` or `Authorization` among them the person's own token
    /// stays out of it.
    ///
    /// # Panics
    /// Where there is no such method.
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        let own = |(name, _): &(&str, &str)| ["csp-auth-token", "authorization"].contains(&&*name.to_ascii_lowercase());
        let person = if headers.iter().any(own) { self.with_token(None) } else { self.clone() };
        let mut request = person.request(method, path).body(body.into());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(method, path, request).await
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.target.http().request(method, format!("{}{path}", self.target.url_of(path)));
        match &self.token {
            Some(token) => request.header("csp-auth-token", token),
            None => request,
        }
    }

    pub(crate) async fn answer(&self, method: &str, path: &str, request: reqwest::RequestBuilder) -> Answer {
        self.try_answer(method, path, request).await.unwrap_or_else(|no_answer| panic!("{method} {path}: {no_answer}"))
    }

    /// Sends a request, if the server's guard lets it through.
    pub(crate) async fn try_answer(
        &self,
        method: &str,
        path: &str,
        request: reqwest::RequestBuilder,
    ) -> Result<Answer, NoAnswer> {
        self.target.guard().admit(method, path).map_err(NoAnswer::NotSent)?;
        let broken = |err: reqwest::Error| NoAnswer::Broken(format!("{:#}", anyhow::Error::from(err.without_url())));
        let response = request.send().await.map_err(broken)?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (status, content_type, date) = (response.status().as_u16(), header("content-type"), header("date"));
        let text = response.text().await.map_err(broken)?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { request: format!("{method} {path}"), status, content_type, date, text, body })
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The guard kept the request back, and says why.
    NotSent(String),
    /// The server cannot be reached, or broke off.
    Broken(String),
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(why) => write!(f, "not sent: {why}"),
            Self::Broken(how) => write!(f, "no whole answer: {how}"),
        }
    }
}

// What a user of the service says, in one word each.
impl User {
    /// Asks for a ZEROCLOUD SDDC of one host. Returns the task.
    pub async fn create_sddc(&self, name: &str) -> Answer {
        self.create(&simulated(name, 1)).await
    }

    /// Asks for an SDDC. Returns the task, or a refusal.
    pub async fn create(&self, config: &Value) -> Answer {
        self.post(&self.org_path("/sddcs"), config).await
    }

    /// Looks at an SDDC.
    pub async fn sddc(&self, id: &str) -> Answer {
        self.get(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Lists the SDDCs that are there.
    pub async fn sddcs(&self) -> Answer {
        self.get(&self.org_path("/sddcs")).await
    }

    /// Asks for the end of an SDDC. Returns the task, or a refusal.
    pub async fn delete_sddc(&self, id: &str) -> Answer {
        self.delete(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Looks at a task.
    pub async fn task(&self, id: &str) -> Answer {
        self.get(&self.org_path(&format!("/tasks/{id}"))).await
    }

    /// Asks a task to stop.
    pub async fn cancel(&self, id: &str) -> Answer {
        self.send("POST", &self.org_path(&format!("/tasks/{id}?action=cancel")), None).await
    }
}

// Clusters and hosts.
impl User {
    /// Asks for a cluster. Returns the task, or a refusal.
    pub async fn create_cluster(&self, sddc: &str, config: &Value) -> Answer {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/clusters")), config).await
    }

    /// Asks for the end of a cluster. Returns the task, or a refusal.
    pub async fn delete_cluster(&self, sddc: &str, cluster: &str) -> Answer {
        self.delete(&self.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}"))).await
    }

    /// Asks for a change of hosts, `add` or another action. Returns the task, or a refusal.
    pub async fn change_esxs(&self, sddc: &str, action: &str, config: &Value) -> Answer {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/esxs?action={action}")), config).await
    }

    /// The clusters of an SDDC.
    ///
    /// # Panics
    /// Where it shows none.
    pub async fn clusters(&self, sddc: &str) -> Vec<Value> {
        let sddc = self.sddc(sddc).await.expect(200);
        sddc.body["resource_config"]["clusters"].as_array().cloned().expect("an SDDC has clusters")
    }
    /// The hosts of a cluster, which is named by its place in the SDDC.
    ///
    /// # Panics
    /// Where there is no such cluster, or it shows no hosts.
    pub async fn hosts(&self, sddc: &str, cluster: usize) -> Vec<Value> {
        self.clusters(sddc).await[cluster]["esx_host_list"].as_array().cloned().expect("a cluster has hosts")
    }
}

/// The states of hosts.
pub fn host_states(hosts: &[Value]) -> Vec<&str> {
    hosts.iter().filter_map(|host| host["esx_state"].as_str()).collect()
}
