//! Finds the world of an API token.

use super::Shell;
use crate::world::{
    identity::{self, refusals::ApiTokenError},
    kernel::refusal::{ApiResult, Refusal},
};
use uuid::Uuid;
use vmc_client::wire::Secret;

/// The refusal of an API token that nobody knows. A token of a world that is gone, or never was, is simply unknown.
pub(super) fn unknown_token() -> Refusal {
    identity::refusals::api_token_invalid(ApiTokenError::Unknown)
}

/// The world of an API token.
pub(super) fn world_of(shell: &Shell, api_token: &Secret) -> ApiResult<Uuid> {
    shell.worlds.world_of_key(api_token.expose()).ok_or(unknown_token())
}
