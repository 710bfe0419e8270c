//! What holds whatever a client does: random courses of requests through HTTP, judged by what comes back.
//!
//! - [`polling`]: looking changes nothing.
//! - [`repetition`]: the same seed and the same requests give the same bytes.
//! - [`deletion`]: what is deleted stays deleted.
//! - [`ids`]: an id names one thing for ever.
//! - [`export`]: a world that was exported goes on elsewhere as it would have here.
//! - [`isolation`]: nothing that is done in a world is seen in another.
//! - [`answers`]: answers that a server has kept are the ones that the operations would give.
//! - [`journal`]: a world follows from its seed and what was written down of it.
//! - [`life_cycle`]: a small model of the lives of SDDCs, and random requests to both.
//! - [`holdings`]: the same for what SDDCs hold: clusters, hosts, public addresses, names, links.
//! - [`identity`]: the same for users, roles and tokens.
//! - [`linear`]: many clients at once, whose histories must be linearizable.
//!
//! But for the last, the requests are answered in this process, without a socket, in worlds whose clocks stand still. How many cases a property tries stands
//! with it; `PROPTEST_CASES` says another number for all of them. The seed of a case that failed is kept in `proptest-regressions/` and tried
//! again first in every later run.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod deletion;
mod export;
mod holdings;
mod identity;
mod ids;
mod isolation;
mod journal;
mod life_cycle;
mod linear;
mod polling;
mod repetition;

mod course;
mod faults;
mod garbage;
mod ledger;
mod local_world;
mod operations;
mod request;
mod verdict;

use proptest::test_runner::{Config, FileFailurePersistence};

/// How a property is tried: so many cases, unless the environment says another number. `kept` is the file for seeds of cases that failed.
fn tried(cases: u32, kept: &'static str) -> Config {
    let told = Config::default();
    Config {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { told.cases } else { cases },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(kept))),
        max_shrink_iters: 4000,
        ..told
    }
}

/// The file for seeds of failed cases of a property.
macro_rules! kept {
    ($property:literal) => {
        concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/", $property, ".txt")
    };
}
use kept;
