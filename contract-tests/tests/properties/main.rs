//! Properties that hold whatever clients do: random sequences of HTTP requests whose answers are checked.
//!
//! - [`polling`]: reading changes nothing.
//! - [`refusals`]: a refused request changes nothing.
//! - [`repetition`]: the same seed and the same requests give the same bytes.
//! - [`deletion`]: deleted things stay deleted.
//! - [`ids`]: an id never identifies a second thing.
//! - [`export`]: an exported world continues on another server as it would have on its own.
//! - [`imports`]: whatever an import accepts can be used.
//! - [`descriptions`]: a described world is made as its description says, or every problem is named.
//! - [`isolation`]: changes in one world are not visible in another.
//! - [`answers`]: cached answers are equal to those that the operations would give.
//! - [`journal`]: a world follows from its seed and its journal.
//! - [`life_cycle`]: random requests to the server and to a small model of the life cycle of SDDCs.
//! - [`holdings`]: the same for the contents of SDDCs: clusters, hosts, public addresses, names, links.
//! - [`identity`]: the same for users, roles and tokens.
//! - [`networking`]: the same for documents of networks and what they name.
//! - [`site_recovery`]: the same for site recovery and its appliances.
//! - [`policies`]: the same for the scaling policy of a cluster.
//! - [`sddc_groups`]: the same for groups of SDDCs and their members.
//! - [`linear`]: concurrent clients, whose histories must be linearizable.
//!
//! Except for the last property, requests are answered in this process without a socket, in worlds whose clocks stand
//! still. Each property defines its number of cases; `PROPTEST_CASES` sets another number for all of them. The seed
//! of a failed case is stored in `proptest-regressions/` and tried first in every later run.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod deletion;
mod descriptions;
mod export;
mod holdings;
mod identity;
mod ids;
mod imports;
mod isolation;
mod journal;
mod life_cycle;
mod linear;
mod networking;
mod policies;
mod polling;
mod refusals;
mod repetition;
mod sddc_groups;
mod site_recovery;

mod course;
mod faults;
mod garbage;
mod ledger;
mod local_world;
mod network_requests;
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
