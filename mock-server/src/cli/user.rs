//! A user of a world, for whom a subcommand sends requests to the service.

use super::{
    failure::Failure,
    output::cell,
    server::{Control, content},
};
use anyhow::{Context, anyhow, bail};
use clap::Args;
use http::{HeaderMap, HeaderName, HeaderValue};
use vmc_client::wire::{AccessTokenDto, Secret};

/// The operation that exchanges an API token for an access token, and the media type of its form.
const SIGN_IN: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";
const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of request bodies.
const JSON: &str = "application/json";

/// The header that carries the access token (published).
const TOKEN_HEADER: HeaderName = HeaderName::from_static("csp-auth-token");

/// Selects a user of the world.
#[derive(Debug, Default, Args)]
pub(super) struct Whose {
    /// Send the request as this user, such as `reader@vmcsim.example`. Default: the owner of the organization.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
}

/// A user who signs in with an API token.
pub(super) struct User<'a> {
    control: &'a Control,
    key: Secret,
    pub(super) org: String,
}

impl Whose {
    /// Finds the user in the world.
    pub(super) fn find<'a>(&self, control: &'a Control) -> anyhow::Result<User<'a>> {
        let world = control.world("GET", "", None)?;
        let key = match &self.user {
            None => world["api_token"].as_str(),
            Some(name) => {
                let users = world["users"].as_array().into_iter().flatten();
                let is_meant = |known: &str| known == name || known.split('@').next() == Some(name);
                let users: Vec<_> = users.filter_map(|user| Some((user["username"].as_str()?, user))).collect();
                let Some((_, user)) = users.iter().find(|(known, _)| is_meant(known)) else {
                    let known: Vec<_> = users.iter().map(|(known, _)| *known).collect();
                    bail!(Failure::Misuse(format!("no user is called {name}; there are {}", known.join(", "))));
                };
                user["api_token"].as_str()
            }
        };
        let whose = self.user.as_deref().unwrap_or("the owner");
        let key = key.with_context(|| format!("{whose} has no API token, because it was revoked"))?;
        Ok(User { control, key: key.into(), org: cell(&world["org_id"]) })
    }
}

impl User<'_> {
    /// Exchanges the API token for an access token.
    ///
    /// # Errors
    /// The server refuses it or does not answer.
    pub(super) fn sign_in(&self) -> anyhow::Result<AccessTokenDto> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let form = form.append_pair("refresh_token", self.key.expose()).finish();
        let asked = self.control.exchange("POST", SIGN_IN, HeaderMap::new(), Some((FORM, form)));
        let granted = content(self.control.wait(asked)?)?;
        serde_json::from_str(&granted).context("the answer holds no access token; is this a vmcsim?")
    }

    /// Signs in, sends a request to the service, and returns the body of the answer: JSON, or an empty text.
    pub(super) fn send(&self, method: &str, path: &str, body: Option<String>) -> anyhow::Result<String> {
        let headers = HeaderMap::from_iter([header(&self.sign_in()?.access_token)?]);
        let body = body.map(|body| (JSON, body));
        content(self.control.wait(self.control.exchange(method, path, headers, body))?)
    }
}

/// Returns the header that carries an access token.
fn header(token: &Secret) -> anyhow::Result<(HeaderName, HeaderValue)> {
    let value = HeaderValue::from_str(token.expose());
    let mut value = value.map_err(|_| anyhow!("the access token is not fit for a header"))?;
    value.set_sensitive(true);
    Ok((TOKEN_HEADER, value))
}
