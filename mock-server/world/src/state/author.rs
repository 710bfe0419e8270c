//! The author of a record.

use super::identity::users::User;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use vmc_client::wire::{Entity, Time, UserId};

/// The author of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The author's user id.
    pub id: UserId,
    /// The author's user name.
    pub name: Arc<str>,
}

impl Author {
    /// Creates an author from a user.
    pub fn of(user: &User) -> Self {
        Self { id: user.id, name: user.username.clone() }
    }

    /// Returns the fields that all records share, with times in the service's formats.
    pub fn entity<Id>(&self, id: Id, created: Timestamp, updated: Timestamp, version: i32) -> Entity<Id> {
        Entity {
            user_id: self.id,
            user_name: self.name.to_string(),
            created: Time::padded_millis(created),
            version,
            id,
            updated_by_user_id: self.id,
            updated_by_user_name: Some(self.name.to_string()),
            updated: Time::whole_second(updated),
        }
    }
}
