//! Subscriptions.

use crate::linear::model::ids::Id;
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Subscription {
    pub(crate) id: Id,
    pub(crate) quantity: u32,
    pub(crate) status: &'static str,
    pub(crate) cancelling: bool,
}

impl Subscription {
    pub(crate) fn view(&self) -> Value {
        json!({"subscription": *self.id, "status": self.status, "quantity": self.quantity.to_string()})
    }
}
