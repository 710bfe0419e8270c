//! One variant.

use super::request::Request;
use crate::published::Operation;

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
    pub(super) request: Request,
}

/// Method and path template.
pub(super) fn key(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
