//! Tasks: their progress, independent of what they do, and their representation in answers.

mod engine;
mod fault;
mod operations;
pub mod refusals;
mod view;

pub(crate) use self::operations::find;
#[expect(unused_imports, reason = "the services that come next use them")]
pub(crate) use self::operations::{act, shown};
pub use self::{
    engine::TASKS_KEPT_MAX,
    operations::{get, list, update},
};
pub(crate) use self::{
    engine::{Progress, note, note_end_version, overtake, overtake_all, record_validation, release, start, take},
    fault::NewTask,
};
