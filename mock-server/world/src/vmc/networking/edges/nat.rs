//! Address translation (NAT) of a gateway.
//!
//! The rules by which public IPs are attached to workloads stand before those of users and cannot be changed here. (assumption)

use super::{
    checks::{addresses, ports, text, word},
    edge::Edge,
    feature::Feature,
    firewall::lower,
    operation::{Draft, View, body, complete, object},
    refusals,
    rules::{Rules, id_of},
    vnics::public_ips,
};
use crate::{
    kernel::refusal::ApiResult,
    state::{edges::Edges, sddcs::SddcFacts},
};
use serde_json::{Map, Value, json};

pub(super) const NAT: Feature = Feature { name: "nat", fresh };

pub(super) const RULES: Rules = Rules {
    feature: &NAT,
    place: ["rules", "natRulesDtos"],
    tags: 65_537..=131_072,
    next_id,
    is_system: |sddc, edge, id| attached(sddc, edge).iter().any(|rule| id_of(rule) == Some(id)),
    complete: complete_rule,
};

/// The id before that of the first rule that a user adds. (client code on premises)
pub(super) const LAST_RULE: u64 = 196_608;

/// The interface to the internet. (client code)
const UPLINK: &str = "0";

fn fresh(_: &SddcFacts, _: Edge) -> Map<String, Value> {
    let mut body = object(json!({"featureType": "nat", "enabled": true}));
    RULES.put(&mut body, Vec::new());
    body
}

/// Returns an id that no rule of an attached public IP has.
fn next_id(edges: &mut Edges, sddc: &SddcFacts) -> u64 {
    let taken: Vec<_> = attached(sddc, Edge::Compute).iter().filter_map(id_of).collect();
    loop {
        edges.last.nat_rule = edges.last.nat_rule.saturating_add(1);
        if edges.last.nat_rule == u64::MAX || !taken.contains(&edges.last.nat_rule) {
            return edges.last.nat_rule;
        }
    }
}

/// The rules of the public IPs that are attached to workloads: one for each direction.
fn attached(sddc: &SddcFacts, edge: Edge) -> Vec<Value> {
    if edge != Edge::Compute {
        return Vec::new();
    }
    let mut rules = Vec::new();
    for ip in public_ips(sddc) {
        let Some(attachment) = &ip.attachment else { continue };
        let (public, private) = (ip.address.to_string(), attachment.private_ip.to_string());
        for (action, id, original, translated) in
            [("dnat", &attachment.dnat_rule, &public, &private), ("snat", &attachment.snat_rule, &private, &public)]
        {
            let Ok(id) = id.parse::<u64>() else { continue };
            let mut rule = object(json!({
                "ruleId": id,
                "ruleTag": id,
                "ruleType": "internal_high",
                "action": action,
                "vnic": UPLINK,
                "originalAddress": original,
                "translatedAddress": translated,
            }));
            if let Some(name) = &ip.name {
                rule.insert("description".to_owned(), name.as_str().into());
            }
            add_defaults(&mut rule);
            rules.push(Value::Object(rule));
        }
    }
    rules
}

/// Whether a gateway translates any address.
pub(super) fn is_used(view: View, edge: Edge) -> bool {
    !attached(view.sddc, edge).is_empty() || !RULES.of(&NAT.seen(view, edge).body).is_empty()
}

/// `GET …/nat/config`
pub(super) fn get(view: View, edge: Edge) -> Value {
    let config = NAT.seen(view, edge);
    let mut shown = Feature::shown(&config);
    let mut rules = attached(view.sddc, edge);
    rules.extend_from_slice(RULES.of(&config.body));
    RULES.put(&mut shown, rules);
    Value::Object(shown)
}

/// `PUT …/nat/config`: rules that are left out are deleted. (documented)
pub(super) fn replace(draft: &mut Draft, edge: Edge) -> ApiResult<()> {
    let mut sent = body(draft.call)?;
    NAT.check_version(draft, edge, &mut sent)?;
    let rules = RULES.sent(draft, edge, &sent)?;
    let mut body = fresh(draft.sddc, edge);
    for field in ["enabled", "template"] {
        if let Some(value) = sent.remove(field) {
            body.insert(field.to_owned(), value);
        }
    }
    RULES.put(&mut body, rules);
    NAT.write(draft, edge, body)
}

/// Checks a NAT rule and adds what the client left out.
fn complete_rule(rule: &mut Map<String, Value>) -> ApiResult<()> {
    if text(rule, "action").is_none() {
        return Err(refusals::missing("action"));
    }
    word(rule, "action", &["dnat", "snat"])?;
    // Clients send both spellings; the guide has small letters. (client code, documented)
    lower(rule, "action");
    if text(rule, "vnic").is_some_and(|vnic| !matches!(vnic.as_bytes(), [b'0'..=b'9'])) {
        return Err(refusals::value("vnic", "the index of an interface, 0 to 9"));
    }
    for field in ["originalAddress", "translatedAddress", "dnatMatchSourceAddress", "snatMatchDestinationAddress"] {
        addresses(rule, field)?;
    }
    for field in ["originalPort", "translatedPort", "dnatMatchSourcePort", "snatMatchDestinationPort"] {
        ports(rule, field)?;
    }
    // An empty text means any. (documented)
    rule.retain(|name, value| value != "" || name == "description");
    add_defaults(rule);
    Ok(())
}

/// Adds the documented defaults. The fields of the other direction are left out.
fn add_defaults(rule: &mut Map<String, Value>) {
    complete("Nsxnatrule", rule);
    let other = if rule.get("action").is_some_and(|action| action == "dnat") { "snatMatch" } else { "dnatMatch" };
    rule.retain(|name, _| !name.starts_with(other));
}
