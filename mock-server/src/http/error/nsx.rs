//! The error bodies of NSX-T and NSX-V.

use crate::world::kernel::refusal::Refusal;
use http::StatusCode;
use serde::Serialize;

/// The error body of NSX-T. (recorded)
#[derive(Serialize)]
struct ApiError<'r> {
    #[serde(rename = "httpStatus")]
    http_status: String,
    error_code: u32,
    module_name: &'r str,
    error_message: String,
}

/// The error body of NSX-V. (documented)
#[derive(Serialize)]
struct EdgeError<'r> {
    details: String,
    #[serde(rename = "errorCode")]
    error_code: u32,
    #[serde(rename = "moduleName")]
    module_name: &'r str,
}

/// Returns the body of a refusal by NSX-T. Without a number of its own, a refusal has that of its status. (assumption)
pub(super) fn body(refusal: &Refusal) -> Result<Vec<u8>, serde_json::Error> {
    let (code, module_name) = number(refusal, "common-services");
    let http_status = name(refusal.status);
    serde_json::to_vec(&ApiError { http_status, error_code: code, module_name, error_message: text(refusal) })
}

/// Returns the body of a refusal by NSX-V.
pub(super) fn preview_body(refusal: &Refusal) -> Result<Vec<u8>, serde_json::Error> {
    let (error_code, module) = number(refusal, "vShield Edge");
    // NSX-V has its own name for the module that NSX-T calls common services. (assumption)
    let module_name = if module == "common-services" { "core-services" } else { module };
    serde_json::to_vec(&EdgeError { details: text(refusal), error_code, module_name })
}

fn number(refusal: &Refusal, module: &'static str) -> (u32, &'static str) {
    let injected = refusal.injected().and_then(|words| words.code.as_deref()?.parse().ok());
    let own = refusal.nsx.map_or((refusal.status.as_u16().into(), module), |nsx| (nsx.code, nsx.module));
    (injected.unwrap_or(own.0), own.1)
}

fn text(refusal: &Refusal) -> String {
    let injected = refusal.injected().map(|words| words.messages.join(" ")).filter(|text| !text.is_empty());
    injected.unwrap_or_else(|| refusal.to_string())
}

/// Returns a status as NSX writes it: `NOT_FOUND`.
fn name(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("UNKNOWN").to_ascii_uppercase().replace([' ', '-'], "_")
}
