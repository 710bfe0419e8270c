//! The API tokens and client ids that descriptions gave. They do not name their world, so the server remembers it.

use super::refusals;
use crate::world::{World, identity::mark, kernel::refusal::ApiResult};
use std::{
    collections::HashMap,
    fmt,
    sync::{PoisonError, RwLock},
};
use uuid::Uuid;

/// The given keys of all worlds. Each belongs to one world.
#[derive(Default)]
pub(super) struct GivenKeys(RwLock<HashMap<String, Uuid>>);

impl GivenKeys {
    /// Returns the world that a key was given to.
    pub(super) fn world_of(&self, key: &str) -> Option<Uuid> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).copied()
    }

    /// Checks that the given keys of a new world belong to no other one, and returns them.
    pub(super) fn check(&self, world: &World, is_world: impl Fn(Uuid) -> bool) -> ApiResult<Vec<String>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let is_of_other = |key: &str| {
            let of_other = |id: Uuid| id != world.id;
            known.get(key).copied().is_some_and(of_other)
                || mark::world_of(key).is_some_and(|id| of_other(id) && is_world(id))
        };
        let keys: Vec<_> = world.state.identity.given_keys().map(str::to_owned).collect();
        if keys.iter().any(|key| is_of_other(key)) { Err(refusals::credential_taken()) } else { Ok(keys) }
    }

    /// Notes the keys of a world instead of those that it had before.
    pub(super) fn claim(&self, world: Uuid, keys: Vec<String>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, owner| *owner != world);
        all.extend(keys.into_iter().map(|key| (key, world)));
    }

    /// Forgets the keys of a world that has ended.
    pub(super) fn free(&self, world: Uuid) {
        self.claim(world, Vec::new());
    }
}

impl fmt::Debug for GivenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The keys are secrets.
        f.write_str("GivenKeys(..)")
    }
}
