//! Control of the simulation, under `/_vmcsim/`: worlds, their clocks, their pace and their faults. None of it exists at the service.
//!
//! One file per resource, each with its lines of the table, its views and what it does.

mod clock;
mod export;
mod faults;
mod journal;
mod pacing;
mod parameters;
mod statistics;
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
    statistics::{AnswerCacheView, StatisticsView},
    worlds::{ConnectedAccountView, UserView, WorldEntry, WorldRequest, WorldSource, WorldView},
};

pub use self::parameters::WorldPath;
pub(crate) use self::{
    clock::AdvanceClock,
    export::{ExportWorld, ImportWorld},
    faults::{CreateFault, DeleteFaults},
    journal::known_operation,
    worlds::{CreateWorld, ResetWorld, view},
};
pub(super) use self::{journal::is_of_journal, parameters::span};

pub use crate::control_prefix::PREFIX;

use super::{Shell, routes::Routes};
use vmc_client::endpoint::{Endpoint, OperationInfo};

/// All operations of the control, in reading order.
pub fn table() -> impl Iterator<Item = &'static OperationInfo> {
    let worlds = worlds::TABLE.iter().chain(export::TABLE).chain(super::csp::console::TABLE);
    worlds
        .chain(clock::TABLE)
        .chain(pacing::TABLE)
        .chain(statistics::TABLE)
        .chain(faults::TABLE)
        .chain(journal::TABLE)
        .copied()
}

/// The control's part of the table of contents.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .with(worlds::routes)
        .with(export::routes)
        .with(super::csp::console::routes)
        .with(clock::routes)
        .with(pacing::routes)
        .with(statistics::routes)
        .with(faults::routes)
        .with(journal::routes)
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
