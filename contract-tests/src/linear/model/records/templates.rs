//! Templates of SDDCs.

use crate::linear::model::ids::Id;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Template {
    /// The id; `None` until an answer contains it.
    pub(crate) id: Option<Id>,
    pub(crate) name: String,
    /// The SDDC that the template was saved from.
    pub(crate) from: Id,
    pub(crate) deleting: bool,
}
