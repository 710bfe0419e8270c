//! Applies a fault to a response: delays the response, or marks it for the connection to act on.

use crate::world::kernel::faults::{RequestFault, Struck};
use axum::response::Response;
use std::time::Duration;

/// Returns the response after the fault's delay. For connection faults it carries a mark that the connection reads.
pub(super) async fn struck(mut response: Response, struck: Option<Struck>) -> Response {
    match struck.map(|struck| struck.fault) {
        Some(RequestFault::Delay(time)) => {
            #[expect(clippy::disallowed_methods, reason = "a user has asked for machine time to pass")]
            tokio::time::sleep(Duration::try_from(time).unwrap_or_default()).await;
        }
        Some(RequestFault::Wire(_, fault)) => {
            response.extensions_mut().insert(fault);
        }
        // The response already is the refusal.
        Some(RequestFault::Refuse(..)) | None => {}
    }
    response
}
