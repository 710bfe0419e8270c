//! Built-in worlds: descriptions, each of which can be made into a world by its name.
//!
//! The descriptions are data of the package `vmcsim-fixtures`.

use crate::{
    description,
    world::{
        World,
        description::{Credentials, Made, make},
        kernel::{
            pacing::Pacing,
            refusal::{ApiResult, Refusal},
        },
    },
};
use jiff::Timestamp;
use std::{
    path::Path,
    sync::{Arc, OnceLock},
};
use uuid::Uuid;
use vmcsim_fixtures::worlds::BUILT_IN;

/// The built-in worlds that were made so far, in the order of their descriptions in [`BUILT_IN`].
static MADE: [OnceLock<ApiResult<Arc<World>>>; BUILT_IN.len()] = [const { OnceLock::new() }; BUILT_IN.len()];

/// Returns the names of the built-in worlds.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|document| document.name)
}

/// Returns a built-in world. Its clock is detached from the machine's clock. Its id is nil, and its credentials belong to that id.
///
/// # Errors
/// There is no built-in world of this name.
pub(crate) fn world(name: &str) -> ApiResult<Arc<World>> {
    let found = BUILT_IN.iter().zip(&MADE).find(|(document, _)| document.name == name);
    let (document, world) = found.ok_or_else(|| {
        let names: Vec<_> = names().collect();
        Refusal::invalid(format!("There is no world called {name}; there are {}.", names.join(", ")))
    })?;
    world.get_or_init(|| made(document.text).map(Arc::new)).clone()
}

/// Makes a world. A built-in description has no problems; a test makes each of them.
fn made(text: &str) -> ApiResult<World> {
    let description = description::read(Path::new("built-in"), text, &|_| None).map_err(|_| Refusal::internal())?;
    let made = Made {
        id: Uuid::nil(),
        seed: 0,
        pacing: Pacing::default(),
        // The descriptions say at which time they begin, so the time of the machine does not matter.
        machine: Timestamp::UNIX_EPOCH,
        credentials: Credentials::Derived,
    };
    make(&description, &made).map_err(|_| Refusal::internal())
}
