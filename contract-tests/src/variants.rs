//! Generated requests: every parameter and every body field of every published operation, varied one at a time from a
//! request that works.
//!
//! A [`Plan`] is made from the published tables, from `variant-bases.json` (which has a valid request for each
//! operation and the steps that create the things it needs), and from a seed. The same seed always gives the same
//! requests. The plan is run over HTTP against a server that has the control API of a simulator, because every
//! operation gets separate worlds. The effects of a variant end with its world, so each variant is judged alone and
//! can be repeated alone. [`VariantsReport`] contains the results as data; nothing is printed.
//!
//! The tables determine which requests must be refused and which may succeed. Where a server is more lenient on
//! purpose, a line of `variant-leniencies.json` says so and gives the reason. A line that is not needed is itself
//! reported.

mod bases;
mod leniencies;
mod request;

mod chance;
mod making;
mod values;

mod connection;
mod run;
mod stage;

mod conformance;
mod verdict;

pub use run::{VariantMismatch, VariantsReport};

use crate::{
    published::{Operation, Published, Reviewed},
    target::Target,
};
use bases::Bases;
use leniencies::Leniencies;
use request::Request;
use std::{collections::BTreeSet, sync::Arc};

/// The answer that a server must give to a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The variant must succeed, because it is equivalent to the request it was made from.
    Taken,
    /// The variant must be refused, because the published tables forbid it.
    Refused,
    /// The variant may succeed or be refused: the tables allow it, and the server may have other reasons to refuse
    /// it.
    Either,
    /// The path leads to another operation or to none.
    Elsewhere,
}

/// One request and its variation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The number of the variant in the plan.
    pub index: usize,
    /// The method and path template.
    pub operation: String,
    /// The varied part: `path {sddc}`, `query ?region`, `body $.name`, `body`, `token`, or `nothing`.
    pub place: String,
    /// The description of the change.
    pub change: String,
    /// The expected answer.
    pub expected: Expected,
    request: Request,
}

/// All variants of a seed, or a selection of them.
#[derive(Debug, Clone)]
pub struct Plan {
    seed: u64,
    tables: Arc<Tables>,
    variants: Vec<Variant>,
    /// If `true`, no variant has been left out.
    whole: bool,
}

/// The tables that are read from files.
#[derive(Debug)]
struct Tables {
    published: [Published; 2],
    reviewed: Reviewed,
    bases: Bases,
    leniencies: Leniencies,
}

/// Runs all variants of a seed against a server.
///
/// # Errors
/// A file of the contract cannot be parsed, or the server cannot be reached or creates no worlds.
pub async fn run(target: &Target, seed: u64) -> anyhow::Result<VariantsReport> {
    Plan::new(seed)?.run(target).await
}

impl Plan {
    /// Creates a plan with all variants of a seed.
    ///
    /// # Errors
    /// A file of the contract cannot be parsed.
    pub fn new(seed: u64) -> anyhow::Result<Self> {
        let tables = Tables {
            published: [Published::vmc()?, Published::csp()?],
            reviewed: Reviewed::read()?,
            bases: Bases::read()?,
            leniencies: Leniencies::read()?,
        };
        let mut variants = Vec::new();
        for (published, operation) in tables.operations() {
            let key = key(operation);
            for draft in making::variants_of(published, operation, &tables.bases, seed)? {
                let making::Draft { place, change, expected, request } = draft;
                variants.push(Variant {
                    index: variants.len(),
                    operation: key.clone(),
                    place,
                    change,
                    expected,
                    request,
                });
            }
        }
        Ok(Self { seed, tables: Arc::new(tables), variants, whole: true })
    }

    /// Returns the same plan with only the variants for which `wanted` returns `true`.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&Variant) -> bool) -> Self {
        let before = self.variants.len();
        self.variants.retain(wanted);
        self.whole &= self.variants.len() == before;
        self
    }

    /// Returns the variants, by index.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// Returns the method and path template of every published operation, in the order of the tables.
    pub fn operations(&self) -> Vec<String> {
        self.tables.operations().map(|(_, operation)| key(operation)).collect()
    }

    /// Returns the operations of `variant-bases.json` that are in no table.
    pub fn strange_bases(&self) -> Vec<String> {
        let published: BTreeSet<_> = self.operations().into_iter().collect();
        self.tables.bases.operations().filter(|operation| !published.contains(*operation)).map(str::to_owned).collect()
    }
}

impl Tables {
    fn operations(&self) -> impl Iterator<Item = (&Published, &Operation)> {
        self.published.iter().flat_map(|published| published.operations.iter().map(move |line| (published, line)))
    }

    fn operation(&self, wanted: &str) -> Option<(&Published, &Operation)> {
        self.operations().find(|(_, operation)| key(operation) == wanted)
    }
}

/// Returns the method and path template.
fn key(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
