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

use super::routes::Routes;
use vmc_client::endpoint::OperationInfo;

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
