//! A user of the networks of one SDDC.

use super::reach::{policy, with_networks};
use crate::{
    Answer,
    suite::{Customer, Played, Setting, Trial, played::Needed},
};
use serde_json::{Value, json};

/// A user of the networks of one SDDC. Paths are those below `/policy/api/v1/infra`.
pub(super) struct Networker<'t> {
    pub(super) user: Customer<'t>,
    pub(super) sddc: String,
}

/// Creates a world with a ready SDDC of two hosts that has networks.
pub(super) async fn networked(trial: &Trial) -> Played<(Setting<'_>, Networker<'_>)> {
    let (setting, user, sddc) = with_networks(trial).await?;
    Ok((setting, Networker { user, sddc }))
}

impl Networker<'_> {
    /// Returns the whole path of an object.
    pub(super) fn path(&self, rest: &str) -> String {
        policy(&self.user, &self.sddc, rest)
    }

    /// Reads an object or a list.
    pub(super) async fn read(&self, rest: &str) -> Played<Value> {
        Ok(self.user.get(&self.path(rest)).await?.require(200)?.body)
    }

    /// Reads what is not there. Returns the error.
    pub(super) async fn read_missing(&self, rest: &str) -> Played<Value> {
        Ok(self.user.get(&self.path(rest)).await?.require(404)?.body)
    }

    /// Puts an object and returns it.
    pub(super) async fn put(&self, rest: &str, body: &Value) -> Played<Value> {
        Ok(self.user.put(&self.path(rest), body).await?.require(200)?.body)
    }

    pub(super) async fn patch(&self, rest: &str, body: &Value) -> Played {
        self.user.patch(&self.path(rest), body).await?.require(200).map(drop)
    }

    pub(super) async fn delete(&self, rest: &str) -> Played {
        self.user.delete(&self.path(rest)).await?.require(200).map(drop)
    }

    pub(super) async fn post(&self, rest: &str, body: &Value) -> Played<Answer> {
        self.user.post(&self.path(rest), body).await
    }

    /// Puts an object that is refused with this status. Returns the sentence. Nothing is at the path before and after it.
    pub(super) async fn put_refused(&self, rest: &str, body: &Value, status: u16) -> Played<String> {
        let answer = self.user.put(&self.path(rest), body).await?.require(status)?;
        self.read_missing(rest).await?;
        Ok(answer.body["error_message"].as_str().needed()?.to_owned())
    }

    /// The ids of a list in their order.
    pub(super) async fn ids(&self, rest: &str) -> Played<Vec<String>> {
        let list = self.read(rest).await?;
        let ids = list["results"].as_array().needed()?.iter().map(|object| object["id"].as_str().map(str::to_owned));
        ids.collect::<Option<Vec<_>>>().needed()
    }

    /// Allocates a public IP and returns its address.
    pub(super) async fn public_ip(&self, world: &Setting<'_>) -> Played<String> {
        let all = self.user.org_path(&format!("/sddcs/{}/publicips", self.sddc));
        self.user.post(&all, &json!({"count": 1, "names": ["web"]})).await?.require(202)?;
        world.advance("60s").await?;
        let ips = self.user.get(&all).await?.require(200)?.body;
        let ip = ips.as_array().needed()?.iter().find(|ip| ip["name"] == "web").needed()?;
        Ok(ip["public_ip"].as_str().needed()?.to_owned())
    }
}
