//! Refusals of requests that have no world, or whose change cannot be saved.

use crate::world::kernel::refusal::{Refusal, RefusalKind};
use http::StatusCode;

/// The text is not an access token, was not signed with this server's key, or belongs to a world that no longer exists.
pub(crate) fn token_invalid() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "skyscraper.auth.token.invalid", "The access token is not valid.")
}

pub(crate) fn world_not_found(id: &str) -> Refusal {
    let refusal = Refusal::not_found("vmcsim.world.not.found", format!("There is no world {id}."));
    Refusal { kind: RefusalKind::WorldNotFound, ..refusal }
}

/// The change could not be written to disk, so it has no effect.
pub(crate) fn not_saved(reason: &str) -> Refusal {
    let message = format!("The change could not be saved, so it was not made: {reason}. It may be tried again.");
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "vmcsim.state.not.saved", message)
}
