//! The DNS of a gateway, which forwards the questions of workloads.

use super::{
    checks::{hosts, inner, texts, word},
    edge::Edge,
    feature::Feature,
    operation::{Draft, View, body, object},
    refusals,
};
use crate::{kernel::refusal::ApiResult, state::sddcs::SddcFacts};
use serde_json::{Map, Value, json};

pub(super) const DNS: Feature = Feature { name: "dns", fresh };

/// The limits of an edge, which it shows among its capabilities. (documented)
const CACHE_MAX: i64 = 8192;
const VIEWS_MAX: usize = 100;
const FORWARDERS_MAX: usize = 2;

/// The levels of a log. (published)
pub(super) const LOG_LEVELS: [&str; 8] =
    ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

/// The DNS of a new gateway. (recorded on premises)
fn fresh(_: &SddcFacts, _: Edge) -> Map<String, Value> {
    object(json!({
        "featureType": "dns",
        "enabled": false,
        "cacheSize": 16,
        "listeners": {"type": "dhs_listener", "vnic": ["any"]},
        "dnsViews": {"dnsView": [view_of(0, "vsm-default-view")]},
        "logging": {"enable": false, "logLevel": "info"},
    }))
}

fn view_of(number: usize, name: &str) -> Value {
    json!({
        "viewId": format!("view-{number}"),
        "name": name,
        "enabled": true,
        "viewMatch": {"ipAddress": ["any"], "vnic": ["any"], "ipSet": []},
        "recursion": false,
    })
}

/// `GET …/dns/config`
pub(super) fn get(view: View, edge: Edge) -> Value {
    Value::Object(Feature::shown(&DNS.seen(view, edge)))
}

/// `POST …/dns/config?enable=`
pub(super) fn enable(draft: &mut Draft, edge: Edge) -> ApiResult<()> {
    let call = draft.call;
    if call.parameter("enable").is_none() {
        return Err(refusals::missing("enable"));
    }
    let mut body = DNS.of(draft.edges, draft.sddc, edge).body.clone();
    body.insert("enabled".to_owned(), call.switch("enable").into());
    DNS.write(draft, edge, body)
}

/// `PUT …/dns/config`: what is left out goes back to what a new gateway has, but the DNS is enabled unless the body says otherwise.
/// (published)
pub(super) fn replace(draft: &mut Draft, edge: Edge) -> ApiResult<()> {
    let mut sent = body(draft.call)?;
    DNS.check_version(draft, edge, &mut sent)?;
    let cache = sent.get("cacheSize").and_then(Value::as_i64);
    if cache.is_some_and(|size| !(1..=CACHE_MAX).contains(&size)) {
        return Err(refusals::value("cacheSize", &format!("a number from 1 to {CACHE_MAX}")));
    }
    if let Some(logging) = inner(&sent, "logging") {
        word(logging, "logLevel", &LOG_LEVELS)?;
    }
    if let Some(listeners) = inner(&sent, "listeners") {
        hosts(listeners, "ipAddress")?;
    }
    let views = match sent.get_mut("dnsViews").and_then(|views| views.get_mut("dnsView")) {
        Some(Value::Array(views)) => std::mem::take(views),
        _ => Vec::new(),
    };
    let mut body = fresh(draft.sddc, edge);
    body.insert("enabled".to_owned(), true.into());
    for (name, value) in sent {
        match (body.get_mut(&name), value) {
            (Some(Value::Object(fields)), Value::Object(sent)) => fields.extend(sent),
            (_, value) => drop(body.insert(name, value)),
        }
    }
    let views = complete_views(views)?;
    body.insert("featureType".to_owned(), "dns".into());
    body.insert("dnsViews".to_owned(), json!({"dnsView": views}));
    DNS.write(draft, edge, body)
}

/// Checks views and gives ids to those that have none. Without any, there is the usual one, because clients read the first.
fn complete_views(views: Vec<Value>) -> ApiResult<Vec<Value>> {
    if views.len() > VIEWS_MAX {
        return Err(refusals::full("views", VIEWS_MAX));
    }
    if views.is_empty() {
        return Ok(vec![view_of(0, "vsm-default-view")]);
    }
    let mut complete = Vec::with_capacity(views.len());
    for (number, view) in views.into_iter().enumerate() {
        let Value::Object(sent) = view else { continue };
        if let Some(forwarders) = inner(&sent, "forwarders") {
            hosts(forwarders, "ipAddress")?;
            if texts(forwarders, "ipAddress").count() > FORWARDERS_MAX {
                return Err(refusals::full("forwarders", FORWARDERS_MAX));
            }
        }
        let mut view = object(view_of(number, ""));
        for (name, value) in sent {
            match (view.get_mut(&name), value) {
                (Some(Value::Object(fields)), Value::Object(sent)) => fields.extend(sent),
                (_, value) => drop(view.insert(name, value)),
            }
        }
        complete.push(Value::Object(view));
    }
    Ok(complete)
}
