//! Worlds that are built in: exported documents under `fixtures/worlds/`, each of which can be made by its name.
//!
//! A test of the contract makes them with requests of users and keeps the documents true.

use crate::world::{
    World, export,
    kernel::refusal::{ApiResult, Refusal},
};
use std::sync::{Arc, OnceLock};

/// A world that is built in.
struct Named {
    name: &'static str,
    document: &'static str,
    world: OnceLock<ApiResult<Arc<World>>>,
}

static ALL: [Named; 3] = [
    named("empty", include_str!("../../fixtures/worlds/empty.json")),
    named("demo", include_str!("../../fixtures/worlds/demo.json")),
    named("busy", include_str!("../../fixtures/worlds/busy.json")),
];

const fn named(name: &'static str, document: &'static str) -> Named {
    Named { name, document, world: OnceLock::new() }
}

/// The names of the worlds that are built in.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|named| named.name)
}

/// A world that is built in; its clock is off the machine.
///
/// # Errors
/// There is none of that name.
pub(crate) fn world(name: &str) -> ApiResult<Arc<World>> {
    let named = ALL.iter().find(|named| named.name == name).ok_or_else(|| {
        let names: Vec<_> = names().collect();
        Refusal::invalid(format!("There is no world called {name}; there are {}.", names.join(", ")))
    })?;
    let read = || Ok(export::read(named.document.as_bytes()).map(Arc::new)?);
    named.world.get_or_init(read).clone()
}
