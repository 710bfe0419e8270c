//! Worlds that are built in: exported documents, each of which can be made by its name.
//!
//! The documents are data of the package `vmcsim-fixtures`. A test makes the same worlds with requests of users and compares them.

use crate::world::{
    World, export,
    kernel::refusal::{ApiResult, Refusal},
};
use std::sync::{Arc, OnceLock};
use vmcsim_fixtures::worlds::BUILT_IN;

/// The built-in worlds that were asked for, each beside its document in [`BUILT_IN`].
static READ: [OnceLock<ApiResult<Arc<World>>>; BUILT_IN.len()] = [const { OnceLock::new() }; BUILT_IN.len()];

/// The names of the worlds that are built in.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|document| document.name)
}

/// A world that is built in; its clock is off the machine.
///
/// # Errors
/// There is none of that name.
pub(crate) fn world(name: &str) -> ApiResult<Arc<World>> {
    let found = BUILT_IN.iter().zip(&READ).find(|(document, _)| document.name == name);
    let (document, world) = found.ok_or_else(|| {
        let names: Vec<_> = names().collect();
        Refusal::invalid(format!("There is no world called {name}; there are {}.", names.join(", ")))
    })?;
    let read = || Ok(export::read(document.text.as_bytes()).map(Arc::new)?);
    world.get_or_init(read).clone()
}
