//! Statistics of the edges. No traffic is simulated, so all numbers are 0 and all series are empty. (assumption)

use super::{
    edge::Edge,
    firewall,
    operation::{View, object},
    refusals,
    rules::id_in_path,
    vnics,
};
use crate::{context::Cx, kernel::refusal::ApiResult};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The intervals of a dashboard besides those in minutes: the name, and its length in seconds with the distance of two values. (names
/// published; the distances are assumptions)
const INTERVALS: [(&str, i64, i64); 4] = [
    ("oneDay", 86_400, 300),
    ("oneWeek", 604_800, 1800),
    ("oneMonth", 2_592_000, 7200),
    ("oneYear", 31_536_000, 86_400),
];

/// The longest interval in minutes, which is also the usual one. (published)
const MINUTES_MAX: i64 = 60;

/// The distance of two values within an hour, in seconds. (assumption)
const STEP: i64 = 300;

/// Returns the world's time in seconds since 1970. The answer is valid until the next second.
pub(super) fn seconds(cx: &Cx) -> i64 {
    cx.until(|now| {
        let second = now.as_second();
        (second, Some(Timestamp::from_second(second.saturating_add(1)).unwrap_or(Timestamp::MAX)))
    })
}

/// `GET …/firewall/statistics/{ruleId}`
pub(super) fn firewall_rule(view: View, edge: Edge) -> ApiResult<Value> {
    id_in_path(view.call).and_then(|_| firewall::rule(view, edge))?;
    Ok(json!({"timestamp": seconds(view.cx), "connectionCount": 0, "packetCount": 0, "byteCount": 0}))
}

/// `GET …/dhcp/leaseInfo`: no workload has a lease.
pub(super) fn dhcp_leases(view: View) -> Value {
    json!({"timeStamp": seconds(view.cx), "hostLeaseInfosDto": {"hostLeaseInfoDtos": []}})
}

/// `GET …/dns/statistics`
pub(super) fn dns(view: View, _: Edge) -> Value {
    let kinds = ["total", "success", "nxrrset", "serverFail", "formErr", "nxDomain", "others"];
    let responses: Map<_, _> = kinds.iter().map(|kind| ((*kind).to_owned(), 0.into())).collect();
    json!({
        "timeStamp": seconds(view.cx),
        "requests": {"total": 0, "queries": 0},
        "responses": responses,
        "cachedDBRRSet": 0,
    })
}

/// `GET …/statistics/dashboard/{of}`
pub(super) fn dashboard(view: View, edge: Edge, of: &str) -> ApiResult<Value> {
    let (length, step) = interval(view.call.parameter("interval"))?;
    let series = match of {
        "firewall" => json!({"connections": []}),
        "ipsec" => json!({"ipsecBytesIn": [], "ipsecBytesOut": [], "ipsecTunnels": []}),
        _ => {
            let kinds = ["in_byte", "in_pkt", "out_byte", "out_pkt"];
            let names = (0..10).flat_map(|index| kinds.iter().map(move |kind| format!("vnic_{index}_{kind}")));
            Value::Object(names.map(|name| (name, json!([]))).collect())
        }
    };
    let end = seconds(view.cx);
    let mut data = Map::new();
    data.insert(of.to_owned(), series);
    Ok(json!({"dataDto": data, "metaDto": meta(&vnics::of(view, edge), end.saturating_sub(length), end, step)}))
}

/// Returns the length of an interval and the distance of its values, in seconds.
fn interval(text: Option<&str>) -> ApiResult<(i64, i64)> {
    let Some(text) = text else { return Ok((MINUTES_MAX * 60, STEP)) };
    if let Some((_, length, step)) = INTERVALS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(text)) {
        return Ok((*length, *step));
    }
    match text.trim().parse() {
        Ok(minutes) if (1..=MINUTES_MAX).contains(&minutes) => Ok((minutes * 60, STEP)),
        _ => Err(refusals::value("interval", "1 to 60, oneDay, oneWeek, oneMonth or oneYear")),
    }
}

fn meta(vnics: &[Value], start: i64, end: i64, step: i64) -> Value {
    json!({"vnics": vnics, "startTime": start, "endTime": end, "interval": step})
}

/// `GET …/statistics/interfaces` and its parts for one type of interface. Times are asked for in milliseconds and shown in seconds.
/// (published)
pub(super) fn interfaces(view: View, edge: Edge, of_type: Option<&str>) -> ApiResult<Value> {
    let time = |name: &str| -> ApiResult<Option<i64>> {
        let read = |text: &str| text.trim().parse::<i64>().ok().filter(|time| *time >= 0);
        match view.call.parameter(name) {
            None => Ok(None),
            Some(text) => read(text).map(Some).ok_or_else(|| refusals::value(name, "milliseconds since 1970")),
        }
    };
    let end = time("endTime")?.map_or_else(|| seconds(view.cx), |time| time / 1000);
    let start = time("startTime")?.map_or_else(|| end.saturating_sub(MINUTES_MAX * 60), |time| time / 1000);
    if start > end {
        return Err(refusals::value("startTime", "before endTime"));
    }
    let mut shown = vnics::of(view, edge);
    shown.retain(|vnic| vnic["isConnected"] == true && of_type.is_none_or(|of| vnic["type"] == of));
    let mut data = object(json!({}));
    for vnic in &shown {
        data.insert(format!("vnic_{}", vnic["index"]), json!([]));
    }
    Ok(json!({"dataDto": data, "metaDto": meta(&shown, start, end, STEP)}))
}
