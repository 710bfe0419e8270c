//! Which variants there are.

use super::{
    bases::Bases,
    leniencies::Leniencies,
    making,
    variant::{Variant, key},
};
use crate::published::{Operation, Published, Reviewed};
use std::{collections::BTreeSet, sync::Arc};

/// All variants that a seed gives, or some of them.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) seed: u64,
    pub(super) tables: Arc<Tables>,
    pub(super) variants: Vec<Variant>,
    /// Whether no variant was left out.
    pub(super) whole: bool,
}

/// What is read from files.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) published: Vec<Published>,
    pub(super) reviewed: Reviewed,
    pub(super) bases: Bases,
    pub(super) leniencies: Leniencies,
}

impl Plan {
    /// All variants of a seed.
    ///
    /// # Errors
    /// A file of the contract is broken.
    pub fn new(seed: u64) -> anyhow::Result<Self> {
        let tables = Tables::read()?;
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
    pub(super) fn read() -> anyhow::Result<Self> {
        Ok(Self {
            published: Published::all()?,
            reviewed: Reviewed::read()?,
            bases: Bases::read()?,
            leniencies: Leniencies::read()?,
        })
    }

    /// The operations that are varied. Those on networks are sampled by [`super::run_networks`].
    pub(super) fn operations(&self) -> impl Iterator<Item = (&Published, &Operation)> {
        let all = self.published.iter().flat_map(|of| of.operations.iter().map(move |line| (of, line)));
        all.filter(|(_, operation)| !operation.preview_networking)
    }

    pub(super) fn operation(&self, wanted: &str) -> Option<(&Published, &Operation)> {
        self.operations().find(|(_, operation)| key(operation) == wanted)
    }
}
