//! The tables of operations and types of each interface, read once when they are first needed.

use super::{
    kinds::{Kind, Kinds},
    paths::Paths,
    published::{Operation, Published, Types},
};
use std::sync::LazyLock;
use vmcsim_fixtures::published;

/// An interface with operations on documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    /// The policy interface of NSX-T.
    Policy,
    /// The interface between NSX-T and AWS.
    CloudService,
    /// The preview of 2018: the edges of NSX-V.
    Edges,
}

impl Api {
    /// Returns the published operations and types of this interface.
    pub fn table(self) -> &'static Table {
        match self {
            Self::Policy => &POLICY,
            Self::CloudService => &CLOUD_SERVICE,
            Self::Edges => &EDGES,
        }
    }

    /// The beginning of the paths of its operations, after which the path of a document begins.
    pub fn base(self) -> &'static str {
        match self {
            Self::Policy => "/policy/api/v1",
            Self::CloudService => "/cloud-service/api/v1",
            Self::Edges => "/networks/4.0",
        }
    }
}

static POLICY: LazyLock<Table> = LazyLock::new(|| Table::read(Api::Policy, published::NSXT_POLICY));
static CLOUD_SERVICE: LazyLock<Table> = LazyLock::new(|| Table::read(Api::CloudService, published::NSXT_CLOUD_SERVICE));
static EDGES: LazyLock<Table> = LazyLock::new(|| Table::read(Api::Edges, published::NSXV));

/// The operations and types of one interface.
#[derive(Debug)]
pub struct Table {
    pub api: Api,
    pub operations: Vec<Operation>,
    pub types: Types,
    /// The operations by path.
    pub paths: Paths,
    pub kinds: Kinds,
}

impl Table {
    /// # Panics
    /// The text is not a table, which a test of the fixtures excludes.
    fn read(api: Api, text: &'static str) -> Self {
        let Published { operations, types } = match Published::read(text) {
            Ok(read) => read,
            Err(err) => panic!("the table of {api:?} cannot be read: {err}"),
        };
        let paths = Paths::of(operations.iter().map(|operation| operation.template));
        let kinds = Kinds::of(api.base(), &operations, &types);
        Self { api, operations, types, paths, kinds }
    }

    /// The kind of the document at a path below the interface's base.
    pub fn kind_at(&self, path: &str) -> Option<&Kind> {
        let found = self.paths.find(&[self.api.base(), path].concat())?;
        found.operations.iter().find_map(|place| self.kinds.of_operation(*place))
    }
}
