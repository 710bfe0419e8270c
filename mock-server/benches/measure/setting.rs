//! Worlds for measuring.

use super::{
    Result,
    http::{Connection, request},
};
use serde_json::{Value, json};

/// A world with a signed-in owner.
pub(crate) struct Setting {
    /// Host and port of the server.
    pub(crate) host: String,
    /// Id of the world.
    pub(crate) world: String,
    /// An access token of the world's owner.
    pub(crate) token: String,
    /// Id of the organization.
    pub(crate) org: String,
}

impl Setting {
    /// Makes a world without the usual limits of an organization, and signs in. `wanted` is the body of the request for the world.
    ///
    /// # Errors
    /// The server refuses a request.
    pub(crate) fn new(host: &str, mut wanted: Value) -> Result<Self> {
        let mut connection = Connection::open(host)?;
        wanted["org_properties"] = json!({"sddcLimit": "1000000", "hostLimit": "1000000"});
        let world = connection.json(&request(host, "POST", "/_vmcsim/worlds", "", &wanted.to_string()))?;
        let text = |name: &str| world[name].as_str().map(str::to_owned).ok_or_else(|| format!("no {name}"));
        let form = format!("refresh_token={}", text("api_token")?);
        let sign_in = "/csp/gateway/am/api/auth/api-tokens/authorize";
        let granted = connection.json(&request(host, "POST", sign_in, "", &form))?;
        let token = granted["access_token"].as_str().ok_or("no access token")?.to_owned();
        Ok(Self { host: host.to_owned(), world: text("id")?, token, org: text("org_id")? })
    }

    /// Returns a path below the organization.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/vmc/api/orgs/{}{rest}", self.org)
    }

    /// Returns a path below the world in the control API.
    pub(crate) fn control(&self, rest: &str) -> String {
        format!("/_vmcsim/worlds/{}{rest}", self.world)
    }

    /// Formats a request of the owner.
    pub(crate) fn request(&self, method: &str, path: &str, body: &str) -> String {
        request(&self.host, method, path, &self.token, body)
    }

    /// Makes `count` SDDCs. Returns the paths of the last SDDC and of its task.
    ///
    /// # Errors
    /// The server refuses a request.
    pub(crate) fn make_sddcs(&self, count: usize) -> Result<(String, String)> {
        let mut connection = Connection::open(&self.host)?;
        let mut last = Value::Null;
        for number in 0..count {
            let config = json!({"name": format!("sddc-{number}"), "num_hosts": 1, "provider": "ZEROCLOUD"});
            last = connection.json(&self.request("POST", &self.path("/sddcs"), &config.to_string()))?;
        }
        let part = |name: &str| last[name].as_str().ok_or_else(|| format!("no {name}"));
        Ok((self.path(&format!("/sddcs/{}", part("resource_id")?)), self.path(&format!("/tasks/{}", part("id")?))))
    }

    /// Sends a request of the owner.
    ///
    /// # Errors
    /// The server refuses it.
    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> Result<()> {
        Connection::open(&self.host)?.exchange(&self.request(method, path, body)).map(drop)
    }

    /// Makes an SDDC that has networks. Returns the path at which its NSX answers.
    ///
    /// # Errors
    /// The server refuses a request.
    pub(crate) fn networks(&self) -> Result<String> {
        let config = json!({
            "name": "networks", "num_hosts": 1, "sddc_type": "1NODE", "provider": "AWS", "region": "US_WEST_2",
            "account_link_config": {"delay_account_link": true},
        });
        let mut connection = Connection::open(&self.host)?;
        let task = connection.json(&self.request("POST", &self.path("/sddcs"), &config.to_string()))?;
        let sddc = task["resource_id"].as_str().ok_or("no SDDC")?;
        Ok(format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}/sks-nsxt-manager", self.org))
    }
}
