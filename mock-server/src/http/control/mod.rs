//! The control of the simulation, under `/_vmcsim/`: worlds, their clocks, their pace and their faults. The service itself has none of
//! these operations.
//!
//! Each resource has its own file with its operations, their types and the functions that carry them out.

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

/// The prefix of the control's paths. All other paths are the service's.
pub const PREFIX: &str = "/_vmcsim/";

/// Returns all operations of the control, in reading order.
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

/// Adds the operations of the control.
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

/// The world in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorldPath {
    /// A world's id, or `default`.
    pub world: String,
}

/// Reads a span of time such as `2h` or `1d 6h`.
///
/// # Errors
/// The text is not a span of time.
pub(super) fn span(text: &str) -> ApiResult<SignedDuration> {
    let refused = || Refusal::invalid(format!("`{text}` is not a span of time such as 2h, 90m, 1d 6h or PT2H."));
    read_span(text).ok_or_else(refused)
}
