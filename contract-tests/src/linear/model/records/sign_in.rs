//! API tokens and access tokens.

use crate::linear::model::ids::{Id, new_id};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All tokens, and whether each is still valid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Tokens(BTreeMap<Id, bool>);

impl Tokens {
    /// Returns `true` if the token exists and has not been revoked.
    pub(crate) fn is_good(&self, token: &str) -> bool {
        self.0.get(token).copied().unwrap_or(false)
    }

    /// Adds the token at this key of an answer, which must be new.
    pub(crate) fn made(&mut self, seen: &Value, key: &str) -> Value {
        let token = new_id(seen, key, |token| self.0.contains_key(token));
        self.0.insert(token.clone(), true);
        json!({key: *token})
    }

    /// Revokes a token. Returns `false` if it does not exist.
    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        self.0.get_mut(token).map(|good| *good = false).is_some()
    }
}
