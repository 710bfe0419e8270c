//! Which operation is allowed in which state of which resource, and what the refusal says: one table, used by all operations.
//!
//! An operation asks for every resource that it acts on. What is not in the table is allowed in every state, so a row exists for each
//! operation that changes something.

use super::error::{ApiError, ApiResult};
use uuid::Uuid;
use vmc_client::wire::SddcId;

/// A kind of resource that has states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// An SDDC, by `sddc_state`.
    Sddc,
}

/// One row.
#[derive(Debug)]
pub struct Rule {
    /// Name of the operation, as in the endpoint table.
    pub operation: &'static str,
    /// With `force=true` another row holds.
    pub forced: bool,
    /// The resource whose state counts.
    pub resource: Resource,
    /// The states in which the operation is allowed, as on the wire.
    pub states: &'static [&'static str],
    /// What it says in the others.
    pub refusal: Refusal,
}

/// What a refusal says. Which operation refuses in which words is recorded for deletion alone; the general sentence is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// "… not in a state where it can be deleted …"
    NotDeletable,
    /// The resource, its state, and that it does not do.
    NotInState,
}

/// All rules.
pub const TABLE: &[Rule] = &[
    Rule {
        operation: "UpdateSddc",
        forced: false,
        resource: Resource::Sddc,
        states: &["DEPLOYING", "READY", "FAILED", "CANCELED"],
        refusal: Refusal::NotInState,
    },
    Rule {
        operation: "DeleteSddc",
        forced: false,
        resource: Resource::Sddc,
        states: &["READY", "FAILED", "CANCELED"],
        refusal: Refusal::NotDeletable,
    },
    Rule {
        operation: "DeleteSddc",
        forced: true,
        resource: Resource::Sddc,
        states: &["DEPLOYING", "READY", "FAILED", "CANCELED"],
        refusal: Refusal::NotDeletable,
    },
];

/// Whether the operation may act on a resource in this state.
///
/// # Errors
/// The refusal of the table.
pub fn check(operation: &str, resource: Resource, id: Uuid, state: &str) -> ApiResult<()> {
    check_forced(operation, false, resource, id, state)
}

/// As [`check`], for operations that can be forced.
///
/// # Errors
/// The refusal of the table.
pub fn check_forced(operation: &str, forced: bool, resource: Resource, id: Uuid, state: &str) -> ApiResult<()> {
    let holds = |rule: &&Rule| rule.operation == operation && rule.resource == resource && rule.forced == forced;
    match TABLE.iter().find(holds) {
        Some(rule) if !rule.states.contains(&state) => Err(rule.refuse(id, state)),
        _ => Ok(()),
    }
}

impl Rule {
    fn refuse(&self, id: Uuid, state: &str) -> ApiError {
        match (self.resource, self.refusal) {
            // To a client that deletes, something deleted is not there.
            (Resource::Sddc, Refusal::NotDeletable) if state == "DELETED" => ApiError::SddcNotFound(SddcId(id)),
            (Resource::Sddc, Refusal::NotDeletable) => ApiError::SddcNotDeletable,
            (Resource::Sddc, Refusal::NotInState) => ApiError::NotInState { what: "Sddc", id, state: state.to_owned() },
        }
    }
}
