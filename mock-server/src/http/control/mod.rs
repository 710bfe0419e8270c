//! The control of the simulation, under `/_vmcsim/`: worlds, their clocks, their pace and their faults. The service itself has none of
//! these operations.
//!
//! Each resource has its own file with its operations, their types and the functions that carry them out.

pub mod console;

pub(crate) mod clock;
mod descriptions;
mod export;
mod faults;
mod journal;
mod journal_operations;
pub(crate) mod load;
pub(crate) mod pacing;
mod parameters;
mod postman;
mod postman_operations;
mod sddcs;
mod statistics;
mod table;
mod tasks;
mod unmatched;
mod world_view;
mod worlds;

pub use self::{
    clock::{
        AgendaQuery, AgendaView, ClockAdvance, ClockChange, ClockSkip, ClockView, HeldView, SkippedView, StepKind,
        StepView, WaitingView,
    },
    descriptions::{DescriptionDocument, DescriptionQuery, DescriptionView},
    export::ExportText,
    faults::{FaultChange, FaultPath, FaultRules, FaultView},
    journal::{EntryPath, JournalQuery, JournalView},
    load::{LoadChange, LoadView},
    pacing::PacingView,
    parameters::WorldPath,
    postman::{
        PostmanAuth, PostmanBody, PostmanCollection, PostmanEnvironment, PostmanEvent, PostmanFamily, PostmanFolder,
        PostmanInfo, PostmanItem, PostmanPair, PostmanRequest, PostmanScript, PostmanUrl, PostmanValue,
    },
    statistics::{AnswerCacheView, NotificationsView, StatisticsView},
    table::table,
    tasks::{WorldTaskPath, WorldTaskView},
    world_view::{ConnectedAccountView, UserView, WorldView},
    worlds::{WorldEntry, WorldRequest, WorldSource},
};

pub(super) use self::parameters::span;
pub(crate) use self::{
    clock::{AdvanceClock, SkipClock, UpdateClock},
    descriptions::DescribeWorld,
    export::{ExportWorld, ImportWorld},
    faults::{CreateFault, DeleteFaults},
    load::{ClearLoads, SetLoad},
    pacing::SetPacing,
    table::known_operation,
    world_view::view,
    worlds::{CreateWorld, ResetWorld},
};

use super::routes::Routes;

/// Adds the operations of the control.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .with(worlds::routes)
        .with(export::routes)
        .with(descriptions::routes)
        .with(console::routes)
        .with(clock::routes)
        .with(pacing::routes)
        .with(statistics::routes)
        .with(faults::routes)
        .with(load::routes)
        .with(journal_operations::routes)
        .with(unmatched::routes)
        .with(postman_operations::routes)
        .with(tasks::routes)
        .with(sddcs::routes)
}
