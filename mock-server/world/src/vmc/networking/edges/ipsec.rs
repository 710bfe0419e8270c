//! The IPsec VPN of a gateway. A client writes all sites at once.

use super::{
    checks::{addresses, hosts, inner, text, texts, word},
    dns::LOG_LEVELS,
    edge::Edge,
    feature::Feature,
    operation::{Draft, View, body, object},
    refusals,
    statistics::seconds,
};
use crate::{
    kernel::refusal::ApiResult,
    state::{identity::roles::Right, sddcs::SddcFacts},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) const IPSEC: Feature = Feature { name: "ipsec", fresh };

/// What stands in place of a secret. (recorded on premises)
pub(super) const MASK: &str = "******";

/// The largest number of sites. (documented as `MAX_TUNNELS`)
const SITES_MAX: usize = 64;

/// The VPN of a new gateway. (recorded on premises)
fn fresh(_: &SddcFacts, _: Edge) -> Map<String, Value> {
    object(json!({
        "featureType": "ipsec_4.0",
        "enabled": false,
        "logging": {"enable": true, "logLevel": "warning"},
        "global": {"caCertificates": {"caCertificate": []}, "crlCertificates": {"crlCertificate": []}},
        "sites": {"sites": []},
    }))
}

/// Whether the answer may show secrets: the client asks for them, and may see the passwords of the SDDC too. (assumption for the latter)
pub(super) fn shows_secrets(view: View) -> bool {
    view.call.switch("showSensitiveData") && view.cx.caller.may(Right::Secrets)
}

/// `GET …/ipsec/config`
pub(super) fn get(view: View, edge: Edge) -> Value {
    let mut shown = Feature::shown(&IPSEC.seen(view, edge));
    if !shows_secrets(view) {
        if let Some(Value::Object(global)) = shown.get_mut("global") {
            global.insert("psk".to_owned(), MASK.into());
        }
        if let Some(Value::Array(sites)) = shown.get_mut("sites").and_then(|sites| sites.get_mut("sites")) {
            for site in sites.iter_mut().filter_map(Value::as_object_mut) {
                site.entry("psk").and_modify(|psk| *psk = MASK.into());
            }
        }
    }
    Value::Object(shown)
}

/// The sites of a gateway.
pub(super) fn sites(body: &Map<String, Value>) -> impl Iterator<Item = &Map<String, Value>> {
    let sites = body.get("sites").and_then(|sites| sites.get("sites")).and_then(Value::as_array);
    sites.into_iter().flatten().filter_map(Value::as_object)
}

/// `PUT …/ipsec/config`: sites that are left out are deleted. (documented)
pub(super) fn replace(draft: &mut Draft, edge: Edge) -> ApiResult<()> {
    let mut sent = body(draft.call)?;
    IPSEC.check_version(draft, edge, &mut sent)?;
    if let Some(logging) = inner(&sent, "logging") {
        word(logging, "logLevel", &LOG_LEVELS)?;
    }
    let before = IPSEC.of(draft.edges, draft.sddc, edge).body.clone();
    let sites = complete_sites(draft, edge, &before, &sent)?;
    let mut body = fresh(draft.sddc, edge);
    // (published)
    body.insert("enabled".to_owned(), true.into());
    sent.remove("sites");
    for (name, value) in sent {
        match (body.get_mut(&name), value) {
            (Some(Value::Object(fields)), Value::Object(sent)) => fields.extend(sent),
            (_, value) => drop(body.insert(name, value)),
        }
    }
    if let Some(Value::Object(global)) = body.get_mut("global") {
        keep_secret(global, "psk", inner(&before, "global"));
    }
    body.insert("featureType".to_owned(), "ipsec_4.0".into());
    body.insert("sites".to_owned(), json!({"sites": sites}));
    IPSEC.write(draft, edge, body)
}

/// A mask, which comes back from clients that read the configuration before, stands for the secret that is kept. If there is none, the
/// field is left out.
pub(super) fn keep_secret(sent: &mut Map<String, Value>, field: &str, before: Option<&Map<String, Value>>) {
    if sent.get(field).is_some_and(|secret| secret == MASK) {
        match before.and_then(|before| before.get(field)) {
            Some(kept) => drop(sent.insert(field.to_owned(), kept.clone())),
            None => drop(sent.shift_remove(field)),
        }
    }
}

/// Checks the sites of a body, gives ids to the new ones and adds what the client left out.
fn complete_sites(
    draft: &mut Draft,
    edge: Edge,
    before: &Map<String, Value>,
    sent: &Map<String, Value>,
) -> ApiResult<Vec<Value>> {
    let (mut complete, mut ids) = (Vec::new(), BTreeSet::new());
    for site in sites(sent) {
        let kept =
            sites(before).find(|kept| text(kept, "siteId").is_some() && text(kept, "siteId") == text(site, "siteId"));
        let id = match kept.and_then(|kept| text(kept, "siteId")) {
            Some(id) => id.to_owned(),
            None => {
                draft.edges.last.ipsec_site = draft.edges.last.ipsec_site.saturating_add(1);
                format!("ipsecsite-{}", draft.edges.last.ipsec_site)
            }
        };
        if !ids.insert(id.clone()) {
            return Err(refusals::value("siteId", "unique"));
        }
        let mut site = site.clone();
        keep_secret(&mut site, "psk", kept);
        complete.push(Value::Object(complete_site(site, &id, edge)?));
    }
    if complete.len() > SITES_MAX { Err(refusals::full("sites", SITES_MAX)) } else { Ok(complete) }
}

/// Checks a site and adds the published defaults.
fn complete_site(mut site: Map<String, Value>, id: &str, edge: Edge) -> ApiResult<Map<String, Value>> {
    word(&site, "authenticationMode", &["psk", "x.509"])?;
    word(&site, "encryptionAlgorithm", &["aes", "aes256", "3des", "aes-gcm"])?;
    word(&site, "dhGroup", &["dh2", "dh5", "dh14", "dh15", "dh16"])?;
    hosts(&site, "localIp")?;
    for field in ["localSubnets", "peerSubnets"] {
        if let Some(subnets) = inner(&site, field) {
            addresses(subnets, "subnets")?;
        }
    }
    if text(&site, "peerIp").is_none() {
        return Err(refusals::missing("peerIp"));
    }
    let by_certificate = text(&site, "authenticationMode").is_some_and(|mode| mode.eq_ignore_ascii_case("x.509"));
    if !by_certificate && text(&site, "psk").is_none() {
        return Err(refusals::missing("psk"));
    }
    let local = text(&site, "localIp").map_or_else(|| super::vnics::uplink_address(edge).to_string(), str::to_owned);
    let peer = text(&site, "peerIp").unwrap_or_default().to_owned();
    site.insert("siteId".to_owned(), id.into());
    for (field, value) in [
        ("enabled", Value::Bool(true)),
        ("enablePfs", Value::Bool(true)),
        ("authenticationMode", "psk".into()),
        ("encryptionAlgorithm", "aes256".into()),
        ("dhGroup", "dh14".into()),
        ("localIp", local.as_str().into()),
        ("localId", local.as_str().into()),
        ("peerId", peer.into()),
        ("mtu", 1500.into()),
    ] {
        site.entry(field).or_insert(value);
    }
    Ok(site)
}

/// `GET …/ipsec/statistics`: an enabled site is connected, and no bytes pass. (assumption)
pub(super) fn statistics(view: View, edge: Edge) -> Value {
    let config = IPSEC.seen(view, edge);
    let is_on = |object: &Map<String, Value>| object.get("enabled") == Some(&Value::Bool(true));
    let enabled = is_on(&config.body);
    let connected: Vec<_> = sites(&config.body).filter(|site| enabled && is_on(site)).map(site_statistics).collect();
    json!({
        "timeStamp": seconds(view.cx),
        "serverStatus": if enabled { "up" } else { "down" },
        "siteStatistics": connected,
    })
}

fn site_statistics(site: &Map<String, Value>) -> Value {
    let subnets = |field: &str| -> Vec<&str> {
        inner(site, field).map(|subnets| texts(subnets, "subnets").collect()).unwrap_or_default()
    };
    let (local, peer) = (subnets("localSubnets"), subnets("peerSubnets"));
    let of = |field: &str| text(site, field).unwrap_or_default();
    let tunnels = local.iter().flat_map(|local| peer.iter().map(move |peer| (*local, *peer)));
    let tunnels: Vec<_> = tunnels
        .map(|(local, peer)| {
            json!({
                "tunnelStatus": "up",
                "tunnelState": "up",
                "localSubnet": local,
                "peerSubnet": peer,
                "encryptionAlgorithm": of("encryptionAlgorithm"),
                "rxBytesOnLocalSubnet": 0,
                "txBytesFromLocalSubnet": 0,
            })
        })
        .collect();
    json!({
        "siteStatus": "up",
        "rxBytesOnSite": 0,
        "txBytesFromSite": 0,
        "ikeStatus": {
            "channelStatus": "up",
            "channelState": "up",
            "localIpAddress": of("localIp"),
            "peerIpAddress": of("peerIp"),
            "peerId": of("peerId"),
            "localSubnets": local,
            "peerSubnets": peer,
        },
        "tunnelStats": tunnels,
    })
}
