//! Subscriptions: buying, use and cancellation. Their terms are longer than any history.

use super::{BAD, Id, Model, Reply, UNKNOWN, new_id, tasks::Effect};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Subscription {
    id: Id,
    quantity: u32,
    status: &'static str,
    cancelling: bool,
}

impl Subscription {
    pub(super) fn view(&self) -> Value {
        json!({"subscription": *self.id, "status": self.status, "quantity": self.quantity.to_string()})
    }
}

impl Model {
    pub(super) fn create_subscription(&mut self, seen: &Value, quantity: u32) -> Reply {
        if quantity == 0 {
            return BAD;
        }
        let id = new_id(seen, "on", |id| self.subscriptions.contains_key(id));
        let new = Subscription { id: id.clone(), quantity, status: "CREATED", cancelling: false };
        self.subscriptions.insert(id.clone(), new);
        self.begin(seen, "SUBSCRIPTION-CREATE", &id, Effect::Bought)
    }

    pub(super) fn get_subscription(&self, id: &str) -> Reply {
        let found = self.subscriptions.get(id);
        found.map_or(UNKNOWN, |subscription| Reply::Done(200, subscription.view()))
    }

    pub(super) fn delete_subscription(&mut self, seen: &Value, id: &str) -> Reply {
        let Some(found) = self.subscriptions.get_mut(id) else {
            return UNKNOWN;
        };
        if found.status != "ACTIVATED" || found.cancelling {
            return BAD;
        }
        found.cancelling = true;
        let on = found.id.clone();
        self.begin(seen, "SUBSCRIPTION-CANCEL", &on, Effect::Cancelled)
    }

    pub(super) fn enter_subscription(&mut self, id: &Id, status: &'static str) {
        if let Some(subscription) = self.subscriptions.get_mut(id) {
            subscription.status = status;
        }
    }
}
