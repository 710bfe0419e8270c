//! Tokens: the exchange of API tokens for access tokens, and the revocation of both. A history ends before a token
//! expires.

use super::{BAD, Id, Reply, new_id};
use crate::linear::call::Call;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All tokens, and whether each is still valid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Tokens(BTreeMap<Id, bool>);

impl Tokens {
    /// Returns `true` if the token exists and has not been revoked.
    fn is_good(&self, token: &str) -> bool {
        self.0.get(token).copied().unwrap_or(false)
    }

    fn made(&mut self, seen: &Value, key: &str) -> Value {
        let token = new_id(seen, key, |token| self.0.contains_key(token));
        self.0.insert(token.clone(), true);
        json!({key: *token})
    }

    pub(super) fn ask(&mut self, call: &Call, seen: &Value) -> Reply {
        match call {
            Call::CreateApiToken => Reply::Done(201, self.made(seen, "api_token")),
            Call::AuthorizeApiToken { api_token } if self.is_good(api_token) => {
                Reply::Done(200, self.made(seen, "access_token"))
            }
            Call::AuthorizeApiToken { .. } => BAD,
            Call::ListOrgs { access_token } if self.is_good(access_token) => Reply::Done(200, json!({"orgs": 1})),
            Call::ListOrgs { .. } => Reply::Refused(&[401]),
            // A revoked token may be revoked again. Access tokens stay valid when the API token is revoked.
            // (assumption)
            Call::RevokeToken { token } => match self.0.get_mut(token.as_str()) {
                Some(good) => {
                    *good = false;
                    Reply::Done(200, Value::Null)
                }
                None => BAD,
            },
            _ => BAD,
        }
    }
}
