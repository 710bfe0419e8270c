//! Statistics of the running server.

use crate::{
    http::{Shell, routes::Routes},
    world::Call,
    worlds::Outcome,
};
use http::request::Parts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

endpoints! {
    service Control;
    /// Get statistics of the server: how often answers came from its cache, and how much memory the journals take.
    GetStatistics: GET "/_vmcsim/statistics" (Nothing, Nothing, Empty) -> OK Json<StatisticsView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<GetStatistics>(get_statistics)
}

/// Statistics of a server since its start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatisticsView {
    /// Statistics of the cached answers to GET requests.
    pub answer_cache: AnswerCacheView,
    /// Statistics of the journals of all worlds.
    pub journals: JournalsView,
}

/// Statistics of the journals of all worlds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JournalsView {
    /// Bytes that the journals hold.
    pub bytes: u64,
    /// Bytes that they may hold together. Beyond that, the largest journal loses its oldest entries.
    pub bytes_max: u64,
}

/// Statistics of the answer cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    Outcome::without_world(Ok(StatisticsView { answer_cache, journals }))
}
