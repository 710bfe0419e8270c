//! DNS zones and forwarders.

use super::refusals;
use crate::kernel::refusal::ApiResult;
use serde_json::{Map, Value};

/// The largest number of servers of a zone. (documented for NSX)
const SERVERS_MAX: usize = 3;

/// Checks a zone.
///
/// # Errors
/// It has no servers or too many.
pub(super) fn check_zone(body: &Map<String, Value>) -> ApiResult<()> {
    let servers = body.get("upstream_servers").and_then(Value::as_array).map_or(0, Vec::len);
    if servers == 0 || servers > SERVERS_MAX {
        return Err(refusals::dns(&format!("a zone has from 1 to {SERVERS_MAX} upstream_servers")));
    }
    Ok(())
}

/// Checks a forwarder.
///
/// # Errors
/// It has no zone for all other names, or no address to listen on.
pub(super) fn check_forwarder(body: &Map<String, Value>) -> ApiResult<()> {
    for field in ["default_forwarder_zone_path", "listener_ip"] {
        if body.get(field).and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(refusals::field_missing(field));
        }
    }
    Ok(())
}
