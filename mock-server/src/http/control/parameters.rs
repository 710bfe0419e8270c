//! Parameters of several operations.

use crate::world::kernel::{
    clock::read_span,
    refusal::{ApiResult, Refusal},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WorldPath {
    /// A world's id, or `default`.
    pub world: String,
}

/// Reads a span of time as people write it.
///
/// # Errors
/// It is none.
pub(in crate::http) fn span(text: &str) -> ApiResult<SignedDuration> {
    let refused = || Refusal::invalid(format!("`{text}` is not a span of time such as 2h, 90m, 1d 6h or PT2H."));
    read_span(text).ok_or_else(refused)
}
