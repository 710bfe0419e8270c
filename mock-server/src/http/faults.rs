//! What a fault that has struck does to an answer: it is held back here, or marked for the connection.

use crate::world::kernel::faults::{RequestFault, Struck};
use axum::response::Response;
use std::time::Duration;

/// The answer, once the fault lets it go; for faults of the connection with a mark that the connection looks for.
pub(super) async fn struck(mut response: Response, struck: Option<Struck>) -> Response {
    match struck.map(|struck| struck.fault) {
        Some(RequestFault::Delay(time)) => {
            #[expect(clippy::disallowed_methods, reason = "a user has asked for machine time to pass")]
            tokio::time::sleep(Duration::try_from(time).unwrap_or_default()).await;
        }
        Some(RequestFault::Wire(_, fault)) => {
            response.extensions_mut().insert(fault);
        }
        // The answer is the refusal already.
        Some(RequestFault::Refuse(..)) | None => {}
    }
    response
}
