//! Control of the simulation, under `/_vmcsim/`: worlds, their clocks, their pace and their faults. None of it exists at the service.
//!
//! One file per resource, each with its lines of the table, its views and what it does.

mod clock;
mod export;
mod faults;
mod journal;
mod pacing;
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

pub(super) use self::journal::is_of_journal;
pub(crate) use self::{
    clock::AdvanceClock,
    export::{ExportWorld, ImportWorld},
    faults::{CreateFault, DeleteFaults},
    journal::known_operation,
    worlds::{CreateWorld, ResetWorld, view},
};

use super::routes::Routes;
use crate::world::kernel::{
    clock::read_span,
    refusal::{ApiResult, Refusal},
};
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vmc_client::endpoint::OperationInfo;

/// Where the control of the simulation lies: paths that begin otherwise are the service's.
pub const PREFIX: &str = "/_vmcsim/";

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

/// A world in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorldPath {
    /// A world's id, or `default`.
    pub world: String,
}

/// Reads a span of time as people write it.
///
/// # Errors
/// It is none.
pub(super) fn span(text: &str) -> ApiResult<SignedDuration> {
    let refused = || Refusal::invalid(format!("`{text}` is not a span of time such as 2h, 90m, 1d 6h or PT2H."));
    read_span(text).ok_or_else(refused)
}
