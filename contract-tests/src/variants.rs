//! Generated requests: every parameter and every body field of every published operation, varied one at a time from a request that works.
//!
//! A [`Plan`] is made of the published tables, of `variant-bases.json` (for each operation a request that works, and how to make what it
//! speaks of), and of a seed; one seed always gives the same requests. It is run over HTTP against a server that has the control of a
//! simulator, because every operation gets worlds of its own: what a variant does to one is over with it, so each variant is judged alone
//! and can be sent again alone. [`VariantsReport`] holds what was found, as data; nothing is printed.
//!
//! What must be refused and what may be taken follows from the tables. Where a server is more lenient on purpose, a line of
//! `variant-leniencies.json` says so with the reason; a line that nothing needs is itself reported.

mod bases;
mod leniencies;
mod request;
mod variant;

mod chance;
mod making;
mod plan;
mod values;

mod connection;
mod run;
mod stage;

mod conformance;
mod verdict;

pub use plan::Plan;
pub use run::{VariantMismatch, VariantsReport};
pub use variant::{Expected, Variant};

use crate::target::Target;
use plan::Tables;
use variant::key;

/// Runs all variants of a seed against a server.
///
/// # Errors
/// A file of the contract is broken, or the server cannot be reached or has no worlds to give.
pub async fn run(target: &Target, seed: u64) -> anyhow::Result<VariantsReport> {
    Plan::new(seed)?.run(target).await
}
