//! Error bodies of the sign-in service (CSP).

use crate::world::{
    identity::refusals::{self, ApiTokenError, GATEWAY, TOKENS},
    kernel::{
        ids,
        refusal::{CspCode, Refusal},
    },
};
use http::StatusCode;
use jiff::Timestamp;
use vmc_client::wire::{CspError, CspModuleError};

/// The ends of the paths at which API tokens are exchanged.
const EXCHANGES: &[&str] = &["/auth/api-tokens/authorize", "/auth/authorize", "/auth/token"];

/// Writes the error body. CSP names only the module when it refuses a refresh token, and gives all fields otherwise. Both shapes are
/// recorded. Which refusal has which shape is known for these two only.
pub(super) fn body(path: &str, refusal: &Refusal, now: Option<Timestamp>) -> Result<Vec<u8>, serde_json::Error> {
    let (status, injected) = (refusal.status, refusal.injected());
    let message = match injected {
        // The recorded shape for refused tokens.
        Some(words) if words.messages.is_empty() && status == StatusCode::BAD_REQUEST => {
            refusals::api_token_invalid(ApiTokenError::Unknown).message.into_owned()
        }
        _ => refusal.to_string(),
    };
    // At paths that exchange tokens, an error from a fault rule has the shape of a refused token.
    let exchange = EXCHANGES.iter().any(|exchange| path.ends_with(exchange)) && status == StatusCode::BAD_REQUEST;
    let csp = match refusal.csp {
        None if injected.is_some() && exchange => CspCode { module: TOKENS, code: None },
        None => CspCode { module: GATEWAY, code: Some(status.as_u16()) },
        Some(csp) => csp,
    };
    let Some(code) = csp.code else {
        return serde_json::to_vec(&CspModuleError { module_code: csp.module, message });
    };
    let own_code = injected.and_then(|words| words.code.clone());
    // The ids of a failed request are derived from the request and its time. A repeated run therefore gives the same ids.
    let text = format!("{path} {status} {refusal}");
    let seed = text
        .bytes()
        .fold(now.map_or(0, Timestamp::as_millisecond).cast_unsigned(), |hash, byte| ids::mix(hash ^ u64::from(byte)));
    serde_json::to_vec(&CspError {
        status_code: status.as_u16(),
        trace_id: format!("{:016x}{:016x}", ids::mix(seed), ids::mix(seed ^ 1)),
        csp_error_code: own_code.unwrap_or_else(|| format!("{}.{code}", csp.module)),
        message,
        module_code: csp.module,
        request_id: format!("{:016x}", ids::mix(seed ^ 2)),
        metadata: None,
    })
}
