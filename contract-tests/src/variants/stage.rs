//! A world for the variants of an operation, with the things that they need.

use super::{
    bases::{Bases, Thing},
    connection::Connection,
    request::{Known, Request, Sender, Value as Secret},
};
use crate::target::BEGIN;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

/// The paths that the owner reads to detect changes.
const SEEN: [&str; 9] = [
    "/vmc/api/orgs/{org}",
    "/vmc/api/orgs/{org}/sddcs?includeDeleted=true",
    "/vmc/api/orgs/{org}/tasks",
    "/vmc/api/orgs/{org}/subscriptions",
    "/csp/gateway/am/api/v2/orgs/{org}/users?expandProfile=true",
    "/csp/gateway/am/api/orgs/{org}/groups",
    "/csp/gateway/am/api/orgs/{org}/invitations",
    "/csp/gateway/am/api/orgs/{org}/oauth-apps",
    // The whole world, with what no operation shows: the positions of its id streams.
    "/_vmcsim/worlds/{world}/export",
];

/// A world and its things.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) known: Known,
    token: String,
    /// The access token of a user who may only read.
    reader_token: String,
}

impl Stage {
    /// Creates a world. Its clock stands still and its tasks end immediately. The same seed gives the same ids, but
    /// different tokens.
    pub(super) async fn set(
        connection: &mut Connection,
        bases: &Bases,
        seed: u64,
        things: &[String],
    ) -> anyhow::Result<Self> {
        let body = json!({"seed": seed, "at": BEGIN, "rate": 0, "pacing": {"preset": "instant"}});
        let request = plain("POST", "/_vmcsim/worlds", Some(&body));
        let view = connection.send(&request, &Known::new(), "").await?.success();
        let view = view.context("the server has no control of a simulator, or no room for a world")?;
        let mut stage = Self { known: Known::new(), token: String::new(), reader_token: String::new() };
        stage.know("world", text(&view["id"])?, false);
        for name in ["api_token", "reader_api_token", "clientId", "client_secret"] {
            let thing = bases.thing(name).with_context(|| format!("{name} is no thing"))?;
            stage.know(name, of_view(&view, thing)?, true);
        }
        stage.token = stage.sign_in(connection, "api_token").await?;
        stage.reader_token = stage.sign_in(connection, "reader_api_token").await?;
        for name in things {
            let Some(thing) = bases.thing(name) else { continue };
            let value = stage.make(connection, &view, thing).await.with_context(|| format!("cannot make {name}"))?;
            stage.know(name, value, thing.secret);
        }
        Ok(stage)
    }

    async fn sign_in(&self, connection: &mut Connection, key: &str) -> anyhow::Result<String> {
        let mut request = plain("POST", "/csp/gateway/am/api/auth/api-tokens/authorize", None);
        request.body = format!("refresh_token={{{key}}}").into_bytes();
        request.content_type = Some("application/x-www-form-urlencoded".to_owned());
        text(&connection.send(&request, &self.known, "").await?.success()?["access_token"])
    }

    fn know(&mut self, name: &str, text: String, secret: bool) {
        self.known.insert(name.to_owned(), Secret { text, secret });
    }

    async fn make(&self, connection: &mut Connection, view: &Value, thing: &Thing) -> anyhow::Result<String> {
        if thing.steps.is_empty() {
            return of_view(view, thing);
        }
        let mut answer = Value::Null;
        for step in &thing.steps {
            answer = self.send(connection, &step.request()).await?.success().with_context(|| step.request.clone())?;
        }
        let value = answer.pointer(&thing.take).with_context(|| format!("nothing is at {} of {answer}", thing.take))?;
        let value = text(value)?;
        Ok(if thing.last_part { value.rsplit('/').next().unwrap_or_default().to_owned() } else { value })
    }

    pub(super) async fn send(
        &self,
        connection: &mut Connection,
        request: &Request,
    ) -> anyhow::Result<super::connection::Received> {
        let token = if request.sender == Sender::Reader { &self.reader_token } else { &self.token };
        connection.send(request, &self.known, token).await
    }

    /// Returns the answers to all reading requests about the world.
    pub(super) async fn seen(&self, connection: &mut Connection) -> anyhow::Result<Vec<String>> {
        let mut seen = Vec::new();
        for path in SEEN {
            let answer = self.send(connection, &plain("GET", path, None)).await?;
            seen.push(format!("GET {path}: {} {:?} {}", answer.status, answer.date, answer.text));
        }
        Ok(seen)
    }

    /// Returns the world as a document.
    pub(super) async fn export(&self, connection: &mut Connection) -> anyhow::Result<String> {
        let answer = self.send(connection, &plain("GET", "/_vmcsim/worlds/{world}/export", None)).await?;
        answer.clone().success().context("the world cannot be exported")?;
        Ok(answer.text)
    }

    /// Returns the world to a state that was exported from it.
    pub(super) async fn restore(&self, connection: &mut Connection, document: &str) -> anyhow::Result<()> {
        let mut request = plain("PUT", "/_vmcsim/worlds/{world}/import", None);
        document.as_bytes().clone_into(&mut request.body);
        self.send(connection, &request).await?.success().map(drop).context("the world cannot be imported")
    }

    /// Deletes the world.
    pub(super) async fn end(self, connection: &mut Connection) -> anyhow::Result<()> {
        self.send(connection, &plain("DELETE", "/_vmcsim/worlds/{world}", None)).await?.success().map(drop)
    }
}

fn plain(method: &str, target: &str, body: Option<&Value>) -> Request {
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        sender: Sender::Owner,
        content_type: None,
        body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
        padding: 0,
        needs: Vec::new(),
    }
}

/// Returns a thing's value from the server's description of a new world.
fn of_view(view: &Value, thing: &Thing) -> anyhow::Result<String> {
    let value = match (&thing.of_world, &thing.of_user) {
        (Some(pointer), _) => view.pointer(pointer),
        (None, Some(name)) => {
            let is = |user: &&Value| user["username"].as_str().and_then(|full| full.split('@').next()) == Some(name);
            view["users"].as_array().and_then(|users| users.iter().find(is)).and_then(|user| user.pointer(&thing.take))
        }
        (None, None) => None,
    };
    text(value.with_context(|| format!("nothing is there of {thing:?}"))?)
}

fn text(value: &Value) -> anyhow::Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| anyhow!("{value} is no text"))
}
