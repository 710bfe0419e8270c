//! The configuration that the other end of a VPN needs.

use super::{
    checks::{inner, text},
    edge::Edge,
    ipsec::{IPSEC, MASK, shows_secrets, sites},
    operation::{View, object},
    refusals,
};
use crate::kernel::refusal::ApiResult;
use serde_json::{Value, json};

/// `GET …/peerconfig?objecttype=ipsecSiteConfig&objectid=ipsecsite-1`: the site seen from its other end. The published type is an object of
/// any content, so the template that the client asks for does not change the answer. (assumption)
pub(super) fn get(view: View, edge: Edge) -> ApiResult<Value> {
    let call = view.call;
    let of = call.parameter("objecttype").ok_or_else(|| refusals::missing("objecttype"))?;
    if !of.eq_ignore_ascii_case("ipsecSiteConfig") {
        return Err(refusals::value("objecttype", "ipsecSiteConfig"));
    }
    let template = call.parameter("templateid").unwrap_or("text");
    if !["text", "json", "xml"].contains(&template) {
        return Err(refusals::value("templateid", "text, json or xml"));
    }
    let id = call.parameter("objectid").ok_or_else(|| refusals::missing("objectid"))?;
    let config = IPSEC.seen(view, edge);
    let site = sites(&config.body).find(|site| text(site, "siteId") == Some(id));
    let site = site.ok_or_else(|| refusals::not_found(id))?;
    let mut peer = object(json!({"name": text(site, "name"), "siteId": id}));
    for (own, of_peer) in [
        ("localIp", "peerIp"),
        ("peerIp", "localIp"),
        ("localId", "peerId"),
        ("peerId", "localId"),
        ("authenticationMode", "authenticationMode"),
        ("encryptionAlgorithm", "encryptionAlgorithm"),
        ("dhGroup", "dhGroup"),
        ("enablePfs", "enablePfs"),
        ("mtu", "mtu"),
    ] {
        if let Some(value) = site.get(own) {
            peer.insert(of_peer.to_owned(), value.clone());
        }
    }
    for (own, of_peer) in [("localSubnets", "peerSubnets"), ("peerSubnets", "localSubnets")] {
        if let Some(subnets) = inner(site, own) {
            peer.insert(of_peer.to_owned(), subnets.clone().into());
        }
    }
    if let Some(psk) = site.get("psk") {
        let shown = if shows_secrets(view) { psk.clone() } else { MASK.into() };
        peer.insert("psk".to_owned(), shown);
    }
    Ok(Value::Object(peer))
}
