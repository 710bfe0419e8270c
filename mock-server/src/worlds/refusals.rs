//! Refusals of requests that have no world, or whose change cannot be saved.

use crate::world::{
    description::Problem,
    kernel::refusal::{Refusal, RefusalKind},
};
use http::StatusCode;
use vmc_client::wire::ValidationErrorDetail;

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

/// The description of a world has problems, so no world was made.
pub(crate) fn not_described(problems: &[Problem]) -> Refusal {
    let detail = |problem: &Problem| ValidationErrorDetail {
        validation_error_message: problem.to_string(),
        ..ValidationErrorDetail::default()
    };
    let all: Vec<_> = problems.iter().map(Problem::to_string).collect();
    let refusal = Refusal::bad_request("vmcsim.description.invalid", all.join("\n"));
    Refusal { kind: RefusalKind::invalid(problems.iter().map(detail)), ..refusal }
}

/// An API token or client id of a description belongs to another world of the server. The key is not repeated, because it is a secret.
pub(crate) fn credential_taken() -> Refusal {
    Refusal::conflict(
        "vmcsim.credential.taken",
        "An API token or client id of this world belongs to another world of this server. With `credentials` set to `derived`, a described world gets credentials of its own.",
    )
}
