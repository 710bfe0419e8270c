//! How requests are refused that come to no operation. But for the first, the codes are this
//! server's own.

use crate::world::kernel::error::GateFault;
use http::StatusCode;

/// Status and `error_code` of each.
pub(super) fn status_and_code(fault: &GateFault) -> (StatusCode, &'static str) {
    use GateFault as F;
    match fault {
        F::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "skyscraper.request.too.large"),
        F::BodyTooSlow => (StatusCode::REQUEST_TIMEOUT, "vmcsim.request.too.slow"),
        F::TargetTooLong { .. } => (StatusCode::URI_TOO_LONG, "vmcsim.request.target.too.long"),
        F::HeadersTooLarge { .. } => (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "vmcsim.request.headers.too.large"),
        F::HostNotAllowed(_) => (StatusCode::FORBIDDEN, "vmcsim.host.not.allowed"),
        F::OriginNotAllowed(_) => (StatusCode::FORBIDDEN, "vmcsim.origin.not.allowed"),
        F::AdminTokenMissing => (StatusCode::UNAUTHORIZED, "vmcsim.admin.token.missing"),
        F::AdminTokenWrong => (StatusCode::UNAUTHORIZED, "vmcsim.admin.token.wrong"),
        F::NotProxied(_) => (StatusCode::FORBIDDEN, "vmcsim.proxy.host.not.allowed"),
        F::ProxyNeedsHost => (StatusCode::BAD_REQUEST, "vmcsim.proxy.host.missing"),
    }
}
