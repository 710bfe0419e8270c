//! The sign-in service as a client meets it.

use crate::{
    target::World,
    user::{Answer, User},
};
use serde_json::{Value, json};

/// Where grants become tokens.
pub const TOKEN: &str = "/csp/gateway/am/api/auth/token";

/// The id of the VMC service at the sign-in service. *Recorded.*
pub const VMC_SERVICE: &str = "tcq4LTfyZ_-UPdPAJIi2LhnvxmE_";

/// Where API tokens become access tokens.
pub const AUTHORIZE: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";

impl Answer {
    /// The texts of a list in the body, by the key of the list and a key of its items; no key of items for a list of texts.
    pub fn texts(&self, list: &str, key: &str) -> Vec<String> {
        let items = self.body[list].as_array().or_else(|| self.body.as_array()).cloned().unwrap_or_default();
        items
            .iter()
            .filter_map(|item| if key.is_empty() { item.as_str() } else { item[key].as_str() }.map(str::to_owned))
            .collect()
    }
}

impl User {
    /// A form, sent by a client that proves itself with the header of basic authentication.
    pub async fn send_form_as(&self, id: &str, secret: &str, path: &str, form: &str) -> Answer {
        let request = self.request("POST", path).basic_auth(id, Some(secret));
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form.to_owned());
        self.answer("POST", path, request).await
    }

    /// Any request of a client that proves itself with the header of basic authentication.
    ///
    /// # Panics
    /// Where there is no such method.
    pub async fn send_as(&self, id: &str, secret: &str, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).basic_auth(id, Some(secret)).json(body);
        self.answer(method, path, request).await
    }

    /// Asks for a token as an OAuth app.
    pub async fn client_token(&self, id: &str, secret: &str) -> Answer {
        self.send_form_as(id, secret, TOKEN, "grant_type=client_credentials").await
    }

    /// An OAuth app, signed in.
    ///
    /// # Panics
    /// Where signing in fails.
    pub async fn sign_in_as(&self, id: &str, secret: &str, org: &str) -> Self {
        let token = self.client_token(id, secret).await.expect(200).text_at("access_token");
        self.in_org(&token, org)
    }

    /// A path of the sign-in service below the user's organization.
    pub fn csp_path(&self, rest: &str) -> String {
        format!("/csp/gateway/am/api/orgs/{}{rest}", self.org())
    }

    /// The id by which the sign-in service knows the user.
    pub async fn id(&self) -> String {
        self.get("/csp/gateway/am/api/loggedin/user").await.expect(200).text_at("userId")
    }
}

impl World {
    /// A text of what the server said of the world when it was made.
    ///
    /// # Panics
    /// Where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.view[key].as_str().expect("a text")
    }

    /// Makes an API token, as a user would in the console.
    pub async fn make_api_token(&self, request: &Value) -> Answer {
        self.control("POST", "/api-tokens", request).await
    }

    /// Invites someone and lets the invitation be accepted. Returns the new member's API token.
    ///
    /// # Panics
    /// Where the server does not let them in.
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

    /// The default OAuth app, signed in.
    pub async fn app(&self) -> User {
        let anyone = self.target().anyone();
        anyone.sign_in_as(self.text("client_id"), self.text("client_secret"), self.org()).await
    }
}

/// What a token says, whoever signed it.
///
/// # Panics
/// Where it is no JSON web token.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("three parts");
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for letter in payload.bytes() {
        let digit = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => panic!("{letter} is no digit of base64url"),
        };
        (bits, count) = (bits << 6 | u32::from(digit), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff).try_into().expect("a byte"));
        }
    }
    serde_json::from_slice(&bytes).expect("claims in JSON")
}
