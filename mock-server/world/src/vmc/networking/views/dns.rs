//! States and counters of DNS forwarders.

use super::{
    request::{ENFORCEMENT_POINT_PATH, Fields, View, entries, fields, text},
    segments::updated,
    shape::zeros,
};
use crate::kernel::refusal::ApiResult;
use serde_json::{Value, json};

/// `GET …/dns-forwarder/status`: a forwarder that is enabled is up once it is realized. (assumption)
pub(super) fn status(view: &View) -> ApiResult<Fields> {
    let (path, forwarder) = view.owner()?;
    let is_enabled = forwarder.body.get("enabled") != Some(&Value::Bool(false));
    let is_up = is_enabled && view.is_realized(path, forwarder);
    let entry = json!({
        "resource_type": "NsxTDNSForwarderStatus",
        "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "status": if is_up { "UP" } else { "DOWN" },
        "extra_message": "",
        "timestamp": updated(forwarder),
    });
    Ok(fields(json!({"intent_path": path, "status_per_enforcement_point": [entry]})))
}

/// `GET …/dns-forwarder/statistics`: counters for each server of the zones.
pub(super) fn statistics(view: &View) -> ApiResult<Fields> {
    let (path, forwarder) = view.owner()?;
    let zone = |path: &str| {
        let zone = view.networks.get(path)?;
        let server = |server: &Value| json!({"upstream_server": server, "queries_failed": 0, "queries_succeeded": 0});
        let servers: Vec<_> = entries(zone, "upstream_servers").map(server).collect();
        let names: Vec<_> = entries(zone, "dns_domain_names").collect();
        Some(json!({"domain_names": names, "upstream_statistics": servers}))
    };
    let mut statistics = zeros(view.call.table, "NsxTDNSForwarderStatistics");
    let conditional = entries(forwarder, "conditional_forwarder_zone_paths").filter_map(|path| zone(path.as_str()?));
    statistics.insert("conditional_forwarder_statistics".to_owned(), conditional.collect());
    if let Some(default) = text(forwarder, "default_forwarder_zone_path").and_then(zone) {
        statistics.insert("default_forwarder_statistics".to_owned(), default);
    }
    if let Some(size) = forwarder.body.get("cache_size") {
        statistics.insert("configured_cache_size".to_owned(), size.clone());
    }
    statistics.insert("resource_type".to_owned(), "NsxTDNSForwarderStatistics".into());
    statistics.insert("enforcement_point_path".to_owned(), ENFORCEMENT_POINT_PATH.into());
    statistics.insert("timestamp".to_owned(), updated(forwarder));
    Ok(fields(json!({"intent_path": path, "statistics_per_enforcement_point": [statistics]})))
}
