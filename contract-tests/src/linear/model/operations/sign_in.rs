//! Tokens: the exchange of API tokens for access tokens, and the revocation of both. A history ends before a token
//! expires.

use crate::linear::{
    call::Call,
    model::{
        reply::{BAD, Reply},
        state::Model,
    },
};
use serde_json::{Value, json};

impl Model {
    pub(crate) fn sign_in(&mut self, call: &Call, seen: &Value) -> Reply {
        let tokens = &mut self.tokens;
        match call {
            Call::CreateApiToken => Reply::Done(201, tokens.made(seen, "api_token")),
            Call::AuthorizeApiToken { api_token } if tokens.is_good(api_token) => {
                Reply::Done(200, tokens.made(seen, "access_token"))
            }
            Call::AuthorizeApiToken { .. } => BAD,
            Call::ListOrgs { access_token } if tokens.is_good(access_token) => Reply::Done(200, json!({"orgs": 1})),
            Call::ListOrgs { .. } => Reply::Refused(&[401]),
            // A revoked token may be revoked again. Access tokens stay valid when the API token is revoked.
            // (assumption)
            Call::RevokeToken { token } if tokens.revoke(token) => Reply::Done(200, Value::Null),
            _ => BAD,
        }
    }
}
