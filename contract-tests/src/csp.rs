//! Requests to the sign-in service, for tests.

use crate::{
    target::World,
    user::{Answer, User},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The path at which grants are exchanged for tokens.
pub const TOKEN: &str = "/csp/gateway/am/api/auth/token";

/// The id of the VMC service in the sign-in service. *Recorded.*
pub const VMC_SERVICE: &str = "ybUdoTC05kYFC9ZG560kpsn0I8M_";

/// The path at which API tokens are exchanged for access tokens.
pub const AUTHORIZE: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";

impl Answer {
    /// Returns the texts of a list in the body. `list` is the key of the list, and `key` is the key of the text in
    /// each item, or empty if the items are texts.
    pub fn texts(&self, list: &str, key: &str) -> Vec<String> {
        let items = self.body[list].as_array().or_else(|| self.body.as_array()).cloned().unwrap_or_default();
        items
            .iter()
            .filter_map(|item| if key.is_empty() { item.as_str() } else { item[key].as_str() }.map(str::to_owned))
            .collect()
    }
}

impl User {
    /// Sends a form as a client that uses basic authentication.
    pub async fn send_form_as(&self, id: &str, secret: &str, path: &str, form: &str) -> Answer {
        let request = self.request("POST", path).basic_auth(id, Some(secret));
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form.to_owned());
        self.answer("POST", path, request).await
    }

    /// Sends any request as a client that uses basic authentication.
    ///
    /// # Panics
    /// Panics if the method does not exist.
    pub async fn send_as(&self, id: &str, secret: &str, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).basic_auth(id, Some(secret)).json(body);
        self.answer(method, path, request).await
    }

    /// Requests a token as an OAuth app.
    pub async fn client_token(&self, id: &str, secret: &str) -> Answer {
        self.send_form_as(id, secret, TOKEN, "grant_type=client_credentials").await
    }

    /// Returns an OAuth app that is signed in.
    ///
    /// # Panics
    /// Panics if signing in fails.
    pub async fn sign_in_as(&self, id: &str, secret: &str, org: &str) -> Self {
        let token = self.client_token(id, secret).await.expect(200).text_at("access_token");
        self.in_org(&token, org)
    }

    /// Returns a path of the sign-in service below the user's organization.
    pub fn csp_path(&self, rest: &str) -> String {
        format!("/csp/gateway/am/api/orgs/{}{rest}", self.org())
    }

    /// Returns the user's id in the sign-in service.
    pub async fn id(&self) -> String {
        self.get("/csp/gateway/am/api/loggedin/user").await.expect(200).text_at("userId")
    }
}

impl World {
    /// Returns a text of the server's description of the new world.
    ///
    /// # Panics
    /// Panics if there is no such text.
    pub fn text(&self, key: &str) -> &str {
        self.view[key].as_str().expect("a text")
    }

    /// Creates an API token, as a user does in the console.
    pub async fn make_api_token(&self, request: &Value) -> Answer {
        self.control("POST", "/api-tokens", request).await
    }

    /// Invites a user and accepts the invitation. Returns the new member's API token.
    ///
    /// # Panics
    /// Panics if the server refuses the invitation or its acceptance.
    pub async fn welcome(&self, name: &str, roles: &[&str], service_roles: &[&str]) -> String {
        let owner = self.owner().await;
        let named = |roles: &[&str]| roles.iter().map(|role| json!({"name": role})).collect::<Vec<_>>();
        let services = json!([{
            "serviceDefinitionLink": format!("/csp/gateway/slc/api/definitions/external/{VMC_SERVICE}"),
            "serviceRoles": named(service_roles),
        }]);
        let request = json!({"usernames": [name], "organizationRoles": named(roles), "serviceRolesDtos": services});
        owner.post(&owner.csp_path("/invitations"), &request).await.expect(200);
        let list = owner.get(&format!("/csp/gateway/am/api/orgs/invitations/{name}")).await.expect(200);
        let link = list.body[0]["refLink"].as_str().expect("a text");
        let id = link.rsplit('/').next().expect("a text");
        self.control("POST", &format!("/invitations/{id}/accept"), &json!({})).await.expect(200);
        assert_eq!(owner.get(link).await.expect(200).text_at("status"), "REDEEMED");
        self.make_api_token(&json!({"username": name})).await.expect(201).text_at("api_token")
    }

    /// Returns the default OAuth app, signed in.
    pub async fn app(&self) -> User {
        let anyone = self.target().anyone();
        anyone.sign_in_as(self.text("client_id"), self.text("client_secret"), self.org()).await
    }
}

/// Returns the claims of a token without checking its signature; `None` if the token is not a JSON web token.
pub fn decode_claims(token: &str) -> Option<Value> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Does the same as [`decode_claims`], for tests.
///
/// # Panics
/// Panics if the token is not a JSON web token.
pub fn claims(token: &str) -> Value {
    decode_claims(token).expect("a JSON web token")
}
