//! Subscriptions: buying, use and cancellation. Their terms are longer than any history.

use crate::linear::model::{
    ids::{Id, new_id},
    records::{subscriptions::Subscription, tasks::Effect},
    reply::{BAD, Reply, UNKNOWN},
    state::Model,
};
use serde_json::Value;

impl Model {
    pub(crate) fn create_subscription(&mut self, seen: &Value, quantity: u32) -> Reply {
        if quantity == 0 {
            return BAD;
        }
        let id = new_id(seen, "on", |id| self.subscriptions.contains_key(id));
        let new = Subscription { id: id.clone(), quantity, status: "CREATED", cancelling: false };
        self.subscriptions.insert(id.clone(), new);
        self.begin(seen, "SUBSCRIPTION-CREATE", &id, Effect::Bought)
    }

    pub(crate) fn list_subscriptions(&self) -> Reply {
        Reply::Done(200, self.subscriptions.values().map(Subscription::view).collect())
    }

    pub(crate) fn get_subscription(&self, id: &str) -> Reply {
        let found = self.subscriptions.get(id);
        found.map_or(UNKNOWN, |subscription| Reply::Done(200, subscription.view()))
    }

    pub(crate) fn delete_subscription(&mut self, seen: &Value, id: &str) -> Reply {
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

    pub(crate) fn enter_subscription(&mut self, id: &Id, status: &'static str) {
        if let Some(subscription) = self.subscriptions.get_mut(id) {
            subscription.status = status;
        }
    }
}
