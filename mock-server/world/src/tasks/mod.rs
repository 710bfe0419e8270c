//! Tasks: their progress, independent of what they do, and their representation in answers.

mod engine;
mod fault;
mod notifications;
mod operations;
pub mod refusals;
mod view;

pub(crate) use self::operations::{act, find, shown};
pub use self::{
    engine::TASKS_KEPT_MAX,
    operations::{get, list, update},
};
pub(crate) use self::{
    engine::{Progress, note, note_end_version, overtake, overtake_all, record_validation, release, start, stop, take},
    fault::NewTask,
    notifications::ended as notify_of_end,
};
