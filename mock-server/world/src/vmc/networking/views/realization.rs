//! Realization: what NSX has made of an object. It takes a moment.

use super::request::{ENFORCEMENT_POINT, ENFORCEMENT_POINT_PATH, Fields, View, display_name, fields};
use crate::{
    documents::{refusals, view::object},
    kernel::refusal::ApiResult,
    state::networks::Document,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The time from a change of an object until it is realized. (assumption)
const REALIZATION_TIME: SignedDuration = SignedDuration::from_secs(2);

/// Returns the time at which a document is realized, or was.
pub(super) fn realized_at(document: &Document) -> Timestamp {
    document.modified.checked_add(REALIZATION_TIME).unwrap_or(document.modified)
}

impl View<'_> {
    /// Whether an object and what belongs to it are realized.
    pub(super) fn is_realized(&self, path: &str, document: &Document) -> bool {
        let parts = self.networks.below(path).map(|(_, part)| realized_at(part)).max();
        let end = parts.into_iter().fold(realized_at(document), Timestamp::max);
        self.cx.until(|now| (now >= end, (now < end).then_some(end)))
    }

    /// Returns the object that the parameter `intent_path` names.
    fn intent(&self) -> ApiResult<(String, &Document)> {
        let asked = self.call.parameter("intent_path").unwrap_or_default();
        let path = crate::documents::paths::canonical(asked);
        let document = self.networks.get(&path).ok_or_else(|| refusals::not_found(asked))?;
        Ok((path, document))
    }
}

/// Returns the `status` of an object, as hits of a search have it. (recorded)
pub(super) fn consolidated(view: &View, path: &str, document: &Document) -> Value {
    let is_realized = view.is_realized(path, document);
    let (status, published) = if is_realized { ("SUCCESS", "REALIZED") } else { ("IN_PROGRESS", "UNREALIZED") };
    json!({
        "intent_path": path,
        "intent_version": document.revision.to_string(),
        "publish_status": published,
        "consolidated_status": {"consolidated_status": status},
        "consolidated_status_per_enforcement_point": [{
            "resource_type": "ConsolidatedStatusPerEnforcementPoint",
            "enforcement_point_id": ENFORCEMENT_POINT,
            "consolidated_status": {"consolidated_status": status},
        }],
    })
}

/// `GET …/realized-state/status`
pub(super) fn status(view: &View) -> ApiResult<Fields> {
    let (path, document) = view.intent()?;
    Ok(fields(consolidated(view, &path, document)))
}

/// `GET …/realized-state/realized-entities`
pub(super) fn entities(view: &View) -> ApiResult<Fields> {
    let (path, document) = view.intent()?;
    view.list([realized(view, &path, document)])
}

/// `GET …/realized-state/realized-entity`
pub(super) fn entity(view: &View) -> ApiResult<Fields> {
    let asked = view.call.parameter("realized_path").unwrap_or_default();
    let rest = asked.strip_prefix(REALIZED_PATH).and_then(|rest| rest.strip_prefix('/'));
    let path = rest.map(|rest| ["/infra/", rest].concat()).ok_or_else(|| refusals::not_found(asked))?;
    let document = view.networks.get(&path).ok_or_else(|| refusals::not_found(asked))?;
    Ok(realized(view, &path, document))
}

/// The beginning of the paths of realized objects. The path of the object below `/infra` follows. (assumption)
const REALIZED_PATH: &str = "/infra/realized-state/enforcement-points/vmc-enforcementpoint";

fn realized(view: &View, path: &str, document: &Document) -> Fields {
    let is_realized = view.is_realized(path, document);
    let of = view.call.table.kind_at(path).map_or("Object", |kind| kind.of_type);
    let body = fields(json!({
        "display_name": display_name(path, document),
        "state": if is_realized { "REALIZED" } else { "UNREALIZED" },
        "runtime_status": if is_realized { "SUCCESS" } else { "IN_PROGRESS" },
        "entity_type": format!("Realized{of}"),
        "alarms": [],
        "intent_paths": [path],
        "intent_reference": [path],
        "realization_specific_identifier": &*document.unique,
        "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "site_path": "/infra/sites/default",
    }));
    let own = [REALIZED_PATH, path.strip_prefix("/infra").unwrap_or(path)].concat();
    object(view.call.table, "GenericPolicyRealizedResource", &own, &Document { body, ..document.clone() })
}

/// `GET …/realized-state/enforcement-points/{name}`
pub(super) fn enforcement_point(view: &View) -> ApiResult<Fields> {
    let body = fields(json!({"display_name": ENFORCEMENT_POINT, "state": "REALIZED", "alarms": []}));
    Ok(view.of_the_system("RealizedEnforcementPoint", REALIZED_PATH, body))
}

/// `GET …/realized-state/enforcement-points`
pub(super) fn enforcement_points(view: &View) -> ApiResult<Fields> {
    view.list([enforcement_point(view)?])
}
