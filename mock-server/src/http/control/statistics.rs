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
    /// Get statistics of the server: how often answers came from its cache.
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
    Outcome::without_world(Ok(StatisticsView { answer_cache }))
}
