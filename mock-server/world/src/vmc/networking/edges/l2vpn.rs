//! The L2 VPN of the compute gateway.

use super::{
    checks::{hosts, text, texts},
    edge::Edge,
    feature::Feature,
    ipsec::{MASK, keep_secret, shows_secrets, sites},
    operation::{Draft, View, body, object},
    refusals,
    statistics::seconds,
    vnics::uplink_address,
};
use crate::{kernel::refusal::ApiResult, state::sddcs::SddcFacts};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) const L2VPN: Feature = Feature { name: "l2vpn", fresh };

/// The largest number of sites. (assumption)
const SITES_MAX: usize = 64;

/// The VPN of a new gateway. It is off. (recorded on premises; that it names the uplink is an assumption)
fn fresh(_: &SddcFacts, edge: Edge) -> Map<String, Value> {
    object(json!({"enabled": false, "listenerIps": [uplink_address(edge).to_string()], "sites": {"sites": []}}))
}

/// `GET …/cgws/{edgeId}/l2vpn/config`
pub(super) fn get(view: View, edge: Edge) -> Value {
    let mut shown = L2VPN.seen(view, edge).body.clone();
    if !shows_secrets(view)
        && let Some(Value::Array(sites)) = shown.get_mut("sites").and_then(|sites| sites.get_mut("sites"))
    {
        for site in sites.iter_mut().filter_map(Value::as_object_mut) {
            site.entry("password").and_modify(|password| *password = MASK.into());
        }
    }
    Value::Object(shown)
}

/// `PUT …/cgws/{edgeId}/l2vpn/config`
pub(super) fn replace(draft: &mut Draft, edge: Edge) -> ApiResult<()> {
    let mut body = body(draft.call)?;
    if texts(&body, "listenerIps").count() != 1 {
        return Err(refusals::value("listenerIps", "a list of one address"));
    }
    hosts(&body, "listenerIps")?;
    let before = L2VPN.of(draft.edges, draft.sddc, edge).body.clone();
    let (mut complete, mut ids) = (Vec::new(), BTreeSet::new());
    for site in sites(&body) {
        let kept =
            sites(&before).find(|kept| text(kept, "siteId").is_some() && text(kept, "siteId") == text(site, "siteId"));
        let id = match kept.and_then(|kept| text(kept, "siteId")) {
            Some(id) => id.to_owned(),
            None => {
                draft.edges.last.l2vpn_site = draft.edges.last.l2vpn_site.saturating_add(1);
                format!("l2vpnsite-{}", draft.edges.last.l2vpn_site)
            }
        };
        if !ids.insert(id.clone()) {
            return Err(refusals::value("siteId", "unique"));
        }
        let mut site = site.clone();
        keep_secret(&mut site, "password", kept);
        site.insert("siteId".to_owned(), id.into());
        site.entry("secureTraffic").or_insert(Value::Bool(true));
        complete.push(Value::Object(site));
    }
    if complete.len() > SITES_MAX {
        return Err(refusals::full("sites", SITES_MAX));
    }
    body.entry("enabled").or_insert(Value::Bool(true));
    body.insert("sites".to_owned(), json!({"sites": complete}));
    L2VPN.write(draft, edge, body)
}

/// `GET …/l2vpn/config/statistics`: the sites of an enabled VPN are connected, and no bytes pass. (assumption)
pub(super) fn statistics(view: View, edge: Edge) -> Value {
    let config = L2VPN.seen(view, edge);
    let enabled = edge == Edge::Compute && config.body.get("enabled") == Some(&Value::Bool(true));
    let site = |site: &Map<String, Value>| {
        json!({
            "name": text(site, "name").unwrap_or_default(),
            "tunnelStatus": "UP",
            "txBytesFromLocalSubnet": 0,
            "rxBytesOnLocalSubnet": 0,
            "droppedTxPackets": 0,
            "droppedRxPackets": 0,
        })
    };
    let connected: Vec<_> = sites(&config.body).filter(|_| enabled).map(site).collect();
    json!({
        "timeStamp": seconds(view.cx),
        "serverStatus": if enabled { "up" } else { "down" },
        "siteStats": connected,
    })
}
