//! The notifications of an organization that wait to be taken by the server.
//!
//! A world only records them. They are no part of its documents: what has not been taken when a world is written is not in it.

use crate::kernel::task_kind::TaskKind;
use vmc_client::wire::{Notification, TaskId};

/// The largest number of notifications that wait to be taken. More are lost, and counted.
pub const NOTICES_MAX: usize = 1000;

/// The moment in the life of a task of which a notification tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Started,
    Finished,
    Failed,
    Canceled,
}

impl Moment {
    /// Returns the word for this moment.
    pub fn word(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }
}

/// A notification, and what a receiver is told beside its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub task: TaskId,
    pub kind: TaskKind,
    pub moment: Moment,
    pub body: Notification,
}

/// The notifications that wait, in the order in which they came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    waiting: Vec<Notice>,
    lost: u64,
}

impl Notices {
    /// Adds one, unless [`NOTICES_MAX`] wait already.
    pub(crate) fn add(&mut self, notice: Notice) {
        if self.waiting.len() < NOTICES_MAX {
            self.waiting.push(notice);
        } else {
            self.lost = self.lost.saturating_add(1);
        }
    }

    /// Returns true if none waits and none was lost.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.lost == 0
    }

    /// Takes all that wait. Also returns how many were lost since the last time.
    pub fn take(&mut self) -> (Vec<Notice>, u64) {
        let Self { waiting, lost } = std::mem::take(self);
        (waiting, lost)
    }
}
