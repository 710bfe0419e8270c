//! The control of the simulation, under `/_vmcsim/`: worlds, their clocks, their pace and their faults. The service itself has none of
//! these operations.
//!
//! Each resource has its own file with its operations, their types and the functions that carry them out.

pub mod console;

mod clock;
mod export;
mod faults;
mod journal;
mod journal_operations;
mod pacing;
mod parameters;
mod statistics;
mod table;
mod world_view;
mod worlds;

pub use self::{
    clock::{
        AgendaQuery, AgendaView, ClockAdvance, ClockChange, ClockSkip, ClockView, HeldView, StepKind, StepView,
        WaitingView,
    },
    export::ExportText,
    faults::{FaultChange, FaultPath, FaultRules, FaultView},
    journal::{EntryPath, JournalQuery, JournalView},
    pacing::PacingView,
    parameters::WorldPath,
    statistics::{AnswerCacheView, StatisticsView},
    table::table,
    world_view::{ConnectedAccountView, UserView, WorldView},
    worlds::{WorldEntry, WorldRequest, WorldSource},
};

pub(super) use self::parameters::span;
pub(crate) use self::{
    clock::AdvanceClock,
    export::{ExportWorld, ImportWorld},
    faults::{CreateFault, DeleteFaults},
    table::known_operation,
    world_view::view,
    worlds::{CreateWorld, ResetWorld},
};

use super::{Shell, journal::is_of_journal, routes::Routes};
use crate::control_prefix::PREFIX;
use vmc_client::endpoint::{Endpoint, OperationInfo};

/// Adds the operations of the control.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .with(worlds::routes)
        .with(export::routes)
        .with(console::routes)
        .with(clock::routes)
        .with(pacing::routes)
        .with(statistics::routes)
        .with(faults::routes)
        .with(journal_operations::routes)
}

/// Worlds from which on listing them takes long.
const WORLDS_MANY: usize = 500;

/// Whether an operation takes long: one that goes through many worlds, a large world, or a journal. `path` is that of the request.
pub(super) fn takes_long(shell: &Shell, info: &OperationInfo, path: &str) -> bool {
    let Some(rest) = path.strip_prefix(PREFIX) else { return false };
    if info.name == worlds::ListWorlds::NAME {
        return shell.worlds.count() >= WORLDS_MANY;
    }
    let world = || shell.worlds.named(rest.strip_prefix("worlds/")?.split('/').next()?).ok();
    is_of_journal(info.path) || world().is_some_and(|world| shell.worlds.is_large(world))
}
