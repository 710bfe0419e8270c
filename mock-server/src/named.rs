//! Built-in worlds: exported documents, each of which can be made into a world by its name.
//!
//! The documents are data of the package `vmcsim-fixtures`. A test makes the same worlds with user requests and compares them.

use crate::world::{
    World, export,
    kernel::refusal::{ApiResult, Refusal},
};
use std::sync::{Arc, OnceLock};
use vmcsim_fixtures::worlds::BUILT_IN;

/// The built-in worlds that were read so far, in the order of their documents in [`BUILT_IN`].
static READ: [OnceLock<ApiResult<Arc<World>>>; BUILT_IN.len()] = [const { OnceLock::new() }; BUILT_IN.len()];

/// Returns the names of the built-in worlds.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|document| document.name)
}

/// Returns a built-in world. Its clock is detached from the machine's clock.
///
/// # Errors
/// There is no built-in world of this name.
pub(crate) fn world(name: &str) -> ApiResult<Arc<World>> {
    let found = BUILT_IN.iter().zip(&READ).find(|(document, _)| document.name == name);
    let (document, world) = found.ok_or_else(|| {
        let names: Vec<_> = names().collect();
        Refusal::invalid(format!("There is no world called {name}; there are {}.", names.join(", ")))
    })?;
    let read = || Ok(export::read(document.text.as_bytes()).map(Arc::new)?);
    world.get_or_init(read).clone()
}
