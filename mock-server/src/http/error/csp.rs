//! How the sign-in service's refusals look.

use super::injected;
use crate::world::{identity::error::IdentityFault, kernel::{error::ApiError, faults::error::FaultError, ids}};
use http::StatusCode;
use jiff::Timestamp;
use vmc_client::wire::{CspError, CspModuleError};

/// The module that checks headers. (recorded)
const GATEWAY: i64 = 250;
/// The module that exchanges tokens. (recorded)
const TOKENS: i64 = 340;
/// The module that keeps users and their roles. Its number is not known. (assumption)
const ACCOUNTS: i64 = 540;

/// Where API tokens are exchanged.
const EXCHANGES: &[&str] = &["/auth/api-tokens/authorize", "/auth/authorize", "/auth/token"];

/// Status, module and code of each refusal. Only the first and the module of refused tokens are recorded; other codes are chosen.
/// (assumption)
pub(super) fn status_and_code(fault: IdentityFault) -> (StatusCode, i64, u16) {
    use IdentityFault as F;
    match fault {
        F::BasicMissing => (StatusCode::UNAUTHORIZED, GATEWAY, 100),
        F::ClientInvalid(_) => (StatusCode::UNAUTHORIZED, TOKENS, 200),
        F::GrantNotAllowed => (StatusCode::BAD_REQUEST, TOKENS, 210),
        F::GrantUnsupported(_) => (StatusCode::BAD_REQUEST, TOKENS, 220),
        F::ScopeUnknown => (StatusCode::BAD_REQUEST, TOKENS, 230),
        F::ClientNotInOrg(_) => (StatusCode::FORBIDDEN, TOKENS, 240),
        F::UserNotFound => (StatusCode::NOT_FOUND, ACCOUNTS, 100),
        F::GroupNotFound(_) => (StatusCode::NOT_FOUND, ACCOUNTS, 110),
        F::AppNotFound => (StatusCode::NOT_FOUND, ACCOUNTS, 120),
        F::InvitationNotFound(_) => (StatusCode::NOT_FOUND, ACCOUNTS, 130),
        F::SignatureNotFound(_) => (StatusCode::NOT_FOUND, ACCOUNTS, 140),
        F::ApiTokenNotFound(_) => (StatusCode::NOT_FOUND, ACCOUNTS, 150),
        F::OrgRoleUnknown => (StatusCode::BAD_REQUEST, ACCOUNTS, 200),
        F::ServiceRoleUnknown => (StatusCode::BAD_REQUEST, ACCOUNTS, 210),
        F::ServiceUnknown => (StatusCode::BAD_REQUEST, ACCOUNTS, 220),
        F::LastOwner(_) => (StatusCode::BAD_REQUEST, ACCOUNTS, 230),
        F::LastRole => (StatusCode::BAD_REQUEST, ACCOUNTS, 240),
        F::Taken(_) => (StatusCode::CONFLICT, ACCOUNTS, 250),
        F::NotAUser => (StatusCode::FORBIDDEN, ACCOUNTS, 260),
        F::InvitationOver => (StatusCode::BAD_REQUEST, ACCOUNTS, 270),
    }
}

/// CSP names the module alone where a refresh token is refused, and everything otherwise. Both shapes are recorded; which refusal has which
/// is known for these two only.
pub(super) fn body(
    path: &str,
    status: StatusCode,
    error: &ApiError,
    now: Option<Timestamp>,
) -> Result<Vec<u8>, serde_json::Error> {
    let message = match error {
        ApiError::Fault(FaultError::Injected(injected)) => injected::sentence(injected),
        _ => error.to_string(),
    };
    // An error that a fault rule asks for has the shape that a refused token has where tokens are exchanged.
    let exchange = EXCHANGES.iter().any(|exchange| path.ends_with(exchange)) && status == StatusCode::BAD_REQUEST;
    if matches!(error, ApiError::ApiTokenInvalid(_))
        || matches!(error, ApiError::Fault(FaultError::Injected(_))) && exchange
    {
        return serde_json::to_vec(&CspModuleError { module_code: TOKENS, message });
    }
    let (module, code) = match error {
        ApiError::Identity(fault) => {
            let (_, module, code) = status_and_code(*fault);
            (module, code)
        }
        _ => (GATEWAY, status.as_u16()),
    };
    let own_code = match error {
        ApiError::Fault(FaultError::Injected(injected)) => injected.code.clone(),
        _ => None,
    };
    // The ids of a failed request follow from the request and its time, so that a repeated run repeats them.
    let text = format!("{path} {status} {error}");
    let seed = text
        .bytes()
        .fold(now.map_or(0, Timestamp::as_millisecond).cast_unsigned(), |hash, byte| ids::mix(hash ^ u64::from(byte)));
    serde_json::to_vec(&CspError {
        status_code: status.as_u16(),
        trace_id: format!("{:016x}{:016x}", ids::mix(seed), ids::mix(seed ^ 1)),
        csp_error_code: own_code.unwrap_or_else(|| format!("{module}.{code}")),
        message,
        module_code: module,
        request_id: format!("{:016x}", ids::mix(seed ^ 2)),
        metadata: None,
    })
}
