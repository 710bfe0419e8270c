//! The caller of a request that comes from premises.

use crate::tokens::Verified;
use std::sync::Arc;

/// A user of the NSX of an SDDC. It is an extension of requests whose password was checked; clients cannot set it.
#[derive(Debug, Clone)]
pub(super) struct NsxUser(pub(super) Arc<Verified>);
