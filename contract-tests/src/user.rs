//! Users with tokens, and their requests. All bodies are raw JSON.

use crate::{sddc_config::simulated, target::Target};
use serde_json::{Value, json};
use std::fmt;
use vmc_client::endpoint::Service;

/// A client that sends requests, signed in or not.
#[derive(Debug, Clone)]
pub struct User {
    target: Target,
    token: Option<String>,
    org: String,
}

/// An answer as it was received.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The method and path of the request, for messages.
    pub request: String,
    pub status: u16,
    /// The `Content-Type` header, if there was one.
    pub content_type: Option<String>,
    /// The `Date` header, if there was one.
    pub date: Option<String>,
    /// The body as text.
    pub text: String,
    /// The body as JSON; null if it is not JSON.
    pub body: Value,
}

/// Returns the keys of refusals by the networks of an SDDC and by the newer services, the sentence first, if the request is
/// one to these.
fn own_keys(request: &str) -> Option<&'static [&'static str]> {
    let path = request.split(' ').nth(1)?;
    if Service::at(path) == Service::Core {
        return Some(&["message", "timestamp", "status", "error", "path"]);
    }
    if path.starts_with("/vmc/reverse-proxy/") {
        return Some(&["error_message", "httpStatus", "error_code", "module_name"]);
    }
    let mut segments = path.strip_prefix("/vmc/api/orgs/")?.split(['/', '?']).skip(1);
    let is_preview = segments.next() == Some("sddcs") && segments.nth(1) == Some("networks");
    is_preview.then_some(&["details", "errorCode", "moduleName"])
}

impl Answer {
    /// Returns the answer if it has this status.
    ///
    /// # Panics
    /// Panics if it has another status. The message shows the request and the answer.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered {} {}", self.request, self.status, self.text);
        self
    }

    /// Returns a text of the body by its key.
    ///
    /// # Panics
    /// Panics if there is no such text.
    #[track_caller]
    pub fn text_at(&self, key: &str) -> String {
        let text = self.body[key].as_str();
        text.unwrap_or_else(|| panic!("{} has no text at {key}: {}", self.request, self.text)).to_owned()
    }

    /// Returns the sentences of a refusal in VMC's shape, and checks that the shape is complete.
    ///
    /// # Panics
    /// Panics if it is not.
    #[track_caller]
    pub fn refusal(&self) -> Vec<String> {
        let messages = self.vmc_messages();
        messages.unwrap_or_else(|| {
            panic!("{} was not refused in the service's shape: {} {}", self.request, self.status, self.text)
        })
    }

    /// Returns the sentences of a refusal if it has VMC's shape, that of NSX for a request to the networks of
    /// an SDDC, or that of the newer services. Outside of VMC's own paths, what is not simulated also has the one message that
    /// clients of these services read.
    pub(crate) fn vmc_messages(&self) -> Option<Vec<String>> {
        let body = &self.body;
        if let Some(keys) = own_keys(&self.request) {
            let is_whole = body.as_object().is_some_and(|body| {
                let details = usize::from(keys[0] == "message" && body.contains_key("details"));
                body.len() == keys.len() + details && keys.iter().all(|key| body.contains_key(*key))
            });
            return body[keys[0]]
                .as_str()
                .filter(|text| is_whole && !text.is_empty())
                .map(|text| vec![text.to_owned()]);
        }
        let beside = self.status == 501 && !self.request.contains(" /vmc/") && body["error_message"].is_string();
        let whole = body["status"] == json!(self.status)
            && body["path"].is_string()
            && body["retryable"].is_boolean()
            && body["error_code"].as_str().is_some_and(|code| !code.is_empty())
            && body.as_object().is_some_and(|body| body.len() == 5 + usize::from(beside));
        let messages: Option<Vec<_>> = body["error_messages"]
            .as_array()
            .map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        messages.filter(|messages| whole && !messages.is_empty())
    }

    /// Returns the sentence of a refusal by the sign-in service, and checks that it has one of the two recorded
    /// shapes.
    ///
    /// # Panics
    /// Panics if it has neither shape.
    #[track_caller]
    pub fn csp_refusal(&self) -> String {
        let message = self.csp_message();
        message.unwrap_or_else(|| {
            panic!("{} was not refused in the sign-in's shape: {} {}", self.request, self.status, self.text)
        })
    }

    /// Returns the sentence of a refusal if it has one of the two recorded shapes of the sign-in service.
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

    /// Signs in with an API token and returns the signed-in user.
    ///
    /// # Panics
    /// Panics if signing in fails.
    pub async fn sign_in(&self, api_token: &str, org: &str) -> Self {
        let body = format!("refresh_token={api_token}");
        let answer = self.send_form("/csp/gateway/am/api/auth/api-tokens/authorize", body).await.expect(200);
        Self::new(self.target.clone(), Some(&answer.text_at("access_token")), org)
    }

    /// Returns the same user with another access token, or with none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self::new(self.target.clone(), token, &self.org)
    }

    /// Returns a user with this access token. The methods without a path parameter use this organization.
    #[must_use]
    pub fn in_org(&self, token: &str, org: &str) -> Self {
        Self::new(self.target.clone(), Some(token), org)
    }

    /// Returns the access token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Returns the organization of [`User::org_path`] and of the methods without a path parameter.
    pub fn org(&self) -> &str {
        &self.org
    }

    /// Returns a path below the user's organization.
    pub fn org_path(&self, rest: &str) -> String {
        format!("/vmc/api/orgs/{}{rest}", self.org)
    }

    /// Sends a `GET` request.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// Sends a `POST` request with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    /// Sends a `PATCH` request with a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(body)).await
    }

    /// Sends a `DELETE` request.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None).await
    }

    /// Sends any request with a JSON body or none.
    ///
    /// # Panics
    /// Panics if the method does not exist.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.answer(method, path, request).await
    }

    /// Sends a form with `POST`.
    pub async fn send_form(&self, path: &str, form: String) -> Answer {
        self.send_bytes("POST", path, "application/x-www-form-urlencoded", form.into_bytes()).await
    }

    /// Sends any request with any body.
    pub async fn send_bytes(&self, method: &str, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = self.request(method, path).header("Content-Type", content_type).body(body);
        self.answer(method, path, request).await
    }

    /// Sends any request with these headers and any body. If the headers include `csp-auth-token` or `Authorization`,
    /// the user's own token is not sent.
    ///
    /// # Panics
    /// Panics if the method does not exist.
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        self.answer(method, path, self.request_with(method, path, headers, body.into())).await
    }

    /// Prepares a request with these headers. The user's own token is left out if the headers contain credentials.
    pub(crate) fn request_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> reqwest::RequestBuilder {
        let own = |(name, _): &(&str, &str)| ["csp-auth-token", "authorization"].contains(&&*name.to_ascii_lowercase());
        let person = if headers.iter().any(own) { self.with_token(None) } else { self.clone() };
        let request = person.request(method, path).body(body);
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
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

    /// Sends a request if the server's guard allows it.
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

/// The reason why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The guard refused the request, for this reason.
    NotSent(String),
    /// The server could not be reached, or the connection was interrupted.
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

// Shorthands for common requests.
impl User {
    /// Requests a ZEROCLOUD SDDC of one host. Returns the task.
    pub async fn create_sddc(&self, name: &str) -> Answer {
        self.create(&simulated(name, 1)).await
    }

    /// Requests an SDDC. Returns the task or a refusal.
    pub async fn create(&self, config: &Value) -> Answer {
        self.post(&self.org_path("/sddcs"), config).await
    }

    /// Reads an SDDC.
    pub async fn sddc(&self, id: &str) -> Answer {
        self.get(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Lists the SDDCs of the organization.
    pub async fn sddcs(&self) -> Answer {
        self.get(&self.org_path("/sddcs")).await
    }

    /// Requests the deletion of an SDDC. Returns the task or a refusal.
    pub async fn delete_sddc(&self, id: &str) -> Answer {
        self.delete(&self.org_path(&format!("/sddcs/{id}"))).await
    }

    /// Reads a task.
    pub async fn task(&self, id: &str) -> Answer {
        self.get(&self.org_path(&format!("/tasks/{id}"))).await
    }

    /// Requests the cancellation of a task.
    pub async fn cancel(&self, id: &str) -> Answer {
        self.send("POST", &self.org_path(&format!("/tasks/{id}?action=cancel")), None).await
    }
}

// Shorthands for requests about clusters and hosts.
impl User {
    /// Requests a cluster. Returns the task or a refusal.
    pub async fn create_cluster(&self, sddc: &str, config: &Value) -> Answer {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/clusters")), config).await
    }

    /// Requests the deletion of a cluster. Returns the task or a refusal.
    pub async fn delete_cluster(&self, sddc: &str, cluster: &str) -> Answer {
        self.delete(&self.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}"))).await
    }

    /// Requests a change of hosts, with `add` or another action. Returns the task or a refusal.
    pub async fn change_esxs(&self, sddc: &str, action: &str, config: &Value) -> Answer {
        self.post(&self.org_path(&format!("/sddcs/{sddc}/esxs?action={action}")), config).await
    }

    /// Returns the clusters of an SDDC.
    ///
    /// # Panics
    /// Panics if the SDDC has no list of clusters.
    pub async fn clusters(&self, sddc: &str) -> Vec<Value> {
        let sddc = self.sddc(sddc).await.expect(200);
        sddc.body["resource_config"]["clusters"].as_array().cloned().expect("an SDDC has clusters")
    }
    /// Returns the hosts of a cluster. `cluster` is its index in the SDDC.
    ///
    /// # Panics
    /// Panics if there is no such cluster or it has no list of hosts.
    pub async fn hosts(&self, sddc: &str, cluster: usize) -> Vec<Value> {
        self.clusters(sddc).await[cluster]["esx_host_list"].as_array().cloned().expect("a cluster has hosts")
    }
}

/// Returns the states of hosts.
pub fn host_states(hosts: &[Value]) -> Vec<&str> {
    hosts.iter().filter_map(|host| host["esx_state"].as_str()).collect()
}
