//! Signatures for the detection of intrusions. There is one version, and no list of signatures is published. (assumption)

use super::request::{Fields, View, fields};
use crate::kernel::refusal::ApiResult;
use serde_json::json;

/// The only version. (assumption)
const VERSION: &str = "IDS_SIGNATURES.4.1.2";

/// `GET …/signature-versions`
pub(super) fn signature_versions(view: &View) -> ApiResult<Fields> {
    let body = fields(json!({
        "display_name": VERSION, "version_id": VERSION, "state": "ACTIVE", "status": "LATEST", "user_uploaded": false,
        "change_log": "", "update_time": view.sddc.created.as_millisecond(),
    }));
    let path = [view.path, "/", VERSION].concat();
    view.list([view.of_the_system("IdsSignatureVersion", &path, body)])
}

/// `GET …/signatures/status`
pub(super) fn signature_status(view: &View) -> ApiResult<Fields> {
    let body = fields(json!({
        "display_name": "status", "download_status": "READY", "signature_status": "AVAILABLE", "version_id": VERSION,
    }));
    Ok(view.of_the_system("IdsSignatureStatus", view.path, body))
}

/// `GET …/profiles/{id}/effective-signatures`
pub(super) fn effective_signatures(view: &View) -> ApiResult<Fields> {
    let (path, _) = view.owner()?;
    Ok(fields(json!({"profile_path": path, "signatures": []})))
}
