//! Refusals of documents that are not worlds.

use super::Unreadable;
use crate::kernel::refusal::Refusal;
use http::StatusCode;

impl From<Unreadable> for Refusal {
    fn from(reason: Unreadable) -> Self {
        let (status, code) = match reason {
            Unreadable::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "vmcsim.export.too.large"),
            _ => (StatusCode::BAD_REQUEST, "vmcsim.export.unreadable"),
        };
        Self::new(status, code, reason.to_string())
    }
}
