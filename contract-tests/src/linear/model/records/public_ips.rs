//! Public addresses of an SDDC.

use crate::linear::model::ids::{Id, Made};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PublicIp {
    pub(crate) made: Made,
    /// The id; `None` until an answer contains it.
    pub(crate) id: Option<Id>,
    pub(crate) name: String,
    /// `false` until the address is allocated.
    pub(crate) shown: bool,
    pub(crate) changing: bool,
}
