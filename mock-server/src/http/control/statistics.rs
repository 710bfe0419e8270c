//! Statistics of the running server.

use crate::{
    http::{Shell, routes::Routes},
    notifications::Report,
    world::Call,
    worlds::Outcome,
};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

endpoints! {
    service Control;
    /// Get statistics of the server: how often answers came from its cache, how much memory the journals take, and what became of
    /// notifications.
    GetStatistics: GET "/_vmcsim/statistics" (Nothing, Nothing, Empty) -> OK Json<StatisticsView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<GetStatistics>(get_statistics)
}

/// Statistics of a server since its start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StatisticsView {
    /// Statistics of the cached answers to GET requests.
    pub answer_cache: AnswerCacheView,
    /// Statistics of the journals of all worlds.
    pub journals: JournalsView,
    /// What became of the notifications for each target that was named at the start.
    pub notifications: Vec<NotificationsView>,
}

/// What became of the notifications for a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NotificationsView {
    /// Scheme, host and port of the target.
    pub target: String,
    /// Number of notifications that wait or are under way.
    pub waiting: u64,
    /// Number of those that the target accepted.
    pub delivered: u64,
    /// Number of those that it did not accept, after several attempts.
    pub failed: u64,
    /// Number of those that were dropped because too many waited.
    pub dropped: u64,
    /// Why the last one failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<String>,
}

/// Statistics of the journals of all worlds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct JournalsView {
    /// Bytes that the journals hold.
    pub bytes: u64,
    /// Bytes that they may hold together. Beyond that, the largest journal loses its oldest entries.
    pub bytes_max: u64,
}

/// Statistics of the answer cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AnswerCacheView {
    /// Number of GET requests that were answered from the cache.
    pub hits: u64,
    /// Number of GET requests whose operation was run.
    pub misses: u64,
    /// Number of answers in the cache now.
    pub answers: u64,
    /// Bytes that the cached answers take.
    pub bytes: u64,
}

fn get_statistics(shell: &Shell, _: &Parts, _: &Call<GetStatistics>) -> Outcome<StatisticsView> {
    let cache = shell.answers.statistics();
    let answer_cache =
        AnswerCacheView { hits: cache.hits, misses: cache.misses, answers: cache.answers as u64, bytes: cache.bytes };
    let journals = shell.worlds.journals();
    let journals = JournalsView { bytes: journals.bytes() as u64, bytes_max: journals.bytes_max() as u64 };
    let notifications = shell.notifications.reports().into_iter().map(notifications).collect();
    Outcome::without_world(Ok(StatisticsView { answer_cache, journals, notifications }))
}

fn notifications(report: Report) -> NotificationsView {
    let Report { target, waiting, delivered, failed, dropped, last_failure } = report;
    NotificationsView { target, waiting, delivered, failed, dropped, last_failure }
}
