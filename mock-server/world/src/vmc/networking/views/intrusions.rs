//! Signatures for the detection of intrusions. There is one version, and no list of signatures is published. (assumption)

use super::{Fields, View, fields};
use crate::{documents::view::object, kernel::refusal::ApiResult, state::networks::Document};
use serde_json::{Map, json};
use std::sync::Arc;

/// The only version. (assumption)
const VERSION: &str = "IDS_SIGNATURES.4.1.2";

/// Returns an object that NSX made when the SDDC was created.
fn of_the_system(view: &View, of: &str, path: &str, body: Fields) -> Map<String, serde_json::Value> {
    let (created, author): (_, Arc<str>) = (view.sddc.created, "system".into());
    let document = Document {
        body,
        revision: 0,
        unique: crate::vmc::networking::defaults::derived(view.sddc, path).to_string().into(),
        order: 0,
        created,
        created_by: author.clone(),
        modified: created,
        modified_by: author,
    };
    object(view.call.table, of, path, &document)
}

/// `GET …/signature-versions`
pub(super) fn signature_versions(view: &View) -> ApiResult<Fields> {
    let body = fields(json!({
        "display_name": VERSION, "version_id": VERSION, "state": "ACTIVE", "status": "LATEST", "user_uploaded": false,
        "change_log": "", "update_time": view.sddc.created.as_millisecond(),
    }));
    let path = [view.path, "/", VERSION].concat();
    view.list([of_the_system(view, "IdsSignatureVersion", &path, body)])
}

/// `GET …/signatures/status`
pub(super) fn signature_status(view: &View) -> ApiResult<Fields> {
    let body = fields(json!({
        "display_name": "status", "download_status": "READY", "signature_status": "AVAILABLE", "version_id": VERSION,
    }));
    Ok(of_the_system(view, "IdsSignatureStatus", view.path, body))
}

/// `GET …/profiles/{id}/effective-signatures`
pub(super) fn effective_signatures(view: &View) -> ApiResult<Fields> {
    let (path, _) = view.owner()?;
    Ok(fields(json!({"profile_path": path, "signatures": []})))
}
