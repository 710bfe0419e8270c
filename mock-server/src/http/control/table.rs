//! The table of all operations of the control.

use super::{
    clock, console, descriptions, export, faults, journal, load, pacing, postman, sddcs, statistics, tasks, unmatched,
    worlds,
};
use crate::world::kernel::{
    near_names::near,
    network_operations,
    refusal::{ApiResult, Refusal},
};
use vmc_client::endpoint::OperationInfo;

/// All operations of the control, in reading order.
pub fn table() -> impl Iterator<Item = &'static OperationInfo> {
    let worlds = worlds::TABLE.iter().chain(export::TABLE).chain(descriptions::TABLE).chain(console::TABLE);
    worlds
        .chain(clock::TABLE)
        .chain(pacing::TABLE)
        .chain(statistics::TABLE)
        .chain(faults::TABLE)
        .chain(load::TABLE)
        .chain(journal::TABLE)
        .chain(unmatched::TABLE)
        .chain(tasks::TABLE)
        .chain(sddcs::TABLE)
        .chain(postman::TABLE)
        .copied()
}

/// Refuses a name that no operation has.
///
/// # Errors
/// It names those that come near.
pub(crate) fn known_operation(name: Option<&str>) -> ApiResult<()> {
    let Some(name) = name else { return Ok(()) };
    let lines = || vmc_client::endpoints::all().chain(table());
    if lines().any(|line| line.name == name) || network_operations::named(name).is_some() {
        return Ok(());
    }
    let near = near(name, lines()).join(", ");
    let hint = if near.is_empty() {
        "GET /openapi.json and /openapi/networking.json list all".to_owned()
    } else {
        format!("there are {near}")
    };
    Err(Refusal::invalid(format!("There is no operation of that name; {hint}.")))
}
