//! What every request can reach.

use super::{answers::AnswerCache, host_guard::HostGuard, long::LongOperations};
use crate::{journal::Journal, notifications::Notifications, tokens::Tokens, worlds::Worlds};
use std::sync::Arc;

/// What every request can reach.
#[derive(Debug)]
pub struct Shell {
    pub worlds: Worlds,
    /// The signing key and the tokens that it has verified.
    pub tokens: Tokens,
    /// Who may come in at all.
    pub(crate) host_guard: HostGuard,
    /// Answers that are still right.
    pub(crate) answers: AnswerCache,
    /// The latest refused requests that led to no world.
    pub(crate) unmatched: Journal,
    /// The queues of notifications.
    pub(crate) notifications: Arc<Notifications>,
    /// Operations that take long.
    pub(crate) long: LongOperations,
}
