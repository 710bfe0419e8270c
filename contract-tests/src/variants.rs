//! Generated requests: every parameter and every body field of every published operation, varied one at a time from a
//! request that works.
//!
//! A [`Plan`] is made from the published tables, from `variant-bases.json` (which has a valid request for each
//! operation and the steps that create the things it needs), and from a seed. The same seed always gives the same
//! requests. The plan is run over HTTP against a server that has the control API of a simulator, because every
//! operation gets separate worlds. The effects of a variant end with its world, so each variant is judged alone and
//! can be repeated alone. [`VariantsReport`] contains the results as data; nothing is printed.
//!
//! [`run_scalars`] sends single values in other JSON forms, which must have the same effect.
//!
//! [`run_networks`] sends a sample of such requests to the operations on networks, whose tables are others.
//!
//! The tables determine which requests must be refused and which may succeed. Where a server is more lenient on
//! purpose, a line of `variant-leniencies.json` says so and gives the reason. A line that is not needed is itself
//! reported.

mod bases;
mod leniencies;
mod request;
mod variant;

mod chance;
mod making;
mod places;
mod plan;
mod values;

mod connection;
mod examples;
mod run;
mod scalars;
mod stage;

mod conformance;
mod verdict;

mod networks;

pub use examples::examples;
pub use networks::{NetworksReport, run as run_networks};
pub use plan::Plan;
pub use run::{VariantMismatch, VariantsReport};
pub use scalars::{ScalarsReport, run as run_scalars};
pub use variant::{Expected, Variant};

use crate::target::Target;
use plan::Tables;
use variant::key;

/// Runs all variants of a seed against a server.
///
/// # Errors
/// A file of the contract cannot be parsed, or the server cannot be reached or creates no worlds.
pub async fn run(target: &Target, seed: u64) -> anyhow::Result<VariantsReport> {
    Plan::new(seed)?.run(target).await
}
