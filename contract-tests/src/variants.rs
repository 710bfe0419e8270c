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

/// What a server must do with a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It is as good as the request that it was made from.
    Taken,
    /// The published tables forbid it.
    Refused,
    /// The tables allow it; what else speaks against it is the server's affair.
    Either,
    /// The path leads to another operation or to none.
    Elsewhere,
}

/// One request, and what was varied in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its number in the plan.
    pub index: usize,
    /// Method and path template.
    pub operation: String,
    /// What was varied: `path {sddc}`, `query ?region`, `body $.name`, `body`, `token`, or `nothing`.
    pub place: String,
    /// How.
    pub change: String,
    /// What the server must do with it.
    pub expected: Expected,
    request: Request,
}

/// All variants that a seed gives, or some of them.
#[derive(Debug, Clone)]
pub struct Plan {
    seed: u64,
    tables: Arc<Tables>,
    variants: Vec<Variant>,
    /// Whether no variant was left out.
    whole: bool,
}

/// What is read from files.
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
/// A file of the contract is broken, or the server cannot be reached or has no worlds to give.
pub async fn run(target: &Target, seed: u64) -> anyhow::Result<VariantsReport> {
    Plan::new(seed)?.run(target).await
}

impl Plan {
    /// All variants of a seed.
    ///
    /// # Errors
    /// A file of the contract is broken.
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

    /// The same plan without the variants that are not wanted.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&Variant) -> bool) -> Self {
        let before = self.variants.len();
        self.variants.retain(wanted);
        self.whole &= self.variants.len() == before;
        self
    }

    /// The variants, by index.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// Method and path template of every published operation, in the order of the tables.
    pub fn operations(&self) -> Vec<String> {
        self.tables.operations().map(|(_, operation)| key(operation)).collect()
    }

    /// The ids of operations that the bases name although no table has them.
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

/// Method and path template.
fn key(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
