//! Which objects use an object.

use super::request::{Fields, View, display_name};
use crate::{
    documents::paths::{canonical, last},
    kernel::refusal::ApiResult,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// `GET /infra/group-associations`: the groups that an object is a member of, directly or through other groups.
pub(super) fn groups_of(view: &View) -> ApiResult<Fields> {
    let groups = groups_with(view, &canonical(view.call.parameter("intent_path").unwrap_or_default()));
    view.list(groups.iter().filter_map(|path| reference(view, path)))
}

/// `GET /infra/group-service-associations`: the policies and rules and other objects that use a group or a service.
pub(super) fn users_of(view: &View) -> ApiResult<Fields> {
    let path = canonical(view.call.parameter("intent_path").unwrap_or_default());
    view.document(&path)?;
    let users: BTreeSet<_> = view.networks.referrers(&path).map(AsRef::as_ref).collect();
    let users = users.into_iter().filter(|path| !is_group(view, path));
    view.list(users.filter_map(|path| reference(view, path)))
}

fn is_group(view: &View, path: &str) -> bool {
    view.call.table.kind_at(path).is_some_and(|kind| kind.of_type == "Group")
}

fn groups_with(view: &View, path: &str) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![path.to_owned()]);
    while let Some(path) = open.pop() {
        for user in view.networks.referrers(&path).filter(|user| is_group(view, user)) {
            if found.insert(user.to_string()) {
                open.push(user.to_string());
            }
        }
    }
    found
}

/// Returns a reference to an object.
pub(super) fn reference(view: &View, path: &str) -> Option<Value> {
    let (kind, document) = (view.call.table.kind_at(path)?, view.networks.get(path)?);
    let name = display_name(path, document);
    Some(json!({
        "path": path, "target_id": last(path), "target_display_name": name, "target_type": kind.of_type, "is_valid": true,
    }))
}
