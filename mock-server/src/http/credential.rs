//! Finds the world of a credential, and refuses credentials of worlds that are not there.

use crate::{
    world::{
        identity::{self, refusals::ApiTokenError},
        kernel::refusal::{ApiResult, Refusal, RefusalKind},
    },
    worlds::Outcome,
};
use uuid::Uuid;
use vmc_client::wire::Secret;

/// The refusal of an API token that nobody knows.
pub(super) fn unknown_token() -> Refusal {
    identity::refusals::api_token_invalid(ApiTokenError::Unknown)
}

/// The world of an API token.
pub(super) fn world_of(api_token: &Secret) -> ApiResult<Uuid> {
    identity::mark::world_of(api_token.expose()).ok_or(unknown_token())
}

/// To whoever signs in there are no worlds: a token of one that is gone, or never was, is simply unknown.
pub(super) fn in_known_world<T>(outcome: Outcome<T>) -> Outcome<T> {
    outcome.with(|result| known(result, unknown_token()))
}

/// The same for any key.
pub(super) fn known<T>(result: ApiResult<T>, unknown: Refusal) -> ApiResult<T> {
    match result {
        Err(refusal) if refusal.kind == RefusalKind::WorldNotFound => Err(unknown),
        result => result,
    }
}
