//! States and counters of DHCP servers. There are no machines that could have leases.

use super::{
    request::{Fields, View, fields},
    segments::{state_name, updated},
    shape::zeros,
};
use crate::{
    documents::{paths::canonical, refusals},
    kernel::refusal::ApiResult,
};
use serde_json::json;

impl View<'_> {
    /// Returns the parameter `connectivity_path`, which must name an object that exists.
    fn connectivity(&self) -> ApiResult<&str> {
        let asked = self.call.parameter("connectivity_path").unwrap_or_default();
        self.document(&canonical(asked))?;
        Ok(asked)
    }
}

/// `GET …/leases`
pub(super) fn leases(view: &View) -> ApiResult<Fields> {
    let (path, server) = view.owner()?;
    Ok(fields(json!({
        "dhcp_server_id": path.rsplit('/').next(), "connectivity_path": view.connectivity()?, "leases": [],
        "result_count": 0, "timestamp": updated(server),
    })))
}

/// `GET …/state`
pub(super) fn state(view: &View) -> ApiResult<Fields> {
    view.connectivity()?;
    let (path, server) = view.owner()?;
    Ok(fields(json!({"state": state_name(view, path, server), "details": []})))
}

/// `GET …/stats`
pub(super) fn statistics(view: &View) -> ApiResult<Fields> {
    view.connectivity()?;
    let (path, server) = view.owner()?;
    let mut statistics = zeros(view.call.table, "DhcpServerStatistics");
    statistics.insert("dhcp_server_id".to_owned(), path.rsplit('/').next().into());
    statistics.insert("timestamp".to_owned(), updated(server));
    Ok(statistics)
}

/// `GET …/status`: the first edge node is active, the second one in standby. (assumption)
pub(super) fn status(view: &View) -> ApiResult<Fields> {
    view.connectivity()?;
    let (path, server) = view.owner()?;
    let mut nodes = view.edge_nodes().map(|(_, id)| id);
    let mut status = fields(json!({"service_status": if view.is_realized(path, server) { "UP" } else { "DOWN" }}));
    for name in ["active_node", "stand_by_node"] {
        if let Some(id) = nodes.next() {
            status.insert(name.to_owned(), id.into());
        }
    }
    Ok(status)
}

/// `GET …/dhcp-static-bindings/{id}/state`. The bindings themselves are in a collection of another name.
pub(super) fn binding_state(view: &View) -> ApiResult<Fields> {
    let path = view.path.strip_suffix("/state").unwrap_or(view.path);
    let path = path.replace("/dhcp-static-bindings/", "/dhcp-static-binding-configs/");
    let binding = view.networks.get(&path).ok_or_else(|| refusals::not_found(&view.call.asked))?;
    Ok(fields(json!({"state": state_name(view, &path, binding), "details": []})))
}
